/* late.h - answers that came too late, or from a terminal that has lost the sitting: evidence for the
 * board, so that nobody's word about them is the only one.
 *
 *   S15 an answer that is refused since the exam is over or void, or belongs to another terminal by
 *       now, is journaled if it comes from the terminal that has or had the sitting. It is never
 *       counted. Of the terminal that had it the reason is always that it lost the sitting
 *   S16 one with a number is journaled once until the sitting goes on or changes its terminal, and of a
 *       sitting at most 100 answers with 64 KiB of values. The terminals' numbers are independent
 *
 * Threads: any. Memory: an entry's values are the caller's. Errors: none. */
#ifndef CORE_LATE_H
#define CORE_LATE_H

#include "server/core/refusal.h"
#include "server/core/sitting.h"

enum { LATE_ANSWERS = 100, LATE_BYTES = 64 * 1024 };

/* Why an answer that is refused for that reason would be evidence; 0: it would not. */
enum late_why late_why(enum refusal refused);

/* When or from where it came, for a sentence: "after the end". */
const char *late_text(enum late_why why);

/* S15, S16. The answer of that terminal was refused, and its values are good. True: the caller appends
 * the entry, and refuses the answer nevertheless. */
bool late_decide(const struct applicant *a, enum refusal refused, const struct digest *token,
                 const struct sitting_answer *given, struct entry *out);

/* ENTRY_LATE. */
void late_apply(struct late *late, const struct entry *own);

/* S16. The sitting goes on, or changes its terminal. */
void late_forget_numbers(struct late *late);

#endif
