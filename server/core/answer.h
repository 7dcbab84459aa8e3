/* answer.h - the values of one answer: what the applicant chose, as the journal keeps it.
 *
 * Encoded: u8 count, then each value as u16 length (big-endian) + bytes. A cleared answer is the
 * empty run of bytes. Choices are the positions as they were shown, in decimal, ascending.
 * Threads: any. Memory: the caller's. Errors: false. */
#ifndef CORE_ANSWER_H
#define CORE_ANSWER_H

#include "common/wire.h"
#include "server/core/exam.h"
#include "server/core/journal.h"

struct answer {
    const uint8_t *values;
    size_t len;
};

/* Are these words an answer to the question? No words clear it. If so, encodes them into
 * out[ANSWER_MAX_BYTES] and sets *len. */
bool answer_check(const struct question *question, const struct wire_word *words, size_t count,
                  uint8_t *out, size_t *len);

/* The values, at most `max` of them; returns how many there are, 0 for a cleared or ill-formed one.
 */
size_t answer_values(const struct answer *answer, struct wire_word *words, size_t max);

/* The chosen positions as a set of bits, position 1 being bit 0. */
uint32_t answer_choices(const struct answer *answer);

#endif
