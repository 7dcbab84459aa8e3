#include "client/screen.h"

#include "client/refusal.h"
#include "client/result.h"
#include "client/say.h"
#include "common/printable.h"
#include "common/utf8.h"

#include <inttypes.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

enum { WIDTH = 78, ERROR_SIZE = 1000, LIST_COLUMNS = 5, PLACE_SIZE = 8 };

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

void screen_wrap(const char *text, size_t len, size_t indent)
{
    write_wrapped(stdout, text, len, indent);
    putchar('\n');
}

void screen_tell(FILE *to, const char *text)
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

bool screen_ask(const char *prompt, char line[SCREEN_LINE_SIZE])
{
    for (;;) {
        put_prompt(prompt);
        if (fgets(line, SCREEN_LINE_SIZE, stdin) == NULL) {
            putchar('\n');
            return false;
        }
        size_t len = strlen(line);
        if (len + 1 == SCREEN_LINE_SIZE && line[len - 1] != '\n') {
            skip_rest_of_line();
            screen_say(_("That is too long."));
        } else if (!utf8_valid(line, len)) {
            screen_say(_("That is not UTF-8 text."));
        } else {
            trim(line);
            return true;
        }
    }
}

/* The terminal's modes before typing was hidden; valid while `hidden`. */
static struct termios visible;
static volatile sig_atomic_t hidden;

void screen_show_typing(void)
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

bool screen_ask_code(const char *prompt, char line[SCREEN_LINE_SIZE])
{
    if (!isatty(STDIN_FILENO))
        return screen_ask("", line);
    /* Stopped by Ctrl-Z the program would leave a shell that shows nothing of what is typed. */
    void (*stop)(int) = signal(SIGTSTP, SIG_IGN);
    hide_typing();
    bool read = screen_ask(prompt, line);
    screen_show_typing();
    (void)signal(SIGTSTP, stop);
    putchar('\n');
    return read;
}

enum screen_reply screen_reads(const char *line)
{
    static const char *const yes[] = {"s",  "S", "si", "sí",  "SI",  "SÍ", "Si",
                                      "Sí", "y", "Y",  "yes", "Yes", "YES"};
    static const char *const no[] = {"n", "N", "no", "No", "NO"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (strcmp(line, yes[i]) == 0)
            return SCREEN_YES;
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        if (strcmp(line, no[i]) == 0)
            return SCREEN_NO;
    return SCREEN_OTHER;
}

bool screen_confirm(const char *question)
{
    char line[SCREEN_LINE_SIZE];
    if (isatty(STDIN_FILENO)) /* T4 */
        (void)tcflush(STDIN_FILENO, TCIFLUSH);
    if (!screen_ask(question, line))
        return false;
    return screen_reads(line) == SCREEN_YES;
}

/* The capability of the terminal, sent to it; false: it has none. */
static bool put_capability(const char *name)
{
    char *text = tigetstr(name);
    return text != NULL && text != (char *)-1 && putp(text) == OK;
}

void screen_forget(void)
{
    static char line[SCREEN_LINE_SIZE];
    int error;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return;
    if (!screen_ask(_("\nPress Enter when you have finished here. "), line))
        return;
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK || !put_capability("clear"))
        return;
    (void)put_capability("E3"); /* what has scrolled away, where the terminal can */
    (void)fflush(stdout);
}

/* --- what the applicant sees --- */

void screen_say(const char *text)
{
    screen_wrap(text, strlen(text), 0);
}

void screen_error(const struct connection *c)
{
    char words[ERROR_SIZE];
    refusal_of_reply(c, words, sizeof words);
    screen_say(words);
}

void screen_code(const char *id, const char *code)
{
    printf(_("\nRegistration of %s. This is your access code:\n"), id);
    printf("\n    +--------------------------+\n"
           "    |                          |\n"
           "    |      %-14s      |\n"
           "    |                          |\n"
           "    +--------------------------+\n\n",
           code);
    screen_say(_("Write it down now: it is not shown again, and without it you cannot sit the "
                 "exam."));
}

static void put_time(int64_t seconds)
{
    if (seconds >= 3600)
        printf("%" PRId64 ":%02" PRId64 ":%02" PRId64, seconds / 3600, seconds / 60 % 60,
               seconds % 60);
    else
        printf("%" PRId64 ":%02" PRId64, seconds / 60, seconds % 60);
}

/* The options, with a star at those that are chosen. */
static void put_options(const struct view_question *q, uint32_t chosen)
{
    for (size_t i = 0; i < q->option_count; i++) {
        const char *own = q->kind == VIEW_TRUEFALSE ? i == 0 ? _("True") : _("False") : NULL;
        printf("%s%3zu. ", chosen >> i & 1 ? " *" : "  ", i + 1);
        if (own != NULL)
            screen_wrap(own, strlen(own), 7);
        else
            screen_wrap(q->options[i].data, q->options[i].len, 7);
    }
    putchar('\n');
}

static void put_prompts(const struct view_question *q, const struct view_values *values)
{
    for (size_t i = 0; i < q->prompt_count; i++) {
        char shown[PLACE_SIZE] = "-";
        if (i < values->count && values->word[i].data[0] != '0')
            (void)printable_copy(shown, sizeof shown, values->word[i].data, values->word[i].len,
                                 PRINTABLE_LINE);
        printf("  [%2s] ", shown);
        screen_wrap(q->prompts[i].data, q->prompts[i].len, 7);
    }
    putchar('\n');
}

