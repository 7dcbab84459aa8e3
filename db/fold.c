#include "db/fold.h"

#include "db/database.h"
#include "server/core/apply.h"
#include "server/core/sitting.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many IDs are read in the time in which one is written. */
enum { SHOWN_EACH = 8 };

#define TALLY_PRINT "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64

static void load_sitting(struct sql *sql, const char *id, struct sitting *out)
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

/* 0: none yet. */
static uint64_t find_row(const struct fold *fold, const char *id)
{
    struct sql *sql = fold->sql;
    uint64_t row = fold->unindexed != NULL ? unindexed_find(fold->unindexed, id) : 0;
    if (row > 0 || (fold->filter != NULL && filter_lacks(fold->filter, id)))
        return row;
    sqlite3_stmt *s = sql_use(sql, SQL_INDEX_GET);
    sql_bind_text(sql, s, 1, id);
    if (sql_row(sql, s))
        row = (uint64_t)sqlite3_column_int64(s, 0);
    sql_end(s);
    return row;
}

/* Without the sitting. */
static struct applicant find_person(const struct fold *fold, const char *id)
{
    struct sql *sql = fold->sql;
    struct applicant a;
    if (fold->recent != NULL && recent_find(fold->recent, id, &a))
        return a;
    a = applicant_unknown(id);
    uint64_t row = find_row(fold, id);
    if (row == 0)
        return a;
    sqlite3_stmt *s = sql_use(sql, SQL_APPLICANT_GET);
    sql_bind_int(sql, s, 1, (int64_t)row);
    sql_bind_text(sql, s, 2, id);
    if (!sql_row(sql, s)) {
        (void)sql_fail(sql, SQLITE_CORRUPT, "find an applicant's row");
    } else {
        a.on_record = true;
        a.claim = (enum claim_state)sqlite3_column_int(s, 0);
        a.claim_n = (uint64_t)sqlite3_column_int64(s, 1);
        a.stamp.ms = sqlite3_column_int64(s, 2);
        a.confirm_n = (uint64_t)sqlite3_column_int64(s, 3);
        a.allow_n = (uint64_t)sqlite3_column_int64(s, 4);
        sql_column_text(s, 5, a.name, sizeof a.name);
        sql_column_blob(s, 6, a.code.salt, SALT_BYTES);
        sql_column_blob(s, 7, a.code.hash.bytes, DIGEST_BYTES);
        a.away_n = (uint64_t)sqlite3_column_int64(s, 8);
    }
    sql_end(s);
    return a;
}

struct applicant fold_applicant(const struct fold *fold, const char *id)
{
    struct applicant a = find_person(fold, id);
    if (a.claim == CLAIM_HOME) /* C2: nobody else has one */
        load_sitting(fold->sql, id, &a.sitting);
    return a;
}

/* row 0: the next one that is free. */
static void put_row(struct sql *sql, uint64_t row, const struct applicant *a)
{
    sqlite3_stmt *s = sql_use(sql, SQL_APPLICANT_PUT);
    sql_bind_int(sql, s, 1, (int64_t)row);
    sql_bind_text(sql, s, 2, a->id);
    sql_bind_int(sql, s, 3, a->claim);
    sql_bind_int(sql, s, 4, (int64_t)a->claim_n);
    sql_bind_int(sql, s, 5, a->stamp.ms);
    sql_bind_int(sql, s, 6, (int64_t)a->confirm_n);
    sql_bind_int(sql, s, 7, (int64_t)a->allow_n);
    sql_bind_text(sql, s, 8, a->name);
    sql_bind_blob(sql, s, 9, a->code.salt, SALT_BYTES);
    sql_bind_blob(sql, s, 10, a->code.hash.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 11, (int64_t)a->away_n);
    sql_run(sql, s);
}

static void put_index(struct sql *sql, const char *id, uint64_t row)
{
    sqlite3_stmt *s = sql_use(sql, SQL_INDEX_PUT);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, (int64_t)row);
    sql_run(sql, s);
}

/* Nobody looks for the row of somebody who has none. */
static void write_row(const struct fold *fold, const struct applicant *a, bool has_row)
{
    struct sql *sql = fold->sql;
    uint64_t row = has_row ? find_row(fold, a->id) : 0;
    bool new = row == 0 && sql->status == STATUS_OK;
    if (has_row && row == 0) {
        (void)sql_fail(sql, SQLITE_CORRUPT, "find an applicant's row");
    } else if (new && fold->unindexed != NULL) {
        row = unindexed_add(fold->unindexed, a->id);
        if (row == 0)
            (void)sql_fail(sql, SQLITE_NOMEM, "keep an applicant's row");
    }
    put_row(sql, row, a);
    if (new && fold->unindexed == NULL)
        put_index(sql, a->id, (uint64_t)sqlite3_last_insert_rowid(sql->handle));
}

