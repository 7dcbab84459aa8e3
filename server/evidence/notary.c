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
    /* (n) The newest signature of each kind; n 0: none. */
    struct message_signed own;     /* under our journal, by us */
    struct message_signed counter; /* under the peer's journal, by us */
    struct message_signed came[2]; /* by the peer, not checked yet; by journal */
    enum journal_owner checked;    /* (o) the journal of the last one: they take turns */
    bool started;                  /* (c) */
    pthread_t thread;              /* (c) */
};

static bool run_in_store(struct notary *n, void (*function)(struct ledger *, struct task *),
                         void *context)
{
    return store_call(n->store, function, context) == STATUS_OK;
}

static void run_find_digest(struct ledger *ledger, struct task *task)
{
    heads_find_digest(ledger, task->context);
}

/* Sets the digest of a head; false when its entry is not held here, or the task fails. */
static bool find_digest(struct notary *n, struct journal_head *head)
{
    return run_in_store(n, run_find_digest, head) && head->held;
}

/* Signatures that are kept in one transaction. */
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

/* The statement that the signature is under. False: the peer's name is not known yet. */
static bool make_statement(const struct notary *n, const struct journal_head *head,
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

/* Signs the digest of the head. */
static bool sign_head(const struct notary *n, struct journal_head *head)
{
    struct attest_statement s;
    memcpy(head->key, key_public(n->options.key), sizeof head->key);
    head->by_peer = false;
    return make_statement(n, head, &s) &&
           attest_sign(n->options.key, ATTEST_HEAD, &s, head->signature);
}

/* Gives a signature of ours to the sync thread. */
static void publish_head(struct notary *n, const struct journal_head *head,
                         struct message_signed *out)
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
    if (sign_head(n, head) && run_in_store(n, run_keep, &heads))
        publish_head(n, head, &n->own);
    else
        log_event(LOG_WARN, "the head of this node's journal could not be signed and kept");
}

/* --- signatures of the peer --- */

/* May this key sign for the peer? */
static bool is_peers(const struct notary *n, const uint8_t key[KEY_PUBLIC_BYTES])
{
    struct fingerprint who = key_fingerprint_of(key);
    return n->options.peer_tls == NULL || tls_context_trusts(n->options.peer_tls, &who);
}

/* Is the signature by a key of the peer, and under the digest that we hold? */
static bool is_acceptable(struct notary *n, const struct message_signed *theirs,
                          struct journal_head *head)
{
    struct attest_statement s;
    head->by_peer = true;
    head->n = theirs->n;
    memcpy(head->key, theirs->key, sizeof head->key);
    memcpy(head->signature, theirs->signature, sizeof head->signature);
    if (!find_digest(n, head))
        return false;
    bool good = digest_equal(&head->digest, &theirs->digest) && is_peers(n, theirs->key) &&
                make_statement(n, head, &s) &&
                attest_verify(theirs->key, ATTEST_HEAD, &s, theirs->signature);
    if (!good)
        log_event(
            LOG_ERROR,
            "the peer's signature up to entry %llu does not fit the journal that is held here",
            (unsigned long long)theirs->n);
    return good;
}

/* Keeps the peer's signature; under the peer's own journal this node puts its own beside it. */
static void keep_signature(struct notary *n, enum journal_owner journal,
                           const struct message_signed *theirs)
{
    struct heads heads = {.count = 1};
    heads.head[0].journal = journal;
    if (!is_acceptable(n, theirs, &heads.head[0]))
        return;
    heads.head[1] = heads.head[0];
    bool counters = journal == JOURNAL_PEER && sign_head(n, &heads.head[1]);
    heads.count += counters;
    bool kept = run_in_store(n, run_keep, &heads);
    if (!kept || counters != (journal == JOURNAL_PEER))
        log_event(LOG_WARN, "the peer's signature could not be countersigned and kept");
    else if (counters)
        publish_head(n, &heads.head[1], &n->counter);
}

/* False when no signature of the peer is left to check. The lock is held on entry and on return,
 * and not while the signature is checked. */
static bool check_next_locked(struct notary *n)
{
    enum journal_owner other = n->checked == JOURNAL_OWN ? JOURNAL_PEER : JOURNAL_OWN;
    enum journal_owner journal = n->came[other].n != 0 ? other : n->checked;
    struct message_signed theirs = n->came[journal];
    if (theirs.n == 0)
        return false;
    n->checked = journal;
    n->came[journal].n = 0;
    thread_unlock(&n->lock);
    keep_signature(n, journal, &theirs);
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
            (check_next_locked(n) || thread_wait(&n->changed, &n->lock, &deadline)))
            continue;
        thread_unlock(&n->lock);
        sign_own(n);
        deadline = clock_deadline(NOTARY_EVERY_MS);
        thread_lock(&n->lock);
    }
    thread_unlock(&n->lock);
    sign_own(n); /* the entries that were written during the last signature */
    return NULL;
}

/* --- for the sync thread --- */

/* Our newest signature, if it is after after_n and the peer holds that entry. */
static bool offer_own_head(void *context, uint64_t after_n, uint64_t held_n,
                           struct message_signed *out)
{
    struct notary *n = context;
    thread_lock(&n->lock);
    *out = n->own;
    thread_unlock(&n->lock);
    return out->n > after_n && out->n <= held_n;
}

static void take_peers_head(void *context, enum journal_owner journal,
                            const struct message_signed *theirs)
{
    struct notary *n = context;
    thread_lock(&n->lock);
    n->came[journal] = *theirs;
    if (journal == JOURNAL_PEER)
        n->counter.n = 0; /* an older countersignature may be under another digest */
    pthread_cond_signal(&n->changed);
    thread_unlock(&n->lock);
}

static bool offer_countersigned(void *context, uint64_t at, struct message_signed *out)
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

/* --- opening and closing --- */

enum status notary_open(const struct notary_options *options, struct store *store,
                        struct notary **out)
{
    struct notary *n = calloc(1, sizeof *n);
    if (n == NULL)
        return STATUS_NOMEM;
    n->options = *options;
    n->store = store;
    n->hooks = (struct exchange_notary){offer_own_head, take_peers_head, offer_countersigned, n};
    thread_mutex_init(&n->lock);
    thread_cond_init(&n->changed);
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
    pthread_cond_destroy(&n->changed);
    pthread_mutex_destroy(&n->lock);
    free(n);
}
