/* grading_node.h - what a node says to those who mark (GRADE, GRADE-NEXT, GRADE-MARK in
 * common/PROTOCOL.md), read and checked.
 * Threads: main. Memory: texts of a reply live until the next request. Errors: an exit status, told on
 * standard error. */
#ifndef SERVER_CTL_GRADING_NODE_H
#define SERVER_CTL_GRADING_NODE_H

#include "server/core/mark.h"
#include "server/ctl/call.h"
#include "server/ctl/ordering.h"

enum {
    GRADING_POINTS_SIZE = 24,
    GRADING_REF_SIZE = 80,
    GRADING_NAME_SIZE = 120,
    GRADING_COMMENT_BYTES = 200, /* names.h */
    GRADING_COMMENT_SIZE = GRADING_COMMENT_BYTES + 1
};

/* How far a question is (essay_list.h). */
struct grading_row {
    uint16_t question;
    char name[GRADING_NAME_SIZE]; /* cleaned */
    char points[GRADING_POINTS_SIZE];
    int64_t max; /* thousandths */
    int64_t answers, marked, open, reserved, unlinked, third;
};

struct grading_list {
    struct grading_row row[EXAM_QUESTIONS_MAX];
    size_t count;
    int64_t markers;
};

/* Connects if need be, and waits until the node has read its journals. */
int grading_ask_list(struct call *call, struct grading_list *out);

/* The row of a question; NULL: it has no essays. */
const struct grading_row *grading_find(const struct grading_list *list, int64_t question);

struct grading_essay {
    char ref[GRADING_REF_SIZE]; /* "": there is none */
    uint16_t question;
    int64_t part, left, max;
    char points[GRADING_POINTS_SIZE];
    char mark[GRADING_POINTS_SIZE]; /* the own mark; "": none */
    char comment[GRADING_COMMENT_SIZE];
    struct wire_word name, text, graders, answer; /* as they came */
};

/* way: "", "look", "back" or "mine"; question 0: any; after: a reference, or "". */
int grading_ask_next(struct call *call, int64_t question, const char *after, const char *way,
                     struct grading_essay *out);

/* Sends a mark, with a key of its own, again until there is a reply. CALL_ERROR: the node's words
 * are in call->values[0], and were not shown. CALL_LOST: told; call->failure. key: drawn when it is
 * "", and used again otherwise. */
enum call_result grading_send(struct call *call, char key[ORDERING_KEY_SIZE], const char *ref,
                              int64_t points, const char *comment);

#endif
