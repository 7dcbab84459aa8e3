/* desk_run.h - how a staff command is carried out: an operation of the ledger for each of its people,
 * in small transactions, once for each key (O1), and one form of reply for all commands.
 *
 * Threads: the worker of the connection. Memory: the caller's. Errors: as replies. */
#ifndef SERVER_DESK_DESK_RUN_H
#define SERVER_DESK_DESK_RUN_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

/* What a command does about one ID, on the store thread and within a transaction that other requests
 * share: it returns a refusal by the rules, or REFUSAL_NONE after writing its entry with the order. */
typedef enum refusal desk_operation(struct ledger *ledger, const char *id,
                                    const struct order *order, void *context);

/* For each person of w->who whose home is here. The reply is pairs: `done` and `refused`, numbers,
 * `why`, an array of an ID and its error for each of the first DESK_WHY_MAX that were refused, and
 * `entry`, the number of the last journal entry of the order, 0 where none was needed. When one ID was
 * named and is refused the reply is that error. */
enum { DESK_WHY_MAX = 200 };
void desk_each(const struct request *r, const struct desk_words *w, desk_operation *one,
               void *context);

/* The same reply, for the node: one thing, done or refused. */
void desk_node(const struct request *r, const struct desk_words *w, desk_operation *one,
               void *context);

/* For the only person of w->who, whose home is here. True: done, now or at an earlier time with this
 * key, and the reply is the caller's; false: it says why not. */
bool desk_one(const struct request *r, const struct desk_words *w, desk_operation *one,
              void *context);

/* The same for the node (id ""), or for an ID whose home nobody asks: the operation does. */
bool desk_do(const struct request *r, const struct desk_words *w, const char *id,
             desk_operation *one, void *context);

/* Is whoever gives the command sure? If not, the reply is -CONFIRM and this text, which a program shows
 * before it repeats the request with the same key and --yes. */
bool desk_confirmed(const struct request *r, const struct desk_words *w, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The name, as the roster writes it, of the room that is typed. False: the reply says that there is
 * none. */
bool desk_room(const struct request *r, const struct wire_word *typed,
               char room[ROOM_MAX_BYTES + 1]);

/* Replies with a refusal, as staff read it. */
void desk_refuse(const struct request *r, enum refusal refusal);

#endif
