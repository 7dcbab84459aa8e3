/* contested.h - lists the entries that only one side has of a contested journal
 * (server/core/recovery.h, R6), so that a person can decide between the sides. It reads the file
 * of a node that runs or is stopped, or of a disk that was kept aside.
 * Threads: one. Memory: none kept. Errors: told on standard error; exit status of sysexits.h. */
#ifndef SERVER_CTL_CONTESTED_H
#define SERVER_CTL_CONTESTED_H

#include "server/ctl/show.h"

int contested_list(const char *path, enum show_format format);

#endif
