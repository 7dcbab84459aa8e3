/* source.h - what a report is made of: a node's file (or a copy, or an archive), a cut of it, the exam,
 * and the people up to the cut.
 * Threads: source_open() the main thread (a passphrase may be asked for); else one at a time. Memory:
 *          open/close.
 * Errors:  source_open() in words on standard error, and an exit status (sysexits.h). */
#ifndef SERVER_REPORT_SOURCE_H
#define SERVER_REPORT_SOURCE_H

#include "server/report/source_exam.h"

struct source {
    struct cut_file *file;
    struct cut cut;
    struct digest digest[2]; /* of the journals at the cut */
    const char *node[2];     /* by enum journal_owner; "" without a peer */
    struct exam exam;
    struct people *people; /* settled */
};

/* EX_OK, or an exit status when the reason was printed. Says on standard error which entries are left
 * out of the cut because the peer is not known to hold them. */
int source_open(const struct source_options *options, struct source *out);
void source_close(struct source *source);

/* Somebody waits for the people: is told of each entry that is read, and asked whether to stop. */
struct source_progress {
    void (*read)(void *context, const struct entry *entry);
    bool (*stops)(void *context);
    void *context;
};

/* The people of a file up to a cut, settled. progress: NULL, or as above. STATUS_INVALID: as of
 * cut_read(); STATUS_CLOSED: it was stopped. */
enum status source_people(struct cut_file *file, const struct cut *cut,
                          const struct source_progress *progress, struct people **out);

#endif
