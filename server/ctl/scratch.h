/* scratch.h - one private file that is removed when this program ends: by scratch_remove(), or
 * when a signal ends the program (SIGINT, SIGTERM, SIGHUP, SIGPIPE). It is in a directory of its
 * own, mode 0700, in $TMPDIR or /var/tmp.
 * Threads: main. Memory: static: one file at a time. Errors: -1 with errno. */
#ifndef CTL_SCRATCH_H
#define CTL_SCRATCH_H

/* A descriptor of the new file, which the caller closes. */
int scratch_open(void);

/* The paths of the file, and of the directory in which it was to be made, for messages. */
const char *scratch_path(void);
const char *scratch_parent(void);

void scratch_remove(void);

#endif
