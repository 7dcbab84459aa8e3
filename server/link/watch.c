#include "server/link/watch.h"

#include "common/thread.h"
#include "db/ledger_peer.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { PEERS_MOST = 100000 /* that are not there */ };

/* Legend: (s) of the thread that steps, while `asking` of the store's; (t) guarded by the lock. */
struct watch {
    struct store *store;
    void (*ready)(void *context);
    void *context;
    const struct exchange_watch *ours;

    struct task task;
    atomic_bool asking;
    struct ledger_seats seats; /* (s) */
    bool asked, good;          /* (s) the seats are there, and are all */

    /* Of our terminals; (s). */
    struct presences told, now;
    char upto[IDENT_SIZE]; /* the last message told of those up to this ID */

    pthread_mutex_t lock;
    struct presences peers; /* (t) */
    bool whole;             /* (t) the peer had told all, */
    struct mono whole_at;   /* (t) then; meanwhile some may have changed */
    bool lost;              /* (t) no memory for them, or they were too many */
};

static struct presence_of presence_at(const char id[IDENT_SIZE], const struct presence *p,
                                      struct mono now)
{
    struct presence_of of = {.here = p->here, .since = now};
    memcpy(of.id, id, sizeof of.id);
    if (p->here == PRESENCE_SILENT)
        of.since.ms -= p->silent_ms;
    return of;
}

/* --- what we tell --- */

static void run_ask(struct ledger *ledger, struct task *task)
{
    struct watch *w = task->context;
    w->good = ledger_seats(ledger, &w->seats);
}

static void ask_done(struct task *task)
{
    struct watch *w = task->context;
    atomic_store(&w->asking, false);
    w->ready(w->context);
}

static void ask(struct watch *w)
{
    w->asked = true;
    w->task.run = run_ask;
    w->task.done = ask_done;
    w->task.context = w;
    atomic_store(&w->asking, true);
    if (store_submit(w->store, &w->task) == STATUS_OK)
        return;
    atomic_store(&w->asking, false);
    w->asked = false;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct ledger_seat *)a)->id, ((const struct ledger_seat *)b)->id);
}

/* Lists our terminals that are not there. False: no memory. */
static bool look(struct watch *w, struct mono now)
{
    w->now.count = 0;
    if (w->seats.count > 0)
        qsort(w->seats.seat, w->seats.count, sizeof *w->seats.seat, by_id);
    for (size_t i = 0; i < w->seats.count; i++) {
        const struct ledger_seat *seat = &w->seats.seat[i];
        struct presence p = w->ours->presence(w->ours->context, seat->id, &seat->token);
        struct presence_of of = presence_at(seat->id, &p, now);
        if (!presences_take(&w->now, &of))
            return false;
    }
    return true;
}

/* The next change, behind the last that was told and then from the beginning: one that changes all
 * the time does not keep the others back. */
static bool next_change(struct watch *w, struct presence_of *out)
{
    if (presences_next(&w->told, &w->now, w->upto, out))
        return true;
    w->upto[0] = '\0';
    return presences_next(&w->told, &w->now, "", out);
}

static struct message_terminal terminal_of(const struct presence_of *of, struct mono now)
{
    static const int64_t most_ms = INT64_C(1000) * MESSAGE_SILENT_MOST_S;
    struct message_terminal t = {.presence = {of->here, -1}};
    int64_t silent_ms = now.ms - of->since.ms;
    memcpy(t.id, of->id, sizeof t.id);
    if (of->here == PRESENCE_SILENT)
        t.presence.silent_ms = silent_ms < most_ms ? silent_ms : most_ms;
    return t;
}

static int64_t count_left(const struct watch *w)
{
    struct presence_of change = {.id = ""};
    int64_t left = 0;
    while (presences_next(&w->told, &w->now, change.id, &change))
        left++;
    return left;
}

