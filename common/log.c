#include "common/log.h"

#include "common/clock.h"
#include "common/printable.h"
#include "common/thread.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *node_name = "-";
static enum log_level least_level = LOG_INFO;

void log_open(const char *node, enum log_level least)
{
    node_name = node;
    least_level = least;
}

static const char *level_text(enum log_level level)
{
    switch (level) {
    case LOG_DEBUG:
        return "debug";
    case LOG_INFO:
        return "info";
    case LOG_WARN:
        return "warn";
    case LOG_ERROR:
        return "error";
    }
    return "?";
}

bool log_level_parse(const char *name, enum log_level *out)
{
    for (enum log_level level = LOG_DEBUG; level <= LOG_ERROR; level++) {
        if (strcmp(name, level_text(level)) == 0) {
            *out = level;
            return true;
        }
    }
    return false;
}

/* Time, level, node and role. Returns the length, 0 when they do not fit. */
static size_t put_head(enum log_level level, char out[LOG_HEAD_BYTES])
{
    char at[CLOCK_TEXT_SIZE];
    clock_text(clock_wall(), at);
    int len = snprintf(out, LOG_HEAD_BYTES, "%s %-5s %s %s: ", at, level_text(level), node_name,
                       thread_name());
    return len < 0 || len >= LOG_HEAD_BYTES ? 0 : (size_t)len;
}

/* One line with its end. Returns the length, 0 when it cannot be formatted. The text may hold input
 * of a client or of the peer: it is cleaned, so that it forges no other line and drives no
 * terminal. */
__attribute__((format(printf, 4, 0))) static size_t put_line(char out[LOG_LINE_BYTES],
                                                             const char *head, size_t head_len,
                                                             const char *format, va_list args)
{
    char raw[LOG_LINE_BYTES];
    memcpy(out, head, head_len);
    if (vsnprintf(raw, sizeof raw, format, args) < 0 || head_len == 0)
        return 0;
    size_t len = printable_copy(out + head_len, LOG_LINE_BYTES - head_len - 1, raw, strlen(raw),
                                PRINTABLE_LINE);
    out[head_len + len] = '\n';
    return head_len + len + 1;
}

/* One write(2), so that lines of two threads never mix. A line that cannot be written is lost. */
static void write_lines(const char *text, size_t len)
{
    ssize_t written = len > 0 ? write(STDERR_FILENO, text, len) : 0;
    (void)written;
}

void log_event(enum log_level level, const char *format, ...)
{
    if (level < least_level)
        return;
    char line[LOG_LINE_BYTES], head[LOG_HEAD_BYTES];
    size_t head_len = put_head(level, head);
    va_list args;
    va_start(args, format);
    write_lines(line, put_line(line, head, head_len, format, args));
    va_end(args);
}

void log_lines_begin(struct log_lines *lines, enum log_level level)
{
    lines->written = level >= least_level;
    lines->len = 0;
    lines->head_len = lines->written ? put_head(level, lines->head) : 0;
}

void log_lines_add(struct log_lines *lines, const char *format, ...)
{
    if (!lines->written)
        return;
    if (LOG_LINES_BYTES - lines->len < LOG_LINE_BYTES)
        log_lines_end(lines);
    va_list args;
    va_start(args, format);
    lines->len += put_line(lines->text + lines->len, lines->head, lines->head_len, format, args);
    va_end(args);
}

void log_lines_end(struct log_lines *lines)
{
    write_lines(lines->text, lines->len);
    lines->len = 0;
}
