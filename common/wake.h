/* wake.h - a pipe by which other threads wake a thread that waits in poll(2).
 * Threads: any may signal; one polls `read_fd` and clears. Memory: the caller's.
 * Errors:  STATUS_IO when there are no descriptors left. */
#ifndef COMMON_WAKE_H
#define COMMON_WAKE_H

#include "common/status.h"

struct wake {
    int read_fd, write_fd;
};

enum status wake_open(struct wake *out);
void wake_close(struct wake *wake);
void wake_signal(const struct wake *wake); /* never blocks; several signals may wake once */
void wake_clear(const struct wake *wake);  /* read_fd is not readable any more */

#endif
