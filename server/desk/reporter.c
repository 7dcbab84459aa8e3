#define _GNU_SOURCE /* fopencookie */
#include "server/desk/reporter.h"

#include "common/hex.h"
#include "common/random.h"
#include "common/thread.h"
#include "db/cut.h"
#include "server/setup/config.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LOOK_MS = 10000, /* for those that nobody has asked for */
    READ_PERCENT = 90,
    WORK_MS = 5, /* then the thread rests, so that it has a third of a processor at most */
    REST_MS = 10
};

enum state { FREE, QUEUED, MAKING, MADE };

/* Legend: (r) guarded by the lock; bytes of one that is being made are the thread's alone. */
struct report {
    enum state state;  /* (r) */
    bool dropped;      /* (r) while it is made: nobody wants it any more */
    uint64_t order;    /* (r) of the queue */
    struct mono asked; /* (r) */
    char by[BY_MAX_BYTES + 1], ref[REPORTER_REF_SIZE];
    const struct export_report *report;
    enum table_format format;
    struct reporter_part part; /* (r) but for `bytes` */
    struct buffer bytes;
};

struct reporter {
    char path[CONFIG_PATH_SIZE + sizeof "/" DATABASE_FILE];
    const struct exam *exam;
    pthread_mutex_t lock;
    pthread_cond_t news;
    struct report reports[REPORTER_MOST]; /* (r) */
    uint64_t asked;                       /* (r) */
    atomic_bool stop;
    bool started;
    pthread_t thread;

    /* Of the report that is being made; the thread's. */
    struct report *now;
    uint64_t entries, read;
    size_t claims;
    size_t room;
    bool large; /* it had none left, or there are too many people */
    struct mono works_from;
};

static const char too_large[] =
    "the report is too large for the node: sinodoctl makes it at the node, or of a copy";

/* --- one report --- */

static bool is_unwanted(void *context)
{
    struct reporter *r = context;
    thread_lock(&r->lock);
    bool dropped = r->now->dropped;
    thread_unlock(&r->lock);
    return dropped || r->large || atomic_load(&r->stop);
}

/* Low priority alone is not enough: a thread that computes keeps those who answer off a processor for
 * some milliseconds each time. */
static void rest(struct reporter *r)
{
    static const struct timespec pause = {.tv_nsec = REST_MS * 1000000L};
    if (clock_mono().ms - r->works_from.ms < WORK_MS)
        return;
    (void)nanosleep(&pause, NULL);
    r->works_from = clock_mono();
}

static void note_read(void *context, const struct entry *entry)
{
    struct reporter *r = context;
    enum { EACH = 256 };
    if (entry->kind == ENTRY_CLAIM)
        r->large = ++r->claims > REPORTER_PEOPLE;
    if (++r->read % EACH != 0)
        return;
    rest(r);
    thread_lock(&r->lock);
    r->now->part.percent = (unsigned)(r->read * READ_PERCENT / (r->entries + 1));
    thread_unlock(&r->lock);
}

static ssize_t take_bytes(void *context, const char *data, size_t len)
{
    struct reporter *r = context;
    struct buffer *bytes = &r->now->bytes;
    rest(r);
    r->large = r->large || bytes->len + len > r->room;
    if (!r->large)
        buffer_append(bytes, data, len);
    if (!r->large && !bytes->failed && !is_unwanted(r))
        return (ssize_t)len;
    errno = ENOSPC;
    return 0; /* an error, as fopencookie(3) has it */
}

static const char *write_report(struct reporter *r, const struct source *source)
{
    const cookie_io_functions_t functions = {.write = take_bytes};
    FILE *to = fopencookie(r, "w", functions);
    if (to == NULL)
        return "the node has no memory for the report";
    const struct export_options options = {
        .format = r->now->format, .spanish = r->now->format == TABLE_CSV_ES, .to = to};
    enum status status = r->now->report->write(source, &options, NULL);
    bool good = fclose(to) == 0 && status == STATUS_OK;
    if (good)
        return NULL;
    return r->large ? too_large : "the node has no memory for the report";
}

