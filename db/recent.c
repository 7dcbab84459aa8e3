#include "db/recent.h"

#include "common/array.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS_LEAST = 64,
    ENTRIES_EACH = 8,  /* the journal may be ahead by so many entries for each row that is kept */
    HURRIED_ROWS = 64, /* are written in a transaction when it is further ahead */
    SPARE_SHARE = 16,
    SPARE_WORTH = 8 /* an eighth of these is worth a transaction */
};

struct person {
    struct applicant applicant; /* without its sitting */
    uint64_t hash;              /* of its ID */
    uint64_t first_n;           /* the first entry that the row lacks */
    bool saved;                 /* in `undo` of this transaction */
    bool given;                 /* in `given` of this transaction */
    bool behind;                /* false: its row was written in this transaction */
};

/* A person, and what tells two of them apart mostly without a look at their memory. */
struct slot {
    uint64_t key;
    struct person *person;
};

/* What a person was before this transaction. */
struct undo {
    struct person *person;
    bool created;
    struct applicant applicant;
    uint64_t first_n;
};

/* Rows are written in rounds: everybody who is there when a round begins, in the order of the IDs.
 * Who comes meanwhile waits for the next. */
struct recent {
    size_t keep;
    size_t behind; /* how many are */

    struct slot *slots; /* by hash; whose place is taken comes in one of the next */
    size_t slot_count;  /* a power of two */
    size_t person_count;

    struct slot *round; /* round[round_at .. round_count - 1] are still to be written */
    size_t round_at, round_count, round_cap;
    uint64_t round_n; /* the first entry that one of them may lack */
    uint64_t later_n; /* the same of those who came meanwhile, 0 when nobody did */

    struct undo *undo;
    size_t undo_count, undo_cap;
    struct person **given; /* whose rows were written in this transaction */
    size_t given_count, given_cap;
};

/* --- by ID --- */

/* Where the ID is, or the empty slot that it would come to. */
static size_t place(const struct recent *r, const char *id, uint64_t hash)
{
    size_t at = hash & (r->slot_count - 1);
    while (r->slots[at].person != NULL &&
           (r->slots[at].key != hash || strcmp(r->slots[at].person->applicant.id, id) != 0))
        at = (at + 1) & (r->slot_count - 1);
    return at;
}

const struct applicant *recent_find(const struct recent *r, const char *id)
{
    const struct person *p = r->slots[place(r, id, ident_hash(id))].person;
    return p != NULL ? &p->applicant : NULL;
}

/* Into its place among the first `count` of a page, whose last falls out when there is no room. */
static size_t insert(char (*ids)[IDENT_SIZE], size_t count, size_t most, const char *id)
{
    size_t at = count;
    while (at > 0 && strcmp(ids[at - 1], id) > 0)
        at--;
    if (at == most)
        return count;
    count += count < most;
    memmove(ids + at + 1, ids + at, (count - at - 1) * sizeof *ids);
    memcpy(ids[at], id, sizeof *ids);
    return count;
}

size_t recent_page(const struct recent *r, const char *after, char (*ids)[IDENT_SIZE], size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < r->slot_count; i++) {
        const struct person *p = r->slots[i].person;
        if (p != NULL && strcmp(p->applicant.id, after) > 0)
            count = insert(ids, count, most, p->applicant.id);
    }
    return count;
}

/* At most half of the slots are taken. */
static bool make_room(struct recent *r)
{
    if (r->person_count < r->slot_count / 2)
        return true;
    struct recent wider = {.slot_count = r->slot_count * 2};
    wider.slots = calloc(wider.slot_count, sizeof *wider.slots);
    if (wider.slots == NULL)
        return false;
    for (size_t i = 0; i < r->slot_count; i++)
        if (r->slots[i].person != NULL)
            wider.slots[place(&wider, r->slots[i].person->applicant.id, r->slots[i].key)] =
                r->slots[i];
    free(r->slots);
    r->slots = wider.slots;
    r->slot_count = wider.slot_count;
    return true;
}

/* Nobody behind the gap may become unreachable: who belongs before it moves into it. */
static void forget(struct recent *r, struct person *p)
{
    const size_t mask = r->slot_count - 1;
    size_t gap = place(r, p->applicant.id, p->hash);
    assert(r->slots[gap].person == p);
    for (size_t at = (gap + 1) & mask; r->slots[at].person != NULL; at = (at + 1) & mask) {
        if (((at - r->slots[at].key) & mask) >= ((at - gap) & mask)) {
            r->slots[gap] = r->slots[at];
            gap = at;
        }
    }
    r->slots[gap].person = NULL;
    r->person_count--;
    free(p);
}

/* --- what a transaction changes --- */

static void save(struct recent *r, struct person *p, bool created)
{
    struct undo *undo = &r->undo[r->undo_count++];
    undo->person = p;
    undo->created = created;
    undo->first_n = p->first_n;
    if (!created)
        undo->applicant = p->applicant;
    p->saved = true;
}

