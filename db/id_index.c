#include "db/id_index.h"

#include "common/segments.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>

struct row {
    struct id_node node; /* first: a node is its row */
    uint64_t number;
};

struct id_index {
    struct id_table *ids;
    struct segments rows; /* row n is item n - 1 */
    uint64_t row_count;
    uint64_t committed; /* of them; the others are the open transaction's */
};

enum status id_index_open(struct id_index **out)
{
    struct id_index *index = calloc(1, sizeof *index);
    uint8_t key[ID_TABLE_KEY_BYTES];
    sqlite3_randomness(sizeof key, key); /* which the simulation seeds */
    if (index == NULL || id_table_open(key, &index->ids) != STATUS_OK) {
        free(index);
        return STATUS_NOMEM;
    }
    index->rows.item_bytes = sizeof(struct row);
    *out = index;
    return STATUS_OK;
}

void id_index_close(struct id_index *index)
{
    if (index == NULL)
        return;
    id_table_close(index->ids);
    segments_release(&index->rows);
    free(index);
}

uint64_t id_index_find(const struct id_index *index, const char *id)
{
    const struct row *row = (const struct row *)id_table_find(index->ids, id);
    return row != NULL ? row->number : 0;
}

bool id_index_reserve(struct id_index *index)
{
    return segments_reserve(&index->rows, index->row_count + 1);
}

bool id_index_add(struct id_index *index, const char *id, uint64_t *number)
{
    struct row *next = segments_at(&index->rows, index->row_count);
    const struct row *row = (struct row *)id_table_add_once(index->ids, &next->node, id);
    bool new = row == next; /* D5 */
    if (new)
        next->number = ++index->row_count;
    *number = row->number;
    return new;
}

const char *id_index_id(const struct id_index *index, uint64_t row)
{
    assert(row > 0 && row <= index->row_count);
    const struct row *at = segments_at(&index->rows, row - 1);
    return at->node.id;
}

uint64_t id_index_rows(const struct id_index *index)
{
    return index->row_count;
}

void id_index_committed(struct id_index *index)
{
    index->committed = index->row_count;
}

void id_index_rolled_back(struct id_index *index)
{
    while (index->row_count > index->committed) {
        struct row *row = segments_at(&index->rows, --index->row_count);
        id_table_remove(index->ids, &row->node);
    }
}

uint64_t id_index_hash(const struct id_index *index, const char *id)
{
    return id_table_hash(index->ids, id);
}
