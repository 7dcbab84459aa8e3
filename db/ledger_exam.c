/* The sitting's operations of ledger.h, and what the node does by itself when time passes. */
#include "db/ledger_private.h"
#include "server/core/marking.h"
#include "server/core/paper.h"
#include "server/core/sitting.h"

#include <stdlib.h>
#include <string.h>

/* Sittings in a transaction, so that others wait for no more than that. */
enum { EXPIRED_AT_ONCE = 100, REMARKED_AT_ONCE = 100 };

/* --- time --- */

static int64_t next_deadline(struct ledger *l, char id[IDENT_SIZE])
{
    int64_t deadline = LEDGER_NO_DEADLINE;
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_NEXT_DEADLINE);
    if (sql_row(sql, s)) {
        sql_column_text(s, 0, id, IDENT_SIZE);
        deadline = sqlite3_column_int64(s, 1);
    }
    sql_end(s);
    l->state.deadline_ms = deadline;
    l->state.deadline_known = sql->status == STATUS_OK;
    return deadline;
}

/* R5: otherwise it goes before the first entry. */
static bool outage_is_due(const struct ledger *l)
{
    return !l->state.resumed && grace_writes_unasked(l->state.grace);
}

int64_t ledger_next_tick_ms(struct ledger *l)
{
    const struct ledger_state *s = &l->state;
    char id[IDENT_SIZE];
    if (ledger_is_closed(l))
        return LEDGER_NO_DEADLINE;
    if (!s->deadline_known)
        (void)next_deadline(l, id);
    if (s->deadline_ms == LEDGER_NO_DEADLINE)
        return LEDGER_NO_DEADLINE;
    if (outage_is_due(l))
        return 0;
    int64_t beat_ms = (int64_t)s->clock_ms + LEDGER_BEAT_MS;
    int64_t at_ms = s->resumed && beat_ms < s->deadline_ms ? beat_ms : s->deadline_ms;
    int64_t left_ms = at_ms - (int64_t)l->now_clock_ms;
    return left_ms > 0 ? left_ms : 0;
}

/* The paper and the answers of a sitting, into the ledger's own room; they point into `bytes`. */
static bool load_paper(struct ledger *l, const struct applicant *a, struct buffer *bytes)
{
    paper_make(l->exam, a->sitting.seed, l->paper);
    bool loaded = sittings_answers(&l->db->sql, a->id, l->answers, l->exam->paper_count, bytes);
    l->delta.bytes.failed |= bytes->failed;
    return loaded;
}

/* result, when not NULL, gets the marks of each category as well. */
static bool marks_of(struct ledger *l, const struct applicant *a, struct marks *out,
                     struct ledger_result *result)
{
    struct buffer bytes = {0};
    bool loaded = load_paper(l, a, &bytes);
    if (loaded)
        *out = marking_paper(l->exam, l->paper, l->answers);
    if (loaded && result != NULL)
        result->category_count = marking_categories(l->exam, l->paper, l->answers,
                                                    result->categories, LEDGER_CATEGORIES);
    buffer_release(&bytes);
    return loaded;
}

/* S3. False while there is time left, or when the answers cannot be read. */
static bool expire(struct ledger *l, struct applicant *a)
{
    struct marks marks;
    struct entry finish;
    if (sitting_remaining_ms(&a->sitting, l->now_clock_ms) > 0 || !marks_of(l, a, &marks, NULL) ||
        !sitting_expire(a, l->now_clock_ms, &marks, &finish))
        return false;
    ledger_append(l, &finish, a);
    return true;
}

/* What is left is due at once (ledger_next_tick_ms()). */
static void expire_sittings(struct ledger *l)
{
    char id[IDENT_SIZE];
    for (int i = 0; i < EXPIRED_AT_ONCE; i++) {
        int64_t deadline = next_deadline(l, id);
        if (deadline == LEDGER_NO_DEADLINE || deadline > (int64_t)l->now_clock_ms)
            return;
        struct applicant a = fold_applicant(&l->applicants, id);
        if (!expire(l, &a))
            return;
    }
}

static void append_node_entry(struct ledger *l, enum entry_kind kind, uint64_t down_ms)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = kind;
    if (kind == ENTRY_OUTAGE)
        e.outage.down_ms = down_ms;
    ledger_append(l, &e, NULL);
}

void ledger_journal_outage(struct ledger *l)
{
    char id[IDENT_SIZE];
    struct wall until = l->serves ? l->serves_from : l->now;
    int64_t down_ms = until.ms - l->state.last_at.ms;
    if (!l->state.resumed && next_deadline(l, id) != LEDGER_NO_DEADLINE)
        append_node_entry(l, ENTRY_OUTAGE, down_ms > 0 ? (uint64_t)down_ms : 0);
    l->state.resumed = true;
}

bool ledger_stood(struct ledger *l, uint64_t stood_ms)
{
    const struct ledger_state *s = &l->state;
    char id[IDENT_SIZE];
    if (!s->resumed)
        return false;
    if (!s->deadline_known)
        (void)next_deadline(l, id);
    if (s->deadline_ms != LEDGER_NO_DEADLINE)
        append_node_entry(l, ENTRY_OUTAGE, stood_ms);
    return true;
}

