#include "server/door/clients.h"

#include "common/id_table.h"
#include "common/list.h"
#include "common/random.h"
#include "common/thread.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Legend: (k) guarded by the registry's lock, (w) its worker only, (c) constant. */
struct client {
    int fd;               /* (c) */
    int64_t number;       /* (c) */
    struct id_node named; /* (k) but its worker reads the ID without the lock; "": in no table */
    bool newest;          /* (k) it signed in last for its applicant */
    atomic_bool seated;   /* it has its applicant's sitting; written with (k) */
    struct list listed;   /* (k) among all */
    struct list stranger; /* (k) among strangers, while it is one */
};

struct clients {
    pthread_mutex_t lock;
    pthread_cond_t left;
    size_t max;             /* (c) */
    bool yield;             /* (c) strangers make room */
    size_t count;           /* (k) */
    int64_t last_number;    /* (k) */
    atomic_bool stopping;   /* written with (k) */
    struct list all;        /* (k) */
    struct list strangers;  /* (k) the newest first */
    size_t stranger_count;  /* (k) */
    struct id_table *by_id; /* (k) */
};

enum status clients_open(size_t max, bool yield, struct clients **out)
{
    struct clients *clients = calloc(1, sizeof *clients);
    uint8_t key[ID_TABLE_KEY_BYTES];
    enum status status = clients != NULL ? random_bytes(key, sizeof key) : STATUS_NOMEM;
    if (status == STATUS_OK)
        status = id_table_open(key, &clients->by_id);
    if (status != STATUS_OK) {
        free(clients);
        return status;
    }
    list_init(&clients->all);
    list_init(&clients->strangers);
    thread_mutex_init(&clients->lock);
    thread_cond_init(&clients->left);
    clients->max = max;
    clients->yield = yield;
    *out = clients;
    return STATUS_OK;
}

void clients_close(struct clients *clients)
{
    if (clients == NULL)
        return;
    assert(clients->count == 0);
    pthread_cond_destroy(&clients->left);
    pthread_mutex_destroy(&clients->lock);
    id_table_close(clients->by_id);
    free(clients);
}

/* --- strangers --- */

static void add_stranger_locked(struct clients *clients, struct client *client, struct list *place)
{
    list_insert_after(place, &client->stranger);
    clients->stranger_count++;
}

static void remove_stranger_locked(struct clients *clients, struct client *client)
{
    if (!list_is_linked(&client->stranger))
        return;
    list_remove(&client->stranger);
    clients->stranger_count--;
}

/* When strangers hold too many places or hardly one is free, the oldest goes; its worker sees the
 * end of the stream and removes it. */
static void make_room_locked(struct clients *clients)
{
    size_t share = clients->max - clients->max / 8, spare = clients->max / 64 + 1;
    bool pressed = clients->stranger_count > share || clients->count > clients->max - spare;
    if (!clients->yield || !pressed || clients->stranger_count < 2)
        return;
    struct client *oldest = list_item(clients->strangers.prev, struct client, stranger);
    remove_stranger_locked(clients, oldest);
    (void)shutdown(oldest->fd, SHUT_RDWR);
}

struct client *clients_add(struct clients *clients, int fd)
{
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL)
        return NULL;
    client->fd = fd;
    thread_lock(&clients->lock);
    bool room = clients->count < clients->max && !atomic_load(&clients->stopping);
    if (room) {
        list_insert_after(&clients->all, &client->listed);
        clients->count++;
        client->number = ++clients->last_number;
        add_stranger_locked(clients, client, &clients->strangers);
        make_room_locked(clients);
    }
    thread_unlock(&clients->lock);
    if (!room) {
        free(client);
        return NULL;
    }
    return client;
}

static void forget_id_locked(struct clients *clients, struct client *client)
{
    if (client->named.id[0] == '\0')
        return;
    id_table_remove(clients->by_id, &client->named);
    client->named.id[0] = '\0';
    client->newest = false;
    atomic_store(&client->seated, false);
}

static void unlist_locked(struct clients *clients, struct client *client)
{
    forget_id_locked(clients, client);
    remove_stranger_locked(clients, client);
    list_remove(&client->listed);
    clients->count--;
    pthread_cond_broadcast(&clients->left);
}

