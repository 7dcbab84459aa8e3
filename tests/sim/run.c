#include "tests/sim/run.h"

#include "common/buffer.h"
#include "db/audit.h"
#include "db/ledger_allowance.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "db/ledger_ruling.h"
#include "db/ledger_room.h"
#include "db/ledger_transfer.h"
#include "tests/lib/chance.h"
#include "tests/lib/folded.h"
#include "tests/sim/calls.h"
#include "tests/sim/graders.h"
#include "tests/sim/reuse.h"
#include "tests/sim/seats.h"
#include "tests/sim/rooms.h"
#include "tests/sim/watch.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    AUDITED_EVERY = 32,
    REOPENED_EVERY = 16,
    HASTY_EVERY = 5, /* lives in which no start has a grace */
    OPS = 12,
    STEPS_LEAST = 30,
    STEPS_MOST = 120,
    UNLOCKS_MOST = 20,
    OFTEN = 32, /* of so many requests one is made over and over */
    HELD_MOST_MS = 15000,
    DAY_MS = 86400000,
    SECOND_MS = 1000
};

enum op_kind {
    OP_REGISTER,
    OP_START,
    OP_ANSWER,
    OP_FINISH,
    OP_RELEASE,
    OP_HOURS,
    OP_ADMIT,
    OP_BEGIN,
    OP_RENAME,
    OP_TRANSFER,
    OP_RECALL,
    OP_STAFF,
    OP_GRADE,
    OP_RENEW,
    OP_KINDS
};

/* What the staff do to somebody's time, and to the node's. */
enum staff_act { ACT_PAUSE, ACT_RESUME, ACT_EXTEND, ACT_STOP, ACT_GO, ACT_VOID, ACT_UNVOID, ACTS };

static const char *const op_names[] = {"register", "start", "answer", "finish", "release",
                                       "hours",    "admit", "begin",  "rename", "transfer",
                                       "recall",   "staff", "grade",  "renew"};

/* One client's request, from the store's queue to the reply. */
struct op {
    struct task task;
    struct run *run;
    bool busy;
    enum op_kind kind;
    int which, id, question, option;
    enum refusal refusal;
    struct applicant applicant;
    struct ledger_sitting sitting;
    struct ledger_result result;
    struct ledger_hours hours;
    struct seats_request seat;
    struct graders_request grade;
    enum staff_act act;
    uint64_t start_n;
};

enum fault_kind {
    FAULT_KILL,
    FAULT_CUT,
    FAULT_COMMIT,
    FAULT_LOSS,
    FAULT_SAVE,
    FAULT_CLOCK,
    FAULT_REPLAY,
    FAULT_STOP,
    FAULT_STALL,
    FAULT_FULL,
    FAULT_KINDS
};

struct run {
    struct world *w;
    struct history h;
    struct watch watch;
    struct graders graders;
    struct tabs tabs[HISTORY_IDS];
    uint64_t random;
    /* Settings, so that each fault is also seen without the others, and often. */
    unsigned faults; /* bits by enum fault_kind */
    bool power, raw;
    bool room;  /* the staff admit, or all begin together */
    bool staff; /* they pause, extend and rule */
    bool pages; /* exams run from the beginning, and their pages ask for more than others do */
    bool brisk; /* what is sent mostly comes whole, so that much happens in few steps */
    unsigned ids, fault_percent;
    struct op op[OPS];
    uint64_t turns;            /* requests of terminals that were carried out */
    struct disk_image *old[2]; /* an older copy of that disk */
    bool old_marked[2];
    unsigned old_losses[2]; /* disks that this node had lost when the copy was made */
    unsigned strays;        /* people of whom only an old copy knows */
    bool forked[2]; /* a copy of an earlier life lies there: its end was written anew since */
    struct buffer heard[2]; /* bytes that were once sent to that node */
    bool trace;
    struct run_result result;
};

static uint64_t draw(struct run *r, uint64_t n)
{
    return chance(&r->random, n);
}

static void mix(struct run *r, uint64_t value)
{
    r->result.print = (r->result.print ^ value) * 1099511628211U; /* FNV-1a's prime */
}

static void say(struct run *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct run *r, const char *format, ...)
{
    char line[160];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    for (int i = 0; i < len && i < (int)sizeof line - 1; i++)
        mix(r, (uint64_t)line[i]);
    if (r->trace)
        (void)fprintf(stderr, "%6lld  %s\n", (long long)r->w->now_ms, line);
}

static const char *name_of(struct run *r, int which)
{
    return r->w->node[which].name;
}

/* --- clients --- */

static const struct order by_sim = {.by = "sim", .reason = "sim"};

/* Mostly as the plan says, which is at any time; else nobody may start. */
static enum refusal change_hours(struct ledger *ledger, struct op *op)
{
    struct hours_wish wish = {.plan = op->option > 0 || op->question > 0,
                              .closes = {.ask = HOURS_AT, .at = {HISTORY_CLOSED_MS}},
                              .order = &by_sim};
    bool changed;
    return ledger_change_hours(ledger, &wish, &op->hours, &changed);
}

