/* readings.h - what typed answers to a question come to. Most people type one of a few texts, and
 * to compare one with the accepted ones takes microseconds: the first READINGS_KEPT different ones
 * are remembered.
 * Threads: one at a time. Memory: zeros are none; release. Errors: NULL without memory. */
#ifndef SERVER_REPORT_READINGS_H
#define SERVER_REPORT_READINGS_H

#include "server/core/answer.h"
#include "server/core/exam.h"

enum { READINGS_KEPT = 1000 };

struct reading {
    const struct option *accepting; /* of the question; NULL: none */
    char *other;   /* not accepted: the form in which equal texts are the same bytes */
    int64_t score; /* thousandths of a point */
    size_t len;
    uint8_t values[]; /* as in struct answer */
};

struct readings {
    struct reading *kept[READINGS_KEPT]; /* by length and bytes, ascending */
    size_t count;
    struct reading *last; /* that is not kept */
};

/* question: the index of a numeric or short question. answer: not empty. Lives until the next
 * call. */
const struct reading *readings_of(struct readings *readings, const struct exam *exam,
                                  uint16_t question, const struct answer *answer);
void readings_release(struct readings *readings);

#endif
