/* clock.h - reading the clocks.
 * Threads: any. Memory: none. Errors: none (a clock that cannot be read is a bug: assert). */
#ifndef COMMON_CLOCK_H
#define COMMON_CLOCK_H

#include "common/instant.h"

struct wall clock_wall(void);
struct mono clock_mono(void);

/* The instant `ms` milliseconds from now. A negative ms gives one in the past. */
struct mono clock_deadline(int64_t ms);

/* Milliseconds until the deadline, 0 when it has passed, never more than INT32_MAX. */
int clock_left_ms(struct mono deadline);

/* "2026-11-23T06:40:00.123Z" (RFC 3339, UTC). */
enum { CLOCK_TEXT_SIZE = 32 };
void clock_text(struct wall at, char out[CLOCK_TEXT_SIZE]);

#endif
