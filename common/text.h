/* text.h - the text of a file that people wrote: a bank, a plan, a roster, a configuration. Editors
 * and spreadsheets save it in several encodings and with several line ends; a part of it is later
 * sent to the peer, written to records and shown on terminals.
 * Threads: any. Memory: the caller's. */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include "common/buffer.h"
#include "common/status.h"

enum { TEXT_ERRORS_MOST = 100 };

/* Appends the file's text to `out`: UTF-8 whose lines end with LF. A line of the file ends with LF,
 * CR LF or CR, as in editors, so that line numbers are those of an editor. Byte-order marks
 * (U+FEFF) are left out: files that were joined hold them in the middle too.
 * STATUS_INVALID: `errors` gets a line "FILE:LINE: words" for each mistake, and no more than
 * TEXT_ERRORS_MOST: the file has another encoding or is no text; or a line holds a control
 * character other than a tab, a line or paragraph separator, a control of the direction of writing
 * (U+202A to U+202E, U+2066 to U+2069), or U+FFFD. STATUS_NOMEM.
 * `out` is allocated at once: a secret text leaves no piece behind when the caller wipes it. */
enum status text_take(const char *file, const char *bytes, size_t len, struct buffer *out,
                      struct buffer *errors);

#endif
