#include "db/sql.h"

#include "common/log.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

/* In the order in which sittings.c reads them. */
#define SITTING_COLUMNS                                                                            \
    "number, start_n, seed, seconds, after_restore, exam, start_clock_ms, started_ms,"             \
    " left_ms, since_ms, time_n, waits, ended, finish_n, finished_ms, reason, score, max,"         \
    " unmarked, first_score, marked_n, marked_exam, paper, answered, pass_percent, void,"          \
    " shown, reopened, token, former_token, taken_ms, provisional, had_ms, ruled_n,"               \
    " renewal, renewed, former_renewal, former_ended, renewals, renewed_ms, late,"                 \
    " late_bytes, late_seq, late_lost_seq"

static const char *const texts[SQL_STATEMENTS] = {
    [SQL_BEGIN] = "BEGIN",
    [SQL_COMMIT] = "COMMIT",

    [SQL_META_GET] = "SELECT value FROM meta WHERE name = ?1",
    [SQL_META_SET] = "INSERT INTO meta (name, value) VALUES (?1, ?2)"
                     " ON CONFLICT (name) DO UPDATE SET value = ?2",
    [SQL_RUN_GET] = "SELECT number FROM run",
    [SQL_RUN_SET] = "UPDATE run SET number = ?1",
    [SQL_EXAM_FILE_KEPT] = "SELECT 1 FROM exam_file WHERE digest = ?1 AND bank = ?2"
                           " AND bank_bytes = ?3 AND plan = ?4 AND plan_bytes = ?5"
                           " AND settings = ?6"
                           " AND served = (SELECT max(served) FROM exam_file)",
    [SQL_EXAM_FILE_PUT] =
        "INSERT OR REPLACE INTO exam_file (digest, served, bank, bank_bytes, plan, plan_bytes,"
        " settings) VALUES (?1, (SELECT coalesce(max(served), 0) + 1 FROM exam_file), ?2, ?3, ?4,"
        " ?5, ?6)",

    [SQL_JOURNAL_LAST] = "SELECT n, entries, digest FROM journal ORDER BY n DESC LIMIT 1",
    [SQL_JOURNAL_BEFORE] = "SELECT n, digest FROM journal WHERE n < ?1 ORDER BY n DESC LIMIT 1",
    [SQL_JOURNAL_RANGE] = "SELECT n, entries, digest FROM journal WHERE n >= ?1 ORDER BY n",
    [SQL_JOURNAL_ADD] = "INSERT INTO journal (n, entries, digest, tally) VALUES (?1, ?2, ?3, ?4)",
    [SQL_TALLY_PUT] = "UPDATE journal SET tally = ?2 WHERE n = ?1",
    [SQL_TALLY_GET] = "SELECT tally FROM journal ORDER BY n DESC LIMIT 1",
    [SQL_PEER_LAST] = "SELECT n, entries, digest FROM peer_journal ORDER BY n DESC LIMIT 1",
    [SQL_PEER_BEFORE] = "SELECT n, digest FROM peer_journal WHERE n < ?1 ORDER BY n DESC LIMIT 1",
    [SQL_PEER_RANGE] = "SELECT n, entries, digest FROM peer_journal WHERE n >= ?1 ORDER BY n",
    [SQL_PEER_ADD] = "INSERT INTO peer_journal (n, entries, digest) VALUES (?1, ?2, ?3)",

    [SQL_APPLICANT_GET] = "SELECT claim, claim_n, stamp_ms, confirm_n, allow_n, name, salt, hash,"
                          " away_n, transfer_n, from_id, admitted, paused, ready_n, extra_ms,"
                          " fork FROM applicant WHERE row = ?1 AND id = ?2",
    [SQL_APPLICANT_ADD] = "INSERT INTO applicant (row, id, claim, claim_n, stamp_ms, confirm_n,"
                          " allow_n, away_n, name, salt, hash, transfer_n, from_id, admitted,"
                          " paused, ready_n, extra_ms, fork) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                          " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    [SQL_APPLICANT_PUT] = "UPDATE applicant SET claim = ?3, claim_n = ?4, stamp_ms = ?5,"
                          " confirm_n = ?6, allow_n = ?7, away_n = ?8, name = ?9, salt = ?10,"
                          " hash = ?11, transfer_n = ?12, from_id = ?13, admitted = ?14,"
                          " paused = ?15, ready_n = ?16, extra_ms = ?17, fork = ?18"
                          " WHERE row = ?1 AND id = ?2",
    [SQL_APPLICANT_ROWS] = "SELECT row, id FROM applicant ORDER BY row",
    [SQL_APPLICANT_IN_TRANSIT] = "SELECT count(*) FROM applicant WHERE claim = ?1"
                                 " AND transfer_n > 0 AND NOT EXISTS (SELECT 1 FROM peer_reissue"
                                 " WHERE peer_reissue.id = applicant.id AND n > away_n)",
    [SQL_APPLICANT_DOUBTFUL] = "SELECT count(*) FROM applicant WHERE claim = 2"
                               " AND confirm_n <= ?1 AND allow_n <= ?1",
    [SQL_APPLICANT_FORKED] = "SELECT count(*) FROM applicant WHERE fork = ?1 AND fork > 0",
    [SQL_APPLICANT_NEXT_FORKED] = "SELECT id FROM applicant WHERE fork = 1 AND fork > 0"
                                  " AND id > ?1 ORDER BY id LIMIT 1",

    [SQL_REISSUE_GET] = "SELECT n FROM peer_reissue WHERE id = ?1",
    [SQL_REISSUE_PUT] = "INSERT OR REPLACE INTO peer_reissue (id, n) VALUES (?1, ?2)",

    [SQL_LISTED_GET] = "SELECT here, name FROM listed WHERE id = ?1 AND journal = ?2",
    [SQL_LISTED_PUT] = "INSERT OR REPLACE INTO listed (id, journal, here, name)"
                       " VALUES (?1, ?2, ?3, ?4)",
    [SQL_RENAMED_NEXT] = "SELECT row, id FROM applicant WHERE row > ?1 AND claim = 2"
                         " AND from_id <> '' ORDER BY row LIMIT 1",
    [SQL_SERVED_LAST] = "SELECT n, from_ms FROM served ORDER BY n DESC LIMIT ?1",
    [SQL_SERVED_PUT] = "INSERT OR IGNORE INTO served (n, from_ms) VALUES (?1, ?2)",

    [SQL_DONE_GET] = "SELECT n FROM done WHERE key = ?1 AND id = ?2",
    [SQL_DONE_PUT] = "INSERT OR IGNORE INTO done (key, id, n) VALUES (?1, ?2, ?3)",
    [SQL_DONE_LIST] = "SELECT n, (SELECT count(*) FROM done WHERE key = ?1) FROM done"
                      " WHERE key = ?1 ORDER BY id LIMIT ?2",

    [SQL_BEGIN_PUT] = "INSERT OR REPLACE INTO room_begin (journal, n, seen, ref, at_ms, clock_ms,"
                      " moment_ms, operator, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [SQL_BEGIN_ALL] = "SELECT n, seen, ref, at_ms, clock_ms, moment_ms, operator, reason"
                      " FROM room_begin WHERE journal = ?1 ORDER BY n",
    [SQL_ANNOUNCEMENT_PUT] = "INSERT OR REPLACE INTO announcement (n, room, text)"
                             " VALUES (?1, ?2, ?3)",
    [SQL_ANNOUNCEMENT_ALL] = "SELECT n, room, text FROM announcement ORDER BY n DESC",

    [SQL_SITTING_GET] = "SELECT " SITTING_COLUMNS " FROM sitting WHERE id = ?1 AND past = ?2",
    [SQL_SITTING_PUT] =
        "INSERT OR REPLACE INTO sitting (id, past, moved, number, start_n, seed, seconds,"
        " after_restore, exam, start_clock_ms, started_ms, left_ms, since_ms, time_n, waits, ended,"
        " finish_n, finished_ms, reason, score, max, unmarked, first_score, marked_n, marked_exam,"
        " paper, answered, pass_percent, void, shown, reopened, token, former_token, taken_ms,"
        " provisional, next_ms, had_ms, ruled_n, renewal, renewed, former_renewal, former_ended,"
        " renewals, renewed_ms, late, late_bytes, late_seq, late_lost_seq)"
        " VALUES (?1, 0, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
        " ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, "
        "?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46)",
    /* marked_n stays: a sitting that was given up has its record. */
    [SQL_SITTING_PAST] =
        "UPDATE OR REPLACE sitting SET past = max(number, 1), moved = ?2,"
        " void = max(void, NOT ?2), next_ms = NULL,"
        " ruled_n = CASE WHEN ?2 THEN ruled_n ELSE ?3 END WHERE id = ?1 AND past = 0",
    [SQL_ANSWER_PAST] = "UPDATE OR REPLACE answer SET past = ?2 WHERE id = ?1 AND past = 0",
    [SQL_SITTING_NEXT_DEADLINE] = "SELECT id, next_ms FROM sitting WHERE next_ms IS NOT NULL"
                                  " AND time_n > ?1 ORDER BY next_ms LIMIT 1",
    [SQL_SITTING_NEXT_UNHELD] = "SELECT id FROM sitting WHERE start_n > 0 AND finish_n = 0"
                                " AND past = 0 AND time_n <= ?1 AND next_ms IS NOT NULL"
                                " ORDER BY time_n LIMIT 1",
    [SQL_SITTING_NEXT_MARKED] = "SELECT id, past, max(marked_n, ruled_n) FROM sitting"
                                " WHERE marked_n > 0 AND max(marked_n, ruled_n) > ?1"
                                " ORDER BY max(marked_n, ruled_n) LIMIT 1",
    [SQL_SITTING_FOREIGN] = "SELECT count(*) FROM sitting WHERE start_n > 0 AND finish_n = 0"
                            " AND past = 0 AND exam <> ?1",
    [SQL_SITTING_TAKEN] = "SELECT count(*) FROM sitting WHERE start_n > 0 AND finish_n = 0"
                          " AND past = 0 AND provisional = 1",
    [SQL_SITTING_SEATS] = "SELECT id, token FROM sitting WHERE start_n > 0 AND finish_n = 0"
                          " AND past = 0",

    [SQL_ANSWER_GET] =
        "SELECT vals, n, seq FROM answer WHERE id = ?1 AND past = 0 AND question = ?2"
        " AND apart <= ?3 ORDER BY apart DESC LIMIT 1",
    [SQL_ANSWER_PUT] =
        "INSERT INTO answer (id, past, apart, question, bytes, saved_ms, vals, n, seq)"
        " VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        " ON CONFLICT (id, past, apart, question) DO UPDATE SET bytes = bytes + ?4,"
        " saved_ms = ?5, vals = ?6, n = ?7, seq = max(seq, ?8)",
    [SQL_ANSWER_BRING] =
        "INSERT OR REPLACE INTO answer (id, past, apart, question, bytes, saved_ms,"
        " vals, n, seq) VALUES (?1, 0, 0, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_ANSWER_ALL] = "SELECT question, vals FROM answer WHERE id = ?1 AND past = ?2 AND apart = 0"
                       " ORDER BY question",
    [SQL_SITTING_MOVED] = "SELECT " SITTING_COLUMNS ", past"
                          " FROM sitting WHERE id = ?1 AND moved = 1 ORDER BY past DESC LIMIT 1",
    [SQL_ANSWER_NEXT] =
        "SELECT question, bytes, vals, (SELECT max(seq) FROM answer WHERE id = ?1"
        " AND past = ?2 AND apart <= ?3 AND question = a.question) FROM answer AS a WHERE id = ?1"
        " AND past = ?2 AND apart = ?3 AND question > ?4 ORDER BY question LIMIT 1",
    [SQL_ANSWER_COUNT] =
        "SELECT count(*) FROM answer AS a WHERE id = ?1 AND past = 0"
        " AND apart <= ?2 AND length(vals) > 0 AND NOT EXISTS (SELECT 1 FROM answer"
        " WHERE id = ?1 AND past = 0 AND question = a.question AND apart > a.apart"
        " AND apart <= ?2)",
    [SQL_ANSWER_SAVES] = "SELECT sum(bytes), max(saved_ms), max(seq) FROM answer WHERE id = ?1"
                         " AND past = 0",
    [SQL_ANSWER_KEEP] =
        "INSERT INTO answer (id, past, apart, question, bytes, saved_ms, vals, n, seq)"
        " SELECT id, past, 0, question, bytes, saved_ms, vals, n, seq FROM answer"
        " WHERE id = ?1 AND past = 0 AND apart = 1"
        " ON CONFLICT (id, past, apart, question) DO UPDATE"
        " SET bytes = bytes + excluded.bytes, saved_ms = excluded.saved_ms,"
        " vals = excluded.vals, n = excluded.n, seq = max(seq, excluded.seq)",
    [SQL_ANSWER_DROP] = "DELETE FROM answer WHERE id = ?1 AND past = 0 AND apart = 1",

    [SQL_INTENT_GET] = "SELECT stamp_ms, name, salt, hash FROM intent WHERE id = ?1",
    [SQL_INTENT_PUT] = "INSERT INTO intent (id, stamp_ms, name, salt, hash)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
    [SQL_INTENT_NEXT] = "SELECT id FROM intent ORDER BY stamp_ms, id LIMIT 1",
    [SQL_INTENT_DROP] = "DELETE FROM intent WHERE id = ?1",
    [SQL_HEAD_PUT] = "INSERT OR REPLACE INTO head (journal, by_peer, n, key, signature)"
                     " VALUES (?1, ?2, ?3, ?4, ?5)",
    [SQL_INTENT_COUNT] = "SELECT count(*) FROM intent",
    [SQL_WITHHELD_PUT] = "INSERT OR REPLACE INTO withheld (id, n) VALUES (?1, ?2)",
    [SQL_WITHHELD_DROP] = "DELETE FROM withheld WHERE id = ?1",
    [SQL_WITHHELD_NEXT] = "SELECT id, n FROM withheld WHERE id > ?1 ORDER BY id LIMIT 1",
    [SQL_HOURS_GET] = "SELECT n, at_ms, plan, opens_ms, closes_ms, operator, reason FROM hours"
                      " WHERE journal = ?1",
    [SQL_HOURS_PUT] = "INSERT OR REPLACE INTO hours (journal, n, at_ms, plan, opens_ms, closes_ms,"
                      " operator, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_WITHHELD_COUNT] = "SELECT count(*) FROM withheld",
    [SQL_STAFF_GET] = "SELECT name, role, salt, hash FROM staff"
                      " WHERE journal = ?1 AND name = ?2 AND role > 0",
    [SQL_STAFF_NEXT] = "SELECT name, role, salt, hash FROM staff"
                       " WHERE journal = ?1 AND name > ?2 AND role > 0 ORDER BY name LIMIT 1",
    [SQL_STAFF_PUT] = "INSERT OR REPLACE INTO staff (journal, name, role, salt, hash)"
                      " VALUES (?1, ?2, ?3, ?4, ?5)",

    [SQL_MARK_PUT] = "INSERT OR REPLACE INTO mark (finish, question, journal, n, id, part, round,"
                     " points, at_ms, marker, comment)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [SQL_MARK_ALL] = "SELECT journal, n, part, round, points, at_ms, marker, comment FROM mark"
                     " WHERE finish = ?1 AND question = ?2 ORDER BY journal, n LIMIT ?3",
    [SQL_MARK_NEXT] = "SELECT n, id, finish FROM mark WHERE journal = ?1 AND n > ?2"
                      " ORDER BY n LIMIT 1",
    [SQL_MARK_LAST] = "SELECT max(n) FROM mark WHERE journal = ?1",
    [SQL_PUBLICATION_PUT] = "INSERT OR REPLACE INTO publication (journal, n, number, own_n, peer_n,"
                            " at_ms, operator, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_PUBLICATION_ALL] = "SELECT journal, n, number, own_n, peer_n, at_ms, operator"
                            " FROM publication"
                            " ORDER BY journal, n",
    [SQL_REMARKED_PUT] =
        "INSERT INTO remarked (id, past, n, score, max, unmarked, pass_percent, exam)"
        " SELECT id, past, marked_n, score, max, unmarked, pass_percent, marked_exam FROM sitting"
        " WHERE id = ?1 AND past = 0",
    [SQL_REMARKED_PAST] = "UPDATE OR REPLACE remarked SET past = ?2 WHERE id = ?1 AND past = 0",
    [SQL_REMARKED_GET] = "SELECT n, score, max, unmarked, pass_percent, exam FROM remarked"
                         " WHERE id = ?1 AND past = ?2 AND n < ?3 ORDER BY n DESC LIMIT 1",

    /* of a fold in memory (db/peer_fold.h) */
    [SQL_LATE_PUT] = "INSERT INTO late (id, there) VALUES (?1, ?2)"
                     " ON CONFLICT (id) DO UPDATE SET there = max(there, ?2)",
    [SQL_LATE_HERE] = "UPDATE late SET here = max(here, ?2), settled = max(settled, ?3)"
                      " WHERE id = ?1",
    [SQL_LATE_NEXT] = "SELECT id, here, there FROM late WHERE id > ?1 AND settled = 0"
                      " ORDER BY id LIMIT 1",
    [SQL_FENCED_GET] = "SELECT 1 FROM fenced WHERE instance = ?1",
    [SQL_FENCED_PUT] = "INSERT OR IGNORE INTO fenced (instance) VALUES (?1)",
};

