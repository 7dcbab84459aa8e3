/* builder.h - the common part of the readers of all formats: the lines of the file, the exam under
 * construction, and the errors found so far.
 * Threads: one at a time. Memory: the builder's until bank_parse() takes the exam over.
 * Errors:  builder_error() records one, and builder_warn() what is allowed and probably a mistake;
 *          `nomem` is set when an allocation failed. */
#ifndef BANK_BUILDER_H
#define BANK_BUILDER_H

#include "common/buffer.h"
#include "server/bank/limits.h"
#include "server/core/exam.h"

struct builder {
    const char *file;
    struct exam exam;
    size_t question_cap;
    struct buffer *errors, *warnings;
    unsigned error_count;
    bool nomem;
};

/* One line of the text, without its end. */
struct builder_line {
    const char *text;
    size_t len;
    unsigned number; /* from 1 */
};

/* A question being read. Texts are copied when it is added. */
struct builder_question {
    enum question_kind kind;
    struct buffer text, feedback;
    struct {
        struct buffer text, feedback;
        int64_t weight;
        double low, high;
    } options[EXAM_OPTIONS_MAX];
    size_t option_count;
    struct {
        struct buffer text;
        size_t option;
    } prompts[EXAM_PROMPTS_MAX];
    size_t prompt_count;
    struct buffer name, id, tags, category;
    unsigned line;
};

/* The next line from *at, or false at the end. */
bool builder_next_line(const char **at, const char *end, struct builder_line *line);

void builder_error(struct builder *b, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Of the question that is read now: the one behind those that were added. The words are cut after
 * 511 bytes. */
void builder_warn(struct builder *b, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Checks lengths and counts and adds the question; mistakes become errors at its line, and probable
 * mistakes warnings (advice.h). */
void builder_add(struct builder *b, const struct builder_question *question);

/* Empties all fields except the category, for the next question. Sets `nomem` when an allocation
 * for one of the texts failed. */
void builder_question_clear(struct builder *b, struct builder_question *question);

/* Frees the texts. Sets `nomem` like builder_question_clear(). */
void builder_question_release(struct builder *b, struct builder_question *question);

/* The bytes of the white space that begins here: a tab, a line end, or a space of any width (word
 * processors write no-break spaces). 0 when none begins here. */
size_t builder_space(const char *at, size_t left);

/* Removes white space at both ends. */
void builder_trim(const char **text, size_t *len);

#endif
