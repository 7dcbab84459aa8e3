/* aiken.h - the Aiken format: a question's text, options "A. …" or "A) …" from A on, then
 * "ANSWER: X". Lines may be indented, and the space behind "A." may be left out. The text may have
 * several lines; blank lines may stand anywhere but inside it.
 * Threads: any. Memory and errors: the builder's. */
#ifndef BANK_AIKEN_H
#define BANK_AIKEN_H

#include "server/bank/builder.h"

void aiken_parse(struct builder *b, const char *text, size_t len);

#endif
