/* reporter.h - reports that the desk asks for: made one at a time, by a thread of low priority, from the
 * node's file (db/cut.h: read transactions of at most half a second), into memory. The bytes are those
 * that sinodoctl writes of the same cut; a workbook is sinodoctl's alone.
 *
 * An account has one report at a time: another one takes its place. All of them have REPORTER_BYTES
 * together, and one is dropped when nobody has asked for it for REPORTER_KEPT_MS.
 *
 * Threads: any; one lock. Memory: open/close. Errors: STATUS_NOMEM; STATUS_BUSY: REPORTER_MOST accounts
 *          have a report; what fails later is told in words. */
#ifndef SERVER_DESK_REPORTER_H
#define SERVER_DESK_REPORTER_H

#include "common/buffer.h"
#include "db/cut_text.h"
#include "server/core/exam.h"
#include "server/core/journal.h"
#include "server/report/export.h"

enum {
    REPORTER_MOST = 4,
    REPORTER_BYTES = 64 * 1024 * 1024,
    REPORTER_ENTRIES = 20 * 1000 * 1000, /* of both journals, of which a report is made here, */
    REPORTER_PEOPLE = 100 * 1000,        /* and registrations: some 250 MB while it is made */
    REPORTER_KEPT_MS = 5 * 60 * 1000,
    REPORTER_REF_SIZE = 33 /* hexadecimal, with its NUL */
};

struct reporter;

/* data: the node's directory; exam: the one that it serves, which outlives the reporter. */
enum status reporter_open(const char *data, const struct exam *exam, struct reporter **out);
enum status reporter_start(struct reporter *reporter);

/* Leaves the report that is being made. NULL is allowed; also when it was not started. */
void reporter_stop(struct reporter *reporter);
void reporter_close(struct reporter *reporter); /* NULL is allowed */

/* Asks for a report of what both nodes hold, for that account. ref: names it. */
enum status reporter_ask(struct reporter *reporter, const char *by,
                         const struct export_report *report, enum table_format format,
                         char ref[REPORTER_REF_SIZE]);

struct reporter_part {
    unsigned percent;        /* 100: it is made */
    size_t bytes;            /* of the whole; 0 before */
    char cut[CUT_TEXT_SIZE]; /* "" before it is known */
    const char *problem;     /* NULL: none. A constant, in words */
};

/* How far it is; when it is made, up to `most` of its bytes from `offset` on are appended to `out`.
 * False: that account has no such report. */
bool reporter_part(struct reporter *reporter, const char *by, const char *ref, size_t offset,
                   size_t most, struct buffer *out, struct reporter_part *part);

#endif
