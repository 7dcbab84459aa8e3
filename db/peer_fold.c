#include "db/peer_fold.h"

#include "db/sittings.h"
#include "server/core/adoption.h"

#include <string.h>

/* settled: by an entry of ours that answers the peer's RETIRED. */
static const char late_table[] = "CREATE TABLE late (id TEXT PRIMARY KEY, there INTEGER NOT NULL,"
                                 " here INTEGER NOT NULL DEFAULT 0,"
                                 " settled INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID";

enum status peer_fold_open(struct peer_fold *f)
{
    memset(f, 0, sizeof *f);
    f->peer_cut_n = UINT64_MAX;
    if (fold_memory_open(&f->memory) != STATUS_OK)
        return f->memory.sql.status;
    sql_exec(&f->memory.sql, late_table);
    sql_begin(&f->memory.sql);
    return f->memory.sql.status;
}

void peer_fold_close(struct peer_fold *f)
{
    fold_memory_close(&f->memory);
}

static void note_late(struct peer_fold *f, const char *id, bool there)
{
    struct sql *sql = &f->memory.sql;
    sqlite3_stmt *s = sql_use(sql, SQL_LATE_PUT);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, there);
    sql_run(sql, s);
}

static void note_here(struct peer_fold *f, const char *id, bool act, bool settles)
{
    struct sql *sql = &f->memory.sql;
    sqlite3_stmt *s = sql_use(sql, SQL_LATE_HERE);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, act);
    sql_bind_int(sql, s, 3, settles);
    sql_run(sql, s);
}

void peer_fold_take(struct peer_fold *f, const struct entry *theirs, bool late)
{
    fold_memory_take(&f->memory, theirs);
    f->folded_n = theirs->n;
    f->clock_ms = theirs->clock_ms;
    if (theirs->kind == ENTRY_ADOPT && f->peer_cut_n == UINT64_MAX)
        f->peer_cut_n = theirs->adopt.peer_n;
    if (late && theirs->id[0] != '\0')
        note_late(f, theirs->id, adoption_is_act(theirs));
}

void peer_fold_scan(struct peer_fold *f, const struct entry *own, uint64_t settles_n)
{
    bool act = adoption_is_act(own);
    bool settles =
        (own->kind == ENTRY_TAKEOVER || own->kind == ENTRY_COUNT) && own->ref == settles_n;
    f->scanned_n = own->n;
    if (act || settles)
        note_here(f, own->id, act, settles);
}

struct applicant peer_fold_person(struct peer_fold *f, const char *id, uint32_t *past)
{
    struct applicant a = fold_applicant(&f->memory.applicants, id);
    *past = 0;
    if (a.claim == CLAIM_AWAY && a.transfer_n > 0)
        *past = sittings_find_moved(&f->memory.sql, id, &a.sitting);
    return a;
}

bool peer_fold_next(struct peer_fold *f, const char *after, struct peer_fold_late *out)
{
    struct sql *sql = &f->memory.sql;
    sqlite3_stmt *s = sql_use(sql, SQL_LATE_NEXT);
    sql_bind_text(sql, s, 1, after);
    bool found = sql_row(sql, s);
    if (found) {
        sql_column_text(s, 0, out->id, sizeof out->id);
        out->here = sqlite3_column_int(s, 1) != 0;
        out->there = sqlite3_column_int(s, 2) != 0;
    }
    sql_end(s);
    return found;
}
