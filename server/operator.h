/* operator.h - the commands of sinodoctl, over the Unix socket below the data directory. The kernel
 * says who is at the other end: the node's own user and root are let in. Every change is journaled
 * with that user's name, and every command logged.
 *
 *   STATUS                 pairs
 *   APPLICANTS after       array of arrays: id, claim, name, sitting, score, max; IDs after `after`
 *   REISSUE id             pairs: id, code
 *   RELEASE id, ALLOW id, UNLOCK, BACKUP path   +OK
 *   UNLOCK-FORCED node     +OK; the node's own name, typed out (server/core/recovery.h, R7)
 *
 * Threads: the operator's worker. Memory: init/release for the caller's. Errors: as replies. */
#ifndef SERVER_OPERATOR_H
#define SERVER_OPERATOR_H

#include "common/wire.h"
#include "server/node.h"

#include <sys/types.h>

/* In the data directory: a directory of mode 0700, and the socket in it. */
#define OPERATOR_DIR "operator"
#define OPERATOR_SOCKET OPERATOR_DIR "/socket"

enum { OPERATOR_PAGE = LEDGER_PAGE /* applicants in one reply */ };

struct operator_session {
    struct node *node;
    struct task task;
    uid_t uid;
    char by[BY_MAX_BYTES + 1]; /* "" before the first request: names may be far away */
    bool permitted;
};

void operator_init(struct operator_session *session, struct node *node, int fd);
void operator_release(struct operator_session *session);

/* Answers one request; false: the connection closes after the reply. */
bool operator_request(struct operator_session *session, const struct wire_word *words, size_t count,
                      struct buffer *out);

#endif
