/* The part of ledger_mark.h that writes marks and publications. */
#include "db/ledger_mark.h"

#include "db/ledger_exam.h"
#include "db/ledger_private.h"

#include <string.h>

/* --- marks --- */

static bool is_essay(const struct exam *exam, uint16_t question)
{
    return question >= 1 && question <= exam->question_count &&
           exam->questions[question - 1].kind == QUESTION_ESSAY;
}

/* Did the person, who is home here, answer the essay in the present sitting? */
static bool has_answered(struct ledger *l, const struct applicant *a, uint16_t question)
{
    struct buffer bytes = {0};
    bool answered = false;
    if (digest_equal(&a->sitting.paper, &l->exam->paper_digest) &&
        ledger_load_paper(l, a, 0, &bytes))
        for (size_t i = 0; i < l->exam->paper_count; i++)
            answered |= l->paper[i].question + 1 == question && l->answers[i].len > 0;
    buffer_release(&bytes);
    return answered;
}

/* H1. Of the peer's people that is known from its journal alone. */
static bool may_be_marked(struct ledger *l, const struct applicant *a, const struct mark_wish *wish)
{
    if (a->claim == CLAIM_AWAY)
        return wish->listed;
    if (a->claim != CLAIM_HOME || a->sitting.state != SITTING_FINISHED)
        return false;
    const struct digest finish = ledger_finish_digest(l, a);
    return digest_equal(&finish, wish->finish) && has_answered(l, a, wish->question);
}

enum refusal ledger_mark(struct ledger *l, const struct mark_wish *wish, const struct order *order,
                         uint64_t *entry_n)
{
    struct mark_wish here = *wish;
    struct entry e;
    enum refusal refusal;
    if (!ledger_begin_order(l, wish->id, order, &refusal)) {
        *entry_n = ledger_order_done(l, &order->key, wish->id);
        return refusal;
    }
    struct applicant a = ledger_find(l, wish->id);
    here.home = a.claim == CLAIM_HOME;
    if (!is_essay(l->exam, wish->question) || !may_be_marked(l, &a, wish))
        return REFUSAL_NO_ESSAY;
    size_t count = ledger_find_marks(l, wish->finish, wish->question, NULL);
    refusal = mark_decide(l->exam, l->marks, count, &here, order, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    (void)ledger_carry_out(l, refusal, &e, order);
    *entry_n = l->state.own_n;
    return REFUSAL_NONE;
}

/* --- publications --- */

/* The one that this entry of ours makes. */
static struct publication publication_of(struct ledger *l, uint64_t n)
{
    struct publication p;
    struct entry e;
    memset(&p, 0, sizeof p);
    if (ledger_read_entry(l, JOURNAL_OWN, n, &e) && e.kind == ENTRY_PUBLISH)
        publication_take(&p, &e, l->identity.node, true);
    return p;
}

bool ledger_shows(struct ledger *l, const struct applicant *a, const struct publication_cut *cut,
                  bool *provisional)
{
    const struct publication p = {.number = 1, .own_n = cut->own_n, .peer_n = cut->peer_n};
    struct applicant then;
    struct marks marks;
    if (a->claim != CLAIM_HOME || a->sitting.voided || !ledger_at_cut(l, a, &p, &then, &marks))
        return false;
    *provisional = marks.unmarked > 0;
    return true;
}

enum refusal ledger_publish(struct ledger *l, uint64_t own_n, uint64_t peer_n,
                            const struct order *order, struct publication *out)
{
    const struct publication_cut cut = {own_n, peer_n}, held = {l->state.own_n, l->state.held_n};
    const struct publication in_force = ledger_publication(l);
    struct entry e;
    enum refusal refusal;
    if (!ledger_begin_order(l, "", order, &refusal)) {
        *out = publication_of(l, ledger_order_done(l, &order->key, ""));
        return refusal;
    }
    refusal = publication_decide(l->exam, &in_force, &cut, &held, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (own_n > 0)
        e.publish.own = ledger_digest(l, JOURNAL_OWN, own_n);
    if (peer_n > 0)
        e.publish.peer = ledger_digest(l, JOURNAL_PEER, peer_n);
    (void)ledger_carry_out(l, refusal, &e, order);
    *out = publication_of(l, l->state.own_n);
    return REFUSAL_NONE;
}
