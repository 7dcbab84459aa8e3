/* guesses.h - counts wrong codes and wrong keys of registrations, in all and by network, for the
 * log and for `status`. No client is refused because of these counts.
 *
 * A report is a line for each network that sent wrong codes since the report before, with how many:
 * an IPv4 address, or the first 64 bits of an IPv6 address. The table has GUESSES_NETWORKS places;
 * codes from further networks are counted together.
 *
 * Threads: any; one lock.
 * Memory:  open/close. Errors: STATUS_NOMEM. */
#ifndef SERVER_DOOR_GUESSES_H
#define SERVER_DOOR_GUESSES_H

#include "common/net.h"
#include "common/status.h"

#include <stdint.h>

enum { GUESSES_NETWORKS = 64 };

struct guesses;

enum status guesses_open(struct guesses **out);
void guesses_close(struct guesses *guesses); /* NULL is allowed */

/* A wrong code came from this network, as net_peer_network() names it. */
void guesses_note(struct guesses *guesses, const char *network);

/* Since the node started. */
uint64_t guesses_total(struct guesses *guesses);

/* Logs the wrong codes since the last report. */
void guesses_report(struct guesses *guesses);

#endif
