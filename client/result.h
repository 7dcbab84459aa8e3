/* result.h - a FINISH or RESULT reply as a person reads it.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef CLIENT_RESULT_H
#define CLIENT_RESULT_H

#include "client/connection.h"
#include "common/buffer.h"

/* Lines, each with its end, in the chosen language. */
void result_text(const struct connection *c, struct buffer *out);

#endif
