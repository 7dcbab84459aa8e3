#include "server/report/qr.h"

#include <qrencode.h>

enum { QUIET = 4, DARK = 1 };

/* A line, as thick as a module, for each run of dark modules of a row. */
static void put_row(struct buffer *out, const QRcode *code, int y)
{
    const unsigned char *row = code->data + (size_t)y * (size_t)code->width;
    for (int x = 0; x < code->width;) {
        int from = x;
        while (x < code->width && (row[x] & DARK) != 0)
            x++;
        if (x > from)
            buffer_printf(out, "M%d %d.5h%d", from + QUIET, y + QUIET, x - from);
        else
            x++;
    }
}

bool qr_append(struct buffer *out, const char *text)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL)
        return false;
    int size = code->width + 2 * QUIET;
    buffer_printf(out,
                  "<svg class=\"qr\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                  "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path stroke=\"#000\" d=\"",
                  size, size, size, size);
    for (int y = 0; y < code->width; y++)
        put_row(out, code, y);
    buffer_text(out, "\"/></svg>");
    QRcode_free(code);
    return !out->failed;
}
