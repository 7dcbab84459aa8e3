/* token.h - the random token by which a node knows a terminal again (AUTH in common/PROTOCOL.md). It
 * is kept in a private file for each node and ID, $XDG_STATE_HOME/sinodo/terminals/NODE_ID (without
 * that variable in ~/.local/state), so that a program that is started again at this computer goes on
 * with the exam at once. It is useless without the access code. The file is locked while a program
 * uses it: a second program at the same computer is another terminal. Without such a folder a token
 * lives as long as its program.
 *
 * Threads: one. Memory: the caller's; token_close(). Errors: false without random numbers. */
#ifndef CLIENT_TOKEN_H
#define CLIENT_TOKEN_H

#include <stdbool.h>

enum {
    TOKEN_BYTES = 16,                 /* random */
    TOKEN_SIZE = 2 * TOKEN_BYTES + 1, /* as text */
    TOKEN_PATH_SIZE = 1024
};

struct token {
    char text[TOKEN_SIZE]; /* "": none */
    char path[TOKEN_PATH_SIZE];
    int fd;    /* of the locked file; -1: the token is kept nowhere */
    bool used; /* by a program before this one */
};

/* Takes the token of that node and ID, or makes one. */
bool token_open(struct token *token, const char *node, const char *id);

/* Another token in the place of a used one, which is worth nothing any more. False without a used one,
 * and without random numbers: nothing has changed then. */
bool token_renew(struct token *token);

/* forget: the exam is over, and the file is removed. */
void token_close(struct token *token, bool forget);

/* Fills text with so many random bytes in hexadecimal digits. */
bool token_random(char text[TOKEN_SIZE]);

#endif
