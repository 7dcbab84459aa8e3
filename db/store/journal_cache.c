#include "db/store/journal_cache.h"

#include "common/thread.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_ENTRIES = 8192, CACHE_BYTES = 1024 * 1024 };

/* Legend: (t) guarded by `lock`. Entry n lies at place[n % CACHE_ENTRIES]; its bytes are whole in
 * the ring as long as no more than CACHE_BYTES were written since `from`. */
struct journal_cache {
    pthread_mutex_t lock;
    uint64_t next_n;  /* (t) one past the newest */
    uint64_t written; /* (t) bytes ever pushed */
    uint64_t count;   /* (t) entries whose place is still theirs */
    struct {
        uint64_t from; /* value of `written` at its first byte */
        size_t len;
        struct digest digest;
    } place[CACHE_ENTRIES]; /* (t) */
    char ring[CACHE_BYTES]; /* (t) */
};

enum status journal_cache_open(struct journal_cache **out)
{
    struct journal_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        return STATUS_NOMEM;
    thread_mutex_init(&cache->lock);
    *out = cache;
    return STATUS_OK;
}

void journal_cache_close(struct journal_cache *cache)
{
    if (cache == NULL)
        return;
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

static void put_locked(struct journal_cache *cache, const char *data, size_t len)
{
    size_t at = (size_t)(cache->written % CACHE_BYTES);
    size_t before_end = len < CACHE_BYTES - at ? len : CACHE_BYTES - at;
    memcpy(cache->ring + at, data, before_end);
    memcpy(cache->ring, data + before_end, len - before_end);
    cache->written += len;
}

void journal_cache_push(struct journal_cache *cache, const struct ledger_written *written)
{
    thread_lock(&cache->lock);
    if (written->first != cache->next_n)
        cache->count = 0;
    for (size_t i = 0; i < written->count; i++) {
        const struct wire_word *entry = &written->entries[i];
        uint64_t n = written->first + i;
        cache->place[n % CACHE_ENTRIES].from = cache->written;
        cache->place[n % CACHE_ENTRIES].len = entry->len;
        cache->place[n % CACHE_ENTRIES].digest = written->digests[i];
        put_locked(cache, entry->data, entry->len);
        if (cache->count < CACHE_ENTRIES)
            cache->count++;
    }
    cache->next_n = written->first + written->count;
    thread_unlock(&cache->lock);
}

static bool here_locked(const struct journal_cache *cache, uint64_t n)
{
    return n < cache->next_n && cache->next_n - n <= cache->count &&
           cache->written - cache->place[n % CACHE_ENTRIES].from <= CACHE_BYTES;
}

bool journal_cache_copy(struct journal_cache *cache, uint64_t first, uint64_t bytes,
                        struct ledger_run *run)
{
    run->first = first;
    run->count = 0;
    buffer_clear(&run->bytes);
    thread_lock(&cache->lock);
    if (here_locked(cache, first)) {
        for (uint64_t n = first; n < cache->next_n && run->count < MESSAGE_ENTRIES_MAX; n++) {
            size_t len = cache->place[n % CACHE_ENTRIES].len;
            size_t at = (size_t)(cache->place[n % CACHE_ENTRIES].from % CACHE_BYTES);
            size_t before_end = len < CACHE_BYTES - at ? len : CACHE_BYTES - at;
            if (run->count > 0 && run->bytes.len + len > bytes)
                break;
            buffer_append(&run->bytes, cache->ring + at, before_end);
            buffer_append(&run->bytes, cache->ring, len - before_end);
            run->len[run->count++] = len;
            run->last = cache->place[n % CACHE_ENTRIES].digest;
        }
    }
    thread_unlock(&cache->lock);
    return run->count > 0 && !run->bytes.failed;
}
