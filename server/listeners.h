/* listeners.h - the sockets that a node listens on: opens them, and gives each what its connections
 * need (server/door/listener.h).
 * Threads: main.
 * Memory:  the caller's; listeners_close() releases what it holds.
 * Errors:  false, and the cause is logged. */
#ifndef SERVER_LISTENERS_H
#define SERVER_LISTENERS_H

#include "server/door/hosts.h"
#include "server/door/listener.h"
#include "server/evidence/key.h"
#include "server/setup/config.h"

struct listeners {
    struct listener at[WORKER_ROLES]; /* by their role */
    int peer_fd;                      /* the peer connects there; -1: not open, or given away */
    char operator_path[CONFIG_PATH_SIZE + 32]; /* of the operator's socket; "": none */
    char exam_page[HOSTS_ORIGIN_SIZE]; /* its address; "": browsers of applicants have none */
    struct wall cert_until;            /* when the browsers' certificate ends; 0: none is shown */
};

/* None is open. */
void listeners_init(struct listeners *listeners);

/* All but the operator's. Where the system chose a port, the options have that one afterwards, and
 * people are told it. */
bool listeners_open(struct listeners *listeners, struct config *config);

/* The operator's, in the data directory. */
bool listeners_open_operator(struct listeners *listeners, const struct config *config);

/* TLS of terminals and libraries, with the node's key. False is not logged: the key is to blame. */
bool listeners_open_tls(struct listeners *listeners, const struct config *config,
                        const struct key *key);

/* The names of those that speak HTTP, and TLS of browsers, with a certificate of its own. */
bool listeners_open_hosts(struct listeners *listeners, const struct config *config);

/* Logs the addresses of those that speak HTTP. */
void listeners_log(const struct listeners *listeners);

/* No new connections come; what those that there are need stays. */
void listeners_stop(struct listeners *listeners);

/* The rest. No connection is left. */
void listeners_close(struct listeners *listeners);

#endif
