/* sides.h - what a node says of both journals in a handshake, for tests: in all sides entry n has
 * the same digest, so that their histories agree. Threads: any. Memory: plain values. Errors: none. */
#ifndef TESTS_SIDES_H
#define TESTS_SIDES_H

#include "server/core/recovery.h"

struct digest sides_digest(uint64_t n);

struct recovery_side sides_one(enum standing standing, uint64_t own_n, uint64_t held_n);

#endif
