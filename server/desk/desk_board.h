/* desk_board.h - BOARD: who is where (board.h), for everybody who watches. The two journals are read
 * when somebody asks, at most every BOARD_PAUSE_MS for all who ask, from where the reading before
 * ended. Until somebody asks for the first time nothing is read.
 *
 * Threads: any worker; one lock. Memory: open/close. Errors: STATUS_NOMEM, or STATUS_IO without random
 * bytes, from opening; else as replies. */
#ifndef SERVER_DESK_DESK_BOARD_H
#define SERVER_DESK_DESK_BOARD_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

struct desk_board;

/* policy: as for board_open(). */
enum status desk_board_open(const struct policy *policy, struct desk_board **out);
void desk_board_close(struct desk_board *board); /* NULL is allowed */

void desk_board(const struct request *request, const struct desk_words *words);

#endif
