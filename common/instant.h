/* instant.h - wall and monotonic time, as two types that cannot be mixed. Code that must not read a
 * clock includes this header alone and gets its instants as arguments. */
#ifndef COMMON_INSTANT_H
#define COMMON_INSTANT_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC. The clock may jump: only for records and stamps. */
struct wall {
    int64_t ms;
};

/* Milliseconds since an arbitrary instant of this boot. The clock never jumps: for deadlines and
 * running exams. */
struct mono {
    int64_t ms;
};

#endif
