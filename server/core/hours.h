/* hours.h - the hours in which an exam may be started. The plan gives them; an operator of a node
 * changes that node's hours by an entry in its journal.
 *
 *   S10  the hours of a node are those of the last `hours` entry of its own journal; the plan's
 *        before the first one, and after one that says so
 *   S11  hours decide about starts alone: a running sitting goes on, and its time is not changed
 *
 * The two nodes may have different hours: a centre whose power failed closes later. Each node shows
 * the other one's and decides by its own.
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_HOURS_H
#define CORE_HOURS_H

#include "server/core/journal.h"
#include "server/core/refusal.h"

struct hours {
    struct wall opens, closes; /* a start is allowed in [opens, closes); 0: no limit */
};

/* The last hours entry of a journal. */
struct hours_change {
    uint64_t n; /* its number; 0: there is none */
    struct wall at;
    bool plan;          /* back to the plan's */
    struct hours hours; /* zeros for `plan` */
    char by[BY_MAX_BYTES + 1];
    char reason[REASON_MAX_BYTES + 1];
};

/* What an operator asks for one end of the hours. */
struct hours_end {
    enum { HOURS_KEEP, HOURS_AT, HOURS_LATER } ask;
    struct wall at;   /* HOURS_AT */
    int64_t later_ms; /* HOURS_LATER: from where that end is now */
};

struct hours_wish {
    bool plan; /* the plan's hours again; the two ends are not looked at */
    struct hours_end opens, closes;
    const struct order *order;
};

/* Do they open before they close? Also true when either end has no limit. */
bool hours_valid(const struct hours *hours);

bool hours_equal(const struct hours *a, const struct hours *b);

/* S10. */
struct hours hours_in_force(const struct hours *plan, const struct hours_change *last);

/* May an exam be started? REFUSAL_NONE, REFUSAL_EARLY or REFUSAL_LATE. */
enum refusal hours_check(const struct hours *hours, struct wall now);

/* REFUSAL_NONE with out->kind set: the caller appends the entry. REFUSAL_NONE with out->kind 0: the
 * hours are so already. REFUSAL_NO_HOUR: an end that is to be later has no limit.
 * REFUSAL_HOURS_CROSSED: the exam would close before it opens. */
enum refusal hours_decide(const struct hours *plan, const struct hours_change *last,
                          const struct hours_wish *wish, struct entry *out);

/* Takes an hours entry of that journal. */
void hours_apply(struct hours_change *last, const struct entry *entry);

#endif