/* The answer's number is greater than all before, or that of one that was sent before. */
static void save_answer(struct ledger *ledger, struct op *op, const char *id)
{
    struct run *r = op->run;
    const struct tabs_request *from = &op->seat.from;
    struct saves_request *q = &op->seat.saves;
    const struct tab *tab = &r->tabs[op->id].tab[from->tab];
    uint32_t turn = (uint32_t)op->seat.turn;
    *q = (struct saves_request){
        .who = &op->seat.who, .question = op->question, .option = op->option, .often = q->often};
    if (from->repeats)
        q->seq = tab->seq;
    else if (from->numbered)
        q->seq = turn > from->back ? turn - from->back : turn;
    q->newest = q->seq == turn;
    if (q->seq > 0)
        tabs_sent(&r->tabs[op->id], from, op->question, op->option, q->seq);
    op->refusal = saves_run(&r->h, ledger, id, q);
}

/* What a terminal asks for. */
static void run_seated(struct ledger *ledger, struct op *op, const char *id)
{
    struct ledger_terminal *who = &op->seat.who;
    op->seat.turn = ++op->run->turns;
    watch_touch(&op->run->watch, op->which, op->id);
    seats_begin(&op->seat, ledger, id);
    switch (op->seat.ask) {
    case SEATS_START:
        op->refusal = ledger_start(ledger, id, who, 7, 0, &op->sitting, &op->start_n);
        op->seat.last_seq = op->sitting.seq;
        break;
    case SEATS_ANSWER:
        save_answer(ledger, op, id);
        break;
    case SEATS_FINISH:
        op->refusal = ledger_finish(ledger, id, who, &op->result);
        break;
    case SEATS_RENEW:
        op->refusal = seats_renew(&op->run->h, &op->seat, ledger, id);
        break;
    }
    seats_end(&op->seat, ledger, id);
}

static enum refusal register_id(struct ledger *ledger, const char *id, const struct code_hash *code,
                                struct applicant *out)
{
    const struct ledger_wish wish = {.id = id, .name = "Ana", .code = code};
    struct ledger_enrolled enrolled;
    enum refusal refusal = ledger_register(ledger, &wish, &enrolled);
    *out = enrolled.applicant;
    return refusal;
}

/* Now, in 2 s, or in an hour, which does not come. */
static enum refusal begin_exam(struct ledger *ledger, const struct op *op)
{
    static const int64_t later_ms[] = {0, 2000, 3600000};
    size_t started;
    struct wall at = {op->option > 0 ? ledger_now(ledger).ms + later_ms[op->option] : 0};
    return ledger_begin_exam(ledger, at, &by_sim, &started);
}

/* The question's number is the new ID's. */
static enum refusal rename_id(struct ledger *ledger, const struct op *op)
{
    struct ledger_enrolled enrolled;
    bool linked = store_is_linked(op->run->w->node[op->which].store);
    return ledger_rename(ledger, history_names[op->id], history_names[op->question], linked,
                         &by_sim, &enrolled);
}

/* The staff know what a transfer over a broken link means. */
static enum refusal send_away(struct ledger *ledger, const struct op *op, const char *id)
{
    const struct ledger_transfer transfer = {
        .order = &by_sim, .linked = op->run->w->node[op->which].connected, .confirmed = true};
    return ledger_transfer(ledger, id, &transfer);
}

/* O1: a node's key of an extension is always the same, and each node gives it once. */
static enum refusal act(struct ledger *ledger, const struct op *op, const char *id)
{
    struct order order = by_sim;
    const struct ledger_extension more = {.delta_ms = HISTORY_EXTRA_MS, .role = ROLE_BOARD};
    switch (op->act) {
    case ACT_PAUSE:
        return ledger_pause(ledger, id, &order);
    case ACT_RESUME:
        return ledger_resume(ledger, id, &order);
    case ACT_EXTEND:
        order.key.bytes[0] = 1;
        return ledger_extend(ledger, id, &order, &more);
    case ACT_STOP:
        return ledger_pause_node(ledger, &order);
    case ACT_GO:
        return ledger_resume_node(ledger, &order);
    case ACT_VOID:
        return ledger_void(ledger, id, &order);
    case ACT_UNVOID:
        return ledger_unvoid(ledger, id, &order);
    case ACTS:
        break;
    }
    return REFUSAL_NONE;
}

static void run_op(struct ledger *ledger, struct task *task)
{
    struct op *op = task->context;
    const char *id = history_names[op->id];
    struct code_hash code;
    memset(&code, op->which + 1, sizeof code);
    code.hash.bytes[0] = (uint8_t)ledger_position(ledger).own_n; /* each registration's own */
    switch (op->kind) {
    case OP_REGISTER:
        op->refusal = register_id(ledger, id, &code, &op->applicant);
        if (op->refusal == REFUSAL_NONE && op->applicant.claim == CLAIM_PENDING) {
            task->wait = TASK_WAIT_CONFIRM;
            memcpy(task->wait_id, op->applicant.id, sizeof task->wait_id);
        }
        break;
    case OP_START:
        run_seated(ledger, op, id);
        if (op->refusal == REFUSAL_NONE) {
            task->wait = TASK_WAIT_COPY;
            task->wait_n = op->start_n;
        }
        break;
    case OP_ANSWER:
    case OP_RENEW:
        run_seated(ledger, op, id);
        break;
    case OP_FINISH:
        run_seated(ledger, op, id);
        if (op->refusal == REFUSAL_NONE) {
            task->wait = TASK_WAIT_COPY;
            task->wait_n = op->result.finish_n;
        }
        break;
    case OP_RELEASE:
        op->refusal = ledger_release(ledger, id, &by_sim);
        break;
    case OP_HOURS:
        op->refusal = change_hours(ledger, op);
        break;
    case OP_ADMIT:
        op->refusal = ledger_admit(ledger, id, op->option > 0, &by_sim);
        break;
    case OP_BEGIN:
        op->refusal = begin_exam(ledger, op);
        break;
    case OP_RENAME:
        op->refusal = rename_id(ledger, op);
        break;
    case OP_TRANSFER:
        op->refusal = send_away(ledger, op, id);
        break;
    case OP_RECALL:
        op->refusal = ledger_recall(ledger, id, &by_sim);
        break;
    case OP_STAFF:
        op->refusal = act(ledger, op, id);
        break;
    case OP_GRADE:
        op->refusal = graders_run(ledger, id, &op->grade);
        if (op->grade.ask == GRADERS_REOPEN)
            watch_reopen(&op->run->watch, op->which, op->id);
        break;
    case OP_KINDS:
        break;
    }
}

