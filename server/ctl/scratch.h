/* scratch.h - one private file that goes when this program ends: by scratch_remove(), or by a signal
 * that ends it (SIGINT, SIGTERM, SIGHUP, SIGPIPE). It lies in a directory of its own, mode 0700, in
 * $TMPDIR or /var/tmp.
 * Threads: main. Memory: static: one file at a time. Errors: -1 with errno. */
#ifndef CTL_SCRATCH_H
#define CTL_SCRATCH_H

/* A descriptor of the new file, which the caller closes. */
int scratch_open(void);

/* Of the file; of the directory that it was tried in: for what is said to people. */
const char *scratch_path(void);
const char *scratch_parent(void);

void scratch_remove(void);

#endif
