#include "common/wire.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { READ_STEP = 4096 };

void wire_reader_init(struct wire_reader *r, size_t max_bytes)
{
    *r = (struct wire_reader){.max_bytes = max_bytes};
}

void wire_reader_release(struct wire_reader *r)
{
    buffer_wipe(&r->in);
}

/* Forgets the message that was returned last. */
static void advance(struct wire_reader *r)
{
    if (r->next > r->start) {
        r->start = r->next;
        r->scanned = 0;
    }
    r->next = r->start;
    if (r->start == r->in.len) {
        r->in.len = 0;
        r->start = r->next = 0;
    }
}

void wire_reader_rest(struct wire_reader *r)
{
    advance(r);
    if (r->in.len == 0)
        buffer_wipe(&r->in);
}

char *wire_reader_space(struct wire_reader *r, size_t *room)
{
    advance(r);
    if (r->start > 0) {
        buffer_consume(&r->in, r->start);
        r->start = r->next = 0;
    }
    size_t step = r->in.cap - r->in.len;
    if (step == 0)
        step = r->in.len == 0 ? 512 : READ_STEP;
    r->in.failed = false;
    char *space = buffer_reserve(&r->in, step);
    *room = space ? r->in.cap - r->in.len : 0;
    return space;
}

void wire_reader_filled(struct wire_reader *r, size_t len)
{
    assert(len <= r->in.cap - r->in.len);
    r->in.len += len;
}

void wire_reader_undo(struct wire_reader *r)
{
    r->next = r->start;
}

/* A cursor over the bytes of one message, never past `end`. */
struct cursor {
    const char *at, *end;
};

static enum wire_event bad(const char **reason, const char *why)
{
    *reason = why;
    return WIRE_BAD;
}

/* A line that ends in CR LF, without them. */
static enum wire_event take_line(struct cursor *c, const char **line, size_t *len,
                                 const char **reason)
{
    const char *end = memchr(c->at, '\n', (size_t)(c->end - c->at));
    if (end == NULL)
        return WIRE_MORE;
    if (end == c->at || end[-1] != '\r')
        return bad(reason, "a line must end in CR LF");
    *line = c->at;
    *len = (size_t)(end - c->at) - 1;
    c->at = end + 1;
    return WIRE_READY;
}

