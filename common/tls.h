/* tls.h - a stream socket with or without TLS 1.3 (RFC 8446) around it. Who is at the other end is
 * known by the SHA-256 of its public key (SPKI, RFC 7469's pin): no authorities, no names, no
 * dates. There are no session tickets, no resumption and no early data.
 *
 * Threads: a context is read by all once it is made; a stream belongs to one thread.
 * Memory:  open/close; the socket stays the caller's. Idle streams keep no buffers.
 * Errors:  STATUS_INVALID for a handshake that failed: tls_problem() says why. */
#ifndef COMMON_TLS_H
#define COMMON_TLS_H

#include "common/clock.h"
#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FINGERPRINT_BYTES = 32, FINGERPRINT_TEXT_SIZE = 2 * FINGERPRINT_BYTES + 1 };

struct fingerprint {
    uint8_t bytes[FINGERPRINT_BYTES];
};

/* 64 hexadecimal digits; colons and spaces between them do not matter. */
bool fingerprint_parse(const char *text, struct fingerprint *out);
void fingerprint_text(const struct fingerprint *fingerprint, char out[FINGERPRINT_TEXT_SIZE]);

/* In constant time. */
bool fingerprint_equal(const struct fingerprint *a, const struct fingerprint *b);

enum { TLS_PINS = 2 /* the current one and the next */ };

enum tls_trust {
    TLS_ANYONE, /* a server whose clients have no keys */
    TLS_PINNED, /* the other end must have one of the pins */
    TLS_NOTED   /* any key: the caller looks at stream.seen before it says anything */
};

struct tls_options {
    bool server;
    enum tls_trust trust;
    const char *key, *certificate; /* PEM files; NULL: none, for a client */
    struct fingerprint pins[TLS_PINS];
    size_t pin_count;
};

struct tls_context;
enum status tls_context_open(const struct tls_options *options, struct tls_context **out);
void tls_context_close(struct tls_context *context); /* NULL is allowed */

/* Is it one of the pins? */
bool tls_context_trusts(const struct tls_context *context, const struct fingerprint *who);

struct stream {
    int fd;
    struct ssl_st *tls;      /* NULL: plain */
    struct fingerprint seen; /* whose key the other end has shown; zeros before */
    short wants;             /* the poll(2) event that the last attempt waited for */
    int set_ms;              /* net_receive_waiting() */
    size_t record_bytes;     /* the caller's: most of one record that is sent; 0: TLS's 16 KiB */
    size_t unsent;           /* of a record that the socket took in part */
};

/* context NULL: plain. */
enum status stream_open(struct stream *stream, struct tls_context *context, int fd);
/* It lies at another address now. */
void stream_moved(struct stream *stream);
/* Says goodbye if that needs no waiting. */
void stream_close(struct stream *stream);

/* STATUS_OK, STATUS_TIMEOUT, STATUS_CLOSED, STATUS_INVALID. A plain stream needs none. */
enum status stream_handshake(struct stream *stream, struct mono deadline);
/* One attempt; STATUS_BUSY: again when `wants` is ready. */
enum status stream_handshake_some(struct stream *stream);

/* Has the other end begun with something else than a handshake? Waits for its first byte; nothing
 * is taken from the stream. */
bool stream_is_addressed_plainly(const struct stream *stream, struct mono deadline);

/* As those of net.h. */
enum status stream_receive(struct stream *stream, char *data, size_t room, struct mono deadline,
                           size_t *got);
enum status stream_send(struct stream *stream, const char *data, size_t len, struct mono deadline);
enum status stream_receive_some(struct stream *stream, char *data, size_t room, size_t *got);
enum status stream_send_some(struct stream *stream, const char *data, size_t len, size_t *sent);

/* Has it bytes that poll(2) does not know of? */
bool stream_has_more(const struct stream *stream);

/* How many bytes came from the socket, also those of a record that is not whole; 0 for a plain
 * stream. */
uint64_t stream_raw_bytes(const struct stream *stream);

/* Why the last handshake of this thread failed, in words; "" when it did not. */
const char *tls_problem(void);

#endif
