/* log.h - one line per event on standard error: time, level, node, the thread's name, the text. No
 * line holds an access code or an answer. The core does not log.
 *
 * Where standard error is systemd's journal ($JOURNAL_STREAM, systemd.exec(5)), the journal keeps
 * time and level: a line begins with the level's priority instead (sd-daemon(3)): <7> debug, <6>
 * info, <4> warn, <3> error.
 *
 * Threads: any; a line is one write(2). Memory: the node's name is kept by pointer. */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* The level of that name: debug, info, warn or error. False for another name. */
bool log_level_parse(const char *name, enum log_level *out);

const char *log_level_text(enum log_level level);

/* Sets the node's name and the least level that is written, and finds out whether standard error is
 * the journal. Must be called before other threads start. */
void log_open(const char *node, enum log_level least);

/* Changes the least level that is written. Any thread. */
void log_set_level(enum log_level least);

void log_event(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lines for people, such as the errors of a file: written without time, node and thread, whatever the
 * least level is. To the journal each has its priority. The last line end may be left out. */
void log_text(enum log_level level, const char *text, size_t len);

/* Several lines of one instant and level, written together with few system calls. A line that
 * log_event() writes before log_lines_end() may come before them. */
enum {
    LOG_HEAD_BYTES = 128,
    LOG_LINE_BYTES = 1024,
    LOG_LINES_BYTES = 4096 /* PIPE_BUF: a write of so much to a pipe is not mixed with others */
};

struct log_lines {
    bool written; /* lines of this level are */
    size_t head_len, len;
    char head[LOG_HEAD_BYTES];
    char text[LOG_LINES_BYTES];
};

void log_lines_begin(struct log_lines *lines, enum log_level level);
void log_lines_add(struct log_lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_lines_end(struct log_lines *lines);

#endif
