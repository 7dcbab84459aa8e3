#include "tests/sim/seats.h"

#include "db/ledger_exam.h"

#include <string.h>

/* K8: is it the token that is to follow the terminal's present one? */
static bool is_new(const struct terminal *t, const struct digest *token)
{
    return !t->renewed && digest_equal(&t->renewal, token);
}

void seats_begin(struct seats_request *q, struct ledger *l, const char *id)
{
    struct applicant a = ledger_find(l, id);
    q->running = a.sitting.state == SITTING_RUNNING;
    q->home = a.claim == CLAIM_HOME;
    q->clock_ms = ledger_clock_ms(l);
    q->before = a.sitting.terminal;
    ledger_meet_terminal(l, &a, &q->who);
    q->met = a.sitting.terminal;
    q->unused = is_new(&q->met, &q->who.token) && saves_fail(l);
}

void seats_end(struct seats_request *q, struct ledger *l, const char *id)
{
    const struct sitting s = ledger_find(l, id).sitting;
    q->after = s.terminal;
    q->late = s.late;
}

/* --- answers (K5) --- */

/* The time in which the taker's answers stood apart has ended: they count, or not. */
static void end_apart(struct history_id *p, int which, bool keep)
{
    for (int i = 0; i < HISTORY_QUESTIONS; i++) {
        if (keep && p->answer[which][i].is_apart) {
            p->answer[which][i].told = p->answer[which][i].apart;
            if (p->answer[which][i].apart_seq > 0)
                p->answer[which][i].seq = p->answer[which][i].apart_seq;
        }
        p->answer[which][i].is_apart = false;
        p->answer[which][i].apart_seq = 0;
    }
    saves_end_apart(p, which, keep);
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
    bool back = digest_equal(&to->token, &from->former) ||
                digest_equal(&to->token, &from->former_renewal); /* with a new token (K8) */
    end_apart(p, which, !back || digest_is_zero(&to->token));    /* nobody's: the person has left */
}

static void save(struct history_id *p, int which, const struct saves_request *q, bool apart,
                 unsigned at)
{
    if (apart) {
        p->answer[which][q->question].apart = q->option;
        if (q->seq > 0) /* the question keeps its number beside an answer without one */
            p->answer[which][q->question].apart_seq = q->seq;
    } else {
        p->answer[which][q->question].told = q->option;
        if (q->seq > 0)
            p->answer[which][q->question].seq = q->seq;
    }
    p->answer[which][q->question].is_apart = apart;
    p->answer[which][q->question].at = at;
}

/* K8, K10: a token that was told stands while the terminal has no other. */
static void check_kept(struct history *h, int id, const struct terminal *from,
                       const struct terminal *to)
{
    bool same = digest_equal(&from->token, &to->token) &&
                digest_equal(&from->former, &to->former) && from->renewals == to->renewals;
    if (h->id[id].ruled || h->id[id].moved || h->losses[0] + h->losses[1] > 0)
        return;
    if (same && (!digest_equal(&from->renewal, &to->renewal) || from->renewed != to->renewed))
        history_broken(h, "K8: a new token of %s is forgotten", history_names[id]);
    if (to->renewals < from->renewals)
        history_broken(h, "K10: %u renewals of %s were told, and %u are counted", from->renewals,
                       history_names[id], to->renewals);
}

