/* desk_report.h - REPORT and REPORT-PART: what is made of the journals after an exam, for the board's
 * page (reporter.h).
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_REPORT_H
#define SERVER_DESK_DESK_REPORT_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

void desk_report(const struct request *r, const struct desk_words *w);
void desk_report_part(const struct request *r, const struct desk_words *w);

#endif
