#include "tests/sim/calls.h"

#include "db/ledger_adopt.h"
#include "db/ledger_allowance.h"
#include "db/ledger_operator.h"
#include "db/ledger_transfer.h"
#include "server/core/adoption.h"
#include "db/ledger_room.h"
#include "db/ledger_ruling.h"

static const struct order test = {.by = "test", .reason = "test"};

static void run_register(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    struct code_hash code = {{1}, {{1}}};
    const struct ledger_wish wish = {.id = c->id, .name = "Ana", .code = &code};
    struct ledger_enrolled enrolled;
    c->refusal = ledger_register(l, &wish, &enrolled);
    c->applicant = enrolled.applicant;
}

static void run_start(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_start(l, c->id, &c->who, 7, 0, &c->sitting, &c->start_n);
}

static void run_sitting(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_sitting(l, c->id, &c->who, &c->sitting);
}

static void run_answer(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    struct wire_word value = {"1", 1};
    c->refusal = ledger_answer(l, c->id, &c->who, 1, &value, 1);
}

static void run_essay(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    static char text[ANSWER_ESSAY_BYTES];
    struct wire_word value = {text, sizeof text};
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = 'a';
    c->refusal = ledger_answer(l, c->id, &c->who, 1, &value, 1);
}

static void run_finish(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_finish(l, c->id, &c->who, &c->result);
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
    c->refusal = ledger_question(l, c->id, &c->who, 1, &question);
}

static void move(struct ledger *l, struct task *task, enum terminal_answers answers)
{
    struct call *c = task->context;
    c->refusal = ledger_move_terminal(l, c->id, answers, &test);
}

static void run_move(struct ledger *l, struct task *task)
{
    move(l, task, TERMINAL_ANSWERS_UNSAID);
}

static void run_move_keep(struct ledger *l, struct task *task)
{
    move(l, task, TERMINAL_ANSWERS_KEPT);
}

static void run_move_drop(struct ledger *l, struct task *task)
{
    move(l, task, TERMINAL_ANSWERS_DROPPED);
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
    c->refusal = ledger_sitting(l, c->id, &c->who, &c->sitting);
    c->answered = c->sitting.answered;
}

static void run_admit(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_admit(l, c->id, true, &test);
}

static void begin_exam(struct ledger *l, struct task *task, int64_t at)
{
    struct call *c = task->context;
    size_t started;
    c->refusal = ledger_begin_exam(l, (struct wall){at}, &test, &started);
}

static void run_begin(struct ledger *l, struct task *task)
{
    begin_exam(l, task, 0);
}

static void run_begin_later(struct ledger *l, struct task *task)
{
    begin_exam(l, task, ledger_now(l).ms + 10000);
}

static void run_list(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_list(l, c->id, "Eva", false, &test);
}

static void run_amend(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_amend(l, c->id, "Eva", &test);
}

static void run_desk(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    struct code_hash code = {{1}, {{1}}};
    const struct ledger_wish wish = {.id = c->id, .name = "Ana", .code = &code, .order = &test};
    struct ledger_enrolled enrolled;
    c->refusal = ledger_register(l, &wish, &enrolled);
}

static void run_transfer(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    const struct ledger_transfer transfer = {
        .order = &test, .linked = c->linked, .confirmed = true};
    c->refusal = ledger_transfer(l, c->id, &transfer);
}

static void run_recall(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_recall(l, c->id, &test);
}

static void run_reset(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_reset(l, c->id, &test);
}

static void run_stop(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_pause_node(l, &test);
}

static void run_save(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    const struct wire_word value = {c->value, 1};
    c->refusal = ledger_save(l, c->id, &c->who, c->question, c->seq, &value, 1, &c->entry_n);
}

static void run_resume(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->refusal = ledger_renew_terminal(l, c->id, &c->who.token, &c->renewal, &c->applicant);
}

static bool is_applicants(enum call_kind kind)
{
    return kind == CALL_START || kind == CALL_SITTING || kind == CALL_ANSWER ||
           kind == CALL_ESSAY || kind == CALL_FINISH || kind == CALL_QUESTION || kind == CALL_SAVE;
}

/* An applicant's request. */
static void run_from(struct ledger *l, struct task *task)
{
    struct call *c = task->context;
    c->applicant = ledger_find(l, c->id);
    ledger_meet_terminal(l, &c->applicant, &c->who);
    c->run(l, task);
}

static struct call carry_out(struct world *w, int which, enum call_kind kind, struct call c)
{
    static void (*const functions[CALL_KINDS])(struct ledger *, struct task *) = {
        [CALL_REGISTER] = run_register,   [CALL_START] = run_start,
        [CALL_SITTING] = run_sitting,     [CALL_ANSWER] = run_answer,
        [CALL_ESSAY] = run_essay,         [CALL_FINISH] = run_finish,
        [CALL_RELEASE] = run_release,     [CALL_ALLOW] = run_allow,
        [CALL_REISSUE] = run_reissue,     [CALL_UNLOCK] = run_unlock,
        [CALL_FORCE] = run_force,         [CALL_QUESTION] = run_question,
        [CALL_MOVE] = run_move,           [CALL_MOVE_KEEP] = run_move_keep,
        [CALL_MOVE_DROP] = run_move_drop, [CALL_CLOSE] = run_close,
        [CALL_PLAN] = run_plan,           [CALL_ADOPT] = run_adopt,
        [CALL_ANSWERS] = run_answers,     [CALL_ADMIT] = run_admit,
        [CALL_BEGIN] = run_begin,         [CALL_BEGIN_LATER] = run_begin_later,
        [CALL_LIST] = run_list,           [CALL_AMEND] = run_amend,
        [CALL_DESK] = run_desk,           [CALL_TRANSFER] = run_transfer,
        [CALL_RECALL] = run_recall,       [CALL_RESET] = run_reset,
        [CALL_STOP] = run_stop,           [CALL_SAVE] = run_save,
        [CALL_RESUME] = run_resume};
    c.run = functions[kind];
    c.linked = w->node[which].connected;
    world_enter(w, which);
    c.status = store_call(w->node[which].store, is_applicants(kind) ? run_from : c.run, &c);
    return c;
}

struct call call_from(struct world *w, int which, enum call_kind kind, const char *id,
                      uint8_t terminal, uint64_t alive_ms)
{
    const struct call c = {.id = id, .who = {.token = {{terminal}}, .alive_ms = alive_ms}};
    return carry_out(w, which, kind, c);
}

struct call call_save(struct world *w, uint8_t terminal, uint32_t seq, uint16_t question,
                      const char *value)
{
    const struct call c = {.id = "V1",
                           .who = {.token = {{terminal}}},
                           .question = question,
                           .seq = seq,
                           .value = value};
    return carry_out(w, 0, CALL_SAVE, c);
}

struct call call_resume(struct world *w, uint8_t terminal, uint8_t renewal)
{
    const struct call c = {.id = "V1", .who = {.token = {{terminal}}}, .renewal = {{renewal}}};
    return carry_out(w, 0, CALL_RESUME, c);
}

struct call call_node(struct world *w, int which, enum call_kind kind, const char *id)
{
    return call_from(w, which, kind, id, CALL_TERMINAL, 0);
}
