/* screen.h - what the applicant sees in plain lines (client/lines.h): the exam, refusals and results.
 * Threads: one. Memory: the caller's. Errors: none. */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include "client/connection.h"
#include "client/view.h"

#include <stdbool.h>
#include <stdio.h>

/* Prints the error in the connection's last reply, in the chosen language. */
void screen_error(const struct connection *c);

/* Prints the access code in a frame, with the advice to write it down. */
void screen_code(const char *id, const char *code);

void screen_question(const struct view *view, const struct view_question *question,
                     struct mono now);
void screen_list(const struct view *view);
void screen_help(void);

/* Prints the FINISH or RESULT reply in the connection. */
void screen_result(const struct connection *c);

/* Prints news of the connection: the `tell` of connection_init(). */
void screen_news(void *context, enum connection_news news);

/* Explains CONNECTION_STRANGER and CONNECTION_SECRET, and what to do. */
const char *screen_warning(enum connection_news news);

#endif
