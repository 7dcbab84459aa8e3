/* record.h - the record of a finished sitting, as JSON for the examination board.
 * The record of a confidential exam holds no text and no right answer of the bank: a question is
 * its number in the bank, the order of its options and the answer. The node writes whole records
 * when it is started with the same bank in plain text.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef SERVER_EVIDENCE_RECORD_H
#define SERVER_EVIDENCE_RECORD_H

#include "db/ledger_record.h"

/* What a record says: records of one sitting that say the same have the same `of`. That is the finish,
 * the exam that marked it, the last entry that marked it or ruled on it, the publication that tells it
 * and, once all its essays are marked, the marks that count. by: the last entry among them. */
struct record_basis {
    char of[DIGEST_TEXT_SIZE];
    char by_node[NODE_NAME_MAX + 1];
    uint64_t by_n;
};
struct record_basis record_basis_of(const struct exam *exam, const char *node,
                                    const struct ledger_record *record);

/* Appends the whole record. paper: room for exam->paper_count. The exam must be the one by which
 * the sitting was marked last (compare the digests first). */
void record_write(const struct exam *exam, const char *node, const struct ledger_record *record,
                  const struct record_basis *basis, struct paper_question *paper,
                  struct buffer *out);

/* Does this record, JSON that ends with NUL, say that? */
bool record_says(const char *json, const struct record_basis *basis);

/* What a record says of its finish entry, and the entry that made it. False when it has none. */
bool record_finish(const char *json, char digest[DIGEST_TEXT_SIZE], uint64_t *n);
bool record_made_by(const char *json, char node[NODE_NAME_MAX + 1], uint64_t *n);

#endif