/* Entry n made it so; whether there was something on record before. */
static void save_applicant(const struct fold *fold, const struct applicant *a, bool on_record,
                           uint64_t n)
{
    if (fold->recent == NULL)
        write_row(fold, a, on_record);
    else if (!recent_put(fold->recent, a, on_record, n))
        (void)sql_fail(fold->sql, SQLITE_NOMEM, "keep an applicant");
}

size_t fold_catch_up(const struct fold *fold, size_t most)
{
    size_t written = 0;
    struct applicant a;
    bool has_row;
    for (; written < most && recent_next(fold->recent, &a, &has_row); written++)
        write_row(fold, &a, has_row);
    return written;
}

size_t fold_index(const struct fold *fold, size_t most)
{
    size_t written = 0;
    char id[IDENT_SIZE];
    uint64_t row;
    for (; written < most && unindexed_next(fold->unindexed, id, &row); written++) {
        put_index(fold->sql, id, row);
        filter_add(fold->filter, id);
    }
    return written;
}

/* No transaction of its own is needed: what is written meanwhile is added. Twice as many as there
 * are people, and there is time until it must be made again. */
size_t fold_show_filter(const struct fold *fold, size_t most)
{
    struct sql *sql = fold->sql;
    size_t people = (size_t)unindexed_rows(fold->unindexed), shown = 0;
    char after[IDENT_SIZE], id[IDENT_SIZE];
    if (!filter_is_wanted(fold->filter) || !filter_go_on(fold->filter, 2 * people, after))
        return 0;
    sqlite3_stmt *s = sql_use(sql, SQL_INDEX_PAGE);
    sql_bind_text(sql, s, 1, after);
    sql_bind_int(sql, s, 2, (int64_t)(most * SHOWN_EACH));
    for (; sql_row(sql, s); shown++) {
        sql_column_text(s, 0, id, sizeof id);
        filter_see(fold->filter, id);
    }
    if (sql->status == STATUS_OK && shown < most * SHOWN_EACH)
        filter_seen_all(fold->filter);
    return (shown + SHOWN_EACH - 1) / SHOWN_EACH;
}

static void save_sitting(struct sql *sql, const char *id, const struct sitting *sitting)
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

static void save_answer(struct sql *sql, const struct entry *own)
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

/* What fold_tally_text() wrote; false for anything else. */
static bool tally_parse(const char *text, struct tally *t)
{
    uint64_t *const fields[] = {&t->claims[0], &t->claims[1], &t->claims[2],
                                &t->claims[3], &t->running,   &t->finished};
    const size_t count = sizeof fields / sizeof fields[0];
    for (size_t i = 0; i < count; i++) {
        char *end;
        if (!isdigit((unsigned char)*text))
            return false;
        errno = 0;
        *fields[i] = strtoull(text, &end, 10);
        if (errno != 0 || *end != (i + 1 < count ? ' ' : '\0'))
            return false;
        text = end + 1;
    }
    return true;
}

struct fold_state fold_load_state(struct sql *sql)
{
    struct fold_state state = {.unindexed_row = 1};
    sqlite3_stmt *s = sql_use(sql, SQL_STATE_GET);
    if (sql_row(sql, s)) {
        const char *text = (const char *)sqlite3_column_text(s, 0);
        if (text == NULL || !tally_parse(text, &state.tally))
            (void)sql_fail(sql, SQLITE_CORRUPT, "read the tally");
        state.behind_n = (uint64_t)sqlite3_column_int64(s, 1);
        if (sqlite3_column_int64(s, 2) < 1)
            (void)sql_fail(sql, SQLITE_CORRUPT, "read what the index lacks");
        else
            state.unindexed_row = (uint64_t)sqlite3_column_int64(s, 2);
    }
    sql_end(s);
    return state;
}

void fold_tally_text(const struct tally *t, char out[TALLY_SIZE])
{
    (void)snprintf(out, TALLY_SIZE, TALLY_PRINT, t->claims[0], t->claims[1], t->claims[2],
                   t->claims[3], t->running, t->finished);
}

void fold_save_state(struct journal_table_open *own, uint64_t n, const struct fold_state *state)
{
    char text[TALLY_SIZE];
    fold_tally_text(&state->tally, text);
    const struct journal_table_note note = {text, state->behind_n, state->unindexed_row};
    if (!journal_table_is_empty(own)) {
        journal_table_write(own, &note);
        return;
    }
    sqlite3_stmt *s = sql_use(own->sql, SQL_STATE_PUT);
    sql_bind_int(own->sql, s, 1, (int64_t)n);
    sql_bind_text(own->sql, s, 2, note.tally);
    sql_bind_int(own->sql, s, 3, (int64_t)note.behind_n);
    sql_bind_int(own->sql, s, 4, (int64_t)note.unindexed_row);
    sql_run(own->sql, s);
}

