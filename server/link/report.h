/* report.h - the state of the link for people: why there is no link, how busy the line is, and
 * whether the two nodes' clocks differ.
 *
 * Threads: the sync thread writes; any thread reads. Memory: plain values; init/destroy.
 * Errors: none. */
#ifndef SERVER_LINK_REPORT_H
#define SERVER_LINK_REPORT_H

#include "db/ledger.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct report_line {
    uint64_t rate;          /* bytes a second; 0: not known yet */
    uint64_t backlog_bytes; /* of our journal, not at the peer yet; an estimate */
    int64_t backlog_ms;     /* the time until these have arrived */
};

struct report {
    pthread_mutex_t lock;
    char problem[LEDGER_REASON_SIZE]; /* written with `lock`, by the sync thread alone */
    struct report_line line;          /* with `lock` */
    int64_t offset_ms;                /* the same */
    uint64_t peer_n;                  /* the same */
};

void report_init(struct report *report);
void report_destroy(struct report *report);

/* The link has this problem; "": none. False: it was the problem already. */
bool report_set_problem(struct report *report, const char *words);

/* The same, and writes a new problem to the log. */
void report_complain(struct report *report, const char *words);

void report_problem(struct report *report, char out[LEDGER_REASON_SIZE]);

void report_set_line(struct report *report, const struct report_line *line);
/* offset.h; writes to the log when the difference becomes too much, and when it is no more. */
void report_set_offset(struct report *report, int64_t offset_ms);
int64_t report_offset(struct report *report);

/* The length of the peer's journal, as it has shown it last. */
void report_set_peer_n(struct report *report, uint64_t peer_n);
uint64_t report_peer_n(struct report *report);

void report_line(struct report *report, struct report_line *out);

#endif
