/* The operations on one applicant's sitting. */
#include "db/ledger_exam.h"

#include "db/ledger_private.h"
#include "server/core/claim.h"
#include "server/core/late.h"
#include "server/core/marking.h"
#include "server/core/paper.h"
#include "server/core/room.h"
#include "server/core/ruling.h"
#include "server/core/sitting.h"

#include <stdlib.h>
#include <string.h>

bool ledger_marks(struct ledger *l, const struct applicant *a, struct marks *out)
{
    struct buffer bytes = {0};
    bool loaded = ledger_load_paper(l, a, 0, &bytes);
    if (loaded)
        *out = marking_paper(l->exam, l->paper, l->answers);
    buffer_release(&bytes);
    return loaded;
}

bool ledger_expire(struct ledger *l, struct applicant *a)
{
    struct marks marks;
    struct entry finish;
    const struct sitting_clock clock = ledger_sitting_clock(l);
    if (a->sitting.state != SITTING_RUNNING || allowance_left_ms(a, &clock) > 0)
        return false;
    ledger_settle_terminal(l, a, true); /* K5 */
    if (!ledger_marks(l, a, &marks) || !sitting_expire(a, &clock, &marks, &finish))
        return false;
    ledger_append(l, &finish, a);
    return true;
}

/* --- the applicant's operations --- */

/* Whose the sitting is. K4: the first terminal gets it back as soon as that can be written. */
static enum terminal_place place_of(const struct ledger *l, const struct applicant *a,
                                    const struct digest *token)
{
    enum terminal_place place = terminal_place(&a->sitting, token);
    return place == TERMINAL_FIRST && l->failing ? TERMINAL_YOURS : place;
}

static void describe(struct ledger *l, const struct applicant *a, const struct ledger_terminal *who,
                     struct ledger_sitting *out)
{
    const struct sitting_clock clock = ledger_sitting_clock(l);
    const struct terminal_asks asks = ledger_asks(l, who);
    out->terminal = place_of(l, a, &who->token);
    out->terminal_ms = terminal_wait_ms(&a->sitting, &asks);
    out->state = a->sitting.state;
    out->answered = 0;
    out->paused =
        a->sitting.state == SITTING_FINISHED ? REFUSAL_NONE : allowance_check_goes_on(a, &clock);
    out->voided = a->sitting.voided;
    out->ended = a->sitting.ended;
    out->number = a->sitting.number > 0 ? a->sitting.number : 1;
    out->seq = sittings_saves(&l->db->sql, a->id).last_seq;
    memcpy(out->name, a->name, sizeof out->name);
    out->hours = ledger_position(l).hours;
    out->begins = ledger_position(l).begins;
    out->waits = a->sitting.state == SITTING_NONE
                     ? room_check_start(a, &l->state.room[JOURNAL_OWN], &l->exam->policy)
                     : REFUSAL_NONE;
    out->now = l->now;
    switch (a->sitting.state) {
    case SITTING_NONE:
        out->remaining_ms =
            (uint64_t)allowance_at_start_ms(l->exam->seconds, l->state.time.extra_ms + a->extra_ms);
        out->seconds = (uint32_t)(out->remaining_ms / 1000);
        if (l->state.room[JOURNAL_OWN].begun_n > 0) /* E6 */
            out->remaining_ms = room_left_ms(&l->state.room[JOURNAL_OWN], &l->exam->policy,
                                             out->remaining_ms, clock.now_ms);
        return;
    case SITTING_RUNNING:
        out->answered =
            sittings_answered(&l->db->sql, a->id, out->terminal == TERMINAL_PROVISIONAL);
        break;
    case SITTING_FINISHED:
        out->answered = a->sitting.answered;
        break;
    }
    out->seconds = a->sitting.seconds;
    out->remaining_ms = allowance_left_ms(a, &clock);
}

enum refusal ledger_sitting(struct ledger *l, const char *id, const struct ledger_terminal *who,
                            struct ledger_sitting *out)
{
    struct applicant a = ledger_find(l, id);
    enum refusal refusal = claim_check_home(&a);
    if (refusal == REFUSAL_NONE)
        describe(l, &a, who, out);
    return refusal;
}

