#include "client/lines.h"

#include "client/say.h"
#include "common/printable.h"
#include "common/utf8.h"

#include <ncurses.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

enum { WIDTH = 78 };

/* --- text --- */

/* Lines end before the last column of a terminal; in a pipe, after WIDTH. */
static size_t line_width(FILE *to)
{
    struct winsize size;
    if (ioctl(fileno(to), TIOCGWINSZ, &size) != 0 || size.ws_col < 2 || size.ws_col > WIDTH)
        return WIDTH;
    return size.ws_col - 1U;
}

static void new_line(FILE *to, size_t indent, size_t *column)
{
    (void)fprintf(to, "\n%*s", (int)indent, "");
    *column = indent;
}

/* Without the last line's end. */
static void write_wrapped(FILE *to, const char *text, size_t len, size_t indent)
{
    size_t column = indent, most = line_width(to);
    for (size_t at = 0; at < len;) {
        if (text[at] == '\n') {
            new_line(to, indent, &column);
            at++;
            continue;
        }
        size_t word = 0;
        while (at + word < len && text[at + word] != ' ' && text[at + word] != '\n')
            word++;
        size_t width = printable_columns(text + at, word);
        if (column > indent && column + 1 + width > most) {
            new_line(to, indent, &column);
        } else if (column > indent && word > 0) {
            (void)putc(' ', to);
            column++;
        }
        printable_write(to, text + at, word, PRINTABLE_TEXT);
        column += width;
        at += word;
        if (at < len && text[at] == ' ')
            at++;
    }
}

void lines_wrap(const char *text, size_t len, size_t indent)
{
    write_wrapped(stdout, text, len, indent);
    putchar('\n');
}

void lines_tell(FILE *to, const char *text)
{
    write_wrapped(to, text, strlen(text), 0);
    (void)putc('\n', to);
}

/* --- input --- */

static void skip_rest_of_line(void)
{
    for (int c = getchar(); c != '\n' && c != EOF;)
        c = getchar();
}

static void trim(char *line)
{
    size_t from = strspn(line, " \t\r\n"), len = strlen(line + from);
    memmove(line, line + from, len + 1);
    while (len > 0 && strchr(" \t\r\n", line[len - 1]) != NULL)
        line[--len] = '\0';
}

/* The cursor stays behind it. */
static void put_prompt(const char *prompt)
{
    size_t len = strlen(prompt);
    write_wrapped(stdout, prompt, len, 0);
    if (len > 0 && prompt[len - 1] == ' ')
        putchar(' ');
    (void)fflush(stdout);
}

bool lines_ask(const char *prompt, char line[LINES_SIZE])
{
    for (;;) {
        put_prompt(prompt);
        if (fgets(line, LINES_SIZE, stdin) == NULL) {
            putchar('\n');
            return false;
        }
        size_t len = strlen(line);
        if (len + 1 == LINES_SIZE && line[len - 1] != '\n') {
            skip_rest_of_line();
            lines_say(_("That is too long."));
        } else if (!utf8_valid(line, len)) {
            lines_say(_("That is not UTF-8 text."));
        } else {
            trim(line);
            return true;
        }
    }
}

/* The terminal's modes before typing was hidden; valid while `hidden`. */
static struct termios visible;
static volatile sig_atomic_t hidden;

void lines_show_typing(void)
{
    if (hidden)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &visible);
    hidden = 0;
}

static void hide_typing(void)
{
    if (tcgetattr(STDIN_FILENO, &visible) != 0)
        return;
    struct termios unseen = visible;
    unseen.c_lflag &= ~(tcflag_t)ECHO;
    hidden = 1;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &unseen);
}

bool lines_ask_code(const char *prompt, char line[LINES_SIZE])
{
    if (!isatty(STDIN_FILENO))
        return lines_ask("", line);
    /* Stopped by Ctrl-Z the program would leave a shell that shows nothing of what is typed. */
    void (*stop)(int) = signal(SIGTSTP, SIG_IGN);
    hide_typing();
    bool read = lines_ask(prompt, line);
    lines_show_typing();
    (void)signal(SIGTSTP, stop);
    putchar('\n');
    return read;
}

enum lines_reply lines_reads(const char *line)
{
    static const char *const yes[] = {"s",  "S", "si", "sí",  "SI",  "SÍ", "Si",
                                      "Sí", "y", "Y",  "yes", "Yes", "YES"};
    static const char *const no[] = {"n", "N", "no", "No", "NO"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (strcmp(line, yes[i]) == 0)
            return LINES_YES;
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        if (strcmp(line, no[i]) == 0)
            return LINES_NO;
    return LINES_OTHER;
}

bool lines_confirm(const char *question)
{
    char line[LINES_SIZE];
    if (isatty(STDIN_FILENO)) /* T4 */
        (void)tcflush(STDIN_FILENO, TCIFLUSH);
    if (!lines_ask(question, line))
        return false;
    return lines_reads(line) == LINES_YES;
}

/* The capability of the terminal, sent to it; false: it has none. */
static bool put_capability(const char *name)
{
    char *text = tigetstr(name);
    return text != NULL && (intptr_t)text != -1 && putp(text) == OK;
}

void lines_clear(void)
{
    int error;
    if (!isatty(STDOUT_FILENO))
        return;
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK || !put_capability("clear"))
        return;
    (void)put_capability("E3"); /* what has scrolled away, where the terminal can */
    (void)fflush(stdout);
}

void lines_forget(void)
{
    static char line[LINES_SIZE];
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return;
    if (lines_ask(_("\nPress Enter when you have finished here. "), line))
        lines_clear();
}

void lines_say(const char *text)
{
    lines_wrap(text, strlen(text), 0);
}
