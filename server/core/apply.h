/* apply.h - applies an entry of this node's journal to the state of the applicant that it is about:
 * the fold of those entries is the state.
 * Threads: any. Memory: plain values. Errors: none; applying cannot fail. */
#ifndef CORE_APPLY_H
#define CORE_APPLY_H

#include "server/core/applicant.h"

/* An answer changes nothing here: answers are kept apart from the sitting, by question. */
void apply_entry(struct applicant *a, const struct entry *own);

/* What an entry of this kind can change of a person: these bits. */
enum { APPLY_APPLICANT = 1, APPLY_SITTING = 2 };
unsigned apply_changes(enum entry_kind kind);

#endif