void clients_remove(struct clients *clients, struct client *client)
{
    /* Under the lock: clients_stop() must never shut down a number that is already another's. */
    thread_lock(&clients->lock);
    close(client->fd);
    unlist_locked(clients, client);
    free(client);
    thread_unlock(&clients->lock);
}

void clients_abandon(struct clients *clients, struct client *client)
{
    thread_lock(&clients->lock);
    unlist_locked(clients, client);
    thread_unlock(&clients->lock);
    free(client);
}

/* Clients that have signed in as this applicant keep their places, or become strangers. */
static void place_locked(struct clients *clients, const char *id)
{
    for (struct id_node *n = id_table_find(clients->by_id, id); n != NULL; n = id_table_next(n)) {
        struct client *c = list_item(n, struct client, named);
        if (c->newest || atomic_load(&c->seated))
            remove_stranger_locked(clients, c);
        else if (!list_is_linked(&c->stranger))
            add_stranger_locked(clients, c, &clients->strangers);
    }
}

void clients_speak_for(struct clients *clients, struct client *client, const char *id)
{
    thread_lock(&clients->lock);
    forget_id_locked(clients, client);
    for (struct id_node *n = id_table_find(clients->by_id, id); n != NULL; n = id_table_next(n))
        list_item(n, struct client, named)->newest = false;
    id_table_add(clients->by_id, &client->named, id);
    client->newest = true;
    place_locked(clients, id);
    thread_unlock(&clients->lock);
}

void clients_seat(struct clients *clients, struct client *client)
{
    if (atomic_load(&client->seated))
        return;
    thread_lock(&clients->lock);
    const char *id = client->named.id;
    for (struct id_node *n = id_table_find(clients->by_id, id); n != NULL; n = id_table_next(n))
        atomic_store(&list_item(n, struct client, named)->seated, false);
    atomic_store(&client->seated, true);
    place_locked(clients, id);
    thread_unlock(&clients->lock);
}

void clients_trust(struct clients *clients, struct client *client)
{
    thread_lock(&clients->lock);
    remove_stranger_locked(clients, client);
    thread_unlock(&clients->lock);
}

bool clients_is_here(struct clients *clients, const char *id)
{
    thread_lock(&clients->lock);
    bool here = id_table_find(clients->by_id, id) != NULL;
    thread_unlock(&clients->lock);
    return here;
}

void clients_sign_out(struct clients *clients, struct client *client)
{
    thread_lock(&clients->lock);
    forget_id_locked(clients, client);
    if (!list_is_linked(&client->stranger)) /* it may be one already */
        add_stranger_locked(clients, client, &clients->strangers);
    thread_unlock(&clients->lock);
}

void clients_distrust(struct clients *clients, struct client *client)
{
    thread_lock(&clients->lock);
    if (list_is_linked(&client->stranger)) {
        remove_stranger_locked(clients, client);
        add_stranger_locked(clients, client, clients->strangers.prev); /* the next one that goes */
    }
    thread_unlock(&clients->lock);
}

int64_t client_number(const struct client *client)
{
    return client->number;
}

const char *client_id(const struct client *client)
{
    return client->named.id;
}

void client_network(const struct client *client, char out[NET_NETWORK_SIZE])
{
    net_peer_network(client->fd, out);
}

size_t clients_count(struct clients *clients)
{
    thread_lock(&clients->lock);
    size_t count = clients->count;
    thread_unlock(&clients->lock);
    return count;
}

size_t clients_signed_in(struct clients *clients)
{
    thread_lock(&clients->lock);
    size_t count = clients->count - clients->stranger_count;
    thread_unlock(&clients->lock);
    return count;
}

void clients_stop(struct clients *clients)
{
    thread_lock(&clients->lock);
    atomic_store(&clients->stopping, true);
    for (struct list *at = clients->all.next; at != &clients->all; at = at->next)
        (void)shutdown(list_item(at, struct client, listed)->fd, SHUT_RD);
    thread_unlock(&clients->lock);
}

bool clients_stopping(struct clients *clients)
{
    return atomic_load(&clients->stopping);
}

bool clients_wait(struct clients *clients, struct mono deadline)
{
    thread_lock(&clients->lock);
    while (clients->count > 0 && thread_wait(&clients->left, &clients->lock, &deadline)) {
    }
    bool empty = clients->count == 0;
    thread_unlock(&clients->lock);
    return empty;
}