void ledger_tick(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    char id[IDENT_SIZE];
    if (ledger_is_closed(l))
        return;
    if (!s->deadline_known)
        (void)next_deadline(l, id);
    bool running = s->deadline_ms != LEDGER_NO_DEADLINE;
    if (outage_is_due(l))
        ledger_journal_outage(l);
    if (running && s->deadline_ms <= (int64_t)l->now_clock_ms)
        expire_sittings(l);
    else if (running && s->resumed && l->now_clock_ms >= s->clock_ms + LEDGER_BEAT_MS)
        append_node_entry(l, ENTRY_BEAT, 0);
}

/* --- the applicant's operations --- */

static void describe(struct ledger *l, const struct applicant *a, struct ledger_sitting *out)
{
    out->state = a->sitting.state;
    out->answered = 0;
    switch (a->sitting.state) {
    case SITTING_NONE:
        out->seconds = l->exam->seconds;
        out->remaining_ms = (uint64_t)l->exam->seconds * 1000;
        return;
    case SITTING_RUNNING:
        out->answered = sittings_answered(&l->db->sql, a->id);
        break;
    case SITTING_FINISHED:
        out->answered = a->sitting.answered;
        break;
    }
    out->seconds = a->sitting.seconds;
    out->remaining_ms = sitting_remaining_ms(&a->sitting, l->now_clock_ms);
}

enum refusal ledger_sitting(struct ledger *l, const char *id, struct ledger_sitting *out)
{
    struct applicant a = ledger_find(l, id);
    enum refusal refusal = sitting_check_home(&a);
    if (refusal == REFUSAL_NONE)
        describe(l, &a, out);
    return refusal;
}

enum refusal ledger_start(struct ledger *l, const char *id, uint64_t seed, uint32_t extra_s,
                          struct ledger_sitting *out, uint64_t *entry_n)
{
    struct applicant a = ledger_find(l, id);
    struct sitting_terms terms = {
        .exam = l->exam,
        .extra_s = extra_s,
        .seed = seed,
        .now = l->now,
        .clock_ms = l->now_clock_ms,
        .restored_n = l->state.restored_n,
    };
    struct entry start;
    enum refusal refusal = sitting_start(&a, &terms, &start);
    if (refusal != REFUSAL_NONE)
        return refusal;
    refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (start.kind == ENTRY_START) {
        if (!ledger_position(l).exams_agree)
            return REFUSAL_EXAM_DIFFERS;
        ledger_append(l, &start, &a);
    }
    describe(l, &a, out);
    *entry_n = a.sitting.start_n;
    return REFUSAL_NONE;
}

static enum refusal check_question(struct ledger *l, const struct applicant *a, uint16_t number)
{
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = sitting_check_running(a, l->now_clock_ms);
    if (refusal != REFUSAL_NONE)
        return refusal;
    return number >= 1 && number <= l->exam->paper_count ? REFUSAL_NONE : REFUSAL_BADANSWER;
}

enum refusal ledger_question(struct ledger *l, const char *id, uint16_t number,
                             struct ledger_question *out)
{
    struct applicant a = ledger_find(l, id);
    enum refusal refusal = check_question(l, &a, number);
    if (refusal == REFUSAL_NONE)
        refusal = sitting_check_reading(&a, l->now_clock_ms, l->failing);
    out->finished = a.sitting.state == SITTING_FINISHED;
    if (out->finished && l->exam->reveal && number >= 1 && number <= l->exam->paper_count &&
        digest_equal(&a.sitting.paper, &l->exam->paper_digest))
        refusal = REFUSAL_NONE;
    if (refusal != REFUSAL_NONE)
        return refusal;
    paper_make(l->exam, a.sitting.seed, l->paper);
    out->shown = l->paper[number - 1];
    out->question = &l->exam->questions[out->shown.question];
    sittings_answer(&l->db->sql, id, number, out->answer, &out->answer_len);
    return REFUSAL_NONE;
}

enum refusal ledger_answer(struct ledger *l, const char *id, uint16_t number,
                           const struct wire_word *values, size_t count)
{
    struct applicant a = ledger_find(l, id);
    enum refusal refusal = check_question(l, &a, number);
    if (refusal != REFUSAL_NONE)
        return refusal;
    paper_make(l->exam, a.sitting.seed, l->paper);
    const struct question *q = &l->exam->questions[l->paper[number - 1].question];
    uint8_t bytes[ANSWER_MAX_BYTES];
    size_t len;
    if (!answer_check(q, values, count, bytes, &len))
        return REFUSAL_BADANSWER;
    const struct sitting_saves saves = sittings_saves(&l->db->sql, id);
    struct entry answer;
    refusal = sitting_answer(&a, &saves, l->now_clock_ms, number, bytes, len, &answer);
    if (refusal == REFUSAL_NONE)
        ledger_append(l, &answer, NULL);
    return refusal;
}

