/* cut.h - reads both journals of a database file up to a cut: so many entries of each. Works on a
 * running node's file, on a stopped one's, on backups and archives, and never for longer than half a
 * second in one read transaction: journals only grow, so that several transactions read the same.
 *
 * Threads: one at a time, with a connection of its own. Memory: open/close.
 * Errors:  STATUS_INVALID: it is no database of this version; STATUS_IO, STATUS_NOMEM. */
#ifndef DB_CUT_H
#define DB_CUT_H

#include "common/buffer.h"
#include "common/status.h"
#include "db/cut_text.h"
#include "db/database.h"
#include "db/journal_table.h"

struct cut_file;

enum status cut_open(const char *path, struct cut_file **out);
void cut_close(struct cut_file *file); /* NULL is allowed */

/* The names: the file's node and cluster, and the peer; "" when it has never met one. */
const struct identity *cut_identity(const struct cut_file *file);
const char *cut_peer(const struct cut_file *file);

/* All that the file holds. */
struct cut cut_whole(struct cut_file *file);

/* What both nodes are known to hold: of the file's own journal as much as the peer has shown to hold
 * (its signatures, and what its entries say they had seen); without a peer, and once one node has
 * adopted the other, all of it. Of the peer's all that the file holds. */
struct cut cut_of_both(struct cut_file *file);

/* The digest of the last entry of the cut in that journal; zeros where it has none. False: the file
 * does not hold it. */
bool cut_digest(struct cut_file *file, const struct cut *cut, enum journal_owner journal,
                struct digest *out);

/* From now on cut_read() makes the digest of every entry, and compares it with the one of each row: the
 * entries are those under the file's signatures, and not others that were put in their place. It takes
 * longer. */
void cut_check_digests(struct cut_file *file);

/* From now on cut_read() asks this between two rows, and ends with STATUS_CLOSED when it says so. */
void cut_stop_when(struct cut_file *file, bool (*stops)(void *context), void *context);

/* Calls take() for each entry of a journal up to the cut, ascending. digest: of the entry, when it is a
 * finish entry; else NULL. STATUS_INVALID: bytes that are no entries, or not those of the digests. */
enum status cut_read(struct cut_file *file, const struct cut *cut, enum journal_owner journal,
                     void (*take)(void *context, const struct entry *entry,
                                  const struct digest *digest),
                     void *context);

/* The files of an exam that the node has served. digest NULL: the one that it served last. */
struct cut_exam {
    struct digest digest;
    char *bank, *plan; /* names; "" for no plan */
    struct buffer bank_bytes, plan_bytes;
    char *settings; /* what the options gave, as lines of a plan */
};
bool cut_exam(struct cut_file *file, const struct digest *digest, struct cut_exam *out);
void cut_exam_release(struct cut_exam *exam);

#endif
