#include "db/recent.h"

#include "common/array.h"
#include "db/late.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS_LEAST = 64,
    ENTRIES_EACH = 8,   /* the journal may be ahead by so many entries for each row that is kept */
    MORE_ROWS = 64,     /* are written in a transaction than it puts here, at most; */
    HURRIED_SHARE = 256 /* and this share at least when the journal is further ahead */
};

/* An applicant without its ID, its sitting and the room that a name might need. */
struct known {
    uint64_t claim_n, confirm_n, allow_n, away_n;
    struct wall stamp;
    struct code_hash code;
    char *name; /* NULL: "" */
    enum claim_state claim;
    bool on_record;
};

struct person {
    struct known known;
    uint64_t hash;                /* of its ID */
    uint64_t lacks_n;             /* while its row is behind: the first entry that it lacks */
    struct person *older, *newer; /* beside it in the queue while its row is behind */
    char id[IDENT_SIZE];
    bool has_row; /* in the table; else its first one is to be written */
    bool saved;   /* in `undo` of this transaction */
    bool given;   /* in `given` of this transaction */
    bool behind;  /* false: its row was written in this transaction */
};

/* A person, and what tells two of them apart mostly without a look at their memory. */
struct slot {
    uint64_t hash;
    struct person *person;
};

/* What a person was before this transaction. */
struct undo {
    struct person *person;
    bool created;
    struct known known;
};

/* Whose row was written in this transaction, and what it lacked before. */
struct given {
    struct person *person;
    uint64_t lacks_n;
    bool has_row;
};

struct recent {
    size_t keep;

    struct slot *slots; /* by hash; whose place is taken comes in one of the next */
    size_t slot_count;  /* a power of two */
    size_t person_count;

    struct person *oldest, *newest; /* whose rows are behind, as they came */
    size_t behind;                  /* how many are */

    struct undo *undo;
    size_t undo_count, undo_cap;
    struct given *given;
    size_t given_count, given_cap;
};

/* --- what is known --- */

/* False: out of memory. */
static bool know(struct known *k, const struct applicant *a)
{
    *k = (struct known){a->claim_n, a->confirm_n, a->allow_n, a->away_n,   a->stamp,
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
    out->away_n = k->away_n;
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
           (r->slots[at].hash != hash || strcmp(r->slots[at].person->id, id) != 0))
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

void recent_page(const struct recent *r, struct page *page)
{
    for (const struct person *p = r->oldest; p != NULL; p = p->newer)
        page_offer(page, p->id);
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
            wider.slots[place(&wider, r->slots[i].person->id, r->slots[i].hash)] = r->slots[i];
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
        if (((at - r->slots[at].hash) & mask) >= ((at - gap) & mask)) {
            r->slots[gap] = r->slots[at];
            gap = at;
        }
    }
    r->slots[gap].person = NULL;
    r->person_count--;
    free_person(p);
}

/* --- the queue --- */

/* Before `newer`, at the end when that is NULL. */
static void join(struct recent *r, struct person *p, struct person *newer, uint64_t lacks_n)
{
    p->behind = true;
    p->lacks_n = lacks_n;
    p->newer = newer;
    p->older = newer != NULL ? newer->older : r->newest;
    *(p->older != NULL ? &p->older->newer : &r->oldest) = p;
    *(newer != NULL ? &newer->older : &r->newest) = p;
    r->behind++;
}

static void leave(struct recent *r, struct person *p)
{
    *(p->older != NULL ? &p->older->newer : &r->oldest) = p->newer;
    *(p->newer != NULL ? &p->newer->older : &r->newest) = p->older;
    p->behind = false;
    r->behind--;
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

bool recent_put(struct recent *r, const struct applicant *applicant, bool has_row, uint64_t n)
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
        p->has_row = has_row;
        memcpy(p->id, applicant->id, sizeof p->id);
        *slot = (struct slot){hash, p};
        r->person_count++;
    }
    if (p->saved)
        free(p->known.name); /* what it was before is in `undo` */
    else
        save(r, p, created);
    p->known = known;
    if (!p->behind)
        join(r, p, NULL, n);
    return true;
}

/* --- writing --- */

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
    return late_spare(r->behind, r->keep);
}

bool recent_next(struct recent *r, struct applicant *out, bool *has_row)
{
    struct person *p = r->oldest;
    if (p == NULL ||
        !array_grow((void **)&r->given, &r->given_cap, r->given_count, sizeof *r->given))
        return false;
    if (!p->given)
        r->given[r->given_count++] = (struct given){p, p->lacks_n, p->has_row};
    p->given = true;
    leave(r, p);
    tell(p, out);
    *has_row = p->has_row;
    p->has_row = true;
    return true;
}

/* Entries are numbered as they come: nobody lacks an earlier one than who came first. */
uint64_t recent_behind_n(const struct recent *r)
{
    return r->oldest != NULL ? r->oldest->lacks_n : 0;
}

/* --- its end --- */

static void end_transaction(struct recent *r)
{
    for (size_t i = 0; i < r->undo_count; i++)
        r->undo[i].person->saved = false;
    for (size_t i = 0; i < r->given_count; i++)
        r->given[i].person->given = false;
}

void recent_committed(struct recent *r)
{
    end_transaction(r);
    for (size_t i = 0; i < r->undo_count; i++)
        free(r->undo[i].known.name);
    for (size_t i = 0; i < r->given_count; i++)
        if (!r->given[i].person->behind)
            forget(r, r->given[i].person);
    r->undo_count = r->given_count = 0;
}

/* Whose rows were written are the oldest again, whoever came in this transaction is gone. */
void recent_rolled_back(struct recent *r)
{
    end_transaction(r);
    for (size_t i = r->given_count; i > 0; i--) {
        const struct given *given = &r->given[i - 1];
        if (given->person->behind)
            leave(r, given->person);
        join(r, given->person, r->oldest, given->lacks_n);
        given->person->has_row = given->has_row;
    }
    for (size_t i = 0; i < r->undo_count; i++) {
        const struct undo *undo = &r->undo[i];
        if (undo->created) {
            leave(r, undo->person);
            forget(r, undo->person);
        } else {
            free(undo->person->known.name);
            undo->person->known = undo->known;
        }
    }
    r->undo_count = r->given_count = 0;
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
    for (size_t i = 0; i < r->undo_count; i++)
        free(r->undo[i].known.name);
    free(r->undo);
    free(r->given);
    free(r);
}
