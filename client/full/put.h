/* put.h - text on the whole screen (ncurses), cleaned as common/printable.h says.
 * Threads: one. Memory: the caller's. Errors: none. */
#ifndef CLIENT_FULL_PUT_H
#define CLIENT_FULL_PUT_H

#include <stddef.h>

void put_at(int y, int x, const char *text, size_t len);

/* As much of it as fits into so many columns. */
void put_fitting(int y, int x, int columns, const char *text);

#endif
