/* world.h - two whole nodes in one process: ledger, store, exchange, each on a disk of its own that
 * can fail, with the bytes between them in a test's hand. No thread, no socket, no clock: what
 * happens, and when, is decided by whoever calls this.
 *
 * Threads: one. Memory: open/close. Errors: what cannot happen ends the process. */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include "db/store/store.h"
#include "server/link/exchange.h"
#include "tests/sim/disk.h"

#include <stdbool.h>

struct world_node {
    const char *name;
    char dir[96];
    struct disk *disk;
    struct disk_image *fresh; /* a database that was just made */
    int64_t wall_offset_ms;   /* this node's wall clock is wrong by so much */
    int log_pages;            /* so long the log may become */
    int64_t grace_ms;         /* of its starts */
    const struct exam *exam;
    bool (*roster_node)(void *roster, const char *id,
                        char node[NODE_NAME_MAX + 1]); /* ledger.h; the context is the name */

    uint64_t people_most; /* ledger.h; 0: any number */
    uint64_t free_bytes;  /* that the ledger is told of */

    int64_t stall_ms; /* what world_stall() said */
    struct world *world;
    bool stalls;     /* it waits for its disk */
    int64_t held_ms; /* for so long it was stopped, or waited for its disk, */
    unsigned holds;  /* and so often */

    bool up;
    int64_t started_ms;
    uint64_t found_n;  /* the length of its own journal then */
    bool heard;        /* something has come from its peer since then */
    uint64_t starts;   /* of this world: its instance is that number */
    unsigned finished; /* times that sittings were said to be finished */
    bool lost;         /* D3: the process must end */
    bool stopped;      /* SIGSTOP: it does nothing until a case continues it */
    struct database database;
    struct ledger *ledger;
    struct journal_cache *cache;
    struct store *store;
    struct exchange *exchange;
    struct exchange_watch watch; /* world_presence() */

    bool waits; /* as a newcomer: the other does not hear it yet */
    int other;  /* whom it is connected to, or was */
    bool connected;
    struct buffer coming; /* bytes under way to it */
    int64_t come_from_ms; /* on a slow line: the first of them leaves it then */
    bool end_comes;       /* after them it sees that the connection is over */
};

/* The third is for named cases: the first one's name, and a disk of its own. */
enum { WORLD_NODES = 3, WORLD_SPARE = 2 };

struct world {
    struct exam *exam;
    int64_t now_ms;
    int64_t line_rate;     /* bytes a second each way; 0: what is sent can be had at once */
    int64_t line_delay_ms; /* each way, when line_rate is not 0 */
    struct world_node node[WORLD_NODES];
    bool newcomer; /* the spare, or the first once more, waits at the second's port */
    int newcomer_which;
    struct buffer newcomer_said;
};

/* Makes the exam and the two disks' images once. base: a directory that exists. */
void world_make(struct world *w, const char *base);
void world_free(struct world *w);

/* Empty disks, clocks at their beginning, nothing running. */
void world_reset(struct world *w, uint64_t seed);

/* False when the database refused to be opened, or the disk failed meanwhile. */
bool world_start(struct world *w, int which);

/* SIGTERM: what is queued is done, the database is closed in order. */
void world_stop(struct world *w, int which);

/* kill -9: nothing more reaches the disk. What was written stays, synced or not. */
void world_kill(struct world *w, int which);

/* The clocks are that node's: before anything is asked of its store directly. */
void world_enter(struct world *w, int which);

/* The store takes up to `most` of what is queued. */
void world_turn(struct world *w, int which, size_t most);

/* Time passes: nodes where somebody sits tick, but for one that is stopped (-1: none is) and whose
 * disk stalls. */
void world_pass(struct world *w, int64_t ms, int stopped);

/* The k-th operation of that node's disk from now takes so long; the other goes on. */
void world_stall(struct world *w, int which, unsigned k, int64_t ms);

/* Both must be up, idle and without a connection. */
void world_connect(struct world *w);
bool world_can_connect(struct world *w);

/* As world_connect(), of the second node with the spare. */
void world_connect_spare(struct world *w);

/* That node connects to the second one, which has a connection (server/link/instances.h): what is
 * decided at once, or when world_ask_newcomer() is called again. */
enum instances_decision world_come(struct world *w, int which);
enum instances_decision world_ask_newcomer(struct world *w);

/* The connection is cut: what was under way is lost. told: that end sees it at once. */
void world_cut(struct world *w, bool told0, bool told1);

/* Delivers up to `most` bytes of what is under way, as many as the line has carried until now; the
 * node handles them and answers. */
void world_deliver(struct world *w, int which, size_t most);

/* The node looks at its link, as on a wake-up. */
void world_step(struct world *w, int which);

/* Everything flows until nothing moves any more; on a slow line time passes meanwhile. */
void world_settle(struct world *w);

/* Is the terminal of that ID there? One time and another, each for WORLD_PRESENCE_MS, it is there, silent
 * and absent, wherever its exam runs. */
enum { WORLD_PRESENCE_MS = 20000 };
struct presence world_presence(const struct world *w, const char *id);

/* Marks the database on a stopped node's disk as a backup's copy, as `sinodoctl backup` does. */
void world_mark_restored(struct world *w, int which);

#endif
