/* answer.h - the values of one answer: what the applicant chose or wrote, as the journal keeps it.
 *
 * Encoded: u8 count, then each value as u16 length (big-endian) + bytes. A cleared answer is the
 * empty run of bytes. By kind:
 *
 *   single, truefalse, multiple   the positions as they were shown, in decimal, ascending
 *   matching                      for each prompt the position of its option, 0 for none
 *   numeric                       one decimal number as it was typed, with a point for a comma
 *   short, essay                  one text, without the white space around it
 *   description                   nothing
 *
 * Threads: any. Memory: the caller's. Errors: false. */
#ifndef CORE_ANSWER_H
#define CORE_ANSWER_H

#include "common/wire.h"
#include "server/core/exam.h"
#include "server/core/journal.h"

enum { ANSWER_SHORT_BYTES = 500, ANSWER_NUMBER_BYTES = 40 };

struct answer {
    const uint8_t *values;
    size_t len;
};

/* Are these words an answer to the question? No words clear it, and so does an empty text. If so,
 * encodes them into out[ANSWER_MAX_BYTES] and sets *len. */
bool answer_check(const struct question *question, const struct wire_word *words, size_t count,
                  uint8_t *out, size_t *len);

/* The values, at most `max` of them; returns how many there are, 0 for a cleared or ill-formed one.
 */
size_t answer_values(const struct answer *answer, struct wire_word *words, size_t max);

/* The chosen positions as a set of bits, position 1 being bit 0. */
uint32_t answer_choices(const struct answer *answer);

/* A number as people write it: digits with one point or comma, a sign, an exponent; below 10^30.
 * False for anything else. */
bool answer_number(const char *text, size_t len, double *out);

#endif