static void told_registered(struct run *r, struct op *op)
{
    enum claim_state claim = op->applicant.claim;
    if (op->task.wait == TASK_WAIT_CONFIRM)
        claim = op->task.settled;
    if (claim == CLAIM_HOME) /* the claim, and the peer's grant of it, are on the peer's disk */
        history_tell(&r->h, op->which, op->id, FACT_CONFIRMED, 2);
    if (claim == CLAIM_PENDING)
        history_tell(&r->h, op->which, op->id, FACT_PENDING, 1);
}

/* The client will never know. */
static void drop_op(struct run *r, struct op *op)
{
    if (op->kind == OP_ANSWER)
        r->h.id[op->id].answer[op->which][op->question].unclear = true;
    op->busy = false;
}

static bool is_seated(enum op_kind kind)
{
    return kind == OP_START || kind == OP_ANSWER || kind == OP_FINISH || kind == OP_RENEW;
}

/* A reply reached its client. */
static void told(struct run *r, struct op *op)
{
    struct history_id *p = &r->h.id[op->id];
    say(r, "%s: %s %s -> status %d refusal %d", name_of(r, op->which), op_names[op->kind],
        history_names[op->id], (int)op->task.status, (int)op->refusal);
    r->result.replies++;
    struct ledger_position at = ledger_position(r->w->node[op->which].ledger);
    r->h.own_n[op->which] = at.standing == STANDING_NEW ? HISTORY_INTENT : at.own_n;
    if (op->task.status != STATUS_OK) { /* nothing was done */
        r->result.refused_commits++;
        return;
    }
    bool alone = history_alone(&r->h, r->w, op->which);
    if (is_seated(op->kind) && !alone)
        seats_told(&r->h, op->which, op->id, &op->seat, op->refusal);
    if (op->refusal != REFUSAL_NONE)
        return;
    if (alone) { /* it was asked within the grace */
        drop_op(r, op);
        return;
    }
    switch (op->kind) {
    case OP_REGISTER:
        told_registered(r, op);
        break;
    case OP_START:
        history_started(&r->h, op->which, op->id, op->start_n, op->task.copies);
        break;
    case OP_FINISH:
        history_tell(&r->h, op->which, op->id, FACT_FINISHED, op->task.copies);
        p->score[op->which] = op->result.withheld ? HISTORY_UNTOLD : op->result.score;
        break;
    case OP_HOURS:
        history_hours(&r->h, op->which, &op->hours);
        break;
    case OP_TRANSFER:
        r->result.transfers++;
        break;
    case OP_GRADE:
        graders_replied(&r->h, op->which, op->id, &op->grade, op->refusal);
        break;
    case OP_RENEW:
        tabs_renewed(&r->tabs[op->id], &op->seat.from);
        break;
    case OP_ANSWER:
    case OP_RELEASE:
    case OP_ADMIT:
    case OP_BEGIN:
    case OP_RENAME:
    case OP_RECALL:
    case OP_STAFF:
    case OP_KINDS:
        break;
    }
}

static void op_done(struct task *task)
{
    struct op *op = task->context;
    op->busy = false;
    told(op->run, op);
}

static void drop_ops(struct run *r, int which)
{
    for (int i = 0; i < OPS; i++)
        if (r->op[i].busy && r->op[i].which == which)
            drop_op(r, &r->op[i]);
}

static void draw_grade(struct run *r, struct op *op)
{
    struct graders_request *q = &op->grade;
    graders_draw(&r->graders, r->w, op->which, op->id, &r->random, q);
    if (q->ask == GRADERS_REMARK)
        graders_correct(&r->graders, r->w);
    if (q->ask == GRADERS_REOPEN || q->ask == GRADERS_RESET || q->ask == GRADERS_REMARK)
        for (int id = 0; id < HISTORY_IDS; id++)
            r->h.id[id].ruled |= id == op->id || q->ask == GRADERS_REMARK;
}

/* Which of the person's pages asks, and with what. */
static void draw_seat(struct run *r, struct op *op)
{
    struct seats_request *q = &op->seat;
    const struct tabs *tabs = &r->tabs[op->id];
    q->ask = op->kind == OP_START    ? SEATS_START
             : op->kind == OP_ANSWER ? SEATS_ANSWER
             : op->kind == OP_RENEW  ? SEATS_RENEW
                                     : SEATS_FINISH;
    tabs_draw(&r->tabs[op->id], &r->random, &q->from);
    q->who.token = q->from.token;
    q->who.alive_ms = draw(r, 2) * SECOND_MS; /* its terminal was heard a second ago, or not */
    q->often = draw(r, OFTEN) == 0;
    q->saves.often = draw(r, OFTEN) == 0;
    if (op->kind == OP_ANSWER && q->from.repeats) {
        op->question = tabs->tab[q->from.tab].question;
        op->option = tabs->tab[q->from.tab].option;
    }
}

