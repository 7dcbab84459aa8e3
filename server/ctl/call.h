/* call.h - a connection to a running node: through the Unix socket below its data directory, or as
 * staff through its port for clients, over TLS. Sends a command and waits for the reply.
 * Threads: main. Memory: init/release; a reply stays until the next call_ask().
 * Errors:  told on standard error; `failure` is the exit status. */
#ifndef CTL_CALL_H
#define CTL_CALL_H

#include "client/door.h"
#include "common/wire.h"
#include "server/core/names.h"
#include "server/ctl/show.h"

enum { CALL_PATH_SIZE = 4096, CALL_CODE_SIZE = 64 };

/* Exit statuses for scripts. What went wrong without a node has those of sysexits.h. */
enum {
    CALL_REFUSED = 1, /* the node refused; of `status`: something needs attention */
    CALL_NO_NODE = 3  /* it does not run, or does not answer */
};

struct call {
    const char *data; /* the node's data directory; NULL: not given */
    const char *node; /* the address of its port for clients; NULL: not given */
    struct fingerprint pins[TLS_PINS];
    size_t pin_count;
    char account[BY_MAX_BYTES + 1]; /* NAME@NODE; "": not given yet */
    char code[CALL_CODE_SIZE];      /* of the account; wiped at the end */
    struct door door;               /* of `node`, once it is open */
    bool door_open;

    enum show_format format; /* of what is shown */
    bool quiet;              /* nothing is printed: there is a screen */
    int reply_ms;            /* for a reply */
    struct stream stream;    /* fd -1: not connected */
    int failure;             /* the exit status after a call failed */
    struct wire_reader in;
    struct wire_value values[WIRE_REPLY_VALUES]; /* the reply */
    size_t count;
};

void call_init(struct call *call);
void call_release(struct call *call);

/* Connects to the node of the data directory, or to `node`: there it asks for the account and its code,
 * and signs in. */
bool call_connect(struct call *call);

/* Connects to the node that has this database open; false when there is none. */
bool call_connect_owner(struct call *call, const char *database);

/* Sends the words and waits for the reply. False too, after printing it, when that is an error. */
bool call_ask(struct call *call, const char *const *words, size_t count);

enum call_result {
    CALL_ANSWERED,
    CALL_ERROR, /* the reply is an error, which is not printed yet */
    CALL_LOST   /* no reply; told */
};

/* As call_ask(), for a request that may be repeated: when no reply comes it connects and asks
 * again, for half a minute. */
enum call_result call_repeat(struct call *call, const char *const *words, size_t count);

/* The same, and an error is printed. Returns an exit status. */
int call_order(struct call *call, const char *const *words, size_t count);

/* One attempt, without a word: connects if need be. CALL_LOST: no reply. */
enum call_result call_try(struct call *call, const char *const *words, size_t count);

/* Connects, sends the words and shows the reply. Returns an exit status. */
int call_and_show(struct call *call, const char *const *words, size_t count);

/* Prints the error of the reply, and what to do about it. Returns an exit status. */
int call_refused(struct call *call);

/* Says that the reply is not one of the protocol's, which is not shown at all. Returns an exit
 * status. */
int call_unexpected(void);

#endif
