#include "db/tail.h"

#include "common/thread.h"

#include <stdlib.h>
#include <string.h>

enum { TAIL_ENTRIES = 8192, TAIL_BYTES = 1024 * 1024 };

/* Legend: (t) guarded by `lock`. Entry n lies at place[n % TAIL_ENTRIES]; its bytes are whole in
 * the ring as long as no more than TAIL_BYTES were written since `from`. */
struct tail {
    pthread_mutex_t lock;
    uint64_t next_n;  /* (t) one past the newest */
    uint64_t written; /* (t) bytes ever pushed */
    uint64_t count;   /* (t) entries whose place is still theirs */
    struct {
        uint64_t from; /* value of `written` at its first byte */
        size_t len;
        struct digest digest;
    } place[TAIL_ENTRIES]; /* (t) */
    char ring[TAIL_BYTES]; /* (t) */
};

enum status tail_open(struct tail **out)
{
    struct tail *tail = calloc(1, sizeof *tail);
    if (tail == NULL)
        return STATUS_NOMEM;
    thread_mutex_init(&tail->lock);
    *out = tail;
    return STATUS_OK;
}

void tail_close(struct tail *tail)
{
    if (tail == NULL)
        return;
    pthread_mutex_destroy(&tail->lock);
    free(tail);
}

static void put_locked(struct tail *tail, const char *data, size_t len)
{
    size_t at = (size_t)(tail->written % TAIL_BYTES);
    size_t before_end = len < TAIL_BYTES - at ? len : TAIL_BYTES - at;
    memcpy(tail->ring + at, data, before_end);
    memcpy(tail->ring, data + before_end, len - before_end);
    tail->written += len;
}

void tail_push(struct tail *tail, const struct ledger_written *written)
{
    thread_lock(&tail->lock);
    if (written->first != tail->next_n)
        tail->count = 0;
    for (size_t i = 0; i < written->count; i++) {
        const struct wire_word *entry = &written->entries[i];
        uint64_t n = written->first + i;
        tail->place[n % TAIL_ENTRIES].from = tail->written;
        tail->place[n % TAIL_ENTRIES].len = entry->len;
        tail->place[n % TAIL_ENTRIES].digest = written->digests[i];
        put_locked(tail, entry->data, entry->len);
        if (tail->count < TAIL_ENTRIES)
            tail->count++;
    }
    tail->next_n = written->first + written->count;
    thread_unlock(&tail->lock);
}

static bool here_locked(const struct tail *tail, uint64_t n)
{
    return n < tail->next_n && tail->next_n - n <= tail->count &&
           tail->written - tail->place[n % TAIL_ENTRIES].from <= TAIL_BYTES;
}

bool tail_copy(struct tail *tail, uint64_t first, uint64_t bytes, struct ledger_run *run)
{
    run->first = first;
    run->count = 0;
    buffer_clear(&run->bytes);
    thread_lock(&tail->lock);
    if (here_locked(tail, first)) {
        for (uint64_t n = first; n < tail->next_n && run->count < MESSAGE_ENTRIES_MAX; n++) {
            size_t len = tail->place[n % TAIL_ENTRIES].len;
            size_t at = (size_t)(tail->place[n % TAIL_ENTRIES].from % TAIL_BYTES);
            size_t before_end = len < TAIL_BYTES - at ? len : TAIL_BYTES - at;
            if (run->count > 0 && run->bytes.len + len > bytes)
                break;
            buffer_append(&run->bytes, tail->ring + at, before_end);
            buffer_append(&run->bytes, tail->ring, len - before_end);
            run->len[run->count++] = len;
            run->last = tail->place[n % TAIL_ENTRIES].digest;
        }
    }
    thread_unlock(&tail->lock);
    return run->count > 0 && !run->bytes.failed;
}
