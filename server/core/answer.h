/* answer.h - the values of one answer (chosen positions or written text) as the journal keeps them.
 *
 * Encoding: u8 count, then each value as u16 length (big-endian) + bytes. A cleared answer has no
 * bytes. The values by kind of question:
 *
 *   single, truefalse, multiple   the chosen positions as shown, in decimal, ascending
 *   matching                      for each prompt the position of its option, 0 for none
 *   numeric                       one decimal number, in the form of number.h
 *   short, essay                  one text, without the white space around it
 *   description                   nothing
 *
 * Threads: any. Memory: the caller's. Errors: refusals. */
#ifndef CORE_ANSWER_H
#define CORE_ANSWER_H

#include "common/wire.h"
#include "server/core/exam.h"
#include "server/core/journal.h"
#include "server/core/number.h"
#include "server/core/paper.h"
#include "server/core/refusal.h"

/* An essay fits into a request (common/wire.h) with the words around it. */
enum {
    ANSWER_SHORT_BYTES = 500,
    ANSWER_NUMBER_BYTES = NUMBER_BYTES,
    ANSWER_ESSAY_BYTES = 15 * 1024
};

struct answer {
    const uint8_t *values;
    size_t len;
};

/* The bytes allowed for an answer that is typed; 0 for a question with another kind of answer. */
size_t answer_most_bytes(enum question_kind kind);

/* Encodes the words of an answer to the question into out[ANSWER_MAX_BYTES] and sets *len. No words,
 * and an empty text, clear the answer. Words that do not answer the question are refused with
 * REFUSAL_BADANSWER, REFUSAL_NO_NUMBER, REFUSAL_GROUPS, REFUSAL_LARGE, REFUSAL_LONG or
 * REFUSAL_CONTROL. */
enum refusal answer_take(const struct question *question, const struct wire_word *words,
                         size_t count, uint8_t *out, size_t *len);

/* The values, at most `max` of them. Returns their number; 0 for a cleared or ill-formed answer. */
size_t answer_values(const struct answer *answer, struct wire_word *words, size_t max);

/* The right values of a question as it was shown: positions, or the accepted texts. Returns their
 * number. */
size_t answer_right_values(const struct question *question, const struct paper_question *shown,
                           struct wire_word words[EXAM_OPTIONS_MAX]);

/* The chosen positions as a bit set; position 1 is bit 0. */
uint32_t answer_choices(const struct answer *answer);

#endif
