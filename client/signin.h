/* signin.h - signing in, and again with the new code that the staff gave meanwhile.
 * Threads: one. Memory: the caller's connection. Errors: told to the applicant, in lines. */
#ifndef CLIENT_SIGNIN_H
#define CLIENT_SIGNIN_H

#include "client/connection.h"
#include "client/outcome.h"

/* Prints why a request failed; returns how that ends. */
enum outcome signin_tell_failure(struct connection *c, enum connection_result result);

/* Signs in: to sit the exam as this terminal, with the token of node and ID (client/token.h), or only
 * to look. OUTCOME_LEFT: done. */
enum signin_as { SIGNIN_SITS, SIGNIN_LOOKS };
enum outcome signin_with(struct connection *c, const char *id, const char *code, enum signin_as as);

/* The exam is at another terminal, or the staff took it from this computer while its program did not
 * run: the token of the program before is worth nothing. Signs in with a new one, as any other terminal
 * does. False: the token is new already; nothing was asked. */
bool signin_anew(struct connection *c, enum connection_result *result);

/* Puts the token back for the next program, or away for good where the exam is over or another
 * terminal has it. */
void signin_end(struct connection *c, bool forget);

/* As connection_ask_words(). A person whose code the staff replaced is asked for the new one, and the
 * request is sent again. */
enum connection_result signin_ask(struct connection *c, const struct wire_word *words,
                                  size_t count);

/* Asks a person at a terminal for the new code until it is right, and signs in with it. False: the
 * input has ended, is no terminal, or the node cannot be reached. */
bool signin_renew(struct connection *c);

#endif