bool ledger_hold(struct ledger *l, struct applicant *a)
{
    struct entry e;
    const struct sitting_clock clock = ledger_sitting_clock(l);
    bool stood = allowance_hold(a, &clock, &e);
    if (stood)
        ledger_append(l, &e, a);
    return stood;
}

/* U4. A closed node cannot write that it shows it. */
static enum refusal show(struct ledger *l, struct applicant *a, enum shown what)
{
    struct entry e;
    if (!ruling_show(a, what, &e))
        return REFUSAL_NONE;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        ledger_append(l, &e, a);
    return refusal;
}

/* What START means now: on REFUSAL_NONE entry->kind is 0 when the sitting already runs, and is this
 * terminal's. */
static enum refusal decide_start(struct ledger *l, const struct applicant *a,
                                 const struct sitting_terms *terms, struct ledger_terminal *who,
                                 struct entry *out)
{
    enum refusal refusal = sitting_start(a, terms, out);
    if (refusal == REFUSAL_NONE && a->sitting.state == SITTING_RUNNING) {
        const struct terminal_asks asks = ledger_asks(l, who);
        who->wait_ms = terminal_wait_ms(&a->sitting, &asks);
        refusal = terminal_start(a, &asks, out);
    }
    bool waits = refusal == REFUSAL_ADMISSION || refusal == REFUSAL_BEGIN;
    if (refusal != REFUSAL_NONE && !waits)
        return refusal;
    enum refusal closed = ledger_check_open(l);
    if (closed == REFUSAL_NONE && (waits || out->kind == ENTRY_START))
        closed = ledger_check_rules(l);
    return closed != REFUSAL_NONE ? closed : refusal;
}

/* Writes what follows: the sitting, or that the applicant is ready. */
static enum refusal start(struct ledger *l, struct applicant *a, struct ledger_terminal *who,
                          const struct room_asker *asker)
{
    struct sitting_terms terms = {
        .exam = l->exam,
        .extra_ms = (int64_t)asker->extra_s * 1000 + l->state.time.extra_ms,
        .seed = asker->seed,
        .token = asker->token,
        .hours = ledger_position(l).hours,
        .room = l->state.room[JOURNAL_OWN],
        .now = l->now,
        .clock = ledger_sitting_clock(l),
        .restored_n = l->state.restored_n,
    };
    struct entry entry;
    enum refusal refusal = decide_start(l, a, &terms, who, &entry);
    bool waits = refusal == REFUSAL_ADMISSION || refusal == REFUSAL_BEGIN;
    if (refusal != REFUSAL_NONE && !waits)
        return refusal;
    if (entry.kind != 0)
        ledger_append(l, &entry, a);
    if (entry.kind == ENTRY_START)
        ledger_keep_exam(l);
    if (waits)
        ledger_ask(l, asker);
    return refusal;
}

bool ledger_start_asker(struct ledger *l, const struct room_asker *asker)
{
    struct ledger_terminal who = {.token = asker->token};
    struct applicant a = ledger_find(l, asker->id);
    return a.sitting.state == SITTING_NONE && start(l, &a, &who, asker) == REFUSAL_NONE;
}

enum refusal ledger_start(struct ledger *l, const char *id, struct ledger_terminal *who,
                          uint64_t seed, uint32_t extra_s, struct ledger_sitting *out,
                          uint64_t *entry_n)
{
    struct applicant a = ledger_find(l, id);
    struct room_asker asker = {
        .seed = seed, .token = who->token, .extra_s = extra_s, .clock_ms = l->now_clock_ms};
    memcpy(asker.id, a.id, sizeof asker.id);
    enum refusal refusal = start(l, &a, who, &asker);
    if (refusal != REFUSAL_NONE)
        return refusal;
    (void)ledger_hold(l, &a);
    describe(l, &a, who, out);
    *entry_n = a.sitting.start_n;
    return REFUSAL_NONE;
}

/* K1. The rules of the sitting come first: what it refuses to everybody it refuses to all terminals. */
static enum refusal check_terminal(const struct ledger *l, const struct applicant *a,
                                   struct ledger_terminal *who,
                                   enum refusal (*check)(const struct sitting *,
                                                         const struct terminal_asks *))
{
    const struct terminal_asks asks = ledger_asks(l, who);
    who->wait_ms = terminal_wait_ms(&a->sitting, &asks);
    return check(&a->sitting, &asks);
}

