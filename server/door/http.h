/* http.h - what browsers send before the WebSocket: a strict subset of HTTP/1.1. GET and HEAD without
 * bodies; lines end with CR LF and are not folded; a head has at most HTTP_HEAD_BYTES and HTTP_FIELDS
 * fields; the target is a path of plain characters. Whatever else comes is refused, and says so.
 *
 * Pure: bytes in, a request or a refusal out; bytes of replies out; no socket. The result does not
 * depend on how the bytes were split into reads.
 *
 * Every reply forbids what a page of this node does not need: the browser runs no script, style or
 * frame of another place, makes no element from text, and tells nobody which address it came from.
 * There is no Strict-Transport-Security: it would bind other ports of the same name, and where the
 * room's authority is unknown to a browser it would forbid its user to go on.
 *
 * Threads: one at a time for each reader. Memory: a reader owns its input; the words of a request point
 * into it and are valid until the next call on the same reader.
 * Source:  RFC 9110 and 9112 (HTTP), RFC 6455, 4.2 (the opening handshake), RFC 4648, 4 (base64),
 *          Content Security Policy 3, Trusted Types. */
#ifndef SERVER_DOOR_HTTP_H
#define SERVER_DOOR_HTTP_H

#include "common/buffer.h"
#include "common/instant.h"
#include "common/wire.h"
#include "server/door/hosts.h"

enum { HTTP_HEAD_BYTES = 8192, HTTP_FIELDS = 64, HTTP_ACCEPT_SIZE = 29 };

enum http_status {
    HTTP_MORE = 0, /* the head is not whole yet */
    HTTP_OK = 200,
    HTTP_SEE_OTHER = 303,
    HTTP_BAD_REQUEST = 400,
    HTTP_FORBIDDEN = 403,
    HTTP_NOT_FOUND = 404,
    HTTP_METHOD_NOT_ALLOWED = 405,
    HTTP_NOT_ACCEPTABLE = 406,
    HTTP_CONTENT_TOO_LARGE = 413,
    HTTP_MISDIRECTED = 421,
    HTTP_UPGRADE_REQUIRED = 426,
    HTTP_HEAD_TOO_LARGE = 431,
    HTTP_NOT_IMPLEMENTED = 501,
    HTTP_UNAVAILABLE = 503,
    HTTP_VERSION_NOT_SUPPORTED = 505
};

/* A request. Words without data: the field is not there. */
struct http_request {
    bool head_only;               /* HEAD */
    bool closes;                  /* the client wants no further reply on this connection */
    bool gzip;                    /* it takes a gzipped body */
    struct wire_word path, query; /* without the question mark; "" where there is none */
    struct wire_word origin, key, version; /* of the upgrade: Origin, Sec-WebSocket-… */
    bool connection_upgrades, to_websocket, speaks_sinodo;
};

struct http_reader {
    struct buffer in;
    size_t scanned; /* bytes of the head that were looked at */
    size_t used;    /* bytes of the head that was returned */
};

void http_reader_release(struct http_reader *r);

/* Where the next received bytes go: *room bytes (never 0), or NULL when out of memory. Then the caller
 * says how many it received. */
char *http_reader_space(struct http_reader *r, size_t *room);
void http_reader_filled(struct http_reader *r, size_t len);

/* The next request to a listener with these hosts: HTTP_OK; HTTP_MORE, and `out` is untouched; or the
 * refusal, with head_only and closes: the connection must be closed after it. */
enum http_status http_request(struct http_reader *r, const struct hosts *ours,
                              struct http_request *out);

/* May the connection become a WebSocket? HTTP_OK, and `accept` is what the reply must show; or the
 * refusal. */
enum http_status http_upgrade(const struct http_request *request, const struct hosts *ours,
                              char accept[HTTP_ACCEPT_SIZE]);

/* The head of a reply with 200. */
struct http_reply {
    const char *type; /* Content-Type */
    size_t bytes;     /* of the body, as it is sent */
    bool gzip;        /* the body is gzipped */
    bool lasts;       /* what is at this path never changes; else it is not to be kept */
    bool closes;      /* the connection ends after it */
};
void http_put_reply(struct buffer *out, const struct http_reply *reply, struct wall now);

/* 303: what was asked for is at another place of this listener for now. */
void http_put_redirect(struct buffer *out, const char *place, bool closes, struct wall now);

/* A refusal with words for people, which the body leaves out after HEAD. */
void http_put_refusal(struct buffer *out, enum http_status status, bool head_only, bool closes,
                      struct wall now);

/* For a client that speaks HTTP where TLS is spoken. */
void http_put_needs_tls(struct buffer *out, struct wall now);

/* 101: what follows are frames (websocket.h). */
void http_put_switch(struct buffer *out, const char accept[HTTP_ACCEPT_SIZE]);

#endif
