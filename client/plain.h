/* plain.h - the exam in plain lines, from the first question to the result.
 * Threads: one. Memory: the caller's connection and view. Errors: told to the applicant. */
#ifndef CLIENT_PLAIN_H
#define CLIENT_PLAIN_H

#include "client/connection.h"
#include "client/outcome.h"
#include "client/view.h"

/* Runs the exam that was started. live: a line of the terminal can change. */
enum outcome plain_run(struct connection *c, struct view *view, bool live);

/* Asks for the result and prints it. */
enum outcome plain_result(struct connection *c);

#endif
