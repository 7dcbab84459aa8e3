/* offset.h - by how much the peer's wall clock certainly differs from ours (RFC 5905, section 8: the
 * offset is known to within the round trip).
 *
 *     ours   │ left          came            our clock, read before our HELLO left and after the
 *     ───────┼──┼──────────────┼────▶        peer's came
 *            │   ╲            ╱
 *            │    ╲  theirs  ╱               the peer's clock, read before its HELLO left
 *     ───────┼─────┼───┼────┼──────▶
 *     peer's │  begun  theirs  answered_ms after `begun` our HELLO had come
 *
 *   E1  the peer's clock is ahead by at least theirs - came, since its HELLO was not there before it
 *       left; and by at most theirs + answered_ms - left, since ours was not either. What is told of
 *       the difference is the least that both allow: a slow line alone never makes one
 *
 * Both nodes decide about the beginning of the exam and its hours by their own clocks, and hear of a
 * difference of more than a second.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_OFFSET_H
#define CORE_OFFSET_H

#include "common/instant.h"

#include <stdbool.h>

enum { OFFSET_MOST_MS = 1000, OFFSET_STEP_MS = 500 };

struct offset_walls {
    struct wall left, came; /* by our clock */
    struct wall theirs;     /* by the peer's; 0: not known */
};

/* The certain difference: positive when the peer's clock is ahead, 0 when there may be none. */
int64_t offset_certain_ms(const struct offset_walls *walls, int64_t answered_ms);

/* Is it too much? */
bool offset_is_wrong(int64_t certain_ms);

/* Was our wall clock set since it led the monotonic clock by lead_ms? Then it is to be measured
 * again. */
bool offset_stepped(int64_t lead_ms, struct wall wall, struct mono mono);

#endif
