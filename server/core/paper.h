/* paper.h - the order in which one person sees the questions and their options.
 *
 *   P1  a paper follows from the exam and the seed alone, so anyone can derive it again from the
 *       start entry
 *   P2  every question occurs once, and every option of it once; true/false keep their order
 *
 * The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", OOPSLA 2014), the shuffle Fisher and Yates' as Durstenfeld gave it (CACM 7/7, 1964),
 * with draws that would be biased thrown away. First the questions are shuffled, then, in the order
 * shown, the options of each. Threads: any. Memory: the caller's. Errors: none. */
#ifndef CORE_PAPER_H
#define CORE_PAPER_H

#include "server/core/exam.h"

struct paper_question {
    uint16_t question;                /* index in the exam */
    uint8_t option[EXAM_OPTIONS_MAX]; /* option[i]: index of the option shown at i */
};

/* Fills shown[exam->question_count]. */
void paper_make(const struct exam *exam, uint64_t seed, struct paper_question *shown);

#endif
