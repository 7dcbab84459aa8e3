/* steps.h - what many tests of nodes begin with. A test whose step fails has failed.
 * Threads: the test's own. Memory: the caller's. Errors: the test fails. */
#ifndef TESTS_STEPS_H
#define TESTS_STEPS_H

#include "tests/lib/pair.h"

/* Registers that ID, with confirmation, and signs in; its code. */
void sign_in(struct client_conn *c, const char *id, char code[256]);

/* That node's options from its next start on, up to a NULL. */
void options(struct pair *p, int which, ...);

void write_file(const char *path, const char *text);

#endif
