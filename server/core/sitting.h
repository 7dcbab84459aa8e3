/* sitting.h - one person's exam: the rules for its start, its answers and its end.
 *
 *        none ── start (home, node open, exams agree) ──▶ running ── finish ──▶ finished
 *                                                          │  ▲                    ▲
 *                                                          └──┘ answer             │
 *                                                          └── deadline, end ──────┘
 *
 *   S1  a sitting starts once; starting again resumes it, and a finished one runs again only when the
 *       staff reopen it (ruling.h)
 *   S2  time is the node's exam clock, which stands still while the node is down and while nobody
 *       can answer (examclock.h); the wall clock only decides whether the exam may be started
 *   S3  at the deadline the sitting finishes with the saved answers; later answers are refused
 *   S4  a finished sitting is marked again only for the same paper; the first score is kept
 *   S9  a sitting whose saved answers have taken more than 8 MiB of journal saves one a minute, so
 *       that nobody fills the disk to stop the clock (S8); it can always be finished
 *   S13 answers may have numbers, which ascend in a sitting: one that is not newer than the last is
 *       refused, so that nothing that was on its way for long replaces what was given after it
 *   S14 the answer that a question has, when it comes again with its number, is a repetition: it is
 *       as good as the first time, and nothing is written
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_SITTING_H
#define CORE_SITTING_H

#include "server/core/allowance.h"
#include "server/core/applicant.h"
#include "server/core/exam.h"
#include "server/core/hours.h"
#include "server/core/marking.h"
#include "server/core/refusal.h"
#include "server/core/room.h"

/* The node's part of a start. */
struct sitting_terms {
    const struct exam *exam;
    int64_t extra_ms;    /* that the roster and the node give beyond the exam's time */
    uint64_t seed;       /* random; determines the paper (paper.h P1) */
    struct digest token; /* of the terminal (terminal.h) */
    struct sitting_clock clock;
    struct hours hours; /* in force at this node */
    struct room room;   /* of this node */
    struct wall now;
    uint64_t restored_n; /* as in claim_release() */
};

/* The saved answers of one sitting, including replaced ones. */
struct sitting_saves {
    uint64_t bytes;         /* that they take in the journal */
    uint64_t last_clock_ms; /* exam clock of the last save; 0: none so far */
    uint32_t last_seq;      /* S13: the greatest number; 0: none so far. Of answers that stand apart
                               (terminal.h K5) as long as they do */
};

/* An answer as it comes, or as it is saved. */
struct sitting_answer {
    uint16_t question;     /* as shown, from 1 */
    uint32_t seq;          /* 0: it has no number */
    const uint8_t *values; /* as answer_take() has them */
    size_t values_len;
};

/* For so long a terminal that has taken a sitting has it provisionally (terminal.h). */
enum { SITTING_SAVES_BYTES = 8 * 1024 * 1024, SITTING_SAVE_MS = 60000 };

/* The exam clock at which the node must do something about the sitting: its end, or the end of the
 * time in which another terminal has it provisionally. False: time does not pass for it. */
bool sitting_next_ms(const struct applicant *a, uint64_t *out);

/* REFUSAL_NONE with out->kind set: the caller appends the entry. REFUSAL_NONE with out->kind 0: the
 * sitting already runs. REFUSAL_ADMISSION, REFUSAL_BEGIN: with out->kind set the caller appends that
 * the applicant is ready (E5). */
enum refusal sitting_start(const struct applicant *a, const struct sitting_terms *terms,
                           struct entry *out);

/* Is the sitting running, with time left? */
enum refusal sitting_check_running(const struct applicant *a, const struct sitting_clock *clock);

/* May the applicant read questions? failing: writes fail (examclock.h S8). */
enum refusal sitting_check_reading(const struct applicant *a, const struct sitting_clock *clock,
                                   bool failing);

/* S14. saved: the answer that this question has. */
bool sitting_repeats(const struct sitting_answer *saved, const struct sitting_answer *given);

/* An answer that is no repetition. */
enum refusal sitting_answer(const struct applicant *a, const struct sitting_saves *saves,
                            const struct sitting_clock *clock, const struct sitting_answer *given,
                            struct entry *out);

/* The applicant finishes, before the deadline. */
enum refusal sitting_finish(const struct applicant *a, const struct sitting_clock *clock,
                            const struct marks *marks, struct entry *out);

/* The node finishes the sitting at or after the deadline. False while there is time left. */
bool sitting_expire(const struct applicant *a, const struct sitting_clock *clock,
                    const struct marks *marks, struct entry *out);

/* The node finishes a running sitting at once: the staff give it up (ruling.h U5). */
void sitting_cut(const struct applicant *a, const struct sitting_clock *clock,
                 const struct marks *marks, struct entry *out);

/* S4: marks the sitting again by a corrected key. REFUSAL_NONE with out->kind 0: this exam has
 * marked it already. REFUSAL_EXAM_DIFFERS: the exam has another paper. */
enum refusal sitting_remark(const struct applicant *a, const struct exam *exam,
                            const struct marks *marks, const char *by, struct entry *out);

void sitting_apply(struct sitting *s, const struct entry *own);

#endif
