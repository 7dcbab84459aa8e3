/* json.h - writes JSON (RFC 8259) into a buffer, with commas, indentation and escapes.
 * Threads: one at a time. Memory: of the buffer's owner. Errors: the buffer's `failed`. */
#ifndef SERVER_EVIDENCE_JSON_H
#define SERVER_EVIDENCE_JSON_H

#include "common/buffer.h"

#include <stdint.h>

struct json {
    struct buffer *out;
    unsigned depth;
    bool first; /* the next value is the first at this depth */
};

/* name NULL: a member of an array, or the outermost value. Texts are UTF-8. */
void json_begin(struct json *json, const char *name, char bracket); /* '{' or '[' */
void json_end(struct json *json, char bracket);                     /* '}' or ']' */
void json_text(struct json *json, const char *name, const char *text, size_t len);
void json_string(struct json *json, const char *name, const char *text);
void json_integer(struct json *json, const char *name, int64_t value);
void json_bool(struct json *json, const char *name, bool value);

void json_null(struct json *json, const char *name);

/* A number whose digits are JSON already, such as "12.5". */
void json_number(struct json *json, const char *name, const char *digits);

#endif
