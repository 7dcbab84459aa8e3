#include "server/evidence/recorder.h"

#include "common/file.h"
#include "common/log.h"
#include "db/ledger_record.h"
#include "server/evidence/record.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RETRY_MS = 5000, STOP_MS = 1000, PATH_SIZE = 1100, STEM_SIZE = IDENT_SIZE + 24 };

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
    bool warned;                  /* (r) of sittings under another exam */

    pthread_mutex_t lock;
    pthread_cond_t news;
    bool nudged, stop;   /* (l) */
    struct mono stop_by; /* (l) once `stop` is set */
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

/* Reads a record and ends it with NUL. *out is empty when there is no regular file of that name.
 * False: the file cannot be read. */
static bool read_record(const struct recorder *r, const char *name, struct buffer *out)
{
    char path[PATH_SIZE + 96];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/%s", r->dir, name);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == ELOOP;
    bool good = fstat(fd, &st) == 0;
    size_t size = good && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
    char *room = buffer_reserve(out, size + 1);
    ssize_t got = good && room != NULL ? read(fd, room, size) : -1;
    close(fd);
    if (got < 0)
        return false;
    room[got] = '\0';
    out->len += (size_t)got + 1;
    return true;
}

/* Renames a record; the new name has the digest of its finish entry. */
static bool set_aside(const struct recorder *r, const char *name, const char *json)
{
    char digest[DIGEST_TEXT_SIZE], from[PATH_SIZE + 96], to[PATH_SIZE + 128];
    size_t stem = strlen(name) - strlen(".json");
    if (!record_finish(json, digest))
        (void)snprintf(digest, sizeof digest, "unknown-%lld", (long long)clock_wall().ms);
    (void)snprintf(from, sizeof from, "%s/%s", r->dir, name);
    (void)snprintf(to, sizeof to, "%s/%.*s.superseded-%.24s.json", r->dir, (int)stem, name, digest);
    if (rename(from, to) != 0) {
        log_event(LOG_ERROR,
                  "record %s is of a sitting that was lost or reopened, and cannot be renamed: %s; "
                  "trying again",
                  name, strerror(errno));
        return false;
    }
    log_event(LOG_WARN, "record %s is of a sitting that was lost or reopened: it is kept as %s",
              name, strrchr(to, '/') + 1);
    return true;
}

/* The records of a sitting begin with this: the ID, and the number of a second or later sitting. */
static void make_stem(const struct applicant *a, char out[STEM_SIZE])
{
    if (a->sitting.number > 1)
        (void)snprintf(out, STEM_SIZE, "%s.sitting%lu", a->id, (unsigned long)a->sitting.number);
    else
        (void)snprintf(out, STEM_SIZE, "%s", a->id);
}

/* Is this STEM.json or STEM.N.json? */
static bool is_name_of(const char *name, const char *stem)
{
    size_t len = strlen(stem);
    if (strncmp(name, stem, len) != 0 || name[len] != '.')
        return false;
    const char *rest = name + len + 1;
    size_t digits = strspn(rest, "0123456789");
    return strcmp(rest, "json") == 0 || (digits > 0 && strcmp(rest + digits, ".json") == 0);
}

/* Sets aside each record of this sitting that has another finish entry. */
static bool set_lost_aside(const struct recorder *r, const char *stem, const struct digest *finish)
{
    char wanted[DIGEST_TEXT_SIZE], digest[DIGEST_TEXT_SIZE];
    bool done = true;
    DIR *dir = opendir(r->dir);
    digest_text(finish, wanted);
    for (struct dirent *e = NULL; dir != NULL && (e = readdir(dir)) != NULL;) {
        struct buffer json = {0};
        if (is_name_of(e->d_name, stem)) {
            bool read = read_record(r, e->d_name, &json);
            bool same = read && record_finish(json.data, digest) && strcmp(digest, wanted) == 0;
            done &= read && (same || set_aside(r, e->d_name, json.data));
        }
        buffer_release(&json);
    }
    if (dir != NULL)
        (void)closedir(dir);
    return dir != NULL && done;
}

enum presence { ABSENT, PRESENT, UNCLEAR };

/* Is the record there? A record of that name that is of another sitting, or of another marking
 * under the same number, is set aside first. UNCLEAR: try again later. */
static enum presence look_for(const struct recorder *r, const char *name,
                              const struct ledger_record *record)
{
    const struct applicant *a = &record->applicant;
    struct buffer json = {0};
    enum presence found = UNCLEAR;
    char stem[STEM_SIZE];
    make_stem(a, stem);
    if (read_record(r, name, &json)) {
        if (json.len == 0)
            found = ABSENT;
        else if (record_is_of(json.data, &record->finish_digest, &a->sitting.marked_exam))
            found = PRESENT;
        else if (set_lost_aside(r, stem, &record->finish_digest)) {
            char path[PATH_SIZE + 96];
            (void)snprintf(path, sizeof path, "%s/%s", r->dir, name);
            bool left = access(path, F_OK) == 0; /* the same sitting, marked by another exam */
            found = !left || set_aside(r, name, json.data) ? ABSENT : UNCLEAR;
        }
    }
    buffer_release(&json);
    return found;
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

/* False: the record cannot be written now; try again later. */
static bool write_record(struct recorder *r, const struct ledger_record *record)
{
    const struct applicant *a = &record->applicant;
    char name[STEM_SIZE + 32], stem[STEM_SIZE];
    make_stem(a, stem);
    if (record->n == a->sitting.finish_n)
        (void)snprintf(name, sizeof name, "%s.json", stem);
    else /* marked anew, or ruled on: the first record stays */
        (void)snprintf(name, sizeof name, "%s.%llu.json", stem, (unsigned long long)record->n);
    enum presence found = look_for(r, name, record);
    if (found != ABSENT || !can_write(r, a))
        return found != UNCLEAR;
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
        struct next_call c = {.after_n = r->done_n};
        enum status status = store_call(r->store, run_next, &c);
        if (status != STATUS_OK && c.found)
            ledger_record_release(&c.record);
        if (status != STATUS_OK)
            return false;
        if (!c.found)
            return true;
        bool written = write_record(r, &c.record);
        uint64_t n = c.record.n;
        ledger_record_release(&c.record);
        if (!written)
            return false;
        r->done_n = n;
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
    (void)snprintf(r->dir, sizeof r->dir, "%s/records", dir);
    r->node = node;
    r->exam = exam;
    r->paper = calloc(exam->paper_count, sizeof *r->paper);
    char words[FILE_WORDS_SIZE] = "";
    bool made = mkdir(r->dir, 0700) == 0 || errno == EEXIST;
    if (r->paper == NULL || !made || !file_is_safe_directory(r->dir, FILE_NO_LINK, words)) {
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
    free(r->paper);
    free(r);
}
