/* gift_answers.h - the answers between a GIFT question's braces, and the kind of question that they
 * define. Threads: any. Memory and errors: the builder's. */
#ifndef BANK_GIFT_ANSWERS_H
#define BANK_GIFT_ANSWERS_H

#include "server/bank/cursor.h"
#include "server/bank/gift_block.h"

/* Reads the answers. The cursor is behind "{" before the call, and behind "}" after it. */
void gift_take_answers(struct gift *g, struct cursor *c);

#endif
