/* full_state.h - what full.h's parts share: what the applicant is doing, and the pictures of it.
 * Threads: main. Memory: the state is full.c's. */
#ifndef CLIENT_FULL_STATE_H
#define CLIENT_FULL_STATE_H

#include "client/courier.h"
#include "client/edit.h"
#include "client/sit.h"
#include "client/view.h"
#include "common/clock.h"

enum full_mode {
    FULL_QUESTION,
    FULL_LIST,   /* of all questions */
    FULL_FINISH, /* about to finish: look once more */
    FULL_LEAVE,  /* about to leave */
    FULL_HELP,
    FULL_RESULT
};

enum { FULL_MESSAGE_SIZE = 200, FULL_RESULT_SIZE = 4096 };

struct full {
    struct view *view;
    struct view_question *question[VIEW_QUESTIONS + 1]; /* NULL: not fetched yet */
    enum full_mode mode;
    size_t chosen; /* the option or prompt that the arrows are at, from 1; 0: none */
    size_t listed; /* the question that the arrows are at in the list */
    size_t scroll; /* rows of the question that are above the window */
    bool editing;  /* what is typed is the answer */
    struct edit edit;
    bool lost;                       /* no connection at the moment */
    char message[FULL_MESSAGE_SIZE]; /* the last thing that happened */
    bool alarm;                      /* it matters */
    char result[FULL_RESULT_SIZE];   /* lines */
    bool may_review;                 /* the plan allows to see what was right */
};

/* One answer to a question is under way at a time; what was given meanwhile follows it. */
struct sending {
    bool busy, again;
};

struct run {
    struct full f;
    struct courier *courier;
    struct sending sending[VIEW_QUESTIONS + 1];
    bool asked[VIEW_QUESTIONS + 1]; /* the question was asked for */
    bool ending;                    /* FINISH or RESULT was asked for */
    bool over;
    struct mono refreshed, typed, retry;
    int warned_s; /* the last warning about the time */
    enum sit_end end;
};

/* Draws everything anew. */
void full_draw(struct full *f);

const struct view_question *full_current(const struct full *f);

/* The last thing that happened, for the applicant. */
void full_tell(struct run *r, bool alarm, const char *text);

/* Asks for a question, once. */
void full_fetch(struct run *r, size_t number);

/* V1: the answer to the current question is kept until the node has it. */
void full_give(struct run *r, const struct view_values *values);

void full_ask_finish(struct run *r);

/* What is typed goes into the answer, if the question wants words. */
void full_begin_editing(struct run *r);
void full_save_edit(struct run *r);

void full_go_to(struct run *r, size_t number);

/* All keys that were pressed. */
void full_take_keys(struct run *r);

#endif