static const char *read_source(struct reporter *r, struct source *s)
{
    const struct source_progress progress = {note_read, is_unwanted, r};
    if (cut_open(r->path, &s->file) != STATUS_OK)
        return "the node cannot read its journals: see its log";
    s->node[JOURNAL_OWN] = cut_identity(s->file)->node;
    s->node[JOURNAL_PEER] = cut_peer(s->file);
    s->cut = cut_of_both(s->file);
    r->entries = s->cut.n[JOURNAL_OWN] + s->cut.n[JOURNAL_PEER];
    if (r->entries > REPORTER_ENTRIES)
        return too_large;
    thread_lock(&r->lock);
    cut_text(&s->cut, s->node, r->now->part.cut);
    thread_unlock(&r->lock);
    if (!cut_digest(s->file, &s->cut, JOURNAL_OWN, &s->digest[JOURNAL_OWN]) ||
        !cut_digest(s->file, &s->cut, JOURNAL_PEER, &s->digest[JOURNAL_PEER]))
        return "the node cannot read its journals: see its log";
    enum status status = source_people(s->file, &s->cut, &progress, &s->people);
    return status == STATUS_OK      ? NULL
           : r->large               ? too_large
           : status == STATUS_NOMEM ? "the node has no memory for the report"
                                    : "the node cannot read its journals: see its log";
}

static const char *make(struct reporter *r)
{
    struct source s = {.exam = *r->exam};
    r->entries = r->read = r->claims = 0;
    r->large = false;
    r->works_from = clock_mono();
    const char *problem = read_source(r, &s);
    if (problem == NULL && !is_unwanted(r))
        problem = write_report(r, &s);
    people_close(s.people);
    cut_close(s.file);
    return problem;
}

/* --- the thread --- */

static void release_locked(struct report *report)
{
    buffer_wipe(&report->bytes); /* names, and what people answered */
    memset(report, 0, sizeof *report);
}

static void drop_locked(struct report *report)
{
    if (report->state == MAKING)
        report->dropped = true;
    else
        release_locked(report);
}

static void drop_forgotten_locked(struct reporter *r)
{
    struct mono now = clock_mono();
    for (size_t i = 0; i < REPORTER_MOST; i++)
        if (r->reports[i].state != FREE && now.ms - r->reports[i].asked.ms >= REPORTER_KEPT_MS)
            drop_locked(&r->reports[i]);
}

/* The one that was asked for first; NULL: none. `room` becomes what the others leave. */
static struct report *next_locked(struct reporter *r)
{
    struct report *next = NULL;
    r->room = REPORTER_BYTES;
    for (size_t i = 0; i < REPORTER_MOST; i++) {
        struct report *report = &r->reports[i];
        if (report->state == MADE)
            r->room -= report->bytes.len;
        if (report->state == QUEUED && (next == NULL || report->order < next->order))
            next = report;
    }
    return next;
}

static void make_next_locked(struct reporter *r, struct report *next)
{
    next->state = MAKING;
    r->now = next;
    thread_unlock(&r->lock);
    const char *problem = make(r);
    thread_lock(&r->lock);
    r->now = NULL;
    next->state = MADE;
    next->part.percent = 100;
    next->part.problem = problem;
    if (problem != NULL)
        buffer_wipe(&next->bytes);
    next->part.bytes = next->bytes.len;
    if (next->dropped)
        release_locked(next);
}

static void *reporter_thread(void *arg)
{
    struct reporter *r = arg;
    thread_lower_priority();
    thread_lock(&r->lock);
    while (!atomic_load(&r->stop)) {
        struct mono deadline = clock_deadline(LOOK_MS);
        struct report *next = next_locked(r);
        if (next != NULL)
            make_next_locked(r, next);
        else
            (void)thread_wait(&r->news, &r->lock, &deadline);
        drop_forgotten_locked(r);
    }
    thread_unlock(&r->lock);
    return NULL;
}

/* --- what the desk asks --- */

