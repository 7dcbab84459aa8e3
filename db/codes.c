#include "db/codes.h"

#include "db/ledger_private.h"

#include <string.h>

void codes_take_reissue(struct sql *sql, const struct entry *theirs)
{
    if (theirs->kind != ENTRY_REISSUE)
        return;
    sqlite3_stmt *s = sql_use(sql, SQL_REISSUE_PUT);
    sql_bind_text(sql, s, 1, theirs->id);
    sql_bind_int(sql, s, 2, (int64_t)theirs->n);
    sql_run(sql, s);
}

/* The entry of the peer's journal that has the code of an applicant who is away; 0: none. */
static uint64_t code_entry_n(struct sql *sql, const struct applicant *a)
{
    sqlite3_stmt *s = sql_use(sql, SQL_REISSUE_GET);
    sql_bind_text(sql, s, 1, a->id);
    uint64_t n = sql_row(sql, s) ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    sql_end(s);
    return n > a->away_n ? n : a->away_n;
}

/* The code that entry n of the peer's journal gives the ID; false when it gives none. */
static bool read_code(struct ledger *l, uint64_t n, const char *id, struct code_hash *code)
{
    struct entry e;
    bool found = ledger_read_entry(l, JOURNAL_PEER, n, &e) && strcmp(e.id, id) == 0 &&
                 (e.kind == ENTRY_CLAIM || e.kind == ENTRY_REISSUE);
    if (found)
        *code = e.kind == ENTRY_CLAIM ? e.claim.code : e.reissue.code;
    return found;
}

bool codes_find(struct ledger *l, const struct applicant *a, struct code_hash *code)
{
    if (a->claim == CLAIM_PENDING || a->claim == CLAIM_HOME) {
        *code = a->code;
        return true;
    }
    uint64_t held_n = l->state.held_n, n = code_entry_n(&l->db->sql, a);
    if (a->claim == CLAIM_NONE && held_n > 0)
        n = 1 + id_index_hash(l->applicants.index, a->id) %
                    held_n; /* any entry: what it says is not used */
    struct code_hash read;
    if (n == 0 || n > held_n || !read_code(l, n, a->id, &read) || a->claim == CLAIM_NONE)
        return false;
    *code = read;
    return true;
}
