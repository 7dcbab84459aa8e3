/* slips.h - a slip of paper for each person: ID, name, centre, hour, room, a line for a signature,
 * and a QR code that holds the ID alone. With an access code in the line's place it is the slip of
 * somebody whom the desk has registered, who keeps it. Ten or so go on a sheet; none is split.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer is `failed`. */
#ifndef SERVER_REPORT_SLIPS_H
#define SERVER_REPORT_SLIPS_H

#include "server/report/paper.h"

/* The page, in the order of the people. A code that grows in a buffer leaves no bytes behind
 * (buffer.h). */
void slips_page(struct buffer *out, const struct paper_about *about,
                const struct paper_person *people, size_t count);

#endif
