/* web_keys.h - what browsers need of a node: `keygen --web` makes it, `verify-web` checks it.
 * Threads: main. Memory: none kept. Errors: an exit status of sysexits.h, and words on standard error. */
#ifndef CTL_WEB_KEYS_H
#define CTL_WEB_KEYS_H

#include "server/ctl/call.h"

/* Makes or renews the certificate of the node's web server in `dir`, and its authority if there is none,
 * and prints their fingerprints. names: "NAME,ADDRESS,…"; NULL: all that the authority permits. */
int web_keys_make(const char *dir, const char *names);

/* verify-web FILE.sig [CRT]: is it signed, by the node with that certificate, and are the certificates beside
 * it those that it names? EX_DATAERR: not as it should be. */
int web_keys_verify(struct call *call, int count, char **words);

#endif
