/* clients.h - the list of connected clients: their number, which applicant each speaks for, and how
 * all of them are disconnected when the node stops.
 *
 * Of the clients that have signed in as one applicant two keep their places: the terminal that has
 * the sitting (server/core/terminal.h), and the one that signed in last. All other clients are
 * strangers: the others of that applicant, and those that have not signed in. Strangers may hold
 * seven eighths of the places. When they hold more, or when few places are free, each new client
 * disconnects the one that has been a stranger longest: idle connections keep nobody out, and
 * signed-in clients stay. A stranger that gave a wrong code goes before all others.
 *
 * Threads: any; one lock. A client's worker removes it, which closes its socket.
 * Memory:  a client is its worker's from add to remove. Errors: STATUS_NOMEM, or STATUS_IO without
 * random bytes, from opening; NULL when the node is full. */
#ifndef SERVER_DOOR_CLIENTS_H
#define SERVER_DOOR_CLIENTS_H

#include "common/clock.h"
#include "common/ident.h"
#include "common/net.h"
#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clients;
struct client;

/* yield: strangers make room, as above; else they stay. */
enum status clients_open(size_t max, bool yield, struct clients **out);
void clients_close(struct clients *clients); /* NULL is allowed; nobody may be connected */

/* NULL when max are connected, memory is out, or the node is stopping. */
struct client *clients_add(struct clients *clients, int fd);
/* The last call of a worker: closes the socket. */
void clients_remove(struct clients *clients, struct client *client);

/* Undoes clients_add() when the worker cannot start; the socket stays open. */
void clients_abandon(struct clients *clients, struct client *client);

/* The client has signed in. A stranger may go on as before, until its place is needed. */
void clients_speak_for(struct clients *clients, struct client *client, const char *id);

/* The client, which has signed in, is the terminal that has its applicant's sitting. */
void clients_seat(struct clients *clients, struct client *client);

/* The client has signed in as staff: it is no stranger. */
void clients_trust(struct clients *clients, struct client *client);

/* Does a client speak for this applicant now? */
bool clients_is_here(struct clients *clients, const char *id);

/* The client speaks for no applicant any more. */
void clients_sign_out(struct clients *clients, struct client *client);

/* A stranger gave a wrong code: it is disconnected before all other strangers. */
void clients_distrust(struct clients *clients, struct client *client);

/* The number of the connection: the first has 1. No two have the same while the node runs. */
int64_t client_number(const struct client *client);

/* The applicant that the client speaks for, "" when there is none. Its own worker only. */
const char *client_id(const struct client *client);

/* The network that it connects from (common/net.h). */
void client_network(const struct client *client, char out[NET_NETWORK_SIZE]);

size_t clients_count(struct clients *clients);
size_t clients_signed_in(struct clients *clients); /* those who are no strangers */

/* Ends the stream of every client, so that its worker ends; new clients are refused. */
void clients_stop(struct clients *clients);
bool clients_stopping(struct clients *clients);

/* Waits until all are removed; false when the deadline passed first. */
bool clients_wait(struct clients *clients, struct mono deadline);

#endif
