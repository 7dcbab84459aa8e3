#include "db/sittings.h"

#include <assert.h>
#include <string.h>

/* The columns after the first 16, which hold what a start does not set. */
static void read_rest(sqlite3_stmt *s, struct sitting *out)
{
    out->score = sqlite3_column_int64(s, 16);
    out->max = sqlite3_column_int64(s, 17);
    out->unmarked = sqlite3_column_int64(s, 18);
    out->first_score = sqlite3_column_int64(s, 19);
    out->marked_n = (uint64_t)sqlite3_column_int64(s, 20);
    sql_column_blob(s, 21, out->marked_exam.bytes, DIGEST_BYTES);
    sql_column_blob(s, 22, out->paper.bytes, DIGEST_BYTES);
    out->answered = (uint16_t)sqlite3_column_int(s, 23);
    out->pass_percent = (uint8_t)sqlite3_column_int(s, 24);
    out->voided = sqlite3_column_int(s, 25) != 0;
    out->shown = (enum shown)sqlite3_column_int(s, 26);
    out->reopened = (uint32_t)sqlite3_column_int64(s, 27);
    sql_column_blob(s, 28, out->terminal.token.bytes, DIGEST_BYTES);
    sql_column_blob(s, 29, out->terminal.former.bytes, DIGEST_BYTES);
    out->terminal.taken_clock_ms = (uint64_t)sqlite3_column_int64(s, 30);
    out->terminal.provisional = sqlite3_column_int(s, 31) != 0;
    out->had_ms = (uint64_t)sqlite3_column_int64(s, 32);
    out->ruled_n = (uint64_t)sqlite3_column_int64(s, 33);
}

/* The columns after those. */
static void read_late(sqlite3_stmt *s, struct late *out)
{
    out->count = (uint16_t)sqlite3_column_int(s, 40);
    out->bytes = (uint32_t)sqlite3_column_int64(s, 41);
    out->seq = (uint32_t)sqlite3_column_int64(s, 42);
    out->lost_seq = (uint32_t)sqlite3_column_int64(s, 43);
}

static void read_renewals(sqlite3_stmt *s, struct terminal *out)
{
    sql_column_blob(s, 34, out->renewal.bytes, DIGEST_BYTES);
    out->renewed = sqlite3_column_int(s, 35) != 0;
    sql_column_blob(s, 36, out->former_renewal.bytes, DIGEST_BYTES);
    out->former_ended = sqlite3_column_int(s, 37) != 0;
    out->renewals = (uint32_t)sqlite3_column_int64(s, 38);
    out->renewed_clock_ms = (uint64_t)sqlite3_column_int64(s, 39);
}

static void read_sitting(sqlite3_stmt *s, struct sitting *out)
{
    out->number = (uint32_t)sqlite3_column_int64(s, 0);
    out->start_n = (uint64_t)sqlite3_column_int64(s, 1);
    out->seed = (uint64_t)sqlite3_column_int64(s, 2);
    out->seconds = (uint32_t)sqlite3_column_int64(s, 3);
    out->after_restore = sqlite3_column_int(s, 4) != 0;
    sql_column_blob(s, 5, out->exam.bytes, DIGEST_BYTES);
    out->start_clock_ms = (uint64_t)sqlite3_column_int64(s, 6);
    out->started_at.ms = sqlite3_column_int64(s, 7);
    out->left_ms = (uint64_t)sqlite3_column_int64(s, 8);
    out->since_clock_ms = (uint64_t)sqlite3_column_int64(s, 9);
    out->time_n = (uint64_t)sqlite3_column_int64(s, 10);
    out->waits = sqlite3_column_int(s, 11) != 0;
    out->ended = sqlite3_column_int(s, 12) != 0;
    out->finish_n = (uint64_t)sqlite3_column_int64(s, 13);
    out->finished_at.ms = sqlite3_column_int64(s, 14);
    if (out->finish_n > 0)
        out->reason = (enum finish_reason)sqlite3_column_int(s, 15);
    read_rest(s, out);
    read_renewals(s, &out->terminal);
    read_late(s, &out->late);
    out->state = out->finish_n > 0  ? SITTING_FINISHED
                 : out->start_n > 0 ? SITTING_RUNNING
                                    : SITTING_NONE;
}

