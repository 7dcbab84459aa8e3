#include "server/door/terminals.h"

#include "common/id_table.h"
#include "common/list.h"
#include "common/random.h"
#include "common/thread.h"
#include "server/core/terminal.h"

#include <stdlib.h>

enum { KEPT_MS = 60 * 60 * 1000 };

struct seat {
    struct id_node named;
    struct list recent;
    struct digest token;
    struct digest next; /* the token that may follow it; the same: none */
    uint64_t heard_ms;
};

/* Legend: (t) guarded by the lock. */
struct terminals {
    pthread_mutex_t lock;
    struct id_table *by_id; /* (t) of seats: one an ID */
    struct list recent;     /* (t) of the same: who was heard last is first */
    size_t count;           /* (t) */
};

enum status terminals_open(struct terminals **out)
{
    struct terminals *t = calloc(1, sizeof *t);
    uint8_t key[ID_TABLE_KEY_BYTES];
    enum status status = t != NULL ? random_bytes(key, sizeof key) : STATUS_NOMEM;
    if (status == STATUS_OK)
        status = id_table_open(key, &t->by_id);
    if (status != STATUS_OK) {
        free(t);
        return status;
    }
    list_init(&t->recent);
    thread_mutex_init(&t->lock);
    *out = t;
    return STATUS_OK;
}

static void remove_locked(struct terminals *t, struct seat *seat)
{
    id_table_remove(t->by_id, &seat->named);
    list_remove(&seat->recent);
    free(seat);
    t->count--;
}

void terminals_close(struct terminals *t)
{
    if (t == NULL)
        return;
    id_table_close(t->by_id);
    for (struct list *at = t->recent.next, *next; at != &t->recent; at = next) {
        next = at->next;
        free(list_item(at, struct seat, recent));
    }
    pthread_mutex_destroy(&t->lock);
    free(t);
}

static struct seat *find_locked(struct terminals *t, const char *id)
{
    struct id_node *node = id_table_find(t->by_id, id);
    return node != NULL ? list_item(node, struct seat, named) : NULL;
}

static uint64_t silence(const struct seat *seat, uint64_t served_ms)
{
    return served_ms > seat->heard_ms ? served_ms - seat->heard_ms : 0;
}

/* One that has been silent for long leaves for each that comes. */
static void forget_silent_locked(struct terminals *t, uint64_t served_ms)
{
    if (list_is_empty(&t->recent))
        return;
    struct seat *last = list_item(t->recent.prev, struct seat, recent);
    if (silence(last, served_ms) >= KEPT_MS)
        remove_locked(t, last);
}

static struct seat *add_locked(struct terminals *t, const char *id, uint64_t served_ms)
{
    forget_silent_locked(t, served_ms);
    struct seat *seat = calloc(1, sizeof *seat);
    if (seat == NULL)
        return NULL;
    id_table_add(t->by_id, &seat->named, id);
    list_insert_after(&t->recent, &seat->recent);
    t->count++;
    return seat;
}

static void hear_locked(struct terminals *t, struct seat *seat, uint64_t served_ms)
{
    seat->heard_ms = served_ms;
    list_remove(&seat->recent);
    list_insert_after(&t->recent, &seat->recent);
}

void terminals_seat(struct terminals *t, const char *id, const struct terminal *terminal,
                    uint64_t served_ms)
{
    bool renews = !terminal->renewed && !digest_is_zero(&terminal->renewal);
    thread_lock(&t->lock);
    struct seat *seat = find_locked(t, id);
    if (seat == NULL)
        seat = add_locked(t, id, served_ms);
    if (seat != NULL) {
        seat->token = terminal->token;
        seat->next = renews ? terminal->renewal : terminal->token;
        hear_locked(t, seat, served_ms);
    }
    thread_unlock(&t->lock);
}

static struct seat *find_token_locked(struct terminals *t, const char *id,
                                      const struct digest *token)
{
    struct seat *seat = find_locked(t, id);
    bool has =
        seat != NULL && (digest_equal(&seat->token, token) || digest_equal(&seat->next, token));
    return has ? seat : NULL;
}

void terminals_heard(struct terminals *t, const char *id, const struct digest *token,
                     uint64_t served_ms)
{
    thread_lock(&t->lock);
    struct seat *seat = find_token_locked(t, id, token);
    if (seat != NULL)
        hear_locked(t, seat, served_ms);
    thread_unlock(&t->lock);
}

bool terminals_silent_ms(struct terminals *t, const char *id, const struct digest *token,
                         uint64_t served_ms, uint64_t *out)
{
    thread_lock(&t->lock);
    const struct seat *seat = find_token_locked(t, id, token);
    if (seat != NULL)
        *out = silence(seat, served_ms);
    thread_unlock(&t->lock);
    return seat != NULL;
}

static uint64_t rest(uint64_t limit_ms, uint64_t passed_ms)
{
    return limit_ms > passed_ms ? limit_ms - passed_ms : 0;
}

uint64_t terminals_alive_ms(struct terminals *t, const char *id, const struct digest *token,
                            uint64_t served_ms)
{
    uint64_t silent, from_start = rest(TERMINAL_RESTART_MS, served_ms);
    if (!terminals_silent_ms(t, id, token, served_ms, &silent))
        return from_start;
    uint64_t alive = rest(TERMINAL_SILENT_MS, silent);
    return alive > from_start ? alive : from_start;
}

size_t terminals_count(struct terminals *t)
{
    thread_lock(&t->lock);
    size_t count = t->count;
    thread_unlock(&t->lock);
    return count;
}
