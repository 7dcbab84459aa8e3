#include "tests/lib/frames.h"

#include <stdio.h>
#include <string.h>

enum { SHORT_MOST = 125, LEN_16 = 126, MASKED = 0x80 };

/* The key, and what the node makes of it: the example of RFC 6455, 1.3. */
void frame_upgrade(char out[FRAME_UPGRADE_SIZE], const char *host, bool tls)
{
    (void)snprintf(out, FRAME_UPGRADE_SIZE,
                   "GET /ws HTTP/1.1\r\nHost: %s\r\nOrigin: %s://%s\r\n"
                   "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Protocol: sinodo\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                   host, tls ? "https" : "http", host);
}

bool frame_is_accepted(const char *head)
{
    return strncmp(head, "HTTP/1.1 101 ", 13) == 0 &&
           strstr(head, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != NULL;
}

void frame_put(struct buffer *out, unsigned first, const char *data, size_t len)
{
    static const char mask[4] = {0x0f, 0x1e, 0x2d, 0x3c};
    const char header[] = {(char)first, (char)(MASKED | LEN_16), (char)(len >> 8),
                           (char)(len & 0xff)};
    const char small[] = {(char)first, (char)(MASKED | len)};
    if (len <= SHORT_MOST)
        buffer_append(out, small, sizeof small);
    else
        buffer_append(out, header, sizeof header);
    buffer_append(out, mask, sizeof mask);
    for (size_t i = 0; i < len; i++) {
        const char masked = (char)(data[i] ^ mask[i % 4]);
        buffer_append(out, &masked, 1);
    }
}

bool frame_read(const char *data, size_t len, struct frame *out)
{
    const unsigned char *bytes = (const unsigned char *)data;
    if (len < 2)
        return false;
    size_t more = bytes[1] < LEN_16 ? 0 : bytes[1] == LEN_16 ? 2 : 8;
    uint64_t payload = more > 0 ? 0 : bytes[1];
    if (len < 2 + more)
        return false;
    for (size_t i = 0; i < more; i++)
        payload = payload << 8 | bytes[2 + i];
    *out = (struct frame){bytes[0] & 0x0f, 2 + more, (size_t)payload};
    return true;
}

bool frame_deliver(struct wire_reader *in, const char *payload, size_t len)
{
    for (size_t step; len > 0; payload += step, len -= step) {
        size_t room;
        char *space = wire_reader_space(in, &room);
        if (space == NULL)
            return false;
        step = len < room ? len : room;
        memcpy(space, payload, step);
        wire_reader_filled(in, step);
    }
    return true;
}
