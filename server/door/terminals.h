/* terminals.h - the last sign of life of the terminals that have a sitting (server/core/terminal.h
 * K3): any byte that comes from one of them. It is kept in memory alone, by ID, and for the hour
 * after it.
 *
 * Time is time in which the node answers (store_served_ms()): a node that was stopped, or that waited
 * for its disk, makes nobody silent. After a start of the node every terminal counts as alive for
 * TERMINAL_RESTART_MS. The end of a connection is no sign of life, and no sign of death.
 *
 * Threads: any; one lock. Memory: open/close. Errors: STATUS_NOMEM, and STATUS_IO without random
 * bytes, from opening; without memory later a terminal counts as silent. */
#ifndef SERVER_DOOR_TERMINALS_H
#define SERVER_DOOR_TERMINALS_H

#include "common/ident.h"
#include "common/status.h"
#include "server/core/person.h"

#include <stddef.h>
#include <stdint.h>

struct terminals;

enum status terminals_open(struct terminals **out);
void terminals_close(struct terminals *terminals); /* NULL is allowed */

/* That terminal has the ID's sitting, and was heard now. Until it comes here again the new token that it
 * may use at any time is as good as the present one (terminal.h K8). */
void terminals_seat(struct terminals *terminals, const char *id, const struct terminal *terminal,
                    uint64_t served_ms);

/* A byte came from a terminal. Nothing happens unless it has the ID's sitting. */
void terminals_heard(struct terminals *terminals, const char *id, const struct digest *token,
                     uint64_t served_ms);

/* For how many milliseconds from now this terminal still counts as alive; 0: it does not. */
uint64_t terminals_alive_ms(struct terminals *terminals, const char *id, const struct digest *token,
                            uint64_t served_ms);

/* Milliseconds since it was last heard; false: the table does not have it. */
bool terminals_silent_ms(struct terminals *terminals, const char *id, const struct digest *token,
                         uint64_t served_ms, uint64_t *out);

size_t terminals_count(struct terminals *terminals);

#endif
