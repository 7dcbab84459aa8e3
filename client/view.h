/* view.h - the exam as the client knows it: the present question, the answers and whether they are
 * saved, the time left. Pure: replies and instants in; no socket, clock or terminal.
 *
 *   T1  an answer that the applicant gave is shown and kept until the node has saved or refused it;
 *       it counts as saved only after the node's reply
 *   T9  an answer that is sent again keeps its number, so that the node knows it (S14 of the node); it
 *       gets a new one when it has changed, or when later answers of this terminal were saved before it
 *   T10 an answer that the node saved and lost with its disk is not saved any more: it is sent again
 *
 * Threads: one. Memory: view_release(); the texts of a question point into the reply that it was
 * read from, or into the copy. Errors: false for a reply that the protocol does not allow. */
#ifndef CLIENT_VIEW_H
#define CLIENT_VIEW_H

#include "client/standing.h"
#include "common/instant.h"
#include "common/wire.h"

#include <stdbool.h>

enum {
    VIEW_QUESTIONS = 1000,
    VIEW_OPTIONS = 26,
    VIEW_TITLE_SIZE = 256,
    VIEW_ID_SIZE = 64,
    VIEW_NAME_SIZE = 256,
    VIEW_WORDS = 26
};

enum view_kind {
    VIEW_SINGLE,
    VIEW_TRUEFALSE,
    VIEW_MULTIPLE,
    VIEW_MATCHING,
    VIEW_NUMERIC,
    VIEW_SHORT,
    VIEW_ESSAY,
    VIEW_DESCRIPTION
};

/* An answer as the protocol's values. */
struct view_values {
    struct wire_word word[VIEW_WORDS];
    size_t count; /* 0: none */
};

/* The state of one question. */
struct view_item {
    char *given;    /* the last answer, encoded; NULL: none is known */
    char *before;   /* the one before it, by the applicant's hand */
    bool sending;   /* the node has not saved it yet */
    bool anew;      /* it is to be sent, with a new number (T9) */
    bool marked;    /* for review, by the applicant */
    bool is_text;   /* nothing is asked */
    uint32_t seq;   /* the number with which an answer was sent last; 0: none was, from here */
    uint32_t saved; /* that of the last one that the node has saved; 0: none, or no more */
    uint64_t entry; /* of the node's journal, that has the answer; 0: it was saved before */
};

struct view {
    char title[VIEW_TITLE_SIZE];
    size_t questions;
    size_t answered; /* by the node's last count */
    int64_t seconds; /* allowed */
    enum view_state state;
    struct standing standing;                    /* as of the node's last reply */
    char id[VIEW_ID_SIZE], name[VIEW_NAME_SIZE]; /* the applicant's; "" when the node gave none */
    /* As of the node's last reply, on this machine's clock: */
    struct mono deadline; /* while the time runs */
    struct mono opens;    /* the exam may be started from here */
    struct mono closes;   /* to here, if `may_close` */
    bool may_close;
    size_t current; /* the question that is shown, from 1 */
    uint32_t seq;   /* the last number of an answer of this sitting, here or at the node */
    uint64_t held;  /* the other centre has the entries of the node's journal up to this one */
    struct view_item item[VIEW_QUESTIONS + 1];
};

/* A question as the node gave it. */
struct view_question {
    size_t number;
    enum view_kind kind;
    struct wire_word text, points, penalty; /* penalty: "" when the node says nothing of one */
    size_t bytes; /* allowed for an answer that is typed; SIZE_MAX when the node says nothing */
    struct wire_word prompts[VIEW_OPTIONS], options[VIEW_OPTIONS];
    size_t prompt_count, option_count;
    bool finished; /* the exam is over, and the fields below are set */
    struct view_values right;
    struct wire_word earned, feedback;
    bool open; /* a person has yet to mark the answer */
};

void view_release(struct view *view);

/* Takes an EXAM or START reply that arrived at `now`. What a node says nothing of does not hold the
 * exam up. Answers that the node has lost are to be sent again (T10). */
bool view_take_exam(struct view *view, const struct wire_value *values, size_t count,
                    struct mono now);

/* Takes a QUESTION reply. Its saved answer is kept, unless a newer one is on its way (T1). */
bool view_take_question(struct view *view, const struct wire_value *values, size_t count,
                        struct view_question *out);

/* A copy with copies of its texts, one block for free(3). NULL without memory. */
struct view_question *view_copy(const struct view_question *question);

/* Takes an answer of the applicant. False without memory: nothing is changed. */
bool view_give(struct view *view, size_t number, const struct view_values *values);

/* The number with which the answer to that question is sent (T9). */
uint32_t view_seq(struct view *view, size_t number);

/* A new number for an answer to that question. */
uint32_t view_next_seq(struct view *view, size_t number);

/* The node has saved `newest` and not the answer to that question, whose number is not greater. True:
 * this terminal knows of the newest, and the answer gets a new number (T9). False: another terminal
 * has saved it (T6). */
bool view_take_stale(struct view *view, size_t number, uint32_t newest);

/* Is the answer to that question saved on the disk of one centre alone, as far as is known? The node
 * says whether it still has it when it comes again. */
bool view_may_be_lost(const struct view *view, size_t number);

/* Takes the reply to SAVE of the answer to that question that was sent last. */
void view_take_saved(struct view *view, size_t number, const struct wire_value *values,
                     size_t count);

/* The number of centres that are known to have the answer to that question: 1, 2; 0: it was saved
 * before this terminal signed in. */
unsigned view_copies(const struct view *view, size_t number);

/* The node has saved the answer to that question, or refused it. */
void view_saved(struct view *view, size_t number);

/* The last answer to the question, saved or not; and the one that it replaced here, to give it
 * again. The values point into the view. */
struct view_values view_answer(const struct view *view, size_t number);
struct view_values view_before(const struct view *view, size_t number);

bool view_answered(const struct view *view, size_t number);

/* Stands while the exam's time stands. */
int64_t view_seconds_left(const struct view *view, struct mono now);

/* T6: another sitting begins: the answers and marks of the last one are forgotten. */
void view_forget_answers(struct view *view);

/* "59:12", or "1:59:12". */
enum { VIEW_CLOCK_SIZE = 32 };
void view_clock(int64_t seconds, char out[VIEW_CLOCK_SIZE]);

/* Seconds until the exam may be started: 0, now. */
int64_t view_seconds_to_open(const struct view *view, struct mono now);

size_t view_unanswered(const struct view *view);
size_t view_unsaved(const struct view *view);

/* Choices as bits: position 1 is bit 0. The values of the second point into digits[]. */
uint32_t view_choices(const struct view_values *values);
struct view_values view_from_choices(uint32_t choices, char digits[VIEW_WORDS][4]);

/* Does a wrong answer cost points? */
bool view_costs(const struct view_question *question);

/* Does the applicant write the answer, instead of choosing? */
bool view_is_written(enum view_kind kind);

/* A line that the applicant typed during the exam in plain lines. */
enum view_command {
    VIEW_ANSWER, /* values */
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
    struct view_values values; /* point into the line */
    size_t number;
};

/* Reads a line. The letters of both languages are commands in either: n next, p/a previous, g/i
 * go, l list, c/b clear, f/t finish, q/x leave, h/? help; an empty line is next. A command may begin
 * with "/", and must where the answer is written. */
struct view_input view_parse(const struct view *view, const struct view_question *question,
                             const char *line);

#endif