static void ask(struct run *r)
{
    int which = (int)draw(r, 2);
    struct world_node *n = &r->w->node[which];
    struct op *op = NULL;
    for (int i = 0; i < OPS && op == NULL; i++)
        if (!r->op[i].busy)
            op = &r->op[i];
    if (op == NULL || !n->up || history_alone(&r->h, r->w, which))
        return;
    static const enum op_kind kinds[] = {OP_REGISTER, OP_REGISTER, OP_REGISTER, OP_START,
                                         OP_START,    OP_ANSWER,   OP_ANSWER,   OP_FINISH,
                                         OP_RELEASE,  OP_HOURS,    OP_RENAME,   OP_TRANSFER,
                                         OP_TRANSFER, OP_RECALL,   OP_RENEW,    OP_RENEW};
    static const enum op_kind of_pages[] = {OP_START, OP_ANSWER, OP_ANSWER, OP_RENEW};
    static const enum op_kind of_room[] = {OP_ADMIT, OP_ADMIT, OP_BEGIN};
    op->kind = r->room && draw(r, 3) == 0 ? of_room[draw(r, sizeof of_room / sizeof of_room[0])]
                                          : kinds[draw(r, sizeof kinds / sizeof kinds[0])];
    static const enum staff_act acts[] = {ACT_PAUSE,  ACT_RESUME, ACT_EXTEND, ACT_EXTEND,
                                          ACT_EXTEND, ACT_STOP,   ACT_STOP,   ACT_GO,
                                          ACT_VOID,   ACT_UNVOID};
    if (r->staff && draw(r, 5) < 2)
        op->kind = OP_STAFF;
    if (r->graders.on && draw(r, 5) < 3)
        op->kind = OP_GRADE;
    if (r->pages && draw(r, 5) < 3)
        op->kind = of_pages[draw(r, sizeof of_pages / sizeof of_pages[0])];
    op->act = acts[draw(r, sizeof acts / sizeof acts[0])];
    op->which = which;
    op->id = (int)draw(r, r->ids);
    op->question = (int)draw(r, HISTORY_QUESTIONS);
    op->option = (int)draw(r, 3);
    draw_seat(r, op);
    op->refusal = REFUSAL_NONE;
    op->task.run = run_op;
    op->task.done = op_done;
    op->task.context = op;
    op->run = r;
    if (op->kind == OP_RENAME)
        op->question = (int)((unsigned)op->question % r->ids);
    if (op->kind == OP_RELEASE || op->kind == OP_RENAME)
        r->h.id[op->id].released = true;
    if (op->kind == OP_RENAME)
        r->h.id[op->question].released = true;
    if (op->kind == OP_TRANSFER)
        r->h.id[op->id].moved = true;
    if (op->kind == OP_GRADE)
        draw_grade(r, op);
    if (!n->up)
        return;
    say(r, "%s: asks %s %s", name_of(r, which), op_names[op->kind], history_names[op->id]);
    op->busy = true;
    enum status status = store_submit(n->store, &op->task);
    assert(status == STATUS_OK);
}

/* --- faults --- */

static void note_down(struct run *r, int which)
{
    if (r->w->node[which].up)
        return;
    drop_ops(r, which);
    r->h.seen[which].own_n = UINT64_MAX; /* looked at anew when it is back */
}

static void look(struct run *r)
{
    for (int i = 0; i < 2; i++) {
        struct world_node *n = &r->w->node[i];
        note_down(r, i);
        if (r->h.stale[i] && n->up && n->connected && exchange_was_up(n->exchange))
            r->h.stale[i] = false;
    }
    history_look(&r->h, r->w);
    watch_look(&r->watch, &r->h, r->w);
    graders_look(&r->graders, &r->h, r->w);
    rooms_look(&r->h, r->w);
}

static void kill_node(struct run *r, int which)
{
    if (!r->w->node[which].up)
        return;
    bool power = r->power && draw(r, 2) == 0;
    say(r, "%s: %s", name_of(r, which), power ? "power cut" : "kill -9");
    r->result.kills++;
    world_kill(r->w, which);
    if (power)
        disk_cut(r->w->node[which].disk, draw(r, UINT64_MAX));
    note_down(r, which);
}

static void start_node(struct run *r, int which)
{
    if (r->w->node[which].up)
        return;
    bool started = world_start(r->w, which);
    say(r, "%s: start %s", name_of(r, which), started ? "" : "failed");
    if (started)
        look(r);
}

/* An older copy of the disk is kept for later. */
static void save_disk(struct run *r, int which)
{
    struct world_node *n = &r->w->node[which];
    if (!n->up || r->h.stale[which])
        return;
    disk_image_release(r->old[which]);
    r->old[which] = disk_save(n->disk);
    r->old_losses[which] = r->h.losses[which];
    say(r, "%s: a copy of the disk is kept", name_of(r, which));
}

/* An old copy that does not know it serves with the line down, longer than its grace: people of
 * whom nobody else is told register there, and the histories fork. */
