/* The store with its threads, on a disk whose syncs take as long as a test wants. */
#include "common/log.h"
#include "common/thread.h"
#include "db/heads.h"
#include "db/ledger_exam.h"
#include "db/reader.h"
#include "db/store/backup.h"
#include "db/store/schedule.h"
#include "db/store/store.h"
#include "server/core/examclock.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/lib/query.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- a file system that holds syncs of the log --- */

static struct ledger_terminal terminal = {.token = {{1}}};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static unsigned begun;                /* syncs that have begun */
static unsigned permitted = UINT_MAX; /* syncs that may end */

static sqlite3_vfs slow;
static struct slow_methods {
    const sqlite3_io_methods *real;
    sqlite3_io_methods slow;
} log_methods, file_methods;
static bool copies_held; /* syncs of the database wait */
static unsigned copies;  /* of them have begun */

static int sync_log(sqlite3_file *file, int flags)
{
    thread_lock(&lock);
    unsigned mine = begun++;
    pthread_cond_broadcast(&changed);
    while (mine >= permitted)
        (void)thread_wait(&changed, &lock, NULL);
    thread_unlock(&lock);
    return log_methods.real->xSync(file, flags);
}

static int sync_database(sqlite3_file *file, int flags)
{
    thread_lock(&lock);
    copies++;
    pthread_cond_broadcast(&changed);
    while (copies_held)
        (void)thread_wait(&changed, &lock, NULL);
    thread_unlock(&lock);
    return file_methods.real->xSync(file, flags);
}

static void hold_copies(bool hold)
{
    thread_lock(&lock);
    copies_held = hold;
    copies = 0;
    pthread_cond_broadcast(&changed);
    thread_unlock(&lock);
}

/* Replaces the sync of a kind of files, when the first of them is opened: a thread that makes a backup
 * opens some while others sync. */
static void learn_methods(struct slow_methods *kind, const sqlite3_io_methods *found,
                          int (*sync)(sqlite3_file *, int))
{
    thread_lock(&lock);
    if (kind->real == NULL) {
        kind->real = found;
        kind->slow = *found;
        kind->slow.xSync = sync;
    }
    thread_unlock(&lock);
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    sqlite3_vfs *real = vfs->pAppData;
    int rc = real->xOpen(real, name, file, flags, out);
    bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
    if (rc == SQLITE_OK && (is_log || (flags & SQLITE_OPEN_MAIN_DB) != 0)) {
        struct slow_methods *kind = is_log ? &log_methods : &file_methods;
        learn_methods(kind, file->pMethods, is_log ? sync_log : sync_database);
        file->pMethods = &kind->slow;
    }
    return rc;
}

static void permit(unsigned syncs)
{
    thread_lock(&lock);
    permitted = syncs;
    pthread_cond_broadcast(&changed);
    thread_unlock(&lock);
}

/* No further one may end; the number of the next. */
static unsigned hold_syncs(void)
{
    thread_lock(&lock);
    permitted = begun;
    unsigned next = begun;
    thread_unlock(&lock);
    return next;
}

static void await_sync(unsigned number)
{
    thread_lock(&lock);
    while (begun <= number)
        (void)thread_wait(&changed, &lock, NULL);
    thread_unlock(&lock);
}

/* --- a store --- */

enum { SITTING_S = 1, LOG_PAGES = 90, FRAME_BYTES = 4096 + 24 };

static char dir[64];
static struct exam *exam;
static struct database database;
static struct ledger *ledger;
static struct journal_cache *cache;
static struct store *store;
static unsigned committed; /* how often it was said */

static void on_committed(void *context)
{
    (void)context;
    thread_lock(&lock);
    committed++;
    thread_unlock(&lock);
}

static unsigned finished; /* how often it was said that a sitting is */

static void on_finished(void *context)
{
    (void)context;
    thread_lock(&lock);
    finished++;
    pthread_cond_broadcast(&changed);
    thread_unlock(&lock);
}

static void ignore(void *context)
{
    (void)context;
}

static void run_first(struct ledger *l, struct task *task)
{
    const struct journal_head head = {.n = 1};
    (void)task;
    heads_keep(l, &head);
}

static void run_alone(void (*run)(struct ledger *l, struct task *task))
{
    struct task task;
    task_init(&task);
    task.run = run;
    ck_assert_int_eq(store_run(store, &task, 0), STATUS_OK);
    task_destroy(&task);
}

