#include "db/mark_table.h"

#include <assert.h>
#include <string.h>

void mark_table_take(struct sql *sql, enum journal_owner journal, const struct entry *e)
{
    if (e->kind != ENTRY_MARK)
        return;
    sqlite3_stmt *s = sql_use(sql, SQL_MARK_PUT);
    sql_bind_blob(sql, s, 1, e->mark.finish.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 2, e->mark.question);
    sql_bind_int(sql, s, 3, journal);
    sql_bind_int(sql, s, 4, (int64_t)e->n);
    sql_bind_text(sql, s, 5, e->id);
    sql_bind_int(sql, s, 6, e->mark.part);
    sql_bind_int(sql, s, 7, e->mark.round);
    sql_bind_int(sql, s, 8, e->mark.points);
    sql_bind_int(sql, s, 9, e->at.ms);
    sql_bind_text(sql, s, 10, e->order.by);
    sql_bind_text(sql, s, 11, e->order.reason);
    sql_run(sql, s);
}

size_t mark_table_find(struct sql *sql, const char *const node[2], const struct digest *finish,
                       uint16_t question, struct mark out[MARKS_MOST])
{
    size_t count = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_MARK_ALL);
    sql_bind_blob(sql, s, 1, finish->bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 2, question);
    sql_bind_int(sql, s, 3, MARKS_MOST);
    while (sql_row(sql, s)) {
        assert(count < MARKS_MOST);
        struct mark *m = &out[count++];
        memset(m, 0, sizeof *m);
        (void)strncpy(m->node, node[sqlite3_column_int(s, 0) != JOURNAL_OWN], NODE_NAME_MAX);
        m->n = (uint64_t)sqlite3_column_int64(s, 1);
        m->part = (uint8_t)sqlite3_column_int(s, 2);
        m->round = (uint32_t)sqlite3_column_int64(s, 3);
        m->points = sqlite3_column_int64(s, 4);
        m->at.ms = sqlite3_column_int64(s, 5);
        sql_column_text(s, 6, m->marker, sizeof m->marker);
        sql_column_text(s, 7, m->comment, sizeof m->comment);
        m->question = question;
    }
    sql_end(s);
    return count;
}

bool mark_table_next(struct sql *sql, enum journal_owner journal, uint64_t after_n,
                     struct mark_place *out)
{
    sqlite3_stmt *s = sql_use(sql, SQL_MARK_NEXT);
    sql_bind_int(sql, s, 1, journal);
    sql_bind_int(sql, s, 2, (int64_t)after_n);
    bool found = sql_row(sql, s);
    if (found) {
        out->n = (uint64_t)sqlite3_column_int64(s, 0);
        sql_column_text(s, 1, out->id, sizeof out->id);
        sql_column_blob(s, 2, out->finish.bytes, DIGEST_BYTES);
    }
    sql_end(s);
    return found;
}

uint64_t mark_table_last(struct sql *sql, enum journal_owner journal)
{
    uint64_t last = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_MARK_LAST);
    sql_bind_int(sql, s, 1, journal);
    if (sql_row(sql, s))
        last = (uint64_t)sqlite3_column_int64(s, 0); /* NULL: 0 */
    sql_end(s);
    return last;
}
