/* The part of ledger.h that reads finished sittings. */
#include "db/ledger_record.h"

#include "db/ledger_private.h"

#include <stdlib.h>
#include <string.h>

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

bool ledger_next_record(struct ledger *l, uint64_t after_n, struct ledger_record *out)
{
    struct sql *sql = &l->db->sql;
    struct ledger_marked next;
    if (!ledger_next_marked(l, after_n, &next))
        return false;
    memset(out, 0, sizeof *out);
    out->n = next.n;
    out->applicant = fold_applicant(&l->applicants, next.id);
    sittings_find(sql, next.id, next.past, &out->applicant.sitting);
    out->finish_digest = ledger_digest(l, JOURNAL_OWN, out->applicant.sitting.finish_n);
    out->answers = calloc(l->exam->paper_count, sizeof *out->answers);
    if (out->answers == NULL || !sittings_answers(sql, next.id, next.past, out->answers,
                                                  l->exam->paper_count, &out->bytes)) {
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
