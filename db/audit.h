/* audit.h - checks a database from its file alone: both journals' numbers and digests, and that the
 * tables are the fold of our own journal. Works on a stopped node's file and on copies; beside a
 * running node it holds one read transaction to the end, so that the log grows (reader.h).
 * Threads: any, its own connection. Memory: none kept.
 * Errors:  what could not be read is in `report`. */
#ifndef DB_AUDIT_H
#define DB_AUDIT_H

#include "common/buffer.h"
#include "db/contested.h"
#include "db/database.h"
#include "db/heads.h"

/* Appends a line for each check and for each difference. True without differences; false also when
 * the node's own journal is contested. */
bool audit_run(const char *path, struct buffer *report);

/* Checks a copy that was just made of a running node's database. The copy is marked as restored, so
 * the function reads the node's standing from the original. */
bool audit_run_copy(const char *path, const char *original, struct buffer *report);

/* A database file, opened to read single entries. A file with other tables, views or triggers is
 * refused. */
struct audit_file;
enum status audit_open(const char *path, struct audit_file **out);
void audit_close(struct audit_file *file); /* NULL is allowed */

/* The names in the file: its own node, and the peer; "" when it has never met one. */
const struct identity *audit_identity(const struct audit_file *file);
const char *audit_peer(const struct audit_file *file);

/* The number of entries of a journal. */
uint64_t audit_length(struct audit_file *file, enum journal_owner journal);

/* Entry n of a journal, without an answer's values, and the digest that results from its bytes and
 * the stored digest before it: a signature of that digest covers these bytes. False when there is
 * no such entry. */
bool audit_entry(struct audit_file *file, enum journal_owner journal, uint64_t n,
                 struct digest *digest, struct entry *entry);

/* The contested journals that the file knows of. */
void audit_contested(struct audit_file *file, struct contested_view *out);

/* Calls show() for every signature, ascending within each journal and signer, without an open read
 * transaction. `held`: the file has that entry; `digest`: of that entry. False when the file could
 * not be read. */
bool audit_heads(struct audit_file *file,
                 void (*show)(void *context, const struct journal_head *head), void *context);

#endif
