#include "server/desk/board.h"

#include "common/array.h"
#include "common/id_table.h"
#include "common/list.h"
#include "common/random.h"
#include "server/core/apply.h"
#include "server/core/exam.h"
#include "server/core/late.h"
#include "server/core/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DRIFT_MS = 1500, BITS = EXAM_QUESTIONS_MAX + 1 };

/* What a row said when it was changed last. */
struct told {
    enum board_state state;
    uint16_t answered;
    bool runs;
    int64_t left_ms;          /* where the time stands; else 0 */
    struct mono end;          /* where it runs: when it would be over */
    struct presence terminal; /* its silence as of `at` */
    struct mono at;
    unsigned copies;
    enum board_attention attention;
    uint64_t changed_n; /* the last entry that changed name, event or the time of the last answer */
};

/* What happened and no order of the staff has answered yet. */
enum unruled {
    UNRULED_NOTHING,
    UNRULED_TERMINAL, /* of a terminal, or answers that came too late: MOVE answers it, */
    UNRULED_NOTE      /* and what somebody of the staff saw only a ruling */
};

struct row {
    struct id_node named;
    struct list recent;
    enum journal_owner journal;
    struct applicant a;
    uint64_t last_n;    /* the last entry about the person */
    uint64_t changed_n; /* as in `told` */
    struct wall saved_at;
    uint8_t answered[BITS / 8 + 1];
    uint16_t answered_count;
    /* The answers of a terminal that has the exam provisionally: which, and which are not cleared. */
    uint8_t apart[BITS / 8 + 1], apart_answered[BITS / 8 + 1];
    unsigned late[LATE_LOST + 1]; /* answers of the sitting that came too late, by enum late_why */
    char event[BOARD_EVENT_SIZE];
    size_t said_len;  /* of the event's text without the answers that came too late after it */
    uint64_t event_n; /* the last entry of the event; 0: none */
    enum unruled unruled;
    struct told told;
    uint64_t version; /* 0: no row yet */
};

struct side {
    struct id_table *by_id; /* of persons */
    struct row **person;
    size_t count, cap;
    bool paused;       /* the node is */
    uint64_t clock_ms; /* exam clock of its last entry */
    struct mono came;  /* when that was read; 0: none */
};

struct board {
    const struct policy *policy;
    struct side side[2]; /* by enum journal_owner */
    struct list recent;  /* the rows, the oldest change first */
    uint64_t version;
    /* The numbers of our own answers that the peer does not hold, of those after `held_n`, ascending.
     * Without memory for one their number is not known any more. */
    uint64_t *answer_n;
    size_t answers, answer_cap;
    uint64_t held_n; /* the most that the peer was known to hold */
    bool answers_known;
    bool holds_less; /* it is not even known to hold these */
};

enum status board_open(const struct policy *policy, struct board **out)
{
    struct board *b = calloc(1, sizeof *b);
    uint8_t key[ID_TABLE_KEY_BYTES];
    enum status status = b != NULL ? random_bytes(key, sizeof key) : STATUS_NOMEM;
    for (int i = 0; i < 2 && status == STATUS_OK; i++)
        status = id_table_open(key, &b->side[i].by_id);
    if (status != STATUS_OK) {
        board_close(b);
        return status;
    }
    list_init(&b->recent);
    b->policy = policy;
    b->answers_known = true;
    *out = b;
    return STATUS_OK;
}

void board_close(struct board *b)
{
    if (b == NULL)
        return;
    for (int i = 0; i < 2; i++) {
        struct side *side = &b->side[i];
        for (size_t j = 0; j < side->count; j++)
            free(side->person[j]);
        free(side->person);
        id_table_close(side->by_id);
    }
    free(b->answer_n);
    free(b);
}

/* --- the fold --- */

static struct row *find(const struct board *b, enum journal_owner journal, const char *id)
{
    struct id_node *node = id_table_find(b->side[journal].by_id, id);
    return node != NULL ? list_item(node, struct row, named) : NULL;
}

/* The person, a new one if need be; NULL without memory. */
static struct row *find_or_add(struct board *b, enum journal_owner journal, const char *id)
{
    struct side *side = &b->side[journal];
    struct row *p = find(b, journal, id);
    if (p != NULL)
        return p;
    if (!array_grow((void **)&side->person, &side->cap, side->count, sizeof(struct row *)))
        return NULL;
    p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->journal = journal;
    p->a = applicant_unknown(id);
    id_table_add(side->by_id, &p->named, id);
    side->person[side->count++] = p;
    return p;
}