bool recent_put(struct recent *r, const struct applicant *applicant, uint64_t n)
{
    if (!make_room(r) ||
        !array_grow((void **)&r->undo, &r->undo_cap, r->undo_count, sizeof *r->undo))
        return false;
    uint64_t hash = ident_hash(applicant->id);
    struct slot *slot = &r->slots[place(r, applicant->id, hash)];
    struct person *p = slot->person;
    bool created = p == NULL;
    if (created) {
        p = calloc(1, sizeof *p);
        if (p == NULL)
            return false;
        p->hash = hash;
        *slot = (struct slot){hash, p};
        r->person_count++;
    }
    if (!p->saved)
        save(r, p, created);
    if (!p->behind) {
        p->behind = true;
        p->first_n = n;
        r->behind++;
        if (r->later_n == 0)
            r->later_n = n;
    }
    p->applicant = *applicant;
    memset(&p->applicant.sitting, 0, sizeof p->applicant.sitting);
    return true;
}

/* --- rounds --- */

size_t recent_due(const struct recent *r, uint64_t own_n)
{
    uint64_t behind_n = recent_behind_n(r);
    size_t due = r->behind > r->keep ? r->behind - r->keep : 0;
    bool hurry = behind_n > 0 && own_n - behind_n > (uint64_t)r->keep * ENTRIES_EACH;
    return hurry && due < HURRIED_ROWS ? HURRIED_ROWS : due;
}

size_t recent_spare(const struct recent *r)
{
    size_t share = (r->keep + SPARE_SHARE - 1) / SPARE_SHARE, most = r->keep - share;
    size_t spare = r->behind > most ? r->behind - most : 0;
    return spare * SPARE_WORTH >= share ? spare : 0;
}

/* The first characters, as a number of the same order. */
static uint64_t order_of(const char *id)
{
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof key; i++) {
        key = key << 8 | (unsigned char)*id;
        id += *id != '\0';
    }
    return key;
}

static int by_id(const void *a, const void *b)
{
    const struct slot *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return strcmp(left->person->applicant.id, right->person->applicant.id);
}

/* The first entry that anybody's row lacks. Those who are behind go to round[], if there is one. */
static uint64_t gather(const struct recent *r, struct slot *round)
{
    uint64_t least_n = 0;
    size_t count = 0;
    for (size_t i = 0; i < r->slot_count && count < r->behind; i++) {
        struct person *p = r->slots[i].person;
        if (p == NULL || !p->behind)
            continue;
        if (least_n == 0 || p->first_n < least_n)
            least_n = p->first_n;
        if (round != NULL)
            round[count] = (struct slot){order_of(p->applicant.id), p};
        count++;
    }
    assert(count == r->behind);
    return least_n;
}

static bool begin_round(struct recent *r)
{
    if (r->behind > r->round_cap) {
        struct slot *grown = realloc(r->round, r->behind * sizeof *grown);
        if (grown == NULL)
            return false;
        r->round = grown;
        r->round_cap = r->behind;
    }
    r->round_n = gather(r, r->round);
    r->round_at = 0;
    r->round_count = r->behind;
    r->later_n = 0;
    qsort(r->round, r->round_count, sizeof *r->round, by_id);
    return true;
}

const struct applicant *recent_next(struct recent *r)
{
    if (r->behind == 0 ||
        !array_grow((void **)&r->given, &r->given_cap, r->given_count, sizeof(struct person *)))
        return NULL;
    if (r->round_at == r->round_count && !begin_round(r))
        return NULL;
    struct person *p = r->round[r->round_at++].person;
    assert(p->behind);
    p->behind = false;
    r->behind--;
    if (!p->given)
        r->given[r->given_count++] = p;
    p->given = true;
    return &p->applicant;
}

uint64_t recent_behind_n(const struct recent *r)
{
    bool rounds = r->round_at < r->round_count;
    if (rounds && (r->later_n == 0 || r->round_n < r->later_n))
        return r->round_n;
    return r->later_n;
}

/* --- its end --- */

static void end_transaction(struct recent *r)
{
    for (size_t i = 0; i < r->undo_count; i++)
        r->undo[i].person->saved = false;
    for (size_t i = 0; i < r->given_count; i++)
        r->given[i]->given = false;
}

void recent_committed(struct recent *r)
{
    end_transaction(r);
    for (size_t i = 0; i < r->given_count; i++)
        if (!r->given[i]->behind)
            forget(r, r->given[i]);
    r->undo_count = r->given_count = 0;
}

void recent_rolled_back(struct recent *r)
{
    end_transaction(r);
    for (size_t i = 0; i < r->given_count; i++) {
        r->behind += !r->given[i]->behind;
        r->given[i]->behind = true;
    }
    for (size_t i = 0; i < r->undo_count; i++) {
        const struct undo *undo = &r->undo[i];
        if (undo->created) {
            r->behind--;
            forget(r, undo->person);
        } else {
            undo->person->applicant = undo->applicant;
            undo->person->first_n = undo->first_n;
        }
    }
    r->undo_count = r->given_count = 0;
    r->round_at = r->round_count = 0; /* it may hold whom there is no more */
    r->later_n = gather(r, NULL);
}

/* --- life --- */

struct recent *recent_open(size_t keep)
{
    struct recent *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    r->keep = keep;
    r->slot_count = SLOTS_LEAST;
    r->slots = calloc(r->slot_count, sizeof *r->slots);
    if (r->slots == NULL) {
        free(r);
        return NULL;
    }
    return r;
}

void recent_close(struct recent *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->slot_count; i++)
        free(r->slots[i].person);
    free(r->slots);
    free(r->round);
    free(r->undo);
    free(r->given);
    free(r);
}
