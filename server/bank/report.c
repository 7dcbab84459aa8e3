/* bank_report() and bank_warnings(): the summary of a bank for people. */
#include "server/bank/advice.h"
#include "server/bank/bank.h"
#include "server/bank/blocks.h"
#include "server/core/marking.h"

#include <string.h>

struct tally {
    size_t questions, kinds[QUESTION_KINDS];
    int64_t points;
};

/* category: NULL for all categories. */
static struct tally tally_of(const struct exam *exam, const char *category)
{
    struct tally t = {0};
    for (size_t i = 0; i < exam->question_count; i++) {
        const struct question *q = &exam->questions[i];
        if (category != NULL && strcmp(q->category, category) != 0)
            continue;
        t.questions++;
        t.kinds[q->kind]++;
        t.points += q->points;
    }
    return t;
}

static void put_tally(const struct tally *t, const char *what, struct buffer *out)
{
    char points[MARKING_TEXT_SIZE];
    const char *between = " (";
    marking_text(t->points, points);
    buffer_printf(out, "%s: %zu question%s", what, t->questions, t->questions == 1 ? "" : "s");
    for (int kind = 0; kind < QUESTION_KINDS; kind++) {
        if (t->kinds[kind] == 0)
            continue;
        buffer_printf(out, "%s%zu %s", between, t->kinds[kind],
                      question_kind_text((enum question_kind)kind));
        between = ", ";
    }
    buffer_printf(out, "), %s point%s\n", points, t->points == EXAM_POINT ? "" : "s");
}

static bool is_first(const struct exam *exam, size_t question)
{
    for (size_t i = 0; i < question; i++)
        if (strcmp(exam->questions[i].category, exam->questions[question].category) == 0)
            return false;
    return true;
}

void bank_report(const struct exam *exam, const char *file, struct buffer *out)
{
    struct tally all = tally_of(exam, NULL);
    put_tally(&all, file, out);
    for (size_t i = 0; i < exam->question_count; i++) {
        const char *category = exam->questions[i].category;
        if (!is_first(exam, i))
            continue;
        struct tally t = tally_of(exam, category);
        buffer_printf(out, "  ");
        put_tally(&t, category[0] != '\0' ? category : "(no category)", out);
    }
    for (size_t i = 0; i < exam->section_count; i++)
        blocks_report_section(exam, &exam->sections[i], out);
    blocks_report_texts(exam, out);
    if (exam->section_count > 0)
        buffer_printf(out, "a paper has %zu questions, %u seconds\n", exam->paper_count,
                      exam->seconds);
}

static bool is_used(const struct exam *exam, size_t question)
{
    for (size_t i = 0; i < exam->section_count; i++)
        for (size_t k = 0; k < exam->sections[i].member_count; k++)
            if (exam->sections[i].members[k] == question)
                return true;
    return exam->section_count == 0;
}

void bank_warnings(const struct exam *exam, const char *file, struct buffer *out)
{
    size_t unused = 0;
    advice_order(exam, file, out);
    blocks_warnings(exam, file, out);
    for (size_t i = 0; i < exam->question_count; i++)
        unused += !is_used(exam, i);
    if (unused > 0)
        buffer_printf(out, "%s: warning: %zu questions are in no section of the plan\n", file,
                      unused);
}
