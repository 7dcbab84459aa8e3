#include "db/publication_table.h"

#include <string.h>

void publication_table_take(struct sql *sql, enum journal_owner journal, const struct entry *e)
{
    if (e->kind != ENTRY_PUBLISH)
        return;
    sqlite3_stmt *s = sql_use(sql, SQL_PUBLICATION_PUT);
    sql_bind_int(sql, s, 1, journal);
    sql_bind_int(sql, s, 2, (int64_t)e->n);
    sql_bind_int(sql, s, 3, e->publish.number);
    sql_bind_int(sql, s, 4, (int64_t)e->publish.own_n);
    sql_bind_int(sql, s, 5, (int64_t)e->publish.peer_n);
    sql_bind_int(sql, s, 6, e->at.ms);
    sql_bind_text(sql, s, 7, e->order.by);
    sql_bind_text(sql, s, 8, e->order.reason);
    sql_run(sql, s);
}

static struct entry entry_of(sqlite3_stmt *row)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = ENTRY_PUBLISH;
    e.n = (uint64_t)sqlite3_column_int64(row, 1);
    e.publish.number = (uint32_t)sqlite3_column_int64(row, 2);
    e.publish.own_n = (uint64_t)sqlite3_column_int64(row, 3);
    e.publish.peer_n = (uint64_t)sqlite3_column_int64(row, 4);
    return e;
}

/* I3, of those with at most that number. */
static struct publication_made load(struct sql *sql, const char *const node[2], uint32_t most)
{
    struct publication_made made;
    memset(&made, 0, sizeof made);
    sqlite3_stmt *s = sql_use(sql, SQL_PUBLICATION_ALL);
    while (sql_row(sql, s)) {
        const struct entry e = entry_of(s);
        struct publication before = made.cut;
        bool own = sqlite3_column_int(s, 0) == JOURNAL_OWN;
        if (e.publish.number > most)
            continue;
        publication_take(&made.cut, &e, node[own ? JOURNAL_OWN : JOURNAL_PEER], own);
        if (made.cut.number == before.number && strcmp(made.cut.node, before.node) == 0)
            continue;
        made.n = e.n;
        made.at.ms = sqlite3_column_int64(s, 5);
        sql_column_text(s, 6, made.by, sizeof made.by);
    }
    sql_end(s);
    return made;
}

struct publication publication_table_load(struct sql *sql, const char *const node[2])
{
    return load(sql, node, UINT32_MAX).cut;
}

struct publication_made publication_table_made(struct sql *sql, const char *const node[2])
{
    return load(sql, node, UINT32_MAX);
}

struct publication publication_table_before(struct sql *sql, const char *const node[2],
                                            uint32_t number)
{
    return load(sql, node, number > 0 ? number - 1 : 0).cut;
}
