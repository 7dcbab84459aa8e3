/* cases_steps.h - what the named lives begin with: a pair, a sitting, a disk that is lost or put
 * back.
 * Threads: one. Memory: the world's. Errors: CHECK (check.h). */
#ifndef TESTS_SIM_CASES_STEPS_H
#define TESTS_SIM_CASES_STEPS_H

#include "tests/sim/world.h"

enum { CARACAS, MARACAY };

enum standing steps_standing(struct world *w, int which);

/* Both nodes start with empty disks, and the link is up. */
void steps_start_pair(struct world *w);

/* The line breaks and is there again. */
void steps_connect_again(struct world *w);

/* V1 is home at caracas, and sits there. */
void steps_start_sitting(struct world *w);

/* The node ends, and its disk is an empty one. */
void steps_lose_disk(struct world *w, int which);

/* The node ends, and starts with a backup in the place of its disk. */
void steps_restore(struct world *w, int which, const struct disk_image *image);

/* V1 and following at caracas, V10001 and following at maracay. */
void steps_register_many(struct world *w, int which, int count);

/* Both nodes are open, and have each other's journals whole. */
bool steps_all_is_across(struct world *w);

struct steps_drive {
    int64_t ms;     /* how long it took */
    size_t most;    /* the most bytes that were under way */
    bool behind[2]; /* that node said that the link is behind */
};

/* Time passes on a slow line until `done`, in steps of so many ms. */
enum { STEPS_LOOK_MS = 20 };
struct steps_drive steps_drive(struct world *w, bool (*done)(struct world *));

#endif
