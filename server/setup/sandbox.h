/* sandbox.h - gives up what a node never needs: files for others to read, core dumps and debuggers,
 * and the system calls with which a process that was taken over would go further: running programs,
 * other processes and signals to them, tracing others, mounting, loading modules, other namespaces,
 * other families of sockets, typing into the terminal it was started from, memory that is writable
 * and executable. A call that is not allowed fails with EPERM. (A file can still be mapped executable
 * as it is: that is how the C library loads the modules that look up names.)
 *
 * Threads: main, before there are others; they inherit it, and whatever is to be forked is forked
 * before. Errors: false, and it is logged. */
#ifndef SERVER_SETUP_SANDBOX_H
#define SERVER_SETUP_SANDBOX_H

#include <stdbool.h>

bool sandbox_enter(void);

/* Gives up only files for others to read and new privileges: a debugger and valgrind work, and a
 * process that dies leaves its core where the system's limits allow it. Logs a warning. */
bool sandbox_enter_open(void);

#endif
