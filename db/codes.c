#include "db/codes.h"

#include "db/ledger_private.h"
#include "server/core/transfer.h"

#include <string.h>

void codes_take_reissue(struct sql *sql, const struct entry *theirs)
{
    if (theirs->kind != ENTRY_REISSUE && theirs->kind != ENTRY_TAKEOVER)
        return;
    sqlite3_stmt *s = sql_use(sql, SQL_REISSUE_PUT);
    sql_bind_text(sql, s, 1, theirs->id);
    sql_bind_int(sql, s, 2, (int64_t)theirs->n);
    sql_run(sql, s);
}

uint64_t codes_last_n(struct sql *sql, const char *id)
{
    sqlite3_stmt *s = sql_use(sql, SQL_REISSUE_GET);
    sql_bind_text(sql, s, 1, id);
    uint64_t n = sql_row(sql, s) ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    sql_end(s);
    return n;
}

/* The entry of the peer's journal that has the code of an applicant who is away; 0: none. */
static uint64_t code_entry_n(struct sql *sql, const struct applicant *a)
{
    uint64_t n = codes_last_n(sql, a->id);
    return n > a->away_n ? n : a->away_n;
}

/* The code that entry n of the peer's journal gives the ID; false when it gives none. */
static bool read_code(struct ledger *l, uint64_t n, const char *id, struct code_hash *code)
{
    struct entry e;
    if (!ledger_read_entry(l, JOURNAL_PEER, n, &e) || strcmp(e.id, id) != 0)
        return false;
    if (e.kind == ENTRY_CLAIM)
        *code = e.claim.code;
    else if (e.kind == ENTRY_REISSUE)
        *code = e.reissue.code;
    else if (e.kind == ENTRY_TAKEOVER)
        *code = e.move.person.code;
    else
        return false;
    return true;
}

bool codes_find(struct ledger *l, const struct applicant *a, struct code_hash *code)
{
    bool here = a->claim == CLAIM_PENDING || a->claim == CLAIM_HOME;
    if (here || transfer_is_in_transit(a, codes_last_n(&l->db->sql, a->id))) {
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
