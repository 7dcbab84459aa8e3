/* harm.h - the faults of nodes, while a pair works.
 * Threads: the test's own. Memory: the caller's. Errors: false when a node does not come back, or
 * does what it should not. */
#ifndef TESTS_NEMESIS_HARM_H
#define TESTS_NEMESIS_HARM_H

#include "tests/lib/candidates.h"

#include <stdint.h>

enum harm {
    HARM_NONE,
    HARM_KILL_CARACAS,
    HARM_KILL_MARACAY,
    HARM_KILL_BOTH,
    HARM_FREEZE_CARACAS, /* SIGSTOP, and later SIGCONT */
    HARM_FREEZE_MARACAY,
    HARM_FEW_DESCRIPTORS, /* at maracay */
    HARM_NO_ROOM,         /* at caracas: for no thread more, and little else */
    HARM_EMPTY_DISK,      /* at maracay, once */
    HARM_OLD_BACKUP,      /* at caracas, once */
    HARM_BOTH_OLD,        /* once */
    HARM_WRONG_NODE,      /* started with the other node's name */
    HARM_FULL_DISK,       /* at caracas; as root */
    HARM_CLOCKS,          /* both walls' clocks jump by days */
    HARMS
};

struct victims {
    struct pair *pair;
    struct candidates *candidates;
    char backup[2][256]; /* copies from before the work */
    uint64_t random_state;
    unsigned crashes, disk_kib;
};

const char *harm_text(enum harm what);

/* Before the pair starts. False when this machine does not have what it needs. */
bool harm_prepare(struct victims *v, enum harm what);

/* One round of it. first: of the combination. */
bool harm_do(struct victims *v, enum harm what, bool first);

/* Both nodes run and nothing holds them back. */
bool harm_heal(struct victims *v, enum harm what);

#endif
