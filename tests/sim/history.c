#include "tests/sim/history.h"

#include "db/codes.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const history_names[HISTORY_IDS] = {"V1", "V2", "V3"};

void history_reset(struct history *h)
{
    memset(h, 0, sizeof *h);
}

void history_blind(struct history *h, bool blind)
{
    h->blind = blind;
    for (int which = 0; which < 2; which++)
        h->seen[which].own_n = UINT64_MAX;
}

void history_broken(struct history *h, const char *format, ...)
{
    va_list args;
    h->broken++;
    (void)fputs("  BROKEN ", stderr);
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
}

/* --- at every step --- */

bool history_alone(const struct history *h, struct world *w, int which)
{
    return h->stale[which] && w->node[which].up &&
           ledger_position(w->node[which].ledger).grace == GRACE_MISSED;
}

bool history_serves(const struct history *h, struct world *w, int which)
{
    const struct world_node *n = &w->node[which];
    if (!n->up || history_alone(h, w, which))
        return false;
    struct ledger_position at = ledger_position(n->ledger);
    return at.standing == STANDING_OPEN && at.grace != GRACE_LASTS;
}

/* Entry n of a node's own journal. */
static enum entry_kind kind_at(struct world *w, int which, uint64_t n)
{
    struct ledger_run run = {0};
    struct entry e = {.kind = ENTRY_BEAT};
    ledger_read(w->node[which].ledger, true, n, 1, &run);
    if (run.count > 0)
        (void)journal_decode((const uint8_t *)run.bytes.data, run.len[0], &e);
    buffer_release(&run.bytes);
    return e.kind;
}

/* R5: what a node writes that has heard nothing from its peer since it started. */
static void check_alone(struct history *h, struct world *w, int which)
{
    const struct world_node *n = &w->node[which];
    uint64_t own_n = ledger_position(n->ledger).own_n;
    if (own_n == n->found_n)
        return;
    h->went_on[which] |= history_alone(h, w, which);
    if (n->heard)
        return;
    if (w->now_ms < n->started_ms + n->grace_ms)
        history_broken(h, "R5: %s writes entry %llu within its grace", n->name,
                       (unsigned long long)own_n);
    enum entry_kind first = kind_at(w, which, n->found_n + 1);
    if (first == ENTRY_OUTAGE && own_n > n->found_n + 1)
        first = kind_at(w, which, n->found_n + 2);
    if (first == ENTRY_OUTAGE || first == ENTRY_BEAT)
        history_broken(h, "R5: %s writes entry %llu of its own accord", n->name,
                       (unsigned long long)n->found_n + 1);
}

/* Nothing changes for an ID without an entry of ours, but for intents, which are not promised. */
static bool is_news(struct history *h, struct world *w, int which)
{
    struct ledger_position at = ledger_position(w->node[which].ledger), *seen = &h->seen[which];
    if (at.own_n == seen->own_n && at.standing == seen->standing && at.grace == seen->grace)
        return false;
    *seen = at;
    return true;
}

/* It is on that node's disk again, if the other has it and this much was received. */
static void find_again(struct history_told *t, int which, uint64_t n)
{
    if (t->on[1 - which] && t->own_n <= n)
        t->on[which] = true;
}

/* A node that opens after a loss has what the other had at their handshake, and perhaps more: what
 * it holds says so. */
static void catch_up(struct history *h, struct world *w, int which)
{
    if (!h->lost[which] || !history_serves(h, w, which))
        return;
    struct ledger_position at = ledger_position(w->node[which].ledger);
    h->lost[which] = false;
    for (int i = 0; i < HISTORY_IDS; i++)
        for (int node = 0; node < 2; node++)
            for (int fact = 0; fact < HISTORY_FACTS; fact++)
                find_again(&h->id[i].fact[node][fact], which, node == which ? at.own_n : at.held_n);
    for (unsigned i = 0; i < h->mark_count; i++)
        find_again(&h->mark[i].fact, which, h->mark[i].which == which ? at.own_n : at.held_n);
}

