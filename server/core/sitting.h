/* sitting.h - one person's exam: when it may start, be answered and end.
 *
 *        none ── start (home, node open, exams agree) ──▶ running ── finish ──▶ finished
 *                                                          │  ▲                    ▲
 *                                                          └──┘ answer             │
 *                                                          └── deadline ───────────┘
 *
 *   S1  a sitting starts once; starting again resumes it, and a finished one never runs again
 *   S2  time is the node's exam clock, which stands still while the node is down and while nobody
 *       can answer (examclock.h); the wall clock decides nothing but whether the exam may be
 *       started at all
 *   S3  at the deadline the sitting is finished with what was saved; nothing is taken after it
 *   S4  a finished sitting is marked anew only for the same paper; the first score is kept
 *   S9  a sitting whose saved answers have cost more than 8 MiB of journal saves one a minute, so
 *       that nobody fills the disk to stop the clock (S8); it can always be finished
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_SITTING_H
#define CORE_SITTING_H

#include "server/core/applicant.h"
#include "server/core/exam.h"
#include "server/core/marking.h"
#include "server/core/refusal.h"

/* What the node brings to a start. */
struct sitting_terms {
    const struct exam *exam;
    uint32_t extra_s;    /* time that this applicant has beyond the exam's */
    uint64_t seed;       /* random: the order of questions and options follows from it */
    uint64_t clock_ms;   /* exam clock now */
    struct wall now;     /* for the hours in which the exam may be started */
    uint64_t restored_n; /* as in claim_release() */
};

/* What the saved answers of one sitting have cost, those that were replaced included. */
struct sitting_saves {
    uint64_t bytes;         /* of the journal */
    uint64_t last_clock_ms; /* exam clock of the last one, 0 when there is none */
};

enum { SITTING_SAVES_BYTES = 8 * 1024 * 1024, SITTING_SAVE_MS = 60000 };

/* Milliseconds left on the exam clock; 0 when the time is up or the sitting is not running. */
uint64_t sitting_remaining_ms(const struct sitting *s, uint64_t clock_ms);

/* The exam clock at which a running sitting ends. */
uint64_t sitting_deadline_ms(const struct sitting *s);

/* C2: only home may sit. */
enum refusal sitting_check_home(const struct applicant *a);

/* REFUSAL_NONE with out->kind set: write it. REFUSAL_NONE with out->kind 0: it runs already. */
enum refusal sitting_start(const struct applicant *a, const struct sitting_terms *terms,
                           struct entry *out);

/* Does the sitting run, so that an answer may be changed? */
enum refusal sitting_check_running(const struct applicant *a, uint64_t clock_ms);

/* May the applicant look at questions? failing: writes fail (examclock.h, S8). */
enum refusal sitting_check_reading(const struct applicant *a, uint64_t clock_ms, bool failing);

/* The values must have passed answer_check() for the question shown at that number. */
enum refusal sitting_answer(const struct applicant *a, const struct sitting_saves *saves,
                            uint64_t clock_ms, uint16_t question, const uint8_t *values,
                            size_t values_len, struct entry *out);

/* By the applicant, before the deadline. */
enum refusal sitting_finish(const struct applicant *a, uint64_t clock_ms, const struct marks *marks,
                            struct entry *out);

/* By the node, at the deadline or after it. False while there is time left. */
bool sitting_expire(const struct applicant *a, uint64_t clock_ms, const struct marks *marks,
                    struct entry *out);

/* By a corrected key: S4. REFUSAL_NONE with out->kind 0: it was marked by this exam already.
 * REFUSAL_EXAM_DIFFERS: that is another paper. */
enum refusal sitting_remark(const struct applicant *a, const struct exam *exam,
                            const struct marks *marks, const char *by, struct entry *out);

void sitting_apply(struct sitting *s, const struct entry *own);

#endif
