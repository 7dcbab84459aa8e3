/* examinee.h - an applicant who knows every answer of the bank that examinee_bank() writes, sits
 * its exam to the end, also over crashes of the node, and remembers each acknowledged answer.
 * Threads: one for each examinee. Memory: the caller's. Errors: `good` and `problem`. */
#ifndef TESTS_EXAMINEE_H
#define TESTS_EXAMINEE_H

#include "tests/lib/pair.h"

#include <stdatomic.h>

enum { EXAMINEE_KINDS = 8, EXAMINEE_QUESTIONS = 200 };

/* 200 questions, 25 of each kind, each kind a category "K0" to "K7" (the last but one: essays, the
 * last: only read). */
bool examinee_bank(const char *path);

struct examinee {
    const struct pair *pair;
    int which;
    char id[16];
    atomic_uint *answered; /* acknowledged answers of all examinees */
    bool good;             /* every reply was as expected */
    char problem[512];     /* else the first that was not */
    char result[1024];     /* the FINISH reply */
    size_t questions;      /* on the paper */
};

/* Registers, starts, answers each question, reads all answers back and finishes. For a thread. */
void *examinee_sit(void *examinee);

#endif
