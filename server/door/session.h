/* session.h - the commands of one client (common/PROTOCOL.md): words in, reply out.
 * Threads: the client's worker. Memory: init/release for the caller's. Errors: as replies. */
#ifndef SERVER_DOOR_SESSION_H
#define SERVER_DOOR_SESSION_H

#include "server/door/greeting.h"
#include "server/door/hosts.h"
#include "server/desk/staff.h"

/* Which commands a client has: those of the port for terminals, of a browser of an applicant, or of a
 * browser of the staff. */
enum session_offer { SESSION_ALL, SESSION_WEB, SESSION_DESK };

struct session {
    enum session_offer offer;
    struct node *node;
    struct client *client;
    struct task task;
    struct signin signin;
    struct staff staff;
    char origin[HOSTS_ORIGIN_SIZE]; /* of the page, for SESSION_WEB */
    struct greeting greeting;
};

void session_init(struct session *session, struct node *node, struct client *client,
                  enum session_offer offer);
void session_release(struct session *session);

/* Bytes have come from the client: a sign of life of its terminal (terminals.h). */
void session_heard(const struct session *session);

/* Answers one request; false: the connection closes after the reply. */
bool session_request(struct session *session, const struct wire_word *words, size_t count,
                     struct buffer *out);

/* Until when the reply to the last request is held (signin.h); NULL: it goes out at once. */
const struct mono *session_held_until(const struct session *session);

#endif
