/* operator.h - one connection of sinodoctl (operator_protocol.h). The kernel tells which user is at
 * the other end: the node's own user and root are let in. Every change is journaled with that
 * user's name, and every command is logged.
 * Threads: the operator's worker. Memory: init/release for the caller's. Errors: as replies. */
#ifndef SERVER_DESK_OPERATOR_H
#define SERVER_DESK_OPERATOR_H

#include "server/door/request.h"

#include <sys/types.h>

struct operator_session {
    struct node *node;
    struct task task;
    uid_t uid;
    bool permitted;
    char by[BY_MAX_BYTES + 1]; /* "" before the first request: looking a name up may take long */
    int copy;                  /* the copy that BACKUP made, -1 when there is none */
};

void operator_init(struct operator_session *session, struct node *node, int fd);
void operator_release(struct operator_session *session);

/* Answers one request; false: the connection closes after the reply. */
bool operator_request(struct operator_session *session, const struct wire_word *words, size_t count,
                      struct buffer *out);

#endif
