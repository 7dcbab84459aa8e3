/* staff.h - STAFF: which account of the staff a client acts for. Wrong codes are counted and their
 * replies held as those of AUTH (signin.h). A sign-in is good for one code: an account that was
 * removed is refused at its next command.
 * Threads: the client's worker. Memory: plain values. Errors: as replies. */
#ifndef SERVER_DESK_STAFF_H
#define SERVER_DESK_STAFF_H

#include "server/core/roles.h"
#include "server/door/signin.h"

/* Zeros: not signed in. */
struct staff {
    char account[BY_MAX_BYTES + 1]; /* NAME@NODE */
    enum role role;
    struct digest code; /* the hash of the code that it signed in with */
};

/* STAFF name@node code. False: the connection closes after the reply. */
bool staff_request(struct staff *staff, struct signin *signin, const struct request *request);

/* May the client still act for its account? False: the error is the reply. */
bool staff_check(struct staff *staff, const struct request *request);

#endif
