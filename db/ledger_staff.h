/* ledger_staff.h - the ledger's operations on accounts of the staff (server/core/roles.h).
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_STAFF_H
#define DB_LEDGER_STAFF_H

#include "db/ledger.h"
#include "db/staff_table.h"

/* O3. The account name@node; false: there is none that this node knows. */
bool ledger_staff_find(struct ledger *ledger, const char *name, const char *node,
                       struct staff_account *out);

/* Adds an account of this node, or with ROLE_NONE removes it. */
enum refusal ledger_staff_put(struct ledger *ledger, const char *name, enum role role,
                              const struct code_hash *code, const struct order *order);

/* The accounts of this node, or of its peer, whose names come after that one: up to a page. */
enum { LEDGER_STAFF_PAGE = 100 };
size_t ledger_staff_page(struct ledger *ledger, bool own, const char *after,
                         struct staff_account out[LEDGER_STAFF_PAGE]);

#endif
