/* server.h - all parts of a node: opens them, starts their threads, and stops them in the one right
 * order.
 * Threads: main.
 * Memory:  the caller's, SERVER_CLOSED at first; server_stop() releases what it holds.
 * Errors:  an exit status of sysexits.h, and the cause is logged. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "db/exam_file.h"
#include "server/door/acceptor.h"
#include "server/evidence/notary.h"
#include "server/evidence/recorder.h"
#include "server/listeners.h"

/* NULL or -1: not open. */
struct server {
    struct config config;
    struct exam exam;
    struct exam_file files; /* of the exam, until the database has them */
    struct config given;    /* as it was read, before the system chose ports */
    struct node node;
    struct database database;
    struct ledger *ledger;
    struct key *key;
    struct tls_context *peer_tls; /* NULL: plain */
    struct journal_cache *cache;
    struct notary *notary;
    struct peer *peer;
    struct exchange_watch watch;
    struct recorder *recorder;
    struct acceptor *acceptor;
    struct listeners listeners;
};

#define SERVER_CLOSED                                                                              \
    {                                                                                              \
        .database = DATABASE_CLOSED                                                                \
    }

/* Reads the bank and the plan of the options; errors go to standard error, a line each. `files`, unless
 * it is NULL, gets their bytes, which the caller releases. `warnings` gets those of bank_read() and
 * bank_warnings(): it is for buffer_wipe(), and the exam for bank_free(), in any case.
 * STATUS_INVALID: a person must mend the files; STATUS_IO: they cannot be read now. */
enum status server_read_exam(const struct config *config, const char *bank, struct exam *exam,
                             struct exam_file *files, struct buffer *warnings);

/* Reads the roster at this path by the options; words go to `out` (server/setup/roster_file.h). */
enum status server_read_roster(const struct config *config, const char *path,
                               struct roster **roster, struct buffer *out);

/* The same for a node that serves: the words go to the log, errors to standard error. */
enum status server_load_roster(const struct config *config, const char *path, struct roster **out);

/* F2 (server/core/enrolment.h): how many people applicants themselves may make of this node. */
uint64_t server_people_most(const struct server *server);

/* Opens everything as the options in `config` say, and starts the threads: on EX_OK the node
 * serves. */
int server_start(struct server *server);

/* Ends the threads and closes all that is open; also after server_start() has failed. */
void server_stop(struct server *server);

#endif
