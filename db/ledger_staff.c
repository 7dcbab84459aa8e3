/* Accounts of the staff. */
#include "db/ledger_staff.h"

#include "db/ledger_private.h"

#include <string.h>

bool ledger_staff_find(struct ledger *l, const char *name, const char *node,
                       struct staff_account *out)
{
    struct sql *sql = &l->db->sql;
    if (strcmp(node, l->identity.node) == 0)
        return staff_table_find(sql, JOURNAL_OWN, name, out);
    return strcmp(node, l->state.peer.node) == 0 && staff_table_find(sql, JOURNAL_PEER, name, out);
}

enum refusal ledger_staff_put(struct ledger *l, const char *name, enum role role,
                              const struct code_hash *code, const struct order *order)
{
    struct staff_account known = {.role = ROLE_NONE};
    struct entry e;
    enum refusal refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE)
        return refusal;
    (void)staff_table_find(&l->db->sql, JOURNAL_OWN, name, &known);
    refusal = roles_decide(known.role, name, role, code, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

size_t ledger_staff_page(struct ledger *l, bool own, const char *after,
                         struct staff_account out[LEDGER_STAFF_PAGE])
{
    struct sql *sql = &l->db->sql;
    enum journal_owner journal = own ? JOURNAL_OWN : JOURNAL_PEER;
    size_t count = 0;
    while (count < LEDGER_STAFF_PAGE &&
           staff_table_next(sql, journal, count > 0 ? out[count - 1].name : after, &out[count]))
        count++;
    return count;
}
