/* fields.h - the canonical bytes of an entry's fields (journal.h J3). One description of each kind
 * serves both directions, so that bytes that are read are exactly those that are written.
 * Threads: any. Memory: a decoded answer's values point into the bytes. Errors: `bad` in the coder,
 * and it stays. */
#ifndef CORE_FIELDS_H
#define CORE_FIELDS_H

#include "server/core/entry.h"

struct coder {
    bool reads;
    bool bad; /* the bytes are short, or encode no entry */
    uint8_t *out;
    const uint8_t *in, *end;
};

/* Numbers are big-endian. A number that is read above `most` is bad. */
void coder_uint(struct coder *coder, uint64_t *value, int width, uint64_t most);

/* At most `most` bytes without NUL; text has room for most + 1. */
void coder_text(struct coder *coder, char *text, size_t most);

/* The fields of entry->kind, and the order before them. */
void fields_code(struct coder *coder, struct entry *entry);

#endif
