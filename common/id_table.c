#include "common/id_table.h"

#include "common/log.h"
#include "common/segments.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct id_table {
    struct segments buckets; /* of struct id_node * */
    size_t bucket_count, node_count;
    EVP_MAC_CTX *mac;
    uint8_t key[ID_TABLE_KEY_BYTES];
};

enum status id_table_open(const uint8_t key[ID_TABLE_KEY_BYTES], struct id_table **out)
{
    struct id_table *t = calloc(1, sizeof *t);
    EVP_MAC *siphash = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
    if (siphash == NULL)
        log_event(LOG_ERROR, "OpenSSL gives no SipHash: is its default provider active?");
    if (t != NULL && siphash != NULL) {
        t->buckets.item_bytes = sizeof(struct id_node *);
        t->mac = EVP_MAC_CTX_new(siphash);
        memcpy(t->key, key, sizeof t->key);
    }
    EVP_MAC_free(siphash);
    if (t == NULL || t->mac == NULL || !segments_reserve(&t->buckets, SEGMENTS_FIRST)) {
        id_table_close(t);
        return STATUS_NOMEM;
    }
    t->bucket_count = SEGMENTS_FIRST;
    for (size_t i = 0; i < t->bucket_count; i++)
        *(struct id_node **)segments_at(&t->buckets, i) = NULL;
    *out = t;
    return STATUS_OK;
}

void id_table_close(struct id_table *t)
{
    if (t == NULL)
        return;
    EVP_MAC_CTX_free(t->mac);
    segments_release(&t->buckets);
    free(t);
}

uint64_t id_table_hash(const struct id_table *t, const char *id)
{
    uint8_t tag[16];
    uint64_t hash;
    size_t len;
    int good = EVP_MAC_init(t->mac, t->key, sizeof t->key, NULL) == 1 &&
               EVP_MAC_update(t->mac, (const unsigned char *)id, strlen(id)) == 1 &&
               EVP_MAC_final(t->mac, tag, &len, sizeof tag) == 1;
    assert(good && len >= sizeof hash);
    memcpy(&hash, tag, sizeof hash);
    return hash;
}

static struct id_node **bucket(const struct id_table *t, uint64_t hash)
{
    size_t round = SEGMENTS_FIRST; /* buckets when this round of splits began: a power of two */
    while (round * 2 <= t->bucket_count)
        round *= 2;
    size_t at = hash & (round * 2 - 1);
    return segments_at(&t->buckets, at < t->bucket_count ? at : at - round);
}

/* Moves every node that now belongs to the new bucket out of the one that it is split from. */
static void split(struct id_table *t)
{
    if (!segments_reserve(&t->buckets, t->bucket_count + 1))
        return;
    struct id_node **new = segments_at(&t->buckets, t->bucket_count), **old;
    *new = NULL;
    old = bucket(t, t->bucket_count);
    t->bucket_count++;
    while (*old != NULL) {
        struct id_node *node = *old;
        if (bucket(t, node->hash) != new) {
            old = &node->next;
            continue;
        }
        *old = node->next;
        node->next = *new;
        *new = node;
    }
}

void id_table_remove(struct id_table *t, struct id_node *node)
{
    struct id_node **at = bucket(t, node->hash);
    while (*at != node) {
        assert(*at != NULL);
        at = &(*at)->next;
    }
    *at = node->next;
    node->next = NULL;
    t->node_count--;
}

/* The first one from `node` on. */
static struct id_node *same(struct id_node *node, uint64_t hash, const char *id)
{
    while (node != NULL && (node->hash != hash || strcmp(node->id, id) != 0))
        node = node->next;
    return node;
}

struct id_node *id_table_find(const struct id_table *t, const char *id)
{
    uint64_t hash = id_table_hash(t, id);
    return same(*bucket(t, hash), hash, id);
}

static void add(struct id_table *t, struct id_node *node, const char *id, uint64_t hash)
{
    size_t len = strlen(id);
    assert(len < sizeof node->id);
    memcpy(node->id, id, len + 1);
    node->hash = hash;
    if (++t->node_count > t->bucket_count)
        split(t);
    struct id_node **head = bucket(t, hash);
    node->next = *head;
    *head = node;
}

void id_table_add(struct id_table *t, struct id_node *node, const char *id)
{
    add(t, node, id, id_table_hash(t, id));
}

struct id_node *id_table_add_once(struct id_table *t, struct id_node *node, const char *id)
{
    uint64_t hash = id_table_hash(t, id);
    struct id_node *found = same(*bucket(t, hash), hash, id);
    if (found == NULL)
        add(t, node, id, hash);
    return found != NULL ? found : node;
}

struct id_node *id_table_next(const struct id_node *node)
{
    return same(node->next, node->hash, node->id);
}
