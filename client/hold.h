/* hold.h - an exam that is held up, in plain lines (T5): says by what, waits until nothing holds it up
 * any more, and says what changes meanwhile.
 * Threads: one. Memory: the caller's. Errors: HOLD_FAILED, with the result of the request. */
#ifndef CLIENT_HOLD_H
#define CLIENT_HOLD_H

#include "client/connection.h"
#include "client/view.h"

enum hold_end {
    HOLD_OVER,   /* nothing holds the exam up; before its start it may have been started */
    HOLD_LEFT,   /* the applicant does not wait, or a script cannot */
    HOLD_FAILED, /* *result and the connection's reply say why */
    HOLD_ANOTHER /* the staff gave a new exam (T6): the applicant was told */
};

/* Asks how the exam stands and says what has changed, and then the prompt again. HOLD_OVER: it may be
 * held up. */
enum hold_end hold_refresh(struct connection *c, struct view *view, const char *prompt,
                           enum connection_result *result);

/* Starts the exam, or makes a running one this terminal's. HOLD_OVER: it may be held up. */
enum hold_end hold_start(struct connection *c, struct view *view, enum connection_result *result);

/* Waits while the exam is held up; live: where a line can change. Who waits for the common start
 * starts with it. */
enum hold_end hold_wait(struct connection *c, struct view *view, bool live,
                        enum connection_result *result);

/* Prints the last announcement of the staff (T8); nothing without one. */
void hold_announcement(const struct view *view);

#endif
