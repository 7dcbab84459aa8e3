#include "server/core/sitting.h"

#include "server/core/claim.h"
#include "server/core/terminal.h"

#include <assert.h>
#include <string.h>

bool sitting_next_ms(const struct applicant *a, uint64_t *out)
{
    const struct sitting *s = &a->sitting;
    if (s->state != SITTING_RUNNING || a->paused || s->waits)
        return false;
    *out = s->since_clock_ms + s->left_ms;
    uint64_t settles;
    if (terminal_settles_at(s, &settles) && settles < *out)
        *out = settles;
    return true;
}

/* B4: may the applicant go on? */
static enum refusal check_going_on(const struct applicant *a, const struct sitting_clock *clock)
{
    enum refusal refusal = sitting_check_running(a, clock);
    return refusal == REFUSAL_NONE ? allowance_check_goes_on(a, clock) : refusal;
}

/* May this applicant start now? On REFUSAL_ADMISSION and REFUSAL_BEGIN with the `ready` entry, if there
 * is none yet. */
static enum refusal check_new_start(const struct applicant *a, const struct sitting_terms *terms,
                                    struct entry *out)
{
    if (a->sitting.voided) /* U1 */
        return REFUSAL_VOID;
    enum refusal refusal = allowance_check_goes_on(a, &terms->clock); /* B4 */
    if (refusal == REFUSAL_NONE)
        refusal = room_check_hours(a, &terms->hours, terms->now);
    if (refusal != REFUSAL_NONE)
        return refusal;
    refusal = room_check_start(a, &terms->room, &terms->exam->policy);
    memset(out, 0, sizeof *out);
    if (refusal != REFUSAL_NONE && a->ready_n == 0) /* E5 */
        entry_begin(out, ENTRY_READY, a->id);
    return refusal;
}

enum refusal sitting_start(const struct applicant *a, const struct sitting_terms *terms,
                           struct entry *out)
{
    enum refusal refusal = claim_check_home(a);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (a->sitting.state != SITTING_NONE) { /* S1 */
        refusal = check_going_on(a, &terms->clock);
        if (refusal == REFUSAL_NONE)
            memset(out, 0, sizeof *out);
        bool over = a->sitting.state == SITTING_FINISHED && !a->sitting.voided;
        return over ? REFUSAL_FINISHED : refusal;
    }
    refusal = check_new_start(a, terms, out);
    if (refusal != REFUSAL_NONE)
        return refusal;
    const struct exam *exam = terms->exam;
    int64_t allowed_ms = allowance_at_start_ms(exam->seconds, terms->extra_ms + a->extra_ms);
    entry_begin(out, ENTRY_START, a->id);
    out->start.seed = terms->seed;
    out->start.seconds = (uint32_t)(allowed_ms / 1000);
    out->start.token = terms->token;
    out->start.left_ms =
        room_left_ms(&terms->room, &exam->policy, (uint64_t)allowed_ms, terms->clock.now_ms);
    if (out->start.left_ms == 0)
        return REFUSAL_LATE; /* E6 */
    out->start.exam = exam->digest;
    out->start.paper = exam->paper_digest;
    out->start.pass_percent = (uint8_t)exam->pass_percent;
    out->start.after_restore = claim_held_before(a, terms->restored_n);
    return REFUSAL_NONE;
}

static enum refusal say_finished(enum finish_reason reason)
{
    switch (reason) {
    case FINISH_BY_APPLICANT:
        break;
    case FINISH_BY_DEADLINE:
        return REFUSAL_TIMEUP;
    case FINISH_BY_STAFF:
        return REFUSAL_STAFF_ENDED;
    }
    return REFUSAL_FINISHED;
}

enum refusal sitting_check_running(const struct applicant *a, const struct sitting_clock *clock)
{
    enum refusal refusal = claim_check_home(a);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (a->sitting.voided) /* U1 */
        return REFUSAL_VOID;
    switch (a->sitting.state) {
    case SITTING_NONE:
        return REFUSAL_NOTSTARTED;
    case SITTING_FINISHED:
        return say_finished(a->sitting.reason);
    case SITTING_RUNNING:
        break;
    }
    if (allowance_left_ms(a, clock) > 0)
        return REFUSAL_NONE;
    /* S3: the deadline counts also before the node has written the finish entry. */
    return a->sitting.ended ? REFUSAL_STAFF_ENDED : REFUSAL_TIMEUP;
}

enum refusal sitting_check_reading(const struct applicant *a, const struct sitting_clock *clock,
                                   bool failing)
{
    enum refusal refusal = check_going_on(a, clock);
    return refusal == REFUSAL_NONE && failing ? REFUSAL_UNSAVED : refusal;
}

bool sitting_repeats(const struct sitting_answer *saved, const struct sitting_answer *given)
{
    return given->seq > 0 && given->seq == saved->seq && given->values_len == saved->values_len &&
           memcmp(given->values, saved->values, saved->values_len) == 0;
}

