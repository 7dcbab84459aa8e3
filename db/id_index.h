/* id_index.h - the row of the table `applicant` that an ID has: a hash table in memory, built from
 * the table when the database is opened. Rows are numbered from 1 without a gap, and none is ever
 * deleted.
 *
 *   D5  the index has exactly the rows of the table, and no two with one ID
 *
 * id_index_committed() keeps the rows that a transaction added; id_index_rolled_back() removes
 * them.
 *
 * Threads: the one that owns the database. Memory: open/close; about 60 bytes a row.
 * Errors:  STATUS_NOMEM from opening, false from reserving. */
#ifndef DB_ID_INDEX_H
#define DB_ID_INDEX_H

#include "common/id_table.h"

struct id_index;

enum status id_index_open(struct id_index **out);
void id_index_close(struct id_index *index); /* NULL is allowed */

/* The row of an ID; 0 when it has none. */
uint64_t id_index_find(const struct id_index *index, const char *id);

/* Makes room for one more row. Call it before the entry of that row is written: nothing can fail
 * afterwards. */
bool id_index_reserve(struct id_index *index);

/* The row of an ID. An ID without one gets the next row, for which there must be room: true. */
bool id_index_add(struct id_index *index, const char *id, uint64_t *row);

/* The ID of an existing row. */
const char *id_index_id(const struct id_index *index, uint64_t row);

/* The number of rows. */
uint64_t id_index_rows(const struct id_index *index);

void id_index_committed(struct id_index *index);
void id_index_rolled_back(struct id_index *index);

/* A keyed hash of an ID, for callers that need an arbitrary number that depends on the ID alone. */
uint64_t id_index_hash(const struct id_index *index, const char *id);

#endif