static enum refusal check_question(struct ledger *l, const struct applicant *a,
                                   struct ledger_terminal *who, uint16_t number)
{
    const struct sitting_clock clock = ledger_sitting_clock(l);
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = sitting_check_running(a, &clock);
    if (refusal == REFUSAL_NONE)
        refusal = check_terminal(l, a, who, terminal_check);
    if (refusal != REFUSAL_NONE)
        return refusal;
    return number >= 1 && number <= l->exam->paper_count ? REFUSAL_NONE : REFUSAL_BADANSWER;
}

enum refusal ledger_question(struct ledger *l, const char *id, struct ledger_terminal *who,
                             uint16_t number, struct ledger_question *out)
{
    struct applicant a = ledger_find(l, id);
    const struct sitting_clock clock = ledger_sitting_clock(l);
    enum refusal refusal = check_question(l, &a, who, number);
    if (refusal == REFUSAL_NONE)
        refusal = sitting_check_reading(&a, &clock, l->failing);
    out->finished = a.sitting.state == SITTING_FINISHED;
    if (out->finished && number >= 1 && number <= l->exam->paper_count && ledger_reveals(l, &a))
        refusal = show(l, &a, SHOWN_KEY);
    if (refusal != REFUSAL_NONE)
        return refusal;
    (void)ledger_hold(l, &a);
    paper_make(l->exam, a.sitting.seed, l->paper);
    out->shown = l->paper[number - 1];
    out->first = paper_first_joined(l->exam, l->paper, number);
    out->question = &l->exam->questions[out->shown.question];
    struct sitting_answer saved;
    (void)sittings_answer(&l->db->sql, id, number, a.sitting.terminal.provisional, out->answer,
                          &saved);
    out->answer_len = saved.values_len;
    if (out->finished)
        ledger_review(l, &a, out);
    return REFUSAL_NONE;
}

/* S14. The entry that has saved this answer; 0: it is no repetition. */
static uint64_t repeated_n(struct ledger *l, const struct applicant *a,
                           const struct sitting_answer *given)
{
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct sitting_answer saved;
    if (given->seq == 0)
        return 0; /* ANSWER need not read what is saved */
    uint64_t n = sittings_answer(&l->db->sql, a->id, given->question,
                                 a->sitting.terminal.provisional, bytes, &saved);
    return sitting_repeats(&saved, given) ? n : 0;
}

/* Saves an answer whose values are good. */
static enum refusal save(struct ledger *l, struct applicant *a, struct ledger_terminal *who,
                         const struct sitting_answer *given, uint64_t *entry_n)
{
    struct entry answer;
    *entry_n = repeated_n(l, a, given);
    if (*entry_n > 0)
        return REFUSAL_NONE;
    const struct sitting_saves saves = sittings_saves(&l->db->sql, a->id);
    const struct sitting_clock clock = ledger_sitting_clock(l);
    who->last_seq = saves.last_seq;
    enum refusal refusal = sitting_answer(a, &saves, &clock, given, &answer);
    if (refusal != REFUSAL_NONE)
        return refusal;
    (void)ledger_hold(l, a);
    ledger_append(l, &answer, NULL);
    *entry_n = answer.n;
    return REFUSAL_NONE;
}

/* The rules refuse an answer whose values are good. Also when the exam is over a repetition is taken
 * as saved (S14), and an older answer of the terminal that has the sitting is stale (S13); the numbers
 * of another terminal are independent. The rest may be evidence (S15), but not while writes fail: the
 * refusal could not be sent then. */
static enum refusal refuse(struct ledger *l, struct applicant *a, struct ledger_terminal *who,
                           const struct sitting_answer *given, enum refusal refused,
                           uint64_t *entry_n)
{
    struct entry late;
    if (!terminal_had(&a->sitting.terminal, &who->token))
        return refused;
    *entry_n = repeated_n(l, a, given);
    if (*entry_n > 0)
        return REFUSAL_NONE;
    who->last_seq = sittings_saves(&l->db->sql, a->id).last_seq;
    if (terminal_has(&a->sitting.terminal, &who->token) && given->seq > 0 &&
        given->seq <= who->last_seq)
        return REFUSAL_STALE;
    if (!l->failing && late_decide(a, refused, &who->token, given, &late))
        ledger_append(l, &late, a);
    return refused;
}

