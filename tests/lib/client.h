/* client.h - a small RESP client for tests. Replies are kept as one text: "OK", "-ELSEWHERE …",
 * ":1", or the values of an array joined by spaces, so that a test compares what a person would
 * read. Threads: one a client. Memory: init/close for the caller's. */
#ifndef TESTS_CLIENT_H
#define TESTS_CLIENT_H

#include "common/tls.h"
#include "common/wire.h"

#include <stdarg.h>
#include <stdbool.h>

/* The token of a test's terminal, also over several connections. */
#define TERMINAL "the-terminal-of-this-test"

enum { CLIENT_REPLY_SIZE = 16384, CLIENT_REQUEST_SIZE = 256 };

struct client_conn {
    struct stream stream; /* fd -1 when not connected */
    struct wire_reader in;
    struct wire_value values[WIRE_REPLY_VALUES];
    size_t count;
    char request
        [CLIENT_REQUEST_SIZE]; /* the last one, as words or as it was sent; cut when longer */
    char reply[CLIENT_REPLY_SIZE];
};

/* False when nobody answers within the deadline. */
bool client_open(struct client_conn *c, int port);
bool client_open_at(struct client_conn *c, const char *host, int port);
bool client_open_tls(struct client_conn *c, int port); /* whatever key is shown */
void client_close(struct client_conn *c);

/* Sends words up to a NULL and waits for the reply: c->reply, or "" when the connection broke. */
const char *client_ask(struct client_conn *c, ...);
const char *client_ask_list(struct client_conn *c, va_list words);

/* The same with an inline line. */
const char *client_line(struct client_conn *c, const char *line);

/* Sends bytes as they are. */
bool client_send(struct client_conn *c, const char *data, size_t len);
const char *client_receive(struct client_conn *c);

/* The value of a pair in the last reply as text, "" when there is none. */
const char *client_pair(const struct client_conn *c, const char *name, char out[256]);

/* Does the last reply begin with that text? */
bool client_is(const struct client_conn *c, const char *beginning);

#endif
