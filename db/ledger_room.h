/* ledger_room.h - the ledger's operations about who may start, the begin of the exam, announcements and
 * notes (server/core/room.h). An order that was carried out before changes nothing (order.h O1).
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_ROOM_H
#define DB_LEDGER_ROOM_H

#include "db/ledger.h"
#include "db/room_table.h"

/* E2. on: false to take it back. */
enum refusal ledger_admit(struct ledger *ledger, const char *id, bool on,
                          const struct order *order);

/* E3, E4. at: the moment, 0 for now. REFUSAL_PAUSED_NODE: nobody could start now. *started: how
 * many start with it. */
enum refusal ledger_begin_exam(struct ledger *ledger, struct wall at, const struct order *order,
                               size_t *started);

/* The begins of this node, and those of the peer's journal; NULL: not wanted. */
void ledger_begins(const struct ledger *ledger, struct room *own, struct room *peer);

/* E8. room: "" for all, at most ROOM_MAX_BYTES; text: at most TEXT_MAX_BYTES. */
enum refusal ledger_announce(struct ledger *ledger, const char *room, const char *text,
                             const struct order *order);

/* The last announcement that somebody in that room ("": in none) is told. */
void ledger_announcement(struct ledger *ledger, const char *room, struct room_announcement *out);

/* An irregularity; the text is the order's reason. */
enum refusal ledger_note(struct ledger *ledger, const char *id, const struct order *order);

#endif
