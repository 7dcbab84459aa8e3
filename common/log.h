/* log.h - one line per event on standard error: time, level, node, the thread's role, the words.
 * Never a code and never an answer. The core does not log.
 * Threads: any; a line is written whole. Memory: none kept but the two names' pointers. */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* The node's name (kept by pointer) and the least level that is written. Before any other thread.
 */
void log_open(const char *node, enum log_level least);

/* The calling thread's role, a string constant: "main", "accept", "worker", "store", "sync"… */
void log_role(const char *role);

void log_event(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
