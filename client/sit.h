/* sit.h - the exam, from signing in to the result.
 * Threads: one. Memory: the caller's connection. Errors: told to the applicant. */
#ifndef CLIENT_SIT_H
#define CLIENT_SIT_H

#include "client/connection.h"
#include "client/outcome.h"

/* The exam in plain lines even on a terminal that could do more. */
void sit_use_lines(bool plain);

/* OUTCOME_LEFT: signed in. */
enum outcome sit_sign_in(struct connection *c, const char *id, const char *code);

/* Once signed in: shows the exam, asks before starting, and runs it. */
enum outcome sit_exam(struct connection *c);

/* Once signed in: says how the registration and the exam stand. */
enum outcome sit_show(struct connection *c);

#endif