static bool get_bit(const uint8_t *bits, uint16_t at)
{
    return (bits[at / 8] >> at % 8 & 1) != 0;
}

static void set_bit(uint8_t *bits, uint16_t at, bool on)
{
    uint8_t bit = (uint8_t)(1U << at % 8);
    bits[at / 8] = (uint8_t)(on ? bits[at / 8] | bit : bits[at / 8] & ~bit);
}

static void set_answered(struct row *p, uint16_t question, bool answered)
{
    if (get_bit(p->answered, question) != answered)
        p->answered_count = (uint16_t)(p->answered_count + (answered ? 1 : -1));
    set_bit(p->answered, question, answered);
}

static void forget_apart(struct row *p)
{
    memset(p->apart, 0, sizeof p->apart);
}

static void forget_answers(struct row *p)
{
    memset(p->answered, 0, sizeof p->answered);
    memset(p->late, 0, sizeof p->late);
    p->answered_count = 0;
    p->saved_at.ms = 0;
    forget_apart(p);
}

static void take_answer(struct row *p, const struct entry *e)
{
    bool brought = e->kind == ENTRY_BROUGHT;
    uint16_t question = brought ? e->brought.question : e->answer.question;
    bool answered = (brought ? e->brought.values_len : e->answer.values_len) > 0;
    p->saved_at = e->at;
    if (question >= BITS)
        return;
    if (brought || !e->answer.apart) {
        set_answered(p, question, answered);
        return;
    }
    set_bit(p->apart, question, true);
    set_bit(p->apart_answered, question, answered);
}

/* The answers of a provisional terminal count, or do not. */
static void settle_apart(struct row *p, enum terminal_event event)
{
    for (uint16_t q = 0; q < BITS && terminal_keeps_answers(event); q++)
        if (get_bit(p->apart, q))
            set_answered(p, q, get_bit(p->apart_answered, q));
    forget_apart(p);
}

static const char *terminal_text(enum terminal_event event)
{
    switch (event) {
    case TERMINAL_TAKEN:
        return "another terminal took the exam over";
    case TERMINAL_SEATED:
        return "the exam has a new terminal";
    case TERMINAL_RETURNED:
        return "the first terminal has the exam back";
    case TERMINAL_SETTLED:
        return "the terminal that took the exam over keeps it";
    case TERMINAL_EXPELLED:
        return "moved from the terminal that took the exam over: its answers do not count";
    case TERMINAL_MOVED:
        return "moved: the next terminal to sign in has the exam";
    }
    return "";
}

static void say(struct row *p, const char *what, const struct entry *e, enum unruled unruled)
{
    const char *reason = e->order.reason, *by = e->order.by;
    (void)snprintf(p->event, sizeof p->event, "%s%s%s%s%s%s", what, reason[0] != '\0' ? ": " : "",
                   reason, by[0] != '\0' ? " (" : "", by, by[0] != '\0' ? ")" : "");
    p->said_len = strlen(p->event);
    p->event_n = e->n;
    p->unruled = unruled;
}

/* Counts the answers that came too late for the same reason. They stand behind the event before them:
 * an answer that is on its way when an exam is made void must not hide why. */
static void take_late(struct row *p, const struct entry *e)
{
    unsigned count = ++p->late[e->late.why];
    (void)snprintf(p->event + p->said_len, sizeof p->event - p->said_len,
                   "%s%u answer%s came %s: not counted", p->said_len > 0 ? "; " : "", count,
                   count == 1 ? "" : "s", late_text(e->late.why));
    p->event_n = e->n;
    if (p->unruled == UNRULED_NOTHING)
        p->unruled = UNRULED_TERMINAL;
}

/* freed: nobody had the exam before this entry, so that its new terminal is expected. What is expected or
 * ordered hides nothing that is unruled. */
static void take_terminal_event(struct row *p, const struct entry *e, bool freed)
{
    const char *text = terminal_text(e->terminal.event);
    bool ordered = !order_is_empty(&e->order);
    if (!ordered && !freed)
        say(p, text, e, p->unruled == UNRULED_NOTE ? UNRULED_NOTE : UNRULED_TERMINAL);
    else if (p->unruled == UNRULED_NOTHING || (ordered && p->unruled == UNRULED_TERMINAL))
        say(p, text, e, UNRULED_NOTHING);
}

