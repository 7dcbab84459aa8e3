/* operator.h - the commands of sinodoctl, over the Unix socket below the data directory. The kernel
 * says who is at the other end: the node's own user and root are let in. Every change is journaled
 * with that user's name, and every command logged.
 *
 *   STATUS                 pairs
 *   APPLICANTS after       array of arrays: id, claim, name, sitting, score, max; IDs after `after`
 *   REISSUE id             pairs: id, code
 *   RELEASE id, ALLOW id, UNLOCK   +OK
 *   BACKUP                 pairs: node, cluster, journal (entries), bytes; makes a copy
 *   PIECE offset           the copy's bytes from there on, OPERATOR_PIECE or as many as there are
 *
 * A copy has no name in any directory by the time that it is told of: it is this connection's, and
 * its room is free again when that ends. Whoever asks writes it where it was asked for; the node
 * sees another file system than its users, or none but its own directory.
 *   UNLOCK-FORCED node     +OK; the node's own name, typed out (server/core/recovery.h, R7)
 *
 * Threads: the operator's worker. Memory: init/release for the caller's. Errors: as replies. */
#ifndef SERVER_DOOR_OPERATOR_H
#define SERVER_DOOR_OPERATOR_H

#include "common/wire.h"
#include "server/node.h"

#include <sys/types.h>

/* In the data directory: a directory of mode 0700, and the socket in it. */
#define OPERATOR_DIR "operator"
#define OPERATOR_SOCKET OPERATOR_DIR "/socket"

enum {
    OPERATOR_PAGE = LEDGER_PAGE,  /* applicants in one reply */
    OPERATOR_PIECE = 128 * 1024,  /* bytes of a copy */
    OPERATOR_SPARE = 16 * 1048576 /* bytes that a copy must leave on the disk */
};

struct operator_session {
    struct node *node;
    struct task task;
    uid_t uid;
    char by[BY_MAX_BYTES + 1]; /* "" before the first request: names may be far away */
    bool permitted;
    int copy; /* a backup's descriptor, -1 when there is none */
};

void operator_init(struct operator_session *session, struct node *node, int fd);
void operator_release(struct operator_session *session);

/* Answers one request; false: the connection closes after the reply. */
bool operator_request(struct operator_session *session, const struct wire_word *words, size_t count,
                      struct buffer *out);

#endif
