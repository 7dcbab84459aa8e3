/* paper.h - the questions that one person gets, and the order of the questions and of their
 * options.
 *
 *   P1  a paper depends on the exam and the seed alone: anyone can derive it again from the start
 *       entry
 *   P2  each section, in the plan's order, gives the number of different questions that it draws;
 *       every option of a question occurs once; true and false keep their order
 *   P3  with a fixed order the drawn questions, and all options, keep the order of the bank
 *   P4  questions that are joined (exam.h: those of a block; a description and the question behind
 *       it) are on a paper together, next to each other and in the order of the bank, or none of
 *       them is
 *
 * The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", OOPSLA 2014); the shuffle is that of Fisher and Yates in Durstenfeld's form (CACM
 * 7/7, 1964). First the units of each section (joined members, or a single one) are shuffled, and the
 * first ones drawn; then the options of each question are shuffled, in the order shown.
 *
 * Threads: any. Memory: the caller's. Errors: none. */
#ifndef CORE_PAPER_H
#define CORE_PAPER_H

#include "server/core/exam.h"

struct paper_question {
    uint16_t question;                /* index in the exam */
    uint8_t option[EXAM_OPTIONS_MAX]; /* option[i]: index of the option shown at i */
};

/* Fills shown[exam->paper_count]. */
void paper_make(const struct exam *exam, uint64_t seed, struct paper_question *shown);

/* P4. The number, from 1, of the first of the questions on a paper that are joined with this one: a
 * text to read that is among them and before it belongs to it. */
uint16_t paper_first_joined(const struct exam *exam, const struct paper_question *shown,
                            uint16_t number);

#endif
