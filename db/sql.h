/* sql.h - the SQLite connection and every statement that Sinodo runs.
 *
 * A failure is sticky: it is logged once, kept in `status`, and every later call does nothing until
 * sql_rollback(), so that a chain of statements is checked once, before anything is promised.
 *
 * Threads: the one that owns the database. Memory: rows' texts and blobs live until the statement
 * is stepped, reset or bound again. Errors:  STATUS_FULL (disk full or locked by another program:
 * nothing was done), STATUS_NOMEM, STATUS_IO (outcome unknown). */
#ifndef DB_SQL_H
#define DB_SQL_H

#include "common/status.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sql_statement {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_META_GET,
    SQL_META_SET,
    SQL_RUN_GET,
    SQL_RUN_SET,
    SQL_EXAM_FILE_KEPT,
    SQL_EXAM_FILE_PUT,
    SQL_JOURNAL_LAST,
    SQL_JOURNAL_BEFORE,
    SQL_JOURNAL_RANGE,
    SQL_JOURNAL_ADD,
    SQL_TALLY_PUT,
    SQL_TALLY_GET,
    SQL_PEER_LAST,
    SQL_PEER_BEFORE,
    SQL_PEER_RANGE,
    SQL_PEER_ADD,
    SQL_APPLICANT_GET,
    SQL_APPLICANT_ADD,
    SQL_APPLICANT_PUT,
    SQL_APPLICANT_ROWS,
    SQL_APPLICANT_IN_TRANSIT,
    SQL_APPLICANT_DOUBTFUL,
    SQL_APPLICANT_FORKED,
    SQL_APPLICANT_NEXT_FORKED,
    SQL_REISSUE_GET,
    SQL_REISSUE_PUT,
    SQL_LISTED_GET,
    SQL_LISTED_PUT,
    SQL_RENAMED_NEXT,
    SQL_SERVED_LAST,
    SQL_SERVED_PUT,
    SQL_DONE_GET,
    SQL_DONE_PUT,
    SQL_DONE_LIST,
    SQL_BEGIN_PUT,
    SQL_BEGIN_ALL,
    SQL_ANNOUNCEMENT_PUT,
    SQL_ANNOUNCEMENT_ALL,
    SQL_SITTING_GET,
    SQL_SITTING_PUT,
    SQL_SITTING_PAST,
    SQL_ANSWER_PAST,
    SQL_SITTING_NEXT_DEADLINE,
    SQL_SITTING_NEXT_UNHELD,
    SQL_SITTING_NEXT_MARKED,
    SQL_SITTING_FOREIGN,
    SQL_SITTING_TAKEN,
    SQL_SITTING_SEATS,
    SQL_ANSWER_GET,
    SQL_ANSWER_PUT,
    SQL_ANSWER_BRING,
    SQL_ANSWER_ALL,
    SQL_SITTING_MOVED,
    SQL_ANSWER_NEXT,
    SQL_ANSWER_COUNT,
    SQL_ANSWER_SAVES,
    SQL_ANSWER_KEEP,
    SQL_ANSWER_DROP,
    SQL_INTENT_GET,
    SQL_INTENT_PUT,
    SQL_INTENT_NEXT,
    SQL_INTENT_DROP,
    SQL_HEAD_PUT,
    SQL_INTENT_COUNT,
    SQL_WITHHELD_PUT,
    SQL_WITHHELD_DROP,
    SQL_WITHHELD_NEXT,
    SQL_WITHHELD_COUNT,
    SQL_HOURS_GET,
    SQL_HOURS_PUT,
    SQL_STAFF_GET,
    SQL_STAFF_NEXT,
    SQL_STAFF_PUT,
    SQL_MARK_PUT,
    SQL_MARK_ALL,
    SQL_MARK_NEXT,
    SQL_MARK_LAST,
    SQL_PUBLICATION_PUT,
    SQL_PUBLICATION_ALL,
    SQL_REMARKED_PUT,
    SQL_REMARKED_PAST,
    SQL_REMARKED_GET,
    SQL_LATE_PUT,
    SQL_LATE_HERE,
    SQL_LATE_NEXT,
    SQL_FENCED_GET,
    SQL_FENCED_PUT,
    SQL_STATEMENTS
};

struct sql {
    sqlite3 *handle;
    enum status status;
    sqlite3_stmt *prepared[SQL_STATEMENTS];
};

/* Was there no room for a write? SQLite knows only ENOSPC as that; a quota (EDQUOT) and a limit to
 * the size of files (EFBIG) refuse a write just so. file: which was written. */
bool sql_is_full(int rc, sqlite3_file *file);

/* Turns a result code into a status; anything but OK, ROW and DONE is logged with `doing`. */
enum status sql_fail(struct sql *sql, int rc, const char *doing);

/* Runs statements without results. */
void sql_exec(struct sql *sql, const char *text);

/* Finalizes all statements and closes; the last connection leaves no WAL behind. */
void sql_close(struct sql *sql);

void sql_begin(struct sql *sql);
bool sql_wrote(const struct sql *sql);   /* the open transaction did */
enum status sql_commit(struct sql *sql); /* on failure the transaction is rolled back */
void sql_rollback(struct sql *sql);      /* also clears a sticky failure other than STATUS_IO */

/* A statement ready to be bound, or NULL after a failure; every call below accepts that NULL. */
sqlite3_stmt *sql_use(struct sql *sql, enum sql_statement which);

/* A statement of its own, which the caller finalizes; NULL after a failure. */
sqlite3_stmt *sql_prepare(struct sql *sql, const char *text);

void sql_bind_int(struct sql *sql, sqlite3_stmt *s, int at, int64_t value);
void sql_bind_null(struct sql *sql, sqlite3_stmt *s, int at);
void sql_bind_text(struct sql *sql, sqlite3_stmt *s, int at, const char *text); /* by pointer */
void sql_bind_blob(struct sql *sql, sqlite3_stmt *s, int at, const void *data, size_t len);

/* True with a row; false at the end or after a failure, and the statement is reset. */
bool sql_row(struct sql *sql, sqlite3_stmt *s);

/* Runs the statement to its end. */
void sql_run(struct sql *sql, sqlite3_stmt *s);

/* Ends a statement that has rows left. */
void sql_end(sqlite3_stmt *s);

/* Copies a column into a fixed buffer: a text with its NUL, cut if it is too long; a blob that must
 * have exactly that length, else zeros. */
void sql_column_text(sqlite3_stmt *s, int at, char *out, size_t size);
void sql_column_blob(sqlite3_stmt *s, int at, void *out, size_t len);

#endif
