/* start.h - before an exam begins: whose it is, and the wait for its hour. The hour comes by itself,
 * the beginning does not: whoever stepped away would lose time.
 * Threads: one. Memory: the caller's. Errors: told to the applicant. */
#ifndef CLIENT_START_H
#define CLIENT_START_H

#include "client/connection.h"
#include "client/view.h"

/* Prints the exam and whose it is. */
void start_introduce(const struct view *view);

/* On a terminal waits until the exam may be started, and shows how long that is; live: in a line
 * that changes each second. False: the applicant left, or the node refused or was gone (*result). */
bool start_wait(struct connection *c, struct view *view, bool live, enum connection_result *result);

#endif
