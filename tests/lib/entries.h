/* entries.h - one journal entry of each kind, with every field set.
 * Threads: any. Memory: plain values; the answer's values are constants. Errors: none. */
#ifndef TESTS_ENTRIES_H
#define TESTS_ENTRIES_H

#include "server/core/journal.h"

struct entry entries_sample(enum entry_kind kind);

#endif
