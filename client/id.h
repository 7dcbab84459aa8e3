/* id.h - asking for an ID: the kinds that the node takes are in the question, and what cannot be such
 * an ID is told before anything else is asked.
 * Threads: one. Memory: the caller's. Errors: told to the applicant. */
#ifndef CLIENT_ID_H
#define CLIENT_ID_H

#include "client/connection.h"
#include "client/lines.h"
#include "common/ident.h"

enum { ID_PROMPT_SIZE = 160 };

/* The kinds, of the last reply, a HELLO's. `formats` is 0 when it does not say them, or names one that
 * this program does not know: the node then checks alone. */
struct ident_rules id_rules(const struct connection *c);

/* "National ID or passport: "; "ID: " when the kinds are not known. */
void id_prompt(unsigned formats, char out[ID_PROMPT_SIZE]);

/* Asks until the ID is one of these kinds. False at the end of the input, and for an empty line after
 * a refusal. */
bool id_ask(const struct ident_rules *rules, char line[LINES_SIZE]);

#endif