/* Irregularities, in words. */
static void take_event(struct row *p, const struct entry *e, bool freed)
{
    if (e->kind == ENTRY_NOTE)
        say(p, "note", e, UNRULED_NOTE);
    else if (e->kind == ENTRY_VOID)
        say(p, e->voiding.on ? "void" : "counts again", e, UNRULED_NOTHING);
    else if (e->kind == ENTRY_TERMINAL)
        take_terminal_event(p, e, freed);
    else if (e->kind == ENTRY_REOPEN)
        say(p, "reopened", e, UNRULED_NOTHING);
    else if (e->kind == ENTRY_RESET)
        say(p, "a new exam was granted", e, UNRULED_NOTHING);
    else if (e->kind == ENTRY_LATE)
        take_late(p, e);
}

/* Does the board show more than the state of such an entry? */
static bool shows(enum entry_kind kind)
{
    return kind == ENTRY_CLAIM || kind == ENTRY_AMEND || kind == ENTRY_TAKEOVER ||
           kind == ENTRY_ANSWER || kind == ENTRY_BROUGHT || kind == ENTRY_NOTE ||
           kind == ENTRY_VOID || kind == ENTRY_TERMINAL || kind == ENTRY_REOPEN ||
           kind == ENTRY_RESET || kind == ENTRY_LATE;
}

static void take_person(struct row *p, const struct entry *e)
{
    bool freed = digest_is_zero(&p->a.sitting.terminal.token);
    apply_entry(&p->a, e);
    p->last_n = e->n;
    if (e->kind == ENTRY_RESET || e->kind == ENTRY_CLAIM || e->kind == ENTRY_TRANSFER)
        forget_answers(p);
    if (e->kind == ENTRY_ANSWER || e->kind == ENTRY_BROUGHT)
        take_answer(p, e);
    if (e->kind == ENTRY_TERMINAL && e->terminal.event != TERMINAL_TAKEN)
        settle_apart(p, e->terminal.event);
    take_event(p, e, freed);
    if (shows(e->kind))
        p->changed_n = e->n;
}

/* An answer of ours waits for the peer, or is there already. */
static void await_copy(struct board *b, const struct entry *e)
{
    if (e->n <= b->held_n || !b->answers_known)
        return;
    if (array_grow((void **)&b->answer_n, &b->answer_cap, b->answers, sizeof *b->answer_n))
        b->answer_n[b->answers++] = e->n;
    else
        b->answers_known = false;
}

void board_take(struct board *b, enum journal_owner journal, const struct entry *e, struct mono now)
{
    struct side *side = &b->side[journal];
    side->clock_ms = e->clock_ms;
    side->came = now;
    if (e->id[0] == '\0') {
        if (e->kind == ENTRY_PAUSE || e->kind == ENTRY_RESUME)
            side->paused = e->kind == ENTRY_PAUSE;
        return;
    }
    if (journal == JOURNAL_OWN && e->kind == ENTRY_ANSWER)
        await_copy(b, e);
    struct row *p = find_or_add(b, journal, e->id);
    if (p != NULL)
        take_person(p, e);
}

/* --- the rows --- */

const char *board_state_text(enum board_state state)
{
    static const char *const texts[BOARD_STATES] = {[BOARD_GONE] = "gone",
                                                    [BOARD_PENDING] = "pending",
                                                    [BOARD_REGISTERED] = "registered",
                                                    [BOARD_ASKS] = "asks",
                                                    [BOARD_ADMITTED] = "admitted",
                                                    [BOARD_READY] = "ready",
                                                    [BOARD_RUNNING] = "running",
                                                    [BOARD_WAITS] = "waits",
                                                    [BOARD_PAUSED] = "paused",
                                                    [BOARD_FINISHED] = "finished",
                                                    [BOARD_VOID] = "void",
                                                    [BOARD_TRANSIT] = "transit"};
    return texts[state];
}

/* Until the other node has taken the person over, and may have sent them back since: then it is that
 * transfer which is on the way (core/transfer.h). */
