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
    char head[FRAME_UPGRADE_SIZE], host[NET_ADDRESS_SIZE];
    size_t len;
    (void)snprintf(host, sizeof host, "localhost:%d", port);
    frame_upgrade(head, host, tls);
    return browser_connect(b, port, tls) && frame_is_accepted(browser_send_head(b, head, &len));
}

bool browser_send_frame(struct browser *b, unsigned first, const char *data, size_t len)
{
    struct buffer out = {0};
    frame_put(&out, first, data, len);
    bool sent = client_send(&b->conn, out.data, out.len);
    buffer_release(&out);
    return sent;
}

int browser_receive(struct browser *b, int ms)
{
    struct mono deadline = clock_deadline(ms);
    struct frame frame;
    for (size_t len = 0; !frame_read(b->frame, len, &frame); len++)
        if (!receive(b, b->frame + len, 1, deadline))
            return BROWSER_ENDED;
    size_t len = frame.payload_bytes;
    if (len >= sizeof b->frame || !receive(b, b->frame, len, deadline))
        return BROWSER_ENDED;
    b->frame_len = len;
    b->frame[len] = '\0';
    if (frame.opcode == FRAME_PING) {
        b->pings++;
        (void)browser_send_frame(b, FRAME_FIN | FRAME_PONG, b->frame, len);
    }
    if (frame.opcode == FRAME_CLOSE && len >= 2)
        b->closed_by = (unsigned)(unsigned char)b->frame[0] << 8 | (unsigned char)b->frame[1];
    return (int)frame.opcode;
}

/* The next message becomes the reply. */
static const char *receive_reply(struct browser *b)
{
    struct client_conn *c = &b->conn;
    int opcode;
    c->reply[0] = '\0';
    do
        opcode = browser_receive(b, PATIENCE_MS);
    while (opcode == FRAME_PING);
    if (opcode != FRAME_BINARY)
        return c->reply;
    return frame_deliver(&c->in, b->frame, b->frame_len) ? client_receive(c) : c->reply;
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
    bool sent = browser_send_frame(b, FRAME_FIN | FRAME_BINARY, out.data, out.len);
    buffer_release(&out);
    (void)snprintf(b->conn.request, sizeof b->conn.request, "%s %s", list[0],
                   count > 1 ? list[1] : "");
    b->conn.reply[0] = '\0';
    return sent ? receive_reply(b) : b->conn.reply;
}
