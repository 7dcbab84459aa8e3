/* What there is for a marker (essay_list.h). */
#include "server/desk/essay_list_private.h"

#include <string.h>

/* The marks that count, as mark.h has them; of each only the marker is set. */
static struct mark_verdict verdict_of(const struct essay_list *l, const struct essay *e)
{
    struct mark_verdict v = {.decided = e->decided, .wanted = e->wanted};
    for (int i = 0; i < MARK_PARTS; i++)
        v.counts[i] = e->by[i] > 0 ? l->account[e->by[i] - 1] : NULL;
    return v;
}

/* H5 */
static bool wants(const struct essay_list *l, const struct essay *e, const char *account)
{
    struct mark_verdict v = verdict_of(l, e);
    return mark_may_ask(&v, account);
}

/* H7 */
static bool is_reachable(const struct essay *e, const struct essay_marker *m)
{
    return e->person->journal == JOURNAL_OWN || m->linked;
}

/* Who has marked it does not have it any more. */
static bool is_held(const struct essay_list *l, const struct essay *e, const struct essay_marker *m)
{
    const char *holder = e->holder > 0 ? l->account[e->holder - 1]->marker : "";
    return e->holder > 0 && e->holder_until.ms > m->now.ms && strcmp(holder, m->account) != 0 &&
           wants(l, e, holder);
}

/* --- counting --- */

static void count_one(const struct essay_list *l, const struct essay *e,
                      const struct essay_marker *m, struct essay_count *out)
{
    out->answers++;
    out->marked += e->decided;
    out->third += !e->decided && e->wanted == MARK_PARTS;
    if (!wants(l, e, m->account))
        return;
    if (!is_reachable(e, m))
        out->unlinked++;
    else if (is_held(l, e, m))
        out->reserved++;
    else
        out->open++;
}

/* The first essay of that question or a later one. */
static size_t first_of(const struct essay_list *l, uint16_t question)
{
    size_t low = 0, high = l->open_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->open[middle]->question < question)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct essay_count count_question(const struct essay_list *l, const struct essay_marker *m,
                                         uint16_t question)
{
    struct essay_count c = {.question = question};
    for (size_t i = first_of(l, question); i < l->open_count && l->open[i]->question == question;
         i++)
        count_one(l, l->open[i], m, &c);
    return c;
}

size_t essay_list_count(const struct essay_list *l, const struct essay_marker *m, uint16_t after,
                        struct essay_count *out, size_t most)
{
    size_t count = 0;
    for (size_t i = after; i < l->exam->question_count && count < most; i++)
        if (l->exam->questions[i].kind == QUESTION_ESSAY)
            out[count++] = count_question(l, m, (uint16_t)(i + 1));
    return count;
}

/* --- giving --- */

static bool is_at(const struct essay *e, const struct essay_ref *ref)
{
    return e->question == ref->question && digest_equal(&e->person->finish->digest, &ref->finish);
}

/* The place of an essay; open_count: it is not there any more. */
static size_t place_of(const struct essay_list *l, const struct essay_ref *ref)
{
    size_t i = first_of(l, ref->question);
    while (i < l->open_count && l->open[i]->question == ref->question && !is_at(l->open[i], ref))
        i++;
    return i < l->open_count && l->open[i]->question == ref->question ? i : l->open_count;
}

bool essay_list_has(const struct essay_list *l, const struct essay_ref *ref)
{
    return place_of(l, ref) < l->open_count;
}

static void fill(const struct essay_list *l, const struct essay_marker *m, const struct essay *e,
                 struct essay_given *out)
{
    *out = (struct essay_given){.ref = {e->person->finish->digest, e->question},
                                .journal = e->person->journal,
                                .answer_n = e->n,
                                .part = e->wanted,
                                .left = count_question(l, m, e->question).open};
}

