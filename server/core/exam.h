/* exam.h - an exam as the node holds it: bank and plan, read once, then constant.
 * Threads: any, read-only after exam_seal(). Memory: whoever read the bank owns it (server/bank).
 * Errors:  none. */
#ifndef CORE_EXAM_H
#define CORE_EXAM_H

#include "common/instant.h"
#include "server/core/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EXAM_QUESTIONS_MAX = 1000,
    EXAM_OPTIONS_MAX = 26,
    EXAM_PROMPTS_MAX = 26,
    EXAM_TITLE_MAX = 200,       /* bytes */
    EXAM_WEIGHT_ONE = 10000000, /* an option's weight of 100 % */
    EXAM_POINT = 1000           /* scores are thousandths of a point */
};

enum question_kind {
    QUESTION_SINGLE,      /* one of the options */
    QUESTION_TRUEFALSE,   /* as single, with two options in fixed order */
    QUESTION_MULTIPLE,    /* any of the options, weights added up, never below 0 */
    QUESTION_MATCHING,    /* an option for each prompt */
    QUESTION_NUMERIC,     /* a number; each option is a range that it may lie in */
    QUESTION_SHORT,       /* a few words; each option is a text that is accepted */
    QUESTION_ESSAY,       /* a text that a person marks */
    QUESTION_DESCRIPTION, /* only read */
    QUESTION_KINDS
};

/* What can be chosen, or for numeric and short what is accepted. */
struct option {
    char *text;
    char *feedback;   /* "" when the bank gives none */
    int32_t weight;   /* of EXAM_WEIGHT_ONE; may be negative */
    double low, high; /* numeric: the range, both ends in it */
};

struct prompt {
    char *text;
    size_t option; /* the one that belongs to it */
};

struct question {
    enum question_kind kind;
    char *name; /* here and below "" when the bank gives none */
    char *id;   /* the bank's own, from [id:…] */
    char *tags; /* from [tag:…], joined by commas */
    char *category;
    char *text;
    char *feedback; /* for after the exam */
    struct option *options;
    size_t option_count; /* up to EXAM_OPTIONS_MAX; none for essay and description */
    struct prompt *prompts;
    size_t prompt_count; /* matching only */
    int32_t points;      /* in EXAM_POINT; 0 for a description, else > 0 */
    int32_t negative;    /* in EXAM_POINT: taken off for an answer that earns nothing */
};

/* A part of the paper: `draw` questions of its members. */
struct section {
    char *name;
    uint16_t *members; /* indices of questions, ascending */
    size_t member_count;
    size_t draw; /* 1 to member_count */
};

struct exam {
    char *title;
    uint32_t seconds;          /* allowed, > 0 */
    uint32_t pass_percent;     /* 0 to 100 */
    bool fixed_order;          /* questions and options as in the bank */
    bool reveal;               /* after the exam the applicant may see what was right */
    bool confidential;         /* the bank is kept encrypted: nothing of it may get to a disk */
    struct wall opens, closes; /* a start is possible from and before; 0: any time */
    struct question *questions;
    size_t question_count; /* 1 to EXAM_QUESTIONS_MAX */
    struct section *sections;
    size_t section_count; /* 0: all questions are one section */

    /* Set by exam_seal(). */
    size_t paper_count;         /* questions on a paper */
    struct digest digest;       /* of everything */
    struct digest paper_digest; /* of what an applicant sees before the end: two exams that have it
                                   in common give the same papers for the same seeds */
};

/* "single", "truefalse", "multiple", "matching", "numeric", "short", "essay", "description". */
const char *question_kind_text(enum question_kind kind);

/* Are the options shown, and an answer positions among them? */
bool question_has_choices(const struct question *question);

/* Computes what is said above: digests are SHA-256 over every field in order. (How the bank was
 * kept is none of them: one node may have it encrypted, the other not.) */
void exam_seal(struct exam *exam);

#endif
