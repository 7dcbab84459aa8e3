/* ending.h - signals that end the program while somebody writes: SIGINT, SIGTERM, and SIGHUP when
 * the window is closed. What is typed is saved first.
 * Threads: main. Memory: none. Errors: none. */
#ifndef CLIENT_ENDING_H
#define CLIENT_ENDING_H

#include <stdbool.h>

/* From now on such a signal is only noted, and interrupts a read or a poll. */
void ending_watch(void);

/* Did one come? */
bool ending_came(void);

/* Such signals do again what they did before; one that came is raised again. */
void ending_release(void);

#endif
