/* exam.h - an exam as the node holds it: read from a bank once, then constant.
 * Threads: any, read-only after exam_seal(). Memory: whoever read the bank owns it (server/bank).
 * Errors:  none. */
#ifndef CORE_EXAM_H
#define CORE_EXAM_H

#include "server/core/digest.h"

#include <stddef.h>
#include <stdint.h>

enum {
    EXAM_QUESTIONS_MAX = 1000,
    EXAM_OPTIONS_MAX = 26,
    EXAM_TITLE_MAX = 200,       /* bytes */
    EXAM_WEIGHT_ONE = 10000000, /* an option's weight of 100 % */
    EXAM_POINT = 1000           /* scores are thousandths of a point */
};

enum question_kind {
    QUESTION_SINGLE,    /* one of the options */
    QUESTION_TRUEFALSE, /* as single, with two options in fixed order */
    QUESTION_MULTIPLE   /* any of the options, weights added up, never below 0 */
};

struct option {
    char *text;
    int32_t weight; /* of EXAM_WEIGHT_ONE; may be negative */
};

struct question {
    enum question_kind kind;
    char *name;     /* "" when the bank gives none */
    char *category; /* "" when the bank gives none */
    char *text;
    struct option *options;
    size_t option_count; /* 2 to EXAM_OPTIONS_MAX */
    int32_t points;      /* in EXAM_POINT, > 0 */
};

struct exam {
    char *title;
    uint32_t seconds;      /* allowed, > 0 */
    uint32_t pass_percent; /* 0 to 100 */
    struct question *questions;
    size_t question_count; /* 1 to EXAM_QUESTIONS_MAX */
    struct digest digest;  /* of all of the above, set by exam_seal() */
};

/* "single", "truefalse", "multiple". */
const char *question_kind_text(enum question_kind kind);

/* Computes the digest: SHA-256 over every field in order, so that two
 * exams have the same digest exactly when an applicant could tell no difference. */
void exam_seal(struct exam *exam);

#endif
