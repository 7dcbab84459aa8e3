/* people.h - some thousands of IDs; the number can be read back from each.
 * Threads: any. Memory: the caller's. Errors: none. */
#ifndef TESTS_PEOPLE_H
#define TESTS_PEOPLE_H

#include "common/ident.h"

/* Their numbers are of different lengths and far apart: the order of IDs is another one. */
void people_name(char (*ids)[IDENT_SIZE], size_t count);

/* Which of them the ID is; `count` for nobody's. */
size_t people_find(char (*ids)[IDENT_SIZE], size_t count, const char *id);

#endif
