#include "server/core/transfer.h"

#include <string.h>

static void fill(struct entry *out, enum entry_kind kind, const struct applicant *a, uint64_t ref)
{
    entry_begin(out, kind, a->id);
    out->ref = ref;
}

/* What moves, but for the answers. It belongs to no terminal at the other node. */
static void describe(const struct applicant *a, uint64_t left_ms, struct person *out)
{
    const struct sitting *s = &a->sitting;
    memcpy(out->name, a->name, sizeof out->name);
    out->code = a->code;
    out->stamp = a->stamp;
    out->extra_ms = a->extra_ms;
    out->admitted = a->admitted;
    out->ready = a->ready_n > 0;
    out->paused = a->paused;
    out->sitting = (struct sitting){
        .state = s->state,
        .number = s->number,
        .seed = s->seed,
        .seconds = s->seconds,
        .after_restore = s->after_restore,
        .exam = s->exam,
        .paper = s->paper,
        .pass_percent = s->pass_percent,
        .started_at = s->started_at,
        .left_ms = left_ms,
        .voided = s->voided,
        .shown = s->shown,
        .reopened = s->reopened,
    };
}

static void fill_transfer(struct entry *out, const struct applicant *a, uint64_t left_ms,
                          uint64_t ref)
{
    fill(out, ENTRY_TRANSFER, a, ref);
    describe(a, left_ms, &out->move.person);
}

/* X1, of the person and the sitting. */
static enum refusal check(const struct applicant *a, const struct transfer_terms *terms)
{
    enum refusal refusal = claim_check_home(a);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (a->sitting.state == SITTING_FINISHED)
        return REFUSAL_FINISHED;
    if (a->sitting.ended || (a->sitting.state == SITTING_RUNNING && terms->left_ms == 0))
        return REFUSAL_TIMEUP;
    if (claim_held_before(a, terms->restored_n) && a->allow_n <= terms->restored_n)
        return REFUSAL_CAUTION;
    return REFUSAL_NONE;
}

enum refusal transfer_decide(const struct applicant *a, const struct transfer_terms *terms,
                             struct entry *out)
{
    enum refusal refusal = check(a, terms);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (terms->adopted)
        return REFUSAL_ADOPTED;
    if (!terms->exams_agree)
        return REFUSAL_EXAM_DIFFERS;
    if (!terms->rules_agree)
        return REFUSAL_RULES_DIFFER;
    if (!terms->linked && !terms->confirmed)
        return REFUSAL_LINK_DOWN;
    fill_transfer(out, a, terms->left_ms, 0);
    return REFUSAL_NONE;
}

enum refusal transfer_recall(const struct applicant *a, struct entry *out)
{
    switch (a->claim) {
    case CLAIM_NONE:
        return REFUSAL_UNREGISTERED;
    case CLAIM_PENDING:
    case CLAIM_HOME:
        return REFUSAL_HERE;
    case CLAIM_AWAY:
        break;
    }
    if (a->transfer_n == 0)
        return REFUSAL_ELSEWHERE;
    fill(out, ENTRY_RECALL, a, 0);
    out->recall.transfer_n = a->transfer_n;
    return REFUSAL_NONE;
}

bool transfer_concerns(enum entry_kind peer_kind)
{
    return peer_kind == ENTRY_TRANSFER || peer_kind == ENTRY_TAKEOVER || peer_kind == ENTRY_RECALL;
}

static enum claim_reaction react_to_transfer(const struct applicant *a, const struct entry *theirs,
                                             struct entry *out)
{
    if (a->claim != CLAIM_AWAY) /* X5 */
        return CLAIM_INCIDENT;
    fill(out, ENTRY_TAKEOVER, a, theirs->n);
    out->move.person = theirs->move.person;
    return CLAIM_ENTRY;
}

/* X5. One without a reference is of a person who was adopted (adoption.h). */
static enum claim_reaction react_to_takeover(const struct applicant *a, const struct entry *theirs)
{
    bool expected = a->claim == CLAIM_AWAY && theirs->ref == a->transfer_n;
    return theirs->ref == 0 || expected ? CLAIM_NOTHING : CLAIM_INCIDENT;
}

/* X6 */
static enum claim_reaction react_to_recall(const struct applicant *a,
                                           const struct transfer_terms *terms,
                                           const struct entry *theirs, struct entry *out)
{
    if (!terms->open || a->away_n != theirs->recall.transfer_n || check(a, terms) != REFUSAL_NONE)
        return CLAIM_NOTHING;
    fill_transfer(out, a, terms->left_ms, theirs->n);
    out->order = order_by(theirs->order.by, theirs->order.reason);
    return CLAIM_ENTRY;
}

enum claim_reaction transfer_react(const struct applicant *a, const struct transfer_terms *terms,
                                   const struct entry *peer_entry, struct entry *out)
{
    if (peer_entry->kind == ENTRY_TRANSFER)
        return react_to_transfer(a, peer_entry, out);
    if (peer_entry->kind == ENTRY_TAKEOVER)
        return react_to_takeover(a, peer_entry);
    return react_to_recall(a, terms, peer_entry, out);
}

bool transfer_is_in_transit(const struct applicant *a, uint64_t last_n)
{
    return a->claim == CLAIM_AWAY && a->transfer_n > 0 && last_n <= a->away_n;
}

static void apply_transfer(struct applicant *a, const struct entry *own)
{
    a->claim = CLAIM_AWAY; /* X2 */
    a->away_n = own->seen;
    a->transfer_n = own->n;
    memset(&a->sitting, 0, sizeof a->sitting); /* X3: it goes on at the peer */
}

static void apply_takeover(struct applicant *a, const struct entry *own)
{
    const struct person *p = &own->move.person;
    a->claim = CLAIM_HOME;
    a->claim_n = a->confirm_n = own->n; /* X5 */
    a->away_n = own->ref;
    a->transfer_n = 0;
    a->stamp = p->stamp;
    memcpy(a->name, p->name, sizeof a->name);
    a->from[0] = '\0';
    a->code = p->code;
    a->extra_ms = p->extra_ms;
    a->admitted = p->admitted;
    a->paused = p->paused;
    a->ready_n = p->ready ? own->n : 0;
    a->sitting = p->sitting;
    if (p->sitting.state == SITTING_NONE)
        return;
    a->sitting.start_n = a->sitting.time_n = own->n;
    a->sitting.start_clock_ms = a->sitting.since_clock_ms = own->clock_ms;
    a->sitting.waits = true;
}

void transfer_apply(struct applicant *a, const struct entry *own)
{
    if (own->kind == ENTRY_TRANSFER)
        apply_transfer(a, own);
    else
        apply_takeover(a, own);
}