/* by: 1 to count an applicant, -1 to count it no more. */
static void count_in(struct tally *t, const struct applicant *a, int by)
{
    if (a->on_record)
        t->claims[a->claim] += (uint64_t)by;
    if (a->sitting.state == SITTING_RUNNING)
        t->running += (uint64_t)by;
    if (a->sitting.state == SITTING_FINISHED)
        t->finished += (uint64_t)by;
}

enum fold_effect fold_effect(enum entry_kind own)
{
    switch (own) {
    case ENTRY_OUTAGE:
    case ENTRY_BEAT:
        break;
    case ENTRY_OPENED:
        return FOLD_RESTORE;
    case ENTRY_ANSWER:
        return FOLD_ANSWER;
    case ENTRY_START:
    case ENTRY_FINISH:
    case ENTRY_REMARK:
        return FOLD_SITTING;
    case ENTRY_CLAIM:
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_RELEASE:
    case ENTRY_FREED:
    case ENTRY_REISSUE:
    case ENTRY_ALLOW:
        return FOLD_APPLICANT;
    }
    return FOLD_NOTHING;
}

void fold_apply(const struct fold *fold, const struct entry *own, struct applicant *known,
                struct tally *tally)
{
    enum fold_effect effect = fold_effect(own->kind);
    switch (effect) {
    case FOLD_NOTHING:
        return;
    case FOLD_RESTORE:
        database_set_int(fold->sql, "restored_n", (int64_t)(own->n - 1));
        return;
    case FOLD_ANSWER:
        save_answer(fold->sql, own);
        return;
    case FOLD_SITTING:
    case FOLD_APPLICANT:
        break;
    }
    struct applicant a = known != NULL ? *known : fold_applicant(fold, own->id);
    bool on_record = a.on_record;
    count_in(tally, &a, -1);
    apply_entry(&a, own);
    count_in(tally, &a, 1);
    if (effect == FOLD_SITTING)
        save_sitting(fold->sql, a.id, &a.sitting);
    else
        save_applicant(fold, &a, on_record, own->n);
    if (known != NULL)
        *known = a;
}

/* Rows are numbered one after another, and none is ever deleted. */
void fold_wait_from(const struct fold *fold, uint64_t row)
{
    struct sql *sql = fold->sql;
    char id[IDENT_SIZE];
    struct ident_key key;
    unindexed_begin_at(fold->unindexed, row);
    sqlite3_stmt *s = sql_use(sql, SQL_APPLICANT_ROWS);
    sql_bind_int(sql, s, 1, (int64_t)row);
    for (; sql_row(sql, s); row++) {
        sql_column_text(s, 1, id, sizeof id);
        if ((uint64_t)sqlite3_column_int64(s, 0) != row || !ident_pack(id, &key) ||
            unindexed_find(fold->unindexed, id) > 0)
            (void)sql_fail(sql, SQLITE_CORRUPT, "read a row that the index may lack");
        else if (unindexed_add(fold->unindexed, id) == 0)
            (void)sql_fail(sql, SQLITE_NOMEM, "keep an applicant's row");
        unindexed_committed(fold->unindexed);
    }
    sql_end(s);
}

/* The other tables are never behind. */
static void redo(const struct fold *fold, const struct entry *own)
{
    if (fold_effect(own->kind) != FOLD_APPLICANT)
        return;
    struct applicant a = find_person(fold, own->id);
    bool on_record = a.on_record;
    apply_entry(&a, own);
    save_applicant(fold, &a, on_record, own->n);
}

void fold_redo_from(const struct fold *fold, struct journal_table_open *own, uint64_t n)
{
    struct journal_table_reader reader;
    const uint8_t *bytes;
    size_t len;
    journal_table_seek(own, n, &reader);
    for (; journal_table_read(&reader, &bytes, &len); n++) {
        struct entry entry;
        if (journal_decode(bytes, len, &entry) && entry.n == n)
            redo(fold, &entry);
        else
            (void)sql_fail(fold->sql, SQLITE_CORRUPT, "decode an entry");
        recent_committed(fold->recent);
    }
    journal_table_stop(&reader);
}

void fold_answer(struct sql *sql, const char *id, uint16_t question, uint8_t *out, size_t *len)
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

bool fold_answers(struct sql *sql, const char *id, struct answer *answers, size_t count,
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

struct sitting_saves fold_saves(struct sql *sql, const char *id)
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

uint16_t fold_answered(struct sql *sql, const char *id)
{
    uint16_t answered = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_ANSWER_COUNT);
    sql_bind_text(sql, s, 1, id);
    if (sql_row(sql, s))
        answered = (uint16_t)sqlite3_column_int(s, 0);
    sql_end(s);
    return answered;
}
