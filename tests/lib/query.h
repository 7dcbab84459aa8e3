/* query.h - a database in memory, without a ledger, and the result of a query.
 * Threads: the one that owns the database. Memory: sql_close() releases it.
 * Errors:  the test fails. */
#ifndef TESTS_QUERY_H
#define TESTS_QUERY_H

#include "db/sql.h"

/* With our tables, empty. */
void query_open(struct sql *sql);

/* The first column of a query's first row. */
int64_t query_int(sqlite3 *handle, const char *query);

#endif
