/* people_saved.h - the saved answers of one sitting, each question once: 6 bytes and the values for
 * each.
 * Threads: one at a time. Memory: the arena's. Errors: the arena's. */
#ifndef SERVER_REPORT_PEOPLE_SAVED_H
#define SERVER_REPORT_PEOPLE_SAVED_H

#include "common/arena.h"
#include "server/core/answer.h"

struct saved_chunk;

struct people_saved {
    struct saved_chunk *first, *last;
    uint16_t highest; /* question */
};

/* The answer to this question, as shown, from 1; len 0: cleared. Replaces the one before. */
void people_saved_put(struct people_saved *saved, struct arena *arena, uint16_t question,
                      const uint8_t *values, size_t len);

/* Every answer of `more` replaces the one in `saved`. */
void people_saved_join(struct people_saved *saved, struct arena *arena,
                       const struct people_saved *more);

/* The answers by question into out[count], the others empty. */
void people_saved_read(const struct people_saved *saved, struct answer *out, size_t count);

#endif
