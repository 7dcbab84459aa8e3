/* menu.h - registering, and the menu for those who come without a command.
 * Threads: one. Memory: the caller's connection. Errors: told to the applicant. */
#ifndef CLIENT_MENU_H
#define CLIENT_MENU_H

#include "client/connection.h"
#include "client/outcome.h"

/* Registers and shows the code; code[] gets it. plain: one line "code XXXX-XXXX-XXXX" for scripts.
 * OUTCOME_FINISHED means that it worked. */
enum outcome menu_register(struct connection *c, const char *id, const char *name, bool plain,
                           char code[32]);

/* Until the applicant leaves. OUTCOME_GONE when the node cannot be reached. */
enum outcome menu_run(struct connection *c);

#endif
