/* place.h - where nodes stand: a network namespace with real cables, a disk that is too small, a
 * wall clock that somebody else sets. As root, but for the clock.
 *
 * Threads: the test's own. Memory: static. Errors: false, when this machine does not have it. */
#ifndef TESTS_NEMESIS_PLACE_H
#define TESTS_NEMESIS_PLACE_H

#include "tests/lib/pair.h"

/* Puts maracay into a namespace of its own, with a cable to caracas and another to the clients. */
bool place_cable(struct pair *p);
void place_pull(bool pulled); /* the cable between the nodes */
void place_uncable(void);     /* also when there is none */

/* Puts a node's data on a file system of so many KiB. */
bool place_small_disk(struct pair *p, int which, unsigned kib);
bool place_resize_disk(unsigned kib);
void place_remove_disk(void); /* also when there is none */

/* Gives each node a wall clock of its own, and sets it so many seconds ahead. */
bool place_clock(struct pair *p);
bool place_set_clock(int which, long seconds);

#endif
