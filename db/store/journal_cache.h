/* journal_cache.h - the newest entries of our own journal in memory, between the store thread,
 * which commits them, and the sync thread, which sends them: a bounded queue. Older entries are
 * read from the disk.
 * Threads: any; one lock. Memory: open/close. Errors: STATUS_NOMEM. */
#ifndef DB_STORE_JOURNAL_CACHE_H
#define DB_STORE_JOURNAL_CACHE_H

#include "db/ledger_peer.h"

struct journal_cache;

enum status journal_cache_open(struct journal_cache **out);
void journal_cache_close(struct journal_cache *cache); /* NULL is allowed */

/* Adds committed entries. If they do not follow the entries in the cache, the cache is emptied
 * first.
 */
void journal_cache_push(struct journal_cache *cache, const struct ledger_written *written);

/* Copies entries from number `first` on, like ledger_read(). False when they are not in the cache.
 */
bool journal_cache_copy(struct journal_cache *cache, uint64_t first, uint64_t bytes,
                        struct ledger_run *run);

#endif