static bool parse_integer(const char *text, size_t len, int64_t *out)
{
    bool negative = len > 0 && text[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == len || len - i > 18)
        return false;
    int64_t value = 0;
    for (; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = negative ? -value : value;
    return true;
}

/* The integer of a header line such as "*3" or "$5"; the caller has checked the first byte. A header
 * without an end that is already too long for a number is refused. */
static enum wire_event take_header(struct cursor *c, int64_t most, int64_t *out,
                                   const char **reason)
{
    const char *line;
    size_t len;
    enum wire_event event = take_line(c, &line, &len, reason);
    if (event == WIRE_MORE && c->end - c->at > 32)
        return bad(reason, "a length has too many digits");
    if (event != WIRE_READY)
        return event;
    if (!parse_integer(line + 1, len - 1, out) || *out < -1 || *out > most)
        return bad(reason, "not a possible length");
    return WIRE_READY;
}

/* The bytes of a bulk string and their CR LF. */
static enum wire_event take_bytes(struct cursor *c, size_t len, const char **data,
                                  const char **reason)
{
    if ((size_t)(c->end - c->at) < len + 2)
        return WIRE_MORE;
    if (c->at[len] != '\r' || c->at[len + 1] != '\n')
        return bad(reason, "a bulk string is longer than its length");
    *data = c->at;
    c->at += len + 2;
    return WIRE_READY;
}

static enum wire_event take_request_array(struct wire_reader *r, struct cursor *c,
                                          struct wire_word *words, size_t max_words, size_t *count,
                                          const char **reason)
{
    int64_t announced;
    enum wire_event event = take_header(c, INT64_MAX, &announced, reason);
    if (event != WIRE_READY)
        return event;
    if (announced > (int64_t)max_words)
        return bad(reason, "too many words in one request");
    for (int64_t i = 0; i < announced; i++) {
        if (c->at == c->end)
            return WIRE_MORE;
        if (*c->at != '$')
            return bad(reason, "a request is an array of bulk strings");
        int64_t len;
        event = take_header(c, (int64_t)r->max_bytes, &len, reason);
        if (event != WIRE_READY)
            return event;
        if (len < 0)
            return bad(reason, "a word cannot be null");
        event = take_bytes(c, (size_t)len, &words[i].data, reason);
        if (event != WIRE_READY)
            return event;
        words[i].len = (size_t)len;
    }
    *count = announced > 0 ? (size_t)announced : 0;
    return WIRE_READY;
}

/* Splits an inline line into words. */
static enum wire_event split_inline(const char *at, const char *end, struct wire_word *words,
                                    size_t max_words, size_t *count, const char **reason)
{
    *count = 0;
    for (;;) {
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (at == end)
            return WIRE_READY;
        if (*count == max_words)
            return bad(reason, "too many words in one request");
        bool quoted = *at == '"';
        const char *from = quoted ? ++at : at;
        while (at < end && (quoted ? *at != '"' : *at != ' ' && *at != '\t'))
            at++;
        if (quoted && at == end)
            return bad(reason, "a double quote is not closed");
        words[(*count)++] = (struct wire_word){from, (size_t)(at - from)};
        if (quoted && ++at < end && *at != ' ' && *at != '\t')
            return bad(reason, "a space must follow a closing double quote");
    }
}

static enum wire_event take_inline(struct wire_reader *r, struct cursor *c, struct wire_word *words,
                                   size_t max_words, size_t *count, const char **reason)
{
    size_t len = (size_t)(c->end - c->at);
    const char *end = memchr(c->at + r->scanned, '\n', len - r->scanned);
    if (end == NULL) {
        r->scanned = len;
        return WIRE_MORE;
    }
    const char *stop = end > c->at && end[-1] == '\r' ? end - 1 : end;
    enum wire_event event = split_inline(c->at, stop, words, max_words, count, reason);
    c->at = end + 1;
    return event;
}

/* Moves the reader's position behind the message, and refuses one that is longer than the limit. */
static enum wire_event settle(struct wire_reader *r, const struct cursor *c, enum wire_event event,
                              const char **reason)
{
    const char *begin = r->in.data + r->start;
    size_t used = (size_t)((event == WIRE_MORE ? c->end : c->at) - begin);
    if (event == WIRE_MORE ? used >= r->max_bytes : event == WIRE_READY && used > r->max_bytes)
        return bad(reason, "the message is too long");
    if (event == WIRE_READY)
        r->next = r->start + used;
    return event;
}

enum wire_event wire_request(struct wire_reader *r, struct wire_word *words, size_t max_words,
                             size_t *count, const char **reason)
{
    for (;;) {
        advance(r);
        if (r->start == r->in.len)
            return WIRE_MORE;
        struct cursor c = {r->in.data + r->start, r->in.data + r->in.len};
        enum wire_event event = *c.at == '*'
                                    ? take_request_array(r, &c, words, max_words, count, reason)
                                    : take_inline(r, &c, words, max_words, count, reason);
        event = settle(r, &c, event, reason);
        if (event != WIRE_READY || *count > 0)
            return event;
    }
}

static enum wire_event take_value(struct wire_reader *r, struct cursor *c, struct wire_value *value,
                                  const char **reason)
{
    const char *line;
    size_t len;
    int64_t number = 0; /* an incomplete header leaves it as it is */
    enum wire_event event;
    char type = *c->at;

    *value = (struct wire_value){0};
    switch (type) {
    case '+':
    case '-':
        value->type = type == '+' ? WIRE_SIMPLE : WIRE_ERROR;
        event = take_line(c, &line, &len, reason);
        if (event == WIRE_READY) {
            value->data = line + 1;
            value->len = len - 1;
        }
        return event;
    case ':':
        value->type = WIRE_INTEGER;
        event = take_line(c, &line, &len, reason);
        if (event == WIRE_READY && !parse_integer(line + 1, len - 1, &value->integer))
            return bad(reason, "not an integer");
        return event;
    case '$':
        event = take_header(c, (int64_t)r->max_bytes, &number, reason);
        value->type = number < 0 ? WIRE_NULL : WIRE_BULK;
        if (event != WIRE_READY || number < 0)
            return event;
        value->len = (size_t)number;
        return take_bytes(c, value->len, &value->data, reason);
    case '*':
        event = take_header(c, (int64_t)r->max_bytes, &number, reason);
        value->type = number < 0 ? WIRE_NULL : WIRE_ARRAY;
        value->count = number < 0 ? 0 : (size_t)number;
        return event;
    default:
        return bad(reason, "not a RESP2 reply");
    }
}

enum wire_event wire_reply(struct wire_reader *r, struct wire_value *values, size_t max_values,
                           size_t *count, const char **reason)
{
    advance(r);
    if (r->start == r->in.len)
        return WIRE_MORE;
    struct cursor c = {r->in.data + r->start, r->in.data + r->in.len};
    enum wire_event event = WIRE_READY;
    size_t wanted = 1, got = 0; /* wanted: values to come; in pre-order no stack is needed */
    while (wanted > 0 && event == WIRE_READY) {
        if (got == max_values)
            return bad(reason, "too many values in one reply");
        if (c.at == c.end) {
            event = WIRE_MORE;
            break;
        }
        event = take_value(r, &c, &values[got], reason);
        if (event == WIRE_READY)
            wanted += values[got++].count - 1;
        if (wanted > max_values)
            return bad(reason, "too many values in one reply");
    }
    *count = got;
    return settle(r, &c, event, reason);
}

size_t wire_skip(const struct wire_value *values, size_t count, size_t i)
{
    for (size_t wanted = 1; wanted > 0 && i < count; i++)
        wanted += values[i].count - 1;
    return i;
}

const struct wire_value *wire_pair(const struct wire_value *values, size_t count, const char *name)
{
    if (count == 0 || values[0].type != WIRE_ARRAY)
        return NULL;
    size_t name_len = strlen(name);
    for (size_t i = 1; i < count;) {
        size_t value = wire_skip(values, count, i);
        if (value >= count)
            return NULL;
        if (values[i].type == WIRE_BULK && values[i].len == name_len &&
            memcmp(values[i].data, name, name_len) == 0)
            return &values[value];
        i = wire_skip(values, count, value);
    }
    return NULL;
}

static void put_header(struct buffer *out, char type, int64_t value)
{
    char line[32], *at = line + sizeof line;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    *--at = '\n';
    *--at = '\r';
    do
        *--at = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0)
        *--at = '-';
    *--at = type;
    buffer_append(out, at, (size_t)(line + sizeof line - at));
}