static void settle(struct history *h, int which, int id, const struct terminal *now)
{
    check_kept(h, id, &h->id[id].terminal[which], now);
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

/* K9: is it the token that the terminal had before its present one? */
static bool is_old(const struct terminal *t, const struct digest *token)
{
    return t->renewed && digest_equal(&t->renewal, token);
}

/* K10 */
static bool renews_often(const struct seats_request *q)
{
    return q->met.renewals >= TERMINAL_RENEWALS &&
           q->clock_ms < q->met.renewed_clock_ms + TERMINAL_RENEW_MS;
}

static void check_renewal(struct history *h, const char *id, const struct seats_request *q,
                          enum refusal refusal)
{
    bool own = q->unused || digest_equal(&q->met.token, &q->who.token),
         old = is_old(&q->met, &q->who.token);
    bool itself = digest_equal(&q->who.token, &q->from.renewal);
    bool again = itself || is_new(&q->met, &q->from.renewal);
    bool stays = digest_equal(&q->after.token, &q->who.token) &&
                 (itself ? q->unused || memcmp(&q->after, &q->met, sizeof q->met) == 0
                         : is_new(&q->after, &q->from.renewal));
    if (refusal == REFUSAL_NONE && !own)
        history_broken(h, "K8: a terminal that has not %s renews its token", id);
    if (refusal == REFUSAL_NONE && own && !stays)
        history_broken(h, "K8: of %s the old token is not good beside the new one", id);
    if (refusal == REFUSAL_NONE && again && q->after.renewals != q->met.renewals)
        history_broken(h, "K8: a renewal of %s that is repeated is another one", id);
    if (refusal == REFUSAL_NONE && !again && renews_often(q))
        history_broken(h, "K10: the token of %s is renewed %u times", id, q->met.renewals);
    if (refusal == REFUSAL_RENEWED_OFTEN && !renews_often(q))
        history_broken(h, "K10: the token of %s is renewed %u times, and not again", id,
                       q->met.renewals);
    if (refusal == REFUSAL_NO_TOKEN && q->home && (own || old))
        history_broken(h, "K8: the token of %s is not known", id);
    bool answered =
        refusal == REFUSAL_NONE || refusal == REFUSAL_NO_TOKEN || refusal == REFUSAL_RENEWED_OFTEN;
    if (old ? answered && q->home : refusal == REFUSAL_INUSE_RESUMED)
        history_broken(h, "K9: a copy of the token of %s is refused with %d", id, (int)refusal);
}

/* K8, K9: the first command with a new token has used it. */
static void check_used(struct history *h, const char *id, const struct seats_request *q)
{
    if (is_new(&q->before, &q->who.token) && !q->unused &&
        !(digest_equal(&q->met.token, &q->who.token) && q->met.renewed &&
          digest_equal(&q->met.renewal, &q->before.token)))
        history_broken(h, "K8: the new token of %s is not the terminal's", id);
}

enum refusal seats_renew(struct history *h, struct seats_request *q, struct ledger *l,
                         const char *id)
{
    struct applicant a;
    enum refusal refusal = ledger_renew_terminal(l, id, &q->who.token, &q->from.renewal, &a);
    for (uint8_t i = 1; q->often && refusal == REFUSAL_NONE; i++) {
        q->met = ledger_find(l, id).sitting.terminal;
        q->from.renewal.bytes[3] = i;
        refusal = ledger_renew_terminal(l, id, &q->who.token, &q->from.renewal, &a);
        if (i > TERMINAL_RENEWALS && refusal == REFUSAL_NONE) {
            history_broken(h, "K10: the token of %s is renewed over and over", id);
            break;
        }
    }
    return refusal;
}

static void check_start(struct history *h, const char *id, const struct seats_request *q)
{
    bool own = q->unused || digest_equal(&q->met.token, &q->who.token);
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
    if (!own && (q->late.seq > 0 || q->late.lost_seq > 0))
        history_broken(h, "S16: numbers of late answers outlive the terminal of %s", id);
}

static void check_request(struct history *h, const char *id, const struct seats_request *q,
                          enum refusal refusal)
{
    bool own = q->unused || digest_equal(&q->met.token, &q->who.token);
    bool first = q->met.provisional && (digest_equal(&q->met.former, &q->who.token) ||
                                        digest_equal(&q->met.former_renewal, &q->who.token));
    bool old = is_old(&q->met, &q->who.token);
    bool in_use = refusal == REFUSAL_INUSE_ALIVE || refusal == REFUSAL_INUSE_STAFF;
    if (in_use && own)
        history_broken(h, "K2: a terminal waits for its own sitting of %s", id);
    if (in_use && first)
        history_broken(h, "K4: the first terminal of %s does not get it back", id);
    bool repeats = q->ask == SEATS_ANSWER && refusal == REFUSAL_NONE && !q->saves.wrote;
    if (repeats) /* S14: it is told, to whoever had the sitting too, that the answer is saved */
        return;
    if (old && (in_use || refusal == REFUSAL_NONE))
        history_broken(h, "K9: a copy of the token of %s is answered with %d", id, (int)refusal);
    if (refusal != REFUSAL_NONE)
        return;
    check_used(h, id, q);
    if (q->ask == SEATS_START)
        check_start(h, id, q);
    else if (!own)
        history_broken(h, "K1: a terminal answers for %s whose sitting is another's", id);
    if (q->ask == SEATS_FINISH && q->met.provisional)
        history_broken(h, "K4: a terminal finishes %s that it has just taken", id);
}

void seats_told(struct history *h, int which, int id, const struct seats_request *q,
                enum refusal refusal)
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
    if (q->ask == SEATS_RENEW)
        check_renewal(h, history_names[id], q, refusal);
    else if (q->running)
        check_request(h, history_names[id], q, refusal);
    if (q->ask == SEATS_ANSWER)
        saves_told(h, which, id, &q->saves, q->met.provisional, refusal);
    if (q->ask == SEATS_ANSWER && q->saves.wrote)
        save(p, which, &q->saves, q->met.provisional, ++h->answers);
    if (q->ask == SEATS_START && refusal == REFUSAL_NONE && !late)
        saves_started(h, which, id, q->last_seq);
    if (!late)
        settle(h, which, id, &q->after);
}
