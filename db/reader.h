/* reader.h - which other process reads the open database. SQLite cannot begin the write-ahead log
 * anew while a process reads in it, so that a long read makes the log grow. A reader holds a lock on
 * one of five bytes of the log's index (https://www.sqlite.org/walformat.html, 2.3), and the kernel
 * knows the process.
 * Threads: reader_find() any. Memory: a descriptor. Errors: -1. */
#ifndef DB_READER_H
#define DB_READER_H

#include <stdint.h>

/* Opens the index of the open database at this path; -1 when there is none. When a process closes any
 * descriptor of a file it loses all its locks on it (fcntl(2)), SQLite's too: the descriptor must
 * stay open as long as the database. */
int reader_open(const char *database);

enum { READER_NONE = 0, READER_UNKNOWN = -1 };

/* The number of a process that reads; READER_NONE; READER_UNKNOWN: one in another PID namespace.
 * Readers in this process are not found. index: may be -1. */
int64_t reader_find(int index);

/* In words: "4711", "of another container", or "". */
enum { READER_TEXT_SIZE = 32 };
void reader_text(int64_t reader, char out[READER_TEXT_SIZE]);

#endif
