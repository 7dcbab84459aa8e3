/* bank_text.h - the exam of a test that reads it from the text of a bank.
 * Threads: one. Memory: bank_text_release(), the teardown of each test. Errors: in `errors`. */
#ifndef TESTS_BANK_TEXT_H
#define TESTS_BANK_TEXT_H

#include "common/buffer.h"
#include "server/bank/bank.h"

extern struct exam exam;
extern struct buffer errors, warnings;

/* Reads the bank, "f" in error lines, in place of the one before. `errors` ends with a NUL. */
enum status bank_text_read(enum bank_format format, const char *text);

/* The same with a GIFT bank without errors, for a plan: its title is "t", the time is 60 s. */
void bank_text_read_for_plan(const char *text);

/* Reads the plan, "p" in error lines. `errors` ends with a NUL. */
enum status bank_text_plan(const char *text);

void bank_text_release(void);

#endif
