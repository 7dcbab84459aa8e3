/* advice.h - what is allowed in a bank but is probably a mistake. gift_advice.h has what only the
 * text of a GIFT file shows.
 * Threads: any. Memory: the caller's. Errors: a buffer without memory is `failed`. */
#ifndef BANK_ADVICE_H
#define BANK_ADVICE_H

#include "common/buffer.h"
#include "server/core/exam.h"

/* Appends a warning: "FILE:LINE: warning: question NUMBER: words". */
void advice_line(struct buffer *out, const char *file, unsigned line, size_t number,
                 const char *words);

/* Appends warnings of the question with this index, which was read without errors, for
 * - two options, or the question and an earlier one, or their identifiers, that are the same;
 * - HTML, LaTeX, images and sounds in any of its texts;
 * - points for whoever chooses all options;
 * - accepted answers that people cannot type, or that another one hides;
 * - accepted answers that look like numbers, pairs to match, true or false;
 * - text without answers that looks like a question. */
void advice_question(const struct exam *exam, size_t index, const char *file, struct buffer *out);

/* Appends a warning for each option that names others by their place, "all of the above", unless
 * the exam keeps the order of options. */
void advice_order(const struct exam *exam, const char *file, struct buffer *out);

#endif
