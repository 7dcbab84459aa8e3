/* clients.h - who is connected: how many, which applicant each speaks for, and how all are told to
 * go when the node stops.
 *
 * Strangers, who have not authenticated or speak for their applicant no longer, may hold seven
 * eighths of the places. Beyond that, and when hardly a place is free, each new client sends away
 * the one that has been a stranger longest: connections that are only held keep nobody out, and who
 * signs in stays. A stranger that gave a wrong code goes before all others.
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

struct clients;
struct client;

/* yield: strangers do, as above; else they stay. */
enum status clients_open(size_t max, bool yield, struct clients **out);
void clients_close(struct clients *clients); /* NULL is allowed; nobody may be connected */

/* NULL when max are connected, memory is out, or the node is stopping. */
struct client *clients_add(struct clients *clients, int fd);
/* The last thing that a worker does. */
void clients_remove(struct clients *clients, struct client *client);

/* Takes back an add whose worker could not start; the socket stays open. */
void clients_abandon(struct clients *clients, struct client *client);

/* The client has authenticated: any other that spoke for this applicant does so no longer. */
void clients_speak_for(struct clients *clients, struct client *client, const char *id);

/* The client speaks for nobody any more. */
void clients_sign_out(struct clients *clients, struct client *client);

/* A stranger gave a wrong code: it is the next one to make room. */
void clients_distrust(struct clients *clients, struct client *client);

/* The applicant it speaks for, "" when none. Its own worker only. */
const char *client_id(const struct client *client);

/* Where it connects from (common/net.h). */
void client_network(const struct client *client, char out[NET_NETWORK_SIZE]);

/* Has another connection authenticated as the same applicant since? */
bool client_taken(const struct client *client);

size_t clients_count(struct clients *clients);

/* Lets every worker see the end of its stream; new clients are refused. */
void clients_stop(struct clients *clients);
bool clients_stopping(struct clients *clients);

/* Waits until all are removed; false when the deadline passed first. */
bool clients_wait(struct clients *clients, struct mono deadline);

#endif
