#include "db/unindexed.h"

#include "common/array.h"
#include "db/late.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS_LEAST = 64,
    RUN = 512, /* are sorted at a time: some 40 us */
    MORE_ENTRIES = 16,
    ROW_BITS = 56
};

/* A row whose index entry waits. Ordered by `high` and then `low`, they are so by their IDs. */
struct entry {
    uint64_t high;
    uint64_t low; /* the rest of the ID, above the row's number */
};

/* Entries, by order from each multiple of RUN to the next. */
struct list {
    uint32_t *at; /* in `entries` */
    size_t count, cap;
    uint64_t first_row; /* while there are any: no row of theirs is before it */
};

/* An entry while it is sorted. */
struct sorted {
    struct entry entry;
    uint32_t at;
};

/* The first of a run that is still to be written; here too, as it would be far away. */
struct head {
    struct entry entry;
    size_t place; /* in the round */
};

/* Entries are written in rounds: all that are there when a round begins, in order. What comes
 * meanwhile waits for the next. Nobody is served while entries are sorted, so that each RUN of them
 * are as soon as they have come, and a round merges its runs. */
struct unindexed {
    size_t keep;
    uint64_t next_row;

    struct entry *entries; /* they stay where they are; free ones hold the next free one's place */
    size_t entry_count, entry_cap;
    size_t live; /* how many are not free */
    uint32_t free;

    uint32_t *slots;   /* by hash; whose place is taken comes in one of the next */
    size_t slot_count; /* a power of two */

    size_t waiting; /* in both of these, but for what the round has given already */
    struct list round, later;
    struct head *heads; /* of the round's runs; a heap, the least is first */
    size_t head_count, head_cap;

    /* By the open transaction. */
    uint32_t *added;
    size_t added_count, added_cap;
    uint32_t *given;
    size_t given_count, given_cap;

    struct sorted sorting[RUN];
};

static const uint32_t NOWHERE = UINT32_MAX; /* an empty slot, and no free place */

/* --- an entry --- */

static struct entry entry_of(const struct ident_key *key, uint64_t row)
{
    return (struct entry){key->high, (uint64_t)key->low << ROW_BITS | row};
}

static struct ident_key key_of(const struct entry *e)
{
    return (struct ident_key){e->high, (uint8_t)(e->low >> ROW_BITS)};
}

static uint64_t row_of(const struct entry *e)
{
    return e->low & (((uint64_t)1 << ROW_BITS) - 1);
}

static void id_of(const struct entry *e, char id[IDENT_SIZE])
{
    struct ident_key key = key_of(e);
    ident_unpack(&key, id);
}

static int by_order(const struct entry *a, const struct entry *b)
{
    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return a->low < b->low ? -1 : a->low > b->low;
}

/* --- by ID --- */

/* The slot where it is, or the empty one that it would come to. */
static size_t place(const struct unindexed *u, const struct ident_key *key)
{
    const size_t mask = u->slot_count - 1;
    size_t slot = ident_key_hash(key) & mask;
    for (; u->slots[slot] != NOWHERE; slot = (slot + 1) & mask) {
        struct ident_key there = key_of(&u->entries[u->slots[slot]]);
        if (there.high == key->high && there.low == key->low)
            break;
    }
    return slot;
}

uint64_t unindexed_find(const struct unindexed *u, const char *id)
{
    struct ident_key key;
    if (!ident_pack(id, &key))
        return 0;
    size_t slot = place(u, &key);
    return u->slots[slot] == NOWHERE ? 0 : row_of(&u->entries[u->slots[slot]]);
}

static uint32_t *empty_slots(size_t count)
{
    uint32_t *slots = malloc(count * sizeof *slots);
    for (size_t i = 0; slots != NULL && i < count; i++)
        slots[i] = NOWHERE;
    return slots;
}

/* At most three quarters of the slots are taken. */
static bool widen(struct unindexed *u)
{
    if (u->live < u->slot_count / 4 * 3)
        return true;
    size_t old_count = u->slot_count;
    uint32_t *old = u->slots, *slots = empty_slots(old_count * 2);
    if (slots == NULL)
        return false;
    u->slots = slots;
    u->slot_count = old_count * 2;
    for (size_t i = 0; i < old_count; i++) {
        if (old[i] != NOWHERE) {
            struct ident_key key = key_of(&u->entries[old[i]]);
            u->slots[place(u, &key)] = old[i];
        }
    }
    free(old);
    return true;
}

