/* gift_block.h - the lines of a GIFT file between two blank lines, and the question that is read from
 * them. Threads: any. Memory and errors: the builder's. */
#ifndef BANK_GIFT_BLOCK_H
#define BANK_GIFT_BLOCK_H

#include "server/bank/builder.h"
#include "server/bank/weight.h"

enum gift_place {
    GIFT_FIRST,  /* behind the brace */
    GIFT_LINE,   /* at the beginning of a line */
    GIFT_SPACED, /* in a line, behind white space */
    GIFT_GLUED,  /* in a line, behind another character */
    GIFT_PLACES
};

/* How an option began. */
struct gift_mark {
    enum gift_place place;
    bool right, tilde, weighted;
    bool hash; /* a "#" ended its text */
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

#endif