static void setup(void)
{
    char error[DATABASE_ERROR_SIZE];
    thread_cond_init(&changed);
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    slow = *real;
    slow.zName = "slow";
    slow.pAppData = real;
    slow.xOpen = open_file;
    ck_assert_int_eq(sqlite3_vfs_register(&slow, 1), SQLITE_OK);
    (void)snprintf(dir, sizeof dir, "/tmp/sinodo-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    exam = sample_exam(3);
    exam->seconds = SITTING_S;
    const struct identity identity = {"test", "caracas", false};
    struct ledger_options options = {.exam = exam, .address = "a:1"};
    ck_assert_msg(database_open(dir, &identity, LOG_PAGES, &database, error) == STATUS_OK, "%s",
                  error);
    ck_assert_msg(ledger_open(&database, &options, &ledger, error) == STATUS_OK, "%s", error);
    ck_assert_int_eq(journal_cache_open(&cache), STATUS_OK);
    struct store_events events = {on_committed, on_finished, ignore, NULL};
    ck_assert_int_eq(store_open(&database, ledger, cache, &events, &store), STATUS_OK);
    ck_assert_int_eq(store_start(store, 0), STATUS_OK);
    run_alone(run_first); /* the log has begun, which takes a sync of its own */
}

static void teardown(void)
{
    char command[96];
    permit(UINT_MAX);
    store_close(store);
    journal_cache_close(cache);
    ledger_close(ledger);
    database_close(&database);
    sample_free(exam);
    (void)snprintf(command, sizeof command, "rm -rf %s", dir);
    ck_assert_int_eq(system(command), 0);
}

/* --- registrations --- */

struct request {
    struct task task;
    char id[IDENT_SIZE];
    enum refusal refusal;
    uint64_t remaining_ms; /* of V1's sitting, where that was asked */
    bool ran, told;        /* guarded by `lock` */
};

static void run_register(struct ledger *l, struct task *task)
{
    struct request *r = task->context;
    struct code_hash code = {{1}, {{1}}};
    const struct ledger_wish wish = {.id = r->id, .name = "Ana", .code = &code};
    struct ledger_enrolled a;
    r->refusal = ledger_register(l, &wish, &a);
    thread_lock(&lock);
    r->ran = true;
    pthread_cond_broadcast(&changed);
    thread_unlock(&lock);
}

static void run_remaining(struct ledger *l, struct task *task)
{
    struct request *r = task->context;
    struct ledger_sitting sitting;
    r->refusal = ledger_sitting(l, "V1", &terminal, &sitting);
    thread_lock(&lock);
    r->remaining_ms = sitting.remaining_ms;
    r->ran = true;
    pthread_cond_broadcast(&changed);
    thread_unlock(&lock);
}

static void on_done(struct task *task)
{
    struct request *r = task->context;
    thread_lock(&lock);
    r->told = true;
    pthread_cond_broadcast(&changed);
    thread_unlock(&lock);
}

static void submit_to(void (*run)(struct ledger *l, struct task *task), struct request *r,
                      const char *id)
{
    memset(r, 0, sizeof *r);
    task_init(&r->task);
    (void)snprintf(r->id, sizeof r->id, "%s", id);
    r->task.run = run;
    r->task.done = on_done;
    r->task.context = r;
    ck_assert_int_eq(store_submit(store, &r->task), STATUS_OK);
}

static void submit(struct request *r, const char *id)
{
    submit_to(run_register, r, id);
}

static bool is_told(const struct request *r)
{
    thread_lock(&lock);
    bool told = r->told;
    thread_unlock(&lock);
    return told;
}

static void await(const bool *what)
{
    thread_lock(&lock);
    while (!*what)
        (void)thread_wait(&changed, &lock, NULL);
    thread_unlock(&lock);
}

START_TEST(nothing_is_told_before_it_is_synced)
{
    struct request first;
    uint64_t before = store_position(store).own_n;
    unsigned sync = hold_syncs();
    submit(&first, "V1");
    await_sync(sync);
    ck_assert(first.ran);
    ck_assert(!is_told(&first));
    ck_assert_uint_eq(store_position(store).own_n, before); /* and not shipped either */
    permit(UINT_MAX);
    await(&first.told);
    ck_assert_int_eq(first.task.status, STATUS_OK);
    ck_assert_int_eq(first.refusal, REFUSAL_NONE);
    ck_assert_uint_gt(store_position(store).own_n, before);
    task_destroy(&first.task);
}
END_TEST

START_TEST(commits_are_counted_and_measured_once_they_are_on_disk)
{
    enum { HELD_MS = 30 };
    struct request r[2];
    struct store_commits before, held, after;
    store_commits(store, &before);
    unsigned sync = hold_syncs();
    submit(&r[0], "V1");
    await_sync(sync);
    struct mono held_until = clock_deadline(HELD_MS);
    store_commits(store, &held);
    ck_assert_uint_eq(held.count, before.count);
    submit(&r[1], "V2");
    while (clock_left_ms(held_until) > 0)
        (void)poll(NULL, 0, HELD_MS);
    permit(UINT_MAX);
    for (size_t i = 0; i < 2; i++) {
        await(&r[i].told);
        task_destroy(&r[i].task);
    }
    store_commits(store, &after);
    ck_assert_uint_ge(after.count, before.count + 2);
    ck_assert_uint_ge(after.sum_ms, before.sum_ms + HELD_MS);
    ck_assert_uint_le(after.within[0], after.count - 1);
    for (size_t i = 1; i < STORE_COMMIT_BOUNDS; i++)
        ck_assert_uint_ge(after.within[i], after.within[i - 1]);
    ck_assert_uint_eq(store_queued(store), 0);
}
END_TEST

/* A sync of two requests that came together, which the log's thread makes, is held. */
static void hold_shared_sync(struct request r[3])
{
    unsigned sync = hold_syncs();
    submit(&r[0], "V11");
    await_sync(sync);
    submit(&r[1], "V12");
    submit(&r[2], "V3");
    permit(sync + 1);
    await(&r[0].told);
    await_sync(sync + 1);
}

START_TEST(a_batch_runs_while_the_last_is_synced)
{
    struct request r[4];
    hold_shared_sync(r);
    submit(&r[3], "V4");
    await(&r[3].ran);
    for (size_t i = 1; i < 4; i++)
        ck_assert(!is_told(&r[i]));
    permit(UINT_MAX);
    for (size_t i = 0; i < 4; i++) {
        await(&r[i].told);
        ck_assert_int_eq(r[i].task.status, STATUS_OK);
        ck_assert_int_eq(r[i].refusal, REFUSAL_NONE);
        task_destroy(&r[i].task);
    }
    ck_assert_uint_gt(committed, 0);
}
END_TEST

static void register_people(int first, int last)
{
    for (int i = first; i <= last; i++) {
        struct request r;
        char id[IDENT_SIZE];
        (void)snprintf(id, sizeof id, "V%d", i);
        submit(&r, id);
        await(&r.told);
        task_destroy(&r.task);
    }
}

static int rows_of(const char *query)
{
    char path[128];
    sqlite3 *handle;
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, dir);
    ck_assert_int_eq(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    int rows = (int)query_int(handle, query);
    (void)sqlite3_close(handle);
    return rows;
}

START_TEST(another_program_sees_the_row_of_each_who_was_told)
{
    for (int i = 1; i <= 5; i++) {
        register_people(i, i);
        ck_assert_int_eq(rows_of("SELECT count(*) FROM applicants WHERE claim = 'home'"), i);
    }
}
END_TEST

static void run_start(struct ledger *l, struct task *task)
{
    struct ledger_sitting sitting;
    uint64_t n;
    (void)task;
    ck_assert_int_eq(ledger_start(l, "V1", &terminal, 42, 0, &sitting, &n), REFUSAL_NONE);
}

static void run_start_long(struct ledger *l, struct task *task)
{
    struct ledger_sitting sitting;
    uint64_t n;
    (void)task;
    ck_assert_int_eq(ledger_start(l, "V1", &terminal, 42, 3600, &sitting, &n), REFUSAL_NONE);
}

static void wait_until(struct mono when)
{
    while (clock_left_ms(when) > 0)
        (void)poll(NULL, 0, clock_left_ms(when) + 1);
}

/* S7: the store ticks while the log's thread waits for the disk. */
START_TEST(the_exam_clock_stands_while_a_sync_stalls)
{
    enum { FIRST, STALLED, ANOTHER, EARLY, LATE, AFTER, REQUESTS };
    struct request r[REQUESTS];
    register_people(1, 1);
    run_alone(run_start_long);
    hold_shared_sync(r);
    wait_until(clock_deadline(EXAMCLOCK_WAIT_MS + 1)); /* so long the fault lasts, */
    submit_to(run_remaining, &r[EARLY], "");
    await(&r[EARLY].ran);
    wait_until(clock_deadline(2 * EXAMCLOCK_TICK_MS + 1)); /* and ticks longer */
    submit_to(run_remaining, &r[LATE], "");
    await(&r[LATE].ran);
    ck_assert(!is_told(&r[STALLED]));
    ck_assert_uint_eq(r[LATE].remaining_ms, r[EARLY].remaining_ms);
    struct mono healed = clock_mono();
    permit(UINT_MAX);
    await(&r[STALLED].told);
    await(&r[LATE].told);
    wait_until(clock_deadline(10));
    submit_to(run_remaining, &r[AFTER], "");
    await(&r[AFTER].told);
    int64_t counted = (int64_t)(r[LATE].remaining_ms - r[AFTER].remaining_ms);
    ck_assert_int_ge(counted, 10); /* it runs again */
    ck_assert_int_le(counted, clock_mono().ms - healed.ms);
    for (size_t i = 0; i < REQUESTS; i++)
        task_destroy(&r[i].task);
}
END_TEST

START_TEST(what_is_due_during_a_sync_is_told_after_it)
{
    struct request r;
    register_people(1, 1);
    run_alone(run_start);
    struct mono due = clock_deadline(SITTING_S * 1000);
    unsigned sync = hold_syncs();
    submit(&r, "V2");
    await_sync(sync);
    while (clock_left_ms(due) > 0)
        (void)poll(NULL, 0, clock_left_ms(due) + 1);
    uint64_t before = store_position(store).own_n;
    permit(UINT_MAX);
    await(&r.told);
    thread_lock(&lock);
    struct mono deadline = clock_deadline(3000);
    while (finished == 0 && clock_left_ms(deadline) > 0)
        (void)thread_wait(&changed, &lock, &deadline);
    ck_assert_uint_eq(finished, 1);
    thread_unlock(&lock);
    ck_assert_uint_eq(store_position(store).own_n, before + 3); /* claim, confirmation, end */
    task_destroy(&r.task);
}
END_TEST

static unsigned copies_begun(void)
{
    thread_lock(&lock);
    unsigned count = copies;
    thread_unlock(&lock);
    return count;
}

static void await_copy(void)
{
    struct mono deadline = clock_deadline(3000);
    thread_lock(&lock);
    while (copies == 0 && clock_left_ms(deadline) > 0)
        (void)thread_wait(&changed, &lock, &deadline);
    ck_assert_uint_gt(copies, 0);
    thread_unlock(&lock);
}

START_TEST(a_long_log_is_copied_into_the_database)
{
    hold_copies(false);
    register_people(1, LOG_PAGES / 6); /* each takes some pages of the log */
    run_alone(run_first); /* after the last commit was followed by a copy, or was not */
    ck_assert_uint_eq(copies_begun(), 0);
    register_people(LOG_PAGES / 6 + 1, LOG_PAGES);
    await_copy();
}
END_TEST

static off_t log_bytes(void)
{
    char path[128];
    struct stat found;
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE "-wal", dir);
    ck_assert_int_eq(stat(path, &found), 0);
    return found.st_size;
}

