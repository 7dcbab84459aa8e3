/* audit.h - checks a database from its file alone: both journals' numbers and digests, and that the
 * tables are the fold of our own journal. Works on a stopped node's file and on copies; beside a
 * running node it holds one read transaction to the end, so that the log grows (reader.h).
 * Threads: any, its own connection. Memory: none kept.
 * Errors:  what could not be read is in `report`. */
#ifndef DB_AUDIT_H
#define DB_AUDIT_H

#include "common/buffer.h"
#include "db/heads.h"
#include "db/ledger.h"

/* Appends what was checked and every difference, a line each. True when all is as it should be; a
 * node whose own journal is contested is not. */
bool audit_run(const char *path, struct buffer *report);

/* The same of a copy that was just made of a running node's file. Copying marked it as restored, so
 * that the node's standing is read from the original, for a moment. */
bool audit_run_copy(const char *path, const char *original, struct buffer *report);

/* A file open for looking at single entries. Refuses what has other tables, or views and triggers.
 */
struct audit_file;
enum status audit_open(const char *path, struct audit_file **out);
void audit_close(struct audit_file *file); /* NULL is allowed */

/* The names that the file knows: its own node, and the peer, "" when it never met one. */
const struct identity *audit_identity(const struct audit_file *file);
const char *audit_peer(const struct audit_file *file);

/* How many entries a journal has, by its last number. */
uint64_t audit_length(struct audit_file *file, enum journal_owner journal);

/* Entry n of a journal (an answer's values are dropped) and the digest that its bytes give on top
 * of what is stored before it: whoever signed that digest signed these bytes. False when it is not
 * there. */
bool audit_entry(struct audit_file *file, enum journal_owner journal, uint64_t n,
                 struct digest *digest, struct entry *entry);

/* What the file knows of journals that are contested. */
void audit_contested(struct audit_file *file, struct contested_view *out);

/* Shows every signature, ascending within each journal and signer, with no read transaction open
 * meanwhile; `held` says whether there is such an entry,
 * and `digest` what it has. False when the file could not be read. */
bool audit_heads(struct audit_file *file,
                 void (*show)(void *context, const struct journal_head *head), void *context);

#endif
