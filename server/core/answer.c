#include "server/core/answer.h"

#include "common/utf8.h"

#include <stdlib.h>
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

static struct wire_word trimmed(struct wire_word word)
{
    while (word.len > 0 && strchr(" \t\r\n", word.data[0]) != NULL) {
        word.data++;
        word.len--;
    }
    while (word.len > 0 && strchr(" \t\r\n", word.data[word.len - 1]) != NULL)
        word.len--;
    return word;
}

static bool is_number_char(char c)
{
    return (c >= '0' && c <= '9') || c == '.' || c == '+' || c == '-' || c == 'e' || c == 'E';
}

/* `plain` gets the number with a decimal point. Rejects the other forms that strtod() accepts:
 * hexadecimal, "inf", "nan". */
static bool plain_number(const char *text, size_t len, char plain[ANSWER_NUMBER_BYTES + 1],
                         double *out)
{
    char *end;
    if (len == 0 || len > ANSWER_NUMBER_BYTES)
        return false;
    memset(plain, 0, ANSWER_NUMBER_BYTES + 1);
    for (size_t i = 0; i < len; i++) {
        plain[i] = text[i] == ',' ? '.' : text[i];
        if (!is_number_char(plain[i]))
            return false;
    }
    *out = strtod(plain, &end);
    return *end == '\0' && *out < 1e30 && *out > -1e30;
}

bool answer_number(const char *text, size_t len, double *out)
{
    char plain[ANSWER_NUMBER_BYTES + 1];
    return plain_number(text, len, plain, out);
}

static bool check_number(struct wire_word word, uint8_t *out, size_t *len)
{
    char plain[ANSWER_NUMBER_BYTES + 1];
    double value;
    if (!plain_number(word.data, word.len, plain, &value))
        return false;
    *len = 0;
    out[(*len)++] = 1;
    put_value(out, len, plain, word.len);
    return true;
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

static bool check_text(struct wire_word word, size_t most, uint8_t *out, size_t *len)
{
    if (word.len > most || !is_plain_text(&word))
        return false;
    *len = 0;
    out[(*len)++] = 1;
    put_value(out, len, word.data, word.len);
    return true;
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

bool answer_check(const struct question *question, const struct wire_word *words, size_t count,
                  uint8_t *out, size_t *len)
{
    *len = 0;
    if (question->kind == QUESTION_DESCRIPTION)
        return false;
    if (count == 0)
        return true;
    if (question->kind == QUESTION_MATCHING)
        return check_matching(question, words, count, out, len);
    if (question_has_choices(question))
        return check_choices(question, words, count, out, len);
    struct wire_word word = trimmed(words[0]);
    if (count != 1)
        return false;
    if (word.len == 0)
        return true;
    if (question->kind == QUESTION_NUMERIC)
        return check_number(word, out, len);
    return check_text(word, answer_most_bytes(question->kind), out, len);
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