/* A node that has opened has claims in its journal where there were intents. */
static void settle_intents(struct history *h, struct world *w, int which)
{
    for (int i = 0; i < HISTORY_IDS; i++) {
        struct history_told *t = &h->id[i].fact[which][FACT_PENDING];
        if (t->told && t->own_n == HISTORY_INTENT && history_serves(h, w, which))
            t->own_n = ledger_position(w->node[which].ledger).own_n;
    }
}

static void read_node(struct history *h, struct world *w, int which)
{
    if (!w->node[which].up || !is_news(h, w, which))
        return;
    settle_intents(h, w, which);
    check_alone(h, w, which);
    catch_up(h, w, which);
    for (int i = 0; i < HISTORY_IDS; i++) {
        struct applicant a = ledger_find(w->node[which].ledger, history_names[i]);
        h->claim[which][i] = a.claim;
        h->claim_n[which][i] = a.claim_n;
        h->from[which][i] = -1;
        for (int k = 0; k < HISTORY_IDS; k++)
            if (strcmp(a.from, history_names[k]) == 0)
                h->from[which][i] = k;
        h->sitting[which][i] = a.sitting.state;
        if (a.extra_ms > 2 * HISTORY_EXTRA_MS) /* once by each node */
            history_broken(h, "O1: %s was given %lld ms", a.id, (long long)a.extra_ms);
    }
}

/* Q5: the person is home here, wherever the exam was begun. */
static void check_brought(struct history *h, struct world *w, int which, int id)
{
    const struct history_id *p = &h->id[id];
    const char *name = history_names[id], *node = w->node[which].name;
    enum sitting_state sitting = h->sitting[which][id];
    if (p->ruled)
        return;
    bool started = p->fact[0][FACT_STARTED].on[which] || p->fact[1][FACT_STARTED].on[which];
    bool finished = p->fact[0][FACT_FINISHED].on[which] || p->fact[1][FACT_FINISHED].on[which];
    if (h->claim[which][id] != CLAIM_HOME)
        return;
    if (started && sitting == SITTING_NONE)
        history_broken(h, "Q5: %s started, is home at %s and has no sitting there", name, node);
    if (finished && sitting != SITTING_FINISHED)
        history_broken(h, "Q5: %s finished, is home at %s and has not finished there", name, node);
}

/* Also with the line down, right after a power cut: nobody heals it then. */
static void check_kept(struct history *h, struct world *w, int which, int id)
{
    const struct history_id *p = &h->id[id];
    const char *name = history_names[id], *node = w->node[which].name;
    const struct history_told *fact = p->fact[which];
    enum claim_state claim = h->claim[which][id];
    enum sitting_state sitting = h->sitting[which][id];
    if (p->moved) {
        check_brought(h, w, which, id);
        return;
    }
    if (fact[FACT_CONFIRMED].on[which] && !p->released && claim != CLAIM_HOME)
        history_broken(h, "D1: %s was confirmed at %s and is not home there now", name, node);
    if (fact[FACT_PENDING].on[which] && !p->released && claim == CLAIM_NONE)
        history_broken(h, "D1: %s was registered at %s and is unknown there now", name, node);
    if (p->ruled)
        return;
    if (fact[FACT_STARTED].on[which] && sitting == SITTING_NONE)
        history_broken(h, "D1: %s started at %s and has no sitting there now", name, node);
    if (fact[FACT_FINISHED].on[which] && sitting != SITTING_FINISHED)
        history_broken(h, "D1: %s finished at %s and has not finished there now", name, node);
}

/* G3: an ID that was registered anew since may be another person's. */
static void check_renamed(struct history *h, struct world *w, int which, int id)
{
    int old = h->from[which][id];
    if (h->claim[which][id] == CLAIM_HOME && old >= 0 && h->claim[which][old] == CLAIM_HOME &&
        h->claim_n[which][old] < h->claim_n[which][id])
        history_broken(h, "G3: %s replaces %s, and both are home at %s", history_names[id],
                       history_names[old], w->node[which].name);
}