static void serve_alone(struct run *r, int which)
{
    char id[IDENT_SIZE];
    start_node(r, which);
    world_pass(r->w, GRACE_MS, -1);
    for (uint64_t left = 1 + draw(r, 3); left > 0 && r->w->node[which].up; left--) {
        world_turn(r->w, which, 1);
        if (!r->w->node[which].up)
            break;
        (void)snprintf(id, sizeof id, "V%u", 100 + r->strays++);
        struct call c = call_node(r->w, which, CALL_REGISTER, id);
        say(r, "%s: %s registers: status %d refusal %d", name_of(r, which), id, (int)c.status,
            (int)c.refusal);
    }
    note_down(r, which);
    look(r);
}

/* The disk is lost and replaced: by an empty one, a backup, or an old copy that does not know it.
 */
static void replace_disk(struct run *r, int which)
{
    struct world_node *n = &r->w->node[which];
    uint64_t kind = draw(r, 3);
    bool raw = kind == 0 && r->raw && r->old[which] != NULL;
    if (n->up)
        world_kill(r->w, which);
    note_down(r, which);
    bool empty = !raw && (kind == 1 || r->old[which] == NULL);
    disk_load(n->disk, empty ? n->fresh : r->old[which]);
    if (!raw && !empty)
        world_mark_restored(r->w, which);
    r->h.stale[which] = raw;
    r->h.raw[which] |= raw;
    r->h.went_on[which] = false;
    r->forked[which] = !empty && r->old_losses[which] != r->h.losses[which];
    history_lost(&r->h, which);
    r->result.lost_disks++;
    say(r, "%s: the disk is replaced by %s", name_of(r, which),
        empty ? "an empty one"
        : raw ? "an old copy"
              : "a backup");
    /* Whoever keeps the copy keeps it; a second loss may use it again. */
    if (raw && draw(r, 2) == 0)
        serve_alone(r, which);
}

static void heal_disk(struct run *r, int which)
{
    disk_heal(r->w->node[which].disk);
    watch_healed(&r->watch, which);
}

static void fail_commit(struct run *r, int which)
{
    struct world_node *n = &r->w->node[which];
    unsigned k = (unsigned)draw(r, 12);
    heal_disk(r, which);
    switch (draw(r, 3)) {
    case 0:
        say(r, "%s: dies at operation %u", name_of(r, which), k);
        disk_die(n->disk, k);
        break;
    case 1:
        say(r, "%s: operation %u fails", name_of(r, which), k);
        disk_fail(n->disk, k, (enum disk_error)draw(r, DISK_ERRORS), draw(r, 2) == 0);
        watch_full(&r->watch, which);
        break;
    default:
        say(r, "%s: the disk is full", name_of(r, which));
        disk_limit(n->disk, 1);
        watch_full(&r->watch, which);
        break;
    }
}

/* SIGSTOP, or a suspended machine. */
static void stop_node(struct run *r, int which)
{
    int64_t ms = (int64_t)draw(r, HELD_MOST_MS);
    say(r, "%s: stopped for %lld ms", name_of(r, which), (long long)ms);
    world_pass(r->w, ms, which);
}

static void stall_disk(struct run *r, int which)
{
    unsigned k = (unsigned)draw(r, 12);
    int64_t ms = (int64_t)draw(r, HELD_MOST_MS);
    say(r, "%s: operation %u takes %lld ms", name_of(r, which), k, (long long)ms);
    world_stall(r->w, which, k, ms);
}

/* Nothing can be written for a while, whoever asks. */
static void fill_disk(struct run *r, int which)
{
    int who = (int)draw(r, r->ids);
    const char *id = history_names[who];
    int64_t ms = (int64_t)draw(r, HELD_MOST_MS);
    watch_touch(&r->watch, which, who);
    heal_disk(r, which);
    disk_fail(r->w->node[which].disk, 0, DISK_FULL, true);
    watch_full(&r->watch, which);
    struct call answer = call_node(r->w, which, CALL_ANSWER, id);
    say(r, "%s: the disk is full for %lld ms: status %d", name_of(r, which), (long long)ms,
        (int)answer.status);
    if (answer.status == STATUS_FULL) {
        watch_refused(&r->watch, which);
        if (call_node(r->w, which, CALL_QUESTION, id).refusal == REFUSAL_NONE)
            history_broken(&r->h, "S8: %s is shown a question and could not save", id);
    }
    world_turn(r->w, which, 0); /* a sync that failed ends it */
    world_pass(r->w, ms, -1);
    look(r);
    if (draw(r, 4) > 0)
        heal_disk(r, which);
}

/* What was once sent comes again, in the middle of what is sent now. */
static void replay(struct run *r, int which)
{
    struct world_node *n = &r->w->node[which];
    struct buffer *heard = &r->heard[which];
    if (!n->connected || heard->len == 0)
        return;
    size_t from = draw(r, heard->len), len = 1 + draw(r, heard->len - from);
    if (draw(r, 2) == 0)
        from = 0;
    say(r, "%s: %zu old bytes come again", name_of(r, which), len);
    buffer_append(&n->coming, heard->data + from, len);
}

static void remember_bytes(struct run *r, int which, size_t most)
{
    struct world_node *n = &r->w->node[which];
    size_t len = n->coming.len < most ? n->coming.len : most;
    if (r->heard[which].len < 4096)
        buffer_append(&r->heard[which], n->coming.data, len);
}