/* Is the question one of the paper of this sitting? */
static bool is_on_paper(const struct ledger *l, const struct applicant *a, uint16_t number)
{
    return a->sitting.state != SITTING_NONE && number >= 1 && number <= l->exam->paper_count &&
           digest_equal(&a->sitting.paper, &l->exam->paper_digest);
}

enum refusal ledger_save(struct ledger *l, const char *id, struct ledger_terminal *who,
                         uint16_t number, uint32_t seq, const struct wire_word *values,
                         size_t count, uint64_t *entry_n)
{
    struct applicant a = ledger_find(l, id);
    enum refusal refused = check_question(l, &a, who, number);
    if (refused != REFUSAL_NONE && (late_why(refused) == 0 || !is_on_paper(l, &a, number)))
        return refused;
    paper_make(l->exam, a.sitting.seed, l->paper);
    const struct question *q = &l->exam->questions[l->paper[number - 1].question];
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct sitting_answer given = {.question = number, .seq = seq, .values = bytes};
    enum refusal refusal = answer_take(q, values, count, bytes, &given.values_len);
    if (refused != REFUSAL_NONE)
        return refusal == REFUSAL_NONE ? refuse(l, &a, who, &given, refused, entry_n) : refused;
    return refusal == REFUSAL_NONE ? save(l, &a, who, &given, entry_n) : refusal;
}

enum refusal ledger_answer(struct ledger *l, const char *id, struct ledger_terminal *who,
                           uint16_t number, const struct wire_word *values, size_t count)
{
    uint64_t entry_n;
    return ledger_save(l, id, who, number, 0, values, count, &entry_n);
}

enum refusal ledger_finish(struct ledger *l, const char *id, struct ledger_terminal *who,
                           struct ledger_result *out)
{
    struct applicant a = ledger_find(l, id);
    struct marks marks = {0};
    struct entry finish;
    const struct sitting_clock clock = ledger_sitting_clock(l);
    enum refusal refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (a.sitting.state == SITTING_RUNNING && !ledger_marks(l, &a, &marks))
        return REFUSAL_CLOSED; /* void: the sticky error counts */
    refusal = sitting_finish(&a, &clock, &marks, &finish);
    if (refusal == REFUSAL_NONE)
        refusal = check_terminal(l, &a, who, terminal_check_finish);
    if (refusal != REFUSAL_NONE)
        return refusal;
    ledger_append(l, &finish, &a);
    if (!ledger_tell(l, &a, out))
        return REFUSAL_CLOSED; /* void: as above */
    if (!out->withheld)
        (void)show(l, &a, SHOWN_RESULT);
    out->digest = ledger_digest(l, JOURNAL_OWN, a.sitting.finish_n);
    return REFUSAL_NONE;
}

enum refusal ledger_result(struct ledger *l, const char *id, struct ledger_result *out)
{
    struct applicant a = ledger_find(l, id);
    const struct sitting_clock clock = ledger_sitting_clock(l);
    /* The finish may be among entries that this disk lacks for the moment. */
    enum refusal refusal =
        a.sitting.state == SITTING_FINISHED ? REFUSAL_NONE : ledger_check_open(l);
    if (refusal == REFUSAL_NONE && a.sitting.state == SITTING_NONE)
        refusal = sitting_check_running(&a, &clock);
    /* S3: the time may be up before a tick has finished the sitting. */
    if (refusal == REFUSAL_NONE && a.sitting.state == SITTING_RUNNING && !ledger_expire(l, &a))
        refusal = REFUSAL_RUNNING;
    if (refusal == REFUSAL_NONE && !ledger_tell(l, &a, out))
        refusal = REFUSAL_CLOSED; /* void: the sticky error counts */
    if (refusal == REFUSAL_NONE && !out->withheld)
        refusal = show(l, &a, SHOWN_RESULT);
    if (refusal == REFUSAL_NONE)
        out->digest = ledger_digest(l, JOURNAL_OWN, a.sitting.finish_n);
    return refusal;
}
