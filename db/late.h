/* late.h - when to write what may be written late: rows (recent.h), and index entries
 * (unindexed.h).
 * Threads: any. Memory: none. Errors: none. */
#ifndef DB_LATE_H
#define DB_LATE_H

#include <stddef.h>

/* How many of `waiting` should be written while there is nothing else to do, so that none is due
 * when there is: a sixteenth fewer wait then than may, `keep`. 0 when they are hardly worth a
 * transaction. */
size_t late_spare(size_t waiting, size_t keep);

#endif
