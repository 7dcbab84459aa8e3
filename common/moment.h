/* moment.h - moments as people write and read them: in an exam's plan and in an operator's command.
 * Threads: any. Memory: the caller's. Errors: false for any other text. */
#ifndef COMMON_MOMENT_H
#define COMMON_MOMENT_H

#include "common/instant.h"

#include <stdbool.h>
#include <stddef.h>

/* What to write, for messages: "NAME must be " MOMENT_WANTED ", not '...': FAULT". */
#define MOMENT_WANTED                                                                              \
    "a moment with the year in four digits and the offset from UTC, such as "                      \
    "'2027-03-01 08:00 -04:00'"

/* A date and a time of day with its offset from UTC, or Z for none (RFC 3339, also with spaces for
 * the T and before the offset, and without seconds): "2027-03-01 08:00 -04:00",
 * "2027-03-01T12:00:00Z". The date must exist and lie after 1970-01-01; there
 * is no 24:00 and no leap second. */
bool moment_parse(const char *text, size_t len, struct wall *out);

/* The offset from UTC that a moment is written with, in minutes east; 0 for a text that
 * moment_parse() refuses. */
int moment_offset(const char *text, size_t len);

/* Says in words what moment_parse() refuses; NULL: nothing. */
const char *moment_fault(const char *text, size_t len);

/* "2027-03-01 08:00 -04:00", in this machine's time zone; seconds are left out. */
enum { MOMENT_TEXT_SIZE = 96 };
void moment_text(struct wall at, char out[MOMENT_TEXT_SIZE]);

/* The same as one word: "2027-03-01T08:00-04:00". */
void moment_word(struct wall at, char out[MOMENT_TEXT_SIZE]);

/* The same to the second, by a clock so many minutes east of UTC: "2027-03-01 08:00:12 -04:00". */
void moment_at(struct wall at, int offset_minutes, char out[MOMENT_TEXT_SIZE]);

/* Such an offset: "-04:00". */
enum { MOMENT_OFFSET_SIZE = 16 };
void moment_offset_text(int offset_minutes, char out[MOMENT_OFFSET_SIZE]);

#endif
