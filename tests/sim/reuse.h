/* reuse.h - most of a life's time is SQLite reading its schema and preparing statements, again at
 * every start of a node. With this a connection that is closed waits for the next one that opens
 * the same file: it forgets everything about the file, as a new one would, and keeps its prepared
 * statements. The linker's --wrap puts it below the shipping code, which knows nothing of it.
 *
 * What a closed connection does not do then is to write its log back; lives without reuse do that.
 * Threads: one. Memory: kept until reuse_end(). Errors: none of its own. */
#ifndef TESTS_SIM_REUSE_H
#define TESTS_SIM_REUSE_H

#include <stdbool.h>

/* From now on, or no more; what waits is closed when it is turned off. */
void reuse(bool on);

/* Is there one that waits for this file? */
bool reuse_waits(const char *path);

#endif
