/* roster_secrets.h - `sinodoctl roster-secrets`: makes a secret for each row of a roster, and writes
 * the roster with the secrets' hashes for the nodes and with the secrets for the convocation letters.
 * Threads: one. Memory: none kept. Errors: an exit status, after saying what is wrong; EX_USAGE:
 * other words were expected. */
#ifndef SERVER_CTL_ROSTER_SECRETS_H
#define SERVER_CTL_ROSTER_SECRETS_H

/* words: ROSTER OUT [--letters FILE]. Without --letters the list goes to standard output. Both files
 * are the roster with one more column; they are new and of mode 0600. */
int roster_secrets_run(int count, char *const *words);

#endif
