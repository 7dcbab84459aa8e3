#include "server/link/report.h"

#include "common/log.h"
#include "common/thread.h"
#include "server/core/offset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void report_init(struct report *r)
{
    memset(r, 0, sizeof *r);
    thread_mutex_init(&r->lock);
}

void report_destroy(struct report *r)
{
    pthread_mutex_destroy(&r->lock);
}

bool report_set_problem(struct report *r, const char *words)
{
    if (strcmp(r->problem, words) == 0)
        return false;
    thread_lock(&r->lock);
    (void)snprintf(r->problem, sizeof r->problem, "%s", words);
    thread_unlock(&r->lock);
    return true;
}

void report_complain(struct report *r, const char *words)
{
    if (report_set_problem(r, words))
        log_event(LOG_WARN, "link: %s", words);
}

void report_problem(struct report *r, char out[LEDGER_REASON_SIZE])
{
    thread_lock(&r->lock);
    memcpy(out, r->problem, sizeof r->problem);
    thread_unlock(&r->lock);
}

void report_set_line(struct report *r, const struct report_line *line)
{
    thread_lock(&r->lock);
    r->line = *line;
    thread_unlock(&r->lock);
}

void report_set_offset(struct report *r, int64_t offset_ms)
{
    bool wrong = offset_is_wrong(offset_ms);
    if (wrong && !offset_is_wrong(r->offset_ms))
        log_event(LOG_WARN,
                  "link: the peer's clock is at least %lld ms %s this node's: set the one that is "
                  "wrong; each node goes by its own when the exam opens, begins and closes",
                  llabs((long long)offset_ms), offset_ms > 0 ? "ahead of" : "behind");
    else if (!wrong && offset_is_wrong(r->offset_ms))
        log_event(LOG_INFO, "link: the two nodes' clocks differ no more");
    thread_lock(&r->lock);
    r->offset_ms = offset_ms;
    thread_unlock(&r->lock);
}

int64_t report_offset(struct report *r)
{
    thread_lock(&r->lock);
    int64_t offset_ms = r->offset_ms;
    thread_unlock(&r->lock);
    return offset_ms;
}

void report_set_peer_n(struct report *r, uint64_t peer_n)
{
    thread_lock(&r->lock);
    r->peer_n = peer_n;
    thread_unlock(&r->lock);
}

uint64_t report_peer_n(struct report *r)
{
    thread_lock(&r->lock);
    uint64_t peer_n = r->peer_n;
    thread_unlock(&r->lock);
    return peer_n;
}

void report_line(struct report *r, struct report_line *out)
{
    thread_lock(&r->lock);
    *out = r->line;
    thread_unlock(&r->lock);
}
