/* duo.h - two nodes' ledgers and the link between them in one process, without threads, sockets or
 * clocks: a test moves each message and sets each time. The code is the shipping code: the ledger,
 * the journal, the messages and the link's state machine.
 * Threads: one. Memory: open/close. */
#ifndef TESTS_DUO_H
#define TESTS_DUO_H

#include "db/ledger.h"
#include "server/core/link.h"

#include <stdbool.h>

struct duo_node {
    struct database database;
    struct ledger *ledger;
    const char *name;
    struct wall wall; /* this node's clock, which may be wrong */
    struct link link;
    struct wire_reader in; /* bytes that the other sent and this one has not handled */
    bool refused;          /* it refused the link */
    bool taken;            /* the other accepted its HELLO */
    char reason[LEDGER_REASON_SIZE];
};

struct duo {
    struct exam *exam;
    struct duo_node node[2];
    uint64_t up_ms;
    bool linked;
    bool (*roster_node)(void *roster, const char *id, char node[NODE_NAME_MAX + 1]);
    uint64_t free_bytes; /* on either disk */
    uint64_t starts;     /* of both nodes together: each start has this number as its instance */
};

void duo_open(struct duo *d);
/* roster_node: as in struct ledger_options; its context is the node's name. */
void duo_open_with_roster(struct duo *d, bool (*roster_node)(void *roster, const char *id,
                                                             char node[NODE_NAME_MAX + 1]));
void duo_close(struct duo *d);

/* Its disk is replaced by an empty one. */
void duo_lose(struct duo *d, int which);

/* Everything that one node does between these two is one transaction. */
void duo_begin(struct duo *d, int which);
void duo_commit(struct duo *d, int which);

/* A new connection; messages in flight are lost. */
void duo_connect(struct duo *d);
void duo_cut(struct duo *d);

/* One node sends one message that is due, or handles one that has come. False: nothing to do. */
bool duo_send(struct duo *d, int which);
bool duo_receive(struct duo *d, int which);

/* Until neither has anything to do. */
void duo_settle(struct duo *d);

enum refusal duo_register(struct duo *d, int which, const char *id);
enum claim_state duo_claim(struct duo *d, int which, const char *id);

#endif
