#include "db/fold_memory.h"

#include "db/database.h"

#include <string.h>

enum status fold_memory_open(struct fold_memory *s)
{
    memset(s, 0, sizeof *s);
    s->applicants.sql = &s->sql;
    /* Without SQLITE_OPEN_CREATE a file that is attached and is not there is not made either. */
    int rc = sqlite3_open_v2(":memory:", &s->sql.handle,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    enum status status = sql_fail(&s->sql, rc, "open a database in memory");
    if (status == STATUS_OK)
        status = id_index_open(&s->applicants.index);
    if (status != STATUS_OK)
        return status;
    database_create(&s->sql);
    return s->sql.status;
}

void fold_memory_close(struct fold_memory *s)
{
    id_index_close(s->applicants.index);
    sql_close(&s->sql);
    s->applicants.index = NULL;
}

void fold_memory_take(struct fold_memory *s, const struct entry *entry)
{
    applicants_reserve(&s->applicants);
    fold_apply(&s->applicants, entry, NULL, &s->tally);
}
