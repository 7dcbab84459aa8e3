/* operator.h - the commands of sinodoctl, over the Unix socket in the data directory. Every change
 * is journaled with the name of the system user at the other end of the socket.
 *
 *   STATUS                 pairs
 *   APPLICANTS after       array of arrays: id, claim, name, sitting, score, max; IDs after `after`
 *   REISSUE id             pairs: id, code
 *   RELEASE id, ALLOW id, UNLOCK, BACKUP path   +OK
 *
 * Threads: the operator's worker. Memory: init/release for the caller's. Errors: as replies. */
#ifndef SERVER_OPERATOR_H
#define SERVER_OPERATOR_H

#include "common/wire.h"
#include "server/node.h"

/* The socket's name in the data directory. */
#define OPERATOR_SOCKET "operator.sock"

enum { OPERATOR_PAGE = 100 /* applicants in one reply */ };

struct operator_session {
    struct node *node;
    struct task task;
    char by[BY_MAX_BYTES + 1];
};

void operator_init(struct operator_session *session, struct node *node, int fd);
void operator_release(struct operator_session *session);

/* Answers one request; false: the connection closes after the reply. */
bool operator_request(struct operator_session *session, const struct wire_word *words, size_t count,
                      struct buffer *out);

#endif
