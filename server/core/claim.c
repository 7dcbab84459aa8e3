#include "server/core/claim.h"

#include <assert.h>
#include <string.h>

static void fill(struct entry *out, enum entry_kind kind, const struct applicant *a, uint64_t ref)
{
    entry_begin(out, kind, a->id);
    out->ref = ref;
}

enum refusal claim_register(const struct applicant *a, struct wall stamp, struct entry *out)
{
    switch (a->claim) {
    case CLAIM_PENDING:
    case CLAIM_HOME:
        return REFUSAL_REGISTERED;
    case CLAIM_AWAY:
        return REFUSAL_ELSEWHERE;
    case CLAIM_NONE:
        break;
    }
    fill(out, ENTRY_CLAIM, a, 0);
    out->claim.stamp = stamp;
    return REFUSAL_NONE;
}

void claim_confirm_alone(const struct applicant *a, struct entry *out)
{
    assert(a->claim == CLAIM_PENDING);
    fill(out, ENTRY_CONFIRM, a, 0);
}

bool claim_held_before(const struct applicant *a, uint64_t restored_n)
{
    return a->claim == CLAIM_HOME && a->confirm_n <= restored_n;
}

enum refusal claim_check_home(const struct applicant *a)
{
    switch (a->claim) {
    case CLAIM_NONE:
        return REFUSAL_UNREGISTERED;
    case CLAIM_PENDING:
        return REFUSAL_PENDING;
    case CLAIM_AWAY:
        return REFUSAL_ELSEWHERE;
    case CLAIM_HOME:
        break;
    }
    return REFUSAL_NONE;
}

enum refusal claim_release(const struct applicant *a, uint64_t restored_n, struct entry *out)
{
    switch (a->claim) {
    case CLAIM_NONE:
        return REFUSAL_UNREGISTERED;
    case CLAIM_PENDING: /* C5 */
        return REFUSAL_PENDING;
    case CLAIM_AWAY:
        return REFUSAL_ELSEWHERE;
    case CLAIM_HOME:
        break;
    }
    if (a->sitting.state != SITTING_NONE) /* C2 */
        return REFUSAL_SAT;
    if (a->sitting.number > 1) /* C2: also one that was reset since */
        return REFUSAL_SAT;
    if (a->sitting.voided) /* C2: the other node would not know of it; a transfer takes it along */
        return REFUSAL_VOID;
    if (claim_held_before(a, restored_n) && a->allow_n <= restored_n) /* C7 */
        return REFUSAL_CAUTION;
    fill(out, ENTRY_RELEASE, a, 0);
    return REFUSAL_NONE;
}

/* C4: is the peer's claim the earlier one? */
static bool must_yield(const struct applicant *a, const struct entry *theirs, const char *own_node,
                       const char *peer_node)
{
    if (theirs->claim.stamp.ms != a->stamp.ms)
        return theirs->claim.stamp.ms < a->stamp.ms;
    return strcmp(peer_node, own_node) < 0;
}

static enum claim_reaction react_to_claim(const struct applicant *a, const struct entry *theirs,
                                          const char *own_node, const char *peer_node,
                                          struct entry *out)
{
    switch (a->claim) {
    case CLAIM_HOME: /* C6 */
        return CLAIM_INCIDENT;
    case CLAIM_PENDING:
        if (!must_yield(a, theirs, own_node, peer_node))
            return CLAIM_NOTHING; /* the peer yields when it receives our claim */
        break;
    case CLAIM_NONE:
    case CLAIM_AWAY:
        break;
    }
    fill(out, ENTRY_GRANT, a, theirs->n);
    return CLAIM_ENTRY;
}

bool claim_concerns(enum entry_kind peer_kind)
{
    return peer_kind == ENTRY_CLAIM || peer_kind == ENTRY_GRANT || peer_kind == ENTRY_RELEASE;
}

enum claim_reaction claim_react(const struct applicant *a, const struct entry *peer_entry,
                                const char *own_node, const char *peer_node, struct entry *out)
{
    if (peer_entry->kind == ENTRY_CLAIM)
        return react_to_claim(a, peer_entry, own_node, peer_node, out);
    if (peer_entry->kind == ENTRY_GRANT && a->claim == CLAIM_PENDING &&
        peer_entry->ref == a->claim_n) { /* C3 */
        fill(out, ENTRY_CONFIRM, a, peer_entry->n);
        return CLAIM_ENTRY;
    }
    if (peer_entry->kind == ENTRY_RELEASE && a->claim == CLAIM_AWAY) {
        fill(out, ENTRY_FREED, a, peer_entry->n);
        return CLAIM_ENTRY;
    }
    return CLAIM_NOTHING;
}

static void apply_claim(struct applicant *a, const struct entry *own)
{
    a->claim = CLAIM_PENDING;
    a->claim_n = own->n;
    a->confirm_n = 0;
    a->stamp = own->claim.stamp;
    a->code = own->claim.code;
    memcpy(a->name, own->claim.name, sizeof a->name);
    memcpy(a->from, own->claim.from, sizeof a->from);
    a->admitted = a->paused = false;
    a->ready_n = 0;
    a->extra_ms = 0;
}

void claim_apply(struct applicant *a, const struct entry *own)
{
    if (own->kind == ENTRY_CLAIM) {
        apply_claim(a, own);
    } else if (own->kind == ENTRY_CONFIRM) {
        a->claim = CLAIM_HOME;
        a->confirm_n = own->n;
    } else if (own->kind == ENTRY_GRANT) {
        a->claim = CLAIM_AWAY;
        a->away_n = own->ref;
    } else if (own->kind == ENTRY_REISSUE) {
        a->code = own->reissue.code;
    } else if (own->kind == ENTRY_ALLOW) {
        a->allow_n = own->n;
    } else {
        assert(own->kind == ENTRY_RELEASE || own->kind == ENTRY_FREED);
        a->claim = CLAIM_NONE;
        a->away_n = a->transfer_n = 0;
    }
}