/* No entry behind the gap may become unreachable: one that belongs before it moves into it. */
static void forget(struct unindexed *u, uint32_t at)
{
    const size_t mask = u->slot_count - 1;
    struct ident_key key = key_of(&u->entries[at]);
    size_t gap = place(u, &key);
    assert(u->slots[gap] == at);
    for (size_t slot = (gap + 1) & mask; u->slots[slot] != NOWHERE; slot = (slot + 1) & mask) {
        key = key_of(&u->entries[u->slots[slot]]);
        if (((slot - ident_key_hash(&key)) & mask) >= ((slot - gap) & mask)) {
            u->slots[gap] = u->slots[slot];
            gap = slot;
        }
    }
    u->slots[gap] = NOWHERE;
    u->entries[at].low = u->free;
    u->free = at;
    u->live--;
}

/* --- by order --- */

static int compare_sorted(const void *a, const void *b)
{
    const struct sorted *left = a, *right = b;
    return by_order(&left->entry, &right->entry);
}

static void sort(struct unindexed *u, uint32_t *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        u->sorting[i] = (struct sorted){u->entries[at[i]], at[i]};
    qsort(u->sorting, count, sizeof u->sorting[0], compare_sorted);
    for (size_t i = 0; i < count; i++)
        at[i] = u->sorting[i].at;
}

/* For the next round. */
static void wait_later(struct unindexed *u, uint32_t at)
{
    struct list *later = &u->later;
    uint64_t row = row_of(&u->entries[at]);
    if (later->count == 0 || row < later->first_row)
        later->first_row = row;
    later->at[later->count++] = at;
    u->waiting++;
    if (later->count % RUN == 0)
        sort(u, later->at + later->count - RUN, RUN);
}

/* Where the run ends that place i of a round is in. */
static size_t run_end(const struct list *round, size_t i)
{
    size_t end = i - i % RUN + RUN;
    return end < round->count ? end : round->count;
}

/* Head i may be greater than those below it. */
static void sink(struct unindexed *u, size_t i)
{
    struct head *heads = u->heads;
    for (;;) {
        size_t least = i;
        for (size_t below = 2 * i + 1; below <= 2 * i + 2 && below < u->head_count; below++)
            if (by_order(&heads[below].entry, &heads[least].entry) < 0)
                least = below;
        if (least == i)
            return;
        struct head swapped = heads[i];
        heads[i] = heads[least];
        heads[least] = swapped;
        i = least;
    }
}

static struct head head_at(const struct unindexed *u, size_t i)
{
    return (struct head){u->entries[u->round.at[i]], i};
}

static void begin_round(struct unindexed *u)
{
    struct list exhausted = u->round;
    u->round = u->later;
    u->later = exhausted;
    u->later.count = 0;
    size_t rest = u->round.count % RUN;
    sort(u, u->round.at + u->round.count - rest, rest);
    for (size_t i = 0; i < u->round.count; i += RUN)
        u->heads[u->head_count++] = head_at(u, i);
    for (size_t i = u->head_count / 2; i > 0; i--)
        sink(u, i - 1);
}

/* The least of the heads; the next of its run takes its place. */
static uint32_t take(struct unindexed *u)
{
    size_t i = u->heads[0].place, next = i + 1;
    u->heads[0] = next < run_end(&u->round, i) ? head_at(u, next) : u->heads[--u->head_count];
    sink(u, 0);
    u->waiting--;
    return u->round.at[i];
}

/* Those of a run that belong on the page. */
static void page_run(const struct unindexed *u, const uint32_t *at, const uint32_t *end,
                     struct page *page)
{
    char id[IDENT_SIZE];
    const uint32_t *last = end;
    while (at < last) {
        const uint32_t *middle = at + (last - at) / 2;
        id_of(&u->entries[*middle], id);
        if (strcmp(id, page->after) > 0)
            last = middle;
        else
            at = middle + 1;
    }
    for (; at < end; at++) {
        id_of(&u->entries[*at], id);
        if (!page_takes(page, id))
            return;
        page_offer(page, id);
    }
}

/* Those in no order are runs of one. */
static void page_each(const struct unindexed *u, const uint32_t *at, const uint32_t *end,
                      struct page *page)
{
    for (; at < end; at++)
        page_run(u, at, at + 1, page);
}

void unindexed_page(const struct unindexed *u, struct page *page)
{
    const struct list *round = &u->round, *later = &u->later;
    if (u->live == 0)
        return;
    const uint32_t *unsorted = later->at + later->count - later->count % RUN;
    for (size_t i = 0; i < u->head_count; i++) {
        size_t first = u->heads[i].place;
        page_run(u, round->at + first, round->at + run_end(round, first), page);
    }
    for (const uint32_t *at = later->at; at < unsorted; at += RUN)
        page_run(u, at, at + RUN, page);
    page_each(u, unsorted, later->at + later->count, page);
    page_each(u, u->added, u->added + u->added_count, page);
}

