/* operator_backup.h - BACKUP and PIECE: a copy of the database, and its bytes.
 * Threads: the operator's worker.
 * Memory:  the copy is a descriptor of the connection's; -1: there is none. Errors: as replies. */
#ifndef SERVER_DESK_OPERATOR_BACKUP_H
#define SERVER_DESK_OPERATOR_BACKUP_H

#include "server/door/request.h"

enum {
    OPERATOR_BACKUP_LOG = 64 * 1048576, /* bytes by which the log may grow while a copy is made */
    OPERATOR_BACKUP_SPARE = OPERATOR_BACKUP_LOG + 16 * 1048576 /* to be free beside the copy */
};

/* Bytes that are free on the disk of that directory, -1 when the system does not say. */
int64_t operator_backup_room(const char *dir);

/* Makes a copy in the place of the one before. */
void operator_backup_make(const struct request *request, int *copy);
void operator_backup_piece(const struct request *request, int copy);
void operator_backup_drop(int *copy);

#endif
