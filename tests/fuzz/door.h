/* door.h - a node's end of TLS for fuzzers, with a key of its own.
 * Threads: one. Memory: kept until the process ends. Errors: the process ends. */
#ifndef TESTS_FUZZ_DOOR_H
#define TESTS_FUZZ_DOOR_H

#include "common/tls.h"

/* TLS_ANYONE as for clients, or TLS_PINNED as for the other node, with the node's own key as the
 * pin. One of them a process. */
struct tls_context *door_server(enum tls_trust trust);

#endif
