/* instance.h - which start of a node is speaking. Each start of sinodod draws a random number, puts
 * it on its disk, and says it in HELLO.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_INSTANCE_H
#define CORE_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

enum { INSTANCE_BYTES = 16 };

struct instance {
    uint8_t bytes[INSTANCE_BYTES];
};

bool instance_equal(const struct instance *a, const struct instance *b);

#endif
