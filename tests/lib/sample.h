/* sample.h - a small exam for tests, without a file.
 * Threads: any. Memory: sample_exam() owns constants; sample_free() releases what it allocated. */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "server/core/exam.h"

/* `count` questions, sealed: every third is multiple (two right of four), the next true/false, the
 * rest single; option 0 of a question is right. */
struct exam *sample_exam(size_t count);
void sample_free(struct exam *exam);

#endif