void wire_put_array(struct buffer *out, size_t count)
{
    put_header(out, '*', (int64_t)count);
}

void wire_put_map(struct buffer *out, enum wire_version version, size_t pairs)
{
    if (version == WIRE_RESP3)
        put_header(out, '%', (int64_t)pairs);
    else
        wire_put_array(out, 2 * pairs);
}

void wire_put_null(struct buffer *out, enum wire_version version)
{
    buffer_text(out, version == WIRE_RESP3 ? "_\r\n" : "$-1\r\n");
}

void wire_put_bulk(struct buffer *out, const void *data, size_t len)
{
    put_header(out, '$', (int64_t)len);
    buffer_append(out, data, len);
    buffer_append(out, "\r\n", 2);
}

void wire_put_text(struct buffer *out, const char *text)
{
    wire_put_bulk(out, text, strlen(text));
}

void wire_put_integer(struct buffer *out, int64_t value)
{
    put_header(out, ':', value);
}

void wire_put_simple(struct buffer *out, const char *text)
{
    buffer_append(out, "+", 1);
    buffer_text(out, text);
    buffer_append(out, "\r\n", 2);
}

void wire_put_error(struct buffer *out, const char *code, const char *format, ...)
{
    char words[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(words, sizeof words, format, args);
    va_end(args);
    for (char *p = words; *p; p++)
        if ((unsigned char)*p < ' ')
            *p = ' ';
    buffer_append(out, "-", 1);
    buffer_text(out, code);
    buffer_append(out, " ", 1);
    buffer_text(out, words);
    buffer_append(out, "\r\n", 2);
}

bool wire_is(const struct wire_word *word, const char *text)
{
    return word->len == strlen(text) && strncasecmp(word->data, text, word->len) == 0;
}

bool wire_equals(const struct wire_word *word, const char *text)
{
    return word->len == strlen(text) && memcmp(word->data, text, word->len) == 0;
}

bool wire_integer(const struct wire_word *word, int64_t least, int64_t most, int64_t *out)
{
    int64_t value;
    if (!parse_integer(word->data, word->len, &value) || value < least || value > most)
        return false;
    *out = value;
    return true;
}
