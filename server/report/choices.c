#include "server/report/choices.h"

#include "server/core/marking.h"
#include "server/report/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_typed(const struct question *q)
{
    return q->kind == QUESTION_NUMERIC || q->kind == QUESTION_SHORT;
}

static bool has_rows(const struct question *q)
{
    return is_typed(q) || question_has_choices(q);
}

static size_t prompts_of(const struct question *q)
{
    return q->kind == QUESTION_MATCHING ? q->prompt_count : 1;
}

static bool is_right(const struct question *q, size_t prompt, size_t option)
{
    if (q->kind == QUESTION_MATCHING)
        return q->prompts[prompt].option == option;
    if (q->kind == QUESTION_MULTIPLE)
        return q->options[option].weight > 0;
    for (size_t i = 0; i < q->option_count; i++)
        if (q->options[i].weight > q->options[option].weight)
            return false;
    return true;
}

void choices_open(struct choices *choices, const struct exam *exam, size_t question)
{
    *choices = (struct choices){.exam = exam, .question = &exam->questions[question]};
    if (has_rows(choices->question))
        choices->per_prompt = choices->question->option_count + 1;
}

void choices_release(struct choices *choices)
{
    free(choices->row);
    free(choices->other);
    frequent_release(&choices->others);
    readings_release(&choices->readings);
    *choices = (struct choices){0};
}

/* --- typed answers --- */

/* NULL: the question is of another kind, or was not answered. */
static const struct reading *read_typed(struct choices *choices, const struct answer *answer)
{
    const struct question *q = choices->question;
    if (!is_typed(q) || answer->len == 0)
        return NULL;
    uint16_t question = (uint16_t)(q - choices->exam->questions);
    const struct reading *reading =
        readings_of(&choices->readings, choices->exam, question, answer);
    if (reading == NULL)
        choices->status = STATUS_NOMEM;
    return reading;
}

int64_t choices_score(struct choices *choices, const struct paper_question *shown,
                      const struct answer *answer)
{
    const struct reading *reading = read_typed(choices, answer);
    return reading != NULL ? reading->score : marking_question(choices->exam, shown, answer);
}

void choices_look(struct choices *choices, const struct answer *answer)
{
    const struct reading *reading = read_typed(choices, answer);
    if (reading != NULL && reading->other != NULL)
        frequent_add(&choices->others, reading->other);
    if (choices->others.failed)
        choices->status = STATUS_NOMEM;
}

/* --- rows --- */

void choices_begin(struct choices *choices)
{
    const struct question *q = choices->question;
    size_t prompts = prompts_of(q), at = 0;
    if (!has_rows(q))
        return;
    choices->row = calloc(prompts * choices->per_prompt + CHOICES_OTHERS, sizeof *choices->row);
    choices->other = calloc(FREQUENT_KEPT, sizeof *choices->other);
    if (choices->row == NULL || choices->other == NULL) {
        choices->status = STATUS_NOMEM;
        return;
    }
    for (size_t p = 0; p < prompts; p++)
        for (size_t i = 0; i < choices->per_prompt; i++, at++) {
            struct choice *row = &choices->row[at];
            row->prompt = (uint16_t)(q->kind == QUESTION_MATCHING ? p + 1 : 0);
            row->option = (uint16_t)(i < q->option_count ? i + 1 : 0);
            row->right = i < q->option_count && is_right(q, p, i);
        }
    choices->count = at;
    for (size_t i = 0; i < choices->others.count; i++)
        choices->other[i].text = choices->others.kept[i].text;
}

static void add(struct choice *row, const struct choices_person *person)
{
    row->chosen++;
    row->upper += person->upper;
    row->lower += person->lower;
    row->rest += person->rest;
}

static void take_matching(struct choices *choices, const struct paper_question *shown,
                          const struct answer *answer, const struct choices_person *person)
{
    const struct question *q = choices->question;
    struct wire_word words[EXAM_PROMPTS_MAX];
    size_t count = answer_values(answer, words, EXAM_PROMPTS_MAX);
    for (size_t p = 0; p < q->prompt_count; p++) {
        size_t option = q->option_count;
        int64_t position;
        if (p < count && wire_integer(&words[p], 1, (int64_t)q->option_count, &position))
            option = shown->option[position - 1];
        add(&choices->row[p * choices->per_prompt + option], person);
    }
}

static void take_typed(struct choices *choices, const struct answer *answer,
                       const struct choices_person *person)
{
    const struct question *q = choices->question;
    const struct reading *reading = read_typed(choices, answer);
    if (reading == NULL)
        return;
    if (reading->accepting != NULL) {
        add(&choices->row[reading->accepting - q->options], person);
    } else if (reading->other != NULL) {
        size_t at = frequent_find(&choices->others, reading->other);
        if (at < choices->others.count)
            add(&choices->other[at], person);
    }
}

void choices_take(struct choices *choices, const struct paper_question *shown,
                  const struct answer *answer, const struct choices_person *person)
{
    const struct question *q = choices->question;
    if (choices->row == NULL)
        return;
    if (q->kind == QUESTION_MATCHING) {
        take_matching(choices, shown, answer, person);
    } else if (answer->len == 0) {
        add(&choices->row[q->option_count], person);
    } else if (is_typed(q)) {
        take_typed(choices, answer, person);
    } else {
        uint32_t positions = answer_choices(answer);
        for (size_t i = 0; i < q->option_count; i++)
            if (positions >> i & 1)
                add(&choices->row[shown->option[i]], person);
    }
}

/* --- the end --- */

/* The most frequent first; equally frequent ones by their text. */
static int compare_others(const void *a, const void *b)
{
    const struct choice *x = a, *y = b;
    if (x->chosen != y->chosen)
        return x->chosen > y->chosen ? -1 : 1;
    return strcmp(x->text, y->text);
}

static void keep_others(struct choices *choices, size_t n)
{
    size_t count = choices->others.count;
    if (count > 0)
        qsort(choices->other, count, sizeof *choices->other, compare_others);
    for (size_t i = 0; i < count && i < CHOICES_OTHERS; i++)
        if (choices->other[i].chosen * 100 > n)
            choices->row[choices->count++] = choices->other[i];
}

/* Every right option of the prompt against every other answer to it. */
static bool judge_key(struct choice *rows, size_t count, size_t n)
{
    bool found = false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count && rows[i].right; k++) {
            bool answered = rows[k].option > 0 || rows[k].text != NULL;
            if (!answered || rows[k].right || rows[k].prompt != rows[i].prompt ||
                !statistics_key_suspect(rows[i].correlation, rows[k].correlation, n))
                continue;
            found = rows[i].suspect = rows[k].suspect = true;
        }
    return found;
}

bool choices_end(struct choices *choices, size_t n, double rest_squares)
{
    if (choices->row == NULL)
        return false;
    keep_others(choices, n);
    for (size_t i = 0; i < choices->count; i++) {
        struct choice *row = &choices->row[i];
        const struct statistics_chosen s = {
            .n = n, .chosen = row->chosen, .rest_squares = rest_squares, .chosen_rest = row->rest};
        row->correlation = statistics_choice_correlation(&s);
    }
    return judge_key(choices->row, choices->count, n);
}
