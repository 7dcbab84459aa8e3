/* screen.h - plain lines on standard output and typed lines from standard input. Without escape
 * codes: the same on a terminal, in a pipe and with a screen reader. Text from the node is cleaned
 * (common/printable.h) before it is printed.
 * Threads: one. Memory: the caller's. Errors: false at the end of the input. */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include "client/connection.h"
#include "client/view.h"

#include <stdbool.h>
#include <stdio.h>

/* A line of an essay may be as long as the essay. */
enum { SCREEN_LINE_SIZE = 15 * 1024 + 2 };

/* Prints the prompt and reads a line, without its end and the spaces around it. Asks again after a
 * line that is too long or not UTF-8. */
bool screen_ask(const char *prompt, char line[SCREEN_LINE_SIZE]);

/* As screen_ask(), for an access code: a terminal does not show the code; in a pipe there is no
 * prompt. */
bool screen_ask_code(const char *prompt, char line[SCREEN_LINE_SIZE]);

/* Makes the terminal show again what is typed. Allowed in a signal handler. */
void screen_show_typing(void);

/* True for y, yes, s, si and sí; false for anything else and at the end of the input. What was typed
 * before the question can be read on the terminal is thrown away (T4). */
bool screen_confirm(const char *question);

/* What a person means by this line, in either language: s, si, sí, y and yes; n and no. */
enum screen_reply { SCREEN_YES, SCREEN_NO, SCREEN_OTHER };
enum screen_reply screen_reads(const char *line);

/* On a terminal waits for Enter, and then clears what the next person there is not to see. */
void screen_forget(void);

/* Prints text in lines of 78 columns, or of a narrower terminal's, which break between words; all
 * but the first begin with `indent` spaces. */
void screen_wrap(const char *text, size_t len, size_t indent);

/* Prints a text of the program, as screen_wrap(). */
void screen_say(const char *text);
void screen_tell(FILE *to, const char *text);

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
