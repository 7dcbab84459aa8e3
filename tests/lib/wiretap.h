/* wiretap.h - passes one connection on to a port of the loopback, and writes every byte to a file.
 * Threads: its own. Memory: open/close. Errors: false. */
#ifndef TESTS_WIRETAP_H
#define TESTS_WIRETAP_H

#include <stdbool.h>

struct wiretap;

/* What is heard goes to that file, anew. */
bool wiretap_open(int target_port, const char *path, struct wiretap **out);
int wiretap_port(const struct wiretap *tap);
/* The connection must be closed. */
void wiretap_close(struct wiretap *tap);

#endif
