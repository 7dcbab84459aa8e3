/* menu.h - registering, and the menu of a client that was started without a command.
 * Threads: one. Memory: the caller's connection. Errors: told to the applicant. */
#ifndef CLIENT_MENU_H
#define CLIENT_MENU_H

#include "client/connection.h"
#include "client/outcome.h"

/* Registers, and prints the access code in lines for scripts, "code XXXX-XXXX-XXXX" among them. Where
 * the node wants the key of the convocation letter it is asked for. OUTCOME_FINISHED: registered. */
enum outcome menu_register(struct connection *c, const char *id, const char *name);

/* Runs the menu until the applicant leaves. OUTCOME_GONE when the node cannot be reached. */
enum outcome menu_run(struct connection *c);

#endif