enum refusal sitting_answer(const struct applicant *a, const struct sitting_saves *saves,
                            const struct sitting_clock *clock, const struct sitting_answer *given,
                            struct entry *out)
{
    enum refusal refusal = sitting_check_running(a, clock);
    if (refusal == REFUSAL_NONE)
        refusal = allowance_check_saves(a, clock);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (given->seq > 0 && given->seq <= saves->last_seq)
        return REFUSAL_STALE; /* S13 */
    if (saves->bytes > SITTING_SAVES_BYTES &&
        clock->now_ms < saves->last_clock_ms + SITTING_SAVE_MS)
        return REFUSAL_OFTEN; /* S9 */
    entry_begin(out, ENTRY_ANSWER, a->id);
    out->answer.question = given->question;
    out->answer.apart = a->sitting.terminal.provisional; /* terminal.h K5 */
    out->answer.seq = given->seq;
    out->answer.values = given->values;
    out->answer.values_len = given->values_len;
    return REFUSAL_NONE;
}

static void fill_finish(struct entry *out, const struct applicant *a, enum finish_reason reason,
                        const struct sitting_clock *clock, const struct marks *marks)
{
    const struct sitting *s = &a->sitting;
    entry_begin(out, ENTRY_FINISH, a->id);
    out->finish.reason = reason;
    out->finish.left_ms = s->ended ? s->had_ms : allowance_left_ms(a, clock);
    out->finish.score = marks->score;
    out->finish.max = marks->max;
    out->finish.unmarked = marks->unmarked;
    out->finish.answered = marks->answered;
}

enum refusal sitting_finish(const struct applicant *a, const struct sitting_clock *clock,
                            const struct marks *marks, struct entry *out)
{
    enum refusal refusal = check_going_on(a, clock);
    if (refusal != REFUSAL_NONE)
        return refusal;
    fill_finish(out, a, FINISH_BY_APPLICANT, clock, marks);
    return REFUSAL_NONE;
}

bool sitting_expire(const struct applicant *a, const struct sitting_clock *clock,
                    const struct marks *marks, struct entry *out)
{
    if (a->sitting.state != SITTING_RUNNING || allowance_left_ms(a, clock) > 0)
        return false;
    fill_finish(out, a, a->sitting.ended ? FINISH_BY_STAFF : FINISH_BY_DEADLINE, clock, marks);
    return true;
}

void sitting_cut(const struct applicant *a, const struct sitting_clock *clock,
                 const struct marks *marks, struct entry *out)
{
    assert(a->sitting.state == SITTING_RUNNING);
    fill_finish(out, a, FINISH_BY_STAFF, clock, marks);
}

enum refusal sitting_remark(const struct applicant *a, const struct exam *exam,
                            const struct marks *marks, const char *by, struct entry *out)
{
    const struct sitting *s = &a->sitting;
    memset(out, 0, sizeof *out);
    if (s->state != SITTING_FINISHED)
        return s->state == SITTING_NONE ? REFUSAL_NOTSTARTED : REFUSAL_RUNNING;
    if (!digest_equal(&s->paper, &exam->paper_digest))
        return REFUSAL_EXAM_DIFFERS;
    if (digest_equal(&s->marked_exam, &exam->digest))
        return REFUSAL_NONE;
    entry_begin(out, ENTRY_REMARK, a->id);
    out->remark.old_score = s->score;
    out->remark.score = marks->score;
    out->remark.max = marks->max;
    out->remark.unmarked = marks->unmarked;
    out->remark.exam = exam->digest;
    out->remark.pass_percent = (uint8_t)exam->pass_percent;
    memcpy(out->remark.by, by, strlen(by) + 1);
    return REFUSAL_NONE;
}

static void apply_start(struct sitting *s, const struct entry *own)
{
    s->state = SITTING_RUNNING;
    s->start_n = s->time_n = own->n;
    if (s->number == 0)
        s->number = 1;
    s->seed = own->start.seed;
    s->seconds = own->start.seconds;
    s->after_restore = own->start.after_restore;
    s->exam = own->start.exam;
    s->paper = own->start.paper;
    s->pass_percent = own->start.pass_percent; /* M5 */
    s->left_ms = own->start.left_ms;
    s->terminal.token = own->start.token;
    s->start_clock_ms = s->since_clock_ms = own->clock_ms;
    s->started_at = own->at;
}

static void apply_finish(struct sitting *s, const struct entry *own)
{
    s->state = SITTING_FINISHED;
    s->finish_n = own->n;
    s->finished_at = own->at;
    s->reason = own->finish.reason;
    s->left_ms = own->finish.left_ms;
    s->score = s->first_score = own->finish.score;
    s->max = own->finish.max;
    s->unmarked = own->finish.unmarked;
    s->answered = own->finish.answered;
    s->marked_n = own->n;
    s->marked_exam = s->exam;
}

static void apply_remark(struct sitting *s, const struct entry *own)
{
    s->score = own->remark.score;
    s->max = own->remark.max;
    s->unmarked = own->remark.unmarked;
    s->marked_n = own->n;
    s->marked_exam = own->remark.exam;
    s->pass_percent = own->remark.pass_percent; /* M5 */
}

void sitting_apply(struct sitting *s, const struct entry *own)
{
    if (own->kind == ENTRY_START)
        apply_start(s, own);
    else if (own->kind == ENTRY_FINISH)
        apply_finish(s, own);
    else
        apply_remark(s, own);
}
