/* calibrate.h - how fast this machine is at the moment at what a node does all day: handing bytes
 * from thread to thread through sockets, and syncing a file.
 * Threads: its own. Memory: none. Errors: 0. */
#ifndef TESTS_BENCH_CALIBRATE_H
#define TESTS_BENCH_CALIBRATE_H

/* Rounds a second of eight pairs of threads together: 20 exchanges with the other thread, then 4
 * KiB written and synced in that directory. */
double calibrate(const char *dir, double seconds);

#endif
