#include "db/recent.h"

#include "common/array.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS_LEAST = 64,
    RUN = 512,           /* are sorted at a time: some 40 us */
    ENTRIES_EACH = 8,    /* the journal may be ahead by so many entries for each row that is kept */
    MORE_ROWS = 64,      /* are written in a transaction than it puts here, at most; */
    HURRIED_SHARE = 256, /* and this share at least when the journal is further ahead */
    SPARE_SHARE = 16,
    SPARE_WORTH = 8 /* an eighth of these is worth a transaction */
};

/* An applicant without its ID, its sitting and the room that a name might need. */
struct known {
    uint64_t claim_n, confirm_n, allow_n;
    struct wall stamp;
    struct code_hash code;
    char *name; /* NULL: "" */
    enum claim_state claim;
    bool on_record;
};

struct person {
    struct known known;
    uint64_t hash; /* of its ID */
    char id[IDENT_SIZE];
    bool saved;  /* in `undo` of this transaction */
    bool given;  /* in `given` of this transaction */
    bool behind; /* false: its row was written in this transaction */
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
    struct known known;
};

/* People, by the order of their IDs from each multiple of RUN to the next. */
struct list {
    struct slot *slots; /* the key: order_of() */
    size_t count, cap;
    uint64_t first_n; /* the first entry that one of them may lack, 0 when there is nobody */
};

/* Rows are written in rounds: everybody who is there when a round begins, in the order of the IDs.
 * Who comes meanwhile waits for the next. Nobody is served while people are sorted, so that each
 * RUN of them are as soon as they have come, and a round merges its runs. */
struct recent {
    size_t keep;
    size_t behind; /* how many are */

    struct slot *slots; /* by hash; whose place is taken comes in one of the next */
    size_t slot_count;  /* a power of two */
    size_t person_count;

    struct list round, later;
    /* In the round: of each run the first that is still to be written; a heap, the least is first.
     */
    size_t *heads;
    size_t head_count, head_cap;
    uint64_t kept_n; /* recent_behind_n() before this transaction */

    struct undo *undo;
    size_t undo_count, undo_cap;
    struct person **given; /* whose rows were written in this transaction */
    size_t given_count, given_cap;
};

/* --- what is known --- */

/* False: out of memory. */
static bool know(struct known *k, const struct applicant *a)
{
    *k = (struct known){a->claim_n, a->confirm_n, a->allow_n, a->stamp,
                        a->code,    NULL,         a->claim,   a->on_record};
    if (a->name[0] != '\0')
        k->name = strdup(a->name);
    return a->name[0] == '\0' || k->name != NULL;
}

static void tell(const struct person *p, struct applicant *out)
{
    const struct known *k = &p->known;
    *out = applicant_unknown(p->id);
    out->on_record = k->on_record;
    out->claim = k->claim;
    out->claim_n = k->claim_n;
    out->stamp = k->stamp;
    out->confirm_n = k->confirm_n;
    out->allow_n = k->allow_n;
    out->code = k->code;
    if (k->name != NULL)
        memcpy(out->name, k->name, strlen(k->name) + 1);
}

/* --- by ID --- */

/* Where the ID is, or the empty slot that it would come to. */
static size_t place(const struct recent *r, const char *id, uint64_t hash)
{
    size_t at = hash & (r->slot_count - 1);
    while (r->slots[at].person != NULL &&
           (r->slots[at].key != hash || strcmp(r->slots[at].person->id, id) != 0))
        at = (at + 1) & (r->slot_count - 1);
    return at;
}

bool recent_find(const struct recent *r, const char *id, struct applicant *out)
{
    const struct person *p = r->slots[place(r, id, ident_hash(id))].person;
    if (p != NULL)
        tell(p, out);
    return p != NULL;
}

