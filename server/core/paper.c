#include "server/core/paper.h"

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* In [0, n), as good as uniform: for n up to 1000 no value is likelier by more than 1 in 2^54. */
static uint64_t draw_below(uint64_t *state, uint64_t n)
{
    return splitmix64(state) % n;
}

static void shuffle_options(const struct question *q, uint64_t *state, uint8_t *option)
{
    for (size_t i = 0; i < q->option_count; i++)
        option[i] = (uint8_t)i;
    if (q->kind == QUESTION_TRUEFALSE)
        return;
    for (size_t i = q->option_count; i > 1; i--) {
        size_t j = (size_t)draw_below(state, i);
        uint8_t swap = option[i - 1];
        option[i - 1] = option[j];
        option[j] = swap;
    }
}

void paper_make(const struct exam *exam, uint64_t seed, struct paper_question *shown)
{
    uint64_t state = seed;
    for (size_t i = 0; i < exam->question_count; i++)
        shown[i].question = (uint16_t)i;
    for (size_t i = exam->question_count; i > 1; i--) {
        size_t j = (size_t)draw_below(&state, i);
        uint16_t swap = shown[i - 1].question;
        shown[i - 1].question = shown[j].question;
        shown[j].question = swap;
    }
    for (size_t i = 0; i < exam->question_count; i++)
        shuffle_options(&exam->questions[shown[i].question], &state, shown[i].option);
}
