/* contested.h - the entries that only one side has of a journal that is contested
 * (server/core/recovery.h, R6), for a person to decide: who was told what. From the file of a node
 * that runs or is stopped, or of a disk that was kept aside.
 * Threads: one. Memory: none kept. Errors: told on standard error; exit status of sysexits.h. */
#ifndef SERVER_CTL_CONTESTED_H
#define SERVER_CTL_CONTESTED_H

int contested_list(const char *path);

#endif
