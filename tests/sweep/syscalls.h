/* syscalls.h - open, write, fsync, close, rename and unlink of the record writer, made to fail
 * through the linker's --wrap. Threads: one. Memory: none. Errors: ENOSPC. */
#ifndef TESTS_SWEEP_SYSCALLS_H
#define TESTS_SWEEP_SYSCALLS_H

#include <stdbool.h>

/* The k-th call from now fails, and with `for_ever` all after it. */
void syscalls_fail(unsigned k, bool for_ever);

/* No faults from now on. Was the k-th call reached? */
bool syscalls_heal(void);

#endif
