/* refusal.h - a node's refusal (common/errors.h) as a sentence for the applicant: its reason, its
 * facts and what to do, in the language of the screen. A reason that this program does not know gets
 * the sentence of its code, and an unknown code the node's own words.
 * Threads: any, after say_choose(). Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef CLIENT_REFUSAL_H
#define CLIENT_REFUSAL_H

#include "client/connection.h"
#include "common/buffer.h"
#include "common/errors.h"

/* The sentence for a kind, as in the catalogue: "{node}" and so on stand for its facts. NULL: the
 * terminal has none. */
const char *refusal_template(enum error_kind kind);

/* Appends the sentence for an error, given without its "-". What it holds is cleaned
 * (common/printable.h). */
void refusal_text(const char *error, size_t len, struct buffer *out);

/* The same while the exam runs at this terminal: who is at the other centre now was moved there. */
void refusal_in_exam(const char *error, size_t len, struct buffer *out);

/* One of the two for the last reply of a connection, cut to the size; without a reply: nobody
 * answers. */
void refusal_of_reply(const struct connection *c, bool in_exam, char *out, size_t size);

/* "1 minute", "52 minutes", "2 h 05 min", "3 days": a span of time, not less than it is. */
void refusal_span(int64_t seconds, char *out, size_t size);

/* "08:00 on 2027-03-01", of a fact such as "2027-03-01T08:00-04:00". */
void refusal_moment(const char *fact, size_t len, struct buffer *out);

#endif
