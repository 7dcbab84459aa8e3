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

static void shuffle_units(uint64_t *state, uint16_t *unit, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)draw_below(state, i);
        uint16_t swap = unit[i - 1];
        unit[i - 1] = unit[j];
        unit[j] = swap;
    }
}

/* Sorts the drawn units in ascending order. Insertion sort: they are few. */
static void sort_drawn(uint16_t *unit, size_t drawn)
{
    for (size_t i = 1; i < drawn; i++) {
        uint16_t first = unit[i];
        size_t k = i;
        for (; k > 0 && unit[k - 1] > first; k--)
            unit[k] = unit[k - 1];
        unit[k] = first;
    }
}

/* The place behind the unit that begins at member `at`. */
static size_t unit_end(const struct exam *exam, const uint16_t *members, size_t count, size_t at)
{
    for (at++; at < count && exam_joined(exam, members[at]);)
        at++;
    return at;
}

/* members[]: of the section, ascending. Writes `draw` of them, whole units (P4). */
static void draw_section(const struct exam *exam, uint64_t *state, const uint16_t *members,
                         size_t count, size_t draw, struct paper_question *shown)
{
    uint16_t unit[EXAM_QUESTIONS_MAX]; /* the places of their first members */
    size_t units = 0, drawn = 0, length = 0;
    for (size_t at = 0; at < count; at = unit_end(exam, members, count, at))
        unit[units++] = (uint16_t)at;
    if (!exam->fixed_order || draw < count)
        shuffle_units(state, unit, units);
    for (; length < draw; drawn++) {
        assert(drawn < units);
        length += unit_end(exam, members, count, unit[drawn]) - unit[drawn];
    }
    assert(length == draw);
    if (exam->fixed_order)
        sort_drawn(unit, drawn);
    for (size_t k = 0; k < drawn; k++)
        for (size_t at = unit[k]; at < unit_end(exam, members, count, unit[k]); at++)
            shown++->question = members[at];
}

void paper_make(const struct exam *exam, uint64_t seed, struct paper_question *shown)
{
    uint64_t state = seed;
    size_t at = 0;
    if (exam->section_count == 0) {
        uint16_t all[EXAM_QUESTIONS_MAX] = {0};
        for (size_t i = 0; i < exam->question_count; i++)
            all[i] = (uint16_t)i;
        at = exam->question_count;
        draw_section(exam, &state, all, at, at, shown);
    }
    for (size_t i = 0; i < exam->section_count; i++) {
        const struct section *s = &exam->sections[i];
        draw_section(exam, &state, s->members, s->member_count, s->draw, shown + at);
        at += s->draw;
    }
    for (size_t i = 0; i < at; i++)
        shuffle_options(exam, &exam->questions[shown[i].question], &state, shown[i].option);
}

uint16_t paper_first_joined(const struct exam *exam, const struct paper_question *shown,
                            uint16_t number)
{
    while (number > 1 && exam_joined(exam, shown[number - 1].question))
        number--;
    return number;
}
