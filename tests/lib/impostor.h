/* impostor.h - a server in a node's place: it answers each command with the bytes that a test gave.
 * Threads: its own; one connection at a time. Memory: open/close; the answers are the caller's
 * until the close. Errors: false. */
#ifndef TESTS_IMPOSTOR_H
#define TESTS_IMPOSTOR_H

#include "common/buffer.h"

struct impostor;

struct impostor_answer {
    const char *command; /* NULL: any other command; it ends the list */
    const struct buffer *bytes;
};

/* path: of a Unix socket, or NULL for a free port of the loopback. */
bool impostor_open(const char *path, const struct impostor_answer *answers, struct impostor **out);
int impostor_port(const struct impostor *impostor);

/* NULL is allowed. */
void impostor_close(struct impostor *impostor);

#endif
