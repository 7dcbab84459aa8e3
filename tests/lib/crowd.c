#include "tests/lib/crowd.h"

#include "common/thread.h"
#include "tests/lib/client.h"

#include <stdio.h>
#include <stdlib.h>

struct crowd *crowd_new(size_t count)
{
    struct crowd *crowd = calloc(1, sizeof *crowd);
    crowd->count = count;
    crowd->one = calloc(count, sizeof *crowd->one);
    return crowd;
}

void crowd_free(struct crowd *crowd)
{
    free(crowd->one);
    free(crowd);
}

static void *member_thread(void *arg)
{
    struct crowd_member *m = arg;
    struct client_conn *c = malloc(sizeof *c);
    bool open = client_open(c, m->port);
    (void)pthread_barrier_wait(m->barrier);
    if (open)
        (void)snprintf(m->reply, sizeof m->reply, "%.255s", client_ask(c, "REGISTER", m->id, NULL));
    client_close(c);
    free(c);
    return NULL;
}

bool crowd_register(struct crowd *crowd)
{
    pthread_t *threads = calloc(crowd->count, sizeof *threads);
    pthread_barrier_t barrier;
    bool started = pthread_barrier_init(&barrier, NULL, (unsigned)crowd->count) == 0;
    for (size_t i = 0; started && i < crowd->count; i++) {
        crowd->one[i].barrier = &barrier;
        /* One that does not start leaves the others at the barrier: the test is over then. */
        started = thread_start(&threads[i], "crowd", 0, member_thread, &crowd->one[i]) == STATUS_OK;
    }
    for (size_t i = 0; started && i < crowd->count; i++)
        (void)pthread_join(threads[i], NULL);
    if (started)
        (void)pthread_barrier_destroy(&barrier);
    free(threads);
    return started;
}
