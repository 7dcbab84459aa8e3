/* What browsers send before the WebSocket: any split of the same bytes gives the same requests, and no
 * path leads out of the folder of the pages. */
#include "server/door/http.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { PIECE = 7 };

static void check_path(const struct wire_word *path)
{
    if (path->len == 0 || path->data[0] != '/')
        abort();
    for (size_t i = 0; i < path->len; i++)
        if (path->data[i] == '\\' || path->data[i] == '%' || path->data[i] <= ' ' ||
            (i > 0 && path->data[i - 1] == '/' && (path->data[i] == '.' || path->data[i] == '/')))
            abort();
}

static void put_request(const struct http_request *request, const struct hosts *hosts,
                        struct buffer *out)
{
    char accept[HTTP_ACCEPT_SIZE] = "";
    check_path(&request->path);
    int upgrade = (int)http_upgrade(request, hosts, accept);
    buffer_printf(out, "%d %.*s %d %d %d %s\n", request->head_only, (int)request->path.len,
                  request->path.data, request->closes, request->gzip, upgrade, accept);
}

/* Reads all of it, `piece` bytes at a time, and writes what was read. */
static void read_requests(const uint8_t *data, size_t len, size_t piece, const struct hosts *hosts,
                          struct buffer *out)
{
    struct http_reader r = {.scanned = 0};
    enum http_status status = HTTP_MORE;
    for (size_t at = 0; at < len && status == HTTP_MORE;) {
        struct http_request request = {.closes = false};
        size_t room;
        char *space = http_reader_space(&r, &room);
        size_t step = len - at < piece ? len - at : piece;
        if (room == 0)
            abort();
        if (step > room)
            step = room;
        memcpy(space, data + at, step);
        http_reader_filled(&r, step);
        at += step;
        while ((status = http_request(&r, hosts, &request)) == HTTP_OK)
            put_request(&request, hosts, out);
        if (status != HTTP_MORE && !request.closes)
            abort();
    }
    buffer_printf(out, "%d\n", status);
    http_reader_release(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct hosts *hosts;
    const struct net_address listen = {.host = "127.0.0.1", .port = "1"};
    if (hosts == NULL && hosts_open(&listen, NULL, &hosts) != STATUS_OK)
        abort();
    struct buffer whole = {0}, pieces = {0};
    read_requests(data, len, len, hosts, &whole);
    read_requests(data, len, PIECE, hosts, &pieces);
    if (whole.len != pieces.len ||
        (whole.len > 0 && memcmp(whole.data, pieces.data, whole.len) != 0))
        abort();
    buffer_release(&whole);
    buffer_release(&pieces);
    return 0;
}
