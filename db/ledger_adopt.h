/* ledger_adopt.h - the ledger's operations for a centre that is gone (server/core/adoption.h).
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_ADOPT_H
#define DB_LEDGER_ADOPT_H

#include "db/ledger.h"
#include "server/core/order.h"

/* The link, as the caller knows it. */
struct ledger_line {
    bool linked;
    int64_t unlinked_ms; /* since the link was last up, or since the start */
};

/* What this node knows of the other centre. */
struct ledger_known {
    enum refusal refusal; /* that ledger_adopt() would give */
    uint64_t peer_n;      /* entries of its journal, the digest and the time of the last one */
    struct digest digest;
    struct wall at;
    uint64_t away, pending, in_transit; /* people who would become this node's */
    uint64_t running, finished;         /* of those away, as far as the entries say */
    bool done;                          /* the numbers above are complete: else ask again */
};
void ledger_known(struct ledger *ledger, const struct ledger_line *line, struct ledger_known *out);

/* Z1, Z2: begins. ledger_tick() does the rest, a thousand people at a time. */
enum refusal ledger_adopt(struct ledger *ledger, const struct ledger_line *line,
                          const struct order *order);

/* Z7: this node's people go to the peer, and the node closes for good. */
enum refusal ledger_hand_over(struct ledger *ledger, const struct ledger_line *line,
                              const struct order *order);

/* Z5: the answers that this node gave or took (node: either name) count. */
enum refusal ledger_count(struct ledger *ledger, const char *id, const char *node,
                          const struct order *order);

/* How far an adoption has come. */
struct ledger_adoption {
    bool stands;          /* this node has adopted its peer */
    bool retired;         /* this node is adopted, and closed for good */
    bool settled;         /* the peer's journal has ended, and nothing is left to do */
    uint64_t cut_n, left; /* entries that count; people who are not taken over yet */
    uint64_t forked;      /* people who went on at both nodes and about whom nobody has decided */
};
void ledger_adoption(struct ledger *ledger, struct ledger_adoption *out);

/* The next of those after `after`; false at the end. */
bool ledger_next_forked(struct ledger *ledger, const char *after, char id[IDENT_SIZE]);

#endif
