/* operator_protocol.h - the commands that sinodoctl sends over the Unix socket below the data
 * directory, as RESP arrays (common/PROTOCOL.md); an error is a reply of any of them.
 *
 *   DESK command...        a command of the staff (common/PROTOCOL.md)
 *   UNLOCK                 +OK
 *   UNLOCK-FORCED node     +OK; the node's own name, typed out (server/core/recovery.h, R7)
 *   BACKUP                 pairs: node, cluster, journal (entries), bytes; makes a copy
 *   PIECE offset           the bytes of the copy from there on: OPERATOR_PIECE, or the rest
 *
 * The copy of the database has no name in any directory by the time that BACKUP is answered. It
 * belongs to the connection, and its room on the disk is free when that ends. sinodoctl writes the
 * file: the node sees another file system than its users, or nothing but its own directory. */
#ifndef SERVER_DESK_OPERATOR_PROTOCOL_H
#define SERVER_DESK_OPERATOR_PROTOCOL_H

#include "db/ledger_operator.h"

/* In the data directory: a directory of mode 0700, and the socket in it. */
#define OPERATOR_DIR "operator"
#define OPERATOR_SOCKET OPERATOR_DIR "/socket"

enum {
    OPERATOR_PAGE = LEDGER_PAGE, /* applicants in one reply */
    OPERATOR_PIECE = 128 * 1024  /* bytes of a copy */
};

#endif
