#include "server/bank/blocks.h"

#include "common/nearest.h"
#include "server/core/marking.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool blocks_category_in(const char *category, const char *above)
{
    size_t len = strlen(above);
    return strncmp(category, above, len) == 0 && (category[len] == '\0' || category[len] == '/');
}

static bool refuse(char words[BLOCKS_WORDS_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(char words[BLOCKS_WORDS_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(words, BLOCKS_WORDS_SIZE, format, args);
    va_end(args);
    return false;
}

static bool is_text(const struct exam *exam, size_t question)
{
    return exam->questions[question].kind == QUESTION_DESCRIPTION;
}

static const char *ending(size_t count)
{
    return count == 1 ? "" : "s";
}

/* --- the blocks of a plan --- */

/* The section of a question; NULL: none. */
static const struct section *section_of(const struct exam *exam, size_t question)
{
    for (size_t i = 0; i < exam->section_count; i++)
        if (blocks_category_in(exam->questions[question].category, exam->sections[i].name))
            return &exam->sections[i];
    return NULL;
}

/* A question of the block, which holds `count` questions so far; `last` is the last of them. */
static bool may_join(const struct exam *exam, const char *name, size_t question, size_t count,
                     size_t last, char words[BLOCKS_WORDS_SIZE])
{
    const struct section *section = section_of(exam, question);
    if (exam->questions[question].block != 0)
        return refuse(words, "block '%.100s' overlaps with one before it", name);
    if (exam->section_count > 0 && section == NULL)
        return refuse(words, "block '%.100s' is in no section: nobody would get it", name);
    if (count > 0 && section_of(exam, last) != section)
        return refuse(words, "block '%.100s' is in more than one section", name);
    if (count > 0 && last + 1 != question)
        return refuse(words,
                      "block '%.100s' is not in one piece: in the bank, questions of another "
                      "category stand between its questions %zu and %zu",
                      name, last + 1, question + 1);
    return true;
}

/* Does the path end with these parts, in any case? */
static bool ends_with(const char *category, const char *parts)
{
    size_t len = strlen(category), tail = strlen(parts);
    return len > tail && category[len - tail - 1] == '/' &&
           strcasecmp(category + len - tail, parts) == 0;
}

/* A name that nearest_ask() would cut is not proposed. */
static bool fits(const char *category)
{
    return strlen(category) < NEAREST_QUESTION_SIZE - sizeof "; did you mean ''?";
}

void blocks_no_category(const struct exam *exam, const char *name, char words[BLOCKS_WORDS_SIZE])
{
    char question[NEAREST_QUESTION_SIZE];
    struct nearest nearest = {.word = name};
    for (size_t i = 0; i < exam->question_count; i++)
        if (fits(exam->questions[i].category))
            nearest_try(&nearest, exam->questions[i].category);
    for (size_t i = exam->question_count; i-- > 0;)
        if (fits(exam->questions[i].category) && ends_with(exam->questions[i].category, name))
            nearest.name = exam->questions[i].category;
    nearest_ask(&nearest, "", question);
    (void)refuse(words, "the bank has no category '%.100s'%s", name, question);
}

bool blocks_add(struct exam *exam, const char *name, char words[BLOCKS_WORDS_SIZE])
{
    size_t count = 0, texts = 0, last = 0;
    for (size_t i = 0; i < exam->question_count; i++) {
        if (!blocks_category_in(exam->questions[i].category, name))
            continue;
        if (!may_join(exam, name, i, count, last, words))
            return false;
        texts += is_text(exam, i);
        count++;
        last = i;
    }
    if (count == 0) {
        blocks_no_category(exam, name, words);
        return false;
    }
    if (texts == count)
        return refuse(words, "block '%.100s' has no questions", name);
    char *copy = strdup(name);
    if (copy == NULL)
        return refuse(words, "out of memory");
    exam->blocks[exam->block_count++] = copy;
    for (size_t i = last + 1 - count; i <= last; i++)
        exam->questions[i].block = (uint16_t)exam->block_count;
    return true;
}

/* --- units --- */

struct unit {
    size_t first; /* question in the exam, a text or not */
    size_t questions, texts;
    int64_t points;
};

/* The unit that begins with member *at; moves *at to the next one. */
static struct unit next_unit(const struct exam *exam, const struct section *s, size_t *at)
{
    struct unit u = {.first = s->members[*at]};
    do {
        size_t question = s->members[*at];
        u.questions += !is_text(exam, question);
        u.texts += is_text(exam, question);
        u.points += exam->questions[question].points;
        (*at)++;
    } while (*at < s->member_count && exam_joined(exam, s->members[*at]));
    return u;
}

/* "block 'Reading/A' has 5 questions (5 points) and 1 text". */
static void describe_unit(const struct exam *exam, const struct unit *u, char *out, size_t size)
{
    char points[MARKING_TEXT_SIZE], name[128], texts[48] = "";
    unsigned block = exam->questions[u->first].block;
    marking_text(u->points, points);
    if (block != 0)
        (void)snprintf(name, sizeof name, "block '%.100s'", exam->blocks[block - 1]);
    else if (u->questions == 0)
        (void)snprintf(name, sizeof name, "text %zu", u->first + 1);
    else
        (void)snprintf(name, sizeof name, "question %zu", u->first + u->texts + 1);
    if (u->texts > 0)
        (void)snprintf(texts, sizeof texts, " and %zu text%s", u->texts, ending(u->texts));
    (void)snprintf(out, size, "%s has %zu question%s (%s point%s)%s", name, u->questions,
                   ending(u->questions), points, u->points == EXAM_POINT ? "" : "s", texts);
}

/* Two units that a section draws from are not equal. A block of one question is equal to a question. */
static bool refuse_units(const struct exam *exam, const struct section *s, const struct unit *a,
                         const struct unit *b, char words[BLOCKS_WORDS_SIZE])
{
    char one[256], other[256];
    bool in_block = exam->questions[a->first].block != 0;
    if (in_block != (exam->questions[b->first].block != 0)) {
        size_t loose = in_block ? b->first : a->first;
        return refuse(
            words,
            "section '%.100s' draws some of its questions, and %s %zu is in no block: put "
            "all of them into blocks, or leave out 'questions'",
            s->name, is_text(exam, loose) ? "text" : "question", loose + 1);
    }
    describe_unit(exam, a, one, sizeof one);
    describe_unit(exam, b, other, sizeof other);
    return refuse(words,
                  "section '%.60s' draws some of its questions, but %.150s, and %.150s: make them "
                  "equal (a block keeps a text with its questions), or leave out 'questions'",
                  s->name, one, other);
}

/* Without the texts. */
static size_t count_questions(const struct exam *exam, const struct section *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->member_count; i++)
        count += !is_text(exam, s->members[i]);
    return count;
}

bool blocks_draw(const struct exam *exam, const struct section *s, size_t questions, size_t *draw,
                 char words[BLOCKS_WORDS_SIZE])
{
    size_t all = count_questions(exam, s);
    if (questions > all)
        return refuse(words, "section '%.100s' has %zu questions, not %zu", s->name, all,
                      questions);
    if (questions == all) {
        *draw = s->member_count;
        return true;
    }
    size_t at = 0;
    struct unit first = next_unit(exam, s, &at);
    while (at < s->member_count) {
        struct unit u = next_unit(exam, s, &at);
        if (u.questions != first.questions || u.texts != first.texts || u.points != first.points)
            return refuse_units(exam, s, &first, &u, words);
    }
    if (questions % first.questions != 0)
        return refuse(words,
                      "section '%.100s' draws blocks of %zu questions: 'questions' must be a "
                      "multiple of %zu, not %zu",
                      s->name, first.questions, first.questions, questions);
    *draw = questions / first.questions * (first.questions + first.texts);
    return true;
}

/* --- for people --- */

void blocks_report_section(const struct exam *exam, const struct section *s, struct buffer *out)
{
    size_t all = count_questions(exam, s);
    assert(s->member_count > 0); /* otherwise the plan is refused */
    /* All units are equal, or all are drawn. */
    size_t drawn = s->draw * all / s->member_count, texts = s->draw - drawn;
    buffer_printf(out, "section %s: draws %zu of %zu", s->name, drawn, all);
    if (texts > 0)
        buffer_printf(out, ", with %zu of %zu text%s", texts, s->member_count - all,
                      ending(s->member_count - all));
    buffer_text(out, "\n");
    for (size_t at = 0; at < s->member_count;) {
        char words[256];
        struct unit u = next_unit(exam, s, &at);
        describe_unit(exam, &u, words, sizeof words);
        if (exam->questions[u.first].block != 0)
            buffer_printf(out, "  %s, in this order\n", words);
    }
}

/* The number of questions behind a text that is in no block, up to the next text, another block or
 * another category; *first is the first of them. */
static size_t count_behind(const struct exam *exam, size_t text, size_t *first)
{
    const char *category = exam->questions[text].category;
    size_t i = text + 1, count = 0;
    while (i < exam->question_count && is_text(exam, i) && exam_joined(exam, i))
        i++;
    for (*first = i;
         i < exam->question_count && !is_text(exam, i) && exam->questions[i].block == 0 &&
         strcmp(exam->questions[i].category, category) == 0;
         i++)
        count++;
    return count;
}

void blocks_report_texts(const struct exam *exam, struct buffer *out)
{
    for (size_t i = 0; i < exam->question_count; i++) {
        size_t first;
        if (!is_text(exam, i) || exam->questions[i].block != 0)
            continue;
        if (count_behind(exam, i, &first) > 0)
            buffer_printf(out, "text %zu stays before question %zu alone\n", i + 1, first + 1);
        else
            buffer_printf(out, "text %zu has no question of its category behind it\n", i + 1);
    }
}

void blocks_warnings(const struct exam *exam, const char *file, struct buffer *out)
{
    for (size_t i = 0; i < exam->question_count && !exam->fixed_order; i++) {
        size_t first, count;
        if (!is_text(exam, i) || exam->questions[i].block != 0)
            continue;
        count = count_behind(exam, i, &first);
        if (count > 1)
            buffer_printf(out,
                          "%s:%u: warning: question %zu is a text that stays before question %zu "
                          "alone: the shuffle parts it from %zu more behind it. 'block = CATEGORY' "
                          "in the plan keeps a text with all its questions\n",
                          file, exam->questions[i].line, i + 1, first + 1, count - 1);
    }
}
