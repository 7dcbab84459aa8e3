/* take_id.h - an ID from a word of a request, in the form that is kept.
 * Threads: any. Memory: the caller's. Errors: false, and the reply says what is wrong with it. */
#ifndef SERVER_DOOR_TAKE_ID_H
#define SERVER_DOOR_TAKE_ID_H

#include "common/ident.h"
#include "common/wire.h"

bool take_id(const struct ident_rules *rules, const struct wire_word *word, struct buffer *out,
             char id[IDENT_SIZE]);

#endif