static bool is_in_transit(const struct board *b, const struct row *p)
{
    const struct applicant *a = &p->a;
    const struct row *there =
        find(b, p->journal == JOURNAL_OWN ? JOURNAL_PEER : JOURNAL_OWN, a->id);
    bool taken = there != NULL && (there->a.claim == CLAIM_HOME || there->a.transfer_n > a->away_n);
    return a->claim == CLAIM_AWAY && a->transfer_n > 0 && !taken;
}

static enum board_state state_of(const struct board *b, const struct row *p)
{
    const struct applicant *a = &p->a;
    if (is_in_transit(b, p))
        return BOARD_TRANSIT;
    if (a->claim != CLAIM_HOME && a->claim != CLAIM_PENDING)
        return BOARD_GONE;
    if (a->sitting.voided)
        return BOARD_VOID;
    if (a->sitting.state == SITTING_FINISHED)
        return BOARD_FINISHED;
    if (a->paused)
        return BOARD_PAUSED;
    if (a->sitting.state == SITTING_RUNNING && a->sitting.waits)
        return BOARD_WAITS;
    if (a->sitting.state == SITTING_RUNNING)
        return b->side[p->journal].paused ? BOARD_PAUSED : BOARD_RUNNING;
    if (a->claim == CLAIM_PENDING)
        return BOARD_PENDING;
    if (b->policy->value[POLICY_ADMIT] == ADMIT_STAFF && !a->admitted)
        return a->ready_n > 0 ? BOARD_ASKS : BOARD_REGISTERED;
    return a->ready_n > 0 ? BOARD_READY : a->admitted ? BOARD_ADMITTED : BOARD_REGISTERED;
}

/* The time left now, and whether it becomes less. */
static int64_t time_left(const struct board *b, const struct row *p, const struct board_now *now,
                         bool *runs)
{
    const struct side *side = &b->side[p->journal];
    const struct sitting *s = &p->a.sitting;
    bool own = p->journal == JOURNAL_OWN;
    *runs = s->state == SITTING_RUNNING && !p->a.paused && !s->waits &&
            (own ? now->clock_runs : !side->paused);
    if (s->state != SITTING_RUNNING)
        return -1;
    uint64_t clock_ms = own     ? now->clock_ms
                        : *runs ? side->clock_ms + (uint64_t)(now->mono.ms - side->came.ms)
                                : side->clock_ms;
    bool stands = p->a.paused || s->waits;
    uint64_t gone = !stands && clock_ms > s->since_clock_ms ? clock_ms - s->since_clock_ms : 0;
    return gone < s->left_ms ? (int64_t)(s->left_ms - gone) : 0;
}

static struct presence terminal_of(const struct row *p, const struct board_now *now)
{
    if (p->journal == JOURNAL_OWN && p->a.claim == CLAIM_AWAY)
        return (struct presence){PRESENCE_ABSENT, -1};
    if (p->journal == JOURNAL_PEER && p->a.sitting.state != SITTING_RUNNING)
        return (struct presence){PRESENCE_UNKNOWN, -1};
    return now->terminal(now->context, p->journal, &p->a);
}

static enum board_attention attention_of(const struct row *p, enum board_state state,
                                         enum presence_here here)
{
    if (p->a.sitting.state == SITTING_RUNNING && p->a.sitting.terminal.provisional)
        return BOARD_TAKEN;
    if (state == BOARD_RUNNING && (here == PRESENCE_SILENT || here == PRESENCE_ABSENT))
        return BOARD_QUIET;
    return p->unruled != UNRULED_NOTHING ? BOARD_NOTED : BOARD_FINE;
}

static unsigned copies_of(const struct row *p, const struct board_now *now)
{
    bool both = p->journal == JOURNAL_PEER || (now->paired && p->last_n <= now->peer_held_n);
    return both ? 2 : 1;
}

static struct told tell(const struct board *b, const struct row *p, const struct board_now *now)
{
    bool runs;
    struct told t = {.state = state_of(b, p),
                     .terminal = terminal_of(p, now),
                     .at = now->mono,
                     .changed_n = p->changed_n};
    int64_t left_ms = time_left(b, p, now, &runs);
    t.answered = p->a.sitting.state == SITTING_FINISHED ? p->a.sitting.answered : p->answered_count;
    t.runs = runs;
    t.left_ms = runs ? 0 : left_ms;
    t.end.ms = runs ? now->mono.ms + left_ms : 0;
    t.copies = copies_of(p, now);
    t.attention = attention_of(p, t.state, t.terminal.here);
    return t;
}

