#include "server/report/ranking.h"

#include <stdlib.h>

enum ranking_bar ranking_bar(const struct person_report *person, const struct marks *total)
{
    switch (person->state) {
    case PEOPLE_FORKED:
        return RANKING_FORKED;
    case PEOPLE_PENDING:
        return RANKING_PENDING;
    case PEOPLE_TRANSIT:
        return RANKING_TRANSIT;
    case PEOPLE_REGISTERED:
    case PEOPLE_STATES:
        return person->now.sitting.voided ? RANKING_VOID : RANKING_ABSENT;
    case PEOPLE_RUNNING:
        return person->now.sitting.voided ? RANKING_VOID : RANKING_RUNNING;
    case PEOPLE_FINISHED:
        break;
    }
    if (person->now.sitting.voided)
        return RANKING_VOID;
    return total->unmarked > 0 ? RANKING_UNMARKED : RANKING_NONE;
}

bool ranking_provisional(enum ranking_bar bar)
{
    return bar == RANKING_UNMARKED || bar == RANKING_FORKED || bar == RANKING_REMARK;
}

bool ranking_open(enum ranking_bar bar)
{
    return ranking_provisional(bar) || bar == RANKING_RUNNING || bar == RANKING_TRANSIT;
}

struct sorted {
    const struct ranking_row *row;
    size_t index, key_count;
};

/* By the keys alone, the greater first; people without a rank are behind all others. */
static int compare_keys(const struct sorted *a, const struct sorted *b)
{
    bool barred_a = a->row->bar != RANKING_NONE, barred_b = b->row->bar != RANKING_NONE;
    if (barred_a || barred_b)
        return barred_a - barred_b;
    for (size_t i = 0; i < a->key_count; i++)
        if (a->row->keys[i] != b->row->keys[i])
            return a->row->keys[i] > b->row->keys[i] ? -1 : 1;
    return 0;
}

/* Equal ones stay as they came: this is about places in a list, not about ranks. */
static int compare(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    int order = compare_keys(a, b);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

/* A group of equal people that begins behind `before` others; open: how many may come before it. */
static enum ranking_place place_of(size_t before, size_t size, size_t open, uint32_t places)
{
    if (before + size + open <= places)
        return RANKING_ADMITTED;
    if (before + size <= places)
        return RANKING_SO_FAR;
    return before < places ? RANKING_TIED : RANKING_OUT;
}

enum status ranking_make(struct ranking_row *rows, size_t count, size_t key_count, uint32_t places,
                         size_t *order)
{
    size_t open = 0;
    struct sorted *sorted = calloc(count > 0 ? count : 1, sizeof *sorted);
    if (sorted == NULL)
        return STATUS_NOMEM;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (struct sorted){&rows[i], i, key_count};
        rows[i].rank = 0;
        open += ranking_open(rows[i].bar);
        rows[i].place = RANKING_OUT;
    }
    qsort(sorted, count, sizeof *sorted, compare);
    for (size_t from = 0, to; from < count && sorted[from].row->bar == RANKING_NONE; from = to) {
        for (to = from + 1; to < count && compare_keys(&sorted[from], &sorted[to]) == 0;)
            to++;
        for (size_t i = from; i < to; i++) {
            rows[sorted[i].index].rank = from + 1;
            rows[sorted[i].index].place = place_of(from, to - from, open, places);
        }
    }
    for (size_t i = 0; i < count; i++)
        order[i] = sorted[i].index;
    free(sorted);
    return STATUS_OK;
}