/* Where the account's report goes: in the place of the one that it has. NULL: all are taken. */
static struct report *place_locked(struct reporter *r, const char *by)
{
    struct report *free_one = NULL;
    for (size_t i = 0; i < REPORTER_MOST; i++)
        if (r->reports[i].state != FREE && strcmp(r->reports[i].by, by) == 0)
            drop_locked(&r->reports[i]);
    for (size_t i = 0; i < REPORTER_MOST; i++)
        if (r->reports[i].state == FREE)
            free_one = &r->reports[i];
    return free_one;
}

static bool make_ref(char ref[REPORTER_REF_SIZE])
{
    uint8_t bytes[(REPORTER_REF_SIZE - 1) / 2];
    if (random_bytes(bytes, sizeof bytes) != STATUS_OK)
        return false;
    (void)hex_put(ref, bytes, sizeof bytes);
    return true;
}

enum status reporter_ask(struct reporter *r, const char *by, const struct export_report *report,
                         enum table_format format, char ref[REPORTER_REF_SIZE])
{
    if (!make_ref(ref))
        return STATUS_IO;
    thread_lock(&r->lock);
    drop_forgotten_locked(r);
    struct report *place = place_locked(r, by);
    if (place != NULL) {
        place->state = QUEUED;
        place->order = ++r->asked;
        place->asked = clock_mono();
        place->report = report;
        place->format = format;
        (void)snprintf(place->by, sizeof place->by, "%s", by);
        memcpy(place->ref, ref, REPORTER_REF_SIZE);
        pthread_cond_signal(&r->news);
    }
    thread_unlock(&r->lock);
    return place != NULL ? STATUS_OK : STATUS_BUSY;
}

static struct report *find_locked(struct reporter *r, const char *by, const char *ref)
{
    for (size_t i = 0; i < REPORTER_MOST; i++) {
        struct report *report = &r->reports[i];
        if (report->state != FREE && !report->dropped && strcmp(report->by, by) == 0 &&
            strcmp(report->ref, ref) == 0)
            return report;
    }
    return NULL;
}

bool reporter_part(struct reporter *r, const char *by, const char *ref, size_t offset, size_t most,
                   struct buffer *out, struct reporter_part *part)
{
    thread_lock(&r->lock);
    drop_forgotten_locked(r);
    struct report *report = find_locked(r, by, ref);
    if (report != NULL) {
        report->asked = clock_mono();
        *part = report->part;
    }
    if (report != NULL && report->state == MADE && offset < report->bytes.len) {
        size_t left = report->bytes.len - offset;
        buffer_append(out, report->bytes.data + offset, left < most ? left : most);
    }
    thread_unlock(&r->lock);
    return report != NULL;
}

/* --- life --- */

enum status reporter_open(const char *data, const struct exam *exam, struct reporter **out)
{
    struct reporter *r = calloc(1, sizeof *r);
    if (r == NULL)
        return STATUS_NOMEM;
    (void)snprintf(r->path, sizeof r->path, "%s/" DATABASE_FILE, data);
    r->exam = exam;
    atomic_init(&r->stop, false);
    thread_mutex_init(&r->lock);
    thread_cond_init(&r->news);
    *out = r;
    return STATUS_OK;
}

enum status reporter_start(struct reporter *r)
{
    enum status status = thread_start(&r->thread, "reporter", 0, reporter_thread, r);
    r->started = status == STATUS_OK;
    return status;
}

void reporter_stop(struct reporter *r)
{
    if (r == NULL || !r->started)
        return;
    thread_lock(&r->lock);
    atomic_store(&r->stop, true);
    pthread_cond_signal(&r->news);
    thread_unlock(&r->lock);
    int rc = pthread_join(r->thread, NULL);
    assert(rc == 0);
    r->started = false;
}

void reporter_close(struct reporter *r)
{
    if (r == NULL)
        return;
    assert(!r->started);
    for (size_t i = 0; i < REPORTER_MOST; i++)
        release_locked(&r->reports[i]);
    pthread_cond_destroy(&r->news);
    pthread_mutex_destroy(&r->lock);
    free(r);
}
