/* gift_advice.h - probable mistakes that only the text of a GIFT file shows: unescaped signs that
 * have made answers or feedback, answers behind the general feedback, and backslashes that were read
 * as escapes.
 * Threads: any. Memory and errors: the builder's. */
#ifndef BANK_GIFT_ADVICE_H
#define BANK_GIFT_ADVICE_H

#include "server/bank/cursor.h"
#include "server/bank/gift_block.h"

/* Where an option's mark stands: c->at is the mark, and text before it begins at `block`. */
enum gift_place gift_place_of(const struct cursor *c, const char *block);

/* Of the options: a mark that stands where no other does, several right ones of which people choose
 * one, and "#" without feedback behind it. */
void gift_advise_marks(struct gift *g);

/* Of the feedback for all answers, which ends at `end`: answers that became a part of it. */
void gift_advise_feedback(struct gift *g, struct cursor from, const char *end);

/* Of the whole block: "\n" that was to begin a LaTeX command, such as "\neq". */
void gift_advise_escapes(struct gift *g);

#endif
