/* menu.h - registering, and the menu for those who come without a command.
 * Threads: one. Memory: the caller's connection. Errors: told to the applicant. */
#ifndef CLIENT_MENU_H
#define CLIENT_MENU_H

#include "client/sit.h"

/* Registers and shows the code; code[] gets it. plain: one line "code XXXX-XXXX-XXXX" for scripts.
 * SIT_FINISHED means that it worked. */
enum sit_end menu_register(struct connection *c, const char *id, const char *name, bool plain,
                           char code[32]);

/* Until the applicant leaves. SIT_GONE when the node cannot be reached. */
enum sit_end menu_run(struct connection *c);

#endif
