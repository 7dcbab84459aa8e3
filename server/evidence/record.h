/* record.h - the record of a finished sitting, as JSON for the board.
 * Of a confidential exam it has no word and no key of the bank: each question is its number in the
 * bank, its options' order and the answer. Whole records follow when the node is started with the
 * same bank in plain text.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef SERVER_EVIDENCE_RECORD_H
#define SERVER_EVIDENCE_RECORD_H

#include "db/ledger.h"

/* Appends the whole record. paper: room for exam->paper_count. The sitting's exam must be this
 * one (compare the digests first). */
void record_write(const struct exam *exam, const char *node, const struct ledger_record *record,
                  struct paper_question *paper, struct buffer *out);

/* Is that JSON, which ends with NUL, the record of the sitting with that finish entry, marked by
 * that exam? */
bool record_is_of(const char *json, const struct digest *finish, const struct digest *exam);

/* Writes the digest of the finish entry that the record has, as text; false when it has none. */
bool record_finish(const char *json, char out[DIGEST_TEXT_SIZE]);

#endif
