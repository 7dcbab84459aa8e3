/* record.h - the record of a finished sitting, as JSON for the board.
 * Of a confidential exam it has no word and no key of the bank: each question is its number in the
 * bank, its options' order and the answer. Whole records follow when the node is started with the
 * same bank in plain text.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef SERVER_RECORD_H
#define SERVER_RECORD_H

#include "db/ledger.h"

/* Appends the whole record. paper: room for exam->paper_count. The sitting's exam must be this
 * one (compare the digests first). */
void record_write(const struct exam *exam, const char *node, const struct ledger_record *record,
                  struct paper_question *paper, struct buffer *out);

#endif
