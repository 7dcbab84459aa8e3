/* call.h - a connection to the running node: sends a command of server/door/operator_protocol.h and
 * waits for the reply.
 * Threads: main. Memory: CALL_CLOSED/release; a reply stays until the next call_ask().
 * Errors:  told on standard error; `failure` is the exit status. */
#ifndef CTL_CALL_H
#define CTL_CALL_H

#include "common/wire.h"
#include "server/ctl/show.h"

enum { CALL_PATH_SIZE = 4096 };

/* Exit statuses for scripts. What went wrong without a node has those of sysexits.h. */
enum {
    CALL_REFUSED = 1, /* the node refused; of `status`: something needs attention */
    CALL_NO_NODE = 3  /* it does not run, or does not answer */
};

struct call {
    const char *data;        /* the node's data directory; NULL: not given */
    enum show_format format; /* of what is shown */
    int fd;                  /* -1: not connected */
    int failure;             /* the exit status after a call failed */
    struct wire_reader in;
    struct wire_value values[WIRE_REPLY_VALUES]; /* the reply */
    size_t count;
};

void call_init(struct call *call);
void call_release(struct call *call);

/* Connects to the node of the data directory. */
bool call_connect(struct call *call);

/* Connects to the node that has this database open; false when there is none. */
bool call_connect_owner(struct call *call, const char *database);

/* Sends the words and waits for the reply. False too, after printing it, when that is an error. */
bool call_ask(struct call *call, const char *const *words, size_t count);

/* Connects, sends the words and shows the reply. Returns an exit status. */
int call_and_show(struct call *call, const char *const *words, size_t count);

/* Says that the reply is not one of the protocol's, which is not shown at all. Returns an exit
 * status. */
int call_unexpected(void);

#endif
