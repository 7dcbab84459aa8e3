#include "server/core/marking.h"

#include "server/core/typed.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int64_t weight_of_choices(const struct question *q, const struct paper_question *shown,
                                 const struct answer *answer)
{
    uint32_t choices = answer_choices(answer);
    int64_t weight = 0;
    for (size_t i = 0; i < q->option_count; i++)
        if (choices >> i & 1)
            weight += q->options[shown->option[i]].weight;
    return q->kind == QUESTION_MULTIPLE && weight < 0 ? 0 : weight;
}

static int64_t weight_of_matches(const struct question *q, const struct paper_question *shown,
                                 const struct answer *answer)
{
    struct wire_word words[EXAM_PROMPTS_MAX];
    size_t count = answer_values(answer, words, EXAM_PROMPTS_MAX);
    int64_t right = 0;
    assert(q->prompt_count > 0);
    for (size_t i = 0; i < count && i < q->prompt_count; i++) {
        int64_t position;
        if (wire_integer(&words[i], 1, (int64_t)q->option_count, &position))
            right += shown->option[position - 1] == q->prompts[i].option;
    }
    return right * EXAM_WEIGHT_ONE / (int64_t)q->prompt_count;
}

static double magnitude(double value)
{
    return value < 0 ? -value : value;
}

static bool in_range(const struct option *o, double value)
{
    double slack = 1e-12 * (magnitude(o->low) + magnitude(o->high) + magnitude(value));
    return value >= o->low - slack && value <= o->high + slack;
}

/* Exact texts and ranges count before patterns; of several the best, of patterns the first. */
static bool counts_more(const struct option *o, const struct option *than)
{
    if (than == NULL)
        return true;
    return than->pattern ? !o->pattern : !o->pattern && o->weight > than->weight;
}

static const struct option *accepts_words(const struct question *q, const struct wire_word *word)
{
    const struct option *found = NULL;
    char *given = typed_canonical(word->data, word->len);
    for (size_t i = 0; i < q->option_count; i++) {
        const struct option *o = &q->options[i];
        if ((o->pattern ? typed_matches(given, o->text) : typed_equals(given, o->text)) &&
            counts_more(o, found))
            found = o;
    }
    free(given);
    return found;
}

static const struct option *accepts_number(const struct question *q, const struct wire_word *word)
{
    const struct option *found = NULL;
    double value[NUMBER_READINGS];
    size_t readings = number_readings(word->data, word->len, value);
    for (size_t i = 0; i < q->option_count; i++)
        for (size_t k = 0; k < readings; k++)
            if (in_range(&q->options[i], value[k]) && counts_more(&q->options[i], found))
                found = &q->options[i];
    return found;
}

const struct option *marking_option(const struct question *q, const struct answer *answer)
{
    struct wire_word word;
    if ((q->kind != QUESTION_NUMERIC && q->kind != QUESTION_SHORT) ||
        answer_values(answer, &word, 1) != 1)
        return NULL;
    return q->kind == QUESTION_NUMERIC ? accepts_number(q, &word) : accepts_words(q, &word);
}

static int64_t weight_of(const struct question *q, const struct paper_question *shown,
                         const struct answer *answer)
{
    if (q->kind == QUESTION_MATCHING)
        return weight_of_matches(q, shown, answer);
    if (question_has_choices(q))
        return weight_of_choices(q, shown, answer);
    const struct option *accepting = marking_option(q, answer);
    return accepting != NULL ? accepting->weight : 0;
}

int64_t marking_question(const struct exam *exam, const struct paper_question *shown,
                         const struct answer *answer)
{
    const struct question *q = &exam->questions[shown->question];
    if (answer->len == 0 || q->kind == QUESTION_ESSAY || q->kind == QUESTION_DESCRIPTION)
        return 0; /* M1, M4 */
    int64_t weight = weight_of(q, shown, answer);
    if (weight == 0)
        return -q->negative; /* M3 */
    int64_t scaled = q->points * weight, half = EXAM_WEIGHT_ONE / 2;
    return (scaled >= 0 ? scaled + half : scaled - half) / EXAM_WEIGHT_ONE;
}

static void add_marks(struct marks *marks, const struct exam *exam,
                      const struct paper_question *shown, const struct answer *answer)
{
    const struct question *q = &exam->questions[shown->question];
    marks->max += q->points;
    if (answer->len == 0)
        return;
    marks->answered++;
    marks->score += marking_question(exam, shown, answer);
    if (q->kind == QUESTION_ESSAY)
        marks->unmarked += q->points;
}

struct marks marking_paper(const struct exam *exam, const struct paper_question *paper,
                           const struct answer *answers)
{
    struct marks marks = {0};
    for (size_t i = 0; i < exam->paper_count; i++)
        add_marks(&marks, exam, &paper[i], &answers[i]);
    return marks;
}

size_t marking_categories(const struct exam *exam, const struct paper_question *paper,
                          const struct answer *answers, struct category_marks *out, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < exam->paper_count; i++) {
        const char *name = exam->questions[paper[i].question].category;
        size_t at = 0;
        while (at < count && strcmp(out[at].name, name) != 0)
            at++;
        if (at == max)
            continue;
        if (at == count)
            out[count++] = (struct category_marks){.name = name};
        add_marks(&out[at].marks, exam, &paper[i], &answers[i]);
    }
    return count;
}

void marking_add_essay(const struct exam *exam, size_t question, int64_t points,
                       struct category_marks *categories, size_t count)
{
    const struct question *q = &exam->questions[question];
    assert(q->kind == QUESTION_ESSAY);
    for (size_t i = 0; i < count; i++)
        if (strcmp(categories[i].name, q->category) == 0) {
            categories[i].marks.score += points;
            categories[i].marks.unmarked -= q->points;
        }
}

bool marking_passed(uint32_t pass_percent, int64_t score, int64_t max)
{
    return score * 100 >= max * (int64_t)pass_percent;
}

/* value / 10^decimals without superfluous zeros. */
static void put_decimal(int64_t value, int decimals, char *out)
{
    char digits[MARKING_TEXT_SIZE];
    size_t used = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0)
        *out++ = '-';
    while (decimals > 0 && rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    do {
        digits[used++] = (char)('0' + rest % 10);
        if (--decimals == 0)
            digits[used++] = '.';
        rest /= 10;
    } while (rest > 0 || decimals >= 0);
    while (used > 0)
        *out++ = digits[--used];
    *out = '\0';
}

void marking_text(int64_t thousandths, char out[MARKING_TEXT_SIZE])
{
    put_decimal(thousandths, 3, out);
}

void marking_percent(uint32_t pass_percent, int64_t score, int64_t max, char out[MARKING_TEXT_SIZE])
{
    int64_t hundredths = score > 0 && max > 0 ? (score * 20000 + max) / (2 * max) : 0;
    int64_t pass = (int64_t)pass_percent * 100;
    if (pass > 0 && hundredths >= pass && !marking_passed(pass_percent, score, max))
        hundredths = pass - 1; /* M6 */
    put_decimal(hundredths, 2, out);
}
