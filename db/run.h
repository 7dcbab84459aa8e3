/* run.h - ties a write-ahead log to its database file. SQLite finds a log by its name alone: a
 * backup beside the log of a node that crashed opens as a mixture of both. So each start draws a
 * run number. The database file has it (table `run`), so do all logs that are written on top of
 * that file, and so does the data directory's `lock`.
 *
 *   D9  when there is a log, `lock` has the number that the file has without the log; otherwise the
 *       start is refused
 *
 *        file   log    lock
 *         a      a      a        as the last run left them
 *         a      -      a        the log is copied into the file
 *         a      -      a a b    `lock` has the new number too
 *         a      b      a a b    the new number is committed
 *         b      b      a a b    the log is copied again
 *         b      b      b        from here on a file of an earlier run is refused
 *
 * Each step is on the disk before the next: after a kill or a power cut between any two steps the
 * next start accepts the files. While another program reads the database the log may be copied only
 * in part; then `lock` keeps the older numbers too, up to three in all.
 *
 * Not detected: a plain copy of the file that was taken in the same run, since it has the same
 * number. (`sinodoctl backup` gives its copies a number of their own.)
 *
 * Threads: the one that opens the database. Memory: none kept.
 * Errors:  a text for people in `error`, and a status. */
#ifndef DB_RUN_H
#define DB_RUN_H

#include "db/database.h"

/* Draws the number of a run. 0 is the number of a database that has not been made yet. */
uint64_t run_draw(void);

/* Checks D9 before DIR's database is opened. STATUS_INVALID: the log belongs to another file;
 * STATUS_IO: the disk failed. */
enum status run_check(const char *dir, char error[DATABASE_ERROR_SIZE]);

/* Gives DIR's open database the number of a new run. Call it between two transactions, with the log
 * synced. STATUS_FULL: no room on the disk, or another program keeps the database locked;
 * STATUS_IO: the disk failed. */
enum status run_begin(struct database *db, const char *dir, char error[DATABASE_ERROR_SIZE]);

#endif
