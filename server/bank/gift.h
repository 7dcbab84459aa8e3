/* gift.h - the GIFT format: its choice and true/false parts, with comments, categories, names,
 * format prefixes, escapes, weights and feedback (which is read and left out). The other kinds are
 * errors that say so.
 *
 * What the format leaves open is decided here: a choice with exactly one "=" is a single choice,
 * one without "=" and with weights a multiple choice, whose positive weights must add up to 100 %;
 * a question with text behind its answers shows a blank where they stood; blank lines end a
 * question, also inside braces. Threads: any. Memory and errors: the builder's. */
#ifndef BANK_GIFT_H
#define BANK_GIFT_H

#include "server/bank/builder.h"

void gift_parse(struct builder *b, const char *text, size_t len);

#endif