/* Q4 */
static void check_hours(struct history *h, struct world *w, int which)
{
    struct ledger_hours now;
    ledger_hours(w->node[which].ledger, &now);
    if (h->hours[which].n == 0 || h->hours[which].losses != h->losses[which])
        return;
    if (now.last.n < h->hours[which].n ||
        (now.last.n == h->hours[which].n && !hours_equal(&now.hours, &h->hours[which].hours)))
        history_broken(h, "Q4: %s has other hours than entry %llu gave it", w->node[which].name,
                       (unsigned long long)h->hours[which].n);
}

void history_look(struct history *h, struct world *w)
{
    read_node(h, w, 0);
    read_node(h, w, 1);
    for (int which = 0; which < 2; which++)
        for (int id = 0; id < HISTORY_IDS && !h->blind && history_serves(h, w, which); id++) {
            check_kept(h, w, which, id);
            check_renamed(h, w, which, id);
        }
    for (int which = 0; which < 2; which++)
        if (!h->blind && history_serves(h, w, which))
            check_hours(h, w, which);
    bool both = history_serves(h, w, 0) && history_serves(h, w, 1);
    for (int i = 0; i < HISTORY_IDS; i++) {
        if (both && h->claim[0][i] == CLAIM_HOME && h->claim[1][i] == CLAIM_HOME)
            history_broken(h, "C1: %s is home at both nodes", history_names[i]);
        if (both && h->sitting[0][i] != SITTING_NONE && h->sitting[1][i] != SITTING_NONE)
            history_broken(h, "C2: %s sat at both nodes", history_names[i]);
    }
}

/* --- what was told --- */

void history_tell(struct history *h, int which, int id, enum history_fact fact, unsigned copies)
{
    struct history_told *t = &h->id[id].fact[which][fact];
    t->told = true;
    t->own_n = h->own_n[which];
    t->on[which] = true;
    t->on[1 - which] |= copies == 2 && !h->lost[1 - which];
}

/* Told, and not gone with the disks that had it. */
static bool holds(const struct history *h, int which, int id, enum history_fact fact)
{
    const struct history_told *t = &h->id[id].fact[which][fact];
    return t->told && (t->on[0] || t->on[1]);
}

void history_started(struct history *h, int which, int id, uint64_t start_n, unsigned copies)
{
    const char *name = history_names[id];
    /* A start that no disk has any more still stops a sitting elsewhere (C7), as long as one node
     * never lost its disk, and the other knows of its loss. */
    bool known = !h->raw[1 - which] && (h->losses[0] == 0 || h->losses[1] == 0);
    bool gone = !known && !holds(h, 1 - which, id, FACT_STARTED);
    if (h->id[id].moved ||
        h->id[id].ruled) { /* the takeover is a new entry: check_starts_once() counts them */
        history_tell(h, which, id, FACT_STARTED, copies);
        return;
    }
    if (h->id[id].fact[1 - which][FACT_STARTED].told && !gone)
        history_broken(h, "Q2: %s starts here and started at the other node", name);
    if (holds(h, which, id, FACT_STARTED) && h->id[id].start_n[which] != start_n)
        history_broken(h, "Q2: %s starts a second time", name);
    history_tell(h, which, id, FACT_STARTED, copies);
    h->id[id].start_n[which] = start_n;
}

void history_hours(struct history *h, int which, const struct ledger_hours *hours)
{
    h->hours[which].n = hours->last.n;
    h->hours[which].hours = hours->hours;
    h->hours[which].losses = h->losses[which];
}

void history_lost(struct history *h, int which)
{
    h->losses[which]++;
    h->lost[which] = true;
    for (int i = 0; i < HISTORY_IDS; i++)
        for (int node = 0; node < 2; node++)
            for (int fact = 0; fact < HISTORY_FACTS; fact++)
                h->id[i].fact[node][fact].on[which] = false;
    for (unsigned i = 0; i < h->mark_count; i++)
        h->mark[i].fact.on[which] = false;
}

