/* attendance.h - a list for each centre and room, to sign: number, ID, name, extra time, a blank
 * for the hour and one for the signature. The headings repeat on each printed page, no row is
 * split, and each room begins a page.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer is `failed`. */
#ifndef SERVER_REPORT_ATTENDANCE_H
#define SERVER_REPORT_ATTENDANCE_H

#include "server/report/paper.h"

/* people: by paper_sort(). */
void attendance_page(struct buffer *out, const struct paper_about *about,
                     const struct paper_person *people, size_t count);

#endif