static void move_clocks(struct run *r)
{
    int which = (int)draw(r, 2);
    int64_t days = (int64_t)draw(r, 7) - 3;
    r->w->node[which].wall_offset_ms += days * DAY_MS + (int64_t)draw(r, 5) - 2;
    say(r, "%s: wall clock moves by %lld days", name_of(r, which), (long long)days);
}

/* --- one step --- */

static void flow(struct run *r, int which)
{
    struct world_node *n = &r->w->node[which];
    if (r->brisk && draw(r, 3) > 0) {
        say(r, "all flows");
        world_settle(r->w);
        look(r);
        return;
    }
    if (!n->up)
        return;
    switch (draw(r, 4)) {
    case 0:
        say(r, "%s: link step", name_of(r, which));
        world_step(r->w, which);
        break;
    case 1:
        say(r, "%s: store turn", name_of(r, which));
        world_turn(r->w, which, 1 + draw(r, 4));
        break;
    default: {
        size_t most = draw(r, 3) == 0 ? 1 + draw(r, 60) : SIZE_MAX;
        say(r, "%s: %zu bytes come", name_of(r, which),
            n->coming.len < most ? n->coming.len : most);
        remember_bytes(r, which, most);
        if (r->w->line_rate > 0)
            world_pass(r->w, (int64_t)draw(r, 500), -1);
        world_deliver(r->w, which, most);
        break;
    }
    }
    look(r);
}

static void cut_link(struct run *r)
{
    say(r, "the link is cut");
    r->result.cuts++;
    world_cut(r->w, draw(r, 4) > 0, draw(r, 4) > 0);
}

static void fault(struct run *r)
{
    static const unsigned weight[FAULT_KINDS] = {3, 3, 3, 3, 2, 2, 1, 2, 2, 2};
    unsigned luck = (unsigned)draw(r, 23), kind = 0;
    int which = (int)draw(r, 2);
    while (luck >= weight[kind])
        luck -= weight[kind++];
    if (!(r->faults >> kind & 1)) {
        heal_disk(r, which);
        return;
    }
    switch ((enum fault_kind)kind) {
    case FAULT_KILL:
        kill_node(r, which);
        break;
    case FAULT_CUT:
        cut_link(r);
        break;
    case FAULT_COMMIT:
        if (r->w->node[which].up)
            fail_commit(r, which);
        break;
    case FAULT_LOSS:
        replace_disk(r, which);
        if (draw(r, 4) == 0)
            replace_disk(r, 1 - which);
        break;
    case FAULT_SAVE:
        save_disk(r, which);
        break;
    case FAULT_CLOCK:
        move_clocks(r);
        break;
    case FAULT_REPLAY:
        replay(r, which);
        break;
    case FAULT_STOP:
        stop_node(r, which);
        break;
    case FAULT_STALL:
        stall_disk(r, which);
        break;
    case FAULT_FULL:
        if (r->w->node[which].up)
            fill_disk(r, which);
        break;
    case FAULT_KINDS:
        break;
    }
}

/* --- the operator --- */

static struct ledger_position position(struct run *r, int which)
{
    return ledger_position(r->w->node[which].ledger);
}

static bool is_open(struct run *r, int which)
{
    return position(r, which).standing == STANDING_OPEN;
}

static bool unlock(struct run *r, int which, enum call_kind kind)
{
    enum refusal refusal = call_node(r->w, which, kind, "").refusal;
    say(r, "%s: the operator unlocks it%s: refusal %d", name_of(r, which),
        kind == CALL_FORCE ? " by force" : "", (int)refusal);
    r->result.unlocks++;
    if (refusal == REFUSAL_NONE && r->w->node[which].up)
        history_unlocked(&r->h, which);
    return refusal == REFUSAL_NONE;
}

/* R7: an operator who does not read the words is refused where they matter. One who does unlocks a
 * node when `status` says that neither is open. */
static void operate(struct run *r, int which)
{
    struct world_node *n = &r->w->node[which];
    if (!n->up || draw(r, 4) > 0)
        return;
    world_turn(r->w, which, SIZE_MAX); /* what is queued is done before it */
    if (!n->up)
        return;
    struct ledger_position at = position(r, which);
    bool needs_force = at.standing == STANDING_CONTESTED || at.peer_has_n > at.own_n;
    if (needs_force && unlock(r, which, CALL_UNLOCK))
        history_broken(&r->h, "R7: %s is unlocked without force", name_of(r, which));
    else if (!needs_force && store_link(n->store) == STORE_LINK_QUIET)
        (void)unlock(r, which, CALL_UNLOCK);
    note_down(r, which);
}

static void step(struct run *r)
{
    uint64_t luck = draw(r, 100);
    r->result.steps++;
    if (luck < r->fault_percent) {
        fault(r);
    } else if (luck < 62) {
        flow(r, (int)draw(r, 2));
    } else if (luck < 82) {
        ask(r);
    } else if (luck < 87) {
        static const uint64_t most_ms[] = {70000, 12000, 12000, 3000, 3000, 3000};
        world_pass(r->w, (int64_t)draw(r, most_ms[draw(r, 6)]), -1);
    } else {
        operate(r, (int)draw(r, 2));
        start_node(r, (int)draw(r, 2));
        if (world_can_connect(r->w)) {
            say(r, "the nodes connect");
            world_connect(r->w);
        }
    }
    look(r);
}