/* Where the run ends that slot i of a round is in. */
static size_t run_end(const struct list *round, size_t i)
{
    size_t end = i - i % RUN + RUN;
    return end < round->count ? end : round->count;
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

/* Those of a run, which is in order from `at` to `end`, that belong on a page of `count` already.
 */
static size_t page_run(const struct slot *slots, size_t at, size_t end, const char *after,
                       char (*ids)[IDENT_SIZE], size_t count, size_t most)
{
    size_t last = end;
    while (at < last) {
        size_t middle = at + (last - at) / 2;
        if (strcmp(slots[middle].person->id, after) > 0)
            last = middle;
        else
            at = middle + 1;
    }
    for (; at < end; at++) {
        const char *id = slots[at].person->id;
        if (count == most && strcmp(ids[most - 1], id) < 0)
            break;
        count = insert(ids, count, most, id);
    }
    return count;
}

size_t recent_page(const struct recent *r, const char *after, char (*ids)[IDENT_SIZE], size_t most)
{
    const struct list *round = &r->round, *later = &r->later;
    size_t count = 0, at = 0;
    for (size_t i = 0; i < r->head_count; i++)
        count = page_run(round->slots, r->heads[i], run_end(round, r->heads[i]), after, ids, count,
                         most);
    for (; at + RUN <= later->count; at += RUN)
        count = page_run(later->slots, at, at + RUN, after, ids, count, most);
    for (; at < later->count; at++) /* in no order yet */
        count = page_run(later->slots, at, at + 1, after, ids, count, most);
    return count;
}

/* At most half of the slots are taken. Everybody has room in either list, so that a round can begin
 * and a transaction be undone without memory. */
static bool make_room(struct recent *r)
{
    size_t count = r->person_count;
    if (!array_grow((void **)&r->round.slots, &r->round.cap, count, sizeof *r->round.slots) ||
        !array_grow((void **)&r->later.slots, &r->later.cap, count, sizeof *r->later.slots) ||
        !array_grow((void **)&r->heads, &r->head_cap, count / RUN, sizeof *r->heads))
        return false;
    if (count < r->slot_count / 2)
        return true;
    struct recent wider = {.slot_count = r->slot_count * 2};
    wider.slots = calloc(wider.slot_count, sizeof *wider.slots);
    if (wider.slots == NULL)
        return false;
    for (size_t i = 0; i < r->slot_count; i++)
        if (r->slots[i].person != NULL)
            wider.slots[place(&wider, r->slots[i].person->id, r->slots[i].key)] = r->slots[i];
    free(r->slots);
    r->slots = wider.slots;
    r->slot_count = wider.slot_count;
    return true;
}

static void free_person(struct person *p)
{
    if (p != NULL)
        free(p->known.name);
    free(p);
}

/* Nobody behind the gap may become unreachable: who belongs before it moves into it. */
static void forget(struct recent *r, struct person *p)
{
    const size_t mask = r->slot_count - 1;
    size_t gap = place(r, p->id, p->hash);
    assert(r->slots[gap].person == p);
    for (size_t at = (gap + 1) & mask; r->slots[at].person != NULL; at = (at + 1) & mask) {
        if (((at - r->slots[at].key) & mask) >= ((at - gap) & mask)) {
            r->slots[gap] = r->slots[at];
            gap = at;
        }
    }
    r->slots[gap].person = NULL;
    r->person_count--;
    free_person(p);
}

/* --- by order --- */

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
    return strcmp(left->person->id, right->person->id);
}

static void come_later(struct recent *r, struct person *p)
{
    struct list *later = &r->later;
    later->slots[later->count++] = (struct slot){order_of(p->id), p};
    if (later->count % RUN == 0)
        qsort(later->slots + later->count - RUN, RUN, sizeof *later->slots, by_id);
}

/* --- what a transaction changes --- */

static void save(struct recent *r, struct person *p, bool created)
{
    struct undo *undo = &r->undo[r->undo_count++];
    undo->person = p;
    undo->created = created;
    undo->known = p->known;
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
    struct known known;
    if (created)
        p = calloc(1, sizeof *p);
    if (p == NULL || !know(&known, applicant)) {
        if (created)
            free(p);
        return false;
    }
    if (created) {
        p->hash = hash;
        memcpy(p->id, applicant->id, sizeof p->id);
        *slot = (struct slot){hash, p};
        r->person_count++;
    }
    if (p->saved)
        free(p->known.name); /* what it was before is in `undo` */
    else
        save(r, p, created);
    p->known = known;
    if (!p->behind) {
        p->behind = true;
        r->behind++;
        come_later(r, p);
        if (r->later.first_n == 0)
            r->later.first_n = n;
    }
    return true;
}

/* --- rounds --- */

