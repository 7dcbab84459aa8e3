/* roster_file.h - reads a roster from a file as spreadsheets save it: any separator, with headings
 * in any order or without (columns.h), IDs of the accepted formats (ident.h).
 * Threads: main. Memory: roster_close() frees the roster. */
#ifndef SERVER_SETUP_ROSTER_FILE_H
#define SERVER_SETUP_ROSTER_FILE_H

#include "common/buffer.h"
#include "common/status.h"
#include "server/setup/roster.h"
#include "server/setup/survey.h"

enum { ROSTER_ERRORS_MOST = 100 };

/* words: gets lines "FILE:LINE: words". On success they say how the file was read, and what may be a
 * mistake (": warning: "). STATUS_INVALID, STATUS_IO: each error, at most
 * ROSTER_ERRORS_MOST, and how the file was read. STATUS_NOMEM. The words hold text of the file:
 * clean them before they are shown. */
enum status roster_read(const char *path, const struct roster_rules *rules, struct roster **out,
                        struct buffer *words);

/* The same for a text by text_take(). */
enum status roster_parse(const char *path, const char *text, size_t len,
                         const struct roster_rules *rules, struct roster **out,
                         struct buffer *words);

/* Lines with the people at each node and in each room, the extra time, and the first and the last
 * person of the file. node: whose rooms; "": those of both. The roster has somebody, as every roster
 * that was read. */
void roster_report(const struct roster *roster, const char *path, const char *node,
                   struct buffer *out);

#endif
