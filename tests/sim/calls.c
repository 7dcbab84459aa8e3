#include "tests/sim/calls.h"

#include "db/ledger_adopt.h"
#include "db/ledger_operator.h"
#include "server/core/adoption.h"

static const struct order test = {.by = "test", .reason = "test"};

static void run_register(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    struct code_hash code = {{1}, {{1}}};
    c->refusal = ledger_register(l, c->id, "Ana", &code, &c->applicant);
}

static void run_start(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_start(l, c->id, 7, 0, &c->sitting, &c->start_n);
}

static void run_sitting(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_sitting(l, c->id, &c->sitting);
}

static void run_answer(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    struct wire_word value = {"1", 1};
    c->refusal = ledger_answer(l, c->id, 1, &value, 1);
}

static void run_essay(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    static char text[ANSWER_ESSAY_BYTES];
    struct wire_word value = {text, sizeof text};
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = 'a';
    c->refusal = ledger_answer(l, c->id, 1, &value, 1);
}

static void run_finish(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_finish(l, c->id, &c->result);
}

static void run_release(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_release(l, c->id, &test);
}

static void run_allow(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_allow(l, c->id, &test);
}

static void run_reissue(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    const struct code_hash code = {{2}, {{2}}};
    c->refusal = ledger_reissue(l, c->id, &test, &code);
}

static void run_unlock(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_unlock(l, "test", c->linked, false);
}

static void run_force(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_unlock(l, "test", c->linked, true);
}

static void run_question(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    struct ledger_question question;
    c->refusal = ledger_question(l, c->id, 1, &question);
}

static void change_hours(struct ledger *l, struct task *task, bool plan)
{
    struct call *c = task->context;
    struct hours_wish wish = {.plan = plan, .closes = {.ask = HOURS_AT, .at = {1}}, .order = &test};
    struct ledger_hours hours;
    bool changed;
    c->refusal = ledger_change_hours(l, &wish, &hours, &changed);
}

static void run_close(struct ledger *l, struct task *task)
{
    change_hours(l, task, false);
}

static void run_plan(struct ledger *l, struct task *task)
{
    change_hours(l, task, true);
}

static void run_adopt(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    const struct ledger_line line = {.linked = c->linked, .unlinked_ms = ADOPTION_WAIT_MS};
    const struct order order = {.by = "test", .reason = "fire"};
    c->refusal = ledger_adopt(l, &line, &order);
}

static void run_answers(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_sitting(l, c->id, &c->sitting);
    c->answered = c->sitting.answered;
}

struct call call_node(struct world *w, int which, enum call_kind kind, const char *id)
{
    static void (*const functions[CALL_KINDS])(struct ledger *, struct task *) = {
        run_register, run_start, run_sitting, run_answer, run_essay, run_finish,
        run_release,  run_allow, run_reissue, run_unlock, run_force, run_question,
        run_close,    run_plan,  run_adopt,   run_answers};
    struct call c = {.id = id, .linked = w->node[which].connected};
    world_enter(w, which);
    c.status = store_call(w->node[which].store, functions[kind], &c);
    return c;
}
