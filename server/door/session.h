/* session.h - one client's commands (common/PROTOCOL.md): words in, reply out.
 * Threads: the client's worker. Memory: init/release for the caller's. Errors: as replies. */
#ifndef SERVER_DOOR_SESSION_H
#define SERVER_DOOR_SESSION_H

#include "common/wire.h"
#include "server/node.h"

struct session {
    struct node *node;
    struct client *client;
    struct digest code; /* the hash of the one that it signed in with */
    struct task task;   /* the one request that may be under way */
    unsigned wrong;     /* codes and keys in a row */
    bool held;          /* the last reply goes out at `until`, and not before */
    struct mono until;
};

void session_init(struct session *session, struct node *node, struct client *client);
void session_release(struct session *session);

/* Answers one request; false: the connection closes after the reply. Sets session->held. */
bool session_request(struct session *session, const struct wire_word *words, size_t count,
                     struct buffer *out);

/* For the commands: runs `run` with `context` on the store thread; false, with the error replied,
 * when it failed. */
bool session_run(struct session *session, void (*run)(struct ledger *, struct task *),
                 void *context, struct buffer *out);
void session_refuse(struct session *session, enum refusal refusal, struct buffer *out);

#endif