/* A sync of a file that has grown takes longer. */
START_TEST(the_log_has_its_length_from_the_start)
{
    off_t before = log_bytes();
    ck_assert_int_ge(before, LOG_PAGES * FRAME_BYTES);
    register_people(1, LOG_PAGES / 4);
    ck_assert_int_eq(log_bytes(), before);
}
END_TEST

/* The kernel says EFBIG, as it says EDQUOT and ENOSPC elsewhere: nothing was written. */
START_TEST(a_write_that_finds_no_room_undoes_its_transaction_only) /* D2 */
{
    static const char room[16 * 1024];
    enum { MOST = 400 * 1024, INDEX_BYTES = 16 * 32768 };
    char own[] = "/tmp/sinodo-full-XXXXXX", error[DATABASE_ERROR_SIZE], path[64];
    struct identity identity = {.cluster = "c", .node = "n"};
    struct database db;
    struct rlimit limit;
    struct stat st;
    enum status status = STATUS_OK;
    ck_assert_ptr_nonnull(mkdtemp(own));
    ck_assert_int_eq(database_open(own, &identity, DATABASE_LOG_PAGES, &db, error), STATUS_OK);
    ck_assert_ptr_ne((void *)signal(SIGXFSZ, SIG_IGN), (void *)SIG_ERR);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = MOST;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; status == STATUS_OK && i < MOST / (int)sizeof room; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%d", i);
        sql_begin(&db.sql);
        database_set_blob(&db.sql, name, room, sizeof room);
        status = sql_commit(&db.sql);
    }
    ck_assert_int_eq(status, STATUS_FULL);
    limit.rlim_cur = before;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    sql_begin(&db.sql);
    database_set_blob(&db.sql, "0", room, sizeof room);
    ck_assert_int_eq(sql_commit(&db.sql), STATUS_OK);
    /* A reader may keep the log until it has 256 MiB: its index has the room. */
    ck_assert_int_eq(database_reserve(&db), STATUS_OK);
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE "-shm", own);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_ge(st.st_size, INDEX_BYTES);
    ck_assert_int_ge(st.st_blocks, INDEX_BYTES / 512);
    database_close(&db);
    remove_tree(own);
}
END_TEST