static bool give_next(struct essay_list *l, const struct essay_marker *m,
                      const struct essay_wish *wish, struct essay_given *out)
{
    bool looks = wish->way == ESSAY_LOOK;
    size_t account = essay_list_account(l, m->account);
    size_t i = first_of(l, wish->question);
    if (wish->after.question > 0) {
        size_t last = place_of(l, &wish->after);
        if (last < l->open_count && !looks && l->open[last]->holder == account + 1)
            l->open[last]->holder = 0;
        i = last < l->open_count ? last + 1 : i;
    }
    for (; i < l->open_count && account < SIZE_MAX; i++) {
        struct essay *e = l->open[i];
        if (wish->question > 0 && e->question != wish->question)
            break;
        if (!wants(l, e, m->account) || !is_reachable(e, m) || (!looks && is_held(l, e, m)))
            continue;
        if (!looks) {
            e->holder = (uint32_t)account + 1;
            e->holder_until.ms = m->now.ms + ESSAY_RESERVED_MS;
        }
        fill(l, m, e, out);
        return true;
    }
    return false;
}

/* The marker's own mark of the essay, the last one; NULL: none. */
static const struct kept_mark *own_mark(const struct essay_list *l, const struct essay *e,
                                        const char *account)
{
    const struct kept_mark *found = NULL;
    for (const struct kept_mark *m = e->person->finish->marks; m != NULL; m = m->next)
        if (m->question == e->question && strcmp(l->account[m->account]->marker, account) == 0 &&
            (found == NULL || m->round > found->round))
            found = m;
    return found;
}

/* mine: NULL: the marker has not marked it. */
static void fill_mine(const struct essay_list *l, const struct essay_marker *m,
                      const struct essay *e, const struct kept_mark *mine, struct essay_given *out)
{
    fill(l, m, e, out);
    if (mine == NULL)
        return;
    out->part = mine->part;
    out->points = mine->points;
    out->mark_journal = (enum journal_owner)mine->journal;
    out->mark_n = mine->n;
}

static bool is_before(const struct kept_mark *a, const struct kept_mark *b)
{
    return a->at.ms != b->at.ms       ? a->at.ms < b->at.ms
           : a->journal != b->journal ? a->journal < b->journal
                                      : a->n < b->n;
}

static bool give_back(struct essay_list *l, const struct essay_marker *m,
                      const struct essay_wish *wish, struct essay_given *out)
{
    const struct essay *found = NULL;
    const struct kept_mark *last = NULL, *before = NULL;
    size_t after = wish->after.question > 0 ? place_of(l, &wish->after) : l->open_count;
    if (after < l->open_count)
        before = own_mark(l, l->open[after], m->account);
    for (size_t i = 0; i < l->open_count; i++) {
        const struct kept_mark *mine = own_mark(l, l->open[i], m->account);
        if (mine == NULL || !is_reachable(l->open[i], m) ||
            (before != NULL && !is_before(mine, before)) || (last != NULL && is_before(mine, last)))
            continue;
        last = mine;
        found = l->open[i];
    }
    if (found == NULL)
        return false;
    fill_mine(l, m, found, last, out);
    return true;
}

static bool give_mine(struct essay_list *l, const struct essay_marker *m,
                      const struct essay_wish *wish, struct essay_given *out)
{
    size_t place = wish->after.question > 0 ? place_of(l, &wish->after) : l->open_count;
    if (place == l->open_count)
        return false;
    fill_mine(l, m, l->open[place], own_mark(l, l->open[place], m->account), out);
    return true;
}

bool essay_list_give(struct essay_list *l, const struct essay_marker *m,
                     const struct essay_wish *wish, struct essay_given *out)
{
    switch (wish->way) {
    case ESSAY_NEXT:
    case ESSAY_LOOK:
        break;
    case ESSAY_BACK:
        return give_back(l, m, wish, out);
    case ESSAY_MINE:
        return give_mine(l, m, wish, out);
    }
    return give_next(l, m, wish, out);
}