/* How to answer. */
static const char *advice(enum view_kind kind)
{
    switch (kind) {
    case VIEW_MULTIPLE:
        return _("More than one may be right: type the numbers separated by spaces.");
    case VIEW_MATCHING:
        return _("Type a number for each line above, in order, separated by spaces; 0 for none.");
    case VIEW_NUMERIC:
        return _("Type a number, such as 2.5 or 2,5, without letters or a unit.");
    case VIEW_SHORT:
        return _("Type your answer in a few words. Commands begin with / here: /n next, /h help.");
    case VIEW_ESSAY:
        return _("Type your text; a line with only a dot ends it. Commands begin with / here: /n "
                 "next, /h help.");
    case VIEW_DESCRIPTION:
        return _("There is nothing to answer here: Enter goes on.");
    case VIEW_SINGLE:
    case VIEW_TRUEFALSE:
        break;
    }
    return NULL;
}

static void put_written(const struct view_values *values)
{
    if (values->count == 0)
        return;
    screen_say(_("Your answer:"));
    printf("    ");
    screen_wrap(values->word[0].data, values->word[0].len, 4);
    putchar('\n');
}

static void put_points(const struct view_question *question)
{
    char line[64];
    if (question->points.len == 0 || question->kind == VIEW_DESCRIPTION)
        return;
    (void)snprintf(line, sizeof line, _(" - points: %.*s"), (int)question->points.len,
                   question->points.data);
    printable_write(stdout, line, strlen(line), PRINTABLE_LINE);
    if (!view_costs(question))
        return;
    (void)snprintf(line, sizeof line, _(", wrong: -%.*s"), (int)question->penalty.len,
                   question->penalty.data);
    printable_write(stdout, line, strlen(line), PRINTABLE_LINE);
}

void screen_question(const struct view *view, const struct view_question *question, struct mono now)
{
    struct view_values values = view_answer(view, question->number);
    const char *how = advice(question->kind);
    printf(_("\n--- Question %zu of %zu --- unanswered: %zu --- time left "), question->number,
           view->questions, view_unanswered(view));
    put_time(view_seconds_left(view, now));
    put_points(question);
    printf(" ---\n\n");
    screen_wrap(question->text.data, question->text.len, 0);
    putchar('\n');
    if (question->kind == VIEW_MATCHING)
        put_prompts(question, &values);
    if (view_is_written(question->kind))
        put_written(&values);
    else
        put_options(question, question->kind == VIEW_MATCHING ? 0 : view_choices(&values));
    if (how != NULL)
        screen_say(how);
    if (question->kind == VIEW_ESSAY && question->bytes < SIZE_MAX)
        printf(_("At most %zu letters; one with an accent counts as two.\n"), question->bytes);
}

/* "3", "1,4", the beginning of a written answer, or a dash; empty where nothing is asked. */
static void put_short(const struct view *view, size_t number, char out[64])
{
    struct view_values values = view_answer(view, number);
    char text[64] = "-";
    size_t used = 0;
    if (view->item[number].is_text)
        text[0] = '\0';
    for (size_t i = 0; i < values.count && used < 7; i++) {
        size_t len = values.word[i].len;
        while (len > 6 || (len > 0 && ((unsigned char)values.word[i].data[len] & 0xC0) == 0x80))
            len--;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%.*s", i > 0 ? "," : "",
                                 (int)len, values.word[i].data);
    }
    for (char *p = text; *p != '\0'; p++)
        if (*p == '\n')
            *p = ' '; /* an essay's */
    (void)printable_copy(out, 64, text, strlen(text), PRINTABLE_TEXT);
}

void screen_list(const struct view *view)
{
    puts(_("\nQuestion: saved answer (- unanswered)"));
    for (size_t i = 1; i <= view->questions; i++) {
        char text[64];
        put_short(view, i, text);
        printf("%5zu: %-8s%s", i, text, i % LIST_COLUMNS == 0 || i == view->questions ? "\n" : "");
    }
}

void screen_help(void)
{
    puts(_("  number   answer (several too, where the question allows it)\n"
           "  Enter, n next            p        previous\n"
           "  g N      go to N         l        list of questions\n"
           "  c        clear the answer\n"
           "  f        finish the exam\n"
           "  q        leave (the time goes on)"));
}

void screen_result(const struct connection *c)
{
    struct buffer text = {0};
    result_text(c, &text);
    printf("%.*s", (int)text.len, text.data != NULL ? text.data : "");
    buffer_release(&text);
}

const char *screen_warning(enum connection_news news)
{
    return news == CONNECTION_STRANGER
               ? _("Another machine answers at the node's address: it shows another key. Nothing "
                   "was sent to it. Call the staff.")
               : _("The node wants an encrypted connection: start sinodo with --tls or --pin.");
}

void screen_news(void *context, enum connection_news news)
{
    (void)context;
    switch (news) {
    case CONNECTION_LOST:
        putchar('\n');
        screen_say(_("The connection was lost: trying again. Confirmed answers are saved, and the "
                     "last one is sent again. If the centre is down, the time is given back."));
        break;
    case CONNECTION_BACK:
        screen_say(_("The connection is back."));
        break;
    case CONNECTION_BUSY:
        screen_say(_("NOT saved: the server is busy. Trying again..."));
        break;
    case CONNECTION_STRANGER:
    case CONNECTION_SECRET:
        screen_say(screen_warning(news));
        break;
    }
    (void)fflush(stdout);
}
