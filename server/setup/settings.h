/* settings.h - lines of `name = value`, as the configuration and the exam's plan have them: blank
 * lines and lines that begin with # are left out, white space around name and value too.
 * Threads: any. Memory: a plain value; name and value live until the next line.
 * Errors:  SETTINGS_BAD, once; `value` says what is wrong with the line. */
#ifndef SERVER_SETUP_SETTINGS_H
#define SERVER_SETUP_SETTINGS_H

#include <stddef.h>

enum { SETTINGS_LINE_BYTES = 1100, SETTINGS_FILE_BYTES = 256 * 1024 };

enum settings_result { SETTINGS_PAIR, SETTINGS_END, SETTINGS_BAD };

struct settings {
    const char *at, *end;
    unsigned line; /* of the last pair or mistake, from 1 */
    const char *name, *value;
    char text[SETTINGS_LINE_BYTES];
};

void settings_init(struct settings *s, const char *text, size_t len);
enum settings_result settings_next(struct settings *s);

#endif
