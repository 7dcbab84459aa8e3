/* keys.h - the node's key: `keygen` shows it, and the one that it is to have.
 * Threads: main. Memory: none. Errors: an exit status of sysexits.h, and words on standard error. */
#ifndef CTL_KEYS_H
#define CTL_KEYS_H

#include "server/evidence/key.h"

/* As key_open(); but root reads a node's key as the node's user, who alone may have it. */
enum status keys_open(const char *dir, struct key **out, char error[KEY_ERROR_SIZE]);

/* Makes the node's key in `dir` if it has none, and prints its fingerprint. */
int keys_show(const char *dir);

/* The same with the next key, in a folder of `dir`. */
int keys_show_next(const char *dir);

/* Puts the next key in the place of the node's, which is kept beside it with its certificate: that
 * checks what the key has signed. The node uses the new one from its next start on. A switch that was
 * interrupted can be repeated. */
int keys_switch(const char *dir);

#endif
