#include "db/ledger_ruling.h"

#include "db/ledger_exam.h"
#include "db/ledger_private.h"
#include "server/core/ruling.h"
#include "server/core/sitting.h"

/* False, with the refusal, or with none for an order that was carried out (O1). A sitting whose time
 * is up is finished first. */
static bool begin_order(struct ledger *l, const char *id, const struct order *order,
                        struct applicant *a, enum refusal *refusal)
{
    if (!ledger_begin_order(l, id, order, refusal))
        return false;
    *a = ledger_find(l, id);
    (void)ledger_expire(l, a);
    return true;
}

enum refusal ledger_void(struct ledger *l, const char *id, const struct order *order)
{
    struct applicant a;
    struct entry e;
    enum refusal refusal;
    if (!begin_order(l, id, order, &a, &refusal))
        return refusal;
    refusal = ruling_void(&a, &e);
    return ledger_carry_out(l, refusal, &e, order);
}

enum refusal ledger_unvoid(struct ledger *l, const char *id, const struct order *order)
{
    struct applicant a;
    struct entry e;
    enum refusal refusal;
    if (!begin_order(l, id, order, &a, &refusal))
        return refusal;
    refusal = ruling_unvoid(&a, &e);
    return ledger_carry_out(l, refusal, &e, order);
}

enum refusal ledger_reopen(struct ledger *l, const char *id, const struct order *order,
                           uint64_t left_ms, bool board)
{
    struct applicant a;
    struct entry e;
    enum refusal refusal;
    if (!begin_order(l, id, order, &a, &refusal))
        return refusal;
    const struct ruling_reopening r = {.left_ms = left_ms, .board = board, .exam = l->exam};
    refusal = ruling_reopen(&a, &r, &e);
    return ledger_carry_out(l, refusal, &e, order);
}

enum refusal ledger_reset(struct ledger *l, const char *id, const struct order *order)
{
    struct applicant a;
    struct entry e;
    struct marks marks;
    enum refusal refusal;
    if (!begin_order(l, id, order, &a, &refusal))
        return refusal;
    refusal = ruling_reset(&a, &e);
    if (refusal == REFUSAL_RUNNING && ledger_marks(l, &a, &marks)) { /* U5 */
        const struct sitting_clock clock = ledger_sitting_clock(l);
        struct entry finish;
        sitting_cut(&a, &clock, &marks, &finish);
        ledger_append(l, &finish, &a);
        refusal = ruling_reset(&a, &e);
    }
    return ledger_carry_out(l, refusal, &e, order);
}
