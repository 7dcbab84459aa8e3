/* archived.h - looks into an archive (db/archive.h): the files beside its database.
 * Threads: main. Memory: none kept. Errors: told on standard error; an exit status of <sysexits.h>. */
#ifndef CTL_ARCHIVED_H
#define CTL_ARCHIVED_H

#include "server/ctl/call.h"

/* Lists them, also as JSON. call: for the format. */
int archived_list(const struct call *call, const char *archive);

/* Writes one of them to a new file. */
int archived_extract(const char *archive, const char *name, const char *out);

#endif
