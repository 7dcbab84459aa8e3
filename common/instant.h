/* instant.h - the two kinds of time, as two types that cannot be mixed. Types only: code that must
 * not read a clock includes this and is handed its instants. */
#ifndef COMMON_INSTANT_H
#define COMMON_INSTANT_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC. For records and stamps only: it may jump. */
struct wall {
    int64_t ms;
};

/* Milliseconds since some instant of this boot. For deadlines and running exams: it never jumps. */
struct mono {
    int64_t ms;
};

#endif
