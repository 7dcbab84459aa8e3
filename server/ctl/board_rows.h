/* board_rows.h - the board as this program knows it: the rows of BOARD (common/PROTOCOL.md), those that
 * are shown, in which order, and which one is chosen. The node may be anybody's: a reply of another
 * shape is not taken.
 * Threads: one. Memory: open/close. Errors: false. */
#ifndef CTL_BOARD_ROWS_H
#define CTL_BOARD_ROWS_H

#include "common/clock.h"
#include "common/wire.h"
#include "common/ident.h"
#include "server/core/names.h"

enum { BOARD_ROWS_TEXT = 40, BOARD_ROWS_EVENT = 440 };

struct id_table;

struct board_line {
    char id[IDENT_SIZE], name[NAME_MAX_BYTES + 1];
    char node[NODE_NAME_MAX + 1], room[ROOM_MAX_BYTES + 1];
    char state[16], here[8], event[BOARD_ROWS_EVENT];
    int64_t answered, left_s, silent_s, saved_s, copies, attention; /* seconds: at `came` */
    bool runs;
    struct mono came;
};

struct board_rows {
    struct board_line **line;
    size_t count, cap;
    struct id_table *by_id; /* of the same */
    struct board_line **shown;
    size_t shown_count, shown_cap;
    size_t chosen; /* in `shown` */
    char chosen_id[IDENT_SIZE], chosen_node[NODE_NAME_MAX + 1];

    char filter[BOARD_ROWS_TEXT]; /* "": all */
    char room[ROOM_MAX_BYTES + 1];

    char cursor[BOARD_ROWS_TEXT];
    bool more;
    char node[NODE_NAME_MAX + 1], peer[NODE_NAME_MAX + 1], link[8], time[8];
    int64_t heard_s, questions;
    /* How far the two nodes are apart: since when the link is down (-1: it is not), what of this node's
     * the other does not have, how long the line needs for that, what of the other's is not here, and how
     * old is what it told of its terminals (-1: it has told nothing). */
    int64_t down_s, not_at_peer, answers_not_at_peer, backlog_s, not_here, told_s;
};

bool board_rows_open(struct board_rows *rows);
void board_rows_close(struct board_rows *rows);

/* Takes a reply. False: it is of another shape, or memory is out. */
bool board_rows_take(struct board_rows *rows, const struct wire_value *values, size_t count,
                     struct mono now);

/* Chooses the rows that the filter and the room leave, and orders them: what needs attention first,
 * then the rooms of this node and those of the other, by name and ID. The chosen row stays chosen.
 * False: no memory. */
bool board_rows_order(struct board_rows *rows);

/* Moves the choice by so many rows. */
void board_rows_move(struct board_rows *rows, int by);

/* NULL: no row is shown. */
const struct board_line *board_rows_chosen(const struct board_rows *rows);

/* The next room of those that there are, and after the last one all. */
void board_rows_next_room(struct board_rows *rows);

/* Seconds now of what passes by itself; -1: none. */
int64_t board_line_left(const struct board_line *line, struct mono now);
int64_t board_line_silent(const struct board_line *line, struct mono now);
int64_t board_line_saved(const struct board_line *line, struct mono now);

/* How many rows are in that state at either node, or need that attention. */
size_t board_rows_in(const struct board_rows *rows, const char *state);
size_t board_rows_needing(const struct board_rows *rows, int64_t attention);

#endif
