/* log.h - one line per event on standard error: time, level, node, the thread's name, the words.
 * Never a code and never an answer. The core does not log.
 * Threads: any; a line is written whole. Memory: none kept but the pointer to the node's name. */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* By its name: debug, info, warn or error. False when it is none of these. */
bool log_level_parse(const char *name, enum log_level *out);

/* The node's name (kept by pointer) and the least level that is written. Before any other thread.
 */
void log_open(const char *node, enum log_level least);

void log_event(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lines of one instant and level, written together: a write for dozens. What log_event()
 * writes meanwhile may come before them. */
enum {
    LOG_HEAD_BYTES = 128,
    LOG_LINE_BYTES = 1024,
    LOG_LINES_BYTES = 4096 /* a pipe takes so much (PIPE_BUF) whole or waits */
};

struct log_lines {
    bool written; /* the level is */
    size_t head_len, len;
    char head[LOG_HEAD_BYTES];
    char text[LOG_LINES_BYTES];
};

void log_lines_begin(struct log_lines *lines, enum log_level level);
void log_lines_add(struct log_lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_lines_end(struct log_lines *lines);

#endif
