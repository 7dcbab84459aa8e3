#include "server/ctl/call.h"

#include "client/lines.h"
#include "common/errors.h"
#include "common/printable.h"
#include "common/wipe.h"
#include "db/database.h"
#include "server/desk/operator_protocol.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    REPLY_MS = 10 * 60 * 1000, /* a backup may take long */
    CONNECT_MS = 5000,
    AGAIN_MS = 30 * 1000, /* for a request whose reply was lost */
    PAUSE_MS = 500
};

void call_init(struct call *c)
{
    memset(c, 0, sizeof *c);
    c->format = SHOW_LINES;
    c->reply_ms = REPLY_MS;
    c->stream.fd = -1;
    wire_reader_init(&c->in, WIRE_REPLY_BYTES);
}

static void hang_up(struct call *c)
{
    stream_close(&c->stream);
    if (c->stream.fd >= 0)
        close(c->stream.fd);
    c->stream.fd = -1;
    wire_reader_release(&c->in);
    wire_reader_init(&c->in, WIRE_REPLY_BYTES);
}

void call_release(struct call *c)
{
    hang_up(c);
    wire_reader_release(&c->in);
    wipe(c->code, sizeof c->code);
}

/* --- one request --- */

/* NULL, or why there is no reply. */
static const char *exchange(struct call *c, const char *const *words, size_t count)
{
    struct buffer out = {0};
    const char *reason = "the connection was closed";
    struct mono deadline = clock_deadline(c->reply_ms);
    wire_put_array(&out, count);
    for (size_t i = 0; i < count; i++)
        wire_put_text(&out, words[i]);
    enum status status =
        out.failed ? STATUS_NOMEM : stream_send(&c->stream, out.data, out.len, deadline);
    buffer_wipe(&out); /* it may hold a code */
    enum wire_event event = WIRE_MORE;
    while (status == STATUS_OK) {
        event = wire_reply(&c->in, c->values, WIRE_REPLY_VALUES, &c->count, &reason);
        if (event != WIRE_MORE)
            break;
        size_t room, got = 0;
        char *space = wire_reader_space(&c->in, &room);
        status = space ? stream_receive(&c->stream, space, room, deadline, &got) : STATUS_NOMEM;
        if (status == STATUS_OK)
            wire_reader_filled(&c->in, got);
    }
    return event == WIRE_READY ? NULL : reason;
}

static bool is_error(const struct call *c)
{
    return c->values[0].type == WIRE_ERROR;
}

/* --- connecting --- */

static bool open_socket(struct call *c, const char *path)
{
    int fd;
    if (net_connect_unix(path, &fd) != STATUS_OK)
        return false;
    return stream_open(&c->stream, NULL, fd) == STATUS_OK;
}

static bool ask_account(struct call *c)
{
    static char line[LINES_SIZE];
    if (c->account[0] == '\0') {
        if (!isatty(STDIN_FILENO) || !lines_ask("Account (NAME@NODE): ", line) ||
            strlen(line) >= sizeof c->account) {
            (void)fputs("sinodoctl: which account? Give --staff NAME@NODE\n", stderr);
            return false;
        }
        (void)snprintf(c->account, sizeof c->account, "%s", line);
    }
    bool read = c->code[0] != '\0' || lines_ask_code("Code: ", line);
    if (read && c->code[0] == '\0')
        (void)snprintf(c->code, sizeof c->code, "%s", line);
    wipe(line, sizeof line);
    if (!read)
        (void)fputs("sinodoctl: no code: it is the first line of standard input\n", stderr);
    return read;
}

/* The socket and TLS; *told: why not is said already. */
static bool open_port(struct call *c, bool *told)
{
    int fd;
    if (net_connect(&c->door.address, clock_deadline(CONNECT_MS), &fd) != STATUS_OK)
        return false;
    enum status status = stream_open(&c->stream, c->door.tls, fd);
    if (status == STATUS_OK)
        status = stream_handshake(&c->stream, clock_deadline(CONNECT_MS));
    if (status == STATUS_OK && door_trusts(&c->door, &c->stream.seen))
        return true;
    if (status == STATUS_OK && !c->quiet) {
        (void)fputs("sinodoctl: another machine answers at that address: it shows another key. "
                    "Nothing was sent to it.\n",
                    stderr);
        *told = true;
    }
    hang_up(c);
    return false;
}

/* Connects, and signs in as staff where that is needed. *told: as open_port(). */
static bool connect_again(struct call *c, bool *told)
{
    char path[CALL_PATH_SIZE];
    if (c->node == NULL) {
        (void)snprintf(path, sizeof path, "%s/" OPERATOR_SOCKET, c->data);
        return open_socket(c, path);
    }
    const char *const sign_in[] = {"STAFF", c->account, c->code};
    if (!open_port(c, told) || exchange(c, sign_in, 3) != NULL)
        return false;
    if (is_error(c)) {
        if (!c->quiet)
            c->failure = call_refused(c);
        *told = true;
        hang_up(c);
    }
    return c->stream.fd >= 0;
}

