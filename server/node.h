/* node.h - what every thread of the server may use: the running node.
 * Threads: the fields are set before any thread starts and then constant, but for `backup_runs`;
 * what they point to says itself who may call it. Memory: main's. */
#ifndef SERVER_NODE_H
#define SERVER_NODE_H

#include "db/store/store.h"
#include "server/door/clients.h"
#include "server/door/guesses.h"
#include "server/door/terminals.h"
#include "server/evidence/key.h"
#include "server/link/peer.h"
#include "server/setup/config.h"
#include "server/setup/listed.h"

#include <stdatomic.h>

struct desk_board;
struct essays;
struct reporter;
struct seb;

struct node {
    const struct config *config;
    const struct exam *exam;
    struct listed *listed; /* NULL: everybody may register */
    struct store *store;
    struct clients *clients;   /* exam clients */
    struct clients *operators; /* on the operator's socket */
    struct clients *meters;    /* on the listener for metrics: they take no operator's place */
    struct guesses *guesses;
    struct terminals *terminals;
    struct desk_board *board;
    struct essays *essays;
    struct reporter *reporter;
    struct seb *seb;           /* NULL: applicants may take any browser, or a terminal */
    struct recorder *recorder; /* NULL: no records are written */
    const struct key *key;
    struct peer *peer;       /* NULL: it has none */
    const char *exam_page;   /* the address at which applicants sit in a browser; "": none */
    struct wall cert_until;  /* the end of the certificate that browsers are shown; 0: none is */
    atomic_bool backup_runs; /* one at a time: each needs room on the disk */
};

#endif
