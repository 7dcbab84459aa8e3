/* registration.h - REGISTER: an ID is claimed for this node, and its access code goes to the client
 * that registered it.
 * Threads: the client's worker. Memory: plain values. Errors: as replies. */
#ifndef SERVER_DOOR_REGISTRATION_H
#define SERVER_DOOR_REGISTRATION_H

#include "server/door/signin.h"

/* REGISTER id [name [key]]. False: the connection closes after the reply. */
bool registration_request(struct signin *signin, const struct request *request);

#endif
