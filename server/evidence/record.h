/* record.h - the record of a finished sitting, as JSON for the examination board.
 * The record of a confidential exam holds no text and no right answer of the bank: a question is
 * its number in the bank, the order of its options and the answer. The node writes whole records
 * when it is started with the same bank in plain text.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef SERVER_EVIDENCE_RECORD_H
#define SERVER_EVIDENCE_RECORD_H

#include "db/ledger_record.h"

/* Appends the whole record. paper: room for exam->paper_count. The exam must be the one by which
 * the sitting was marked last (compare the digests first). */
void record_write(const struct exam *exam, const char *node, const struct ledger_record *record,
                  struct paper_question *paper, struct buffer *out);

/* Is this JSON, which ends with NUL, the record of the sitting with that finish entry, marked by
 * that exam? */
bool record_is_of(const char *json, const struct digest *finish, const struct digest *exam);

/* Copies the digest of the finish entry from a record, as text; false when the record has none. */
bool record_finish(const char *json, char out[DIGEST_TEXT_SIZE]);

#endif