/* --- somebody else who reads in the database --- */

struct reader {
    pid_t pid;
    int orders, answers; /* a byte: do the next thing; it is done */
};

/* Waits for an order, reads and stays in its transaction, and ends with the next order. */
static void read_for_long(const char *path, int orders, int answers)
{
    sqlite3 *handle = NULL;
    char order;
    if (read(orders, &order, 1) != 1 || sqlite3_open(path, &handle) != SQLITE_OK ||
        sqlite3_exec(handle, "BEGIN; SELECT count(*) FROM meta", NULL, NULL, NULL) != SQLITE_OK ||
        write(answers, "r", 1) != 1 || read(orders, &order, 1) != 1)
        _exit(1);
    _exit(0);
}

/* Before this process opens a database: SQLite must not be taken through a fork. */
static void make_reader(struct reader *r, const char *path)
{
    int orders[2], answers[2];
    ck_assert_int_eq(pipe(orders), 0);
    ck_assert_int_eq(pipe(answers), 0);
    r->pid = fork();
    ck_assert_int_ge(r->pid, 0);
    if (r->pid == 0) {
        close(orders[1]);
        close(answers[0]);
        read_for_long(path, orders[0], answers[1]);
    }
    close(orders[0]);
    close(answers[1]);
    r->orders = orders[1];
    r->answers = answers[0];
}

static void begin_reading(const struct reader *r)
{
    char answer;
    ck_assert_int_eq(write(r->orders, "r", 1), 1);
    ck_assert_int_eq(read(r->answers, &answer, 1), 1);
}

static void end_reading(const struct reader *r)
{
    int status;
    ck_assert_int_eq(write(r->orders, "e", 1), 1);
    ck_assert_int_eq(waitpid(r->pid, &status, 0), r->pid);
    ck_assert_int_eq(status, 0);
    close(r->orders);
    close(r->answers);
}

