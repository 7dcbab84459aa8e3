#include "server/core/answer.h"

#include <string.h>

/* The decimal positions of a set of choices, at most 26 of them, each below 100. */
static size_t encode_choices(uint32_t choices, uint8_t *out)
{
    uint8_t *at = out + 1;
    uint8_t count = 0;
    for (unsigned position = 1; position <= EXAM_OPTIONS_MAX; position++) {
        if (!(choices >> (position - 1) & 1))
            continue;
        count++;
        *at++ = 0;
        *at++ = position < 10 ? 1 : 2;
        if (position >= 10)
            *at++ = (uint8_t)('0' + position / 10);
        *at++ = (uint8_t)('0' + position % 10);
    }
    out[0] = count;
    return (size_t)(at - out);
}

bool answer_check(const struct question *question, const struct wire_word *words, size_t count,
                  uint8_t *out, size_t *len)
{
    if (count == 0) {
        *len = 0;
        return true;
    }
    if (question->kind != QUESTION_MULTIPLE && count != 1)
        return false;
    uint32_t choices = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t position;
        if (!wire_integer(&words[i], 1, (int64_t)question->option_count, &position))
            return false;
        uint32_t bit = (uint32_t)1 << (position - 1);
        if (choices & bit)
            return false;
        choices |= bit;
    }
    *len = encode_choices(choices, out);
    return true;
}

size_t answer_values(const struct answer *answer, struct wire_word *words, size_t max)
{
    const uint8_t *at = answer->values, *end = at + answer->len;
    if (answer->len == 0 || *at > max)
        return 0;
    size_t count = *at++;
    for (size_t i = 0; i < count; i++) {
        if (end - at < 2)
            return 0;
        size_t len = (size_t)at[0] << 8 | at[1];
        at += 2;
        if ((size_t)(end - at) < len)
            return 0;
        words[i] = (struct wire_word){(const char *)at, len};
        at += len;
    }
    return count;
}

uint32_t answer_choices(const struct answer *answer)
{
    struct wire_word words[EXAM_OPTIONS_MAX];
    size_t count = answer_values(answer, words, EXAM_OPTIONS_MAX);
    uint32_t choices = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t position;
        if (wire_integer(&words[i], 1, EXAM_OPTIONS_MAX, &position))
            choices |= (uint32_t)1 << (position - 1);
    }
    return choices;
}
