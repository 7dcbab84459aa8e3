/* view.h - the exam as the client knows it: where the applicant is, what is saved, how long there
 * is. Pure: replies and instants in, no socket, clock or terminal. Threads: one. Memory: a plain
 * value; a question's texts point into the reply it was read from. Errors:  false for a reply that
 * is not what the protocol says. */
#ifndef CLIENT_VIEW_H
#define CLIENT_VIEW_H

#include "common/instant.h"
#include "common/wire.h"

#include <stdbool.h>

enum { VIEW_QUESTIONS = 1000, VIEW_OPTIONS = 26, VIEW_TITLE_SIZE = 256 };

enum view_state { VIEW_READY, VIEW_RUNNING, VIEW_FINISHED };

struct view {
    char title[VIEW_TITLE_SIZE];
    size_t questions;
    int64_t seconds; /* allowed */
    enum view_state state;
    struct mono deadline;                 /* by our clock, from the node's last word on it */
    size_t current;                       /* the question that is shown, from 1 */
    uint32_t choices[VIEW_QUESTIONS + 1]; /* saved, as bits, position 1 being bit 0 */
};

/* A question as the node gave it. */
struct view_question {
    size_t number;
    bool multiple;
    struct wire_word text;
    struct wire_word options[VIEW_OPTIONS];
    size_t option_count;
};

/* Takes an EXAM or START reply that came at `now`. */
bool view_take_exam(struct view *view, const struct wire_value *values, size_t count,
                    struct mono now);

/* Takes a QUESTION reply: it becomes the current one, and its saved answer is noted. */
bool view_take_question(struct view *view, const struct wire_value *values, size_t count,
                        struct view_question *out);

/* The node has this answer on disk. */
void view_saved(struct view *view, size_t number, uint32_t choices);

int64_t view_seconds_left(const struct view *view, struct mono now);
size_t view_unanswered(const struct view *view);

/* What the applicant typed during the exam. */
enum view_command {
    VIEW_ANSWER, /* choices */
    VIEW_CLEAR,
    VIEW_NEXT,
    VIEW_PREVIOUS,
    VIEW_GO, /* number */
    VIEW_LIST,
    VIEW_FINISH,
    VIEW_LEAVE,
    VIEW_HELP,
    VIEW_NOT_UNDERSTOOD
};

struct view_input {
    enum view_command command;
    uint32_t choices;
    size_t number;
};

/* Letters stand for the same in both languages: n/s next, p/a previous, g/i go, l list, c/b clear,
 * f/t finish, q/x leave, h/? help; an empty line is next. */
struct view_input view_parse(const struct view *view, const struct view_question *question,
                             const char *line);

#endif
