/* sandbox.h - gives up the rights that a node never needs, so that an attacker who takes over the
 * process cannot use them.
 *
 * The node writes no file that others may read, and no core; no debugger can attach. Refused with
 * EPERM are: running programs, starting other processes and sending signals to them, tracing,
 * mounting, loading modules, entering namespaces, sockets of other families, input into the
 * terminal that the node was started from, and memory that is writable and executable. (A file can
 * still be mapped executable as it is: so the C library loads the modules for looking up names.)
 *
 * Threads: main, before other threads start: they inherit it. Every fork comes before.
 * Errors:  false, and the cause is logged. */
#ifndef SERVER_SETUP_SANDBOX_H
#define SERVER_SETUP_SANDBOX_H

#include <stdbool.h>

bool sandbox_enter(void);

/* Gives up only files for others to read and new privileges: a debugger and valgrind work, and a
 * process that dies leaves its core where the system's limits allow it. Logs a warning. */
bool sandbox_enter_open(void);

#endif
