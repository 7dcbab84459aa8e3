#include "server/link/intake.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

/* The entries of one message. */
struct run {
    struct task task;
    struct intake *intake;
    bool tail; /* entries of our own journal */
    uint64_t first;
    size_t count;
    struct wire_word entries[MESSAGE_ENTRIES_MAX];
    struct buffer bytes; /* the entries point into it */
    struct digest digest;
    enum ledger_applied applied;
    char reason[LEDGER_REASON_SIZE];
    atomic_bool in_flight;
};

struct intake {
    struct store *store;
    void (*ready)(void *context);
    void *context;
    unsigned put, got; /* counts of runs; run i is at runs[i % INTAKE_RUNS] */
    struct run runs[INTAKE_RUNS];
};

/* --- on the store's threads --- */

static void run_apply(struct ledger *ledger, struct task *task)
{
    struct run *r = task->context;
    struct ledger_received received = {r->first, r->entries, r->count, &r->digest};
    r->applied = r->tail ? ledger_take_tail(ledger, &received, r->reason)
                         : ledger_take_entries(ledger, &received, r->reason);
}

static void apply_done(struct task *task)
{
    struct run *r = task->context;
    struct intake *intake = r->intake;
    atomic_store(&r->in_flight, false);
    intake->ready(intake->context);
}

/* --- in and out --- */

bool intake_full(const struct intake *intake)
{
    size_t entries = 0;
    for (unsigned i = intake->got; i != intake->put; i++)
        entries += intake->runs[i % INTAKE_RUNS].count;
    return intake->put - intake->got == INTAKE_RUNS || entries >= INTAKE_ENTRIES ||
           (entries > 0 && intake->runs[intake->got % INTAKE_RUNS].tail);
}

static bool copy_entries(struct run *r, const struct message *message)
{
    buffer_clear(&r->bytes);
    for (size_t i = 0; i < message->entry_count; i++)
        buffer_append(&r->bytes, message->entries[i].data, message->entries[i].len);
    const char *at = r->bytes.data;
    r->count = r->bytes.failed ? 0 : message->entry_count;
    for (size_t i = 0; i < r->count; i++) {
        r->entries[i] = (struct wire_word){at, message->entries[i].len};
        at += message->entries[i].len;
    }
    return !r->bytes.failed;
}

bool intake_put(struct intake *intake, const struct message *message)
{
    struct run *r = &intake->runs[intake->put % INTAKE_RUNS];
    assert(!intake_full(intake));
    if (!copy_entries(r, message))
        return false;
    r->tail = message->kind == MESSAGE_TAIL;
    r->first = message->n;
    r->digest = message->digest;
    r->task.run = run_apply;
    r->task.done = apply_done;
    r->task.context = r;
    atomic_store(&r->in_flight, true);
    if (store_submit(intake->store, &r->task) != STATUS_OK) {
        atomic_store(&r->in_flight, false);
        return false;
    }
    intake->put++;
    return true;
}

bool intake_get(struct intake *intake, struct intake_result *out)
{
    struct run *r = &intake->runs[intake->got % INTAKE_RUNS];
    if (intake->got == intake->put || atomic_load(&r->in_flight))
        return false;
    *out = (struct intake_result){r->task.status, r->applied, r->reason};
    intake->got++;
    return true;
}

bool intake_idle(const struct intake *intake)
{
    bool idle = true;
    for (size_t i = 0; i < INTAKE_RUNS; i++)
        if (atomic_load(&intake->runs[i].in_flight))
            idle = false;
    return idle;
}

void intake_clear(struct intake *intake)
{
    assert(intake_idle(intake));
    intake->got = intake->put;
}

/* --- life --- */

enum status intake_open(struct store *store, void (*ready)(void *context), void *context,
                        struct intake **out)
{
    struct intake *intake = calloc(1, sizeof *intake);
    if (intake == NULL)
        return STATUS_NOMEM;
    intake->store = store;
    intake->ready = ready;
    intake->context = context;
    for (size_t i = 0; i < INTAKE_RUNS; i++) {
        intake->runs[i].intake = intake;
        atomic_init(&intake->runs[i].in_flight, false);
        task_init(&intake->runs[i].task);
    }
    *out = intake;
    return STATUS_OK;
}

void intake_close(struct intake *intake)
{
    if (intake == NULL)
        return;
    for (size_t i = 0; i < INTAKE_RUNS; i++) {
        task_destroy(&intake->runs[i].task);
        buffer_release(&intake->runs[i].bytes);
    }
    free(intake);
}
