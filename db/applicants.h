/* applicants.h - the table `applicant`: one row for each ID that has an entry, written in the
 * transaction of the entry, and found through the index of IDs.
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

/* Reads the IDs of all rows into the empty index. False: no node can have written such a table
 * (D5), and error[] has the reason and the remedy; it is "" after any other failure. */
bool applicants_load(const struct applicants *applicants, char error[APPLICANTS_ERROR_SIZE]);

/* Makes room for one more applicant. Call it before an entry is written: when memory is short the
 * transaction fails here. */
void applicants_reserve(const struct applicants *applicants);

/* The state of an ID, without the sitting; applicant_unknown() when it has no row. */
struct applicant applicants_find(const struct applicants *applicants, const char *id);

/* Updates the applicant's row, or adds one; applicants_reserve() must have been called. */
void applicants_put(const struct applicants *applicants, const struct applicant *applicant);

#endif
