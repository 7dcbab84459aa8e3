#include "client/layout.h"

#include "common/printable.h"

#include <stdbool.h>

size_t layout_fit(const char *text, size_t len, size_t columns)
{
    size_t at = 0, used = 0, width;
    while (at < len) {
        size_t size = printable_width(text + at, len - at, &width);
        if (used + width > columns)
            break;
        used += width;
        at += size;
    }
    return at;
}

/* The bytes of the line that begins at text; *next gets the offset of the next line. */
static size_t measure_line(const char *text, size_t len, size_t columns, size_t *next)
{
    size_t at = 0, used = 0, width, space = 0;
    bool has_space = false;
    while (at < len && text[at] != '\n') {
        size_t size = printable_width(text + at, len - at, &width);
        if (used + width > columns)
            break;
        if (text[at] == ' ') {
            space = at;
            has_space = true;
        }
        used += width;
        at += size;
    }
    if (at == len || text[at] == '\n' || text[at] == ' ') {
        *next = at < len ? at + 1 : at;
        return at;
    }
    if (has_space) {
        *next = space + 1;
        return space;
    }
    if (at == 0)
        at = printable_width(text, len, &width); /* wider than the window */
    *next = at;
    return at;
}

size_t layout_wrap(const char *text, size_t len, size_t columns, struct layout_line *lines,
                   size_t most)
{
    size_t count = 0, next = 0;
    bool ended = true; /* a line end at the very end opens an empty line */
    for (size_t at = 0; (at < len || ended) && count < most; at = next) {
        size_t taken = measure_line(text + at, len - at, columns, &next);
        lines[count++] = (struct layout_line){text + at, taken};
        ended = next > taken && text[at + taken] == '\n';
        next += at;
    }
    return count;
}