bool sql_is_full(int rc, sqlite3_file *file)
{
    int error = 0;
    if (rc == SQLITE_IOERR_WRITE && file != NULL && file->pMethods != NULL)
        (void)file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
    return (rc & 0xff) == SQLITE_FULL || error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/* The file object of the write-ahead log: transactions write to it alone. */
static sqlite3_file *log_of(sqlite3 *handle)
{
    sqlite3_file *log = NULL;
    (void)sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    return log;
}

enum status sql_fail(struct sql *sql, int rc, const char *doing)
{
    int primary = rc & 0xff;
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
        return STATUS_OK;
    if (sql->status != STATUS_OK)
        return sql->status;
    if (sql_is_full(rc, log_of(sql->handle)) || primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
        sql->status = STATUS_FULL;
    else if (primary == SQLITE_NOMEM)
        sql->status = STATUS_NOMEM;
    else
        sql->status = STATUS_IO;
    /* SQLite has no message of its own for an error that this code found. */
    bool its_own = (sqlite3_extended_errcode(sql->handle) & 0xff) == primary;
    log_event(LOG_ERROR, "database: %s: %s (SQLite code %d, errno %d)", doing,
              its_own ? sqlite3_errmsg(sql->handle) : sqlite3_errstr(rc), rc,
              sqlite3_system_errno(sql->handle));
    return sql->status;
}

void sql_exec(struct sql *sql, const char *text)
{
    if (sql->status == STATUS_OK)
        (void)sql_fail(sql, sqlite3_exec(sql->handle, text, NULL, NULL, NULL), text);
}

void sql_close(struct sql *sql)
{
    for (size_t i = 0; i < SQL_STATEMENTS; i++)
        sqlite3_finalize(sql->prepared[i]);
    sqlite3_close(sql->handle);
    memset(sql, 0, sizeof *sql);
}

void sql_begin(struct sql *sql)
{
    sql_run(sql, sql_use(sql, SQL_BEGIN));
}

bool sql_wrote(const struct sql *sql)
{
    return sqlite3_txn_state(sql->handle, "main") == SQLITE_TXN_WRITE;
}

enum status sql_commit(struct sql *sql)
{
    sql_run(sql, sql_use(sql, SQL_COMMIT));
    enum status status = sql->status;
    if (status != STATUS_OK)
        sql_rollback(sql);
    return status;
}

void sql_rollback(struct sql *sql)
{
    if (sql->status == STATUS_IO)
        return;
    for (size_t i = 0; i < SQL_STATEMENTS; i++)
        (void)sqlite3_reset(sql->prepared[i]);
    sql->status = STATUS_OK;
    /* Some failures have ended the transaction already. */
    if (!sqlite3_get_autocommit(sql->handle))
        sql_exec(sql, "ROLLBACK");
}

sqlite3_stmt *sql_use(struct sql *sql, enum sql_statement which)
{
    if (sql->status != STATUS_OK)
        return NULL;
    sqlite3_stmt **s = &sql->prepared[which];
    if (*s == NULL) {
        int rc =
            sqlite3_prepare_v3(sql->handle, texts[which], -1, SQLITE_PREPARE_PERSISTENT, s, NULL);
        if (sql_fail(sql, rc, texts[which]) != STATUS_OK)
            return NULL;
    }
    assert(!sqlite3_stmt_busy(*s));
    return *s;
}

sqlite3_stmt *sql_prepare(struct sql *sql, const char *text)
{
    sqlite3_stmt *s = NULL;
    if (sql->status == STATUS_OK)
        (void)sql_fail(sql, sqlite3_prepare_v2(sql->handle, text, -1, &s, NULL), text);
    return s;
}

void sql_bind_int(struct sql *sql, sqlite3_stmt *s, int at, int64_t value)
{
    if (s != NULL)
        (void)sql_fail(sql, sqlite3_bind_int64(s, at, value), "bind an integer");
}

void sql_bind_null(struct sql *sql, sqlite3_stmt *s, int at)
{
    if (s != NULL)
        (void)sql_fail(sql, sqlite3_bind_null(s, at), "bind nothing");
}

void sql_bind_text(struct sql *sql, sqlite3_stmt *s, int at, const char *text)
{
    if (s != NULL)
        (void)sql_fail(sql, sqlite3_bind_text(s, at, text, -1, SQLITE_STATIC), "bind a text");
}

void sql_bind_blob(struct sql *sql, sqlite3_stmt *s, int at, const void *data, size_t len)
{
    if (s == NULL)
        return;
    /* A NULL pointer would be bound as NULL, and an empty answer is not unknown. */
    int rc = len == 0 ? sqlite3_bind_zeroblob(s, at, 0)
                      : sqlite3_bind_blob64(s, at, data, len, SQLITE_STATIC);
    (void)sql_fail(sql, rc, "bind a blob");
}

bool sql_row(struct sql *sql, sqlite3_stmt *s)
{
    if (s == NULL || sql->status != STATUS_OK)
        return false;
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        return true;
    (void)sql_fail(sql, rc, sqlite3_sql(s));
    (void)sqlite3_reset(s);
    return false;
}

void sql_run(struct sql *sql, sqlite3_stmt *s)
{
    while (sql_row(sql, s)) {
    }
}

void sql_end(sqlite3_stmt *s)
{
    if (s != NULL)
        (void)sqlite3_reset(s);
}

void sql_column_text(sqlite3_stmt *s, int at, char *out, size_t size)
{
    assert(size > 0);
    const unsigned char *text = sqlite3_column_text(s, at);
    size_t len = text ? (size_t)sqlite3_column_bytes(s, at) : 0;
    if (len >= size)
        len = size - 1;
    if (len > 0)
        memcpy(out, text, len);
    out[len] = '\0';
}

void sql_column_blob(sqlite3_stmt *s, int at, void *out, size_t len)
{
    const void *blob = sqlite3_column_blob(s, at);
    if (blob != NULL && (size_t)sqlite3_column_bytes(s, at) == len)
        memcpy(out, blob, len);
    else
        memset(out, 0, len);
}
