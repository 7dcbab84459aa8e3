#include "server/evidence/json.h"

#include <inttypes.h>
#include <string.h>

static void put_escaped(struct buffer *out, const char *text, size_t len)
{
    buffer_append(out, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            buffer_append(out, "\\", 1);
        if (c < 0x20)
            buffer_printf(out, "\\u%04x", c);
        else
            buffer_append(out, &text[i], 1);
    }
    buffer_append(out, "\"", 1);
}

/* Writes the comma, the line break and the name before a value. */
static void begin_value(struct json *json, const char *name)
{
    if (!json->first)
        buffer_append(json->out, ",", 1);
    if (json->depth > 0) {
        buffer_append(json->out, "\n", 1);
        for (unsigned i = 0; i < json->depth; i++)
            buffer_append(json->out, "  ", 2);
    }
    json->first = false;
    if (name != NULL) {
        put_escaped(json->out, name, strlen(name));
        buffer_append(json->out, ": ", 2);
    }
}

void json_begin(struct json *json, const char *name, char bracket)
{
    begin_value(json, name);
    buffer_append(json->out, &bracket, 1);
    json->depth++;
    json->first = true;
}

void json_end(struct json *json, char bracket)
{
    bool empty = json->first;
    json->depth--;
    json->first = true;
    if (!empty)
        begin_value(json, NULL);
    json->first = false;
    if (json->depth == 0 && !empty)
        buffer_append(json->out, "\n", 1);
    buffer_append(json->out, &bracket, 1);
}

void json_text(struct json *json, const char *name, const char *text, size_t len)
{
    begin_value(json, name);
    put_escaped(json->out, text, len);
}

void json_string(struct json *json, const char *name, const char *text)
{
    json_text(json, name, text, strlen(text));
}

void json_integer(struct json *json, const char *name, int64_t value)
{
    begin_value(json, name);
    buffer_printf(json->out, "%" PRId64, value);
}

void json_bool(struct json *json, const char *name, bool value)
{
    begin_value(json, name);
    buffer_text(json->out, value ? "true" : "false");
}

void json_null(struct json *json, const char *name)
{
    begin_value(json, name);
    buffer_text(json->out, "null");
}

void json_number(struct json *json, const char *name, const char *digits)
{
    begin_value(json, name);
    buffer_text(json->out, digits);
}
