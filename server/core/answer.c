#include "server/core/answer.h"

#include "common/utf8.h"
#include "server/core/number.h"
#include "server/core/typed.h"

#include <string.h>

/* Encodes a bit set of choices as decimal positions: at most 26 of them, each below 100. */
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

static bool check_choices(const struct question *question, const struct wire_word *words,
                          size_t count, uint8_t *out, size_t *len)
{
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

static void put_value(uint8_t *out, size_t *len, const char *data, size_t size)
{
    out[(*len)++] = (uint8_t)(size >> 8);
    out[(*len)++] = (uint8_t)size;
    memcpy(out + *len, data, size);
    *len += size;
}

static bool check_matching(const struct question *question, const struct wire_word *words,
                           size_t count, uint8_t *out, size_t *len)
{
    bool any = false;
    if (count != question->prompt_count)
        return false;
    *len = 0;
    out[(*len)++] = (uint8_t)count;
    for (size_t i = 0; i < count; i++) {
        int64_t position;
        char digits[2];
        size_t size = 0;
        if (!wire_integer(&words[i], 0, (int64_t)question->option_count, &position))
            return false;
        if (position >= 10)
            digits[size++] = (char)('0' + position / 10);
        digits[size++] = (char)('0' + position % 10);
        put_value(out, len, digits, size);
        any |= position > 0;
    }
    if (!any)
        *len = 0;
    return true;
}

/* Without the white space around it. */
static struct wire_word trimmed(struct wire_word word)
{
    size_t begin = word.len, end = 0, used;
    for (size_t at = 0; at < word.len; at += used) {
        uint32_t code = 0;
        used = utf8_read(word.data + at, word.len - at, &code);
        if (typed_is_space(code))
            continue;
        used += used == 0; /* a byte that is not UTF-8 */
        if (begin == word.len)
            begin = at;
        end = at + used;
    }
    return (struct wire_word){word.data + begin, end > begin ? end - begin : 0};
}

static enum refusal take_number(struct wire_word word, uint8_t *out, size_t *len)
{
    char kept[NUMBER_BYTES + 1];
    switch (number_take(word.data, word.len, kept)) {
    case NUMBER_EMPTY:
        return REFUSAL_NONE;
    case NUMBER_WORDS:
        return REFUSAL_NO_NUMBER;
    case NUMBER_GROUPS:
        return REFUSAL_GROUPS;
    case NUMBER_LARGE:
        return REFUSAL_LARGE;
    case NUMBER_GOOD:
        break;
    }
    out[(*len)++] = 1;
    put_value(out, len, kept, strlen(kept));
    return REFUSAL_NONE;
}

/* Text may hold line ends and tabs, and no other control characters. */
static bool is_plain_text(const struct wire_word *word)
{
    for (size_t i = 0; i < word->len; i++) {
        bool control = utf8_control(word->data + i, word->len - i) > 0;
        char c = word->data[i];
        if (control && c != '\t' && c != '\r' && c != '\n')
            return false;
    }
    return utf8_valid(word->data, word->len);
}

size_t answer_most_bytes(enum question_kind kind)
{
    switch (kind) {
    case QUESTION_NUMERIC:
        return ANSWER_NUMBER_BYTES;
    case QUESTION_SHORT:
        return ANSWER_SHORT_BYTES;
    case QUESTION_ESSAY:
        return ANSWER_ESSAY_BYTES;
    case QUESTION_SINGLE:
    case QUESTION_TRUEFALSE:
    case QUESTION_MULTIPLE:
    case QUESTION_MATCHING:
    case QUESTION_DESCRIPTION:
    case QUESTION_KINDS:
        break;
    }
    return 0;
}

static enum refusal take_typed(const struct question *question, struct wire_word word, uint8_t *out,
                               size_t *len)
{
    word = trimmed(word);
    if (word.len == 0)
        return REFUSAL_NONE;
    if (word.len > answer_most_bytes(question->kind))
        return REFUSAL_LONG;
    if (question->kind == QUESTION_NUMERIC)
        return take_number(word, out, len);
    if (!is_plain_text(&word))
        return REFUSAL_CONTROL;
    out[(*len)++] = 1;
    put_value(out, len, word.data, word.len);
    return REFUSAL_NONE;
}

enum refusal answer_take(const struct question *question, const struct wire_word *words,
                         size_t count, uint8_t *out, size_t *len)
{
    *len = 0;
    bool choices = question_has_choices(question), good = true;
    if (question->kind == QUESTION_DESCRIPTION)
        return REFUSAL_BADANSWER;
    if (count == 0)
        return REFUSAL_NONE;
    if (question->kind == QUESTION_MATCHING)
        good = check_matching(question, words, count, out, len);
    else if (choices)
        good = check_choices(question, words, count, out, len);
    if (!good || (!choices && count != 1))
        return REFUSAL_BADANSWER;
    return choices ? REFUSAL_NONE : take_typed(question, words[0], out, len);
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

/* The place, from 0, at which an option of the question was shown. */
static size_t shown_at(const struct paper_question *shown, size_t option)
{
    size_t at = 0;
    while (shown->option[at] != option)
        at++;
    return at;
}

static struct wire_word position_word(size_t at)
{
    static const char *const positions[EXAM_OPTIONS_MAX] = {
        "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "10", "11", "12", "13",
        "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26"};
    return (struct wire_word){positions[at], at < 9 ? 1 : 2};
}

static size_t matching_values(const struct question *q, const struct paper_question *shown,
                              struct wire_word *words)
{
    for (size_t i = 0; i < q->prompt_count; i++)
        words[i] = position_word(shown_at(shown, q->prompts[i].option));
    return q->prompt_count;
}

size_t answer_right_values(const struct question *q, const struct paper_question *shown,
                           struct wire_word words[EXAM_OPTIONS_MAX])
{
    size_t count = 0;
    if (q->kind == QUESTION_MATCHING)
        return matching_values(q, shown, words);
    for (size_t i = 0; i < q->option_count; i++) {
        bool choices = question_has_choices(q);
        const struct option *o = &q->options[choices ? shown->option[i] : i];
        if (o->weight > 0)
            words[count++] =
                choices ? position_word(i) : (struct wire_word){o->text, strlen(o->text)};
    }
    return count;
}
