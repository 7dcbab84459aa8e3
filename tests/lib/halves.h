/* halves.h - runs Check's suites in two processes at once: each waits most of the time, for nodes, or
 * for threads that it has started.
 * Threads: one, which has started no other. Memory: the caller's. Errors: in the return value. */
#ifndef TESTS_LIB_HALVES_H
#define TESTS_LIB_HALVES_H

#include <check.h>
#include <stddef.h>

typedef Suite *halves_suite(void);

/* EXIT_SUCCESS: every test held. name: of the program, for messages. CK_RUN_SUITE=name runs one suite,
 * CK_RUN_CASE=name one case. */
int halves_run(const char *name, halves_suite *const suites[], size_t count);

#endif
