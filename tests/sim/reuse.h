/* reuse.h - a cache of SQLite connections. Without it most of a life's time goes into reading the
 * schema and preparing statements at every start of a node. A closed connection waits for the next
 * opening of the same file: it forgets the file's content, as a new one would, and keeps its
 * prepared statements. The linker's --wrap puts the cache below the shipping code.
 *
 * A connection that is kept does not write its log back at its close; lives without reuse do that.
 * Threads: one. Memory: kept until reuse_end(). Errors: none of its own. */
#ifndef TESTS_SIM_REUSE_H
#define TESTS_SIM_REUSE_H

#include <stdbool.h>

/* Turns the cache on, or off: then the waiting connections are closed. */
void reuse(bool on);

/* Is there one that waits for this file? */
bool reuse_waits(const char *path);

#endif
