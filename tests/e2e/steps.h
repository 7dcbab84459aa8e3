/* steps.h - what many tests of nodes begin with. A test whose step fails has failed.
 * Threads: the test's own. Memory: the caller's. Errors: the test fails. */
#ifndef TESTS_STEPS_H
#define TESTS_STEPS_H

#include "tests/lib/pair.h"

#include <check.h>

/* What most suites work with: a pair of which nothing runs, and a client that is not connected. */
extern struct pair pair;
extern struct client_conn *conn;
void open_pair(void);
void close_pair(void);

/* Gives both nodes their keys: the fingerprints, as text. */
void make_keys(char key[2][NODE_KEY_SIZE]);

/* Registers that ID, with confirmation, and signs in; its code. */
void sign_in(struct client_conn *c, const char *id, char code[256]);

/* That node's options from its next start on, up to a NULL. */
void options(struct pair *p, int which, ...);

/* The port of an address of caracas: of the last line in its log that has those words before it. */
int node_port_in_log(const char *words);

void write_file(const char *path, const char *text);

/* Adds a test that runs that command. Where the command does not work it says that the test is
 * skipped. */
void add_test_with(const char *command, TCase *t, const TTest *test);

#endif
