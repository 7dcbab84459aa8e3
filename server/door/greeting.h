/* greeting.h - what Redis clients and libraries send by themselves when they have connected, so that
 * they work with their defaults: HELLO, CLIENT, SELECT, INFO, COMMAND, PING, RESET.
 *
 * RESP3 differs here from RESP2 in the map that answers HELLO and COMMAND DOCS and in the null of
 * CLIENT GETNAME; all other replies have the same form in both (common/wire.h).
 *
 * Threads: the client's worker. Memory: plain values. Errors: as replies.
 * Source:  the pages of these commands in the Redis command reference. */
#ifndef SERVER_DOOR_GREETING_H
#define SERVER_DOOR_GREETING_H

#include "server/door/signin.h"

enum { GREETING_NAME_SIZE = 65 };

/* What a client has chosen for its connection. */
struct greeting {
    enum wire_version version;
    char name[GREETING_NAME_SIZE]; /* "" when it has given none */
};

void greeting_ping(const struct request *request);

/* HELLO [2|3 [AUTH id code] [SETNAME name]]: nothing changes unless all of it can be done. False:
 * the connection closes after the reply. */
bool greeting_hello(struct greeting *greeting, struct signin *signin,
                    const struct request *request);

/* CLIENT ID, GETNAME, SETNAME name, SETINFO LIB-NAME|LIB-VER text. */
void greeting_client(struct greeting *greeting, const struct request *request);

/* SELECT 0: there is no other database. */
void greeting_select(const struct request *request);

/* INFO [section…]: facts about the node, all of them whatever section is asked for. */
void greeting_info(const struct request *request);

/* COMMAND, COMMAND COUNT, COMMAND DOCS: of the table that the session runs. */
void greeting_commands(const struct greeting *greeting, const struct request *request,
                       const struct command_rule *rules, size_t count);

/* RESET: as after connecting; but wrong codes stay counted (signin.h). */
void greeting_reset(struct greeting *greeting, const struct request *request);

#endif
