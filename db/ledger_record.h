/* ledger_record.h - finished sittings, for the recorder.
 * Threads, errors: ledger.h. Memory: a record is released by ledger_record_release(). */
#ifndef DB_LEDGER_RECORD_H
#define DB_LEDGER_RECORD_H

#include "common/buffer.h"
#include "db/ledger.h"
#include "server/core/answer.h"

struct ledger_record {
    struct applicant applicant; /* with the sitting, which may be an earlier one */
    uint64_t n;                 /* the last entry that marked it, or made it void or lifted that */
    struct digest finish_digest;
    struct answer *answers; /* exam->paper_count, as shown; both are freed by the release */
    struct buffer bytes;
};
/* The finished sitting with the least such entry after `after_n`; false when there is none. */
bool ledger_next_record(struct ledger *ledger, uint64_t after_n, struct ledger_record *out);
void ledger_record_release(struct ledger_record *record);

#endif
