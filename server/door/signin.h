/* signin.h - AUTH, and what follows on a wrong code, or on a wrong key of a registration, which
 * gives a code (server/core/admission.h). A wrong one is counted, and its answer is held until a
 * time that follows from when the request came: however long the work took, the answer for an ID
 * that is registered here comes as late as for any other.
 * Threads: the client's worker. Memory: plain values. Errors: as replies. */
#ifndef SERVER_DOOR_SIGNIN_H
#define SERVER_DOOR_SIGNIN_H

#include "server/door/access.h"
#include "server/door/session.h"

/* AUTH id code. False: the connection closes after the reply. */
bool signin_request(struct session *session, const struct wire_word *words, struct buffer *out);

/* The code or key of the request that came then was wrong: counts it, and holds the reply. Returns
 * as signin_request(). */
bool signin_was_wrong(struct session *session, struct mono came);

#endif
