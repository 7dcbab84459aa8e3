#include "server/desk/essays.h"

#include "common/thread.h"
#include "db/ledger_peer.h"
#include "server/door/reply.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    READ_BYTES = 256 * 1024, /* of each journal, in one task of the store */
    READ_MS = 400,           /* then the rest is left to the next request */
    UNUSED_MS = 10 * 60 * 1000
};

/* Legend: (c) constant, (b) guarded by the lock, (r) of the worker that reads: it has set `reading`. */
struct essays {
    const struct exam *exam; /* (c) */
    pthread_mutex_t lock;
    pthread_cond_t read;             /* the worker that read has ended */
    struct essay_list *list;         /* (b) NULL: nobody marks */
    bool reading;                    /* (b) */
    struct mono used;                /* (b) */
    char node[2][NODE_NAME_MAX + 1]; /* (r) of each journal */
    uint64_t next_n[2], last_n[2];   /* (r) */
    struct digest digest[2];         /* (r) of the entries before the next */
    struct ledger_run run[2];        /* (r) */
};

enum status essays_open(const struct exam *exam, struct essays **out)
{
    struct essays *s = calloc(1, sizeof *s);
    if (s == NULL)
        return STATUS_NOMEM;
    s->exam = exam;
    thread_mutex_init(&s->lock);
    thread_cond_init(&s->read);
    *out = s;
    return STATUS_OK;
}

static void forget(struct essays *s)
{
    for (int i = 0; i < 2; i++) {
        buffer_release(&s->run[i].bytes);
        s->next_n[i] = 1;
    }
    essay_list_close(s->list);
    s->list = NULL;
}

