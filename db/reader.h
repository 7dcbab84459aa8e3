/* reader.h - which other process reads in the open database. SQLite cannot begin the write-ahead log
 * anew while somebody reads in it, so that a reader that stays makes the log grow. A reader holds a
 * lock on one of five bytes of the log's index, and the kernel says whose lock it is.
 * https://www.sqlite.org/walformat.html, 2.3.
 * Threads: reader_find() any. Memory: a descriptor. */
#ifndef DB_READER_H
#define DB_READER_H

#include <stdint.h>

/* A descriptor of the index of dir's database, which is open; -1 when there is none. Closing any
 * descriptor of that file drops the locks that SQLite has on it in this process (fcntl(2)): this one
 * is opened once, and closed when the database is. */
int reader_open(const char *dir);

enum { READER_NONE = 0, READER_UNKNOWN = -1 };

/* The process that reads, or one of several; READER_NONE; READER_UNKNOWN: one whose number is not
 * known here (another PID namespace). Readers in this process are not found. index: may be -1. */
int64_t reader_find(int index);

/* In words: "4711", "of another container", or "". */
enum { READER_TEXT_SIZE = 32 };
void reader_text(int64_t reader, char out[READER_TEXT_SIZE]);

#endif
