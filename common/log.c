#include "common/log.h"

#include "common/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *node_name = "-";
static enum log_level least_level = LOG_INFO;
static _Thread_local const char *thread_role = "main";

void log_open(const char *node, enum log_level least)
{
    node_name = node;
    least_level = least;
}

void log_role(const char *role)
{
    thread_role = role;
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

/* What a client typed may end up in a line (a name, a file): control bytes must not forge another.
 */
static void clean(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            text[i] = '?';
}

void log_event(enum log_level level, const char *format, ...)
{
    if (level < least_level)
        return;
    char line[1024], at[CLOCK_TEXT_SIZE];
    clock_text(clock_wall(), at);
    int head = snprintf(line, sizeof line, "%s %-5s %s %s: ", at, level_text(level), node_name,
                        thread_role);
    if (head < 0 || (size_t)head >= sizeof line - 1)
        return;
    size_t used = (size_t)head;
    va_list args;
    va_start(args, format);
    int body = vsnprintf(line + used, sizeof line - used - 1, format, args);
    va_end(args);
    if (body < 0)
        return;
    size_t room = sizeof line - used - 2;
    size_t len = (size_t)body < room ? (size_t)body : room;
    clean(line + used, len);
    used += len;
    line[used++] = '\n';
    /* One write, so that lines of two threads never mix; a log that cannot be written is dropped.
     */
    ssize_t written = write(STDERR_FILENO, line, used);
    (void)written;
}
