#include "client/connection.h"

#include "common/printable.h"
#include "common/wipe.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    BACKOFF_FIRST_MS = 250,
    BUSY_MOST_MS = 1000,
    BACKOFF_MOST_MS = 5000,
    CONNECT_MS = 3000,
    ASK_WORDS = 8,
    REFUSED_MS = 1000
};

void connection_init(struct connection *c, const struct door *door,
                     void (*tell)(void *context, enum connection_news news), void *context)
{
    memset(c, 0, sizeof *c);
    c->door = *door;
    c->tell = tell;
    c->context = context;
    c->stream.fd = -1;
    wire_reader_init(&c->in, WIRE_REPLY_BYTES);
}

void connection_drop(struct connection *c)
{
    stream_close(&c->stream);
    if (c->stream.fd >= 0)
        close(c->stream.fd);
    c->stream.fd = -1;
    wire_reader_release(&c->in);
    wire_reader_init(&c->in, WIRE_REPLY_BYTES);
    c->count = 0;
}

void connection_close(struct connection *c)
{
    connection_drop(c);
    wire_reader_release(&c->in);
    wipe(c->code, sizeof c->code);
    wipe(c->token, sizeof c->token);
}

static bool send_words(struct connection *c, const struct wire_word *words, size_t count)
{
    struct buffer out = {0};
    wire_put_array(&out, count);
    for (size_t i = 0; i < count; i++)
        wire_put_bulk(&out, words[i].data, words[i].len);
    bool sent = !out.failed && stream_send(&c->stream, out.data, out.len,
                                           clock_deadline(CONNECTION_REPLY_MS)) == STATUS_OK;
    buffer_wipe(&out); /* it may be the code */
    return sent;
}

static void wait_longer(int *delay_ms)
{
    (void)poll(NULL, 0, *delay_ms);
    *delay_ms = *delay_ms * 2 < BACKOFF_MOST_MS ? *delay_ms * 2 : BACKOFF_MOST_MS;
}

/* Tells it once, though the attempt is repeated. */
static void warn(struct connection *c, enum connection_news news)
{
    if (!c->warned)
        c->tell(c->context, news);
    c->warned = true;
}

static bool receive_reply(struct connection *c, struct mono deadline)
{
    const char *reason;
    for (;;) {
        switch (wire_reply(&c->in, c->values, WIRE_REPLY_VALUES, &c->count, &reason)) {
        case WIRE_READY:
            return true;
        case WIRE_BAD:
            return false;
        case WIRE_MORE:
            break;
        }
        size_t room, got;
        char *space = wire_reader_space(&c->in, &room);
        if (space == NULL || stream_receive(&c->stream, space, room, deadline, &got) != STATUS_OK)
            return false;
        wire_reader_filled(&c->in, got);
    }
}

/* One request and its reply on the present connection; false when it broke. */
static bool exchange(struct connection *c, const struct wire_word *words, size_t count)
{
    if (c->stream.fd >= 0 && send_words(c, words, count) &&
        receive_reply(c, clock_deadline(CONNECTION_REPLY_MS)))
        return true;
    connection_drop(c);
    return false;
}

bool connection_error_is(const struct connection *c, const char *code)
{
    struct wire_word word = connection_error_code(c);
    return wire_equals(&word, code);
}

struct wire_word connection_error_code(const struct connection *c)
{
    struct wire_word word = {"", 0};
    if (c->count == 0 || c->values[0].type != WIRE_ERROR)
        return word;
    word.data = c->values[0].data;
    while (word.len < c->values[0].len && word.data[word.len] != ' ')
        word.len++;
    return word;
}

static bool error_is_among(const struct connection *c, const char *const *codes)
{
    for (; *codes != NULL; codes++)
        if (connection_error_is(c, *codes))
            return true;
    return false;
}

bool connection_holds_up(const struct connection *c)
{
    static const char *const codes[] = {"PAUSED", "INUSE", "VOID", "WAITING", NULL};
    return error_is_among(c, codes);
}

enum attempt {
    ATTEMPT_GOOD,
    ATTEMPT_FAILED,
    ATTEMPT_REFUSED, /* the sign-in, for the moment: values[0] is the error */
    ATTEMPT_AWAY     /* the person is at the other centre: values[0] says where */
};

