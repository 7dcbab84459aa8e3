/* guessers.h - somebody who gives a node wrong codes at a fixed rate: each on a connection of its
 * own, which stays open without reading the answer until GUESSERS_OPEN later ones have come.
 * Threads: start and stop by the test; a few of its own in between. Memory: start/stop. */
#ifndef TESTS_GUESSERS_H
#define TESTS_GUESSERS_H

#include <stddef.h>

enum { GUESSERS_OPEN = 512 };

struct guessers;

struct guessers *guessers_start(int port, unsigned per_second);

/* How many codes were sent. */
size_t guessers_stop(struct guessers *guessers);

#endif
