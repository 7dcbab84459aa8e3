/* qr.h - a QR code (ISO/IEC 18004) as inline SVG.
 * Threads: any. Memory: the caller's buffer. Errors: false: the text is too long, or no memory. */
#ifndef SERVER_REPORT_QR_H
#define SERVER_REPORT_QR_H

#include "common/buffer.h"

#include <stdbool.h>

/* Appends an <svg class="qr"> with one path, whose picture is black on white with the quiet zone of
 * four modules around it. The text's bytes are coded as they are, with error
 * correction M (15 %). */
bool qr_append(struct buffer *out, const char *text);

#endif
