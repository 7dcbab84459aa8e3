/* node.h - what every thread of the server may use: the running node.
 * Threads: the fields are set before any thread starts and then constant; what they point to says
 * itself who may call it. Memory: main's. */
#ifndef SERVER_NODE_H
#define SERVER_NODE_H

#include "db/store.h"
#include "server/clients.h"
#include "server/config.h"
#include "server/guesses.h"
#include "server/key.h"
#include "server/peer.h"
#include "server/roster.h"

#define NODE_VERSION "1.0"

struct node {
    const struct config *config;
    const struct exam *exam;
    const struct roster *roster; /* NULL: everybody may register */
    struct store *store;
    struct clients *clients;   /* exam clients */
    struct clients *operators; /* on the operator's socket */
    struct guesses *guesses;
    const struct key *key;
    struct peer *peer;       /* NULL: it has none */
    struct tls_context *tls; /* for clients; NULL: plain */
};

#endif
