/* The part of ledger.h that reads finished sittings. */
#include "db/ledger_record.h"

#include "db/ledger_mark.h"
#include "db/ledger_private.h"
#include "db/mark_table.h"
#include "server/core/paper.h"

#include <stdlib.h>
#include <string.h>

/* Most marks are of the other node's people when they come over the link after a while: other requests
 * wait for no more than that. */
enum { MARKS_AT_ONCE = 100 };

bool ledger_next_marked(struct ledger *l, uint64_t after_n, struct ledger_marked *out)
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_SITTING_NEXT_MARKED);
    sql_bind_int(sql, s, 1, (int64_t)after_n);
    bool found = sql_row(sql, s);
    if (found) {
        sql_column_text(s, 0, out->id, IDENT_SIZE);
        out->past = (uint32_t)sqlite3_column_int64(s, 1);
        out->n = (uint64_t)sqlite3_column_int64(s, 2);
    }
    sql_end(s);
    return found;
}

/* The sitting's place (db/sittings.h) with that finish. False: it is not of this node's people, or is
 * reopened. */
static bool find_finish(struct ledger *l, const struct mark_place *mark, struct ledger_marked *out)
{
    struct applicant a = fold_applicant(&l->applicants, mark->id);
    uint32_t last = a.sitting.number;
    for (uint32_t past = 0; past < last || past == 0; past++) {
        if (past > 0)
            sittings_find(&l->db->sql, mark->id, past, &a.sitting);
        const struct digest finish = ledger_finish_digest(l, &a);
        if (!digest_is_zero(&finish) && digest_equal(&finish, &mark->finish)) {
            memcpy(out->id, mark->id, IDENT_SIZE);
            out->past = past;
            out->n =
                a.sitting.marked_n > a.sitting.ruled_n ? a.sitting.marked_n : a.sitting.ruled_n;
            return true;
        }
    }
    return false;
}

/* After a start, or another publication, all sittings are due, and with them all marks that there
 * are. */
static void begin(struct ledger *l, struct ledger_due *due)
{
    struct publication p = ledger_publication(l);
    const struct publication *q = &due->published;
    if (due->begun && p.number == q->number && strcmp(p.node, q->node) == 0 &&
        p.own_n == q->own_n && p.peer_n == q->peer_n)
        return;
    *due = (struct ledger_due){.begun = true, .published = p};
    for (int i = 0; i < 2; i++)
        due->mark_n[i] = mark_table_last(&l->db->sql, (enum journal_owner)i);
}

static bool find_due(struct ledger *l, struct ledger_due *due, struct ledger_marked *out)
{
    begin(l, due);
    due->more = false;
    if (ledger_next_marked(l, due->n, out)) {
        due->n = out->n;
        return true;
    }
    int looked = 0;
    for (int i = 0; i < 2; i++) {
        struct mark_place mark;
        while (looked < MARKS_AT_ONCE &&
               mark_table_next(&l->db->sql, (enum journal_owner)i, due->mark_n[i], &mark)) {
            due->mark_n[i] = mark.n;
            looked++;
            if (find_finish(l, &mark, out))
                return true;
        }
    }
    due->more = looked == MARKS_AT_ONCE;
    return false;
}

/* --- one sitting --- */

static bool add_marks(struct ledger_record *record, const struct mark *marks, size_t count)
{
    size_t all = record->mark_count + count;
    struct mark *more = count > 0 ? realloc(record->marks, all * sizeof *more) : record->marks;
    if (count > 0 && more == NULL)
        return false;
    record->marks = more;
    if (count > 0)
        memcpy(more + record->mark_count, marks, count * sizeof *more);
    record->mark_count = all;
    return true;
}

static bool load_marks(struct ledger *l, struct ledger_record *record)
{
    const struct sitting *s = &record->applicant.sitting;
    if (!digest_equal(&s->paper, &l->exam->paper_digest))
        return true;
    const struct digest finish = ledger_finish_digest(l, &record->applicant);
    paper_make(l->exam, s->seed, l->paper);
    for (size_t i = 0; i < l->exam->paper_count; i++) {
        uint16_t question = (uint16_t)(l->paper[i].question + 1);
        if (l->exam->questions[question - 1].kind != QUESTION_ESSAY)
            continue;
        size_t count = ledger_find_marks(l, &finish, question, NULL);
        if (!add_marks(record, l->marks, count))
            return false;
    }
    return true;
}

static void load_publication(struct ledger *l, struct ledger_record *record)
{
    struct applicant then;
    record->publication = ledger_published(l);
    record->published =
        record->publication.cut.number > 0 &&
        ledger_at_cut(l, &record->applicant, &record->publication.cut, &then, &record->told);
    if (record->published)
        record->told_pass_percent = then.sitting.pass_percent;
}

/* Is it the last sitting that its person has finished? */
static bool counts(const struct applicant *present, uint32_t past)
{
    const struct sitting *s = &present->sitting;
    return past == 0 || (past + 1 == s->number && s->state != SITTING_FINISHED);
}

static bool load(struct ledger *l, const struct ledger_marked *which, struct ledger_record *out)
{
    struct sql *sql = &l->db->sql;
    struct entry e;
    memset(out, 0, sizeof *out);
    out->n = which->n;
    out->applicant = fold_applicant(&l->applicants, which->id);
    out->counts = counts(&out->applicant, which->past);
    sittings_find(sql, which->id, which->past, &out->applicant.sitting);
    out->finish_digest = ledger_digest(l, JOURNAL_OWN, out->applicant.sitting.finish_n);
    if (ledger_read_entry(l, JOURNAL_OWN, which->n, &e))
        out->at = e.at;
    out->answers = calloc(l->exam->paper_count, sizeof *out->answers);
    if (out->answers == NULL ||
        !sittings_answers(sql, which->id, which->past, out->answers, l->exam->paper_count,
                          &out->bytes) ||
        !load_marks(l, out))
        return false;
    out->total = ledger_total(l, &out->applicant);
    load_publication(l, out);
    return true;
}

bool ledger_next_record(struct ledger *l, struct ledger_due *due, struct ledger_record *out)
{
    struct ledger_marked next;
    if (!find_due(l, due, &next))
        return false;
    if (load(l, &next, out))
        return true;
    l->delta.bytes.failed = true;
    ledger_record_release(out);
    return false;
}

void ledger_record_release(struct ledger_record *record)
{
    free(record->answers);
    free(record->marks);
    buffer_release(&record->bytes);
    record->answers = NULL;
    record->marks = NULL;
}

bool ledger_has_digest(struct ledger *l, uint64_t n, const char *text)
{
    char held[DIGEST_TEXT_SIZE];
    if (n == 0 || n > l->state.own_n)
        return false;
    const struct digest digest = ledger_digest(l, JOURNAL_OWN, n);
    digest_text(&digest, held);
    return strcmp(held, text) == 0;
}
