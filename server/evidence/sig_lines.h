/* sig_lines.h - reads the lines "name: value" of a signed statement in their order: FILE.sig of a report,
 * web.sig of certificates.
 * Threads: any. Memory: values point into the text, which is the caller's. Errors: `bad`, from then on. */
#ifndef SERVER_EVIDENCE_SIG_LINES_H
#define SERVER_EVIDENCE_SIG_LINES_H

#include "common/wire.h"
#include "server/core/digest.h"

struct sig_lines {
    const char *at, *end; /* what is left */
    bool bad;             /* it is no such text */
};

/* The value of the next line, which must have this name. */
struct wire_word sig_lines_take(struct sig_lines *lines, const char *name);

/* The word must not be empty, and fit. */
void sig_lines_copy(struct sig_lines *lines, struct wire_word word, char *out, size_t size);

/* A key or a digest: 64 hexadecimal digits. */
void sig_lines_bytes(struct sig_lines *lines, struct wire_word word, uint8_t out[DIGEST_BYTES]);

#endif
