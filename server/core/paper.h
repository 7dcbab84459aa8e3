/* paper.h - which questions one person gets, and in which order these and their options are shown.
 *
 *   P1  a paper follows from the exam and the seed alone, so anyone can derive it again from the
 *       start entry
 *   P2  of each section, in the plan's order, so many different questions as it draws; every option
 *       of a question once; true/false keep their order
 *   P3  with a fixed order the questions that were drawn, and all options, stand as in the bank
 *
 * The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", OOPSLA 2014), the shuffle Fisher and Yates' as Durstenfeld gave it (CACM 7/7, 1964).
 * First the members of each section are shuffled and the first ones drawn, then, in the order
 * shown, the options of each. Threads: any. Memory: the caller's. Errors: none. */
#ifndef CORE_PAPER_H
#define CORE_PAPER_H

#include "server/core/exam.h"

struct paper_question {
    uint16_t question;                /* index in the exam */
    uint8_t option[EXAM_OPTIONS_MAX]; /* option[i]: index of the option shown at i */
};

/* Fills shown[exam->paper_count]. */
void paper_make(const struct exam *exam, uint64_t seed, struct paper_question *shown);

#endif
