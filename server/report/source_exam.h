/* source_exam.h - the exam that a report is about, from the files that the node's database keeps of it,
 * or from others.
 * Threads: the main thread (a passphrase may be asked for). Memory: bank_free() releases the exam.
 * Errors:  in words on standard error, and an exit status (sysexits.h). */
#ifndef SERVER_REPORT_SOURCE_EXAM_H
#define SERVER_REPORT_SOURCE_EXAM_H

#include "db/cut.h"
#include "server/core/exam.h"
#include "server/report/people.h"

struct source_options {
    const char *path;                 /* of the database file */
    const uint64_t *own_n;            /* so many of the file's own entries, and all of the peer's */
    const char *at;                   /* "NODE:N,NODE:M"; NULL: what both nodes hold */
    const struct digest *exam_digest; /* the exam; NULL: the one that the node served last */
    const char *bank, *plan;          /* files instead of those in the database; NULL */
    const char *passphrase_file;      /* for a sealed bank; "": asked for */
    bool quiet;                       /* say nothing about what is left out */
    bool check_digests;               /* cut_check_digests() */
};

/* EX_OK with the sealed exam, which has the digest that is wanted. people: settled; where the database
 * keeps no exam, somebody of them must have sat this one. */
int source_exam(struct cut_file *file, const struct source_options *options,
                const struct people *people, struct exam *out);

#endif
