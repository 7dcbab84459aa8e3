/* peer_fold.h - our copy of the peer's journal as the peer's people: the fold of it in memory, and who
 * acted at either node behind the part that was adopted (server/core/adoption.h).
 * Threads: the one that owns the database. Memory: open/close. Errors: sticky in the connection of
 * the fold. */
#ifndef DB_PEER_FOLD_H
#define DB_PEER_FOLD_H

#include "db/fold_memory.h"

struct peer_fold {
    struct fold_memory memory;
    uint64_t folded_n;  /* entries of the peer's journal */
    uint64_t clock_ms;  /* exam clock of the last of them */
    uint64_t scanned_n; /* entries of our own journal that peer_fold_scan() has seen */
    uint64_t
        peer_cut_n; /* of our journal, by the peer's own first ADOPT; UINT64_MAX: it has none */
};

enum status peer_fold_open(struct peer_fold *fold);
void peer_fold_close(struct peer_fold *fold);

/* The next entry of the peer's journal. late: it is behind the adopted part. */
void peer_fold_take(struct peer_fold *fold, const struct entry *theirs, bool late);

/* The next entry of our own journal behind the adoption. settles: the peer's RETIRED; who was taken
 * over or found to have forked in answer to it is settled. */
void peer_fold_scan(struct peer_fold *fold, const struct entry *own, uint64_t settles_n);

/* The person at the peer: also one who had left it and was in transit, as the person left. *past: where
 * the answers are (db/sittings.h). */
struct applicant peer_fold_person(struct peer_fold *fold, const char *id, uint32_t *past);

/* The next person after `after` about whom the peer wrote late, and who is not settled. */
struct peer_fold_late {
    char id[IDENT_SIZE];
    bool here, there; /* acted */
};
bool peer_fold_next(struct peer_fold *fold, const char *after, struct peer_fold_late *out);

#endif