void history_unlocked(struct history *h, int which)
{
    h->lost[which] = false;
}

/* --- at the end --- */

/* Does the node where somebody is away know the code that is good at home? */
static bool codes_agree(const struct world *w, const struct applicant a[2])
{
    struct code_hash code[2];
    for (int i = 0; i < 2; i++)
        if (!codes_find(w->node[i].ledger, &a[i], &code[i]))
            return false;
    return digest_equal(&code[0].hash, &code[1].hash);
}

static void check_claims(struct history *h, struct world *w, int id)
{
    static const enum claim_state good[3][2] = {
        {CLAIM_HOME, CLAIM_AWAY}, {CLAIM_AWAY, CLAIM_HOME}, {CLAIM_NONE, CLAIM_NONE}};
    const struct history_id *p = &h->id[id];
    struct applicant applicant[2];
    enum claim_state claim[2];
    bool settled = false;
    for (int i = 0; i < 2; i++) {
        applicant[i] = ledger_find(w->node[i].ledger, history_names[id]);
        claim[i] = applicant[i].claim;
    }
    for (int i = 0; i < 3; i++)
        settled |= claim[0] == good[i][0] && claim[1] == good[i][1];
    /* With both disks lost a claim may be gone for good whose grant is not: the ID is kept for the
     * node that lost it, whatever the other one took while it knew nothing. Where both granted each
     * other's, an operator must decide. */
    bool gone = h->losses[0] > 0 && h->losses[1] > 0 &&
                (claim[0] == CLAIM_AWAY || claim[1] == CLAIM_AWAY) && claim[0] != CLAIM_PENDING &&
                claim[1] != CLAIM_PENDING;
    if (!settled && !gone)
        history_broken(h, "C1: %s ends %d at caracas and %d at maracay", history_names[id],
                       (int)claim[0], (int)claim[1]);
    if (settled && claim[0] != CLAIM_NONE && !codes_agree(w, applicant))
        history_broken(h, "A2: %s has another code at home than where it is away",
                       history_names[id]);
    for (int i = 0; i < 2; i++) {
        if (holds(h, i, id, FACT_CONFIRMED) && !p->released && !p->moved && claim[i] != CLAIM_HOME)
            history_broken(h, "Q1: %s was confirmed at %s and is not home there", history_names[id],
                           w->node[i].name);
        if (holds(h, i, id, FACT_PENDING) && !p->released && !gone && claim[0] == CLAIM_NONE)
            history_broken(h, "Q1: %s was registered at %s and is nowhere", history_names[id],
                           w->node[i].name);
    }
}

struct question_call {
    const struct applicant *person;
    int question;
    enum refusal refusal;
    struct ledger_question shown;
};

static void run_question(struct ledger *l, struct task *task)
{
    struct question_call *c = task->context;
    struct ledger_terminal who = {.token = c->person->sitting.terminal.token};
    c->refusal = ledger_question(l, c->person->id, &who, (uint16_t)(c->question + 1), &c->shown);
}

/* The option that is saved for a question, by its position; 0: none. */
static int saved_option(struct world *w, int which, const struct applicant *person, int question)
{
    struct question_call c = {.person = person, .question = question};
    struct answer a;
    struct wire_word value;
    world_enter(w, which);
    if (store_call(w->node[which].store, run_question, &c) != STATUS_OK ||
        c.refusal != REFUSAL_NONE)
        return -1;
    a.values = c.shown.answer;
    a.len = c.shown.answer_len;
    return answer_values(&a, &value, 1) == 0 ? 0 : value.data[0] - '0';
}

