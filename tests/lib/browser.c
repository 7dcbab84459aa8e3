#include "tests/lib/browser.h"

#include "common/buffer.h"

#include <stdio.h>
#include <string.h>

enum { PATIENCE_MS = 15000 };

bool browser_connect(struct browser *b, int port, bool tls)
{
    memset(b, 0, sizeof *b);
    return tls ? client_open_tls(&b->conn, port) : client_open(&b->conn, port);
}

void browser_close(struct browser *b)
{
    client_close(&b->conn);
}

/* Receives exactly so many bytes. */
static bool receive(struct browser *b, void *data, size_t len, struct mono deadline)
{
    char *at = data;
    for (size_t got; len > 0; at += got, len -= got)
        if (stream_receive(&b->conn.stream, at, len, deadline, &got) != STATUS_OK)
            return false;
    return true;
}

const char *browser_send_head(struct browser *b, const char *head, size_t *body_len)
{
    struct mono deadline = clock_deadline(PATIENCE_MS);
    size_t len = 0, length = 0;
    if (!client_send(&b->conn, head, strlen(head)))
        return "";
    while (len < 4 || memcmp(b->frame + len - 4, "\r\n\r\n", 4) != 0)
        if (len + 1 == sizeof b->frame || !receive(b, b->frame + len++, 1, deadline))
            return "";
    b->frame[len] = '\0';
    const char *field = strstr(b->frame, "\r\nContent-Length: ");
    bool body = field != NULL && strncmp(head, "HEAD ", 5) != 0;
    if (body && sscanf(field, " Content-Length: %zu", &length) != 1)
        return "";
    if (length >= sizeof b->frame - len || !receive(b, b->frame + len, length, deadline))
        return "";
    b->frame[len + length] = '\0';
    *body_len = length;
    return b->frame;
}

bool browser_open(struct browser *b, int port, bool tls)
{
    char head[512];
    size_t len;
    (void)snprintf(head, sizeof head,
                   "GET /ws HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: %s://localhost:%d\r\n"
                   "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Protocol: sinodo\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                   port, tls ? "https" : "http", port);
    return browser_connect(b, port, tls) &&
           strncmp(browser_send_head(b, head, &len), "HTTP/1.1 101 ", 13) == 0 &&
           strstr(b->frame, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != NULL;
}

bool browser_send_frame(struct browser *b, unsigned first, const char *data, size_t len)
{
    static const char mask[4] = {0x0f, 0x1e, 0x2d, 0x3c};
    const char header[] = {(char)first, (char)0xfe, (char)(len >> 8), (char)(len & 0xff)};
    const char small[] = {(char)first, (char)(0x80 | len)};
    struct buffer out = {0};
    if (len < 126)
        buffer_append(&out, small, sizeof small);
    else
        buffer_append(&out, header, sizeof header);
    buffer_append(&out, mask, sizeof mask);
    for (size_t i = 0; i < len; i++) {
        const char masked = (char)(data[i] ^ mask[i % 4]);
        buffer_append(&out, &masked, 1);
    }
    bool sent = client_send(&b->conn, out.data, out.len);
    buffer_release(&out);
    return sent;
}

int browser_receive(struct browser *b, int ms)
{
    struct mono deadline = clock_deadline(ms);
    unsigned char header[8];
    uint64_t len;
    if (!receive(b, header, 2, deadline))
        return BROWSER_ENDED;
    unsigned opcode = header[0] & 0x0f, rest = 0;
    len = header[1];
    if (len >= 126) {
        rest = len == 126 ? 2 : 8;
        len = 0;
    }
    if (!receive(b, header, rest, deadline))
        return BROWSER_ENDED;
    for (unsigned i = 0; i < rest; i++)
        len = len << 8 | header[i];
    if (len >= sizeof b->frame || !receive(b, b->frame, (size_t)len, deadline))
        return BROWSER_ENDED;
    b->frame_len = (size_t)len;
    b->frame[len] = '\0';
    if (opcode == BROWSER_PING) {
        b->pings++;
        (void)browser_send_frame(b, BROWSER_FIN | BROWSER_PONG, b->frame, b->frame_len);
    }
    if (opcode == BROWSER_CLOSE && len >= 2)
        b->closed_by = (unsigned)(unsigned char)b->frame[0] << 8 | (unsigned char)b->frame[1];
    return (int)opcode;
}

/* The next message becomes the reply. */
static const char *receive_reply(struct browser *b)
{
    struct client_conn *c = &b->conn;
    int opcode;
    c->reply[0] = '\0';
    do
        opcode = browser_receive(b, PATIENCE_MS);
    while (opcode == BROWSER_PING);
    if (opcode != BROWSER_BINARY)
        return c->reply;
    for (size_t at = 0, step; at < b->frame_len; at += step) {
        size_t room;
        char *space = wire_reader_space(&c->in, &room);
        if (space == NULL)
            return c->reply;
        step = b->frame_len - at < room ? b->frame_len - at : room;
        memcpy(space, b->frame + at, step);
        wire_reader_filled(&c->in, step);
    }
    return client_receive(c);
}

const char *browser_ask(struct browser *b, ...)
{
    struct buffer out = {0};
    const char *list[WIRE_REQUEST_WORDS];
    size_t count = 0;
    va_list words;
    va_start(words, b);
    for (const char *w; (w = va_arg(words, const char *)) != NULL;)
        list[count++] = w;
    va_end(words);
    wire_put_array(&out, count);
    for (size_t i = 0; i < count; i++)
        wire_put_text(&out, list[i]);
    bool sent = browser_send_frame(b, BROWSER_FIN | BROWSER_BINARY, out.data, out.len);
    buffer_release(&out);
    (void)snprintf(b->conn.request, sizeof b->conn.request, "%s %s", list[0],
                   count > 1 ? list[1] : "");
    b->conn.reply[0] = '\0';
    return sent ? receive_reply(b) : b->conn.reply;
}
