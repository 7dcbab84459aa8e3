/* ledger_record.h - finished sittings with the marks that people gave, for the recorder.
 * Threads, errors: ledger.h. Memory: a record is released by ledger_record_release(). */
#ifndef DB_LEDGER_RECORD_H
#define DB_LEDGER_RECORD_H

#include "common/buffer.h"
#include "db/ledger.h"
#include "db/publication_table.h"
#include "server/core/answer.h"
#include "server/core/mark.h"

/* How far somebody has come who reads the sittings that are due. Zeros: at the beginning. */
struct ledger_due {
    bool begun;
    struct publication published; /* when it began */
    uint64_t n;                   /* sittings that this entry marked or ruled on last are read */
    uint64_t mark_n[2];           /* and those of marks up to these, by enum journal_owner */
    bool more; /* nothing was found, and there are more marks to look at: ask again */
};

struct ledger_record {
    struct applicant applicant; /* with the sitting, which may be an earlier one */
    uint64_t n;                 /* the last entry that marked it, or made it void or lifted that */
    struct wall at;             /* of that entry */
    bool counts;                /* it is the last sitting that this person has finished */
    struct digest finish_digest;
    struct answer *answers; /* exam->paper_count, as shown; freed by the release, as the next two */
    struct buffer bytes;
    struct mark *marks; /* all that name this finish, by question */
    size_t mark_count;
    struct marks total; /* H2 */
    bool published;     /* the next three are set */
    struct publication_made publication;
    struct marks told; /* at its cut (I2) */
    uint8_t told_pass_percent;
};

/* A finished sitting that is due: ascending by n, and then each that has a new mark. After another
 * publication all are due once more. False when there is none; due->more: among the marks that one
 * transaction looks at. */
bool ledger_next_record(struct ledger *ledger, struct ledger_due *due, struct ledger_record *out);
void ledger_record_release(struct ledger_record *record);

/* Has our journal an entry n with that digest? */
bool ledger_has_digest(struct ledger *ledger, uint64_t n, const char *digest_text);

#endif
