/* desk_table.h - commands of the staff, as people type them after `sinodoctl`: those whose words go
 * to the node (server/desk/desk.c) as one request. `ordering` reads the words and sends them.
 * Threads: any. Memory: constant. Errors: NULL. */
#ifndef CTL_DESK_TABLE_H
#define CTL_DESK_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* What stands behind the name. */
enum desk_shape {
    SHAPE_NONE,
    SHAPE_ONE,       /* an ID */
    SHAPE_ONE_TEXT,  /* an ID, and a text of any number of words */
    SHAPE_ONE_MAYBE, /* an ID, and perhaps a text */
    SHAPE_MANY,      /* IDs, or an option that stands for people */
    SHAPE_MANY_LAST, /* the same, and a word after them */
    SHAPE_TEXT,      /* a text of any number of words */
    SHAPE_TWO        /* two words */
};

/* Options, as bits. */
enum {
    DESK_RUNNING_OPTION = 1,
    DESK_ALL_OPTION = 2,
    DESK_PRESENT_OPTION = 4,
    DESK_ROOM_OPTION = 8, /* the people of a room */
    DESK_ROOM_WORD = 16,  /* the room is a word of the command */
    DESK_HERE_OPTION = 32,
    DESK_AT_OPTION = 64,
    DESK_REASON_NEEDED = 128,
    DESK_TEXT_IS_REASON = 256, /* the text is what the journal keeps as the reason */
    DESK_NAMED_TWICE = 512,    /* the text is typed again before the node does it */
    DESK_LOOKS_ONLY = 1024,    /* it changes nothing: no key, no reason */
    DESK_ASKS_FIRST = 2048     /* for many people: a person at a terminal is asked first */
};

enum desk_task {
    TASK_BEFORE,
    TASK_DURING,
    TASK_DECIDE,
    TASK_CENTRES,
    TASK_AFTER,
    TASK_STAFF,
    TASK_GRADE,
    TASK_NODE,
    TASK_FILES,
    DESK_TASKS
};

struct desk_row {
    const char *name;    /* one word, or two */
    const char *request; /* of DESK (common/PROTOCOL.md) */
    enum desk_task task;
    enum desk_shape shape;
    unsigned options;
    /* The command's own words in the request, a letter each: t the text or the last word, u the
     * second of two, r the room, h "here" or "", a what stands behind --at. */
    const char *words;
    const char *usage; /* of the help: lines that begin with two spaces and the name */
};

extern const struct desk_row desk_rows[];
extern const size_t desk_row_count;

/* The row of these words, and how many of them its name has; NULL: no command of the staff. */
const struct desk_row *desk_row_find(int count, char *const *words, int *taken);

#endif
