/* ruling.h - what the staff rule about a sitting: it does not count, it goes on, it is sat again.
 *
 *        running ──── finish ────▶ finished ─── reset ───▶ none (the next number)
 *           ▲                         │
 *           └──────── reopen ─────────┘              void, unvoid: a mark, in any state
 *
 *   U1  a void sitting is not started, answered or finished by the applicant, and shows no question;
 *       its time goes on, and what stands stays on record
 *   U2  of all sittings of an ID at most one is not void (C2): a reset makes the earlier one void,
 *       and void, unvoid and reopen are about the last one alone
 *   U3  a sitting is reopened only while it is the last one and not void, with time left or with
 *       minutes that are given; by the board alone once the applicant was shown the result, and
 *       never once the right answers were shown
 *   U4  what an applicant is shown of the result is journaled before it is shown
 *   U5  a sitting is reset only when it has finished: the node finishes a running one first, so that
 *       each sitting has its marks and its record
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_RULING_H
#define CORE_RULING_H

#include "server/core/applicant.h"
#include "server/core/exam.h"
#include "server/core/refusal.h"

/* REFUSAL_NONE with out->kind set: the caller appends the entry, with its order. REFUSAL_NONE with
 * out->kind 0: it is so already. Only the home node decides. */
enum refusal ruling_void(const struct applicant *a, struct entry *out);
enum refusal ruling_unvoid(const struct applicant *a, struct entry *out);

struct ruling_reopening {
    uint64_t left_ms; /* the sitting goes on with so much; 0: with the time that it had left */
    bool board;       /* the board asks for it */
    const struct exam *exam;
};
enum refusal ruling_reopen(const struct applicant *a, const struct ruling_reopening *reopening,
                           struct entry *out);

/* U5: REFUSAL_RUNNING for a sitting that runs. */
enum refusal ruling_reset(const struct applicant *a, struct entry *out);

/* U4: the applicant of a finished sitting is shown that. False: that, or more, was shown before. */
bool ruling_show(const struct applicant *a, enum shown what, struct entry *out);

#endif
