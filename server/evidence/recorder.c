#include "server/evidence/recorder.h"

#include "common/file.h"
#include "common/log.h"
#include "db/ledger_record.h"
#include "server/evidence/record_files.h"
#include "server/evidence/waiting.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { RETRY_MS = 5000, STOP_MS = 1000 };

/* Legend: (r) the recorder thread only, (l) guarded by `lock`, (c) constant once it runs. */
struct recorder {
    struct record_files files;    /* (c) */
    const struct exam *exam;      /* (c) */
    struct store *store;          /* (c) */
    pthread_t thread;             /* (c) */
    bool started;                 /* (c) */
    struct paper_question *paper; /* (r) */
    struct ledger_due done;       /* (r) the records up to here are written */
    bool warned;                  /* (r) of sittings under another exam */
    struct waiting waiting;       /* (r) */
    atomic_size_t waiting_count;  /* of it, for other threads */

    pthread_mutex_t lock;
    pthread_cond_t news;
    bool nudged, stop;   /* (l) */
    struct mono stop_by; /* (l) once `stop` is set */
};

struct next_call {
    struct ledger_due due; /* in and out */
    bool found;
    struct ledger_record record;
};

static void run_next(struct ledger *ledger, struct task *task)
{
    struct next_call *c = task->context;
    c->found = ledger_next_record(ledger, &c->due, &c->record);
}

/* --- which record is due where --- */

struct holds_call {
    uint64_t n;
    const char *digest;
    bool held;
};

static void run_holds(struct ledger *ledger, struct task *task)
{
    struct holds_call *c = task->context;
    c->held = ledger_has_digest(ledger, c->n, c->digest);
}

static bool holds(void *context, uint64_t n, const char *digest, bool *held)
{
    struct recorder *r = context;
    struct holds_call c = {.n = n, .digest = digest};
    if (store_call(r->store, run_holds, &c) != STATUS_OK)
        return false;
    *held = c.held;
    return true;
}

static bool can_write(struct recorder *r, const struct applicant *a)
{
    if (digest_equal(&a->sitting.marked_exam, &r->exam->digest))
        return true;
    if (!r->warned)
        log_event(LOG_WARN,
                  "records of sittings under another exam are missing: start the node once "
                  "with that bank to have them written");
    r->warned = true;
    return false;
}

/* Whoever has an essay that is not marked: of the last sitting, unless it is void. */
static void note_waiting(struct recorder *r, const struct ledger_record *record)
{
    if (!record->counts)
        return;
    waiting_set(&r->waiting, record->applicant.id,
                !record->applicant.sitting.voided && record->total.unmarked > 0);
    atomic_store(&r->waiting_count, r->waiting.count);
}

/* False: the record cannot be written now; try again later. */
static bool write_record(struct recorder *r, const struct ledger_record *record)
{
    const struct record_files *files = &r->files;
    const struct record_basis basis = record_basis_of(r->exam, files->node, record);
    char name[RECORD_NAME_SIZE];
    note_waiting(r, record);
    enum record_place place = record_files_place(files, record, &basis, name);
    if (place != RECORD_DUE || !can_write(r, &record->applicant))
        return place != RECORD_UNCLEAR;
    struct buffer json = {0};
    record_write(r->exam, files->node, record, &basis, r->paper, &json);
    enum status status =
        json.failed ? STATUS_NOMEM : file_put(files->dir, name, json.data, json.len);
    buffer_release(&json);
    if (status == STATUS_OK)
        log_event(LOG_INFO, "record %s written", name);
    else
        log_event(LOG_ERROR, "record %s cannot be written: %s; trying again", name,
                  strerror(errno));
    return status == STATUS_OK;
}

/* Is the time for the last records over? */
static bool must_end(struct recorder *r)
{
    thread_lock(&r->lock);
    bool end = r->stop && clock_left_ms(r->stop_by) == 0;
    thread_unlock(&r->lock);
    return end;
}

/* Writes the records that are due; false: try again later. */
static bool write_due_records(struct recorder *r)
{
    for (;;) {
        if (must_end(r)) {
            log_event(LOG_INFO, "stopping: the next start writes the records that are missing");
            return false;
        }
        struct next_call c = {.due = r->done};
        enum status status = store_call(r->store, run_next, &c);
        if (status != STATUS_OK && c.found)
            ledger_record_release(&c.record);
        if (status != STATUS_OK)
            return false;
        if (!c.found) {
            r->done = c.due;
            if (c.due.more)
                continue;
            return true;
        }
        bool written = write_record(r, &c.record);
        ledger_record_release(&c.record);
        if (!written)
            return false;
        r->done = c.due;
    }
}

static void *recorder_thread(void *arg)
{
    struct recorder *r = arg;
    for (bool stop = false; !stop;) {
        bool done = write_due_records(r);
        struct mono deadline = clock_deadline(RETRY_MS);
        thread_lock(&r->lock);
        while (!r->nudged && !r->stop && thread_wait(&r->news, &r->lock, done ? NULL : &deadline)) {
        }
        r->nudged = false;
        stop = r->stop;
        thread_unlock(&r->lock);
    }
    (void)write_due_records(r);
    return NULL;
}

enum status recorder_open(const char *dir, const char *node, const struct exam *exam,
                          struct recorder **out)
{
    struct recorder *r = calloc(1, sizeof *r);
    if (r == NULL)
        return STATUS_NOMEM;
    (void)snprintf(r->files.dir, sizeof r->files.dir, "%s/records", dir);
    r->files.node = node;
    r->files.holds = holds;
    r->files.context = r;
    r->exam = exam;
    r->paper = calloc(exam->paper_count, sizeof *r->paper);
    char words[FILE_WORDS_SIZE] = "";
    bool made = mkdir(r->files.dir, 0700) == 0 || errno == EEXIST;
    if (r->paper == NULL || !made || !file_is_safe_directory(r->files.dir, FILE_NO_LINK, words)) {
        enum status status = r->paper == NULL ? STATUS_NOMEM : STATUS_IO;
        log_event(LOG_ERROR, "records: %s", words[0] != '\0' ? words : strerror(errno));
        free(r->paper);
        free(r);
        return status;
    }
    thread_mutex_init(&r->lock);
    thread_cond_init(&r->news);
    *out = r;
    return STATUS_OK;
}

enum status recorder_start(struct recorder *r, struct store *store)
{
    r->store = store;
    enum status status = thread_start(&r->thread, "recorder", 0, recorder_thread, r);
    r->started = status == STATUS_OK;
    return status;
}

void recorder_nudge(struct recorder *r)
{
    thread_lock(&r->lock);
    r->nudged = true;
    pthread_cond_signal(&r->news);
    thread_unlock(&r->lock);
}

size_t recorder_waiting(struct recorder *r)
{
    return atomic_load(&r->waiting_count);
}

void recorder_stop(struct recorder *r)
{
    if (r == NULL || !r->started)
        return;
    thread_lock(&r->lock);
    r->stop = true;
    r->stop_by = clock_deadline(STOP_MS);
    pthread_cond_signal(&r->news);
    thread_unlock(&r->lock);
    int rc = pthread_join(r->thread, NULL);
    assert(rc == 0);
    r->started = false;
}

void recorder_close(struct recorder *r)
{
    if (r == NULL)
        return;
    assert(!r->started);
    pthread_cond_destroy(&r->news);
    pthread_mutex_destroy(&r->lock);
    waiting_release(&r->waiting);
    free(r->paper);
    free(r);
}
