/* line.h - a slow line in front of the peer port: so many bytes a second each way, each after a
 * delay, with no more room for bytes than such a line has. It knows nothing of messages, so that it
 * carries TLS as well; relay.h spoils messages.
 * Threads: its own; any may change it. Memory: open/close. Errors: false. */
#ifndef TESTS_LINE_H
#define TESTS_LINE_H

#include <stdbool.h>

struct line;

enum { LINE_CUT = 0, LINE_FAST = 20000000 };

/* Carries what comes to its port to that port of the loopback, fast and at once. */
bool line_open(int target_port, struct line **out);
void line_close(struct line *line); /* NULL is allowed */

int line_port(const struct line *line);

/* bytes a second, each way; LINE_CUT: no connection. */
void line_set(struct line *line, int rate, int delay_ms);

/* How many connections there were. */
int line_connections(const struct line *line);

#endif
