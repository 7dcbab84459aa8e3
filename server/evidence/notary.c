#include "server/evidence/notary.h"

#include "common/log.h"
#include "common/thread.h"
#include "db/heads.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Legend: (c) constant, (n) guarded by `lock`, (o) the notary's thread. */
struct notary {
    struct notary_options options; /* (c) */
    struct store *store;           /* (c) */
    struct exchange_notary hooks;  /* (c) */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stop; /* (n) */
    /* (n) The newest of each; n 0: none. */
    struct message_signed own;     /* our journal by us */
    struct message_signed counter; /* the peer's by us */
    struct message_signed came[2]; /* by the peer, not looked at yet; by journal */
    enum journal_owner looked_at;  /* (o) the last: they take turns */
    bool started;                  /* (c) */
    pthread_t thread;              /* (c) */
    struct task task;              /* (o) */
};

static bool run(struct notary *n, void (*function)(struct ledger *, struct task *), void *context)
{
    n->task.run = function;
    n->task.context = context;
    return store_run(n->store, &n->task, 0) == STATUS_OK;
}

static void run_find_digest(struct ledger *ledger, struct task *task)
{
    heads_find_digest(ledger, task->context);
}

/* Sets the digest of a head; false when its entry is not held here, or the task fails. */
static bool find_digest(struct notary *n, struct journal_head *head)
{
    return run(n, run_find_digest, head) && head->held;
}

/* Statements that are kept together. */
struct heads {
    struct journal_head head[2];
    size_t count;
};

static void run_keep(struct ledger *ledger, struct task *task)
{
    const struct heads *heads = task->context;
    for (size_t i = 0; i < heads->count; i++)
        heads_keep(ledger, &heads->head[i]);
}

/* The statement about a journal; ours or the peer's. */
static bool statement(const struct notary *n, const struct journal_head *head,
                      struct attest_statement *out)
{
    struct ledger_peer peer;
    store_peer(n->store, &peer);
    *out = (struct attest_statement){.n = head->n, .digest = head->digest};
    (void)snprintf(out->cluster, sizeof out->cluster, "%s", n->options.cluster);
    (void)snprintf(out->node, sizeof out->node, "%s",
                   head->journal == JOURNAL_PEER ? peer.node : n->options.node);
    return out->node[0] != '\0';
}

/* Signs what `head` says of a journal. */
static bool sign(const struct notary *n, struct journal_head *head)
{
    struct attest_statement s;
    memcpy(head->key, key_public(n->options.key), sizeof head->key);
    head->by_peer = false;
    return statement(n, head, &s) && attest_sign(n->options.key, ATTEST_HEAD, &s, head->signature);
}

/* For the sync thread. */
static void publish(struct notary *n, const struct journal_head *head, struct message_signed *out)
{
    thread_lock(&n->lock);
    out->n = head->n;
    out->digest = head->digest;
    memcpy(out->key, head->key, sizeof out->key);
    memcpy(out->signature, head->signature, sizeof out->signature);
    thread_unlock(&n->lock);
    n->options.news(n->options.context);
}

/* --- our own journal --- */

static void sign_own(struct notary *n)
{
    struct heads heads = {.count = 1};
    struct journal_head *head = &heads.head[0];
    *head = (struct journal_head){.journal = JOURNAL_OWN, .n = store_position(n->store).own_n};
    if (head->n == 0 || head->n == n->own.n || !find_digest(n, head))
        return;
    if (sign(n, head) && run(n, run_keep, &heads))
        publish(n, head, &n->own);
    else
        log_event(LOG_WARN, "the journal's head could not be signed and kept");
}

/* --- what the peer has signed --- */

/* May this key sign for the peer? */
static bool is_peers(const struct notary *n, const uint8_t key[KEY_PUBLIC_BYTES])
{
    struct fingerprint who = key_fingerprint_of(key);
    bool known = n->options.pin_count == 0;
    for (size_t i = 0; i < n->options.pin_count; i++)
        known |= fingerprint_equal(&who, &n->options.pins[i]);
    return known;
}

/* Does it agree with what we hold of that journal? */
static bool agrees(struct notary *n, const struct message_signed *theirs, struct journal_head *head)
{
    struct attest_statement s;
    head->by_peer = true;
    head->n = theirs->n;
    memcpy(head->key, theirs->key, sizeof head->key);
    memcpy(head->signature, theirs->signature, sizeof head->signature);
    if (!find_digest(n, head))
        return false;
    bool good = digest_equal(&head->digest, &theirs->digest) && is_peers(n, theirs->key) &&
                statement(n, head, &s) &&
                attest_verify(theirs->key, ATTEST_HEAD, &s, theirs->signature);
    if (!good)
        log_event(LOG_ERROR, "what the peer has signed of entry %llu is not what is held here",
                  (unsigned long long)theirs->n);
    return good;
}

