/* succession.h - the next exam's database, made from the present one: empty, of the same node, under
 * another cluster name, and with the staff's accounts that this node's journal has. The other node's
 * accounts come from that node.
 *
 * A cluster name stands at the beginning of both journals' digests (journal.h): nodes of two exams
 * refuse each other's link, and no entry, signature or receipt of one exam is valid in another.
 *
 * Threads: one. Memory: release frees the accounts. Errors: a text for people, and a status, as of
 * database_open(). */
#ifndef DB_SUCCESSION_H
#define DB_SUCCESSION_H

#include "common/instant.h"
#include "db/database.h"
#include "db/staff_table.h"

struct succession {
    struct identity identity; /* of the present database */
    uint64_t own_n, peer_n;   /* the lengths of both journals */
    uint64_t running;         /* sittings */
    struct staff_account *accounts;
    size_t count, cap;
};

/* Whose database is in DIR? The node may run. STATUS_INVALID: there is none. */
enum status succession_identity(const char *dir, struct identity *out,
                                char error[DATABASE_ERROR_SIZE]);

/* Opens the database of a stopped node, as a start does, reads it and closes it: from then on the
 * file is whole without a log. */
enum status succession_read(const char *dir, struct succession *out,
                            char error[DATABASE_ERROR_SIZE]);
void succession_release(struct succession *s);

/* Makes the next database in `dir`, an empty or missing directory of this user, and closes it. */
enum status succession_make(const char *dir, const char *cluster, const struct succession *s,
                            struct wall now, char error[DATABASE_ERROR_SIZE]);

#endif
