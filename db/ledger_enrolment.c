/* Who may register, and what the desk corrects before an exam (server/core/enrolment.h). */
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_private.h"
#include "db/listed_table.h"
#include "server/core/claim.h"

#include <stdio.h>
#include <string.h>

/* --- registration --- */

/* F1: everybody who is registered at either node and has not finished may still write a paper, which
 * this disk takes in both journals; and the one who registers. */
static uint64_t reserve_bytes(const struct ledger *l)
{
    const struct tally *t = &l->state.tally;
    uint64_t people = t->claims[CLAIM_PENDING] + t->claims[CLAIM_HOME] + t->claims[CLAIM_AWAY] +
                      l->state.intents + 1;
    return (people - (t->finished < people ? t->finished : people)) * l->paper_bytes;
}

static enum refusal check_enrolment(struct ledger *l, const struct ledger_wish *w,
                                    char roster_node[NODE_NAME_MAX + 1], struct listing *listing)
{
    const struct tally *t = &l->state.tally;
    struct enrolment e = {
        .mode = (enum registration_mode)l->exam->policy.value[POLICY_REGISTRATION],
        .by_desk = w->order != NULL,
        .has_roster = l->roster_node != NULL,
        .node = l->identity.node,
        .secret = w->secret,
        .people = t->claims[CLAIM_PENDING] + t->claims[CLAIM_HOME] + l->state.intents,
        .people_most = l->people_most,
        .free_bytes = l->free_bytes != NULL ? l->free_bytes(l->disk) : UINT64_MAX,
        .reserve_bytes = reserve_bytes(l),
    };
    roster_node[0] = '\0';
    memset(listing, 0, sizeof *listing);
    if (e.has_roster) {
        e.roster_node = l->roster_node(l->roster, w->id, roster_node) ? roster_node : NULL;
        if (adoption_stands(&l->state.adoption) && strcmp(roster_node, l->state.peer.node) == 0)
            roster_node[0] = '\0'; /* Z2: the other node is no more */
        e.own = listed_table_find(&l->db->sql, JOURNAL_OWN, w->id);
        e.peer = listed_table_find(&l->db->sql, JOURNAL_PEER, w->id);
        *listing = e.own.listed ? e.own : e.peer;
    }
    return enrolment_decide(&e);
}

/* R9. A peer that was adopted has no say. */
static bool rules_differ(const struct ledger *l)
{
    return l->state.rules_differ && !adoption_stands(&l->state.adoption);
}

/* A new node keeps the registration until it opens. */
static void keep_wish(struct ledger *l, const struct ledger_wish *w, struct applicant *out)
{
    out->claim = CLAIM_PENDING;
    out->stamp = l->now;
    out->code = *w->code;
    (void)snprintf(out->name, sizeof out->name, "%s", w->name);
    ledger_keep_intent(l, out);
}

enum refusal ledger_register(struct ledger *l, const struct ledger_wish *wish,
                             struct ledger_enrolled *out)
{
    struct ledger_wish w = *wish;
    struct listing listing;
    struct entry claim;
    out->applicant = ledger_find(l, w.id);
    enum refusal refusal = claim_register(&out->applicant, l->now, &claim);
    if (refusal == REFUSAL_NONE)
        refusal = check_enrolment(l, &w, out->node, &listing);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (listing.name[0] != '\0')
        w.name = listing.name;
    switch (l->state.standing) {
    case STANDING_RESTORED:  /* R1 */
    case STANDING_CONTESTED: /* R6 */
        return REFUSAL_CLOSED;
    case STANDING_ADOPTED: /* Z3 */
        return REFUSAL_GONE;
    case STANDING_NEW:
        keep_wish(l, &w, &out->applicant);
        return REFUSAL_NONE;
    case STANDING_OPEN:
        break;
    }
    refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE && rules_differ(l))
        refusal = REFUSAL_RULES_DIFFER;
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (w.order != NULL)
        claim.order = *w.order;
    (void)snprintf(claim.claim.name, sizeof claim.claim.name, "%s", w.name);
    claim.claim.code = *w.code;
    ledger_append_claim(l, &claim, &out->applicant);
    return REFUSAL_NONE;
}

/* --- the desk --- */

enum refusal ledger_list(struct ledger *l, const char *id, const char *name, bool here,
                         const struct order *order)
{
    struct applicant a = ledger_find(l, id);
    struct entry e;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = enrolment_list(&a, l->roster_node != NULL, name, here, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, NULL);
    ledger_grant_withheld(l); /* the peer's claim of this ID may be the reason */
    return REFUSAL_NONE;
}

enum refusal ledger_amend(struct ledger *l, const char *id, const char *name,
                          const struct order *order)
{
    struct applicant a = ledger_find(l, id);
    struct entry e;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = enrolment_amend(&a, name, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

/* The staff's decisions about the person go along: admission, and more time. */
static void carry_over(struct ledger *l, const struct applicant *old, struct applicant *renamed,
                       const struct order *order)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    memcpy(e.id, renamed->id, sizeof e.id);
    e.order = *order;
    if (old->admitted) {
        e.kind = ENTRY_ADMIT;
        e.admit.on = true;
        ledger_append(l, &e, renamed);
    }
    if (old->extra_ms != 0) {
        memset(&e.time, 0, sizeof e.time);
        e.kind = ENTRY_EXTEND;
        e.time.delta_ms = e.time.extra_ms = old->extra_ms;
        ledger_append(l, &e, renamed);
    }
}

static enum refusal check_rename(struct ledger *l, const char *renamed, const struct order *order,
                                 struct ledger_enrolled *out)
{
    struct listing listing;
    const struct ledger_wish w = {.id = renamed, .order = order};
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE && rules_differ(l))
        refusal = REFUSAL_RULES_DIFFER;
    return refusal == REFUSAL_NONE ? check_enrolment(l, &w, out->node, &listing) : refusal;
}

enum refusal ledger_rename(struct ledger *l, const char *id, const char *renamed, bool linked,
                           const struct order *order, struct ledger_enrolled *out)
{
    struct applicant old = ledger_find(l, id);
    struct entry claim;
    bool alone = !l->identity.paired || adoption_stands(&l->state.adoption);
    out->applicant = ledger_find(l, renamed);
    enum refusal refusal = enrolment_rename(&old, &out->applicant, linked || alone,
                                            l->state.restored_n, l->now, &claim);
    if (refusal == REFUSAL_NONE)
        refusal = check_rename(l, renamed, order, out);
    if (refusal != REFUSAL_NONE)
        return refusal;
    claim.order = *order;
    ledger_append_claim(l, &claim, &out->applicant);
    ledger_settle_rename(l, &out->applicant);
    carry_over(l, &old, &out->applicant, order);
    return REFUSAL_NONE;
}
