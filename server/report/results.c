#include "server/report/results.h"

#include "server/report/results_private.h"

#include <stdlib.h>

/* --- who has how many points --- */

static enum ranking_bar count_finished(struct results *r, size_t i,
                                       const struct person_report *person)
{
    const struct people_sitting *s = &person->now;
    struct marks *total = &r->totals[i];
    int64_t *keys = &r->keys[i * (1 + r->ties)], *category = &r->categories_of[i * r->categories];
    *total = people_marks(s, &r->source->exam);
    keys[0] = total->score;
    enum ranking_bar bar = ranking_bar(person, total);
    if (!digest_equal(&s->sitting.paper, &r->source->exam.paper_digest))
        return bar == RANKING_VOID ? bar : RANKING_REMARK;
    struct marks sum = tally_sitting(r->tally, s, category, keys + 1);
    bool same =
        sum.score == total->score && sum.max == total->max && sum.unmarked == total->unmarked;
    return same || bar == RANKING_VOID || bar == RANKING_FORKED ? bar : RANKING_REMARK;
}

static void count_person(struct results *r, size_t i)
{
    struct person_report person = people_at(r->source->people, i);
    struct ranking_row *row = &r->rows[i];
    for (size_t k = 0; k < r->categories; k++)
        r->categories_of[i * r->categories + k] = TALLY_NONE;
    row->keys = &r->keys[i * (1 + r->ties)];
    row->bar = person.now.sitting.finish_n > 0 ? count_finished(r, i, &person)
                                               : ranking_bar(&person, &r->totals[i]);
    r->bars[row->bar]++;
}

static enum status make_room(struct results *r)
{
    size_t count = r->count > 0 ? r->count : 1;
    r->rows = calloc(count, sizeof *r->rows);
    r->totals = calloc(count, sizeof *r->totals);
    r->keys = calloc(count * (1 + r->ties), sizeof *r->keys);
    r->categories_of = calloc(count * r->categories + 1, sizeof *r->categories_of);
    r->order = calloc(count, sizeof *r->order);
    return r->rows != NULL && r->totals != NULL && r->keys != NULL && r->categories_of != NULL &&
                   r->order != NULL
               ? STATUS_OK
               : STATUS_NOMEM;
}

enum status results_make(const struct source *source, struct results **out)
{
    struct results *r = calloc(1, sizeof *r);
    enum status status = r != NULL ? tally_open(&source->exam, &r->tally) : STATUS_NOMEM;
    if (status == STATUS_OK) {
        r->source = source;
        r->count = people_count(source->people);
        r->categories = tally_categories(r->tally);
        r->ties = source->exam.tie_break_count;
        status = make_room(r);
    }
    for (size_t i = 0; status == STATUS_OK && i < r->count; i++)
        count_person(r, i);
    if (status == STATUS_OK)
        status = ranking_make(r->rows, r->count, 1 + r->ties, source->exam.places, r->order);
    if (status != STATUS_OK) {
        results_release(r);
        return status;
    }
    for (size_t i = 0; i < r->count; i++)
        r->tied += r->rows[i].rank > 0 && r->rows[i].place == RANKING_TIED;
    *out = r;
    return STATUS_OK;
}

void results_release(struct results *r)
{
    if (r == NULL)
        return;
    tally_close(r->tally);
    free(r->rows);
    free(r->totals);
    free(r->keys);
    free(r->categories_of);
    free(r->order);
    free(r);
}

size_t results_count(const struct results *r, enum ranking_bar bar)
{
    return r->bars[bar];
}

size_t results_tied(const struct results *r)
{
    return r->tied;
}
