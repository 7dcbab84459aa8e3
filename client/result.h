/* result.h - a FINISH or RESULT reply as lines for the applicant.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef CLIENT_RESULT_H
#define CLIENT_RESULT_H

#include "client/connection.h"
#include "common/buffer.h"

/* Appends the lines, in the chosen language. */
void result_text(const struct connection *c, struct buffer *out);

#endif
