/* examinee.h - somebody who knows every answer of a bank that examinee_bank() wrote, sits its exam
 * to the end whatever happens to the node meanwhile, and remembers what was acknowledged. Threads:
 * one an examinee, its own. Memory: new/free by the caller, plain values. */
#ifndef TESTS_EXAMINEE_H
#define TESTS_EXAMINEE_H

#include "tests/lib/pair.h"

#include <stdatomic.h>

enum { EXAMINEE_KINDS = 8, EXAMINEE_QUESTIONS = 200 };

/* 200 questions, 25 of each kind, each kind a category "K0" to "K7" (K6: essays, K7: only read). */
bool examinee_bank(const char *path);

struct examinee {
    const struct pair *pair;
    int which;
    char id[16];
    atomic_uint *answered; /* counted by all of them */
    bool good;             /* everything went as it should */
    char problem[512];     /* or else what did not */
    char result[1024];     /* the FINISH reply */
    size_t questions;      /* on the paper */
};

/* Registers, sits, answers all, looks whether all is there, finishes. For a thread. */
void *examinee_sit(void *examinee);

#endif