/* --- adding --- */

void unindexed_begin_at(struct unindexed *u, uint64_t row)
{
    assert(u->live == 0 && row > 0);
    u->next_row = row;
}

/* Every entry has room in either list, so that a transaction ends without memory. */
static bool make_room(struct unindexed *u)
{
    return u->live < NOWHERE && widen(u) &&
           array_grow((void **)&u->added, &u->added_cap, u->added_count, sizeof *u->added) &&
           array_grow((void **)&u->round.at, &u->round.cap, u->live, sizeof *u->round.at) &&
           array_grow((void **)&u->later.at, &u->later.cap, u->live, sizeof *u->later.at) &&
           array_grow((void **)&u->heads, &u->head_cap, u->live / RUN, sizeof *u->heads) &&
           (u->free != NOWHERE ||
            array_grow((void **)&u->entries, &u->entry_cap, u->entry_count, sizeof *u->entries));
}

uint64_t unindexed_add(struct unindexed *u, const char *id)
{
    struct ident_key key = {0, 0};
    bool packed = ident_pack(id, &key);
    assert(packed && u->next_row < (uint64_t)1 << ROW_BITS);
    if (!make_room(u))
        return 0;
    uint32_t *slot = &u->slots[place(u, &key)], at = u->free;
    assert(*slot == NOWHERE);
    if (at == NOWHERE)
        at = (uint32_t)u->entry_count++;
    else
        u->free = (uint32_t)u->entries[at].low;
    u->entries[at] = entry_of(&key, u->next_row);
    u->live++;
    *slot = at;
    u->added[u->added_count++] = at;
    return u->next_row++;
}

/* --- writing --- */

size_t unindexed_due(const struct unindexed *u)
{
    size_t due = u->waiting > u->keep ? u->waiting - u->keep : 0;
    size_t most = 2 * u->added_count + MORE_ENTRIES;
    return due < most ? due : most;
}

size_t unindexed_spare(const struct unindexed *u)
{
    return late_spare(u->waiting, u->keep);
}

bool unindexed_next(struct unindexed *u, char id[IDENT_SIZE], uint64_t *row)
{
    if (u->waiting == 0 ||
        !array_grow((void **)&u->given, &u->given_cap, u->given_count, sizeof *u->given))
        return false;
    if (u->head_count == 0)
        begin_round(u);
    uint32_t at = take(u);
    u->given[u->given_count++] = at;
    id_of(&u->entries[at], id);
    *row = row_of(&u->entries[at]);
    return true;
}

uint64_t unindexed_row(const struct unindexed *u)
{
    uint64_t row = u->next_row - u->added_count;
    if (u->later.count > 0 && u->later.first_row < row)
        row = u->later.first_row;
    if (u->head_count > 0 && u->round.first_row < row)
        row = u->round.first_row;
    return row;
}

uint64_t unindexed_rows(const struct unindexed *u)
{
    return u->next_row - 1;
}

/* --- its end --- */

void unindexed_committed(struct unindexed *u)
{
    for (size_t i = 0; i < u->given_count; i++)
        forget(u, u->given[i]);
    for (size_t i = 0; i < u->added_count; i++)
        wait_later(u, u->added[i]);
    u->given_count = u->added_count = 0;
}

/* What was written waits for the next round, wherever its place in this one was. */
void unindexed_rolled_back(struct unindexed *u)
{
    for (size_t i = 0; i < u->given_count; i++)
        wait_later(u, u->given[i]);
    for (size_t i = 0; i < u->added_count; i++)
        forget(u, u->added[i]);
    u->next_row -= u->added_count;
    u->given_count = u->added_count = 0;
}

/* --- life --- */

struct unindexed *unindexed_open(size_t keep)
{
    struct unindexed *u = calloc(1, sizeof *u);
    if (u == NULL)
        return NULL;
    u->keep = keep;
    u->next_row = 1;
    u->free = NOWHERE;
    u->slot_count = SLOTS_LEAST;
    u->slots = empty_slots(u->slot_count);
    if (u->slots == NULL) {
        free(u);
        return NULL;
    }
    return u;
}

void unindexed_close(struct unindexed *u)
{
    if (u == NULL)
        return;
    free(u->entries);
    free(u->slots);
    free(u->round.at);
    free(u->later.at);
    free(u->heads);
    free(u->added);
    free(u->given);
    free(u);
}
