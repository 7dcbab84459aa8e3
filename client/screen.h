/* screen.h - plain lines on standard output and typed lines from standard input. No escape codes:
 * it reads the same on a terminal, in a pipe and with a screen reader. What comes from the node is
 * printed as common/printable.h says.
 * Threads: one. Memory: the caller's. Errors: false at the end of the input. */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include "client/connection.h"
#include "client/view.h"

#include <stdbool.h>

enum { SCREEN_LINE_SIZE = 1024 };

/* Prints the prompt and reads a line, without its end and the spaces around it. A line that is too
 * long or not UTF-8 is refused and asked for again. */
bool screen_ask(const char *prompt, char line[SCREEN_LINE_SIZE]);

/* As screen_ask(), of a code: on a terminal nobody sees it typed; in a pipe there is no prompt. */
bool screen_ask_code(const char *prompt, char line[SCREEN_LINE_SIZE]);

/* The terminal shows again what is typed. In a signal handler too. */
void screen_show_typing(void);

/* y/yes/s/si/sí; false for anything else and at the end of the input. */
bool screen_confirm(const char *question);

/* Words wrapped to the width; later lines begin with `indent` spaces. */
void screen_wrap(const char *text, size_t len, size_t indent);

/* The error that the connection holds, in the applicant's language. */
void screen_error(const struct connection *c);

/* The access code, large, with the advice to write it down. */
void screen_code(const char *id, const char *code);

void screen_question(const struct view *view, const struct view_question *question,
                     struct mono now);
void screen_list(const struct view *view);
void screen_help(void);

/* The FINISH or RESULT reply that the connection holds. */
void screen_result(const struct connection *c);

/* What the connection is doing while the applicant waits. */
void screen_news(void *context, enum connection_news news);

/* What CONNECTION_STRANGER and CONNECTION_SECRET mean and what to do. */
const char *screen_warning(enum connection_news news);

#endif
