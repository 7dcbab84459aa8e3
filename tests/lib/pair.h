/* pair.h - a pair of real nodes for tests: caracas dials, maracay waits, each with its own data
 * directory under one temporary directory, on free ports of the loopback.
 * Threads: the test's own. Memory: open/close for the caller's. */
#ifndef TESTS_PAIR_H
#define TESTS_PAIR_H

#include "tests/lib/client.h"
#include "tests/lib/process.h"

enum { CARACAS, MARACAY };

struct test_node {
    const char *name;
    char data[128], log[128];
    const char *host; /* where it listens */
    int port;
    struct process process;
    const char *before[12]; /* a command that runs the node, NULL-terminated */
    const char *extra[12];  /* more options, NULL-terminated */
};

struct pair {
    char dir[96];
    char bank[128];
    int peer_port; /* where maracay waits */
    int dial_port; /* what caracas dials: peer_port, or a relay's */
    const char *peer_host;
    bool alone; /* node_start() gives no peer */
    bool grace; /* the nodes' starts have their usual grace (server/core/grace.h); else none, so
                 * that one that is started without the other serves at once */
    struct test_node node[2];
    const char *client_options[3]; /* of node_client(), NULL-terminated */
};

/* Makes the directories and a bank of 6 questions, and chooses ports; starts nothing. */
bool pair_open(struct pair *p);

/* Ends what still runs and removes everything. */
void pair_close(struct pair *p);

/* Starts one node and waits until it serves clients. */
bool node_start(struct pair *p, int which);

/* Starts one that must refuse to run: true when it ended with an error. */
bool node_refuses(struct pair *p, int which);

/* A client of that node. */
bool node_open(const struct pair *p, int which, struct client_conn *conn);

/* One request, of words up to a NULL, on a connection of its own. The reply stays in *conn. */
const char *node_ask(const struct pair *p, int which, struct client_conn *conn, ...);

/* Starts both and waits until the link is up. */
bool pair_start(struct pair *p);

/* Waits until HELLO at that node says that the peer is up, or down. */
bool node_peer_is(struct pair *p, int which, const char *state);

bool node_kill(struct pair *p, int which); /* SIGKILL */
int node_stop(struct pair *p, int which);  /* SIGTERM; its exit status */

/* Runs sinodoctl for that node: the exit status; its output is in out[]. */
int node_ctl(struct pair *p, int which, char *out, size_t size, ...);

/* Makes that node's key if it has none: its fingerprint, as text. */
enum { NODE_KEY_SIZE = 80 };
bool node_keygen(struct pair *p, int which, char key[NODE_KEY_SIZE]);

/* The same for an account of the staff, over TLS from anywhere: its code is typed. */
struct test_account {
    const char *name; /* NAME@NODE */
    const char *code;
    const char *pin[2]; /* of the nodes */
};
int node_desk(struct pair *p, int which, const struct test_account *account, char *out, size_t size,
              ...);

/* Runs the terminal client in English against that node, typing that text: as node_ctl(). No words:
 * its menu. */
int node_client(struct pair *p, int which, const char *typed, char *out, size_t size, ...);

enum { NODE_STATUS_SIZE = 8192 };

/* What `sinodoctl status` prints, whether something needs attention or not; false: it cannot be had. */
bool node_shows_status(struct pair *p, int which, char *out, size_t size);

/* The value of one line of `sinodoctl status`, -1 when there is none. */
long node_status(struct pair *p, int which, const char *name);

/* Waits until its log has those words. */
bool node_logs(const struct pair *p, int which, const char *words);

/* Waits until `sinodoctl status` has those words; what it printed last is in out[]. */
bool node_says(struct pair *p, int which, const char *words, char out[NODE_STATUS_SIZE]);

/* Both nodes have each other's journals whole. */
bool pair_settled(struct pair *p);

/* `sinodoctl check` at both. */
bool pair_check(struct pair *p);

#endif
