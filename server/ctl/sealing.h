/* sealing.h - `sinodoctl seal FILE OUT [--passphrase-file FILE]`: encrypts a question bank. It
 * talks to no node. Threads: main. Memory: none kept. Errors: told on standard error; the exit
 * status. */
#ifndef CTL_SEALING_H
#define CTL_SEALING_H

/* words: those after "seal". EX_OK, EX_USAGE, or the exit status of a failure. */
int sealing_run(int count, char *const *words);

#endif
