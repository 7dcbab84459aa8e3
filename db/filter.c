#include "db/filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORD_BITS = 64,
    LINE_WORDS = 8,
    LINE_BITS = LINE_WORDS * WORD_BITS,
    LINE_IDS = LINE_BITS / 8, /* when there are as many IDs as it was made for */
    PROBES = 5,               /* bits of a line for each ID */
    PROBE_SHIFT = 9           /* which of them: 2^9 are LINE_BITS */
};

struct line {
    uint64_t words[LINE_WORDS];
};

struct bits {
    struct line *lines; /* NULL: not there */
    size_t line_count;  /* < 2^32 */
    size_t id_count;
};

struct filter {
    struct bits made, making;
    bool stays;            /* as it is: there was no memory */
    char seen[IDENT_SIZE]; /* `making` has all of the index up to this one */
};

/* --- bits --- */

static bool bits_open(struct bits *b, size_t count)
{
    *b = (struct bits){.line_count = count / LINE_IDS + 1};
    b->lines = calloc(b->line_count, sizeof *b->lines);
    return b->lines != NULL;
}

static void bits_close(struct bits *b)
{
    free(b->lines);
    *b = (struct bits){.lines = NULL};
}

static bool bits_are_full(const struct bits *b)
{
    return b->id_count > b->line_count * LINE_IDS;
}

/* By the hash's upper bits, of which there are more than lines; the lower ones say which bits. */
static struct line *line_of(const struct bits *b, uint64_t hash)
{
    return &b->lines[(hash >> 32) * b->line_count >> 32];
}

static void bits_add(struct bits *b, uint64_t hash)
{
    struct line *line = line_of(b, hash);
    for (int i = 0; i < PROBES; i++, hash >>= PROBE_SHIFT)
        line->words[hash % LINE_BITS / WORD_BITS] |= (uint64_t)1 << hash % WORD_BITS;
    b->id_count++;
}

static bool bits_have(const struct bits *b, uint64_t hash)
{
    const struct line *line = line_of(b, hash);
    uint64_t all = 1;
    for (int i = 0; i < PROBES; i++, hash >>= PROBE_SHIFT)
        all &= line->words[hash % LINE_BITS / WORD_BITS] >> hash % WORD_BITS;
    return all == 1;
}

/* --- IDs --- */

/* 0 for what is no ID, which only a damaged index has: it is nobody's. */
static uint64_t hash_of(const char *id)
{
    struct ident_key key;
    return ident_pack(id, &key) ? ident_key_hash(&key) : 0;
}

bool filter_lacks(const struct filter *f, const char *id)
{
    return f->made.lines != NULL && !bits_have(&f->made, hash_of(id));
}

void filter_add(struct filter *f, const char *id)
{
    uint64_t hash = hash_of(id);
    if (f->made.lines != NULL)
        bits_add(&f->made, hash);
    if (f->making.lines != NULL)
        bits_add(&f->making, hash);
}

/* --- making it --- */

bool filter_is_wanted(const struct filter *f)
{
    return !f->stays && (f->made.lines == NULL || bits_are_full(&f->made));
}

bool filter_go_on(struct filter *f, size_t count, char after[IDENT_SIZE])
{
    if (f->making.lines == NULL) {
        f->stays = !bits_open(&f->making, count);
        f->seen[0] = '\0';
    }
    memcpy(after, f->seen, IDENT_SIZE);
    return !f->stays;
}

void filter_see(struct filter *f, const char *id)
{
    bits_add(&f->making, hash_of(id));
    (void)snprintf(f->seen, sizeof f->seen, "%s", id);
}

void filter_seen_all(struct filter *f)
{
    bits_close(&f->made);
    f->made = f->making;
    f->making = (struct bits){.lines = NULL};
}

/* --- life --- */

struct filter *filter_open(void)
{
    return calloc(1, sizeof(struct filter));
}

void filter_close(struct filter *f)
{
    if (f == NULL)
        return;
    bits_close(&f->made);
    bits_close(&f->making);
    free(f);
}
