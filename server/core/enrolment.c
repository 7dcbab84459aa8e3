#include "server/core/enrolment.h"

#include "server/core/answer.h"
#include "server/core/claim.h"
#include "server/core/sitting.h"

#include <string.h>

bool enrolment_listed(const struct listing *at, const struct listing *other)
{
    return at->listed || (other->listed && !other->here);
}

/* G1 */
static enum refusal find_place(const struct enrolment *e)
{
    if (!e->has_roster || enrolment_listed(&e->own, &e->peer))
        return REFUSAL_NONE;
    if (e->roster_node == NULL)
        return REFUSAL_UNLISTED;
    bool here = e->roster_node[0] == '\0' || strcmp(e->roster_node, e->node) == 0;
    return here ? REFUSAL_NONE : REFUSAL_LISTED_ELSEWHERE;
}

/* G2 */
static enum refusal check_secret(enum enrolment_secret secret)
{
    switch (secret) {
    case ENROLMENT_NO_SECRET:
        return REFUSAL_DESK;
    case ENROLMENT_NOT_GIVEN:
        return REFUSAL_SECRET;
    case ENROLMENT_WRONG:
        return REFUSAL_WRONG_SECRET;
    case ENROLMENT_RIGHT:
        break;
    }
    return REFUSAL_NONE;
}

enum refusal enrolment_decide(const struct enrolment *e)
{
    if (e->mode == REGISTRATION_STAFF && !e->by_desk) /* G2 */
        return REFUSAL_DESK;
    enum refusal refusal = find_place(e);
    if (refusal == REFUSAL_NONE && e->mode == REGISTRATION_SECRET && !e->by_desk)
        refusal = check_secret(e->secret);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (e->free_bytes < e->reserve_bytes) /* F1 */
        return REFUSAL_FULL_DISK;
    if (!e->by_desk && e->people >= e->people_most) /* F2 */
        return REFUSAL_FULL_PEOPLE;
    return REFUSAL_NONE;
}

/* --- F1 --- */

static uint64_t question_bytes(const struct question *q)
{
    if (q->kind == QUESTION_DESCRIPTION)
        return 0;
    return ENROLMENT_SAVES * (uint64_t)(ENROLMENT_SAVE_BYTES + answer_most_bytes(q->kind));
}

static bool is_typed(const struct question *q)
{
    return q->kind == QUESTION_ESSAY || q->kind == QUESTION_SHORT;
}

uint64_t enrolment_paper_bytes(const struct exam *exam)
{
    uint64_t bytes = 0;
    bool typed = false;
    for (size_t i = 0; i < exam->question_count; i++) {
        typed |= is_typed(&exam->questions[i]);
        if (exam->section_count == 0)
            bytes += question_bytes(&exam->questions[i]);
    }
    for (size_t i = 0; i < exam->section_count; i++) {
        const struct section *section = &exam->sections[i];
        uint64_t most = 0;
        for (size_t k = 0; k < section->member_count; k++) {
            uint64_t one = question_bytes(&exam->questions[section->members[k]]);
            most = one > most ? one : most;
        }
        bytes += section->draw * most;
    }
    if (typed)
        bytes += (uint64_t)exam->seconds * ENROLMENT_TYPED_BYTES;
    return bytes < SITTING_SAVES_BYTES ? bytes : SITTING_SAVES_BYTES;
}

/* --- the desk --- */

enum refusal enrolment_list(const struct applicant *a, bool has_roster, const char *name, bool here,
                            struct entry *out)
{
    if (!has_roster)
        return REFUSAL_NO_ROSTER;
    if (a->claim == CLAIM_AWAY)
        return REFUSAL_ELSEWHERE;
    if (a->claim == CLAIM_HOME)
        return REFUSAL_REGISTERED;
    entry_begin(out, ENTRY_LIST, a->id);
    memcpy(out->list.name, name, strlen(name) + 1);
    out->list.here = here;
    return REFUSAL_NONE;
}

enum refusal enrolment_amend(const struct applicant *a, const char *name, struct entry *out)
{
    if (a->claim == CLAIM_NONE)
        return REFUSAL_UNREGISTERED;
    if (a->claim == CLAIM_AWAY)
        return REFUSAL_ELSEWHERE;
    entry_begin(out, ENTRY_AMEND, a->id);
    memcpy(out->amend.name, name, strlen(name) + 1);
    return REFUSAL_NONE;
}

/* G3: before the start, a sitting that was declared void or granted anew included. */
static enum refusal check_unsat(const struct applicant *old, uint64_t restored_n)
{
    struct entry release;
    enum refusal refusal = claim_release(old, restored_n, &release);
    return refusal == REFUSAL_NONE && old->sitting.number > 0 ? REFUSAL_SAT : refusal;
}

enum refusal enrolment_rename(const struct applicant *old, const struct applicant *renamed,
                              bool linked, uint64_t restored_n, struct wall stamp,
                              struct entry *out)
{
    enum refusal refusal = check_unsat(old, restored_n);
    if (refusal == REFUSAL_NONE && !linked)
        refusal = REFUSAL_LINE_DOWN;
    if (refusal == REFUSAL_NONE)
        refusal = claim_register(renamed, stamp, out);
    if (refusal != REFUSAL_NONE)
        return refusal;
    memcpy(out->claim.name, old->name, sizeof out->claim.name);
    memcpy(out->claim.from, old->id, sizeof out->claim.from);
    out->claim.code = old->code;
    return REFUSAL_NONE;
}

bool enrolment_settle(const struct applicant *old, const struct applicant *renamed,
                      uint64_t restored_n, struct entry *out)
{
    bool released = old->claim == CLAIM_NONE || (old->claim == CLAIM_AWAY && old->away_n > 0);
    if (released || old->claim_n > renamed->claim_n)
        return false;
    const struct applicant *goes = check_unsat(old, restored_n) == REFUSAL_NONE ? old : renamed;
    return claim_release(goes, restored_n, out) == REFUSAL_NONE;
}
