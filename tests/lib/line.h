/* line.h - a slow line in front of the peer port: a number of bytes a second each way, a delay, and
 * no more bytes in flight than such a line holds. It does not know messages, and so carries TLS;
 * relay.h spoils messages.
 * Threads: its own; any may change it. Memory: open/close. Errors: false. */
#ifndef TESTS_LINE_H
#define TESTS_LINE_H

#include <stdbool.h>

struct line;

enum { LINE_CUT = 0, LINE_FAST = 20000000 };

/* Carries bytes from its port to that port of the loopback; at first LINE_FAST, without a delay. */
bool line_open(int target_port, struct line **out);
void line_close(struct line *line); /* NULL is allowed */

int line_port(const struct line *line);

/* rate: bytes a second each way; LINE_CUT: no connection. */
void line_set(struct line *line, int rate, int delay_ms);

/* How many connections there were. */
int line_connections(const struct line *line);

#endif
