/* tls.h - a stream socket with or without TLS 1.3 (RFC 8446). The other end is known by its
 * fingerprint, the SHA-256 of its public key (SPKI; the pin of RFC 7469): no authorities, no names,
 * no dates. There are no session tickets, no resumption and no early data.
 *
 * Threads: any thread may use an open context; a stream belongs to one thread.
 * Memory:  open/close; the socket stays the caller's. Idle streams keep no buffers.
 * Errors:  STATUS_INVALID when a handshake failed: tls_problem() says why. */
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

/* 64 hexadecimal digits; colons and spaces between them are ignored. */
bool fingerprint_parse(const char *text, struct fingerprint *out);
void fingerprint_text(const struct fingerprint *fingerprint, char out[FINGERPRINT_TEXT_SIZE]);

/* In constant time. */
bool fingerprint_equal(const struct fingerprint *a, const struct fingerprint *b);

enum { TLS_PINS = 2 /* the current one and the next */ };

enum tls_trust {
    TLS_ANYONE, /* a server; its clients have no keys */
    TLS_PINNED, /* the other end must prove one of the pins */
    TLS_NOTED   /* any key: the caller checks stream.seen before it sends anything */
};

struct tls_options {
    bool server;
    enum tls_trust trust;
    /* PEM files, with the chain behind the certificate; NULL: none, for a client. */
    const char *key, *certificate;
    struct fingerprint pins[TLS_PINS];
    size_t pin_count;
    /* Of a server: a client that names protocols (ALPN, RFC 7301) must name this one; NULL: it may
     * name any. */
    const char *protocol;
};

struct tls_context;
enum status tls_context_open(const struct tls_options *options, struct tls_context **out);
void tls_context_close(struct tls_context *context); /* NULL is allowed */

/* Is the fingerprint one of the pins? */
bool tls_context_trusts(struct tls_context *context, const struct fingerprint *who);

/* Puts other pins in place of those of tls_context_open(), for the handshakes from now on; count: 1 to
 * TLS_PINS. The second: the first of the pins. */
void tls_context_set_pins(struct tls_context *context, const struct fingerprint *pins,
                          size_t count);
struct fingerprint tls_context_pin(struct tls_context *context);

struct stream {
    int fd;
    struct ssl_st *tls;      /* NULL: plain */
    struct fingerprint seen; /* of the key that the other end has proved; zeros before */
    short wants;             /* the poll(2) event that the last attempt waited for */
    int set_ms;              /* of net_receive_waiting() */
    size_t record_bytes;     /* largest record to send, set by the caller; 0: 16 KiB, TLS's own */
    size_t unsent;           /* bytes of a record that was sent in part */
};

/* context NULL: plain. */
enum status stream_open(struct stream *stream, struct tls_context *context, int fd);

/* Must be called after the struct was copied to another address. */
void stream_moved(struct stream *stream);

/* Sends TLS's close_notify if the socket takes it at once. */
void stream_close(struct stream *stream);

/* STATUS_OK, STATUS_TIMEOUT, STATUS_CLOSED, STATUS_INVALID. For a plain stream STATUS_OK. */
enum status stream_handshake(struct stream *stream, struct mono deadline);

/* One attempt that never waits. STATUS_BUSY: call it again when `wants` is ready. */
enum status stream_handshake_some(struct stream *stream);

/* Is the first byte from the other end something else than a TLS handshake? Waits for that byte
 * and leaves it in the stream. */
bool stream_is_addressed_plainly(const struct stream *stream, struct mono deadline);

/* As the functions of net.h. */
enum status stream_receive(struct stream *stream, char *data, size_t room, struct mono deadline,
                           size_t *got);
enum status stream_send(struct stream *stream, const char *data, size_t len, struct mono deadline);
enum status stream_receive_some(struct stream *stream, char *data, size_t room, size_t *got);
enum status stream_send_some(struct stream *stream, const char *data, size_t len, size_t *sent);

/* Does TLS hold received bytes, which poll(2) does not report? */
bool stream_has_more(const struct stream *stream);

/* Bytes read from the socket so far, also those of incomplete records; 0 for a plain stream. */
uint64_t stream_raw_bytes(const struct stream *stream);

/* OpenSSL's reason for the last failed handshake of this thread; "" when the last succeeded. */
const char *tls_problem(void);

#endif
