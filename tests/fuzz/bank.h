/* bank.h - reads a question bank and checks the result: an exam that can be shown, answered and
 * marked, or an error.
 * Threads: one. Memory: none kept. Errors: abort(). */
#ifndef TESTS_FUZZ_BANK_H
#define TESTS_FUZZ_BANK_H

#include "server/bank/bank.h"

#include <stdint.h>

void fuzz_bank(enum bank_format format, const uint8_t *data, size_t len);

#endif
