/* relay.h - a relay in front of the peer port that knows where a message ends: it passes messages
 * on or spoils them.
 * Threads: its own; any may set its mode. Memory: open/close. Errors: false. */
#ifndef TESTS_RELAY_H
#define TESTS_RELAY_H

#include <stdbool.h>

enum relay_mode {
    RELAY_PASS,
    RELAY_CUT,          /* no connection */
    RELAY_SILENT_THERE, /* nothing reaches the waiting node; connections stay open */
    RELAY_SILENT_BACK,  /* nothing reaches the dialling node */
    RELAY_SLOW,         /* each message takes a while */
    RELAY_TORN,         /* ends each connection in the middle of its fifth message */
    RELAY_AGAIN,        /* earlier messages, also of other connections, come again */
    RELAY_GARBAGE,      /* random bytes between the messages */
    RELAY_MODES
};

struct relay;

/* Passes bytes from its port on to that port of the loopback. */
bool relay_open(int target_port, struct relay **out);
void relay_close(struct relay *relay); /* NULL is allowed */

int relay_port(const struct relay *relay);
void relay_set(struct relay *relay, enum relay_mode mode);
const char *relay_mode_text(enum relay_mode mode);

#endif
