/* node_time.h - what this node's own entries say about its time (server/core/allowance.h), as rows: the
 * table `served`, and the values paused_n and extra_ms of `meta`.
 * Threads: the one that owns the database. Memory: plain values. Errors: sticky in the connection
 * (db/sql.h). */
#ifndef DB_NODE_TIME_H
#define DB_NODE_TIME_H

#include "db/sql.h"
#include "server/core/allowance.h"

/* Stores one of our own entries; any kind. */
void node_time_take(struct sql *sql, const struct entry *own);

void node_time_load(struct sql *sql, struct node_time *out);

#endif
