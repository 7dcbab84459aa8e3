/* gift_answers.h - the answers between a GIFT question's braces, and the kind of question that they
 * define. Threads: any. Memory and errors: the builder's. */
#ifndef BANK_GIFT_ANSWERS_H
#define BANK_GIFT_ANSWERS_H

#include "server/bank/builder.h"
#include "server/bank/cursor.h"
#include "server/bank/weight.h"

/* How an option began. */
struct gift_mark {
    bool right, tilde, weighted;
    struct weight_written weight;
    unsigned line;
};

/* The question being read. */
struct gift {
    struct builder *b;
    struct buffer block; /* its lines, comments left out, ends as LF */
    unsigned block_line; /* of its first line */
    struct builder_question question;
    struct gift_mark marks[EXAM_OPTIONS_MAX];
};

/* Reads the answers. The cursor is behind "{" before the call, and behind "}" after it. */
void gift_take_answers(struct gift *g, struct cursor *c);

#endif
