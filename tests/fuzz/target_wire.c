/* The client's and the node's readers: any split of the same bytes gives the same words. */
#include "common/wire.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { WORDS = WIRE_REQUEST_WORDS, PIECE = 7 };

/* Reads all of it, `piece` bytes at a time, and puts what was read in canonical form. */
static void read_requests(const uint8_t *data, size_t len, size_t piece, struct buffer *out)
{
    struct wire_reader r;
    struct wire_word words[WORDS];
    size_t count;
    const char *reason;
    wire_reader_init(&r, WIRE_REQUEST_BYTES);
    for (size_t at = 0; at < len;) {
        size_t room;
        char *space = wire_reader_space(&r, &room);
        size_t step = len - at < piece ? len - at : piece;
        if (step > room)
            step = room;
        memcpy(space, data + at, step);
        wire_reader_filled(&r, step);
        at += step;
        enum wire_event event;
        while ((event = wire_request(&r, words, WORDS, &count, &reason)) == WIRE_READY) {
            if (count == 0 || count > WORDS)
                abort();
            wire_put_array(out, count);
            for (size_t i = 0; i < count; i++)
                wire_put_bulk(out, words[i].data, words[i].len);
        }
        if (event == WIRE_BAD) {
            wire_put_simple(out, "BAD");
            break;
        }
    }
    wire_reader_release(&r);
}

static void read_replies(const uint8_t *data, size_t len)
{
    struct wire_reader r;
    struct wire_value values[64];
    size_t count;
    const char *reason;
    wire_reader_init(&r, WIRE_REPLY_BYTES);
    for (size_t at = 0; at < len;) {
        size_t room;
        char *space = wire_reader_space(&r, &room);
        size_t step = len - at < room ? len - at : room;
        memcpy(space, data + at, step);
        wire_reader_filled(&r, step);
        at += step;
        enum wire_event event;
        while ((event = wire_reply(&r, values, 64, &count, &reason)) == WIRE_READY) {
            if (count > 0 && wire_skip(values, count, 0) > count)
                abort();
            (void)wire_pair(values, count, "code");
        }
        if (event == WIRE_BAD)
            break;
    }
    wire_reader_release(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buffer whole = {0}, pieces = {0};
    read_requests(data, len, len, &whole);
    read_requests(data, len, PIECE, &pieces);
    if (whole.len != pieces.len ||
        (whole.len > 0 && memcmp(whole.data, pieces.data, whole.len) != 0))
        abort();
    buffer_release(&whole);
    buffer_release(&pieces);
    read_replies(data, len);
    return 0;
}