/* One attempt to connect, and to sign in if the applicant was signed in. */
static enum attempt connect_again(struct connection *c)
{
    int fd;
    if (net_connect(&c->door.address, clock_deadline(CONNECT_MS), &fd) != STATUS_OK)
        return ATTEMPT_FAILED;
    enum status status = stream_open(&c->stream, c->door.tls, fd);
    if (status == STATUS_OK)
        status = stream_handshake(&c->stream, clock_deadline(CONNECT_MS));
    bool stranger =
        status == STATUS_OK && c->door.tls != NULL && !door_trusts(&c->door, &c->stream.seen);
    if (status != STATUS_OK || stranger) {
        connection_drop(c);
        if (stranger)
            warn(c, CONNECTION_STRANGER);
        return ATTEMPT_FAILED;
    }
    if (c->id[0] == '\0')
        return ATTEMPT_GOOD;
    const struct wire_word sign_in[] = {{"AUTH", 4},
                                        {c->id, strlen(c->id)},
                                        {c->code, strlen(c->code)},
                                        {c->token, strlen(c->token)}};
    if (!exchange(c, sign_in, c->token[0] != '\0' ? 4 : 3))
        return ATTEMPT_FAILED;
    /* A busy node, a full disk and a restore are temporary. After any other refusal but that of a
     * person who has moved the request itself fails, with NOAUTH. */
    static const char *const passing[] = {"BUSY", "IOERR", "CLOSED", NULL};
    static const char *const away[] = {"ELSEWHERE", "TRANSIT", "GONE", NULL};
    if (error_is_among(c, passing))
        return ATTEMPT_REFUSED;
    return error_is_among(c, away) ? ATTEMPT_AWAY : ATTEMPT_GOOD;
}

/* Connects and signs in, and repeats that until the deadline; false when it passed. */
static bool ensure_connected(struct connection *c)
{
    int64_t patience_ms = c->connected_once ? CONNECTION_GIVE_UP_MS : CONNECTION_FIRST_MS;
    struct mono deadline = clock_deadline(patience_ms);
    int delay_ms = BACKOFF_FIRST_MS;
    bool told = false;
    while (c->stream.fd < 0) {
        enum attempt attempt = connect_again(c);
        c->denied = attempt == ATTEMPT_AWAY;
        if (attempt == ATTEMPT_GOOD || attempt == ATTEMPT_AWAY)
            break;
        if (clock_left_ms(deadline) == 0 || (c->warned && !c->connected_once)) {
            connection_drop(c);
            return false;
        }
        if (!told && c->connected_once)
            c->tell(c->context, attempt == ATTEMPT_FAILED ? CONNECTION_LOST : CONNECTION_BUSY);
        told = true;
        if (attempt == ATTEMPT_FAILED) {
            wait_longer(&delay_ms);
        } else {
            connection_drop(c);
            (void)poll(NULL, 0, REFUSED_MS);
        }
    }
    if (told && c->connected_once)
        c->tell(c->context, CONNECTION_BACK);
    c->connected_once = true;
    return true;
}

bool connection_check(struct connection *c)
{
    const struct wire_word ping = {"PING", 4};
    if (c->stream.fd < 0 && connect_again(c) != ATTEMPT_GOOD) {
        connection_drop(c);
        return false;
    }
    if (send_words(c, &ping, 1) && receive_reply(c, clock_deadline(CONNECTION_CHECK_MS)))
        return true;
    connection_drop(c);
    return false;
}

enum connection_result connection_ask_words(struct connection *c, const struct wire_word *words,
                                            size_t count)
{
    struct mono patience = clock_deadline(CONNECTION_BUSY_MS);
    int delay_ms = BACKOFF_FIRST_MS, broken = 0, failures = 0;
    if (c->denied)
        connection_drop(c);
    for (;;) {
        if (!ensure_connected(c))
            return CONNECTION_GONE;
        if (c->denied)
            return CONNECTION_ERROR;
        if (!exchange(c, words, count)) {
            /* One break is the line's. Many mean that the node closes the connection. */
            if (++broken == CONNECTION_BREAKS)
                return CONNECTION_GONE;
            if (broken > 1)
                wait_longer(&delay_ms);
            continue;
        }
        if (connection_error_is(c, "NEEDTLS")) {
            warn(c, CONNECTION_SECRET);
            return CONNECTION_GONE;
        }
        if (c->values[0].type != WIRE_ERROR)
            return CONNECTION_REPLY;
        bool busy = connection_error_is(c, "BUSY"), failing = connection_error_is(c, "IOERR");
        if ((!busy && !failing) || (busy && clock_left_ms(patience) == 0) ||
            (failing && ++failures == CONNECTION_TRIES))
            return CONNECTION_ERROR;
        c->tell(c->context, CONNECTION_BUSY);
        wait_longer(&delay_ms);
        if (delay_ms > BUSY_MOST_MS)
            delay_ms = BUSY_MOST_MS;
    }
}

enum connection_result connection_ask(struct connection *c, ...)
{
    struct wire_word words[ASK_WORDS];
    size_t count = 0;
    va_list args;
    va_start(args, c);
    for (const char *w; count < ASK_WORDS && (w = va_arg(args, const char *)) != NULL;)
        words[count++] = (struct wire_word){w, strlen(w)};
    va_end(args);
    return connection_ask_words(c, words, count);
}

void connection_text(const struct connection *c, const char *name, char *out, size_t size)
{
    const struct wire_value *v = wire_pair(c->values, c->count, name);
    bool text = v != NULL && (v->type == WIRE_BULK || v->type == WIRE_SIMPLE);
    (void)printable_copy(out, size, text ? v->data : "", text ? v->len : 0, PRINTABLE_LINE);
}

int64_t connection_number(const struct connection *c, const char *name)
{
    const struct wire_value *v = wire_pair(c->values, c->count, name);
    return v != NULL && v->type == WIRE_INTEGER ? v->integer : 0;
}
