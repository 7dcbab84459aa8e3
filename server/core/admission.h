/* admission.h - the reply to a client that gives an ID and a code, and the delay of the reply to a
 * wrong code.
 *
 *   A1  the right code always enters: earlier wrong codes make no difference, and nothing limits
 *       the number of attempts
 *   A2  without the right code a client learns nothing about an ID: an unknown ID, an ID registered
 *       here and an ID registered at the peer get the same reply
 *   A3  only the reply to a wrong code is delayed, on the connection that gave it: 250 ms, doubled
 *       for each wrong code before it; the connection closes after the fifth such reply
 *
 * A code has 60 random bits: no feasible rate of guesses finds one, and a lock on the ID would only
 * keep its owner out. The delay slows down a client that tries a few likely codes.
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
    ADMISSION_CLOSED /* the code is wrong here, but a closed node may yet receive a newer code */
};

/* matches: the code is the one that the journals on this disk have for the ID; false when they have
 * none. closed: this node is closed (recovery.h). */
enum admission admission_decide(const struct applicant *a, bool matches, bool closed);

/* The delay of the reply to the n-th wrong code in a row; n from 1 to ADMISSION_WRONG_MOST. */
int admission_delay_ms(unsigned n);

#endif
