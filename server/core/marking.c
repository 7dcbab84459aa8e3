#include "server/core/marking.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

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

/* The text in canonical form: case folded, composed (NFC), runs of white space as one space. */
static char *folded(const char *text, size_t len)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t made =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &out,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPCC);
    assert(made >= 0); /* the text is valid UTF-8, so this is out of memory */
    (void)made;
    char *to = (char *)out;
    bool space = false;
    for (const char *from = (const char *)out; *from != '\0'; from++) {
        if (*from == ' ') {
            space = to != (char *)out;
            continue;
        }
        if (space)
            *to++ = ' ';
        space = false;
        *to++ = *from;
    }
    *to = '\0';
    return (char *)out;
}

static bool reads_the_same(const char *given, const struct option *o)
{
    char *accepted = folded(o->text, strlen(o->text));
    bool same = strcmp(given, accepted) == 0;
    free(accepted);
    return same;
}

/* M2: the best weight of the options that accept the answer. */
static int64_t weight_of_words(const struct question *q, const struct answer *answer)
{
    struct wire_word word;
    int64_t best = 0;
    double value = 0;
    bool found = false;
    if (answer_values(answer, &word, 1) != 1 ||
        (q->kind == QUESTION_NUMERIC && !answer_number(word.data, word.len, &value)))
        return 0;
    char *given = folded(word.data, word.len);
    for (size_t i = 0; i < q->option_count; i++) {
        const struct option *o = &q->options[i];
        bool accepts = q->kind == QUESTION_NUMERIC ? in_range(o, value) : reads_the_same(given, o);
        if (accepts && (!found || o->weight > best)) {
            best = o->weight;
            found = true;
        }
    }
    free(given);
    return best;
}

static int64_t weight_of(const struct question *q, const struct paper_question *shown,
                         const struct answer *answer)
{
    if (q->kind == QUESTION_MATCHING)
        return weight_of_matches(q, shown, answer);
    if (question_has_choices(q))
        return weight_of_choices(q, shown, answer);
    return weight_of_words(q, answer);
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
