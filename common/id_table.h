/* id_table.h - the hash table: by applicant ID, with chaining, and with nodes that lie in the
 * caller's structs. Several nodes may have one ID.
 *
 * It grows by linear hashing (W. Litwin, Linear Hashing: A New Tool for File and Table Addressing,
 * 1980): an insertion that makes more nodes than buckets splits one bucket, and the table is never
 * rehashed as a whole. The hash is SipHash-2-4 (J.-P. Aumasson, D. J. Bernstein, 2012) under a
 * secret key: nobody can choose IDs that share a bucket.
 *
 * Threads: one at a time, lookups included. Memory: open/close; a node is the caller's and stays
 * where it is while it is in the table. A table takes about 8 bytes a node.
 * Errors:  STATUS_NOMEM from opening alone, also when OpenSSL has no SipHash, which is logged. Where
 *          memory fails later the chains get longer. */
#ifndef COMMON_ID_TABLE_H
#define COMMON_ID_TABLE_H

#include "common/ident.h"
#include "common/status.h"

enum { ID_TABLE_KEY_BYTES = 16 };

struct id_node {
    struct id_node *next;
    uint64_t hash;
    char id[IDENT_SIZE];
};

struct id_table;

/* key: secret random bytes. */
enum status id_table_open(const uint8_t key[ID_TABLE_KEY_BYTES], struct id_table **out);
void id_table_close(struct id_table *table); /* NULL is allowed; nodes stay the caller's */

/* Adds a node under an ID of at most IDENT_MAX characters, which is copied into it. */
void id_table_add(struct id_table *table, struct id_node *node, const char *id);
/* Adds the node unless there is one with that ID. Returns the node that has the ID now. */
struct id_node *id_table_add_once(struct id_table *table, struct id_node *node, const char *id);

void id_table_remove(struct id_table *table, struct id_node *node);

/* A node with that ID; the next one with the same ID. NULL: there is none. */
struct id_node *id_table_find(const struct id_table *table, const char *id);
struct id_node *id_table_next(const struct id_node *node);

uint64_t id_table_hash(const struct id_table *table, const char *id);

#endif
