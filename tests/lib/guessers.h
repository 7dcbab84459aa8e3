/* guessers.h - gives a node wrong codes at a fixed rate, each on a connection of its own. The
 * connection stays open, and its reply unread, until GUESSERS_OPEN later ones are open.
 * Threads: the test starts and stops; four of its own in between. Memory: start/stop. */
#ifndef TESTS_GUESSERS_H
#define TESTS_GUESSERS_H

#include <stddef.h>

enum { GUESSERS_OPEN = 512 };

struct guessers;

struct guessers *guessers_start(int port, unsigned per_second);

/* How many codes were sent. */
size_t guessers_stop(struct guessers *guessers);

#endif
