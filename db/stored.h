/* stored.h - the file of a database, attached as `stored` to a connection whose main database is in
 * memory and has our tables: for whoever reads a file that may come from anybody. No code in it is run.
 * Threads: the one that owns the connection. Memory: the caller's. Errors: sticky in the connection
 * (db/sql.h). */
#ifndef DB_STORED_H
#define DB_STORED_H

#include "db/sql.h"

/* Attaches the file; nothing is ever written to it. False when it cannot be opened. */
bool stored_attach(struct sql *sql, const char *path);

/* Has the file exactly our tables, indices and views? An archive also has the table `archived`. A view
 * or a trigger in the place of a table could show other contents than the table's. */
bool stored_is_known(struct sql *sql);

/* A value of the file's `meta`; "" when it has none. */
void stored_value(struct sql *sql, const char *name, char *out, size_t size);

#endif
