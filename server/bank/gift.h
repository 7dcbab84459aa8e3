/* gift.h - the GIFT format, whole: choices with one or several right answers and weights,
 * true/false, short answers, numbers, matching, missing words, essays, descriptions; names,
 * categories, identifiers and tags, comments, format prefixes, escapes, feedback.
 *
 * What the format leaves open is decided here:
 *
 * - Options that all begin with "=" are accepted short answers, or pairs to match if they hold
 *   "->"; with a "~" among them it is a choice: of one, if there is a "=", else of several.
 * - Several "=" in a choice of one are all right. A choice of several has positive weights that add
 *   up to 100 %; of a choice of one, a short answer and a number something must be worth 100 %.
 * - A pair without a left part adds an option that fits nowhere. The same right part in two pairs
 *   is one option.
 * - A question with text behind its answers shows a blank where they stood.
 * - Blank lines end a question, also inside braces.
 * - "$course$/" and "top/" at the beginning of a category's name are left out.
 * - Format prefixes are read and left out: all text is shown as it stands.
 *
 * Threads: any. Memory and errors: the builder's. */
#ifndef BANK_GIFT_H
#define BANK_GIFT_H

#include "server/bank/builder.h"

void gift_parse(struct builder *b, const char *text, size_t len);

#endif