void sittings_find(struct sql *sql, const char *id, uint32_t past, struct sitting *out)
{
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_GET);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, past);
    if (sql_row(sql, s))
        read_sitting(s, out);
    sql_end(s);
}

uint32_t sittings_find_moved(struct sql *sql, const char *id, struct sitting *out)
{
    uint32_t past = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_MOVED);
    sql_bind_text(sql, s, 1, id);
    if (sql_row(sql, s)) {
        read_sitting(s, out);
        past = (uint32_t)sqlite3_column_int64(s, 44);
    }
    sql_end(s);
    return past;
}

static void bind_rest(struct sql *sql, sqlite3_stmt *s, const struct sitting *sitting)
{
    sql_bind_int(sql, s, 18, sitting->score);
    sql_bind_int(sql, s, 19, sitting->max);
    sql_bind_int(sql, s, 20, sitting->unmarked);
    sql_bind_int(sql, s, 21, sitting->first_score);
    sql_bind_int(sql, s, 22, (int64_t)sitting->marked_n);
    sql_bind_blob(sql, s, 23, sitting->marked_exam.bytes, DIGEST_BYTES);
    sql_bind_blob(sql, s, 24, sitting->paper.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 25, sitting->answered);
    sql_bind_int(sql, s, 26, sitting->pass_percent);
    sql_bind_int(sql, s, 27, sitting->voided);
    sql_bind_int(sql, s, 28, (int64_t)sitting->shown);
    sql_bind_int(sql, s, 29, sitting->reopened);
    sql_bind_blob(sql, s, 30, sitting->terminal.token.bytes, DIGEST_BYTES);
    sql_bind_blob(sql, s, 31, sitting->terminal.former.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 32, (int64_t)sitting->terminal.taken_clock_ms);
    sql_bind_int(sql, s, 33, sitting->terminal.provisional);
}

static void bind_renewals(struct sql *sql, sqlite3_stmt *s, const struct terminal *t)
{
    sql_bind_blob(sql, s, 37, t->renewal.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 38, t->renewed);
    sql_bind_blob(sql, s, 39, t->former_renewal.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 40, t->former_ended);
    sql_bind_int(sql, s, 41, t->renewals);
    sql_bind_int(sql, s, 42, (int64_t)t->renewed_clock_ms);
}

void sittings_put(struct sql *sql, const struct applicant *a)
{
    const struct sitting *sitting = &a->sitting;
    uint64_t next_ms;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_PUT);
    sql_bind_text(sql, s, 1, a->id);
    sql_bind_int(sql, s, 2, sitting->number);
    sql_bind_int(sql, s, 3, (int64_t)sitting->start_n);
    sql_bind_int(sql, s, 4, (int64_t)sitting->seed);
    sql_bind_int(sql, s, 5, sitting->seconds);
    sql_bind_int(sql, s, 6, sitting->after_restore);
    sql_bind_blob(sql, s, 7, sitting->exam.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 8, (int64_t)sitting->start_clock_ms);
    sql_bind_int(sql, s, 9, sitting->started_at.ms);
    sql_bind_int(sql, s, 10, (int64_t)sitting->left_ms);
    sql_bind_int(sql, s, 11, (int64_t)sitting->since_clock_ms);
    sql_bind_int(sql, s, 12, (int64_t)sitting->time_n);
    sql_bind_int(sql, s, 13, sitting->waits);
    sql_bind_int(sql, s, 14, sitting->ended);
    sql_bind_int(sql, s, 15, (int64_t)sitting->finish_n);
    sql_bind_int(sql, s, 16, sitting->finished_at.ms);
    sql_bind_int(sql, s, 17, sitting->finish_n > 0 ? (int64_t)sitting->reason : 0);
    bind_rest(sql, s, sitting);
    if (sitting_next_ms(a, &next_ms))
        sql_bind_int(sql, s, 34, (int64_t)next_ms);
    else
        sql_bind_null(sql, s, 34);
    sql_bind_int(sql, s, 35, (int64_t)sitting->had_ms);
    sql_bind_int(sql, s, 36, (int64_t)sitting->ruled_n);
    bind_renewals(sql, s, &sitting->terminal);
    sql_bind_int(sql, s, 43, sitting->late.count);
    sql_bind_int(sql, s, 44, sitting->late.bytes);
    sql_bind_int(sql, s, 45, sitting->late.seq);
    sql_bind_int(sql, s, 46, sitting->late.lost_seq);
    sql_run(sql, s);
}

