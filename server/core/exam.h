/* exam.h - an exam in memory: bank and plan, read once at the start, then constant.
 *
 *   S12  a database with people of another exam serves this one only when an operator has said so:
 *        with last year's disk nobody could register who did so then
 *
 * Threads: any, read-only after exam_seal(). Memory: server/bank allocates and frees it.
 * Errors:  none. */
#ifndef CORE_EXAM_H
#define CORE_EXAM_H

#include "server/core/digest.h"
#include "server/core/hours.h"
#include "server/core/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EXAM_QUESTIONS_MAX = 1000,
    EXAM_OPTIONS_MAX = 26,
    EXAM_PROMPTS_MAX = 26,
    EXAM_POINT = 1000 /* scores are thousandths of a point */
};

/* An option's weight of 100 %. Every k/n with n up to 26 is a whole number of it, and every percentage
 * with two decimals: 10^4 * 9 * 7 * 11 * 13 * 17 * 19 * 23. Times the points of a question it fits
 * into 63 bits. */
#define EXAM_WEIGHT_ONE INT64_C(669278610000)

enum question_kind {
    QUESTION_SINGLE,      /* one of the options */
    QUESTION_TRUEFALSE,   /* as single, with two options in fixed order */
    QUESTION_MULTIPLE,    /* any of the options, weights added up, never below 0 */
    QUESTION_MATCHING,    /* an option for each prompt */
    QUESTION_NUMERIC,     /* a number; each option is an accepted range */
    QUESTION_SHORT,       /* a few words; each option is an accepted text */
    QUESTION_ESSAY,       /* a text that a person marks */
    QUESTION_DESCRIPTION, /* text to read, without an answer */
    QUESTION_KINDS
};

/* A choice; for numeric and short an accepted answer. */
struct option {
    char *text;
    char *feedback;   /* "" when the bank gives none */
    int64_t weight;   /* of EXAM_WEIGHT_ONE; may be negative */
    double low, high; /* numeric: the range, both ends included */
    bool pattern;     /* short: the text has a "*" that stands for any text (typed.h) */
};

struct prompt {
    char *text;
    size_t option; /* index of the right option */
};

struct question {
    enum question_kind kind;
    char *name; /* here and below "" when the bank gives none */
    char *id;   /* the bank's own, from [id:…] */
    char *tags; /* from [tag:…], joined by commas */
    char *category;
    char *text;
    char *feedback; /* shown after the exam */
    unsigned line;  /* of the bank's file, for messages; not a part of the exam */
    struct option *options;
    size_t option_count; /* up to EXAM_OPTIONS_MAX; none for essay and description */
    struct prompt *prompts;
    size_t prompt_count; /* matching only */
    uint16_t block;      /* in exam.blocks, from 1; 0: none */
    int32_t points;      /* in EXAM_POINT; 0 for a description, else > 0 */
    int32_t negative;    /* in EXAM_POINT: deducted for an answer that earns nothing */
};

/* A part of the paper: `draw` of its members are asked. */
struct section {
    char *name;
    uint16_t *members; /* indices of questions, ascending */
    size_t member_count;
    size_t draw; /* 1 to member_count */
};

struct exam {
    char *title;
    uint32_t seconds;      /* the time allowed, > 0 */
    uint32_t pass_percent; /* 0 to 100 */
    bool fixed_order;      /* questions and options as in the bank */
    uint32_t
        extend_minutes;   /* an invigilator adds so much at most (roles.h O2); 0: the default. It is
                                no part of the digest */
    bool reveal;          /* after the exam the applicant may see the right answers */
    bool confidential;    /* the bank is encrypted: no text of it may reach a disk */
    struct hours hours;   /* until an operator changes the node's (hours.h) */
    struct policy policy; /* of the exam day; the nodes compare it by itself (agree.h) */
    char **tie_breaks; /* categories whose points rank people of equal score, one after another */
    size_t tie_break_count;
    uint32_t places;        /* how many people are admitted; 0: the plan does not say */
    uint8_t markers;        /* of an essay: 2, otherwise one (mark.h) */
    int32_t tolerance;      /* in EXAM_POINT: by so much two markers may differ */
    bool withhold;          /* nobody learns a score before it is published (publication.h) */
    int16_t offset_minutes; /* of the plan's hours from UTC, for times on paper; in no digest */
    struct question *questions;
    size_t question_count; /* 1 to EXAM_QUESTIONS_MAX */
    struct section *sections;
    size_t section_count; /* 0: all questions are one section */
    char **blocks;        /* their names; a block's questions follow each other, in one section */
    size_t block_count;

    /* Set by exam_seal(). */
    size_t paper_count;         /* questions on a paper, */
    size_t asked_count;         /* and without texts to read: each paper has as many */
    struct digest digest;       /* of all fields */
    struct digest paper_digest; /* of all that an applicant sees before the end: exams with the same
                                   paper digest give the same papers for the same seeds. Also of
                                   how people are ranked, marked and told, which no correction of
                                   the key may change */
};

/* "single", "truefalse", "multiple", "matching", "numeric", "short", "essay", "description". */
const char *question_kind_text(enum question_kind kind);

/* True when the options are shown and the answer is a position or positions among them. */
bool question_has_choices(const struct question *question);

/* Is this question (its index) on a paper together with the one before it, and right behind it? Both
 * are of one block; or both are of none and of one category, and the one before is a description. */
bool exam_joined(const struct exam *exam, size_t question);

/* S12. Exams that give the same papers are the same exam: a corrected key, a title or other hours need
 * nobody. before: the paper digest of the exam that the database served last; zeros: none. people:
 * those on record. continued: the operator's word. */
bool exam_may_serve(const struct exam *exam, const struct digest *before, uint64_t people,
                    bool continued);

/* Computes the last fields: digests are SHA-256 over every field in order, except `confidential`
 * (one node may have the bank encrypted, and the other one not), `hours`, which each node has of
 * its own, `policy`, and the lines of questions. */
void exam_seal(struct exam *exam);

/* The minutes that an invigilator adds at most: the plan's, otherwise 30. */
uint32_t exam_extend_minutes(const struct exam *exam);

#endif
