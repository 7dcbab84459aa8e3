/* blocks.h - the blocks of a plan, and what a section that has texts or blocks can draw.
 *
 * A unit is what is drawn and shuffled as one (server/core/paper.h, P4): a block; or a question
 * that is in no block, with the texts before it. A section that draws fewer questions than it has
 * must have equal units: every paper of an exam has the same numbers of questions and points.
 *
 * Threads: any. Memory: the exam's. Errors: false, and words[] says what is wrong. */
#ifndef BANK_BLOCKS_H
#define BANK_BLOCKS_H

#include "common/buffer.h"
#include "server/core/exam.h"

enum { BLOCKS_MOST = 200, BLOCKS_WORDS_SIZE = 640 };

/* Is the category this one, or below it ("Reading/..." is below "Reading")? */
bool blocks_category_in(const char *category, const char *above);

/* "the bank has no category 'Algebra'", and which one was probably meant: one that ends with it, as
 * "Mathematics/Algebra" does, or has nearly the same name. */
void blocks_no_category(const struct exam *exam, const char *name, char words[BLOCKS_WORDS_SIZE]);

/* Marks the questions of that category, and below it, as the next block; exam->blocks has room for
 * it. The sections must have been read before. */
bool blocks_add(struct exam *exam, const char *category, char words[BLOCKS_WORDS_SIZE]);

/* The members that a section draws, texts included, when it draws so many questions. All blocks
 * must have been added before. */
bool blocks_draw(const struct exam *exam, const struct section *section, size_t questions,
                 size_t *draw, char words[BLOCKS_WORDS_SIZE]);

/* Appends what a section draws, and its blocks, for people. */
void blocks_report_section(const struct exam *exam, const struct section *section,
                           struct buffer *out);

/* Appends a line for each text that is in no block: the question that it stays with. */
void blocks_report_texts(const struct exam *exam, struct buffer *out);

/* Appends a warning for each such text that a shuffle parts from questions behind it. */
void blocks_warnings(const struct exam *exam, const char *file, struct buffer *out);

#endif
