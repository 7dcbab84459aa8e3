#include "server/ctl/call.h"

#include "common/net.h"
#include "db/database.h"
#include "server/door/operator_protocol.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { REPLY_MS = 10 * 60 * 1000 /* a backup may take long */ };

void call_init(struct call *c)
{
    c->data = NULL;
    c->format = SHOW_LINES;
    c->fd = -1;
    wire_reader_init(&c->in, WIRE_REPLY_BYTES);
}

void call_release(struct call *c)
{
    wire_reader_release(&c->in);
    if (c->fd >= 0)
        close(c->fd);
}

bool call_connect(struct call *c)
{
    char path[CALL_PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/" OPERATOR_SOCKET, c->data);
    if (net_connect_unix(path, &c->fd) == STATUS_OK)
        return true;
    (void)fprintf(stderr,
                  "sinodoctl: no sinodod answers at %s: %s. Is it running, and is --data "
                  "right?\n",
                  path, strerror(errno));
    c->failure = CALL_NO_NODE;
    return false;
}

bool call_ask(struct call *c, const char *const *words, size_t count)
{
    struct buffer out = {0};
    const char *reason = "connection closed";
    struct mono deadline = clock_deadline(REPLY_MS);
    wire_put_array(&out, count);
    for (size_t i = 0; i < count; i++)
        wire_put_text(&out, words[i]);
    enum status status = out.failed ? STATUS_NOMEM : net_send(c->fd, out.data, out.len, deadline);
    buffer_release(&out);
    enum wire_event event = WIRE_MORE;
    while (status == STATUS_OK) {
        event = wire_reply(&c->in, c->values, WIRE_REPLY_VALUES, &c->count, &reason);
        if (event != WIRE_MORE)
            break;
        size_t room, got = 0;
        char *space = wire_reader_space(&c->in, &room);
        status = space ? net_receive(c->fd, space, room, deadline, &got) : STATUS_NOMEM;
        if (status == STATUS_OK)
            wire_reader_filled(&c->in, got);
    }
    if (event != WIRE_READY) {
        (void)fprintf(stderr, "sinodoctl: no reply from the node: %s\n", reason);
        c->failure = CALL_NO_NODE;
        return false;
    }
    if (c->values[0].type == WIRE_ERROR) {
        show_error(stderr, &c->values[0]);
        c->failure = CALL_REFUSED;
        return false;
    }
    return true;
}

int call_and_show(struct call *c, const char *const *words, size_t count)
{
    if (!call_connect(c) || !call_ask(c, words, count))
        return c->failure;
    return show_reply(stdout, c->format, c->values, c->count) ? EX_OK : call_unexpected();
}

int call_unexpected(void)
{
    (void)fputs("sinodoctl: the node's reply is not what this program knows: are sinodod and "
                "sinodoctl of the same version, and is it sinodod that answers there?\n",
                stderr);
    return EX_PROTOCOL;
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
    return net_connect_unix(path, &c->fd) == STATUS_OK;
}
