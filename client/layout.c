#include "client/layout.h"

#include "common/printable.h"

#include <stdbool.h>
#include <stdint.h>

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

/* The line that contains a place, and its neighbours; NONE where there is none. */
struct around {
    size_t start, above, below;
};

#define NONE SIZE_MAX

static struct around find_line(const char *text, size_t len, size_t columns, size_t at)
{
    struct around found = {.start = 0, .above = NONE};
    for (;;) {
        size_t next, taken = measure_line(text + found.start, len - found.start, columns, &next);
        bool ended = next > taken && text[found.start + taken] == '\n';
        next += found.start;
        found.below = next < len || ended ? next : NONE;
        if (at < next || found.below == NONE)
            return found;
        found.above = found.start;
        found.start = next;
    }
}

static size_t same_column(const char *text, size_t len, size_t columns, size_t line, size_t column)
{
    size_t next, taken = measure_line(text + line, len - line, columns, &next);
    return line + layout_fit(text + line, taken, column);
}

size_t layout_above(const char *text, size_t len, size_t columns, size_t at)
{
    struct around here = find_line(text, len, columns, at);
    size_t column = printable_columns(text + here.start, at - here.start);
    return here.above == NONE ? at : same_column(text, len, columns, here.above, column);
}

size_t layout_below(const char *text, size_t len, size_t columns, size_t at)
{
    struct around here = find_line(text, len, columns, at);
    size_t column = printable_columns(text + here.start, at - here.start);
    return here.below == NONE ? at : same_column(text, len, columns, here.below, column);
}
