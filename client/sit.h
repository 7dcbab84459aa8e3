/* sit.h - the exam, from the sign-in to the result.
 * Threads: one. Memory: the caller's connection. Errors: told to the applicant. */
#ifndef CLIENT_SIT_H
#define CLIENT_SIT_H

#include "client/connection.h"
#include "client/outcome.h"

/* plain: the exam in plain lines, also on a terminal that could show the whole screen. */
void sit_use_lines(bool plain);

/* After the sign-in: shows the exam, asks before starting it, and runs it. */
enum outcome sit_exam(struct connection *c);

/* After the sign-in: prints the state of the registration and of the exam. */
enum outcome sit_show(struct connection *c);

#endif
