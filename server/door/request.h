/* request.h - one request while it is answered: its words, who sent it and where the reply goes.
 * Its work on the database runs in the store.
 * Threads: the worker of the connection.
 * Memory:  all that it points to is the session's or the worker's.
 * Errors:  false, and the reply says what is wrong. */
#ifndef SERVER_DOOR_REQUEST_H
#define SERVER_DOOR_REQUEST_H

#include "common/wire.h"
#include "db/ledger_exam.h"
#include "server/node.h"

struct request {
    struct node *node;
    struct client *client; /* who sent it; NULL: the operator */
    const char *by;    /* the operator's name as a system user, or the account of the staff; NULL:
                            * an applicant */
    struct task *task; /* for its work in the store; a connection has one request at a time */
    const struct wire_word *words;
    size_t count;
    struct buffer *out; /* for the reply */
    struct mono came;
};

/* A command: how many words it has, its name included, and whether it needs AUTH first. */
struct command_rule {
    const char *name;
    size_t least, most;
    bool signed_in;
};

/* The place in rules[] of the command that the request names. False for an unknown command and for
 * a wrong number of words. */
bool request_command(const struct request *request, const struct command_rule *rules, size_t count,
                     size_t *out);

/* Takes an ID in the form that is kept from one of the words. */
bool request_id(const struct request *request, const struct wire_word *word, char out[IDENT_SIZE]);

/* Runs `run` with `context` on the store thread and waits until its outcome may be told. A peer's
 * confirmation or copy is waited for --claim-timeout-ms at most. */
bool request_run(const struct request *request, void (*run)(struct ledger *, struct task *),
                 void *context);

/* Does the node stop? Work in many transactions then ends between two. */
bool request_stopping(const struct request *request);

/* Replies with a refusal by the rules. who: has how long the sitting stays with its terminal
 * (terminal.h), and the last number of its answers; for the refusals that say so. */
void request_refuse_for(const struct request *request, enum refusal refusal,
                        const struct ledger_terminal *who);

/* The same for all others. */
void request_refuse(const struct request *request, enum refusal refusal);

#endif
