/* board.h - who is where, and how far: what the staff see on the board. It is a fold of both
 * journals in memory, read entry by entry as they are written, so that looking costs the store
 * nothing but that reading. A person of the other node is shown as its journal says, as far as it
 * has arrived, and the terminal as that node tells (server/link/watch.h).
 *
 * Each change of a row gives it the next version. Whoever has seen the rows up to a version asks for
 * those that changed since.
 *
 * What passes by itself changes no row: the time left of a running exam, and the seconds since a
 * terminal was heard or an answer saved, are counted on by whoever shows them. A row changes when
 * the time goes another way than that (a pause, an extension, a clock that stood).
 *
 * Threads: one at a time. Memory: open/close; about 1.4 KiB a person, and 8 bytes for each answer that
 *          the peer does not have. Errors: STATUS_NOMEM, or STATUS_IO without random bytes, from
 *          opening; a person for whom there is no memory is left out. */
#ifndef SERVER_DESK_BOARD_H
#define SERVER_DESK_BOARD_H

#include "common/clock.h"
#include "common/status.h"
#include "db/journal_table.h"
#include "server/core/applicant.h"
#include "server/core/policy.h"
#include "server/core/presence.h"

enum { BOARD_EVENT_SIZE = REASON_MAX_BYTES + BY_MAX_BYTES + 160 };

struct board;

/* policy: as the exam has it once people are served; it must outlive the board. */
enum status board_open(const struct policy *policy, struct board **out);
void board_close(struct board *board); /* NULL is allowed */

/* The next entry of a journal; values and bytes are not kept. */
void board_take(struct board *board, enum journal_owner journal, const struct entry *entry,
                struct mono now);

/* What the journals do not say. */
struct board_now {
    struct mono mono;
    struct wall wall;
    uint64_t clock_ms;    /* our exam clock */
    bool clock_runs;      /* it does not stand, and the node is not paused */
    uint64_t peer_held_n; /* so many of our entries are on the peer's disk too */
    bool paired;
    /* Of a person of that journal's node; of the peer's only of those whose exam runs. */
    struct presence (*terminal)(void *context, enum journal_owner journal,
                                const struct applicant *applicant);
    void *context;
};

/* Brings the rows up to date. */
void board_look(struct board *board, const struct board_now *now);

enum board_state {
    BOARD_GONE, /* no longer a person of this node: the row is to be taken away */
    BOARD_PENDING,
    BOARD_REGISTERED,
    BOARD_ASKS, /* asked to start, and waits for the staff's admission */
    BOARD_ADMITTED,
    BOARD_READY, /* asked to start, and waits for the beginning */
    BOARD_RUNNING,
    BOARD_WAITS, /* the time stands until a terminal holds the exam */
    BOARD_PAUSED,
    BOARD_FINISHED,
    BOARD_VOID,
    BOARD_TRANSIT, /* on the way to the other node */
    BOARD_STATES
};
const char *board_state_text(enum board_state state);

/* BOARD_NOTED: something happened, or the staff noted it, on which nobody has ruled. */
enum board_attention { BOARD_FINE, BOARD_NOTED, BOARD_QUIET, BOARD_TAKEN };

struct board_row {
    const char *id, *name; /* of the board, until it is changed */
    enum journal_owner journal;
    enum board_state state;
    uint16_t answered;
    int64_t left_ms; /* now; -1: no exam runs */
    bool runs;       /* the time left becomes less */
    struct presence terminal;
    int64_t saved_ms; /* since the last answer was saved; -1: never */
    unsigned copies;  /* disks that hold the last entry about the person */
    enum board_attention attention;
    const char *event; /* the last irregularity, in words; "" */
    uint64_t event_n;  /* its last entry in that journal: two with equal words are two; 0: none */
};

/* The rows that changed after version *since, the oldest change first: up to `most`. *since becomes the
 * version of the last of them. Returns how many there are. */
size_t board_changes(const struct board *board, const struct board_now *now, uint64_t *since,
                     struct board_row *out, size_t most);

/* How many answers of this node the peer is not known to have, as of the last look; -1: not known. */
int64_t board_answers_here(const struct board *board);

/* Milliseconds since the last entry of the peer came; -1: none has. */
int64_t board_peer_age_ms(const struct board *board, struct mono now);

#endif
