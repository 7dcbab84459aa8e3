#include "common/tls.h"

#include "common/hex.h"
#include "common/net.h"
#include "common/thread.h"

#include <assert.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Legend: (c) constant, (l) guarded by `lock`. */
struct tls_context {
    SSL_CTX *ssl;         /* (c) */
    bool server;          /* (c) */
    const char *protocol; /* (c) */
    enum tls_trust trust; /* (c) */
    pthread_mutex_t lock;
    struct fingerprint pins[TLS_PINS]; /* (l) */
    size_t pin_count;                  /* (l) */
};

enum { PROBLEM_SIZE = 256 };

static _Thread_local char problem[PROBLEM_SIZE];

const char *tls_problem(void)
{
    return problem;
}

/* --- fingerprints --- */

bool fingerprint_parse(const char *text, struct fingerprint *out)
{
    size_t digits = 0;
    memset(out, 0, sizeof *out);
    for (; *text != '\0'; text++) {
        int digit = hex_digit(*text);
        if (*text == ':' || *text == ' ')
            continue;
        if (digit < 0 || digits == sizeof out->bytes * 2)
            return false;
        out->bytes[digits / 2] = (uint8_t)(out->bytes[digits / 2] << 4 | digit);
        digits++;
    }
    return digits == sizeof out->bytes * 2;
}

void fingerprint_text(const struct fingerprint *fingerprint, char out[FINGERPRINT_TEXT_SIZE])
{
    (void)hex_put(out, fingerprint->bytes, FINGERPRINT_BYTES);
}

bool fingerprint_equal(const struct fingerprint *a, const struct fingerprint *b)
{
    return CRYPTO_memcmp(a->bytes, b->bytes, FINGERPRINT_BYTES) == 0;
}

/* --- contexts --- */

static bool read_fingerprint(X509 *certificate, struct fingerprint *out)
{
    unsigned char *der = NULL;
    unsigned len = 0;
    int size = certificate != NULL ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der) : -1;
    bool read =
        size > 0 && EVP_Digest(der, (size_t)size, out->bytes, &len, EVP_sha256(), NULL) == 1;
    OPENSSL_free(der);
    return read;
}

bool tls_context_trusts(struct tls_context *context, const struct fingerprint *who)
{
    bool known = false;
    thread_lock(&context->lock);
    for (size_t i = 0; i < context->pin_count; i++)
        known |= fingerprint_equal(who, &context->pins[i]);
    thread_unlock(&context->lock);
    return known;
}

void tls_context_set_pins(struct tls_context *context, const struct fingerprint *pins, size_t count)
{
    assert(count > 0 && count <= TLS_PINS);
    thread_lock(&context->lock);
    memcpy(context->pins, pins, count * sizeof *pins);
    context->pin_count = count;
    thread_unlock(&context->lock);
}

struct fingerprint tls_context_pin(struct tls_context *context)
{
    thread_lock(&context->lock);
    struct fingerprint first = context->pins[0];
    thread_unlock(&context->lock);
    return first;
}

/* Takes the place of a chain of authorities: is the key one of the pins? (TLS itself makes the
 * other end prove that it has the private key.) */
static int verify(X509_STORE_CTX *chain, void *arg)
{
    struct tls_context *context = arg;
    SSL *ssl = X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct stream *stream = SSL_get_app_data(ssl);
    if (!read_fingerprint(X509_STORE_CTX_get0_cert(chain), &stream->seen))
        return 0;
    return context->trust == TLS_NOTED || tls_context_trusts(context, &stream->seen);
}

/* RFC 7301, 3.2. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len,
                           const unsigned char *in, unsigned len, void *arg)
{
    const struct tls_context *context = arg;
    size_t wanted = strlen(context->protocol);
    (void)ssl;
    for (const unsigned char *at = in, *end = in + len; at < end; at += 1 + *at)
        if (*at == wanted && memcmp(at + 1, context->protocol, wanted) == 0) {
            *out = at + 1;
            *out_len = *at;
            return SSL_TLSEXT_ERR_OK;
        }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* A node shows one certificate of some hundred bytes. An end that has not proved a key occupies no
 * more memory here than the first message of TLS, 16 KiB. */
enum { CERTIFICATES_MOST_BYTES = 4096 };

