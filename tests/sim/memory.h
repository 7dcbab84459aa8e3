/* memory.h - an allocator that can be told to fail, for Sinodo's own code (through the linker's
 * --wrap) and for SQLite's.
 * Threads: one. Memory: none. Errors: none of its own. */
#ifndef TESTS_SIM_MEMORY_H
#define TESTS_SIM_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Puts itself under SQLite; before SQLite is used. */
void memory_use(void);

/* The k-th allocation from now (0: the next) fails, and with `for_ever` all after it. */
void memory_fail(unsigned k, bool for_ever);
void memory_heal(void);

/* Allocations so far. */
unsigned memory_operations(void);

/* Between the two no allocation fails or is counted: for the test's own use. */
void memory_pause(void);
void memory_resume(void);

/* realloc() that never fails and is not counted: what it returns is free()d as usual. */
void *memory_keep(void *old, size_t size);

#endif