/* Is kept, and, if it is the peer's own journal, signed by us as well. */
static void look_at(struct notary *n, enum journal_owner journal,
                    const struct message_signed *theirs)
{
    struct heads heads = {.count = 1};
    heads.head[0].journal = journal;
    if (!agrees(n, theirs, &heads.head[0]))
        return;
    heads.head[1] = heads.head[0];
    bool counters = journal == JOURNAL_PEER && sign(n, &heads.head[1]);
    heads.count += counters;
    bool kept = run(n, run_keep, &heads);
    if (!kept || counters != (journal == JOURNAL_PEER))
        log_event(LOG_WARN, "what the peer has signed could not be signed and kept");
    else if (counters)
        publish(n, &heads.head[1], &n->counter);
}

/* False when there was nothing to look at. Called and left with the lock. */
static bool look_at_next(struct notary *n)
{
    enum journal_owner other = n->looked_at == JOURNAL_OWN ? JOURNAL_PEER : JOURNAL_OWN;
    enum journal_owner journal = n->came[other].n != 0 ? other : n->looked_at;
    struct message_signed theirs = n->came[journal];
    if (theirs.n == 0)
        return false;
    n->looked_at = journal;
    n->came[journal].n = 0;
    thread_unlock(&n->lock);
    look_at(n, journal, &theirs);
    thread_lock(&n->lock);
    return true;
}

static void *notary_thread(void *arg)
{
    struct notary *n = arg;
    struct mono deadline = clock_deadline(NOTARY_EVERY_MS);
    thread_lock(&n->lock);
    while (!n->stop) {
        if (clock_left_ms(deadline) > 0 &&
            (look_at_next(n) || thread_wait(&n->changed, &n->lock, &deadline)))
            continue;
        thread_unlock(&n->lock);
        sign_own(n);
        deadline = clock_deadline(NOTARY_EVERY_MS);
        thread_lock(&n->lock);
    }
    thread_unlock(&n->lock);
    sign_own(n); /* what was written while it signed */
    return NULL;
}

/* --- for the sync thread --- */

/* The newest head of ours after after_n that the peer holds. */
static bool offer(void *context, uint64_t after_n, uint64_t held_n, struct message_signed *out)
{
    struct notary *n = context;
    thread_lock(&n->lock);
    *out = n->own;
    thread_unlock(&n->lock);
    return out->n > after_n && out->n <= held_n;
}

static void take(void *context, enum journal_owner journal, const struct message_signed *theirs)
{
    struct notary *n = context;
    thread_lock(&n->lock);
    n->came[journal] = *theirs;
    if (journal == JOURNAL_PEER)
        n->counter.n = 0; /* another's signature may be under another digest */
    pthread_cond_signal(&n->changed);
    thread_unlock(&n->lock);
}

static bool counter(void *context, uint64_t at, struct message_signed *out)
{
    struct notary *n = context;
    thread_lock(&n->lock);
    *out = n->counter;
    thread_unlock(&n->lock);
    return out->n == at;
}

const struct exchange_notary *notary_hooks(struct notary *n)
{
    return &n->hooks;
}

/* --- life --- */

enum status notary_open(const struct notary_options *options, struct store *store,
                        struct notary **out)
{
    struct notary *n = calloc(1, sizeof *n);
    if (n == NULL)
        return STATUS_NOMEM;
    n->options = *options;
    n->store = store;
    n->hooks = (struct exchange_notary){offer, take, counter, n};
    thread_mutex_init(&n->lock);
    thread_cond_init(&n->changed);
    task_init(&n->task);
    enum status status = thread_start(&n->thread, "notary", 0, notary_thread, n);
    n->started = status == STATUS_OK;
    if (status != STATUS_OK) {
        notary_close(n);
        return status;
    }
    *out = n;
    return STATUS_OK;
}

void notary_stop(struct notary *n)
{
    if (n == NULL || !n->started)
        return;
    thread_lock(&n->lock);
    n->stop = true;
    pthread_cond_signal(&n->changed);
    thread_unlock(&n->lock);
    int rc = pthread_join(n->thread, NULL);
    assert(rc == 0);
    n->started = false;
}

void notary_close(struct notary *n)
{
    if (n == NULL)
        return;
    assert(!n->started);
    task_destroy(&n->task);
    pthread_cond_destroy(&n->changed);
    pthread_mutex_destroy(&n->lock);
    free(n);
}
