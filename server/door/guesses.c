#include "server/door/guesses.h"

#include "common/log.h"
#include "common/thread.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct source {
    char network[NET_NETWORK_SIZE];
    uint64_t count;
};

/* The wrong codes since the last report. */
struct window {
    struct source source[GUESSES_NETWORKS];
    size_t used;
    uint64_t others; /* from networks that have no place */
};

/* Legend: (l) guarded by `lock`. */
struct guesses {
    pthread_mutex_t lock;
    uint64_t total;       /* (l) */
    struct window window; /* (l) */
};

enum status guesses_open(struct guesses **out)
{
    struct guesses *g = calloc(1, sizeof *g);
    if (g == NULL)
        return STATUS_NOMEM;
    thread_mutex_init(&g->lock);
    *out = g;
    return STATUS_OK;
}

void guesses_close(struct guesses *g)
{
    if (g == NULL)
        return;
    pthread_mutex_destroy(&g->lock);
    free(g);
}

/* The place of a network, a new one if need be; NULL when the table is full of others. */
static struct source *find_source(struct window *w, const char *network)
{
    for (size_t i = 0; i < w->used; i++)
        if (strcmp(w->source[i].network, network) == 0)
            return &w->source[i];
    if (w->used == GUESSES_NETWORKS)
        return NULL;
    struct source *s = &w->source[w->used++];
    memcpy(s->network, network, strlen(network) + 1);
    return s;
}

void guesses_note(struct guesses *g, const char *network)
{
    thread_lock(&g->lock);
    struct source *s = find_source(&g->window, network);
    if (s != NULL)
        s->count++;
    else
        g->window.others++;
    g->total++;
    thread_unlock(&g->lock);
}

uint64_t guesses_total(struct guesses *g)
{
    thread_lock(&g->lock);
    uint64_t total = g->total;
    thread_unlock(&g->lock);
    return total;
}

/* Copies the counts, so that no line is written under the lock. */
void guesses_report(struct guesses *g)
{
    thread_lock(&g->lock);
    struct window w = g->window;
    memset(&g->window, 0, sizeof g->window);
    thread_unlock(&g->lock);
    for (size_t i = 0; i < w.used; i++)
        log_event(LOG_WARN, "wrong codes: %" PRIu64 " from %s", w.source[i].count,
                  w.source[i].network);
    if (w.others > 0)
        log_event(LOG_WARN, "wrong codes: %" PRIu64 " from networks beyond the first %d", w.others,
                  GUESSES_NETWORKS);
}
