#include "db/ledger_allowance.h"

#include "db/ledger_exam.h"
#include "db/ledger_private.h"
#include "server/core/sitting.h"

static enum refusal extend(struct ledger *l, const char *id, const struct order *order,
                           const struct ledger_extension *x, bool for_all)
{
    struct entry e;
    enum refusal refusal;
    if (!ledger_begin_order(l, id, order, &refusal))
        return refusal;
    struct applicant a = ledger_find(l, id);
    const struct sitting_clock clock = ledger_sitting_clock(l);
    const struct allowance_extension extension = {
        .delta_ms = x->delta_ms,
        .role = x->role,
        .bound_ms = x->bound_ms,
        .exam_ms = (int64_t)l->exam->seconds * 1000 + x->roster_ms + l->state.time.extra_ms,
        .for_all = for_all,
        .node_n = ledger_order_done(l, &order->key, ""),
    };
    refusal = allowance_extend(&a, &clock, &extension, &e);
    return ledger_carry_out(l, refusal, &e, order);
}

enum refusal ledger_extend(struct ledger *l, const char *id, const struct order *order,
                           const struct ledger_extension *x)
{
    return extend(l, id, order, x, false);
}

enum refusal ledger_extend_sitting(struct ledger *l, const char *id, const struct order *order,
                                   const struct ledger_extension *x)
{
    return extend(l, id, order, x, true);
}

enum refusal ledger_extend_node(struct ledger *l, const struct order *order,
                                const struct ledger_extension *x)
{
    struct entry e;
    enum refusal refusal;
    if (!ledger_begin_order(l, "", order, &refusal))
        return refusal;
    const struct allowance_extension extension = {.delta_ms = x->delta_ms,
                                                  .role = x->role,
                                                  .bound_ms = x->bound_ms,
                                                  .exam_ms = (int64_t)l->exam->seconds * 1000};
    refusal = allowance_extend_node(l->state.time.extra_ms, &extension, &e);
    return ledger_carry_out(l, refusal, &e, order);
}

enum refusal ledger_pause(struct ledger *l, const char *id, const struct order *order)
{
    struct entry e;
    enum refusal refusal;
    if (!ledger_begin_order(l, id, order, &refusal))
        return refusal;
    struct applicant a = ledger_find(l, id);
    const struct sitting_clock clock = ledger_sitting_clock(l);
    refusal = allowance_pause(&a, &clock, &e);
    return ledger_carry_out(l, refusal, &e, order);
}

enum refusal ledger_resume(struct ledger *l, const char *id, const struct order *order)
{
    struct entry e;
    enum refusal refusal;
    if (!ledger_begin_order(l, id, order, &refusal))
        return refusal;
    struct applicant a = ledger_find(l, id);
    refusal = allowance_resume(&a, &e);
    return ledger_carry_out(l, refusal, &e, order);
}

enum refusal ledger_end_sitting(struct ledger *l, const char *id, const struct order *order)
{
    struct entry e;
    enum refusal refusal;
    if (!ledger_begin_order(l, id, order, &refusal))
        return refusal;
    struct applicant a = ledger_find(l, id);
    const struct sitting_clock clock = ledger_sitting_clock(l);
    refusal = allowance_end(&a, &clock, &e);
    return ledger_carry_out(l, refusal, &e, order);
}

static enum refusal pause_node(struct ledger *l, const struct order *order, bool pause)
{
    struct entry e;
    enum refusal refusal;
    if (!ledger_begin_order(l, "", order, &refusal))
        return refusal;
    allowance_pause_node(l->state.time.paused_n > 0, pause, &e);
    return ledger_carry_out(l, REFUSAL_NONE, &e, order);
}

enum refusal ledger_pause_node(struct ledger *l, const struct order *order)
{
    return pause_node(l, order, true);
}

enum refusal ledger_resume_node(struct ledger *l, const struct order *order)
{
    return pause_node(l, order, false);
}
