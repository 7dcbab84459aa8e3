/* owner.h - root works on a node's files as the node's user, who must be able to read them.
 * Threads: main. Memory: the caller's. Errors: told on standard error; root then goes on as root. */
#ifndef CTL_OWNER_H
#define CTL_OWNER_H

/* Returns the path to use for the directory: that user may not be able to pass those above it
 * (/var/lib/private). The working directory may have changed. */
const char *owner_enter(const char *dir);

#endif