/* --- the end --- */

static void empty_disk(struct run *r, int which)
{
    say(r, "%s: the operator empties the disk", name_of(r, which));
    world_kill(r->w, which);
    note_down(r, which);
    disk_load(r->w->node[which].disk, r->w->node[which].fresh);
    history_lost(&r->h, which);
    r->h.stale[which] = r->h.went_on[which] = r->forked[which] = false;
    start_node(r, which);
}

/* Whom the words tell to start with an empty disk, as both nodes say it; -1: a person decides. */
static int told_to_empty(struct run *r)
{
    struct contested_view view[2];
    int which = -1;
    for (int i = 0; i < 2; i++)
        ledger_contested(r->w->node[i].ledger, &view[i]);
    for (int i = 0; i < 2; i++) {
        const struct contested *own = &view[i].of[JOURNAL_OWN];
        const struct contested *copy = &view[1 - i].of[JOURNAL_PEER];
        bool says =
            own->settled && own->healer_open && view[i].of[JOURNAL_PEER].contest.differs_n == 0;
        bool other_says = copy->settled && copy->healer_open &&
                          view[1 - i].of[JOURNAL_OWN].contest.differs_n == 0;
        if ((own->contest.differs_n > 0) != (view[i].standing == STANDING_CONTESTED))
            history_broken(&r->h, "R6: %s does not know that it is contested", name_of(r, i));
        if (says != other_says || (says && is_open(r, i)))
            history_broken(&r->h, "R6: the nodes say different things of %s", name_of(r, i));
        if (says)
            which = i;
    }
    return which;
}

/* The histories differ. Only three copies can do that: one that is no backup and whose node went on
 * without its peer after its grace, one of a time before both disks were lost, and one from before
 * the same node's last loss, when what the copy alone had was written anew since. The operator does
 * what the words say; where they leave it to a person, the node whose disk was replaced starts with
 * an empty one, and the other is unlocked by force. */
static void settle_fork(struct run *r)
{
    const struct history *h = &r->h;
    int which = told_to_empty(r);
    bool excused = h->went_on[0] || h->went_on[1] || r->forked[0] || r->forked[1] ||
                   (h->losses[0] > 0 && h->losses[1] > 0);
    if (!excused)
        history_broken(&r->h, "R4: the histories fork");
    if (which >= 0) {
        empty_disk(r, which);
        return;
    }
    which = h->losses[0] > 0 && (h->losses[1] == 0 || draw(r, 2) == 0) ? 0 : 1;
    if (h->went_on[0] != h->went_on[1])
        which = h->went_on[0] ? 0 : 1;
    for (int i = 0; i < 2; i++)
        if (position(r, i).standing == STANDING_CONTESTED && position(r, 1 - i).own_n == 0)
            which = 1 - i;
    empty_disk(r, which);
    if (position(r, 1 - which).standing == STANDING_CONTESTED)
        unlock(r, 1 - which, CALL_FORCE);
}

static void heal(struct run *r)
{
    say(r, "everything is healed");
    for (int i = 0; i < 2; i++)
        heal_disk(r, i);
    for (int round = 0; round < UNLOCKS_MOST; round++) {
        world_cut(r->w, true, true);
        world_settle(r->w); /* a node whose disk had failed before dies only now */
        for (int i = 0; i < 2; i++) {
            start_node(r, i);
            assert(r->w->node[i].up);
        }
        world_settle(r->w);
        if (world_can_connect(r->w))
            world_connect(r->w);
        world_settle(r->w);
        look(r);
        bool linked = r->w->node[0].connected && r->w->node[1].connected;
        if (linked && is_open(r, 0) && is_open(r, 1))
            return;
        if (linked && !is_open(r, 0) && !is_open(r, 1))
            unlock(r, (int)draw(r, 2), CALL_UNLOCK);
        if (!linked && (exchange_was_refused(r->w->node[0].exchange) ||
                        exchange_was_refused(r->w->node[1].exchange)))
            settle_fork(r);
    }
}

static void audit(struct run *r, int which)
{
    char path[128];
    struct buffer report = {0};
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, r->w->node[which].dir);
    if (!audit_run(path, &report))
        history_broken(&r->h, "J2: the audit of %s:\n%.*s", name_of(r, which), (int)report.len,
                       report.data);
    buffer_release(&report);
}

static bool hold_the_same(struct run *r)
{
    struct ledger_position here = position(r, 0), there = position(r, 1);
    return here.own_n == there.held_n && there.own_n == here.held_n;
}

/* A report (server/report/people.h) says of each node's people what its tables say, and the same from
 * either node's disk. */
static void check_people(struct run *r)
{
    struct people *people[2];
    struct buffer report = {0};
    for (int i = 0; i < 2; i++) {
        const char *const node[2] = {name_of(r, i), name_of(r, 1 - i)};
        struct world_node *n = &r->w->node[i];
        world_enter(r->w, i);
        people[i] = folded_read(&n->database.sql, "sim", node);
        folded_compare(people[i], n->ledger, &n->database.sql, false, &report);
    }
    if (hold_the_same(r))
        folded_compare_both(people[0], people[1], &report);
    if (report.len > 0)
        history_broken(&r->h, "the people of both journals: %.*s", (int)report.len, report.data);
    buffer_release(&report);
    people_close(people[0]);
    people_close(people[1]);
}

