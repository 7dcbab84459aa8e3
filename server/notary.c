#include "server/notary.h"

#include "common/log.h"
#include "common/thread.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Legend: (c) constant, (n) guarded by `lock`, (o) the notary's thread, (s) the sync thread. */
struct notary {
    struct notary_options options; /* (c) */
    struct store *store;           /* (c) */
    struct exchange_notary hooks;  /* (c) */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stop;                    /* (n) */
    struct message_signed newest; /* (n) n 0: none yet */
    bool started;                 /* (c) */
    pthread_t thread;             /* (c) */
    struct task task;             /* (o) */
    struct task peer_task;        /* (s) */
};

static bool run(struct notary *n, struct task *task,
                void (*function)(struct ledger *, struct task *), void *context)
{
    task->run = function;
    task->context = context;
    return store_run(n->store, task, 0) == STATUS_OK;
}

static void run_look(struct ledger *ledger, struct task *task)
{
    struct ledger_head *head = task->context;
    head->held = ledger_look_head(ledger, head);
}

static void run_keep(struct ledger *ledger, struct task *task)
{
    ledger_keep_head(ledger, task->context);
}

/* The statement about a journal; ours or the peer's. */
static bool statement(const struct notary *n, bool peers, uint64_t at, const struct digest *digest,
                      struct attest_statement *out)
{
    struct ledger_peer peer;
    store_peer(n->store, &peer);
    *out = (struct attest_statement){.n = at, .digest = *digest};
    (void)snprintf(out->cluster, sizeof out->cluster, "%s", n->options.cluster);
    (void)snprintf(out->node, sizeof out->node, "%s", peers ? peer.node : n->options.node);
    return out->node[0] != '\0';
}

/* Signs what `head` says of a journal and keeps it. */
static bool sign(struct notary *n, struct task *task, struct ledger_head *head)
{
    struct attest_statement s;
    memcpy(head->key, key_public(n->options.key), sizeof head->key);
    head->by_peer = false;
    return statement(n, head->journal == JOURNAL_PEER, head->n, &head->digest, &s) &&
           attest_sign(n->options.key, ATTEST_HEAD, &s, head->signature) &&
           run(n, task, run_keep, head);
}

/* --- our own journal --- */

static void sign_own(struct notary *n)
{
    struct ledger_head head = {.journal = JOURNAL_OWN, .n = store_position(n->store).own_n};
    if (head.n == 0 || head.n == n->newest.n || !run(n, &n->task, run_look, &head) || !head.held)
        return;
    if (!sign(n, &n->task, &head)) {
        log_event(LOG_WARN, "the journal's head could not be signed and kept");
        return;
    }
    thread_lock(&n->lock);
    n->newest.n = head.n;
    n->newest.digest = head.digest;
    memcpy(n->newest.key, head.key, sizeof n->newest.key);
    memcpy(n->newest.signature, head.signature, sizeof n->newest.signature);
    thread_unlock(&n->lock);
    n->options.news(n->options.context);
}

static void *notary_thread(void *arg)
{
    struct notary *n = arg;
    log_role("notary");
    thread_lock(&n->lock);
    while (!n->stop) {
        struct mono deadline = clock_deadline(NOTARY_EVERY_MS);
        while (!n->stop && thread_wait(&n->changed, &n->lock, &deadline)) {
        }
        thread_unlock(&n->lock);
        sign_own(n);
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
    *out = n->newest;
    thread_unlock(&n->lock);
    return out->n > after_n && out->n <= held_n;
}

/* May this key sign for the peer? */
static bool is_peers(const struct notary *n, const uint8_t key[KEY_PUBLIC_BYTES])
{
    struct fingerprint who = key_fingerprint_of(key);
    bool known = n->options.pin_count == 0;
    for (size_t i = 0; i < n->options.pin_count; i++)
        known |= fingerprint_equal(&who, &n->options.pins[i]);
    return known;
}

/* Does what the peer signed agree with what we hold of that journal? It is kept then. */
static bool take(struct notary *n, enum journal_owner journal, const struct message_signed *theirs,
                 struct ledger_head *head)
{
    struct attest_statement s;
    *head = (struct ledger_head){.journal = journal, .by_peer = true, .n = theirs->n};
    memcpy(head->key, theirs->key, sizeof head->key);
    memcpy(head->signature, theirs->signature, sizeof head->signature);
    if (!run(n, &n->peer_task, run_look, head) || !head->held)
        return false;
    bool good = digest_equal(&head->digest, &theirs->digest) && is_peers(n, theirs->key) &&
                statement(n, journal == JOURNAL_PEER, theirs->n, &theirs->digest, &s) &&
                attest_verify(theirs->key, ATTEST_HEAD, &s, theirs->signature);
    if (!good)
        log_event(LOG_ERROR, "what the peer has signed of entry %llu is not what is held here",
                  (unsigned long long)theirs->n);
    return good && run(n, &n->peer_task, run_keep, head);
}

static bool countersign(void *context, const struct message_signed *theirs,
                        struct message_signed *out)
{
    struct notary *n = context;
    struct ledger_head head;
    if (!take(n, JOURNAL_PEER, theirs, &head) || !sign(n, &n->peer_task, &head))
        return false;
    out->n = head.n;
    out->digest = head.digest;
    memcpy(out->key, head.key, sizeof out->key);
    memcpy(out->signature, head.signature, sizeof out->signature);
    return true;
}

static void countersigned(void *context, const struct message_signed *theirs)
{
    struct ledger_head head;
    (void)take(context, JOURNAL_OWN, theirs, &head);
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
    n->hooks = (struct exchange_notary){offer, countersign, countersigned, n};
    thread_mutex_init(&n->lock);
    thread_cond_init(&n->changed);
    task_init(&n->task);
    task_init(&n->peer_task);
    enum status status = thread_start(&n->thread, 0, notary_thread, n);
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
    task_destroy(&n->peer_task);
    task_destroy(&n->task);
    pthread_cond_destroy(&n->changed);
    pthread_mutex_destroy(&n->lock);
    free(n);
}
