/* allowance.h - the time of a sitting: how much is left, and what the staff and the node do to it.
 *
 *                    pause, reopen                    a terminal's command, or 60 s are over
 *        runs ─────────────────────▶ paused    stands ─────────────────────────────────────▶ runs
 *         ▲                             │         ▲
 *         └───────────── resume ────────┘         └── the node started again; it was taken over
 *
 *   B1  the time left is what the last entry says that changed it, less the exam clock since then:
 *       each such entry (start, extend, pause, resume, hold, end, reopen) carries the whole, and
 *       nothing is added up
 *   B2  the time of a paused sitting stands, and so does that of a sitting that waits for a terminal
 *       after a takeover; while the node is paused its exam clock stands
 *   B3  after a start of the node the time of a sitting stands until a terminal holds it or the staff
 *       extend or resume it, for ALLOWANCE_HOLD_MS of the exam clock at most, and nobody's time is up
 *       before; this holds for each of several starts that follow each other
 *   B4  while a sitting or its node is paused no question is shown and nobody starts or finishes;
 *       answers are taken for ALLOWANCE_SAVE_MS more
 *   B5  an extension never leaves less than ALLOWANCE_LEAST_MS; whoever sits gets the node's once, and
 *       whoever starts later gets it then
 *   B6  who is ended has ALLOWANCE_END_MS to save what is being typed; who is paused has had it
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_ALLOWANCE_H
#define CORE_ALLOWANCE_H

#include "server/core/applicant.h"
#include "server/core/refusal.h"

enum {
    ALLOWANCE_HOLD_MS = 60000,
    ALLOWANCE_SAVE_MS = 10000,
    ALLOWANCE_END_MS = 10000,
    ALLOWANCE_LEAST_MS = 60000,
    ALLOWANCE_STARTS = 16 /* that follow each other before all sittings are held again */
};

/* The last starts of the node, in their order. From each on it serves again. */
struct allowance_starts {
    struct {
        uint64_t n;       /* entries up to this one were written before it served */
        uint64_t from_ms; /* exam clock */
    } at[ALLOWANCE_STARTS];
    size_t count;
};

/* What the entries about the node say of its time. */
struct node_time {
    uint64_t paused_n; /* the pause that the node is in; 0: none */
    int64_t extra_ms;  /* that whoever starts is given by the node */
    struct allowance_starts starts;
};

/* Takes an entry of this node's journal, of any kind. */
void allowance_apply_node(struct node_time *time, const struct entry *own);

/* The time at a node. */
struct sitting_clock {
    uint64_t now_ms; /* exam clock */
    struct allowance_starts starts;
    bool paused;            /* the staff have paused the node: the exam clock stands, */
    uint64_t paused_for_ms; /* for so long of the time in which the node could answer */
};

/* Adds a start; the first of too many is forgotten. */
void allowance_started(struct allowance_starts *starts, uint64_t n, uint64_t from_ms);

/* The time of whoever starts: the exam's and what is given beyond it, but no less than a minute (or
 * the whole of a shorter exam). */
int64_t allowance_at_start_ms(uint32_t exam_seconds, int64_t extra_ms);

/* B1. Milliseconds left on the exam clock; 0 when the time is up or the sitting is not running. */
uint64_t allowance_left_ms(const struct applicant *a, const struct sitting_clock *clock);

/* B3. Does the time of this running sitting stand since a start of the node, or has it stood? It then
 * needs a `hold` before anything depends on its end. */
bool allowance_unheld(const struct applicant *a, const struct sitting_clock *clock);

/* B4. May a question be shown, the exam be started or finished? REFUSAL_NONE, REFUSAL_PAUSED or
 * REFUSAL_PAUSED_NODE. */
enum refusal allowance_check_goes_on(const struct applicant *a, const struct sitting_clock *clock);

/* B4. May an answer be saved? The same. */
enum refusal allowance_check_saves(const struct applicant *a, const struct sitting_clock *clock);

/* --- decisions. REFUSAL_NONE with out->kind set: the caller appends the entry, with its order.
 * REFUSAL_NONE with out->kind 0: it is so already. Only the home node decides about a person. --- */

struct allowance_extension {
    int64_t delta_ms; /* may be negative */
    enum role role;   /* of who gives it, and */
    int64_t bound_ms; /* the plan's bound for an invigilator (roles.h O2) */
    int64_t exam_ms;  /* the time of whoever starts now, without what this extends */
    bool for_all; /* the node's extension as it reaches somebody who sits: the total that the node
                         gives has it already, */
    uint64_t node_n; /* by that entry; 0: not known */
};

enum refusal allowance_extend(const struct applicant *a, const struct sitting_clock *clock,
                              const struct allowance_extension *extension, struct entry *out);

/* For all who start from now on. extra_ms: what the node has given so far. */
enum refusal allowance_extend_node(int64_t extra_ms, const struct allowance_extension *extension,
                                   struct entry *out);

enum refusal allowance_pause(const struct applicant *a, const struct sitting_clock *clock,
                             struct entry *out);
enum refusal allowance_resume(const struct applicant *a, struct entry *out);

/* The node: pauses, or goes on. */
void allowance_pause_node(bool paused, bool pause, struct entry *out);

enum refusal allowance_end(const struct applicant *a, const struct sitting_clock *clock,
                           struct entry *out);

/* B3. A terminal that has the sitting has asked for something, or it is waited for no longer. False:
 * time runs already, or is paused. */
bool allowance_hold(const struct applicant *a, const struct sitting_clock *clock,
                    struct entry *out);

#endif
