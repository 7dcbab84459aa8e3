#include "tests/sim/seats.h"

#include "db/ledger_exam.h"

#include <string.h>

void seats_begin(struct seats_request *q, struct ledger *l, const char *id)
{
    struct applicant a = ledger_find(l, id);
    q->running = a.sitting.state == SITTING_RUNNING;
    q->before = a.sitting.terminal;
    ledger_meet_terminal(l, &a, &q->who);
    q->met = a.sitting.terminal;
}

void seats_end(struct seats_request *q, struct ledger *l, const char *id)
{
    q->after = ledger_find(l, id).sitting.terminal;
}

/* --- answers (K5) --- */

/* The time in which the taker's answers stood apart has ended: they count, or not. */
static void end_apart(struct history_id *p, int which, bool keep)
{
    for (int i = 0; i < HISTORY_QUESTIONS; i++) {
        if (keep && p->answer[which][i].is_apart)
            p->answer[which][i].told = p->answer[which][i].apart;
        p->answer[which][i].is_apart = false;
    }
}

static void follow(struct history_id *p, int which, const struct terminal *from,
                   const struct terminal *to)
{
    bool same = digest_equal(&from->token, &to->token);
    if (!from->provisional || (to->provisional && to->taken_clock_ms == from->taken_clock_ms))
        return;
    /* It went back and was taken again, both by requests without a reply. */
    for (int i = 0; i < HISTORY_QUESTIONS && same && to->provisional; i++)
        p->answer[which][i].unclear = true;
    end_apart(p, which, !digest_equal(&to->token, &from->former));
}

static void save(struct history_id *p, int which, int question, int option, bool apart, unsigned at)
{
    if (apart)
        p->answer[which][question].apart = option;
    else
        p->answer[which][question].told = option;
    p->answer[which][question].is_apart = apart;
    p->answer[which][question].at = at;
}

static void settle(struct history *h, int which, int id, const struct terminal *now)
{
    follow(&h->id[id], which, &h->id[id].terminal[which], now);
    h->id[id].terminal[which] = *now;
}

void seats_look(struct history *h, struct world *w)
{
    for (int which = 0; which < 2; which++)
        for (int id = 0; id < HISTORY_IDS; id++) {
            struct applicant a = ledger_find(w->node[which].ledger, history_names[id]);
            settle(h, which, id, &a.sitting.terminal);
        }
}

/* --- rules --- */

static void check_start(struct history *h, const char *id, const struct seats_request *q)
{
    bool own = digest_equal(&q->met.token, &q->who.token);
    if (digest_is_zero(&q->met.token)) { /* nobody's: the person came from the other node */
        if (q->after.provisional || !digest_equal(&q->after.token, &q->who.token))
            history_broken(h, "K6: the next terminal of %s does not have it for good", id);
        return;
    }
    if (own && memcmp(&q->met, &q->after, sizeof q->met) != 0)
        history_broken(h, "K2: the START of the terminal of %s changes whose it is", id);
    if (!own && q->who.alive_ms > 0)
        history_broken(h, "K3: a terminal takes %s from one that is alive", id);
    if (!own && q->met.provisional)
        history_broken(h, "K4: a terminal takes %s that was just taken", id);
    if (!own && (!q->after.provisional || !digest_equal(&q->after.former, &q->met.token) ||
                 !digest_equal(&q->after.token, &q->who.token)))
        history_broken(h, "K4: a terminal keeps %s that it took from another", id);
}

static void check_request(struct history *h, const char *id, const struct seats_request *q,
                          enum refusal refusal)
{
    bool own = digest_equal(&q->met.token, &q->who.token);
    bool first = q->met.provisional && digest_equal(&q->met.former, &q->who.token);
    bool in_use = refusal == REFUSAL_INUSE_ALIVE || refusal == REFUSAL_INUSE_STAFF;
    if (in_use && own)
        history_broken(h, "K2: a terminal waits for its own sitting of %s", id);
    if (in_use && first)
        history_broken(h, "K4: the first terminal of %s does not get it back", id);
    if (refusal != REFUSAL_NONE)
        return;
    if (q->ask == SEATS_START)
        check_start(h, id, q);
    else if (!own)
        history_broken(h, "K1: a terminal answers for %s whose sitting is another's", id);
    if (q->ask == SEATS_FINISH && q->met.provisional)
        history_broken(h, "K4: a terminal finishes %s that it has just taken", id);
}

void seats_told(struct history *h, int which, int id, const struct seats_request *q,
                enum refusal refusal, int question, int option)
{
    struct history_id *p = &h->id[id];
    bool late = q->turn < p->turn[which];
    if (p->ruled)
        return;
    if (!late) {
        p->turn[which] = q->turn;
        settle(h, which, id, &q->before);
        settle(h, which, id, &q->met);
    }
    if (q->running)
        check_request(h, history_names[id], q, refusal);
    if (q->ask == SEATS_ANSWER && refusal == REFUSAL_NONE)
        save(p, which, question, option, q->met.provisional, ++h->answers);
    if (!late)
        settle(h, which, id, &q->after);
}