size_t recent_due(const struct recent *r, uint64_t own_n)
{
    uint64_t behind_n = recent_behind_n(r);
    size_t due = r->behind > r->keep ? r->behind - r->keep : 0;
    size_t hurried = r->keep / HURRIED_SHARE + 1, most = r->undo_count + MORE_ROWS;
    bool hurry = behind_n > 0 && own_n - behind_n > (uint64_t)r->keep * ENTRIES_EACH;
    if (due > most)
        due = most;
    return hurry && due < hurried ? hurried : due;
}

size_t recent_spare(const struct recent *r)
{
    size_t share = (r->keep + SPARE_SHARE - 1) / SPARE_SHARE, most = r->keep - share;
    size_t spare = r->behind > most ? r->behind - most : 0;
    return spare * SPARE_WORTH >= share ? spare : 0;
}

/* Head i may be greater than those below it. */
static void sink(struct recent *r, size_t i)
{
    const struct slot *slots = r->round.slots;
    size_t *heads = r->heads;
    for (;;) {
        size_t least = i;
        for (size_t below = 2 * i + 1; below <= 2 * i + 2 && below < r->head_count; below++)
            if (by_id(&slots[heads[below]], &slots[heads[least]]) < 0)
                least = below;
        if (least == i)
            return;
        size_t swapped = heads[i];
        heads[i] = heads[least];
        heads[least] = swapped;
        i = least;
    }
}

static void begin_round(struct recent *r)
{
    struct list exhausted = r->round;
    r->round = r->later;
    r->later = exhausted;
    r->later.count = 0;
    r->later.first_n = 0;
    size_t rest = r->round.count % RUN;
    qsort(r->round.slots + r->round.count - rest, rest, sizeof *r->round.slots, by_id);
    for (size_t at = 0; at < r->round.count; at += RUN)
        r->heads[r->head_count++] = at;
    for (size_t i = r->head_count / 2; i > 0; i--)
        sink(r, i - 1);
}

/* The least of the heads; the next of its run takes its place. */
static struct person *take(struct recent *r)
{
    size_t *least = r->heads;
    struct person *p = r->round.slots[(*least)++].person;
    if (*least == run_end(&r->round, *least - 1))
        *least = r->heads[--r->head_count];
    sink(r, 0);
    return p;
}

bool recent_next(struct recent *r, struct applicant *out)
{
    if (r->behind == 0 ||
        !array_grow((void **)&r->given, &r->given_cap, r->given_count, sizeof(struct person *)))
        return false;
    if (r->head_count == 0)
        begin_round(r);
    struct person *p = take(r);
    assert(p->behind);
    p->behind = false;
    r->behind--;
    if (!p->given)
        r->given[r->given_count++] = p;
    p->given = true;
    tell(p, out);
    return true;
}

/* Entries are numbered as they come, and so nobody of a round lacks an earlier one than the first
 * who came; nor does who comes later. */
uint64_t recent_behind_n(const struct recent *r)
{
    return r->head_count > 0 ? r->round.first_n : r->later.first_n;
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
    for (size_t i = 0; i < r->undo_count; i++)
        free(r->undo[i].known.name);
    for (size_t i = 0; i < r->given_count; i++)
        if (!r->given[i]->behind)
            forget(r, r->given[i]);
    r->undo_count = r->given_count = 0;
    r->kept_n = recent_behind_n(r);
}

/* The round may hold whom there is no more, and others are behind again: everybody waits for a new
 * one, and may lack what they might before. */
void recent_rolled_back(struct recent *r)
{
    end_transaction(r);
    for (size_t i = 0; i < r->given_count; i++)
        r->given[i]->behind = true;
    for (size_t i = 0; i < r->undo_count; i++) {
        const struct undo *undo = &r->undo[i];
        if (undo->created) {
            forget(r, undo->person);
        } else {
            free(undo->person->known.name);
            undo->person->known = undo->known;
        }
    }
    r->undo_count = r->given_count = r->head_count = r->later.count = 0;
    for (size_t i = 0; i < r->slot_count; i++)
        if (r->slots[i].person != NULL)
            come_later(r, r->slots[i].person);
    r->behind = r->later.count;
    r->later.first_n = r->kept_n;
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
        free_person(r->slots[i].person);
    free(r->slots);
    free(r->round.slots);
    free(r->later.slots);
    free(r->heads);
    for (size_t i = 0; i < r->undo_count; i++)
        free(r->undo[i].known.name);
    free(r->undo);
    free(r->given);
    free(r);
}
