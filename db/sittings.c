#include "db/sittings.h"

#include <string.h>

void sittings_find(struct sql *sql, const char *id, struct sitting *out)
{
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_GET);
    sql_bind_text(sql, s, 1, id);
    if (sql_row(sql, s)) {
        out->start_n = (uint64_t)sqlite3_column_int64(s, 0);
        out->seed = (uint64_t)sqlite3_column_int64(s, 1);
        out->seconds = (uint32_t)sqlite3_column_int64(s, 2);
        out->after_restore = sqlite3_column_int(s, 3) != 0;
        sql_column_blob(s, 4, out->exam.bytes, DIGEST_BYTES);
        out->start_clock_ms = (uint64_t)sqlite3_column_int64(s, 5);
        out->started_at.ms = sqlite3_column_int64(s, 6);
        out->finish_n = (uint64_t)sqlite3_column_int64(s, 7);
        out->finished_at.ms = sqlite3_column_int64(s, 8);
        if (out->finish_n > 0)
            out->reason = (enum finish_reason)sqlite3_column_int(s, 9);
        out->score = sqlite3_column_int64(s, 10);
        out->max = sqlite3_column_int64(s, 11);
        out->answered = (uint16_t)sqlite3_column_int(s, 12);
        out->unmarked = sqlite3_column_int64(s, 13);
        out->first_score = sqlite3_column_int64(s, 14);
        out->marked_n = (uint64_t)sqlite3_column_int64(s, 15);
        sql_column_blob(s, 16, out->marked_exam.bytes, DIGEST_BYTES);
        sql_column_blob(s, 17, out->paper.bytes, DIGEST_BYTES);
        out->pass_percent = (uint8_t)sqlite3_column_int(s, 18);
        out->state = out->finish_n > 0 ? SITTING_FINISHED : SITTING_RUNNING;
    }
    sql_end(s);
}

void sittings_put(struct sql *sql, const char *id, const struct sitting *sitting)
{
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_PUT);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, (int64_t)sitting->start_n);
    sql_bind_int(sql, s, 3, (int64_t)sitting->seed);
    sql_bind_int(sql, s, 4, sitting->seconds);
    sql_bind_int(sql, s, 5, sitting->after_restore);
    sql_bind_blob(sql, s, 6, sitting->exam.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 7, (int64_t)sitting->start_clock_ms);
    sql_bind_int(sql, s, 8, sitting->started_at.ms);
    sql_bind_int(sql, s, 9, (int64_t)sitting_deadline_ms(sitting));
    sql_bind_int(sql, s, 10, (int64_t)sitting->finish_n);
    sql_bind_int(sql, s, 11, sitting->finished_at.ms);
    sql_bind_int(sql, s, 12, sitting->finish_n > 0 ? (int64_t)sitting->reason : 0);
    sql_bind_int(sql, s, 13, sitting->score);
    sql_bind_int(sql, s, 14, sitting->max);
    sql_bind_int(sql, s, 15, sitting->answered);
    sql_bind_int(sql, s, 16, sitting->unmarked);
    sql_bind_int(sql, s, 17, sitting->first_score);
    sql_bind_int(sql, s, 18, (int64_t)sitting->marked_n);
    sql_bind_blob(sql, s, 19, sitting->marked_exam.bytes, DIGEST_BYTES);
    sql_bind_blob(sql, s, 20, sitting->paper.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 21, sitting->pass_percent);
    sql_run(sql, s);
}

void sittings_put_answer(struct sql *sql, const struct entry *own)
{
    uint8_t bytes[ENTRY_MAX_BYTES];
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_PUT);
    sql_bind_text(sql, s, 1, own->id);
    sql_bind_int(sql, s, 2, own->answer.question);
    sql_bind_int(sql, s, 3, (int64_t)journal_encode(own, bytes));
    sql_bind_int(sql, s, 4, (int64_t)own->clock_ms);
    sql_bind_blob(sql, s, 5, own->answer.values, own->answer.values_len);
    sql_run(sql, s);
}

void sittings_answer(struct sql *sql, const char *id, uint16_t question, uint8_t *out, size_t *len)
{
    *len = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_GET);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, question);
    if (sql_row(sql, s)) {
        const void *values = sqlite3_column_blob(s, 0);
        size_t size = (size_t)sqlite3_column_bytes(s, 0);
        if (size > 0 && size <= ANSWER_MAX_BYTES) {
            memcpy(out, values, size);
            *len = size;
        }
    }
    sql_end(s);
}

bool sittings_answers(struct sql *sql, const char *id, struct answer *answers, size_t count,
                      struct buffer *bytes)
{
    memset(answers, 0, count * sizeof *answers);
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_ALL);
    sql_bind_text(sql, s, 1, id);
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

struct sitting_saves sittings_saves(struct sql *sql, const char *id)
{
    struct sitting_saves saves = {0, 0};
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_SAVES);
    sql_bind_text(sql, s, 1, id);
    if (sql_row(sql, s)) {
        saves.bytes = (uint64_t)sqlite3_column_int64(s, 0);
        saves.last_clock_ms = (uint64_t)sqlite3_column_int64(s, 1);
    }
    sql_end(s);
    return saves;
}

uint16_t sittings_answered(struct sql *sql, const char *id)
{
    uint16_t answered = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_COUNT);
    sql_bind_text(sql, s, 1, id);
    if (sql_row(sql, s))
        answered = (uint16_t)sqlite3_column_int(s, 0);
    sql_end(s);
    return answered;
}
