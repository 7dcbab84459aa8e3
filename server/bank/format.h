/* format.h - the formats of question banks, and how a file is recognised.
 * Threads: any. Memory: none. Errors: false. */
#ifndef BANK_FORMAT_H
#define BANK_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

enum bank_format { BANK_AIKEN, BANK_GIFT };

/* The format of a bank whose file's name ends in ".gift" or ".txt", in any case. Moodle exports
 * both formats as ".txt", so the text decides: lines "ANSWER: X" are Aiken's; a "{", or a line that
 * begins with "::", "//" or "$CATEGORY:", is GIFT's. Where the text has both or neither, ".gift" is
 * GIFT and ".txt" is Aiken. False for another ending. */
bool format_of_bank(const char *path, const char *text, size_t len, enum bank_format *out);

/* Does the text begin as XML does? Moodle exports questions so, too. */
bool format_is_xml(const char *text, size_t len);

#endif
