#include "common/log.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/printable.h"
#include "common/thread.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *node_name = "-";
static bool to_journal;
static atomic_int least_level = LOG_INFO;

/* $JOURNAL_STREAM is "DEVICE:INODE" of the stream that systemd connected. Who redirects standard
 * error elsewhere still has the variable. */
static bool is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    char here[64];
    struct stat st;
    if (stream == NULL || fstat(STDERR_FILENO, &st) != 0)
        return false;
    (void)snprintf(here, sizeof here, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    return strcmp(stream, here) == 0;
}

void log_open(const char *node, enum log_level least)
{
    node_name = node;
    to_journal = is_journal();
    log_set_level(least);
}

void log_set_level(enum log_level least)
{
    atomic_store_explicit(&least_level, (int)least, memory_order_relaxed);
}

static bool is_written(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&least_level, memory_order_relaxed);
}

const char *log_level_text(enum log_level level)
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
        if (strcmp(name, log_level_text(level)) == 0) {
            *out = level;
            return true;
        }
    }
    return false;
}

/* As in syslog(3), whose header has the names of our levels for others. */
static int priority(enum log_level level)
{
    switch (level) {
    case LOG_DEBUG:
        return 7;
    case LOG_INFO:
        return 6;
    case LOG_WARN:
        return 4;
    case LOG_ERROR:
        break;
    }
    return 3;
}

/* Time and level, or the priority; node and role. Returns the length, 0 when they do not fit. */
static size_t put_head(enum log_level level, char out[LOG_HEAD_BYTES])
{
    char at[CLOCK_TEXT_SIZE];
    int len;
    clock_text(clock_wall(), at);
    if (to_journal)
        len =
            snprintf(out, LOG_HEAD_BYTES, "<%d>%s %s: ", priority(level), node_name, thread_name());
    else
        len = snprintf(out, LOG_HEAD_BYTES, "%s %-5s %s %s: ", at, log_level_text(level), node_name,
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
    if (!is_written(level))
        return;
    char line[LOG_LINE_BYTES], head[LOG_HEAD_BYTES];
    size_t head_len = put_head(level, head);
    va_list args;
    va_start(args, format);
    write_lines(line, put_line(line, head, head_len, format, args));
    va_end(args);
}

void log_text(enum log_level level, const char *text, size_t len)
{
    struct buffer out = {0};
    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t line = end != NULL ? (size_t)(end - text) - at : len - at;
        if (to_journal)
            buffer_printf(&out, "<%d>", priority(level));
        printable_append(&out, text + at, line, PRINTABLE_TEXT);
        buffer_append(&out, "\n", 1);
        at += line + 1;
    }
    if (!out.failed)
        write_lines(out.data, out.len);
    buffer_release(&out);
}

void log_lines_begin(struct log_lines *lines, enum log_level level)
{
    lines->written = is_written(level);
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
