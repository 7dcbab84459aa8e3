#include "db/fold.h"

#include "db/database.h"
#include "db/hours_table.h"
#include "db/sittings.h"
#include "server/core/apply.h"

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
        sittings_find(applicants->sql, id, &a.sitting);
    return a;
}

/* The applicant after the entry, counted. */
static struct applicant change(const struct applicants *applicants, const struct entry *own,
                               const struct applicant *known, struct tally *tally)
{
    struct applicant a = known != NULL ? *known : fold_applicant(applicants, own->id);
    count_in(tally, &a, -1);
    apply_entry(&a, own);
    count_in(tally, &a, 1);
    return a;
}

void fold_apply(const struct applicants *applicants, const struct entry *own,
                struct applicant *known, struct tally *tally)
{
    struct sql *sql = applicants->sql;
    struct applicant after = applicant_unknown(own->id);
    switch (own->kind) {
    case ENTRY_OUTAGE:
    case ENTRY_BEAT:
        return;
    case ENTRY_OPENED:
        database_set_int(sql, "restored_n", (int64_t)(own->n - 1));
        return;
    case ENTRY_HOURS:
        hours_table_take(sql, JOURNAL_OWN, own);
        return;
    case ENTRY_ANSWER:
        sittings_put_answer(sql, own);
        return;
    case ENTRY_START:
    case ENTRY_FINISH:
    case ENTRY_REMARK:
        after = change(applicants, own, known, tally);
        sittings_put(sql, after.id, &after.sitting);
        break;
    case ENTRY_CLAIM:
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_RELEASE:
    case ENTRY_FREED:
    case ENTRY_REISSUE:
    case ENTRY_ALLOW:
        after = change(applicants, own, known, tally);
        applicants_put(applicants, &after);
        break;
    }
    if (known != NULL)
        *known = after;
}
