/* hosts.h - the names by which browsers may call a listener. The fields Host and Origin of a request
 * must have one of them: so a page of another site gets nothing from this node, also where that site
 * has given its own name this node's address (DNS rebinding).
 *
 * The names are those of the certificate (subjectAltName) and the address that the listener was given;
 * on loopback localhost, 127.0.0.1 and [::1] too. Each goes with the listener's port.
 *
 * Threads: any, once it is open. Memory: open/close.
 * Errors:  STATUS_NOMEM; STATUS_INVALID: the certificate cannot be read, or names no host.
 * Source:  RFC 9110, 4.2.3 and 7.2; RFC 6454, 6.2; RFC 6125, 6.4.3 (a wildcard is one whole label). */
#ifndef SERVER_DOOR_HOSTS_H
#define SERVER_DOOR_HOSTS_H

#include "common/clock.h"
#include "common/net.h"
#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>

struct hosts;

/* listen: with the port that the system chose. certificate: a PEM file; NULL: browsers come without
 * TLS. */
enum status hosts_open(const struct net_address *listen, const char *certificate,
                       struct hosts **out);
void hosts_close(struct hosts *hosts); /* NULL is allowed */

/* When the certificate ends; 0: browsers come without TLS. */
struct wall hosts_until(const struct hosts *hosts);

/* An address for people: "https://caracas.example:4443". The first name that other machines can use; where
 * there is none, one of this machine. */
enum { HOSTS_ORIGIN_SIZE = NET_HOST_SIZE + 20 };
void hosts_origin(const struct hosts *hosts, char out[HOSTS_ORIGIN_SIZE]);

/* Is the value of a Host field one of ours: "caracas.example:4443"? */
bool hosts_has(const struct hosts *hosts, const char *host, size_t len);

/* Is the value of an Origin field one of ours: "https://caracas.example:4443"? */
bool hosts_is_origin(const struct hosts *hosts, const char *origin, size_t len);

#endif