static void check_answers(struct history *h, struct world *w, int which, int id,
                          const struct applicant *a)
{
    const struct history_id *p = &h->id[id];
    for (int q = 0; q < HISTORY_QUESTIONS; q++) {
        int last = p->answer[1 - which][q].at > p->answer[which][q].at ? 1 - which : which;
        int told = p->answer[last][q].is_apart ? p->answer[last][q].apart : p->answer[last][q].told;
        if (p->answer[0][q].unclear || p->answer[1][q].unclear || told < 0)
            continue;
        int saved = saved_option(w, which, a, q);
        if (saved >= 0 && saved != told)
            history_broken(h, "Q3, Q5, K5: %s, question %d: %d was saved and %d is there",
                           history_names[id], q + 1, told, saved);
    }
}

static void check_sitting(struct history *h, struct world *w, int which, int id)
{
    const struct history_id *p = &h->id[id];
    struct applicant a = ledger_find(w->node[which].ledger, history_names[id]);
    const char *name = history_names[id];
    if (p->ruled)
        return;
    if (holds(h, which, id, FACT_STARTED) && !p->moved) {
        if (a.sitting.state == SITTING_NONE)
            history_broken(h, "Q3: %s started at %s and is not known to", name,
                           w->node[which].name);
        else if (a.sitting.start_n != p->start_n[which])
            history_broken(h, "Q2: %s has another sitting than the one that was started", name);
    }
    if (holds(h, which, id, FACT_FINISHED) &&
        (a.sitting.state != SITTING_FINISHED ||
         (p->score[which] != HISTORY_UNTOLD && a.sitting.score != p->score[which])))
        history_broken(h, "Q3: %s finished with %lld and the node says otherwise", name,
                       (long long)p->score[which]);
    if (a.sitting.state == SITTING_RUNNING && h->losses[0] == 0 && h->losses[1] == 0)
        check_answers(h, w, which, id, &a);
}

static int id_of(const char *name)
{
    for (int i = 0; i < HISTORY_IDS; i++)
        if (strcmp(name, history_names[i]) == 0)
            return i;
    return -1;
}

/* Q4: by the entries alone. */
static void check_starts(struct history *h, struct world *w, int which)
{
    struct ledger_run run = {0};
    uint64_t own_n = ledger_position(w->node[which].ledger).own_n;
    bool closed = false, ready[HISTORY_IDS] = {false};
    for (uint64_t n = 1; n <= own_n; n += run.count) {
        const uint8_t *at;
        ledger_read(w->node[which].ledger, true, n, MESSAGE_ENTRIES_BYTES, &run);
        at = (const uint8_t *)run.bytes.data;
        for (size_t i = 0; i < run.count; at += run.len[i++]) {
            struct entry e;
            bool decoded = journal_decode(at, run.len[i], &e);
            if (decoded && e.kind == ENTRY_HOURS)
                closed = e.hours.closes.ms == HISTORY_CLOSED_MS;
            int id = decoded ? id_of(e.id) : -1;
            if (id >= 0 && (e.kind == ENTRY_READY || e.kind == ENTRY_RESET)) /* E5 */
                ready[id] = e.kind == ENTRY_READY;
            /* A wall clock that was set back to before the end is in the hours. */
            if (id >= 0 && e.kind == ENTRY_START && closed && !ready[id] &&
                e.at.ms >= HISTORY_CLOSED_MS)
                history_broken(h, "Q4: entry %llu of %s starts out of its hours",
                               (unsigned long long)e.n, w->node[which].name);
        }
        if (run.count == 0)
            break;
    }
    buffer_release(&run.bytes);
}

/* --- people who moved, by the entries alone --- */

