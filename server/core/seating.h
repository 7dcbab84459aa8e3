/* seating.h - what the staff decide about somebody who sits down: the admission (room.h E2), and notes.
 * REFUSAL_NONE with out->kind set: the caller appends the entry, with its order. REFUSAL_NONE with
 * out->kind 0: it is so already.
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_SEATING_H
#define CORE_SEATING_H

#include "server/core/applicant.h"
#include "server/core/refusal.h"

/* REFUSAL_STARTED: an admission cannot be taken back after the start. */
enum refusal seating_admit(const struct applicant *a, bool on, struct entry *out);

/* An irregularity. */
enum refusal seating_note(const struct applicant *a, struct entry *out);

#endif
