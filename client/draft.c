#include "client/draft.h"

/* T3: has this moment come since the text was sent? */
static bool passed(const struct draft *draft, struct mono now, int64_t moment_ms)
{
    return now.ms >= moment_ms && draft->sent.ms < moment_ms;
}

bool draft_due(const struct draft *draft, size_t bytes, struct mono now, struct mono deadline)
{
    int64_t line_ms = (int64_t)bytes * 1000 / DRAFT_LINE_BYTES_PER_S;
    int64_t gap_ms = (int64_t)bytes * 1000 / DRAFT_BYTES_PER_S;
    if (passed(draft, now, deadline.ms - DRAFT_EARLY_MS - line_ms) ||
        passed(draft, now, deadline.ms - DRAFT_LATE_MS) ||
        passed(draft, now, deadline.ms - DRAFT_LAST_MS))
        return true;
    return now.ms - draft->changed.ms >= DRAFT_MS && now.ms - draft->sent.ms >= gap_ms; /* T2 */
}
