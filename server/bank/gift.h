/* gift.h - the GIFT format, whole: choices with one or several right answers and weights,
 * true/false, short answers, numbers, matching, missing words, essays, descriptions; names,
 * categories, identifiers and tags, comments, format prefixes, escapes, feedback.
 *
 * The format does not define the following cases; this reader decides them so:
 *
 * - Options that all begin with "=" are accepted short answers, or pairs to match if they contain
 *   "->". A question with a "~" option is a choice: of one option if it also has a "=", otherwise
 *   of several.
 * - Each "=" in a choice of one is a right answer. The positive weights of a choice of several add
 *   up to 100 % (weight.h: "33.33" is a third); a choice of one, a short answer and a number have
 *   an option that is worth 100 %.
 * - A pair without a left part adds an option that matches no prompt. The same right part in two
 *   pairs is one option.
 * - A question with text behind its answers shows a blank in their place.
 * - Blank lines end a question, also inside braces.
 * - A category's path loses its place in Moodle: "$course$" and its like, and "top".
 * - Format prefixes are read and ignored: all text is shown unchanged.
 * - An unescaped brace in a text or an answer is an error: it ends or begins answers.
 * - White space of every width counts as a space: a line of no-break spaces is blank.
 *
 * Threads: any. Memory and errors: the builder's. */
#ifndef BANK_GIFT_H
#define BANK_GIFT_H

#include "server/bank/builder.h"

void gift_parse(struct builder *b, const char *text, size_t len);

#endif