void sittings_give_up(struct sql *sql, const struct entry *own, uint32_t number)
{
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_PAST);
    sql_bind_text(sql, s, 1, own->id);
    sql_bind_int(sql, s, 2, own->kind == ENTRY_TRANSFER);
    sql_bind_int(sql, s, 3, (int64_t)own->n);
    sql_run(sql, s);
    s = sql_use(sql, SQL_ANSWER_PAST);
    sql_bind_text(sql, s, 1, own->id);
    sql_bind_int(sql, s, 2, number > 0 ? number : 1);
    sql_run(sql, s);
    s = sql_use(sql, SQL_REMARKED_PAST);
    sql_bind_text(sql, s, 1, own->id);
    sql_bind_int(sql, s, 2, number > 0 ? number : 1);
    sql_run(sql, s);
}

void sittings_keep_marks(struct sql *sql, const char *id)
{
    sqlite3_stmt *s = sql_use(sql, SQL_REMARKED_PUT);
    sql_bind_text(sql, s, 1, id);
    sql_run(sql, s);
}

bool sittings_marked_before(struct sql *sql, const char *id, uint32_t past, struct sitting *out)
{
    sqlite3_stmt *s = sql_use(sql, SQL_REMARKED_GET);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, past);
    sql_bind_int(sql, s, 3, (int64_t)out->marked_n);
    bool found = sql_row(sql, s) && (uint64_t)sqlite3_column_int64(s, 0) >= out->finish_n;
    if (found) {
        out->marked_n = (uint64_t)sqlite3_column_int64(s, 0);
        out->score = sqlite3_column_int64(s, 1);
        out->max = sqlite3_column_int64(s, 2);
        out->unmarked = sqlite3_column_int64(s, 3);
        out->pass_percent = (uint8_t)sqlite3_column_int(s, 4);
        sql_column_blob(s, 5, out->marked_exam.bytes, DIGEST_BYTES);
    }
    sql_end(s);
    return found;
}

void sittings_put_answer(struct sql *sql, const struct entry *own)
{
    uint8_t bytes[ENTRY_MAX_BYTES];
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_PUT);
    sql_bind_text(sql, s, 1, own->id);
    sql_bind_int(sql, s, 2, own->answer.apart);
    sql_bind_int(sql, s, 3, own->answer.question);
    sql_bind_int(sql, s, 4, (int64_t)journal_encode(own, bytes));
    sql_bind_int(sql, s, 5, (int64_t)own->clock_ms);
    sql_bind_blob(sql, s, 6, own->answer.values, own->answer.values_len);
    sql_bind_int(sql, s, 7, (int64_t)own->n);
    sql_bind_int(sql, s, 8, own->answer.seq);
    sql_run(sql, s);
}

void sittings_bring_answer(struct sql *sql, const struct entry *own)
{
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_BRING);
    sql_bind_text(sql, s, 1, own->id);
    sql_bind_int(sql, s, 2, own->brought.question);
    sql_bind_int(sql, s, 3, (int64_t)own->brought.bytes);
    sql_bind_int(sql, s, 4, (int64_t)own->clock_ms);
    sql_bind_blob(sql, s, 5, own->brought.values, own->brought.values_len);
    sql_bind_int(sql, s, 6, (int64_t)own->n);
    sql_bind_int(sql, s, 7, own->brought.seq);
    sql_run(sql, s);
}

