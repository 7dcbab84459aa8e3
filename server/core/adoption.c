#include "server/core/adoption.h"

#include "server/core/allowance.h"

#include <assert.h>
#include <string.h>

void adoption_apply(struct adoption *adoption, const struct entry *own)
{
    assert(own->kind == ENTRY_ADOPT || own->kind == ENTRY_RETIRED);
    if (own->kind == ENTRY_RETIRED) {
        adoption->retired_n = own->n;
        return;
    }
    if (adoption->adopt_n == 0) {
        adoption->adopt_n = own->n;
        adoption->cut_n = own->adopt.peer_n;
    }
    adoption->settled_n = own->adopt.peer_n;
}

bool adoption_stands(const struct adoption *adoption)
{
    return adoption->adopt_n > 0 && adoption->retired_n == 0;
}

int adoption_adopter(const struct adoption of[2], const char *const node[2])
{
    bool stands[2] = {adoption_stands(&of[0]), adoption_stands(&of[1])};
    if (stands[0] && stands[1])
        return strcmp(node[0], node[1]) < 0 ? 0 : 1;
    return stands[0] ? 0 : stands[1] ? 1 : -1;
}

static void fill_peer(struct entry *out, enum entry_kind kind, const struct adoption_terms *terms)
{
    entry_begin(out, kind, "");
    out->adopt.peer_n = terms->peer_n;
    out->adopt.digest = terms->digest;
}

enum refusal adoption_adopt(const struct adoption *adoption, const struct adoption_terms *terms,
                            struct entry *out)
{
    if (terms->peer[0] == '\0')
        return REFUSAL_NO_PEER;
    if (adoption->adopt_n > 0)
        return REFUSAL_ADOPTED;
    if (terms->linked)
        return REFUSAL_LINKED;
    if (terms->unlinked_ms < ADOPTION_WAIT_MS)
        return REFUSAL_JUST_LINKED;
    fill_peer(out, ENTRY_ADOPT, terms);
    return REFUSAL_NONE;
}

enum refusal adoption_retire(const struct adoption *adoption, const struct adoption_terms *terms,
                             uint64_t doubtful, struct entry *out)
{
    if (adoption->adopt_n > 0)
        return REFUSAL_ADOPTED;
    if (!terms->linked)
        return REFUSAL_UNLINKED;
    if (doubtful > 0)
        return REFUSAL_CAUTION;
    fill_peer(out, ENTRY_RETIRED, terms);
    return REFUSAL_NONE;
}

bool adoption_closes(const struct adoption *adoption, const char *own_node, const char *peer_node)
{
    return !adoption_stands(adoption) || strcmp(peer_node, own_node) < 0;
}

bool adoption_copy_counts(const struct applicant *theirs)
{
    return theirs->claim == CLAIM_HOME || theirs->claim == CLAIM_PENDING;
}

static uint64_t left_ms(const struct applicant *a, uint64_t clock_ms)
{
    const struct sitting *s = &a->sitting;
    const struct sitting_clock clock = {.now_ms = clock_ms};
    return s->state == SITTING_RUNNING ? allowance_left_ms(a, &clock) : s->left_ms;
}

void adoption_person(const struct applicant *a, uint64_t clock_ms, struct person *out)
{
    const struct sitting *s = &a->sitting;
    memset(out, 0, sizeof *out);
    memcpy(out->name, a->name, sizeof out->name);
    out->code = a->code;
    out->stamp = a->stamp;
    out->extra_ms = a->extra_ms;
    out->admitted = a->admitted;
    out->ready = a->ready_n > 0;
    out->paused = a->paused;
    out->sitting.number = s->number;
    out->sitting.state = s->state == SITTING_NONE ? SITTING_NONE : SITTING_RUNNING;
    out->sitting.seed = s->seed;
    out->sitting.seconds = s->seconds;
    out->sitting.after_restore = s->after_restore;
    out->sitting.exam = s->exam;
    out->sitting.started_at = s->started_at;
    out->sitting.left_ms = left_ms(a, clock_ms);
    out->sitting.ended = s->ended;
    out->sitting.paper = s->paper;
    out->sitting.pass_percent = s->pass_percent;
    out->sitting.voided = s->voided;
    out->sitting.shown = s->shown;
    out->sitting.reopened = s->reopened;
}

bool adoption_is_act(const struct entry *e)
{
    return e->kind == ENTRY_START || e->kind == ENTRY_ANSWER ||
           (e->kind == ENTRY_FINISH && e->ref == 0);
}

enum adoption_late adoption_settle(const struct applicant *ours, const struct applicant *theirs,
                                   bool here, bool there)
{
    if (here && there)
        return ADOPTION_FORKS;
    if (there)
        return ADOPTION_TAKES;
    bool registered = ours->claim == CLAIM_NONE && adoption_copy_counts(theirs);
    return registered ? ADOPTION_TAKES : ADOPTION_LEAVES;
}

void adoption_fork(const char *id, struct entry *out)
{
    entry_begin(out, ENTRY_COUNT, id);
}

enum refusal adoption_count(const struct applicant *a, const char *node, struct entry *out)
{
    if (a->fork == FORK_NONE)
        return REFUSAL_NO_FORK;
    if (a->fork == FORK_DECIDED)
        return REFUSAL_COUNTED;
    entry_begin(out, ENTRY_COUNT, a->id);
    memcpy(out->count.node, node, strlen(node) + 1);
    return REFUSAL_NONE;
}

void adoption_apply_count(struct applicant *a, const struct entry *own)
{
    a->fork = own->count.node[0] == '\0' ? FORK_OPEN : FORK_DECIDED;
}
