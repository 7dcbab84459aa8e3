/* digest.h - SHA-256 (FIPS 180-4), the hash of the journal and of the exam.
 * Threads: any. Memory: the caller's. Errors: when memory for a digest cannot be allocated the
 * process ends: no invariant holds without digests. */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_TEXT_SIZE = 2 * DIGEST_BYTES + 1 };

struct digest {
    uint8_t bytes[DIGEST_BYTES];
};

struct digest digest_of(const void *data, size_t len);

/* The digest of the concatenation of both. */
struct digest digest_of_two(const void *first, size_t first_len, const void *second,
                            size_t second_len);

bool digest_equal(const struct digest *a, const struct digest *b);
bool digest_is_zero(const struct digest *d);
void digest_text(const struct digest *d, char out[DIGEST_TEXT_SIZE]); /* lower-case hex */

#endif
