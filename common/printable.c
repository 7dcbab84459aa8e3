#include "common/printable.h"

#include "common/utf8.h"

#include <stdarg.h>
#include <string.h>
#include <utf8proc.h>

enum { LINE_BYTES = 4096 };

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* Spaces without width, joiners, the soft hyphen and the byte-order mark come with text that was
 * copied from a document. */
static bool is_dropped(uint32_t code)
{
    return code == 0xAD || (code >= 0x200B && code <= 0x200D) || code == 0x2060 || code == 0xFEFF;
}

size_t printable_step(const char *at, size_t left, enum printable as, const char **shown,
                      size_t *shown_len)
{
    uint32_t code;
    size_t used = utf8_read(at, left, &code);
    if (used > 0 && !utf8_hidden(code)) {
        *shown = at;
        *shown_len = used;
    } else if (used > 0 && is_dropped(code)) {
        *shown = "";
        *shown_len = 0;
    } else if (as == PRINTABLE_TEXT && (*at == '\n' || *at == '\t')) {
        *shown = *at == '\n' ? "\n" : " ";
        *shown_len = 1;
    } else {
        *shown = replacement;
        *shown_len = sizeof replacement - 1;
    }
    return used > 0 ? used : 1;
}

void printable_write(FILE *to, const char *text, size_t len, enum printable as)
{
    const char *shown;
    size_t shown_len;
    for (size_t at = 0; at < len;) {
        at += printable_step(text + at, len - at, as, &shown, &shown_len);
        (void)fwrite(shown, 1, shown_len, to);
    }
}

void printable_append(struct buffer *out, const char *text, size_t len, enum printable as)
{
    const char *shown;
    size_t shown_len;
    for (size_t at = 0; at < len;) {
        at += printable_step(text + at, len - at, as, &shown, &shown_len);
        buffer_append(out, shown, shown_len);
    }
}

size_t printable_copy(char *out, size_t size, const char *text, size_t len, enum printable as)
{
    const char *shown;
    size_t shown_len, used = 0;
    for (size_t at = 0; at < len;) {
        at += printable_step(text + at, len - at, as, &shown, &shown_len);
        if (used + shown_len >= size)
            break;
        memcpy(out + used, shown, shown_len);
        used += shown_len;
    }
    out[used] = '\0';
    return used;
}

size_t printable_width(const char *at, size_t left, size_t *columns)
{
    uint32_t code;
    size_t used = utf8_read(at, left, &code);
    bool hidden = used == 0 || utf8_hidden(code);
    *columns = !hidden                        ? (size_t)utf8proc_charwidth((utf8proc_int32_t)code)
               : used > 0 && is_dropped(code) ? 0
                                              : 1;
    return used > 0 ? used : 1;
}

size_t printable_columns(const char *text, size_t len)
{
    size_t total = 0, columns;
    for (size_t at = 0; at < len; total += columns)
        at += printable_width(text + at, len - at, &columns);
    return total;
}

void printable_line(FILE *to, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (len > 0)
        printable_write(to, line, strlen(line), PRINTABLE_LINE);
    (void)fputc('\n', to);
}
