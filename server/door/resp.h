/* resp.h - serves a connection whose bytes are RESP: terminals, libraries, sinodoctl.
 * Threads: the connection's worker. Memory: its own. Errors: it returns, and the connection closes. */
#ifndef SERVER_DOOR_RESP_H
#define SERVER_DOOR_RESP_H

#include "server/door/connection.h"

/* Until the connection ends. */
void resp_serve(struct connection *connection);

#endif