void essays_close(struct essays *s)
{
    if (s == NULL)
        return;
    forget(s);
    pthread_cond_destroy(&s->read);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* --- reading --- */

struct read_call {
    struct essays *essays;
    struct ledger_peer peer;
};

static void run_read(struct ledger *ledger, struct task *task)
{
    struct read_call *c = task->context;
    struct essays *s = c->essays;
    struct ledger_position at = ledger_position(ledger);
    c->peer = *ledger_peer(ledger);
    s->last_n[JOURNAL_OWN] = at.own_n;
    s->last_n[JOURNAL_PEER] = at.held_n;
    for (int i = 0; i < 2; i++) {
        s->run[i].count = 0;
        if (s->next_n[i] <= s->last_n[i])
            ledger_read(ledger, i == JOURNAL_OWN, s->next_n[i], READ_BYTES, &s->run[i]);
    }
}

/* False: memory was out. */
static bool take_run_locked(struct essays *s, enum journal_owner journal)
{
    const struct ledger_run *run = &s->run[journal];
    const uint8_t *bytes = (const uint8_t *)run->bytes.data;
    struct entry e;
    if (run->count > 0 && run->bytes.failed)
        return false;
    for (size_t i = 0; i < run->count; i++) {
        bool good = journal_decode(bytes, run->len[i], &e);
        assert(good); /* J3 */
        s->digest[journal] = journal_chain(&s->digest[journal], bytes, run->len[i]);
        essay_list_take(s->list, journal, &e, &s->digest[journal]);
        bytes += run->len[i];
    }
    assert(run->count == 0 || digest_equal(&s->digest[journal], &run->last)); /* J2 */
    s->next_n[journal] += run->count;
    return essay_list_status(s->list) == STATUS_OK;
}

/* A peer that was never met has no name yet, and no journal. */
static void name_peer(struct essays *s, const char *cluster, const struct ledger_peer *peer)
{
    if (s->node[JOURNAL_PEER][0] != '\0' || peer->node[0] == '\0')
        return;
    memcpy(s->node[JOURNAL_PEER], peer->node, sizeof s->node[JOURNAL_PEER]);
    s->digest[JOURNAL_PEER] = journal_origin(cluster, peer->node);
}

static bool is_whole(const struct essays *s)
{
    return s->next_n[JOURNAL_OWN] > s->last_n[JOURNAL_OWN] &&
           s->next_n[JOURNAL_PEER] > s->last_n[JOURNAL_PEER];
}

/* Reads what is new, as far as there is time. False: the reply says why not. */
static bool read_journals(struct essays *s, const struct request *r)
{
    struct read_call c = {.essays = s};
    struct mono end = clock_deadline(READ_MS);
    do {
        if (!request_run(r, run_read, &c))
            return false;
        thread_lock(&s->lock);
        name_peer(s, r->node->config->cluster, &c.peer);
        bool taken = take_run_locked(s, JOURNAL_OWN) && take_run_locked(s, JOURNAL_PEER);
        if (!taken)
            forget(s);
        thread_unlock(&s->lock);
        if (!taken) {
            reply_failure(r->out, STATUS_NOMEM);
            return false;
        }
    } while (!is_whole(s) && clock_left_ms(end) > 0);
    return true;
}

static enum status begin_locked(struct essays *s, const struct config *config)
{
    const char *const node[] = {s->node[JOURNAL_OWN], s->node[JOURNAL_PEER]};
    if (s->list != NULL)
        return STATUS_OK;
    forget(s);
    memcpy(s->node[JOURNAL_OWN], config->node, sizeof s->node[JOURNAL_OWN]);
    s->node[JOURNAL_PEER][0] = '\0';
    s->digest[JOURNAL_OWN] = journal_origin(config->cluster, config->node);
    return essay_list_open(s->exam, node, &s->list);
}

static unsigned percent_read(const struct essays *s)
{
    uint64_t all = s->last_n[JOURNAL_OWN] + s->last_n[JOURNAL_PEER];
    uint64_t got = s->next_n[JOURNAL_OWN] + s->next_n[JOURNAL_PEER] - 2;
    return is_whole(s) || all == 0 ? 100 : (unsigned)(got * 99 / all);
}

bool essays_read(struct essays *s, const struct request *r, unsigned *percent)
{
    thread_lock(&s->lock);
    while (s->reading)
        (void)thread_wait(&s->read, &s->lock, NULL);
    s->reading = true;
    enum status status = begin_locked(s, r->node->config);
    thread_unlock(&s->lock);
    bool good = status == STATUS_OK && read_journals(s, r);
    if (status != STATUS_OK)
        reply_failure(r->out, status);
    if (good)
        *percent = percent_read(s);
    thread_lock(&s->lock);
    s->reading = false;
    s->used = clock_mono();
    pthread_cond_broadcast(&s->read);
    thread_unlock(&s->lock);
    return good;
}

bool essays_read_all(struct essays *s, const struct request *r)
{
    unsigned percent = 0;
    while (percent < 100) {
        if (request_stopping(r)) {
            reply_failure(r->out, STATUS_CLOSED);
            return false;
        }
        if (!essays_read(s, r, &percent))
            return false;
    }
    return true;
}

/* --- asking --- */

bool essays_find(struct essays *s, const struct essay_ref *ref, char id[IDENT_SIZE], bool *listed)
{
    thread_lock(&s->lock);
    bool found = s->list != NULL && essay_list_find(s->list, &ref->finish, id);
    if (found) {
        essay_list_settle(s->list);
        *listed = essay_list_has(s->list, ref);
    }
    thread_unlock(&s->lock);
    return found;
}

size_t essays_count(struct essays *s, const struct essay_marker *marker, uint16_t after,
                    struct essay_count *out, size_t most)
{
    size_t count = 0;
    thread_lock(&s->lock);
    if (s->list != NULL) {
        essay_list_settle(s->list);
        count = essay_list_count(s->list, marker, after, out, most);
    }
    thread_unlock(&s->lock);
    return count;
}

bool essays_give(struct essays *s, const struct essay_marker *marker, const struct essay_wish *wish,
                 struct essay_given *out)
{
    bool given = false;
    thread_lock(&s->lock);
    if (s->list != NULL) {
        essay_list_settle(s->list);
        given = essay_list_give(s->list, marker, wish, out);
    }
    thread_unlock(&s->lock);
    return given;
}

void essays_rest(struct essays *s, struct mono now)
{
    thread_lock(&s->lock);
    if (s->list != NULL && !s->reading && now.ms - s->used.ms > UNUSED_MS)
        forget(s);
    thread_unlock(&s->lock);
}