static void result_of(struct ledger *l, const struct applicant *a, struct ledger_result *out)
{
    out->score = a->sitting.score;
    out->max = a->sitting.max;
    out->unmarked = a->sitting.unmarked;
    out->pass_percent = a->sitting.pass_percent;
    out->finish_n = a->sitting.finish_n;
    out->digest = ledger_digest(l, JOURNAL_OWN, a->sitting.finish_n);
}

enum refusal ledger_finish(struct ledger *l, const char *id, struct ledger_result *out)
{
    struct applicant a = ledger_find(l, id);
    struct marks marks = {0};
    struct entry finish;
    enum refusal refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE)
        return refusal;
    memset(out, 0, sizeof *out);
    if (a.sitting.state == SITTING_RUNNING && !marks_of(l, &a, &marks, out))
        return REFUSAL_CLOSED; /* void: the sticky status tells */
    refusal = sitting_finish(&a, l->now_clock_ms, &marks, &finish);
    if (refusal != REFUSAL_NONE)
        return refusal;
    ledger_append(l, &finish, &a);
    result_of(l, &a, out);
    return REFUSAL_NONE;
}

enum refusal ledger_result(struct ledger *l, const char *id, struct ledger_result *out)
{
    struct applicant a = ledger_find(l, id);
    /* The end may be on a part of the journal that is lost for the moment. */
    enum refusal refusal =
        a.sitting.state == SITTING_FINISHED ? REFUSAL_NONE : ledger_check_open(l);
    if (refusal == REFUSAL_NONE && a.sitting.state == SITTING_NONE)
        refusal = sitting_check_running(&a, l->now_clock_ms);
    /* S3: the time may be up before it is this sitting's turn. */
    if (refusal == REFUSAL_NONE && a.sitting.state == SITTING_RUNNING && !expire(l, &a))
        refusal = REFUSAL_RUNNING;
    if (refusal != REFUSAL_NONE)
        return refusal;
    struct marks marks;
    memset(out, 0, sizeof *out);
    if (digest_equal(&a.sitting.marked_exam, &l->exam->digest))
        (void)marks_of(l, &a, &marks, out);
    result_of(l, &a, out);
    return REFUSAL_NONE;
}

/* --- a corrected key --- */

static bool next_marked(struct ledger *l, uint64_t after_n, char id[IDENT_SIZE])
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_NEXT_MARKED);
    sql_bind_int(sql, s, 1, (int64_t)after_n);
    bool found = sql_row(sql, s);
    if (found)
        sql_column_text(s, 0, id, IDENT_SIZE);
    sql_end(s);
    return found;
}

static void remark_one(struct ledger *l, const struct applicant *a, const char *by,
                       struct ledger_remarked *out)
{
    struct marks marks = {0};
    struct entry remark;
    bool same_paper = digest_equal(&a->sitting.paper, &l->exam->paper_digest);
    if (same_paper && !marks_of(l, a, &marks, NULL))
        return;
    enum refusal refusal = sitting_remark(a, l->exam, &marks, by, &remark);
    out->other_paper += refusal == REFUSAL_EXAM_DIFFERS;
    if (refusal != REFUSAL_NONE || remark.kind != ENTRY_REMARK)
        return;
    out->marked++;
    out->changed += marks.score != a->sitting.score;
    ledger_append(l, &remark, NULL);
}

enum refusal ledger_remark(struct ledger *l, const char *by, struct ledger_remarked *out)
{
    char id[IDENT_SIZE];
    enum refusal refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE)
        return refusal;
    uint64_t end_n = l->state.own_n; /* what is written here comes behind it */
    for (int i = 0; i < REMARKED_AT_ONCE; i++) {
        out->done = !next_marked(l, out->after_n, id);
        if (out->done)
            break;
        struct applicant a = fold_applicant(&l->applicants, id);
        if (a.sitting.marked_n > end_n) {
            out->done = true;
            break;
        }
        out->after_n = a.sitting.marked_n;
        remark_one(l, &a, by, out);
    }
    return REFUSAL_NONE;
}

/* --- records --- */

bool ledger_next_record(struct ledger *l, uint64_t after_n, struct ledger_record *out)
{
    struct sql *sql = &l->db->sql;
    char id[IDENT_SIZE];
    if (!next_marked(l, after_n, id))
        return false;
    memset(out, 0, sizeof *out);
    out->applicant = fold_applicant(&l->applicants, id);
    out->finish_digest = ledger_digest(l, JOURNAL_OWN, out->applicant.sitting.finish_n);
    out->answers = calloc(l->exam->paper_count, sizeof *out->answers);
    if (out->answers == NULL ||
        !sittings_answers(sql, id, out->answers, l->exam->paper_count, &out->bytes)) {
        l->delta.bytes.failed = true;
        ledger_record_release(out);
        return false;
    }
    return true;
}

void ledger_record_release(struct ledger_record *record)
{
    free(record->answers);
    buffer_release(&record->bytes);
    record->answers = NULL;
}
