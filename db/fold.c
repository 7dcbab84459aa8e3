#include "db/fold.h"

#include "db/database.h"
#include "db/hours_table.h"
#include "db/listed_table.h"
#include "db/mark_table.h"
#include "db/node_time.h"
#include "db/publication_table.h"
#include "db/room_table.h"
#include "db/sittings.h"
#include "db/staff_table.h"
#include "server/core/apply.h"
#include "server/core/terminal.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define TALLY_PRINT "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64

/* --- the tally --- */

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

struct tally fold_load_tally(struct sql *sql)
{
    struct tally tally = {{0}, 0, 0};
    sqlite3_stmt *s = sql_use(sql, SQL_TALLY_GET);
    if (sql_row(sql, s)) {
        const char *text = (const char *)sqlite3_column_text(s, 0);
        if (text == NULL || !tally_parse(text, &tally))
            (void)sql_fail(sql, SQLITE_CORRUPT, "read the tally");
    }
    sql_end(s);
    return tally;
}

void fold_tally_text(const struct tally *t, char out[TALLY_SIZE])
{
    (void)snprintf(out, TALLY_SIZE, TALLY_PRINT, t->claims[0], t->claims[1], t->claims[2],
                   t->claims[3], t->running, t->finished);
}

void fold_save_tally(struct journal_table_open *own, uint64_t n, const struct tally *tally)
{
    char text[TALLY_SIZE];
    fold_tally_text(tally, text);
    if (!journal_table_is_empty(own)) {
        journal_table_write(own, text);
        return;
    }
    sqlite3_stmt *s = sql_use(own->sql, SQL_TALLY_PUT);
    sql_bind_int(own->sql, s, 1, (int64_t)n);
    sql_bind_text(own->sql, s, 2, text);
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

/* --- entries --- */

struct applicant fold_applicant(const struct applicants *applicants, const char *id)
{
    struct applicant a = applicants_find(applicants, id);
    if (a.claim == CLAIM_HOME) /* C2: nobody else has a sitting */
        sittings_find(applicants->sql, id, 0, &a.sitting);
    return a;
}

/* An order is carried out once (order.h O1). */
static void note_order(struct sql *sql, const struct entry *own)
{
    if (!entry_has_order(own->kind) || order_key_is_zero(&own->order.key))
        return;
    sqlite3_stmt *s = sql_use(sql, SQL_DONE_PUT);
    sql_bind_blob(sql, s, 1, own->order.key.bytes, ORDER_KEY_BYTES);
    sql_bind_text(sql, s, 2, own->id);
    sql_bind_int(sql, s, 3, (int64_t)own->n);
    sql_run(sql, s);
}

uint64_t fold_order_done(struct sql *sql, const struct order_key *key, const char *id)
{
    sqlite3_stmt *s = sql_use(sql, SQL_DONE_GET);
    sql_bind_blob(sql, s, 1, key->bytes, ORDER_KEY_BYTES);
    sql_bind_text(sql, s, 2, id);
    uint64_t n = sql_row(sql, s) ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    sql_end(s);
    return n;
}

size_t fold_order_entries(struct sql *sql, const struct order_key *key, uint64_t *out, size_t most)
{
    sqlite3_stmt *s = sql_use(sql, SQL_DONE_LIST);
    size_t count = 0;
    sql_bind_blob(sql, s, 1, key->bytes, ORDER_KEY_BYTES);
    sql_bind_int(sql, s, 2, (int64_t)most);
    for (size_t i = 0; i < most && sql_row(sql, s); i++) {
        out[i] = (uint64_t)sqlite3_column_int64(s, 0);
        count = (size_t)sqlite3_column_int64(s, 1);
    }
    sql_end(s);
    return count;
}

/* The rows of a sitting and its answers that an entry gives up, keeps or settles. */
static void move_rows(struct sql *sql, const struct entry *own, uint32_t number)
{
    if (own->kind == ENTRY_RESET || own->kind == ENTRY_TRANSFER)
        sittings_give_up(sql, own, number);
    if (own->kind == ENTRY_REMARK)
        sittings_keep_marks(sql, own->id);
    if (own->kind == ENTRY_TERMINAL)
        sittings_settle_answers(sql, own->id, terminal_keeps_answers(own->terminal.event));
    if (own->kind == ENTRY_TAKEOVER) /* what came with the person counts alone */
        sittings_settle_answers(sql, own->id, false);
}

static void fold_person(const struct applicants *applicants, const struct entry *own,
                        struct applicant *known, struct tally *tally)
{
    struct applicant a = known != NULL ? *known : fold_applicant(applicants, own->id);
    unsigned changes = apply_changes(own->kind);
    uint32_t number = a.sitting.number;
    count_in(tally, &a, -1);
    apply_entry(&a, own);
    count_in(tally, &a, 1);
    move_rows(applicants->sql, own, number);
    if (changes & APPLY_APPLICANT)
        applicants_put(applicants, &a);
    if (changes & APPLY_SITTING && a.sitting.number > 0)
        sittings_put(applicants->sql, &a);
    if (known != NULL)
        *known = a;
}

struct adoption fold_load_adoption(struct sql *sql)
{
    return (struct adoption){
        .adopt_n = (uint64_t)database_get_int(sql, "adopt_n"),
        .cut_n = (uint64_t)database_get_int(sql, "adopt_cut_n"),
        .settled_n = (uint64_t)database_get_int(sql, "adopt_settled_n"),
        .retired_n = (uint64_t)database_get_int(sql, "retired_n"),
    };
}

static void fold_adoption(struct sql *sql, const struct entry *own)
{
    struct adoption a = fold_load_adoption(sql);
    adoption_apply(&a, own);
    database_set_int(sql, "adopt_n", (int64_t)a.adopt_n);
    database_set_int(sql, "adopt_cut_n", (int64_t)a.cut_n);
    database_set_int(sql, "adopt_settled_n", (int64_t)a.settled_n);
    database_set_int(sql, "retired_n", (int64_t)a.retired_n);
}

void fold_apply(const struct applicants *applicants, const struct entry *own,
                struct applicant *known, struct tally *tally)
{
    struct sql *sql = applicants->sql;
    note_order(sql, own);
    room_table_take(sql, JOURNAL_OWN, own);
    mark_table_take(sql, JOURNAL_OWN, own);
    publication_table_take(sql, JOURNAL_OWN, own);
    if (own->kind == ENTRY_ANSWER)
        sittings_put_answer(sql, own);
    else if (own->kind == ENTRY_BROUGHT)
        sittings_bring_answer(sql, own);
    else if (own->kind == ENTRY_OPENED)
        database_set_int(sql, "restored_n", (int64_t)(own->n - 1));
    else if (own->kind == ENTRY_ADOPT || own->kind == ENTRY_RETIRED)
        fold_adoption(sql, own);
    else if (own->kind == ENTRY_HOURS)
        hours_table_take(sql, JOURNAL_OWN, own);
    else if (own->kind == ENTRY_STAFF)
        staff_table_take(sql, JOURNAL_OWN, own);
    else if (own->kind == ENTRY_LIST)
        listed_table_take(sql, JOURNAL_OWN, own);
    else if (own->id[0] == '\0')
        node_time_take(sql, own);
    else if (own->id[0] != '\0' && apply_changes(own->kind) != 0)
        fold_person(applicants, own, known, tally);
}
