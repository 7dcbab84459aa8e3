/* replies.h - what comes back from the node: replies to requests.h, and news of the connection.
 * Threads: main. Memory: texts are copied into the state. Errors: told to the applicant. */
#ifndef CLIENT_FULL_REPLIES_H
#define CLIENT_FULL_REPLIES_H

#include "client/full/state.h"

/* Takes all that has come. */
void replies_take(struct full *f);

/* The node does not answer: says so, and what to do. */
void replies_tell_lost(struct full *f);

#endif
