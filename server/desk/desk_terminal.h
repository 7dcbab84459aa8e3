/* desk_terminal.h - MOVE: the staff take a sitting from its terminal (server/core/terminal.h K6).
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_TERMINAL_H
#define SERVER_DESK_DESK_TERMINAL_H

#include "server/desk/desk_run.h"

void desk_move_terminal(const struct request *request, const struct desk_words *words);

#endif
