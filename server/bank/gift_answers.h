/* gift_answers.h - what stands between a GIFT question's braces, and which kind of question it
 * makes. Threads: any. Memory and errors: the builder's. */
#ifndef BANK_GIFT_ANSWERS_H
#define BANK_GIFT_ANSWERS_H

#include "server/bank/builder.h"
#include "server/bank/cursor.h"

/* How an option began. */
struct gift_mark {
    bool right, weighted;
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

/* The cursor stands behind "{", and then behind "}". */
void gift_take_answers(struct gift *g, struct cursor *c);

#endif
