#include "server/core/marking.h"

int64_t marking_question(const struct exam *exam, const struct paper_question *shown,
                         const struct answer *answer)
{
    const struct question *q = &exam->questions[shown->question];
    uint32_t choices = answer_choices(answer);
    int64_t weight = 0;
    for (size_t i = 0; i < q->option_count; i++)
        if (choices >> i & 1)
            weight += q->options[shown->option[i]].weight;
    if (q->kind == QUESTION_MULTIPLE && weight < 0)
        weight = 0;
    int64_t scaled = q->points * weight, half = EXAM_WEIGHT_ONE / 2;
    return (scaled >= 0 ? scaled + half : scaled - half) / EXAM_WEIGHT_ONE;
}

struct marks marking_paper(const struct exam *exam, const struct paper_question *paper,
                           const struct answer *answers)
{
    struct marks marks = {0};
    for (size_t i = 0; i < exam->question_count; i++) {
        marks.max += exam->questions[paper[i].question].points;
        if (answers[i].len == 0)
            continue;
        marks.answered++;
        marks.score += marking_question(exam, &paper[i], &answers[i]);
    }
    return marks;
}

bool marking_passed(const struct exam *exam, int64_t score, int64_t max)
{
    return score * 100 >= max * (int64_t)exam->pass_percent;
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

void marking_percent(int64_t score, int64_t max, char out[MARKING_TEXT_SIZE])
{
    int64_t hundredths = score > 0 && max > 0 ? score * 10000 / max : 0;
    put_decimal(hundredths, 2, out);
}
