/* lines.h - lines that are typed on standard input, and texts that are printed in lines, at every
 * width of the terminal. Without escape codes, but for lines_clear(): the same on a terminal, in a
 * pipe and with a screen reader. Text is cleaned (common/printable.h) before it is printed.
 * Threads: one. Memory: the caller's. Errors: false at the end of the input. */
#ifndef CLIENT_LINES_H
#define CLIENT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A line of an essay may be as long as the essay. */
enum { LINES_SIZE = 15 * 1024 + 2 };

/* Prints the prompt and reads a line, without its end and the spaces around it. Asks again after a
 * line that is too long or not UTF-8. */
bool lines_ask(const char *prompt, char line[LINES_SIZE]);

/* As lines_ask(), for an access code: a terminal does not show the code; in a pipe there is no
 * prompt. */
bool lines_ask_code(const char *prompt, char line[LINES_SIZE]);

/* Makes the terminal show again what is typed. Allowed in a signal handler. */
void lines_show_typing(void);

/* True for y, yes, s, si and sí; false for anything else and at the end of the input. What was typed
 * before the question can be read on the terminal is thrown away (T4). */
bool lines_confirm(const char *question);

/* What a person means by this line, in either language: s, si, sí, y and yes; n and no. */
enum lines_reply { LINES_YES, LINES_NO, LINES_OTHER };
enum lines_reply lines_reads(const char *line);

/* Clears a terminal that can do it. */
void lines_clear(void);

/* On a terminal waits for Enter, and then clears what the next person there is not to see. */
void lines_forget(void);

/* Prints text in lines of 78 columns, or of a narrower terminal's, which break between words; all
 * but the first begin with `indent` spaces. */
void lines_wrap(const char *text, size_t len, size_t indent);

/* Prints a text of the program, as lines_wrap(). */
void lines_say(const char *text);
void lines_tell(FILE *to, const char *text);

#endif
