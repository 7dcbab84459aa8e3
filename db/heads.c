#include "db/heads.h"

#include "db/ledger_private.h"

void heads_find_digest(struct ledger *l, struct journal_head *head)
{
    uint64_t length = head->journal == JOURNAL_OWN ? l->state.own_n : l->state.held_n;
    head->held = head->n > 0 && head->n <= length;
    if (head->held)
        head->digest = ledger_digest(l, head->journal, head->n);
}

void heads_keep(struct ledger *l, const struct journal_head *head)
{
    struct sql *sql = &l->db->sql;
    sqlite3_stmt *s = sql_use(sql, SQL_HEAD_PUT);
    sql_bind_int(sql, s, 1, head->journal);
    sql_bind_int(sql, s, 2, head->by_peer);
    sql_bind_int(sql, s, 3, (int64_t)head->n);
    sql_bind_blob(sql, s, 4, head->key, sizeof head->key);
    sql_bind_blob(sql, s, 5, head->signature, sizeof head->signature);
    sql_run(sql, s);
}
