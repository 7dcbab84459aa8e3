/* run.h - which write-ahead log belongs to which database file. SQLite ties the two together by
 * their names alone: a backup that is put beside the log of a node that crashed opens as a mixture
 * of both. So each start draws a run number, which is in the file (table `run`), in every log that
 * is written on top of it, and in the data directory's `lock`.
 *
 *   D9  where there is a log, the file without it has a number that `lock` has; otherwise the start
 *       is refused
 *
 *        file   log    lock
 *         a      a      a        as the last run left them
 *         a      -      a        the log is copied into the file
 *         a      -      a a b    the number that is drawn now is known
 *         a      b      a a b    and committed
 *         b      b      a a b    the log is copied again
 *         b      b      b        from here on a file of an earlier run is refused
 *
 * Each step is on the disk before the next: a process that is killed, or a power cut, between any
 * two leaves what the next start accepts. While another program reads in the log it may not be
 * copied in full; then `lock` keeps the older numbers too, up to three in all.
 *
 * What this does not see is a plain copy of the file taken in the same run: it has the same number.
 * (`sinodoctl backup` gives its copies a number of their own.)
 *
 * Threads: the one that opens the database. Memory: none kept.
 * Errors:  a text for people in `error`, and a status. */
#ifndef DB_RUN_H
#define DB_RUN_H

#include "db/database.h"

/* The number of a run; 0: none, of a database that has not been made yet. */
uint64_t run_draw(void);

/* D9, before DIR's database is opened. STATUS_INVALID: the log belongs to another file; STATUS_IO:
 * the disk. */
enum status run_check(const char *dir, char error[DATABASE_ERROR_SIZE]);

/* Gives DIR's open database the number of a new run. Between two transactions, with all that the
 * log holds synced. STATUS_FULL: no room on the disk, or another program keeps the database locked;
 * STATUS_IO: the disk. */
enum status run_begin(struct database *db, const char *dir, char error[DATABASE_ERROR_SIZE]);

#endif
