/* restoring.h - `sinodoctl restore FILE`.
 * Threads: main. Memory: none kept. Errors: an exit status of <sysexits.h>, after telling what is
 * wrong. */
#ifndef CTL_RESTORING_H
#define CTL_RESTORING_H

int restoring_run(const char *dir, const char *file);

#endif
