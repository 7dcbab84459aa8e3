#include "server/core/paper.h"

#include <assert.h>

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* A number in [0, n), nearly uniform: for n up to 1000 the probabilities differ by less than 1 in
 * 2^54. */
static uint64_t draw_below(uint64_t *state, uint64_t n)
{
    return splitmix64(state) % n;
}

static void shuffle_options(const struct exam *exam, const struct question *q, uint64_t *state,
                            uint8_t *option)
{
    for (size_t i = 0; i < q->option_count; i++)
        option[i] = (uint8_t)i;
    if (exam->fixed_order || q->kind == QUESTION_TRUEFALSE || !question_has_choices(q))
        return;
    for (size_t i = q->option_count; i > 1; i--) {
        size_t j = (size_t)draw_below(state, i);
        uint8_t swap = option[i - 1];
        option[i - 1] = option[j];
        option[j] = swap;
    }
}

static void shuffle_members(uint64_t *state, uint16_t *order, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)draw_below(state, i);
        uint16_t swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

/* Sorts the first `draw` members in ascending order. Insertion sort: they are few. */
static void sort_drawn(uint16_t *order, size_t draw)
{
    for (size_t i = 1; i < draw; i++) {
        uint16_t member = order[i];
        size_t k = i;
        for (; k > 0 && order[k - 1] > member; k--)
            order[k] = order[k - 1];
        order[k] = member;
    }
}

/* order[]: the members of the section, ascending. */
static void draw_section(const struct exam *exam, uint64_t *state, uint16_t *order, size_t count,
                         size_t draw)
{
    assert(draw <= count);
    if (!exam->fixed_order || draw < count)
        shuffle_members(state, order, count);
    if (exam->fixed_order)
        sort_drawn(order, draw);
}

void paper_make(const struct exam *exam, uint64_t seed, struct paper_question *shown)
{
    uint16_t order[EXAM_QUESTIONS_MAX];
    uint64_t state = seed;
    size_t at = 0;
    if (exam->section_count == 0) {
        for (size_t i = 0; i < exam->question_count; i++)
            order[i] = (uint16_t)i;
        draw_section(exam, &state, order, exam->question_count, exam->question_count);
        for (; at < exam->question_count; at++)
            shown[at].question = order[at];
    }
    for (size_t i = 0; i < exam->section_count; i++) {
        const struct section *s = &exam->sections[i];
        for (size_t k = 0; k < s->member_count; k++)
            order[k] = s->members[k];
        draw_section(exam, &state, order, s->member_count, s->draw);
        for (size_t k = 0; k < s->draw; k++)
            shown[at++].question = order[k];
    }
    for (size_t i = 0; i < at; i++)
        shuffle_options(exam, &exam->questions[shown[i].question], &state, shown[i].option);
}