/* Another terminal state; or a silence that does not count on by itself. */
static bool terminal_differs(const struct told *a, const struct told *b)
{
    int64_t drift = (a->at.ms - a->terminal.silent_ms) - (b->at.ms - b->terminal.silent_ms);
    return a->terminal.here != b->terminal.here ||
           (a->terminal.here == PRESENCE_SILENT &&
            (drift > PRESENCE_DRIFT_MS || drift < -PRESENCE_DRIFT_MS));
}

static bool differs(const struct told *a, const struct told *b)
{
    int64_t drift = a->end.ms - b->end.ms;
    return a->state != b->state || a->answered != b->answered || a->runs != b->runs ||
           a->left_ms != b->left_ms || drift > DRIFT_MS || drift < -DRIFT_MS ||
           terminal_differs(a, b) || a->copies != b->copies || a->attention != b->attention ||
           a->changed_n != b->changed_n;
}

static void look_at(struct board *b, struct row *p, const struct board_now *now)
{
    struct told t = tell(b, p, now);
    bool new_row = p->version == 0;
    if (new_row ? t.state == BOARD_GONE : !differs(&t, &p->told))
        return;
    p->told = t;
    p->version = ++b->version;
    if (!new_row)
        list_remove(&p->recent);
    list_insert_after(b->recent.prev, &p->recent);
}

/* The answers that the peer has now wait no longer. */
static void drop_copied(struct board *b, uint64_t peer_held_n)
{
    size_t gone = 0;
    if (peer_held_n <= b->held_n)
        return;
    b->held_n = peer_held_n;
    while (gone < b->answers && b->answer_n[gone] <= peer_held_n)
        gone++;
    if (gone == 0)
        return;
    b->answers -= gone;
    memmove(b->answer_n, b->answer_n + gone, b->answers * sizeof *b->answer_n);
}

void board_look(struct board *b, const struct board_now *now)
{
    drop_copied(b, now->peer_held_n);
    b->holds_less = now->peer_held_n < b->held_n;
    for (int i = 0; i < 2; i++)
        for (size_t j = 0; j < b->side[i].count; j++)
            look_at(b, b->side[i].person[j], now);
}

static struct board_row make_row(const struct row *p, const struct board_now *now)
{
    const struct told *t = &p->told;
    int64_t left_ms = t->runs ? t->end.ms - now->mono.ms : t->left_ms;
    int64_t saved_ms = now->wall.ms > p->saved_at.ms ? now->wall.ms - p->saved_at.ms : 0;
    struct presence terminal = t->terminal;
    if (terminal.here == PRESENCE_SILENT)
        terminal.silent_ms += now->mono.ms - t->at.ms;
    return (struct board_row){.id = p->named.id,
                              .name = p->a.name,
                              .journal = p->journal,
                              .state = t->state,
                              .answered = t->answered,
                              .left_ms = t->runs && left_ms < 0 ? 0 : left_ms,
                              .runs = t->runs,
                              .terminal = terminal,
                              .saved_ms = p->saved_at.ms != 0 ? saved_ms : -1,
                              .copies = t->copies,
                              .attention = t->attention,
                              .event = p->event,
                              .event_n = p->event_n};
}

size_t board_changes(const struct board *b, const struct board_now *now, uint64_t *since,
                     struct board_row *out, size_t most)
{
    size_t count = 0;
    const struct list *at = b->recent.prev;
    while (at != &b->recent && list_item(at, struct row, recent)->version > *since)
        at = at->prev;
    uint64_t from = *since;
    for (at = at->next; at != &b->recent && count < most; at = at->next) {
        const struct row *p = list_item(at, struct row, recent);
        *since = p->version;
        if (from > 0 || p->told.state != BOARD_GONE)
            out[count++] = make_row(p, now);
    }
    return count;
}

int64_t board_answers_here(const struct board *b)
{
    return b->answers_known && !b->holds_less ? (int64_t)b->answers : -1;
}

int64_t board_peer_age_ms(const struct board *b, struct mono now)
{
    const struct side *side = &b->side[JOURNAL_PEER];
    return side->came.ms != 0 ? now.ms - side->came.ms : -1;
}
