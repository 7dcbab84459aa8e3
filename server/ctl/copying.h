/* copying.h - `sinodoctl backup FILE`, and the copy of a running node's database that it is made
 * of. The bytes come over the socket and this program writes them: the node sees another file
 * system than the user who typed the name.
 * Threads: main. Memory: none kept.
 * Errors:  told on standard error; an exit status of <sysexits.h>. */
#ifndef CTL_COPYING_H
#define CTL_COPYING_H

#include "server/core/names.h"
#include "server/ctl/call.h"

struct copying_offer {
    char node[3 * NODE_NAME_MAX + 1]; /* printable */
    int64_t entries, bytes;
};

/* Has the node make a copy of its database. EX_OK: it can be taken. */
int copying_ask(struct call *call, struct copying_offer *out);

/* Takes the copy, piece by piece, into an open file. */
bool copying_take(struct call *call, int fd, int64_t bytes);

/* The whole command. */
int copying_backup(struct call *call, const char *file);

#endif
