#include "server/bank/plan.h"

#include "common/file.h"
#include "common/moment.h"
#include "server/bank/blocks.h"
#include "common/text.h"
#include "server/core/mark.h"
#include "server/core/names.h"
#include "server/setup/settings.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTIONS_MOST = 100, TIE_BREAKS_MOST = 10, PLACES_MOST = 1000000 };

/* The `questions` of a section; 0: all of them. */
struct draw {
    int64_t questions;
    unsigned line;
};

struct plan {
    const char *file;
    struct exam *exam;
    struct buffer *errors;
    unsigned error_count, line;
    bool nomem;
    /* The section being read. */
    unsigned section_line;
    int32_t points, negative;
    bool taken[EXAM_QUESTIONS_MAX]; /* in a section */
    struct draw draw[SECTIONS_MOST];
    char *block[BLOCKS_MOST]; /* the categories, and their lines */
    unsigned block_line[BLOCKS_MOST];
    unsigned tie_break_line[TIE_BREAKS_MOST];
    size_t block_count;
};

static void complain(struct plan *p, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(struct plan *p, unsigned line, const char *format, ...)
{
    char words[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(words, sizeof words, format, args);
    va_end(args);
    p->error_count++;
    buffer_printf(p->errors, "%s:%u: %s\n", p->file, line, words);
}

/* --- values --- */

static int64_t whole_number(struct plan *p, const struct settings *s, int64_t least, int64_t most)
{
    char *end;
    errno = 0;
    long long number = strtoll(s->value, &end, 10);
    if (errno != 0 || end == s->value || *end != '\0' || number < least || number > most) {
        complain(p, p->line, "%s must be a whole number from %lld to %lld, not '%.60s'", s->name,
                 (long long)least, (long long)most, s->value);
        return least;
    }
    return number;
}

static bool yes_or_no(struct plan *p, const struct settings *s)
{
    bool yes = strcmp(s->value, "yes") == 0;
    if (!yes && strcmp(s->value, "no") != 0)
        complain(p, p->line, "%s must be yes or no, not '%.60s'", s->name, s->value);
    return yes;
}

/* Thousandths of a point, from a number with at most three decimals. */
static int32_t points_value(struct plan *p, const struct settings *s, int32_t least)
{
    int64_t value;
    if (!mark_points(s->value, strlen(s->value), &value) || value < least) {
        complain(p, p->line,
                 "%s must be a number of points such as 1 or 0.25 (at most 3 decimals)%s, not "
                 "'%.60s'",
                 s->name, least > 0 ? " above 0" : "", s->value);
        return least;
    }
    return (int32_t)value;
}

static struct wall moment_value(struct plan *p, const struct settings *s)
{
    struct wall moment = {0};
    size_t len = strlen(s->value);
    if (!moment_parse(s->value, len, &moment))
        complain(p, p->line, "%s must be " MOMENT_WANTED ", not '%.60s': %s", s->name, s->value,
                 moment_fault(s->value, len));
    return moment;
}

/* The first moment of the plan gives the offset for times on paper. */
static struct wall hours_value(struct plan *p, const struct settings *s)
{
    const struct hours *hours = &p->exam->hours;
    if (hours->opens.ms == 0 && hours->closes.ms == 0)
        p->exam->offset_minutes = (int16_t)moment_offset(s->value, strlen(s->value));
    return moment_value(p, s);
}

static void take_policy(struct plan *p, const struct settings *s, enum policy_setting setting)
{
    if (!policy_set(&p->exam->policy, setting, s->value))
        complain(p, p->line, "%s must be %s, not '%.60s'", s->name, policy_choice(setting),
                 s->value);
}

static char *title_value(struct plan *p, const struct settings *s)
{
    char why[NAME_WHY_SIZE];
    if (!title_valid(s->value, why))
        complain(p, p->line, "%s", why);
    char *copy = strdup(s->value);
    p->nomem |= copy == NULL;
    return copy;
}

/* --- ranking, marking and telling --- */

static void take_tie_break(struct plan *p, const struct settings *s)
{
    static const char prefix[] = "category:";
    struct exam *exam = p->exam;
    const char *name = s->value + strlen(prefix);
    if (strncmp(s->value, prefix, strlen(prefix)) != 0 || *(name += strspn(name, " ")) == '\0') {
        complain(p, p->line, "tie-break must be category:NAME, not '%.60s'", s->value);
        return;
    }
    if (exam->tie_break_count == TIE_BREAKS_MOST) {
        complain(p, p->line, "the plan has more than %d lines of tie-break", TIE_BREAKS_MOST);
        return;
    }
    if (exam->tie_breaks == NULL)
        exam->tie_breaks = calloc(TIE_BREAKS_MOST, sizeof *exam->tie_breaks);
    char *copy = exam->tie_breaks != NULL ? strdup(name) : NULL;
    p->nomem |= copy == NULL;
    if (copy == NULL)
        return;
    p->tie_break_line[exam->tie_break_count] = p->line;
    exam->tie_breaks[exam->tie_break_count++] = copy;
}

/* The categories must be asked: looked for when all sections are known. */
static void end_tie_breaks(struct plan *p)
{
    const struct exam *exam = p->exam;
    for (size_t i = 0; i < exam->tie_break_count; i++) {
        bool asked = false;
        for (size_t k = 0; k < exam->question_count; k++)
            asked |= blocks_category_in(exam->questions[k].category, exam->tie_breaks[i]) &&
                     exam->questions[k].points > 0 && (exam->section_count == 0 || p->taken[k]);
        if (!asked)
            complain(p, p->tie_break_line[i],
                     "tie-break: nobody is asked a question of the category '%.100s'",
                     exam->tie_breaks[i]);
    }
}

/* False when the name is not a setting of these. */
static bool take_result_setting(struct plan *p, const struct settings *s)
{
    struct exam *exam = p->exam;
    if (strcmp(s->name, "withhold") == 0)
        exam->withhold = yes_or_no(p, s);
    else if (strcmp(s->name, "tie-break") == 0)
        take_tie_break(p, s);
    else if (strcmp(s->name, "places") == 0)
        exam->places = (uint32_t)whole_number(p, s, 1, PLACES_MOST);
    else if (strcmp(s->name, "markers") == 0)
        exam->markers = (uint8_t)whole_number(p, s, 1, 2);
    else if (strcmp(s->name, "tolerance") == 0)
        exam->tolerance = points_value(p, s, 0);
    else
        return false;
    return true;
}

/* --- sections --- */

/* Gives the section its members, and the members their points. */
static void end_section(struct plan *p)
{
    if (p->section_line == 0)
        return;
    struct exam *exam = p->exam;
    struct section *section = &exam->sections[exam->section_count - 1];
    section->members = calloc(exam->question_count, sizeof *section->members);
    if (section->members == NULL) {
        p->nomem = true;
        return;
    }
    for (size_t i = 0; i < exam->question_count; i++) {
        struct question *q = &exam->questions[i];
        if (!blocks_category_in(q->category, section->name))
            continue;
        if (p->taken[i]) {
            complain(p, p->section_line, "section '%.100s' overlaps with one before it",
                     section->name);
            return;
        }
        p->taken[i] = true;
        section->members[section->member_count++] = (uint16_t)i;
        if (q->kind == QUESTION_DESCRIPTION)
            continue;
        q->points = p->points;
        q->negative = p->negative;
    }
    if (section->member_count == 0) {
        char words[BLOCKS_WORDS_SIZE];
        blocks_no_category(exam, section->name, words);
        complain(p, p->section_line, "%s", words);
    }
    section->draw = section->member_count;
}

static void begin_section(struct plan *p, const struct settings *s)
{
    struct exam *exam = p->exam;
    end_section(p);
    p->section_line = 0;
    if (s->value[0] == '\0' || exam->section_count == SECTIONS_MOST) {
        complain(p, p->line,
                 s->value[0] == '\0' ? "the section has no name"
                                     : "the plan has too many sections");
        return;
    }
    if (exam->sections == NULL)
        exam->sections = calloc(SECTIONS_MOST, sizeof *exam->sections);
    char *name = strdup(s->value);
    if (exam->sections == NULL || name == NULL) {
        free(name);
        p->nomem = true;
        return;
    }
    exam->sections[exam->section_count++].name = name;
    p->section_line = p->line;
    p->points = EXAM_POINT;
    p->negative = 0;
}

/* A block is looked for when all sections are known: its line may stand anywhere. */
static void take_block(struct plan *p, const struct settings *s)
{
    if (s->value[0] == '\0' || p->block_count == BLOCKS_MOST) {
        complain(p, p->line,
                 s->value[0] == '\0' ? "the block has no category"
                                     : "the plan has too many blocks");
        return;
    }
    p->block[p->block_count] = strdup(s->value);
    p->nomem |= p->block[p->block_count] == NULL;
    p->block_line[p->block_count++] = p->line;
}

static void end_blocks(struct plan *p)
{
    struct exam *exam = p->exam;
    char words[BLOCKS_WORDS_SIZE];
    if (exam->blocks == NULL)
        exam->blocks = calloc(BLOCKS_MOST, sizeof *exam->blocks);
    p->nomem |= exam->blocks == NULL;
    for (size_t i = 0; i < p->block_count && !p->nomem; i++)
        if (!blocks_add(exam, p->block[i], words))
            complain(p, p->block_line[i], "%s", words);
    for (size_t i = 0; i < exam->section_count && !p->nomem; i++) {
        struct section *section = &exam->sections[i];
        const struct draw *draw = &p->draw[i];
        if (draw->questions > 0 && section->member_count > 0 &&
            !blocks_draw(exam, section, (size_t)draw->questions, &section->draw, words))
            complain(p, draw->line, "%s", words);
    }
}

/* False when the name is not a setting of sections. */
static bool take_section_setting(struct plan *p, const struct settings *s)
{
    bool draw = strcmp(s->name, "questions") == 0, points = strcmp(s->name, "points") == 0,
         negative = strcmp(s->name, "negative") == 0;
    if (!draw && !points && !negative)
        return false;
    if (p->section_line == 0)
        complain(p, p->line, "'%s' must stand below a section", s->name);
    else if (draw)
        p->draw[p->exam->section_count - 1] =
            (struct draw){whole_number(p, s, 1, EXAM_QUESTIONS_MAX), p->section_line};
    else if (points)
        p->points = points_value(p, s, 1);
    else
        p->negative = points_value(p, s, 0);
    return true;
}

static void take_setting(struct plan *p, const struct settings *s)
{
    struct exam *exam = p->exam;
    enum policy_setting policy = policy_find(s->name);
    p->line = s->line;
    if (strcmp(s->name, "section") == 0) {
        begin_section(p, s);
    } else if (strcmp(s->name, "block") == 0) {
        take_block(p, s);
    } else if (take_section_setting(p, s) || take_result_setting(p, s)) {
        return;
    } else if (strcmp(s->name, "title") == 0) {
        free(exam->title);
        exam->title = title_value(p, s);
    } else if (strcmp(s->name, "seconds") == 0) {
        exam->seconds = (uint32_t)whole_number(p, s, 1, INT64_C(7) * 86400);
    } else if (strcmp(s->name, "pass-percent") == 0) {
        exam->pass_percent = (uint32_t)whole_number(p, s, 0, 100);
    } else if (strcmp(s->name, "shuffle") == 0) {
        exam->fixed_order = !yes_or_no(p, s);
    } else if (strcmp(s->name, "reveal") == 0) {
        exam->reveal = yes_or_no(p, s);
    } else if (strcmp(s->name, "extend-max") == 0) {
        exam->extend_minutes = (uint32_t)whole_number(p, s, 1, INT64_C(24) * 60);
    } else if (strcmp(s->name, "opens") == 0) {
        exam->hours.opens = hours_value(p, s);
    } else if (strcmp(s->name, "closes") == 0) {
        exam->hours.closes = hours_value(p, s);
    } else if (policy < POLICY_SETTINGS) {
        take_policy(p, s, policy);
    } else {
        complain(
            p, p->line,
            "a plan has no '%.60s'; it has title, seconds, pass-percent, shuffle, reveal, "
            "extend-max, opens, closes, registration, takeover, admit, start, late, withhold, "
            "tie-break, places, markers, tolerance, block, and section with questions, points, "
            "negative",
            s->name);
    }
}

static void take_lines(struct plan *p, const struct buffer *text)
{
    struct settings lines;
    enum settings_result result;
    settings_init(&lines, text->data, text->len);
    while ((result = settings_next(&lines)) == SETTINGS_PAIR)
        take_setting(p, &lines);
    end_section(p);
    end_blocks(p);
    end_tie_breaks(p);
    if (result == SETTINGS_BAD)
        complain(p, lines.line, "%s", lines.value);
    if (!hours_valid(&p->exam->hours))
        complain(p, p->line, "the exam closes before it opens");
}

enum status plan_parse(const char *file, const char *text, size_t len, struct exam *exam,
                       struct buffer *errors)
{
    struct buffer clean = {0};
    struct plan *p = calloc(1, sizeof *p);
    enum status status = p == NULL ? STATUS_NOMEM : text_take(file, text, len, &clean, errors);
    if (status == STATUS_OK) {
        p->file = file;
        p->exam = exam;
        p->errors = errors;
        take_lines(p, &clean);
        status = p->nomem || errors->failed ? STATUS_NOMEM
                 : p->error_count > 0       ? STATUS_INVALID
                                            : STATUS_OK;
    }
    buffer_release(&clean);
    for (size_t i = 0; p != NULL && i < p->block_count; i++)
        free(p->block[i]);
    free(p);
    return status;
}

enum status plan_read(const char *path, struct buffer *text, struct exam *exam,
                      struct buffer *errors)
{
    enum status status = file_read(path, SETTINGS_FILE_BYTES, text, errors);
    if (status == STATUS_OK)
        status = plan_parse(path, text->data != NULL ? text->data : "", text->len, exam, errors);
    return status;
}