static void write_and_copy(struct database *db, int times)
{
    for (int i = 0; i < times; i++) {
        sql_begin(&db->sql);
        database_set_int(&db->sql, "x", i);
        ck_assert_int_eq(sql_commit(&db->sql), STATUS_OK);
        ck_assert_int_eq(database_sync(db), STATUS_OK);
        ck_assert_int_eq(database_checkpoint(db), STATUS_OK);
        ck_assert_int_eq(database_checkpoint_sync(db), STATUS_OK);
    }
}

START_TEST(who_keeps_the_log_is_named)
{
    enum { PAGES = 10 };
    char own[] = "/tmp/sinodo-reader-XXXXXX", error[DATABASE_ERROR_SIZE], path[64];
    char text[READER_TEXT_SIZE], pid[READER_TEXT_SIZE];
    struct identity identity = {.cluster = "c", .node = "n"};
    struct database db;
    struct reader r;
    ck_assert_ptr_nonnull(mkdtemp(own));
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, own);
    make_reader(&r, path);
    ck_assert_int_eq(database_open(own, &identity, PAGES, &db, error), STATUS_OK);
    write_and_copy(&db, 3 * PAGES);
    ck_assert_int_le(database_log_bytes(&db), PAGES * FRAME_BYTES);
    reader_text(reader_find(db.index), text);
    ck_assert_str_eq(text, "");
    begin_reading(&r);
    write_and_copy(&db, 1);
    reader_text(reader_find(db.index), text);
    (void)snprintf(pid, sizeof pid, "%ld", (long)r.pid);
    ck_assert_str_eq(text, pid);
    ck_assert(!db.log_kept);
    write_and_copy(&db, 3 * PAGES);
    ck_assert_int_gt(database_log_bytes(&db), 2 * PAGES * FRAME_BYTES);
    ck_assert(db.log_kept);
    end_reading(&r);
    write_and_copy(&db, 2);
    ck_assert_int_eq(reader_find(db.index), READER_NONE);
    ck_assert_int_le(database_log_bytes(&db), PAGES * FRAME_BYTES);
    ck_assert(!db.log_kept);
    database_close(&db);
    remove_tree(own);
}
END_TEST

/* With a commit the log may begin anew, over what only the copy has. */
START_TEST(nothing_is_committed_before_a_copy_is_synced)
{
    struct request r;
    char id[IDENT_SIZE];
    hold_copies(true);
    thread_lock(&lock);
    for (int i = 1; copies == 0; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        thread_unlock(&lock);
        submit(&r, id);
        thread_lock(&lock);
        while (!r.told && copies == 0)
            (void)thread_wait(&changed, &lock, NULL);
    }
    bool done = r.told;
    thread_unlock(&lock);
    struct request next, later;
    submit(&next, "E1");
    await(&next.ran); /* the store thread goes on */
    uint64_t n = store_position(store).own_n;
    wait_until(clock_deadline(SCHEDULE_DELAY_MOST_MS + 1)); /* no commit is delayed for longer */
    submit(&later, "E2");
    await(&later.ran); /* the store has decided once more */
    ck_assert(!is_told(&next));
    ck_assert_int_eq(is_told(&r), done);
    ck_assert_uint_eq(store_position(store).own_n, n);
    hold_copies(false);
    await(&later.told);
    await(&next.told);
    await(&r.told);
    task_destroy(&later.task);
    task_destroy(&next.task);
    task_destroy(&r.task);
}
END_TEST

/* --- a backup --- */

struct copying {
    char path[96];
    const struct request *first;
    enum status status;
    bool first_was_told; /* when the copy was whole */
    uint64_t own_n;
    char error[DATABASE_ERROR_SIZE];
};

static void *make_backup(void *arg)
{
    struct copying *c = arg;
    c->status = backup_make(store, dir, c->path, INT64_MAX, &c->own_n, c->error);
    c->first_was_told = is_told(c->first);
    return NULL;
}

/* What a power cut would take from the node is not in a backup of it: that would be a fork. */
START_TEST(a_backup_holds_only_what_is_durable)
{
    struct request r[4];
    struct copying c = {.first = &r[1]};
    pthread_t thread;
    (void)snprintf(c.path, sizeof c.path, "%s/copy", dir);
    hold_shared_sync(r); /* it is committed: another connection sees it */
    ck_assert_int_eq(pthread_create(&thread, NULL, make_backup, &c), 0);
    submit(&r[3], "V4");
    await(&r[3].ran);
    ck_assert_int_ne(access(c.path, F_OK), 0);
    permit(UINT_MAX);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_msg(c.status == STATUS_OK, "%s", c.error);
    ck_assert(c.first_was_told);
    ck_assert_uint_ge(c.own_n, 1);
    ck_assert_uint_le(c.own_n, store_position(store).own_n);
    ck_assert_int_eq(access(c.path, F_OK), 0);
    for (size_t i = 0; i < 4; i++) {
        await(&r[i].told);
        task_destroy(&r[i].task);
    }
}
END_TEST

