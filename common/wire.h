/* wire.h - RESP, the protocol between clients, operators and nodes (common/PROTOCOL.md).
 * Requests are arrays of bulk strings or one inline line; replies are any RESP2 value.
 * Pure: bytes in, words out; no socket. Incremental: the words do not depend on how the bytes were
 * split into reads.
 * Threads: one at a time per reader. Memory: a reader owns its input, which may hold access codes,
 * and wipes it before it frees it. The words and values that it returns point into the input and
 * are valid until the next call on the same reader.
 * Errors:  WIRE_BAD with a reason for people; the connection must then be closed.
 * Source:  Redis serialization protocol specification, version 2; of version 3 the map and the null,
 *          in replies that are written. */
#ifndef COMMON_WIRE_H
#define COMMON_WIRE_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WIRE_REQUEST_BYTES = 16 * 1024, /* a client's request, framing included */
    WIRE_REQUEST_WORDS = 64,
    WIRE_REPLY_BYTES = 256 * 1024, /* largest reply that a client accepts */
    WIRE_REPLY_VALUES = 1024
};

struct wire_word {
    const char *data; /* not NUL-terminated; may hold any byte */
    size_t len;
};

enum wire_type { WIRE_SIMPLE, WIRE_ERROR, WIRE_INTEGER, WIRE_BULK, WIRE_NULL, WIRE_ARRAY };

/* A reply in pre-order: an array is followed by its `count` members. */
struct wire_value {
    enum wire_type type;
    const char *data; /* simple, error, bulk */
    size_t len;
    int64_t integer;
    size_t count; /* array */
};

enum wire_event {
    WIRE_READY, /* one request or reply was returned */
    WIRE_MORE,  /* more bytes are needed */
    WIRE_BAD    /* not RESP2, or over a limit */
};

struct wire_reader {
    struct buffer in;
    size_t start;     /* offset in `in` of the message that is read */
    size_t next;      /* offset of the message after it, once it was returned */
    size_t scanned;   /* bytes of an inline line that were searched for its end */
    size_t max_bytes; /* of one message */
};

void wire_reader_init(struct wire_reader *r, size_t max_bytes);
void wire_reader_release(struct wire_reader *r);

/* Frees the input's memory if it is empty, so that an idle connection occupies none. */
void wire_reader_rest(struct wire_reader *r);

/* Where the next received bytes go: *room bytes (never 0), or NULL when out of memory. Then the
 * caller says how many it received. */
char *wire_reader_space(struct wire_reader *r, size_t *room);
void wire_reader_filled(struct wire_reader *r, size_t len);

/* The next request: *count words, from 1 to max_words (empty requests are skipped). On WIRE_BAD
 * *reason says why. */
enum wire_event wire_request(struct wire_reader *r, struct wire_word *words, size_t max_words,
                             size_t *count, const char **reason);

/* Undoes the last wire_request() that returned WIRE_READY: the next one returns it again. */
void wire_reader_undo(struct wire_reader *r);

/* The next reply as up to max_values values in pre-order. */
enum wire_event wire_reply(struct wire_reader *r, struct wire_value *values, size_t max_values,
                           size_t *count, const char **reason);

/* The index after values[i] and its members. */
size_t wire_skip(const struct wire_value *values, size_t count, size_t i);

/* The value of a flat name-value array at values[0], or NULL. */
const struct wire_value *wire_pair(const struct wire_value *values, size_t count, const char *name);

/* What the two versions of RESP write differently. A client has version 2 until it asks for 3. */
enum wire_version { WIRE_RESP2 = 2, WIRE_RESP3 = 3 };

void wire_put_array(struct buffer *out, size_t count);
/* `pairs` names, each followed by its value: RESP3's map, in RESP2 a flat array. */
void wire_put_map(struct buffer *out, enum wire_version version, size_t pairs);
void wire_put_null(struct buffer *out, enum wire_version version);
void wire_put_bulk(struct buffer *out, const void *data, size_t len);
void wire_put_text(struct buffer *out, const char *text); /* a bulk string */
void wire_put_integer(struct buffer *out, int64_t value);
void wire_put_simple(struct buffer *out, const char *text);

/* "-CODE words": bytes below a space in the words become spaces. */
void wire_put_error(struct buffer *out, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* True when the word equals the text, ASCII case ignored. */
bool wire_is(const struct wire_word *word, const char *text);

/* The same, byte by byte. */
bool wire_equals(const struct wire_word *word, const char *text);

/* Whole decimal integer in [least, most]. */
bool wire_integer(const struct wire_word *word, int64_t least, int64_t most, int64_t *out);

#endif
