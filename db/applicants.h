/* applicants.h - the table `applicant`: one row for each ID of which something is on record, written
 * in the transaction of its entry, and found through the index of IDs.
 * Threads: the one that owns the database. Memory: plain values; the index is the caller's.
 * Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_APPLICANTS_H
#define DB_APPLICANTS_H

#include "db/id_index.h"
#include "db/sql.h"
#include "server/core/applicant.h"

struct applicants {
    struct sql *sql;
    struct id_index *index;
};

enum { APPLICANTS_ERROR_SIZE = 256 };

/* Reads the IDs of all rows into the index, which is empty. False: the table cannot be that of a
 * node that ran (D5), and error[] says what is wrong and what to do; "" after any other failure. */
bool applicants_load(const struct applicants *applicants, char error[APPLICANTS_ERROR_SIZE]);

/* Before an entry is written: makes room for the applicant whom it may bring. Without memory the
 * transaction fails here. */
void applicants_reserve(const struct applicants *applicants);

/* What is on record for an ID, without the sitting; applicant_unknown() when nothing is. */
struct applicant applicants_find(const struct applicants *applicants, const char *id);

/* Updates the applicant's row, or adds one; applicants_reserve() must have been called. */
void applicants_put(const struct applicants *applicants, const struct applicant *applicant);

#endif
