/* ledger_allowance.h - the ledger's operations of the staff on the time of a person, and of the node
 * (server/core/allowance.h). An order that was carried out before changes nothing (O1). Only people
 * whose home is here.
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_ALLOWANCE_H
#define DB_LEDGER_ALLOWANCE_H

#include "db/ledger.h"

struct ledger_extension {
    int64_t delta_ms;
    enum role role;    /* of who gives it, and */
    int64_t bound_ms;  /* the plan's bound for an invigilator (roles.h O2) */
    int64_t roster_ms; /* the time that the roster gives that person beyond the exam's */
};

enum refusal ledger_extend(struct ledger *ledger, const char *id, const struct order *order,
                           const struct ledger_extension *extension);

/* For all who start from now on. Whoever sits gets it by ledger_extend_sitting(), with the same
 * order: by its key whoever has started since is not given it twice. */
enum refusal ledger_extend_node(struct ledger *ledger, const struct order *order,
                                const struct ledger_extension *extension);
enum refusal ledger_extend_sitting(struct ledger *ledger, const char *id, const struct order *order,
                                   const struct ledger_extension *extension);

enum refusal ledger_pause(struct ledger *ledger, const char *id, const struct order *order);
enum refusal ledger_resume(struct ledger *ledger, const char *id, const struct order *order);
enum refusal ledger_end_sitting(struct ledger *ledger, const char *id, const struct order *order);

/* The node; the exam clock stands until it goes on. */
enum refusal ledger_pause_node(struct ledger *ledger, const struct order *order);
enum refusal ledger_resume_node(struct ledger *ledger, const struct order *order);

#endif
