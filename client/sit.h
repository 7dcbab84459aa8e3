/* sit.h - the exam, from signing in to the result.
 * Threads: one. Memory: the caller's connection. Errors: told to the applicant. */
#ifndef CLIENT_SIT_H
#define CLIENT_SIT_H

#include "client/connection.h"

enum sit_end {
    SIT_FINISHED, /* the result was shown */
    SIT_LEFT,     /* the applicant left; the exam may go on */
    SIT_REFUSED,  /* the node said no; the applicant was told why */
    SIT_GONE      /* the node could not be reached */
};

/* The exam in plain lines even on a terminal that could do more. */
void sit_use_lines(bool plain);

/* Signs in. SIT_LEFT means that it worked. */
enum sit_end sit_sign_in(struct connection *c, const char *id, const char *code);

/* Once signed in: shows the exam, asks before starting, and runs it. */
enum sit_end sit_exam(struct connection *c);

/* Once signed in: says how the registration and the exam stand. */
enum sit_end sit_show(struct connection *c);

#endif
