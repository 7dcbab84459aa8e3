#include "db/exam_file.h"

static void bind(struct sql *sql, sqlite3_stmt *s, const struct digest *exam,
                 const struct exam_file *f)
{
    sql_bind_blob(sql, s, 1, exam->bytes, DIGEST_BYTES);
    sql_bind_text(sql, s, 2, f->bank);
    sql_bind_blob(sql, s, 3, f->bank_bytes.data, f->bank_bytes.len);
    sql_bind_text(sql, s, 4, f->plan);
    sql_bind_blob(sql, s, 5, f->plan_bytes.data, f->plan_bytes.len);
    sql_bind_text(sql, s, 6, f->settings);
}

/* Is this the exam that was served last, from just these files? */
static bool is_kept(struct sql *sql, const struct digest *exam, const struct exam_file *f)
{
    sqlite3_stmt *s = sql_use(sql, SQL_EXAM_FILE_KEPT);
    bind(sql, s, exam, f);
    bool kept = sql_row(sql, s);
    sql_end(s);
    return kept;
}

enum status exam_file_keep(struct database *db, const struct digest *exam,
                           const struct exam_file *f)
{
    struct sql *sql = &db->sql;
    if (is_kept(sql, exam, f))
        return STATUS_OK;
    sql_begin(sql);
    sqlite3_stmt *s = sql_use(sql, SQL_EXAM_FILE_PUT);
    bind(sql, s, exam, f);
    sql_run(sql, s);
    return database_commit(db);
}
