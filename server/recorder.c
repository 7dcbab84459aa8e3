#include "server/recorder.h"

#include "common/file.h"
#include "common/log.h"
#include "server/config.h"
#include "server/record.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RETRY_MS = 5000, PATH_SIZE = CONFIG_PATH_SIZE + 64 };

/* Legend: (r) the recorder thread only, (l) guarded by `lock`, (c) constant once it runs. */
struct recorder {
    char dir[PATH_SIZE];          /* (c) of the records */
    const char *node;             /* (c) */
    const struct exam *exam;      /* (c) */
    struct store *store;          /* (c) */
    pthread_t thread;             /* (c) */
    bool started;                 /* (c) */
    struct paper_question *paper; /* (r) */
    uint64_t done_n;              /* (r) records of finish entries up to this one are written */
    bool foreign_said;            /* (r) */
    struct task task;             /* (r) */

    pthread_mutex_t lock;
    pthread_cond_t news;
    bool nudged, stop; /* (l) */
};

struct next_call {
    uint64_t after_n;
    bool found;
    struct ledger_record record;
};

static void run_next(struct ledger *ledger, struct task *task)
{
    struct next_call *c = task->context;
    c->found = ledger_next_record(ledger, c->after_n, &c->record);
}

static bool exists(const struct recorder *r, const char *name)
{
    char path[PATH_SIZE + 64];
    (void)snprintf(path, sizeof path, "%s/%s", r->dir, name);
    return access(path, F_OK) == 0;
}

static bool can_write(struct recorder *r, const struct applicant *a)
{
    if (digest_equal(&a->sitting.marked_exam, &r->exam->digest))
        return true;
    if (!r->foreign_said)
        log_event(LOG_WARN, "records are missing of sittings under another exam: start once with "
                            "that bank to have them written");
    r->foreign_said = true;
    return false;
}

/* False: it could not be written now, try again later. */
static bool write_record(struct recorder *r, const struct ledger_record *record)
{
    const struct applicant *a = &record->applicant;
    char name[IDENT_SIZE + 32];
    if (a->sitting.marked_n == a->sitting.finish_n)
        (void)snprintf(name, sizeof name, "%s.json", a->id);
    else /* marked anew: the first record stays */
        (void)snprintf(name, sizeof name, "%s.%llu.json", a->id,
                       (unsigned long long)a->sitting.marked_n);
    if (exists(r, name) || !can_write(r, a))
        return true;
    struct buffer json = {0};
    record_write(r->exam, r->node, record, r->paper, &json);
    enum status status = json.failed ? STATUS_NOMEM : file_put(r->dir, name, json.data, json.len);
    buffer_release(&json);
    if (status == STATUS_OK)
        log_event(LOG_INFO, "record %s written", name);
    else
        log_event(LOG_ERROR, "record %s cannot be written: %s; trying again", name,
                  strerror(errno));
    return status == STATUS_OK;
}

/* Writes what is due; false: try again later. */
static bool catch_up(struct recorder *r)
{
    for (;;) {
        struct next_call c = {.after_n = r->done_n};
        r->task.run = run_next;
        r->task.context = &c;
        enum status status = store_run(r->store, &r->task, 0);
        if (status != STATUS_OK && c.found)
            ledger_record_release(&c.record);
        if (status != STATUS_OK)
            return false;
        if (!c.found)
            return true;
        bool written = write_record(r, &c.record);
        uint64_t n = c.record.applicant.sitting.marked_n;
        ledger_record_release(&c.record);
        if (!written)
            return false;
        r->done_n = n;
    }
}

static void *recorder_thread(void *arg)
{
    struct recorder *r = arg;
    log_role("record");
    for (bool stop = false; !stop;) {
        bool done = catch_up(r);
        struct mono deadline = clock_deadline(RETRY_MS);
        thread_lock(&r->lock);
        while (!r->nudged && !r->stop && thread_wait(&r->news, &r->lock, done ? NULL : &deadline)) {
        }
        r->nudged = false;
        stop = r->stop;
        thread_unlock(&r->lock);
    }
    (void)catch_up(r);
    return NULL;
}

enum status recorder_open(const char *dir, const char *node, const struct exam *exam,
                          struct recorder **out)
{
    struct recorder *r = calloc(1, sizeof *r);
    if (r == NULL)
        return STATUS_NOMEM;
    (void)snprintf(r->dir, sizeof r->dir, "%s/records", dir);
    r->node = node;
    r->exam = exam;
    r->paper = calloc(exam->paper_count, sizeof *r->paper);
    if (r->paper == NULL || (mkdir(r->dir, 0700) != 0 && errno != EEXIST)) {
        enum status status = r->paper == NULL ? STATUS_NOMEM : STATUS_IO;
        free(r->paper);
        free(r);
        return status;
    }
    thread_mutex_init(&r->lock);
    thread_cond_init(&r->news);
    task_init(&r->task);
    *out = r;
    return STATUS_OK;
}

enum status recorder_start(struct recorder *r, struct store *store)
{
    r->store = store;
    enum status status = thread_start(&r->thread, 0, recorder_thread, r);
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

void recorder_stop(struct recorder *r)
{
    if (r == NULL || !r->started)
        return;
    thread_lock(&r->lock);
    r->stop = true;
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
    task_destroy(&r->task);
    pthread_cond_destroy(&r->news);
    pthread_mutex_destroy(&r->lock);
    free(r->paper);
    free(r);
}
