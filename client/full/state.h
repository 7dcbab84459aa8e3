/* state.h - the exam on the whole screen as data: what is shown, what is being written, which
 * requests are in flight. requests, replies, question and keys change it; draw shows it.
 * Threads: main. Memory: full.c's. */
#ifndef CLIENT_FULL_STATE_H
#define CLIENT_FULL_STATE_H

#include "client/courier.h"
#include "client/edit.h"
#include "client/outcome.h"
#include "client/view.h"
#include "common/instant.h"

enum full_mode {
    FULL_QUESTION,
    FULL_LIST,   /* of all questions */
    FULL_FINISH, /* about to finish: look once more */
    FULL_LEAVE,  /* about to leave */
    FULL_HELP,
    FULL_RESULT
};

enum { FULL_MESSAGE_SIZE = 200, FULL_RESULT_SIZE = 4096 };

/* At most one answer to a question is in flight. A newer one waits for its reply. */
struct full_sending {
    bool in_flight;
    bool waiting; /* the answer of the view is not sent yet, or must be sent again */
};

struct full {
    /* shown */
    struct view *view;
    struct view_question *question[VIEW_QUESTIONS + 1]; /* NULL: not fetched yet */
    enum full_mode mode;
    size_t chosen; /* the option or prompt that the arrows are at, from 1; 0: none */
    size_t listed; /* the question that the arrows are at in the list */
    size_t scroll; /* rows of the question that are above the window */
    bool lost;     /* no connection at the moment */
    char message[FULL_MESSAGE_SIZE]; /* the newest event, for the applicant */
    bool alarm;                      /* the message matters */
    char result[FULL_RESULT_SIZE];   /* lines */
    bool may_review;                 /* the plan allows to see the right answers */

    /* written */
    bool editing; /* the applicant is writing the answer */
    struct edit edit;
    struct mono typed; /* the last key */

    /* requests */
    struct courier *courier;
    struct full_sending sending[VIEW_QUESTIONS + 1];
    bool fetched[VIEW_QUESTIONS + 1]; /* the question was asked for */
    bool ending;                      /* FINISH or RESULT is in flight, or was answered */
    struct mono refreshed;            /* the last EXAM request */
    struct mono retry;                /* no request is sent again before */

    /* the end */
    int warned_s; /* the last warning about the time; 0: none yet */
    bool over;    /* leave the screen */
    enum outcome outcome;
};

/* The question that is shown; NULL while it is not fetched. */
const struct view_question *state_current(const struct full *f);

/* Sets the message. alarm: it matters. */
void state_tell(struct full *f, bool alarm, const char *text);

#endif
