/* admission.h - what a client that gives an ID and a code is told, and how long the answer to a
 * wrong code waits.
 *
 *   A1  the right code always enters: whether other codes were wrong before makes no difference,
 *       and nothing limits how often a code may be tried
 *   A2  without the right code nothing is told of an ID: unknown here, registered here and
 *       registered at the peer are answered alike
 *   A3  only the answer to a wrong code is delayed, on the connection that gave it: 250 ms, doubled
 *       for each wrong code before it; with the fifth answer the connection closes
 *
 * A code has 60 random bits, so that no rate of tries finds one; a lock would only keep its owner
 * out. The delay slows down people and programs that try what they know.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_ADMISSION_H
#define CORE_ADMISSION_H

#include "server/core/applicant.h"

enum { ADMISSION_FIRST_MS = 250, ADMISSION_WRONG_MOST = 5 };

enum admission {
    ADMISSION_GRANTED,
    ADMISSION_ELSEWHERE, /* the code is right, and the ID is the peer's */
    ADMISSION_WRONG,
    ADMISSION_CLOSED /* not right by what is here, but the node may get back another code */
};

/* matches: the code is the one that the ID has by the journals here; false when they have none.
 * closed: the node is (recovery.h). */
enum admission admission_decide(const struct applicant *a, bool matches, bool closed);

/* How long the answer to the n-th wrong code in a row waits; n from 1 to ADMISSION_WRONG_MOST. */
int admission_delay_ms(unsigned n);

#endif