START_TEST(a_backup_that_lets_the_log_grow_too_long_is_given_up)
{
    char path[96], error[DATABASE_ERROR_SIZE];
    uint64_t own_n;
    (void)snprintf(path, sizeof path, "%s/copy", dir);
    ck_assert_int_eq(backup_make(store, dir, path, 0, &own_n, error), STATUS_FULL);
    expect_has(error, "try again");
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_node_that_stops_waits_for_no_backup)
{
    char path[96], error[DATABASE_ERROR_SIZE];
    uint64_t own_n;
    (void)snprintf(path, sizeof path, "%s/copy", dir);
    store_hurry(store);
    ck_assert_int_eq(backup_make(store, dir, path, INT64_MAX, &own_n, error), STATUS_CLOSED);
    ck_assert_str_eq(error, "the node is stopping");
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

/* A node that stops loses nothing that was asked of it. */
START_TEST(closing_waits_for_what_is_under_way)
{
    struct request r[2];
    unsigned sync = hold_syncs();
    submit(&r[0], "V1");
    await_sync(sync);
    submit(&r[1], "V2");
    permit(UINT_MAX);
    store_close(store);
    store = NULL;
    for (size_t i = 0; i < 2; i++) {
        ck_assert(is_told(&r[i]));
        ck_assert_int_eq(r[i].task.status, STATUS_OK);
        task_destroy(&r[i].task);
    }
}
END_TEST

/* --- the grace of a start --- */

static bool grace_becomes(struct store *of, enum grace_state state)
{
    struct mono deadline = clock_deadline(5000);
    while (store_grace(of).state != state && clock_left_ms(deadline) > 0)
        (void)poll(NULL, 0, 1);
    return store_grace(of).state == state;
}

/* R5: the store's thread ends it though nothing comes, and sooner than it knew when it fell asleep.
 */
START_TEST(a_grace_ends_by_itself)
{
    enum { LIMIT_MS = 300 };
    char error[DATABASE_ERROR_SIZE];
    struct ledger *paired;
    struct journal_cache *entries;
    struct store *waits;
    struct database file;
    const struct identity identity = {"test", "caracas", true};
    struct ledger_options options = {.exam = exam, .address = "a:1", .grace_ms = LIMIT_MS};
    struct store_events events = {ignore, ignore, ignore, NULL};
    ck_assert_int_eq(database_open(NULL, &identity, LOG_PAGES, &file, error), STATUS_OK);
    ck_assert_int_eq(ledger_open(&file, &options, &paired, error), STATUS_OK);
    ck_assert_int_eq(journal_cache_open(&entries), STATUS_OK);
    ck_assert_int_eq(store_open(&file, paired, entries, &events, &waits), STATUS_OK);
    ck_assert_int_eq(store_start(waits, 0), STATUS_OK);
    struct mono began = store_grace(waits).began;
    store_peer_shown(waits, true);
    while (clock_mono().ms < began.ms + 2 * LIMIT_MS)
        (void)poll(NULL, 0, 10);
    ck_assert_int_eq(store_grace(waits).state, GRACE_LASTS);
    store_peer_shown(waits, false);
    ck_assert(grace_becomes(waits, GRACE_MISSED));
    ck_assert_int_ge(clock_mono().ms - began.ms, 3 * LIMIT_MS);
    store_close(waits);
    journal_cache_close(entries);
    ledger_close(paired);
    database_close(&file);
}
END_TEST

/* --- who waits for more than the commit --- */

static struct waiters *waiters;

static void setup_waiters(void)
{
    ck_assert_int_eq(waiters_open(&waiters), STATUS_OK);
    waiters_set_link(waiters, STORE_LINK_UP);
}

static void teardown_waiters(void)
{
    waiters_close(waiters);
}

/* A task whose batch is on disk. */
static void concluded_with(struct task *task, enum task_wait wait, const char *id,
                           const struct ledger_change *changes, size_t count)
{
    void *batch[] = {task};
    task_init(task);
    task_prepare(task);
    task->wait = wait;
    task->wait_n = 7;
    (void)snprintf(task->wait_id, sizeof task->wait_id, "%s", id);
    waiters_conclude(waiters, batch, 1, changes, count);
}

static void concluded(struct task *task, enum task_wait wait, const char *id)
{
    concluded_with(task, wait, id, NULL, 0);
}

/* Done, and withdrawn if it is not: nobody waits any more. */
static bool is_done(struct task *task)
{
    bool done = task_await(task, clock_deadline(-1)) || !waiters_withdraw(waiters, task);
    task_destroy(task);
    return done;
}

static struct ledger_change change_to(const char *id, enum claim_state after)
{
    struct ledger_change change = {.before = CLAIM_PENDING, .after = after};
    (void)snprintf(change.id, sizeof change.id, "%s", id);
    return change;
}

START_TEST(a_commit_is_all_that_most_wait_for)
{
    struct task task;
    concluded(&task, TASK_WAIT_COMMIT, "");
    ck_assert(is_done(&task));
}
END_TEST

START_TEST(a_claim_that_is_settled_ends_the_wait_of_its_id_alone)
{
    struct task one, two, three;
    concluded(&one, TASK_WAIT_CONFIRM, "V1");
    concluded(&two, TASK_WAIT_CONFIRM, "V2");
    concluded(&three, TASK_WAIT_CONFIRM, "V3");
    const struct ledger_change before[] = {change_to("V1", CLAIM_HOME), change_to("V3", CLAIM_AWAY),
                                           change_to("V2", CLAIM_PENDING)};
    waiters_conclude(waiters, NULL, 0, before, 3);
    ck_assert(is_done(&one));
    ck_assert_int_eq(one.settled, CLAIM_HOME);
    ck_assert(is_done(&three));
    ck_assert_int_eq(three.settled, CLAIM_AWAY);
    ck_assert(!is_done(&two));
    ck_assert_int_eq(two.settled, CLAIM_PENDING);
}
END_TEST

/* D1: nobody is told before the commit, and the commit is not delayed then. */
START_TEST(a_confirmation_that_somebody_waits_for_is_known)
{
    struct task one, copy;
    const struct ledger_change home[] = {change_to("V2", CLAIM_HOME), change_to("V1", CLAIM_HOME)},
                               away = change_to("V1", CLAIM_AWAY),
                               pending = change_to("V1", CLAIM_PENDING);
    ck_assert(!waiters_await_one_of(waiters, home, 2));
    concluded(&copy, TASK_WAIT_COPY, "");
    ck_assert(!waiters_await_one_of(waiters, home, 2));
    concluded(&one, TASK_WAIT_CONFIRM, "V1");
    ck_assert(waiters_await_one_of(waiters, home, 2));
    ck_assert(waiters_await_one_of(waiters, &away, 1));
    ck_assert(!waiters_await_one_of(waiters, home, 1));
    ck_assert(!waiters_await_one_of(waiters, home, 0));
    ck_assert(!waiters_await_one_of(waiters, &pending, 1));
    ck_assert(!is_done(&one));
    ck_assert(!is_done(&copy));
    ck_assert(!waiters_await_one_of(waiters, home, 2));
}
END_TEST

START_TEST(a_copy_is_waited_for_while_it_can_come)
{
    struct task first, second, third;
    concluded(&first, TASK_WAIT_COPY, "");
    waiters_peer_holds(waiters, 6);
    ck_assert(list_is_linked(&first.parked));
    waiters_peer_holds(waiters, 7);
    ck_assert(is_done(&first));
    ck_assert_int_eq(first.copies, 2);
    waiters_peer_holds(waiters, 0);
    concluded(&second, TASK_WAIT_COPY, "");
    waiters_set_link(waiters, STORE_LINK_QUIET);
    ck_assert(is_done(&second));
    ck_assert_int_eq(second.copies, 1);
    concluded(&third, TASK_WAIT_COPY, "");
    ck_assert(is_done(&third));
    ck_assert_int_eq(third.copies, 1);
}
END_TEST

START_TEST(nobody_waits_behind_a_backlog)
{
    struct task before, during, after, copy;
    concluded(&before, TASK_WAIT_CONFIRM, "V1");
    concluded(&copy, TASK_WAIT_COPY, "");
    waiters_set_link(waiters, STORE_LINK_BEHIND);
    ck_assert(is_done(&before));
    ck_assert_int_eq(before.settled, CLAIM_PENDING);
    ck_assert(is_done(&copy));
    ck_assert_int_eq(copy.copies, 1);
    concluded(&during, TASK_WAIT_CONFIRM, "V2");
    ck_assert(is_done(&during));
    ck_assert_int_eq(during.settled, CLAIM_PENDING);
    const struct ledger_change away[] = {change_to("V4", CLAIM_AWAY)};
    struct task late;
    concluded_with(&late, TASK_WAIT_CONFIRM, "V4", away, 1); /* it is known already */
    ck_assert(is_done(&late));
    ck_assert_int_eq(late.settled, CLAIM_AWAY);
    waiters_set_link(waiters, STORE_LINK_UP);
    concluded(&after, TASK_WAIT_CONFIRM, "V3");
    ck_assert(waiters_expect(waiters));
    ck_assert(!is_done(&after));
}
END_TEST

START_TEST(nobody_waits_for_the_peer_of_a_node_that_stops)
{
    struct task one, two, copy;
    concluded(&one, TASK_WAIT_CONFIRM, "V1");
    concluded(&copy, TASK_WAIT_COPY, "");
    ck_assert(!waiters_in_a_hurry(waiters));
    ck_assert(waiters_expect(waiters));
    waiters_hurry(waiters);
    concluded(&two, TASK_WAIT_CONFIRM, "V2");
    ck_assert(is_done(&one));
    ck_assert(is_done(&two));
    ck_assert(is_done(&copy));
    ck_assert_int_eq(copy.copies, 1);
    ck_assert(waiters_in_a_hurry(waiters));
    ck_assert(!waiters_expect(waiters));
}
END_TEST

START_TEST(nobody_waits_for_consent_while_the_link_is_down)
{
    struct task before, after;
    concluded(&before, TASK_WAIT_CONFIRM, "V1");
    ck_assert(waiters_expect(waiters));
    waiters_set_link(waiters, STORE_LINK_DOWN);
    concluded(&after, TASK_WAIT_CONFIRM, "V2");
    ck_assert(is_done(&before));
    ck_assert(is_done(&after));
}
END_TEST

START_TEST(who_is_on_the_way_is_expected)
{
    struct task one, two, three;
    ck_assert(!waiters_expect(waiters));
    concluded(&one, TASK_WAIT_CONFIRM, "V1");
    concluded(&two, TASK_WAIT_CONFIRM, "V2");
    concluded(&three, TASK_WAIT_COPY, ""); /* has had its commit */
    ck_assert(waiters_expect(waiters));    /* their consent */
    waiters_set_link(waiters, STORE_LINK_QUIET);
    ck_assert(!waiters_expect(waiters)); /* none comes */
    waiters_set_link(waiters, STORE_LINK_UP);
    waiters_came(waiters, 5);
    ck_assert(waiters_expect(waiters));
    const struct ledger_change home[] = {change_to("V1", CLAIM_HOME), change_to("V2", CLAIM_HOME)};
    waiters_conclude(waiters, NULL, 0, home, 2);
    ck_assert(waiters_expect(waiters)); /* the next of each terminal */
    waiters_came(waiters, 1);
    ck_assert(waiters_expect(waiters));
    waiters_came(waiters, 1);
    ck_assert(!waiters_expect(waiters));
    waiters_came(waiters, 1); /* one that was not expected */
    ck_assert(!waiters_expect(waiters));
    ck_assert(is_done(&one));
    ck_assert(is_done(&two));
    ck_assert(is_done(&three));
    concluded(&one, TASK_WAIT_CONFIRM, "V1");
    waiters_conclude(waiters, NULL, 0, home, 1);
    ck_assert(waiters_expect(waiters));
    waiters_expect_nobody(waiters); /* they had their time */
    ck_assert(!waiters_expect(waiters));
    ck_assert(is_done(&one));
    concluded(&two, TASK_WAIT_CONFIRM, "V2");
    ck_assert(waiters_expect(waiters));
    ck_assert(!is_done(&two)); /* who withdraws is not waited for */
    ck_assert(!waiters_expect(waiters));
}
END_TEST

/* Who comes late finds it done, and is still told by whoever did it. */
START_TEST(a_task_is_its_owners_once_every_wake_up_has_come)
{
    struct task task;
    task_init(&task);
    for (int i = 0; i < 3; i++) {
        task_prepare(&task);
        task_finish(&task);
        ck_assert(task_await(&task, clock_deadline(0)));
        ck_assert_uint_eq(task.consumed, task.posted);
    }
    task_destroy(&task);
}
END_TEST

Suite *store_suite(void)
{
    Suite *s = suite_create("store");
    TCase *w = tcase_create("waiters");
    tcase_add_checked_fixture(w, setup_waiters, teardown_waiters);
    tcase_add_test(w, a_commit_is_all_that_most_wait_for);
    tcase_add_test(w, a_claim_that_is_settled_ends_the_wait_of_its_id_alone);
    tcase_add_test(w, a_confirmation_that_somebody_waits_for_is_known);
    tcase_add_test(w, a_copy_is_waited_for_while_it_can_come);
    tcase_add_test(w, nobody_waits_behind_a_backlog);
    tcase_add_test(w, nobody_waits_for_the_peer_of_a_node_that_stops);
    tcase_add_test(w, nobody_waits_for_consent_while_the_link_is_down);
    tcase_add_test(w, who_is_on_the_way_is_expected);
    tcase_add_test(w, a_task_is_its_owners_once_every_wake_up_has_come);
    suite_add_tcase(s, w);
    TCase *t = tcase_create("syncs");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, nothing_is_told_before_it_is_synced);
    tcase_add_test(t, commits_are_counted_and_measured_once_they_are_on_disk);
    tcase_add_test(t, a_batch_runs_while_the_last_is_synced);
    tcase_add_test(t, a_grace_ends_by_itself);
    tcase_add_test(t, the_exam_clock_stands_while_a_sync_stalls);
    tcase_add_test(t, what_is_due_during_a_sync_is_told_after_it);
    tcase_add_test(t, another_program_sees_the_row_of_each_who_was_told);
    tcase_add_test(t, a_long_log_is_copied_into_the_database);
    tcase_add_test(t, the_log_has_its_length_from_the_start);
    tcase_add_test(t, nothing_is_committed_before_a_copy_is_synced);
    tcase_add_test(t, a_write_that_finds_no_room_undoes_its_transaction_only);
    tcase_add_test(t, who_keeps_the_log_is_named);
    tcase_add_test(t, a_backup_holds_only_what_is_durable);
    tcase_add_test(t, a_backup_that_lets_the_log_grow_too_long_is_given_up);
    tcase_add_test(t, a_node_that_stops_waits_for_no_backup);
    tcase_add_test(t, closing_waits_for_what_is_under_way);
    suite_add_tcase(s, t);
    return s;
}
