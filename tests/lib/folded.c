#include "tests/lib/folded.h"

#include "db/ledger_exam.h"
#include "db/sittings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTIONS = 64 };

static void take_journal(struct people *people, struct sql *sql, enum journal_owner owner,
                         struct digest digest)
{
    struct journal_table_open open = {.sql = sql, .owner = owner};
    struct journal_table_reader reader;
    const uint8_t *bytes;
    size_t len;
    struct entry e;
    journal_table_seek(&open, 1, &reader);
    while (journal_table_read(&reader, &bytes, &len)) {
        bool decoded = journal_decode(bytes, len, &e);
        assert(decoded);
        (void)decoded;
        digest = journal_chain(&digest, bytes, len);
        people_take(people, owner, &e, e.kind == ENTRY_FINISH ? &digest : NULL);
    }
    journal_table_stop(&reader);
}

struct people *folded_read(struct sql *sql, const char *cluster, const char *const node[2])
{
    struct people *people = NULL;
    enum status status = people_open(node, &people);
    assert(status == STATUS_OK);
    take_journal(people, sql, JOURNAL_OWN, journal_origin(cluster, node[0]));
    take_journal(people, sql, JOURNAL_PEER, journal_origin(cluster, node[1]));
    people_settle(people);
    status = people_status(people);
    assert(status == STATUS_OK);
    (void)status;
    return people;
}

/* All but the terminal, which no report needs. */
static bool same_sitting(const struct sitting *a, const struct sitting *b)
{
    return a->state == b->state && a->number == b->number && a->start_n == b->start_n &&
           a->seed == b->seed && a->seconds == b->seconds && a->after_restore == b->after_restore &&
           digest_equal(&a->exam, &b->exam) && a->start_clock_ms == b->start_clock_ms &&
           a->started_at.ms == b->started_at.ms && a->left_ms == b->left_ms &&
           a->since_clock_ms == b->since_clock_ms && a->time_n == b->time_n &&
           a->waits == b->waits && a->ended == b->ended && a->had_ms == b->had_ms &&
           a->finish_n == b->finish_n && a->finished_at.ms == b->finished_at.ms &&
           (a->finish_n == 0 || a->reason == b->reason) && a->score == b->score &&
           a->max == b->max && a->unmarked == b->unmarked && a->first_score == b->first_score &&
           a->marked_n == b->marked_n && digest_equal(&a->marked_exam, &b->marked_exam) &&
           digest_equal(&a->paper, &b->paper) && a->answered == b->answered &&
           a->pass_percent == b->pass_percent && a->ruled_n == b->ruled_n &&
           a->voided == b->voided && a->shown == b->shown && a->reopened == b->reopened;
}

static bool same_answers(const struct answer *a, const struct answer *b)
{
    for (size_t i = 0; i < QUESTIONS; i++)
        if (a[i].len != b[i].len ||
            (a[i].len > 0 && memcmp(a[i].values, b[i].values, a[i].len) != 0))
            return false;
    return true;
}

static void compare_answers(struct sql *sql, const struct person_report *r, struct buffer *report)
{
    const struct exam exam = {.paper_count = QUESTIONS};
    struct answer folded[QUESTIONS], stored[QUESTIONS];
    struct buffer bytes = {0};
    people_answers(&r->now, &exam, folded);
    bool read = sittings_answers(sql, r->id, 0, stored, QUESTIONS, &bytes);
    assert(read);
    (void)read;
    if (!same_answers(folded, stored))
        buffer_printf(report, "%s: other answers\n", r->id);
    buffer_release(&bytes);
}

/* The marks of this finish, in the table's order of question, journal and number. */
static void compare_marks(struct sql *sql, const struct person_report *r, struct buffer *report)
{
    sqlite3_stmt *s = NULL;
    size_t count = 0;
    int rc = sqlite3_prepare_v2(
        sql->handle, "SELECT question, n, points FROM mark WHERE finish = ?1", -1, &s, NULL);
    assert(rc == SQLITE_OK);
    (void)rc;
    sql_bind_blob(sql, s, 1, r->now.finish.bytes, DIGEST_BYTES);
    while (sql_row(sql, s)) {
        bool found = false;
        for (size_t i = 0; i < r->now.mark_count; i++)
            found |= r->now.marks[i].question == sqlite3_column_int(s, 0) &&
                     (int64_t)r->now.marks[i].n == sqlite3_column_int64(s, 1) &&
                     r->now.marks[i].points == sqlite3_column_int64(s, 2);
        if (!found)
            buffer_printf(report, "%s: a mark is missing\n", r->id);
        count++;
    }
    sqlite3_finalize(s);
    if (count != r->now.mark_count)
        buffer_printf(report, "%s: %zu marks, and %zu in the table\n", r->id, r->now.mark_count,
                      count);
}

