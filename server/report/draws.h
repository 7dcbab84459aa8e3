/* draws.h - how probable it is that a paper has a question, and that it has two, by the exam's
 * sections and blocks (core/paper.h P2, P4).
 *
 * A section shuffles its units (questions that are joined, or a single one) and takes the first
 * ones: of U units u, each set of u as probable as another. Units of a section of which some are
 * drawn have equally many questions: the plan is refused otherwise. Sections are drawn apart from
 * each other. So, for questions j and k with U units and u drawn,
 *
 *   P(j)                          = u / U
 *   P(j and k), of one unit       = u / U
 *   P(j and k), of one section    = u (u - 1) / (U (U - 1))
 *   P(j and k), of two sections   = P(j) P(k)
 *
 * (simple random sampling without replacement; Cochran: "Sampling Techniques" (1977), chapter 2).
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef SERVER_REPORT_DRAWS_H
#define SERVER_REPORT_DRAWS_H

#include "server/core/exam.h"

struct draws {
    struct {
        uint16_t section, unit; /* the section from 1, 0: on no paper; the unit within it */
    } at[EXAM_QUESTIONS_MAX];
    struct {
        uint16_t units, drawn;
    } of[EXAM_QUESTIONS_MAX + 1]; /* by section */
};

void draws_of(const struct exam *exam, struct draws *out);

/* Questions by their index in the exam. */
double draws_one(const struct draws *draws, size_t question);
double draws_both(const struct draws *draws, size_t one, size_t other);

#endif