static void tell(struct watch *w, struct link *link, struct buffer *out, struct mono now)
{
    enum { HEAD_BYTES = 32, EACH_BYTES = 18 + IDENT_SIZE };
    struct message_terminal *told = calloc(MESSAGE_TERMINALS_MOST, sizeof *told);
    size_t count = 0, before = out->len, bytes = HEAD_BYTES, most = link_tell_bytes(link);
    struct presence_of change;
    while (told != NULL && count < MESSAGE_TERMINALS_MOST && bytes + EACH_BYTES <= most &&
           next_change(w, &change) && presences_take(&w->told, &change)) {
        memcpy(w->upto, change.id, sizeof w->upto);
        told[count] = terminal_of(&change, now);
        bytes += EACH_BYTES - IDENT_SIZE + strlen(told[count++].id);
    }
    message_put_terminals(out, told, count, count_left(w));
    free(told);
    link_told(link, out->len - before, now);
    link_sent(link, (struct link_next){LINK_SEND_NOTHING, 0}, 0, out->len - before, now);
}

void watch_put(struct watch *w, struct link *link, struct buffer *out, struct mono now)
{
    if (w->ours == NULL || !watch_idle(w) ||
        !link_may_tell(link, store_position(w->store).own_n, now))
        return;
    if (!w->asked) {
        ask(w);
        return;
    }
    w->asked = false;
    if (w->good && look(w, now))
        tell(w, link, out, now);
    else
        link_told(link, 0, now); /* the peer sees that it is told nothing */
}

bool watch_idle(const struct watch *w)
{
    return !atomic_load(&w->asking);
}

/* --- what the peer tells --- */

void watch_take(struct watch *w, const struct message *m, struct mono now)
{
    thread_lock(&w->lock);
    for (size_t i = 0; i < m->terminal_count && !w->lost; i++) {
        struct message_terminal t = message_terminal(m, i);
        struct presence_of of = presence_at(t.id, &t.presence, now);
        w->lost = w->peers.count >= PEERS_MOST || !presences_take(&w->peers, &of);
    }
    if (m->terminals_left == 0 && !w->lost) {
        w->whole = true;
        w->whole_at = now;
    }
    thread_unlock(&w->lock);
}

struct presence watch_peer(struct watch *w, const char *id, struct mono now)
{
    struct presence p = {PRESENCE_UNKNOWN, -1};
    thread_lock(&w->lock);
    const struct presence_of *of = presences_find(&w->peers, id);
    if (w->lost)
        p.here = PRESENCE_UNKNOWN;
    else if (of != NULL)
        p = (struct presence){of->here, of->here == PRESENCE_SILENT ? now.ms - of->since.ms : -1};
    else if (w->whole)
        p = (struct presence){PRESENCE_HERE, 0};
    thread_unlock(&w->lock);
    return p;
}

int64_t watch_peer_age_ms(struct watch *w, struct mono now)
{
    thread_lock(&w->lock);
    int64_t age_ms = w->whole && !w->lost ? now.ms - w->whole_at.ms : -1;
    thread_unlock(&w->lock);
    return age_ms;
}

/* --- life --- */

void watch_begin(struct watch *w)
{
    w->told.count = 0;
    w->upto[0] = '\0';
    w->asked = false;
    thread_lock(&w->lock);
    w->peers.count = 0;
    w->whole = w->lost = false;
    thread_unlock(&w->lock);
}

enum status watch_open(struct store *store, void (*ready)(void *context), void *context,
                       const struct exchange_watch *ours, struct watch **out)
{
    struct watch *w = calloc(1, sizeof *w);
    if (w == NULL)
        return STATUS_NOMEM;
    w->store = store;
    w->ready = ready;
    w->context = context;
    w->ours = ours;
    atomic_init(&w->asking, false);
    task_init(&w->task);
    thread_mutex_init(&w->lock);
    *out = w;
    return STATUS_OK;
}

void watch_close(struct watch *w)
{
    if (w == NULL)
        return;
    task_destroy(&w->task);
    free(w->seats.seat);
    presences_release(&w->told);
    presences_release(&w->now);
    presences_release(&w->peers);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