/* Q5: what the receiver wrote is what the sender sent, the time left as well. */
static void check_takeover(struct history *h, struct world *w, int which, const struct entry *e)
{
    struct ledger_run run = {0};
    struct entry sent;
    ledger_read(w->node[1 - which].ledger, true, e->ref, 1, &run);
    bool good = run.count == 1 &&
                journal_decode((const uint8_t *)run.bytes.data, run.len[0], &sent) &&
                sent.kind == ENTRY_TRANSFER && strcmp(sent.id, e->id) == 0;
    if (!good)
        history_broken(h, "X5: entry %llu of %s takes %s over without a transfer",
                       (unsigned long long)e->n, w->node[which].name, e->id);
    else if (sent.move.person.sitting.left_ms != e->move.person.sitting.left_ms ||
             sent.move.person.sitting.seed != e->move.person.sitting.seed)
        history_broken(h, "X4: entry %llu of %s does not bring what was sent of %s",
                       (unsigned long long)e->n, w->node[which].name, e->id);
    buffer_release(&run.bytes);
}

static void look_at_move(struct history *h, struct world *w, int which, const struct entry *e,
                         unsigned starts[HISTORY_IDS])
{
    int id = id_of(e->id);
    if (e->kind == ENTRY_TAKEOVER && h->losses[0] + h->losses[1] == 0)
        check_takeover(h, w, which, e);
    if (e->kind == ENTRY_START && id >= 0)
        starts[id]++;
}

/* C2. A start that no disk has any more may be made again. */
static void check_starts_once(struct history *h, struct world *w)
{
    unsigned starts[HISTORY_IDS] = {0};
    struct ledger_run run = {0};
    for (int which = 0; which < 2; which++) {
        uint64_t own_n = ledger_position(w->node[which].ledger).own_n;
        for (uint64_t n = 1; n <= own_n; n += run.count) {
            ledger_read(w->node[which].ledger, true, n, MESSAGE_ENTRIES_BYTES, &run);
            const uint8_t *at = (const uint8_t *)run.bytes.data;
            struct entry e;
            for (size_t i = 0; i < run.count; at += run.len[i++])
                if (journal_decode(at, run.len[i], &e))
                    look_at_move(h, w, which, &e, starts);
            if (run.count == 0)
                break;
        }
    }
    for (int id = 0; id < HISTORY_IDS; id++)
        if (starts[id] > 1 && !h->id[id].ruled && !h->raw[0] && !h->raw[1] &&
            (h->losses[0] == 0 || h->losses[1] == 0))
            history_broken(h, "C2: %s has %u starts over both journals", history_names[id],
                           starts[id]);
    buffer_release(&run.bytes);
}

/* S10: each knows the other's hours. */
static void check_peer_hours(struct history *h, struct world *w)
{
    struct ledger_hours now[2];
    for (int i = 0; i < 2; i++)
        ledger_hours(w->node[i].ledger, &now[i]);
    for (int i = 0; i < 2; i++)
        if (now[i].peer_last.n != now[1 - i].last.n ||
            !hours_equal(&now[i].peer_hours, &now[1 - i].hours))
            history_broken(h, "S10: %s has other hours than the peer says", w->node[1 - i].name);
}

static void check_nodes(struct history *h, struct world *w)
{
    struct ledger_position at[2];
    for (int i = 0; i < 2; i++) {
        struct ledger_counts counts;
        at[i] = ledger_position(w->node[i].ledger);
        ledger_counts(w->node[i].ledger, &counts);
        if (counts.incidents > 0)
            history_broken(h, "C6: %s counts an incident: %s", w->node[i].name, counts.incident);
        if (at[i].standing != STANDING_OPEN)
            history_broken(h, "R1: %s does not open again", w->node[i].name);
        if (counts.intents > 0)
            history_broken(h, "R1: %s is open and keeps intents", w->node[i].name);
    }
    if (at[0].own_n != at[1].held_n || at[1].own_n != at[0].held_n)
        history_broken(h, "L2: the nodes do not have each other's journals whole");
}

void history_check_end(struct history *h, struct world *w)
{
    check_nodes(h, w);
    check_peer_hours(h, w);
    check_starts_once(h, w);
    for (int which = 0; which < 2; which++)
        check_starts(h, w, which);
    for (int id = 0; id < HISTORY_IDS; id++) {
        check_claims(h, w, id);
        check_sitting(h, w, 0, id);
        check_sitting(h, w, 1, id);
    }
}