/* Half of the lines are fast. A slow one carries what is asked for in `flow` only as time passes.
 */
static void choose_line(struct run *r)
{
    static const int64_t rates[] = {0, 0, 0, 0, 300, 2000, 12000, 64000};
    r->w->line_rate = rates[draw(r, sizeof rates / sizeof rates[0])];
    if (r->w->line_rate > 0)
        r->w->line_delay_ms = (int64_t)draw(r, 2) * 150;
}

static void choose_settings(struct run *r)
{
    choose_line(r);
    for (unsigned kind = 0; kind < FAULT_KINDS; kind++)
        if (draw(r, 2) == 0)
            r->faults |= 1U << kind;
    if (r->faults >> FAULT_LOSS & 1)
        r->faults |= 1U << FAULT_SAVE;
    r->power = draw(r, 2) == 0;
    r->raw = draw(r, 2) == 0;
    r->brisk = draw(r, 2) == 0;
    r->staff = draw(r, 2) == 0;
    r->pages = draw(r, 4) == 0;
    if (r->brisk && draw(r, 2) == 0) /* disks come and go, and little else happens */
        r->faults = 1U << FAULT_LOSS | 1U << FAULT_SAVE | (r->faults & 1U << FAULT_CUT);
    r->ids = 1 + (unsigned)draw(r, HISTORY_IDS);
    r->fault_percent = 3 + (unsigned)draw(r, 15);
    graders_choose(&r->graders, r->w, &r->random);
    r->graders.corrects = (r->faults >> FAULT_LOSS & 1) == 0;
    r->room = draw(r, 4) == 0;
    if (!r->room)
        return;
    r->w->exam->policy.value[POLICY_ADMIT] = 1 + (uint8_t)draw(r, 2);
    r->w->exam->policy.value[POLICY_START] = 1 + (uint8_t)draw(r, 2);
    r->w->exam->policy.value[POLICY_LATE] = 1 + (uint8_t)draw(r, 2);
}

/* Both nodes' connections wait, or none does, whatever ran before: a seed is a life. */
static void begin(struct run *r, uint64_t seed)
{
    char path[128];
    reuse(seed % REOPENED_EVERY != 0);
    world_reset(r->w, seed);
    for (int i = 0; i < 2 && seed % REOPENED_EVERY != 0; i++) {
        (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, r->w->node[i].dir);
        if (reuse_waits(path))
            continue;
        start_node(r, i);
        world_reset(r->w, seed);
        assert(reuse_waits(path));
    }
    memset(&r->result, 0, sizeof r->result);
}

static void begin_essays(struct run *r)
{
    graders_begin(&r->graders, r->w, &r->random);
    for (int id = 0; id < HISTORY_IDS; id++)
        for (int which = 0; which < 2; which++)
            watch_touch(&r->watch, which, id);
}

static void begin_sittings(struct run *r)
{
    for (int id = 0; id < (int)r->ids && r->pages; id++) {
        int which = (int)draw(r, 2);
        (void)call_node(r->w, which, CALL_REGISTER, history_names[id]);
        world_settle(r->w);
        (void)call_node(r->w, which, CALL_START, history_names[id]);
        world_settle(r->w);
        watch_touch(&r->watch, which, id);
    }
}

struct run_result run_seed(struct world *w, uint64_t seed, bool trace)
{
    static struct run r;
    memset(&r, 0, sizeof r);
    r.w = w;
    r.random = seed;
    r.trace = trace;
    history_reset(&r.h);
    for (int i = 0; i < HISTORY_IDS; i++)
        tabs_begin(&r.tabs[i]);
    begin(&r, seed);
    for (int i = 0; i < 2; i++)
        w->node[i].grace_ms = seed % HASTY_EVERY == 0 ? 0 : GRACE_MS;
    for (int i = 0; i < OPS; i++)
        task_init(&r.op[i].task);
    choose_settings(&r);
    watch_reset(&r.watch, w);
    if (draw(&r, 8) > 0) { /* mostly a pair that is running; else any order of start */
        start_node(&r, 0);
        start_node(&r, 1);
        world_connect(w);
        world_settle(w);
        begin_essays(&r);
        begin_sittings(&r);
    }
    uint64_t steps =
        STEPS_LEAST + draw(&r, 1 + draw(&r, STEPS_MOST - STEPS_LEAST)); /* mostly few */
    for (uint64_t i = 0; i < steps && r.h.broken == 0; i++)
        step(&r);
    heal(&r);
    seats_look(&r.h, w);
    history_check_end(&r.h, w);
    saves_check_end(&r.h, w);
    graders_check_end(&r.graders, &r.h, w);
    rooms_check_end(&r.h, w, (r.faults >> FAULT_CLOCK & 1) != 0);
    check_people(&r);
    for (int i = 0; i < 2; i++) {
        struct hello hello;
        ledger_hello(w->node[i].ledger, &hello);
        for (int j = 0; j < DIGEST_BYTES; j++)
            mix(&r, hello.side.own.bytes[j]);
        world_stop(w, i);
        drop_ops(&r, i);
        if (seed % AUDITED_EVERY == 0)
            audit(&r, i);
        disk_image_release(r.old[i]);
        buffer_release(&r.heard[i]);
    }
    for (int i = 0; i < OPS; i++)
        task_destroy(&r.op[i].task);
    r.result.marks = r.h.mark_count;
    r.result.broken = r.h.broken;
    return r.result;
}