static void compare_person(const struct people *people, struct sql *sql, const struct applicant *a,
                           struct buffer *report)
{
    struct person_report r;
    if (!people_by_id(people, a->id, &r) || r.journal != JOURNAL_OWN) {
        buffer_printf(report, "%s is home here, and not among the people\n", a->id);
        return;
    }
    enum people_state state = a->sitting.state == SITTING_NONE      ? PEOPLE_REGISTERED
                              : a->sitting.state == SITTING_RUNNING ? PEOPLE_RUNNING
                                                                    : PEOPLE_FINISHED;
    if (r.state != (a->fork == FORK_OPEN ? PEOPLE_FORKED : state))
        buffer_printf(report, "%s is %s\n", a->id, people_state_text(r.state));
    if (strcmp(r.name, a->name) != 0 || r.admitted != a->admitted || r.extra_ms != a->extra_ms)
        buffer_printf(report, "%s: another name, admission or time\n", a->id);
    if (!same_sitting(&r.now.sitting, &a->sitting))
        buffer_printf(report, "%s: another sitting\n", a->id);
    compare_answers(sql, &r, report);
    if (r.state == PEOPLE_FINISHED)
        compare_marks(sql, &r, report);
}

/* Is everybody of this node in the tables? */
static void compare_back(const struct people *people, struct ledger *ledger, struct buffer *report)
{
    for (size_t i = 0; i < people_count(people); i++) {
        struct person_report r = people_at(people, i);
        enum claim_state wanted = r.state == PEOPLE_PENDING   ? CLAIM_PENDING
                                  : r.state == PEOPLE_TRANSIT ? CLAIM_AWAY
                                                              : CLAIM_HOME;
        enum claim_state claim = ledger_find(ledger, r.id).claim;
        if (r.journal == JOURNAL_OWN && claim != wanted)
            buffer_printf(report, "%s is %s, and %s in the tables\n", r.id,
                          people_state_text(r.state), claim_state_text(claim));
    }
}

void folded_compare(const struct people *people, struct ledger *ledger, struct sql *sql,
                    bool adopted, struct buffer *report)
{
    sqlite3_stmt *s = sql_use(sql, SQL_APPLICANT_ROWS);
    char(*ids)[IDENT_SIZE] = NULL;
    size_t count = 0;
    while (sql_row(sql, s)) {
        ids = realloc(ids, (count + 1) * sizeof *ids);
        assert(ids != NULL);
        sql_column_text(s, 1, ids[count++], IDENT_SIZE);
    }
    for (size_t i = 0; i < count && !adopted; i++) {
        struct applicant a = ledger_find(ledger, ids[i]);
        if (a.claim == CLAIM_HOME)
            compare_person(people, sql, &a, report);
    }
    compare_back(people, ledger, report);
    free(ids);
}

static void compare_sides(const struct person_report *a, const struct person_report *b,
                          struct buffer *report)
{
    const struct exam exam = {.paper_count = QUESTIONS};
    struct answer first[QUESTIONS], second[QUESTIONS];
    people_answers(&a->now, &exam, first);
    people_answers(&b->now, &exam, second);
    bool same = strcmp(a->id, b->id) == 0 && a->state == b->state && a->journal != b->journal &&
                strcmp(a->name, b->name) == 0 && strcmp(a->notes[0], b->notes[0]) == 0 &&
                a->admitted == b->admitted && a->extra_ms == b->extra_ms &&
                digest_equal(&a->now.finish, &b->now.finish) &&
                a->now.mark_count == b->now.mark_count &&
                same_sitting(&a->now.sitting, &b->now.sitting);
    if (!same || !same_answers(first, second))
        buffer_printf(report, "%s is %s here, and %s is %s there, or their sittings differ\n",
                      a->id, people_state_text(a->state), b->id, people_state_text(b->state));
}

void folded_compare_both(const struct people *here, const struct people *there,
                         struct buffer *report)
{
    size_t count = people_count(here);
    if (count != people_count(there)) {
        buffer_printf(report, "%zu people here, %zu there\n", count, people_count(there));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct person_report a = people_at(here, i), b = people_at(there, i);
        compare_sides(&a, &b, report);
    }
}
