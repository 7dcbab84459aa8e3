/* reload.h - SIGHUP: reads the options and the roster again and takes what may change while the node
 * runs: the roster, the keys that the other node may show, and the log's level. Each change is logged.
 * What cannot be used is refused with its errors, and what was in force stays so. An option that needs
 * a start is named.
 * Threads: main, while the node runs. Memory: the server's. Errors: logged. */
#ifndef SERVER_RELOAD_H
#define SERVER_RELOAD_H

#include "server/server.h"

/* argc, argv: the program's. */
void reload(struct server *server, int argc, char *const *argv);

#endif
