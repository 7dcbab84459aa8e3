/* state.h - the exam on the whole screen as data: what is shown, what is being written, which
 * requests are in flight. requests, replies, question and keys change it; draw shows it.
 *
 *   T4  nothing that was pasted is a command, and a dialog takes keys only once none came for a moment
 *
 * Threads: main. Memory: full.c's. */
#ifndef CLIENT_FULL_STATE_H
#define CLIENT_FULL_STATE_H

#include "client/courier.h"
#include "client/draft.h"
#include "client/edit.h"
#include "client/full/input.h"
#include "client/outcome.h"
#include "client/view.h"
#include "common/errors.h"
#include "common/instant.h"

enum full_mode {
    FULL_QUESTION,
    FULL_LIST,   /* of all questions */
    FULL_FINISH, /* about to finish: look once more, and type the word */
    FULL_LEAVE,  /* about to leave */
    FULL_HELP,
    FULL_NOTICE, /* the staff's last announcement, whole */
    FULL_RESULT
};

enum {
    FULL_MESSAGE_SIZE = 400,
    FULL_RESULT_SIZE = 6144,
    FULL_END_SIZE = 1024,
    FULL_WORD_SIZE = 16,
    FULL_QUIET_MS = 400 /* T4 */
};

/* At most one answer to a question is in flight. A newer one waits for its reply. */
struct full_sending {
    bool in_flight;
    bool waiting; /* the answer of the view is not sent yet, or must be sent again */
    bool refused; /* the node refused the answer; a typed one is still in its edit */
    enum error_kind why;
    struct mono given; /* when the applicant gave the answer of the view, */
    struct mono taken; /* the one that was sent last, */
    struct mono kept;  /* and the one that the node has; 0: none that was given here */
};

struct full {
    /* shown */
    struct view *view;
    struct view_question *question[VIEW_QUESTIONS + 1]; /* NULL: not fetched yet */
    enum full_mode mode;
    struct mono opened;        /* the mode; later while keys come that are thrown away */
    char word[FULL_WORD_SIZE]; /* typed to finish */
    size_t chosen;             /* the option or prompt that the arrows are at, from 1; 0: none */
    size_t listed;             /* the question that the arrows are at in the list */
    size_t scroll;             /* rows of the question that are above the window */
    bool lost;                 /* no connection at the moment */
    char message[FULL_MESSAGE_SIZE]; /* the newest event, for the applicant */
    bool alarm;                      /* the message matters */
    bool ring;                       /* a beep is due */
    int64_t given_s;                 /* time that the staff gave while nobody was here to read it */
    char result[FULL_RESULT_SIZE];   /* lines */
    bool may_review;                 /* the plan allows to see the right answers */
    uint64_t put_away;               /* the announcement that the applicant has put away (T8) */

    /* written */
    struct input input;
    bool editing;                          /* the applicant is writing the answer */
    struct edit *edit[VIEW_QUESTIONS + 1]; /* NULL: nothing was written here */
    struct draft draft;                    /* of the question that is shown */

    /* requests */
    struct courier *courier;
    struct full_sending sending[VIEW_QUESTIONS + 1];
    bool fetched[VIEW_QUESTIONS + 1]; /* the question was asked for */
    bool ending;                      /* FINISH or RESULT is in flight, or was answered */
    size_t asked;                     /* requests without a reply */
    struct mono heard;                /* the last reply; the last request when none was awaited */
    struct mono refreshed;            /* the last EXAM request */
    struct mono retry;                /* no request is sent again before */

    /* the end */
    int warned_s;            /* the last warning about the time; 0: none yet */
    bool time_up;            /* the exam ended by the deadline */
    struct mono ended;       /* then */
    char end[FULL_END_SIZE]; /* lines: what was saved */
    bool lapsed;             /* the code is not valid any more: the new one is asked for */
    bool over;               /* leave the screen */
    enum outcome outcome;
};

/* The question that is shown; NULL while it is not fetched. */
const struct view_question *state_current(const struct full *f);

/* The text of the question that is shown; NULL when nothing was written there. */
struct edit *state_edit(const struct full *f);

/* The columns of a text on a screen of so many, behind an indent; that of a typed text. */
enum { STATE_TEXT_INDENT = 2 };
size_t state_text_columns(int screen, size_t indent);

/* Sets the message. alarm: it matters. */
void state_tell(struct full *f, bool alarm, const char *text);

/* Removes it, unless it says that the connection is lost. */
void state_clear(struct full *f);

/* Shows that instead. */
void state_show(struct full *f, enum full_mode mode);

/* T5: the questions are hidden. */
bool state_is_held(const struct full *f);

/* T8: an announcement that was not put away. */
bool state_has_notice(const struct full *f);

/* T4: what was typed before the dialog could be read was not meant for it. */
bool state_takes_keys(const struct full *f, struct mono now);

#endif
