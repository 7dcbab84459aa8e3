/* settings.h - reads lines of `name = value`, as in the configuration and in the exam's plan. Blank
 * lines, lines that begin with #, and white space around name and value are skipped.
 * Threads: any. Memory: a plain value; name and value live until the next line.
 * Errors:  SETTINGS_BAD, once; `value` says in words what is wrong with the line. */
#ifndef SERVER_SETUP_SETTINGS_H
#define SERVER_SETUP_SETTINGS_H

#include <stddef.h>

enum { SETTINGS_LINE_BYTES = 1100, SETTINGS_FILE_BYTES = 256 * 1024 };

enum settings_result { SETTINGS_PAIR, SETTINGS_END, SETTINGS_BAD };

struct settings {
    const char *at, *end;
    unsigned line; /* the number, from 1, of the last pair or mistake */
    const char *name, *value;
    char text[SETTINGS_LINE_BYTES];
};

/* text: checked by text_take(). */
void settings_init(struct settings *s, const char *text, size_t len);
enum settings_result settings_next(struct settings *s);

#endif