/* The key of the node is known, or is confirmed now. */
static bool open_door(struct call *c)
{
    struct net_address address;
    if (c->door_open)
        return true;
    if (!net_parse(c->node, &address)) {
        printable_line(stderr, "sinodoctl: '%.200s' is not HOST:PORT, such as 10.0.0.2:4321",
                       c->node);
        c->failure = EX_USAGE;
        return false;
    }
    enum door_result opened = door_open(&c->door, &address, true, c->pins, c->pin_count);
    c->door_open = opened == DOOR_OPEN;
    c->failure = opened == DOOR_CLOSED ? CALL_NO_NODE : CALL_REFUSED;
    return c->door_open;
}

bool call_connect(struct call *c)
{
    bool told = false;
    if (c->stream.fd >= 0)
        return true;
    if (c->node != NULL && !open_door(c))
        return false;
    c->failure = EX_USAGE;
    if (c->node != NULL && !ask_account(c))
        return false;
    c->failure = CALL_NO_NODE;
    if (connect_again(c, &told))
        return true;
    if (!told && c->node != NULL)
        printable_line(stderr, "sinodoctl: no answer from the node at %.200s", c->node);
    else if (!told)
        (void)fprintf(stderr,
                      "sinodoctl: no sinodod answers at %s/" OPERATOR_SOCKET
                      ": %s. Is it running, and is --data right?\n",
                      c->data, strerror(errno));
    return false;
}

bool call_connect_owner(struct call *c, const char *database)
{
    char path[CALL_PATH_SIZE];
    const char *slash = strrchr(database, '/');
    size_t before = slash != NULL ? (size_t)(slash + 1 - database) : 0;
    if (strcmp(database + before, DATABASE_FILE) != 0 ||
        snprintf(path, sizeof path, "%.*s" OPERATOR_SOCKET, (int)before, database) >=
            (int)sizeof path)
        return false;
    return open_socket(c, path);
}

/* --- asking --- */

static void tell_lost(struct call *c, const char *reason)
{
    (void)fprintf(stderr, "sinodoctl: no reply from the node: %s\n", reason);
    c->failure = CALL_NO_NODE;
}

bool call_ask(struct call *c, const char *const *words, size_t count)
{
    const char *reason = exchange(c, words, count);
    if (reason != NULL)
        tell_lost(c, reason);
    else if (is_error(c))
        c->failure = call_refused(c);
    return reason == NULL && !is_error(c);
}

enum call_result call_repeat(struct call *c, const char *const *words, size_t count)
{
    struct mono end = clock_deadline(AGAIN_MS);
    const char *reason = "";
    bool told = false;
    for (bool first = true; reason != NULL; first = false) {
        if (told)
            return CALL_LOST;
        if (!first && clock_left_ms(end) <= 0) {
            tell_lost(c, reason);
            return CALL_LOST;
        }
        if (!first)
            (void)poll(NULL, 0, PAUSE_MS);
        if (c->stream.fd < 0 && !connect_again(c, &told))
            continue;
        reason = exchange(c, words, count);
        if (reason != NULL)
            hang_up(c);
        if (reason != NULL && first)
            (void)fputs("sinodoctl: the reply was lost. Asking again: what was done is not done "
                        "twice\n",
                        stderr);
    }
    return is_error(c) ? CALL_ERROR : CALL_ANSWERED;
}

enum call_result call_try(struct call *c, const char *const *words, size_t count)
{
    bool told = false, connected = c->stream.fd >= 0 || connect_again(c, &told);
    if (told) /* the account is refused: the error is there */
        return CALL_ERROR;
    if (!connected)
        return CALL_LOST;
    if (exchange(c, words, count) == NULL)
        return is_error(c) ? CALL_ERROR : CALL_ANSWERED;
    hang_up(c);
    return CALL_LOST;
}

int call_and_show(struct call *c, const char *const *words, size_t count)
{
    if (!call_connect(c) || !call_ask(c, words, count))
        return c->failure;
    return show_reply(stdout, c->format, c->values, c->count) ? EX_OK : call_unexpected();
}

int call_refused(struct call *c)
{
    const struct wire_value *error = &c->values[0];
    struct error_read read = errors_read(error->data, error->len);
    show_error(stderr, error);
    if (read.kind == ERROR_ELSEWHERE)
        printable_line(stderr, "sinodoctl: its desk is at %.*s: sinodoctl --node %.*s ...",
                       (int)read.fact[0].len, read.fact[0].data, (int)read.fact[1].len,
                       read.fact[1].data);
    return CALL_REFUSED;
}

int call_unexpected(void)
{
    (void)fputs("sinodoctl: the node's reply is not what this program knows: are sinodod and "
                "sinodoctl of the same version, and is it sinodod that answers there?\n",
                stderr);
    return EX_PROTOCOL;
}

int call_order(struct call *c, const char *const *words, size_t count)
{
    switch (call_repeat(c, words, count)) {
    case CALL_LOST:
        return c->failure;
    case CALL_ERROR:
        return call_refused(c);
    case CALL_ANSWERED:
        break;
    }
    return EX_OK;
}
