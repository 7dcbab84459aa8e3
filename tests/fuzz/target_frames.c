/* Frames of a browser: any split of the same bytes gives the same messages and the same answers, within
 * their limits. */
#include "server/door/websocket.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { PIECE = 7, CLOSE_FRAME_BYTES = 4 };

/* Reads all of it, `piece` bytes at a time, and writes what was read and what is answered. */
static void read_frames(const uint8_t *data, size_t len, size_t piece, struct buffer *messages,
                        struct buffer *answers)
{
    struct websocket *ws;
    enum websocket_event event = WEBSOCKET_MORE;
    if (websocket_open(&ws) != STATUS_OK)
        abort();
    for (size_t at = 0; at < len && event == WEBSOCKET_MORE; at += piece) {
        struct wire_word message;
        websocket_feed(ws, (const char *)data + at, len - at < piece ? len - at : piece);
        while ((event = websocket_next(ws, &message, answers)) == WEBSOCKET_MESSAGE) {
            if (message.len > WEBSOCKET_MESSAGE_BYTES)
                abort();
            wire_put_bulk(messages, message.data, message.len);
        }
    }
    buffer_printf(messages, "%d %d", event, event == WEBSOCKET_MORE && websocket_is_amid(ws));
    if (answers->len > len + CLOSE_FRAME_BYTES)
        abort();
    websocket_close(ws);
}

static void compare(const struct buffer *a, const struct buffer *b)
{
    if (a->len != b->len || (a->len > 0 && memcmp(a->data, b->data, a->len) != 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buffer messages[2] = {{0}, {0}}, answers[2] = {{0}, {0}};
    read_frames(data, len, len, &messages[0], &answers[0]);
    read_frames(data, len, PIECE, &messages[1], &answers[1]);
    compare(&messages[0], &messages[1]);
    compare(&answers[0], &answers[1]);
    for (int i = 0; i < 2; i++) {
        buffer_release(&messages[i]);
        buffer_release(&answers[i]);
    }
    return 0;
}