void sittings_settle_answers(struct sql *sql, const char *id, bool keep)
{
    if (keep) {
        sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_KEEP);
        sql_bind_text(sql, s, 1, id);
        sql_run(sql, s);
    }
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_DROP);
    sql_bind_text(sql, s, 1, id);
    sql_run(sql, s);
}

uint64_t sittings_answer(struct sql *sql, const char *id, uint16_t question, bool apart,
                         uint8_t bytes[ANSWER_MAX_BYTES], struct sitting_answer *out)
{
    uint64_t n = 0;
    *out = (struct sitting_answer){.question = question, .values = bytes};
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_GET);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, question);
    sql_bind_int(sql, s, 3, apart);
    if (sql_row(sql, s)) {
        const void *values = sqlite3_column_blob(s, 0);
        size_t size = (size_t)sqlite3_column_bytes(s, 0);
        if (size > 0 && size <= ANSWER_MAX_BYTES) {
            memcpy(bytes, values, size);
            out->values_len = size;
        }
        n = (uint64_t)sqlite3_column_int64(s, 1);
        out->seq = (uint32_t)sqlite3_column_int64(s, 2);
    }
    sql_end(s);
    return n;
}

bool sittings_answers(struct sql *sql, const char *id, uint32_t past, struct answer *answers,
                      size_t count, struct buffer *bytes)
{
    memset(answers, 0, count * sizeof *answers);
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_ALL);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, past);
    while (sql_row(sql, s)) {
        int64_t question = sqlite3_column_int64(s, 0);
        if (question < 1 || question > (int64_t)count)
            continue;
        const void *values = sqlite3_column_blob(s, 1);
        struct answer *answer = &answers[question - 1];
        answer->len = (size_t)sqlite3_column_bytes(s, 1);
        buffer_append(bytes, values, answer->len);
    }
    sql_end(s);
    if (bytes->failed || sql->status != STATUS_OK)
        return false;
    /* The buffer may have moved while it grew; questions came in ascending order. */
    const uint8_t *at = (const uint8_t *)bytes->data;
    for (size_t i = 0; i < count; i++) {
        answers[i].values = at;
        at += answers[i].len;
    }
    return true;
}

bool sittings_next_answer(struct sql *sql, const char *id, uint32_t past, bool apart,
                          struct moving_answer *answer)
{
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_NEXT);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, past);
    sql_bind_int(sql, s, 3, apart);
    sql_bind_int(sql, s, 4, answer->question);
    bool found = sql_row(sql, s);
    if (found) {
        answer->question = (uint16_t)sqlite3_column_int(s, 0);
        answer->bytes = (uint64_t)sqlite3_column_int64(s, 1);
        answer->len = (size_t)sqlite3_column_bytes(s, 2);
        assert(answer->len <= ANSWER_MAX_BYTES);
        if (answer->len > 0)
            memcpy(answer->values, sqlite3_column_blob(s, 2), answer->len);
        answer->seq = (uint32_t)sqlite3_column_int64(s, 3);
    }
    sql_end(s);
    return found;
}

struct sitting_saves sittings_saves(struct sql *sql, const char *id)
{
    struct sitting_saves saves = {0, 0, 0};
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_SAVES);
    sql_bind_text(sql, s, 1, id);
    if (sql_row(sql, s)) {
        saves.bytes = (uint64_t)sqlite3_column_int64(s, 0);
        saves.last_clock_ms = (uint64_t)sqlite3_column_int64(s, 1);
        saves.last_seq = (uint32_t)sqlite3_column_int64(s, 2);
    }
    sql_end(s);
    return saves;
}

uint16_t sittings_answered(struct sql *sql, const char *id, bool apart)
{
    uint16_t answered = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_COUNT);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, apart);
    if (sql_row(sql, s))
        answered = (uint16_t)sqlite3_column_int(s, 0);
    sql_end(s);
    return answered;
}
