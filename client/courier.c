#include "client/courier.h"

#include "common/queue.h"
#include "common/thread.h"
#include "common/wake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUEUED_MOST = 2048, END_MS = 500 };

struct request {
    int tag;
    size_t number, count;
    struct wire_word words[WIRE_REQUEST_WORDS];
};

struct courier {
    struct connection connection; /* the thread's, except while `replied` is set */
    struct queue *requests;
    struct wake wake;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    bool has_news, replied, taken, stop, ended;
    enum connection_news news;
    struct courier_event reply;
};

static void on_news(void *context, enum connection_news news)
{
    struct courier *c = context;
    thread_lock(&c->lock);
    c->has_news = true;
    c->news = news;
    thread_unlock(&c->lock);
    wake_signal(&c->wake);
}

/* Hands the reply over and waits until it was read. */
static void deliver(struct courier *c, const struct request *r, enum connection_result result)
{
    thread_lock(&c->lock);
    c->reply = (struct courier_event){COURIER_REPLY, CONNECTION_BACK, r->tag,
                                      r->number,     result,          &c->connection};
    c->replied = true;
    c->taken = false;
    wake_signal(&c->wake);
    while (c->replied && !c->stop)
        (void)thread_wait(&c->changed, &c->lock, NULL);
    thread_unlock(&c->lock);
}

static bool stopped(struct courier *c)
{
    thread_lock(&c->lock);
    bool stop = c->stop;
    thread_unlock(&c->lock);
    return stop;
}

static void *courier_thread(void *arg)
{
    struct courier *c = arg;
    size_t count;
    void *item;
    while (!stopped(c) && queue_take(c->requests, &item, 1, NULL, &count) == STATUS_OK) {
        struct request *r = item;
        deliver(c, r, connection_ask_words(&c->connection, r->words, r->count));
        free(r);
    }
    thread_lock(&c->lock);
    c->ended = true;
    pthread_cond_broadcast(&c->changed);
    thread_unlock(&c->lock);
    return NULL;
}

static void release(struct courier *c)
{
    void *item;
    while (c->requests != NULL && queue_take_now(c->requests, &item, 1) == 1)
        free(item);
    queue_free(c->requests);
    connection_close(&c->connection);
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

enum status courier_open(const struct connection *as, struct courier **out)
{
    pthread_t thread;
    struct courier *c = calloc(1, sizeof *c);
    if (c == NULL)
        return STATUS_NOMEM;
    thread_mutex_init(&c->lock);
    thread_cond_init(&c->changed);
    connection_init(&c->connection, &as->door, on_news, c);
    c->connection.connected_once = true; /* as the applicant's connection was: the long deadline */
    memcpy(c->connection.id, as->id, sizeof as->id);
    memcpy(c->connection.code, as->code, sizeof as->code);
    memcpy(c->connection.token, as->token, sizeof as->token);
    enum status status = queue_open(QUEUED_MOST, &c->requests);
    if (status == STATUS_OK)
        status = wake_open(&c->wake);
    if (status != STATUS_OK) {
        release(c);
        return status;
    }
    status = thread_start(&thread, "courier", 0, courier_thread, c);
    if (status != STATUS_OK) {
        wake_close(&c->wake);
        release(c);
        return status;
    }
    (void)pthread_detach(thread);
    *out = c;
    return STATUS_OK;
}

void courier_close(struct courier *c)
{
    if (c == NULL)
        return;
    struct mono deadline = clock_deadline(END_MS);
    queue_close(c->requests);
    thread_lock(&c->lock);
    c->stop = true;
    pthread_cond_broadcast(&c->changed);
    while (!c->ended && thread_wait(&c->changed, &c->lock, &deadline)) {
    }
    bool ended = c->ended;
    thread_unlock(&c->lock);
    if (!ended)
        return;
    wake_close(&c->wake);
    release(c);
}

int courier_fd(const struct courier *c)
{
    return c->wake.read_fd;
}

bool courier_ask(struct courier *c, int tag, size_t number, const struct wire_word *words,
                 size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += words[i].len;
    struct request *r = malloc(sizeof *r + len);
    if (r == NULL)
        return false;
    char *at = (char *)(r + 1);
    *r = (struct request){.tag = tag, .number = number, .count = count};
    for (size_t i = 0; i < count; i++) {
        memcpy(at, words[i].data, words[i].len);
        r->words[i] = (struct wire_word){at, words[i].len};
        at += words[i].len;
    }
    if (queue_push(c->requests, r) == STATUS_OK)
        return true;
    free(r);
    return false;
}

bool courier_take(struct courier *c, struct courier_event *out)
{
    bool found = true;
    wake_clear(&c->wake);
    thread_lock(&c->lock);
    if (c->replied && c->taken) { /* the last reply was read: the thread may go on */
        c->replied = false;
        pthread_cond_broadcast(&c->changed);
    }
    if (c->has_news) {
        c->has_news = false;
        *out = (struct courier_event){.what = COURIER_NEWS, .news = c->news};
    } else if (c->replied && !c->taken) {
        c->taken = true;
        *out = c->reply;
    } else {
        found = false;
    }
    thread_unlock(&c->lock);
    return found;
}