static bool set_up(struct tls_context *context, const struct tls_options *o)
{
    SSL_CTX *ssl = context->ssl;
    int mode = SSL_VERIFY_NONE;
    if (o->trust != TLS_ANYONE)
        mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    SSL_CTX_set_verify(ssl, mode, NULL);
    SSL_CTX_set_cert_verify_callback(ssl, verify, context);
    if (o->protocol != NULL)
        SSL_CTX_set_alpn_select_cb(ssl, choose_protocol, context);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(ssl, CERTIFICATES_MOST_BYTES);
    (void)SSL_CTX_set_options(ssl, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                       SSL_OP_CLEANSE_PLAINTEXT |
                                       SSL_OP_IGNORE_UNEXPECTED_EOF /* requests have ends */);
    (void)SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    /* Otherwise one read goes on while records without data arrive (key updates). */
    (void)SSL_CTX_clear_mode(ssl, SSL_MODE_AUTO_RETRY);
    return SSL_CTX_set_min_proto_version(ssl, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_num_tickets(ssl, 0) == 1 && SSL_CTX_set_max_early_data(ssl, 0) == 1 &&
           (o->certificate == NULL ||
            (SSL_CTX_use_certificate_chain_file(ssl, o->certificate) == 1 &&
             SSL_CTX_use_PrivateKey_file(ssl, o->key, SSL_FILETYPE_PEM) == 1 &&
             SSL_CTX_check_private_key(ssl) == 1));
}

enum status tls_context_open(const struct tls_options *o, struct tls_context **out)
{
    struct tls_context *context = calloc(1, sizeof *context);
    if (context == NULL)
        return STATUS_NOMEM;
    thread_mutex_init(&context->lock);
    context->server = o->server;
    context->trust = o->trust;
    memcpy(context->pins, o->pins, sizeof context->pins);
    context->pin_count = o->pin_count;
    context->protocol = o->protocol;
    context->ssl = SSL_CTX_new(o->server ? TLS_server_method() : TLS_client_method());
    if (context->ssl == NULL || !set_up(context, o)) {
        ERR_clear_error();
        tls_context_close(context);
        return STATUS_INVALID;
    }
    *out = context;
    return STATUS_OK;
}

void tls_context_close(struct tls_context *context)
{
    if (context == NULL)
        return;
    SSL_CTX_free(context->ssl);
    pthread_mutex_destroy(&context->lock);
    free(context);
}

/* --- streams --- */

enum status stream_open(struct stream *stream, struct tls_context *context, int fd)
{
    *stream = (struct stream){.fd = fd, .wants = POLLIN};
    if (context == NULL)
        return STATUS_OK;
    stream->tls = SSL_new(context->ssl);
    if (stream->tls == NULL || SSL_set_fd(stream->tls, fd) != 1) {
        SSL_free(stream->tls);
        stream->tls = NULL;
        ERR_clear_error();
        return STATUS_NOMEM;
    }
    SSL_set_app_data(stream->tls, stream);
    if (context->server)
        SSL_set_accept_state(stream->tls);
    else
        SSL_set_connect_state(stream->tls);
    return STATUS_OK;
}

void stream_moved(struct stream *stream)
{
    if (stream->tls != NULL)
        SSL_set_app_data(stream->tls, stream);
}

void stream_close(struct stream *stream)
{
    if (stream->tls == NULL)
        return;
    if (SSL_is_init_finished(stream->tls))
        (void)SSL_shutdown(stream->tls);
    SSL_free(stream->tls);
    stream->tls = NULL;
    ERR_clear_error();
}

/* Why did the call of OpenSSL fail? STATUS_BUSY: it must be repeated when `wants` is ready. */
static enum status tls_failure(struct stream *stream, int rc)
{
    enum status status = STATUS_CLOSED;
    switch (SSL_get_error(stream->tls, rc)) {
    case SSL_ERROR_WANT_READ:
        stream->wants = POLLIN;
        status = STATUS_BUSY;
        break;
    case SSL_ERROR_WANT_WRITE:
        stream->wants = POLLOUT;
        status = STATUS_BUSY;
        break;
    case SSL_ERROR_SSL:
        status = STATUS_INVALID;
        break;
    default:
        break;
    }
    if (status == STATUS_INVALID) {
        const char *reason = ERR_reason_error_string(ERR_peek_error());
        (void)snprintf(problem, sizeof problem, "%s", reason != NULL ? reason : "unknown");
    }
    ERR_clear_error();
    return status;
}

enum status stream_handshake_some(struct stream *stream)
{
    problem[0] = '\0';
    if (stream->tls == NULL)
        return STATUS_OK;
    ERR_clear_error();
    int rc = SSL_do_handshake(stream->tls);
    return rc == 1 ? STATUS_OK : tls_failure(stream, rc);
}

/* Waits for `wants`; false when the deadline passed. */
static bool stream_ready(const struct stream *stream, struct mono deadline)
{
    struct pollfd p = {.fd = stream->fd, .events = stream->wants};
    int left;
    while ((left = clock_left_ms(deadline)) > 0)
        if (poll(&p, 1, left) > 0)
            return true;
    return false;
}

bool stream_is_addressed_plainly(const struct stream *stream, struct mono deadline)
{
    enum { HANDSHAKE_RECORD = 0x16 /* RFC 8446, 5.1 */ };
    unsigned char first;
    return stream->tls != NULL && stream_ready(stream, deadline) &&
           recv(stream->fd, &first, 1, MSG_PEEK) == 1 && first != HANDSHAKE_RECORD;
}

enum status stream_handshake(struct stream *stream, struct mono deadline)
{
    enum status status;
    while ((status = stream_handshake_some(stream)) == STATUS_BUSY)
        if (!stream_ready(stream, deadline))
            return STATUS_TIMEOUT;
    return status;
}

enum status stream_receive_some(struct stream *stream, char *data, size_t room, size_t *got)
{
    if (stream->tls == NULL) {
        stream->wants = POLLIN;
        return net_receive_some(stream->fd, data, room, got);
    }
    *got = 0;
    ERR_clear_error();
    int rc = SSL_read_ex(stream->tls, data, room, got);
    if (rc == 1)
        return STATUS_OK;
    return tls_failure(stream, rc) == STATUS_BUSY ? STATUS_OK : STATUS_CLOSED;
}

enum status stream_receive(struct stream *stream, char *data, size_t room, struct mono deadline,
                           size_t *got)
{
    if (stream->tls == NULL)
        return net_receive_waiting(stream->fd, data, room, deadline, &stream->set_ms, got);
    for (;;) {
        enum status status = stream_receive_some(stream, data, room, got);
        if (status != STATUS_OK || *got > 0)
            return status;
        if (!stream_ready(stream, deadline))
            return STATUS_TIMEOUT;
    }
}

enum status stream_send_some(struct stream *stream, const char *data, size_t len, size_t *sent)
{
    *sent = 0;
    if (stream->tls == NULL) {
        stream->wants = POLLOUT;
        return net_send_some(stream->fd, data, len, sent);
    }
    if (len == 0)
        return STATUS_OK;
    if (stream->unsent > 0) /* OpenSSL wants the same bytes again */
        len = stream->unsent;
    else if (stream->record_bytes > 0 && stream->record_bytes < len)
        len = stream->record_bytes;
    ERR_clear_error();
    int rc = SSL_write_ex(stream->tls, data, len, sent);
    stream->unsent = rc == 1 ? 0 : len;
    if (rc == 1)
        return STATUS_OK;
    return tls_failure(stream, rc) == STATUS_BUSY ? STATUS_OK : STATUS_CLOSED;
}

enum status stream_send(struct stream *stream, const char *data, size_t len, struct mono deadline)
{
    while (len > 0) {
        size_t sent;
        enum status status = stream_send_some(stream, data, len, &sent);
        if (status != STATUS_OK)
            return status;
        data += sent;
        len -= sent;
        if (len > 0 && sent == 0 && !stream_ready(stream, deadline))
            return STATUS_TIMEOUT;
    }
    return STATUS_OK;
}

bool stream_has_more(const struct stream *stream)
{
    return stream->tls != NULL && SSL_pending(stream->tls) > 0;
}

uint64_t stream_raw_bytes(const struct stream *stream)
{
    return stream->tls != NULL ? BIO_number_read(SSL_get_rbio(stream->tls)) : 0;
}
