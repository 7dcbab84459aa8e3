/* desk_room.h - the staff's commands about a room (server/core/room.h): ADMIT, UNADMIT, BEGIN,
 * ANNOUNCE, ANNOUNCED, NOTE.
 * Threads: the worker of the connection. Memory: none. Errors: as the reply. */
#ifndef SERVER_DESK_DESK_ROOM_H
#define SERVER_DESK_DESK_ROOM_H

#include "server/desk/desk_run.h"

void desk_admit(const struct request *request, const struct desk_words *words);
void desk_unadmit(const struct request *request, const struct desk_words *words);
void desk_begin(const struct request *request, const struct desk_words *words);
void desk_announce(const struct request *request, const struct desk_words *words);
void desk_announced(const struct request *request, const struct desk_words *words);
void desk_note(const struct request *request, const struct desk_words *words);

#endif
