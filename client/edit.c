#include "client/edit.h"

#include <string.h>

void edit_set(struct edit *e, const char *text, size_t len, size_t most)
{
    e->most = most < EDIT_BYTES ? most : EDIT_BYTES;
    e->len = len < e->most ? len : e->most;
    if (e->len > 0)
        memcpy(e->text, text, e->len);
    e->text[e->len] = '\0';
    e->cursor = e->len;
    e->changed = false;
}

bool edit_insert(struct edit *e, const char *bytes, size_t len)
{
    if (e->len + len > e->most)
        return false;
    memmove(e->text + e->cursor + len, e->text + e->cursor, e->len - e->cursor + 1);
    memcpy(e->text + e->cursor, bytes, len);
    e->len += len;
    e->cursor += len;
    e->changed = true;
    return true;
}

/* Is the byte in the middle of a character? */
static bool is_inside(const struct edit *e, size_t at)
{
    return at < e->len && ((unsigned char)e->text[at] & 0xC0) == 0x80;
}

static size_t before(const struct edit *e, size_t at)
{
    if (at > 0)
        at--;
    while (at > 0 && is_inside(e, at))
        at--;
    return at;
}

static size_t after(const struct edit *e, size_t at)
{
    if (at < e->len)
        at++;
    while (is_inside(e, at))
        at++;
    return at;
}

static void cut(struct edit *e, size_t from, size_t to)
{
    if (from == to)
        return;
    memmove(e->text + from, e->text + to, e->len - to + 1);
    e->len -= to - from;
    e->cursor = from;
    e->changed = true;
}

void edit_backspace(struct edit *e)
{
    cut(e, before(e, e->cursor), e->cursor);
}

void edit_delete(struct edit *e)
{
    cut(e, e->cursor, after(e, e->cursor));
}

void edit_left(struct edit *e)
{
    e->cursor = before(e, e->cursor);
}

void edit_right(struct edit *e)
{
    e->cursor = after(e, e->cursor);
}

static size_t line_start(const struct edit *e, size_t at)
{
    while (at > 0 && e->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct edit *e, size_t at)
{
    while (at < e->len && e->text[at] != '\n')
        at++;
    return at;
}

void edit_home(struct edit *e)
{
    e->cursor = line_start(e, e->cursor);
}

void edit_end(struct edit *e)
{
    e->cursor = line_end(e, e->cursor);
}

/* Moves the cursor `characters` into the line that begins at `start`, or to its end. */
static void go_to(struct edit *e, size_t start, size_t characters)
{
    e->cursor = start;
    while (characters-- > 0 && e->cursor < e->len && e->text[e->cursor] != '\n')
        edit_right(e);
}

static size_t characters_in(const struct edit *e, size_t from, size_t to)
{
    size_t count = 0;
    for (size_t at = from; at < to; at = after(e, at))
        count++;
    return count;
}

void edit_up(struct edit *e)
{
    size_t start = line_start(e, e->cursor);
    if (start > 0)
        go_to(e, line_start(e, start - 1), characters_in(e, start, e->cursor));
}

void edit_down(struct edit *e)
{
    size_t start = line_start(e, e->cursor), end = line_end(e, e->cursor);
    if (end < e->len)
        go_to(e, end + 1, characters_in(e, start, e->cursor));
}
