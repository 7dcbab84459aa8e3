/* room_table.h - the tables `room_begin`, of both journals, and `announcement`, of ours
 * (server/core/room.h).
 * Threads: the one that owns the database. Memory: plain values. Errors:  sticky in the connection
 * (db/sql.h). */
#ifndef DB_ROOM_TABLE_H
#define DB_ROOM_TABLE_H

#include "db/journal_table.h"
#include "server/core/room.h"

/* Takes an entry of any kind. */
void room_table_take(struct sql *sql, enum journal_owner journal, const struct entry *entry);

/* The begins of a journal. The key of the order that set a moment is not kept: the table of orders
 * has it. */
void room_table_load(struct sql *sql, enum journal_owner journal, struct room *out);

struct room_announcement {
    uint64_t n; /* of the entry; 0: there is none */
    char text[TEXT_MAX_BYTES + 1];
};

/* The last one that somebody in that room ("": in none) is told (E8). */
void room_table_announcement(struct sql *sql, const char *room, struct room_announcement *out);

#endif
