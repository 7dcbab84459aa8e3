#include "server/bank/cursor.h"

#include "server/bank/builder.h"

#include <string.h>
#include <strings.h>

void cursor_step(struct cursor *c)
{
    if (*c->at == '\n')
        c->line++;
    c->at++;
}

void cursor_skip_space(struct cursor *c)
{
    size_t space;
    while ((space = builder_space(c->at, (size_t)(c->end - c->at))) > 0)
        for (; space > 0; space--)
            cursor_step(c);
}

void cursor_take(struct cursor *c, struct buffer *out)
{
    if (*c->at == '\\' && c->at + 1 < c->end && strchr("~=#{}:\\n", c->at[1]) != NULL) {
        cursor_step(c);
        buffer_append(out, *c->at == 'n' ? "\n" : c->at, 1);
    } else {
        buffer_append(out, c->at, 1);
    }
    cursor_step(c);
}

void cursor_take_until(struct cursor *c, const char *stops, struct buffer *out)
{
    while (c->at < c->end && strchr(stops, *c->at) == NULL)
        cursor_take(c, out);
}

bool cursor_at(const struct cursor *c, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(c->end - c->at) >= len && memcmp(c->at, text, len) == 0;
}

bool cursor_at_end(const struct cursor *c)
{
    return c->at >= c->end;
}

void cursor_skip_format(struct cursor *c)
{
    static const char *const formats[] = {"[html]", "[moodle]", "[plain]", "[markdown]"};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        size_t len = strlen(formats[i]);
        if ((size_t)(c->end - c->at) >= len && strncasecmp(c->at, formats[i], len) == 0) {
            c->at += len;
            return;
        }
    }
}
