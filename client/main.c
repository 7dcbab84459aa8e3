/* main.c - sinodo: the terminal client. Options and dispatch. */
#include "client/lines.h"
#include "client/menu.h"
#include "client/say.h"
#include "client/screen.h"
#include "client/signin.h"
#include "client/sit.h"
#include "common/nearest.h"
#include "common/printable.h"
#include "common/version.h"
#include "common/wipe.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum exit_code { EXIT_GOOD = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_UNREACHABLE = 3 };

static void usage(FILE *to)
{
    (void)fputs(
        "sinodo [--lang es|en] [--plain] [--tls | --pin HEX] HOST:PORT [COMMAND]\n\n"
        "  (no command)        a menu\n"
        "  register ID [NAME]  registers; prints id, code and state\n"
        "  exam ID             sits the exam, or goes on with it\n"
        "  show ID             how registration and exam stand\n\n"
        "exam and show ask for the access code, and register for the key of the convocation\n"
        "letter where the node wants it; or take the first line of standard input when that\n"
        "is no terminal. Other users of this machine can read a command line:\n"
        "no code goes there.\n\n"
        "On a terminal the exam takes the whole screen; --plain gives lines, as for\n"
        "screen readers. --tls encrypts, asks once whether the node's key is the right one\n"
        "and remembers it; --pin gives its fingerprint, twice while it gets another key.\n\n"
        "Exit status: 0 done, 1 the node said no, 2 wrong use, 3 no answer.\n",
        to);
}

/* The text is translated before the signal: a handler may only call write(2). */
static const char *goodbye;

static void on_interrupt(int number)
{
    lines_show_typing();
    ssize_t written = write(STDOUT_FILENO, goodbye, strlen(goodbye));
    (void)written;
    _exit(128 + number);
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = on_interrupt};
    goodbye = _("\nEvery confirmed answer is saved.\n");
    sigemptyset(&action.sa_mask);
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        (void)sigaction(ends[i], &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static void choose_language(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        if (locale == NULL || locale[0] == '\0')
            locale = getenv(variables[i]);
    say_choose(say_of_locale(locale));
}

struct options {
    bool tls;
    struct fingerprint pins[TLS_PINS];
    size_t pin_count;
};

/* Says that there is no such option, or no such command. mark: "--" before an option. */
static void refuse_unknown(const char *what, const char *mark, const char *word,
                           const char *const *names)
{
    struct nearest nearest = {.word = word};
    char question[NEAREST_QUESTION_SIZE];
    for (; *names != NULL; names++)
        nearest_try(&nearest, *names);
    nearest_ask(&nearest, mark, question);
    printable_line(stderr, "sinodo: '%s%.100s' is no %s%s (see sinodo --help)", mark, word, what,
                   question);
}

static void refuse_option(const char *word)
{
    static const char *const options[] = {"plain", "tls", "pin", "lang", "help", "version", NULL};
    refuse_unknown("option", "--", word + 2, options);
}

static int wrong_value(const char *what)
{
    (void)fprintf(stderr, "sinodo: %s; see sinodo --help\n", what);
    return 0;
}

/* Takes one option: how many words it has, or 0 after saying what is wrong with it. value: NULL when
 * no word follows. */
static int take_option(const char *option, const char *value, struct options *out)
{
    if (strcmp(option, "--plain") == 0) {
        sit_use_lines(true);
        return 1;
    }
    if (strcmp(option, "--tls") == 0) {
        out->tls = true;
        return 1;
    }
    if (strcmp(option, "--pin") == 0) {
        out->tls = true;
        if (out->pin_count == TLS_PINS)
            return wrong_value("--pin is given twice at most");
        return value != NULL && fingerprint_parse(value, &out->pins[out->pin_count++])
                   ? 2
                   : wrong_value("--pin needs the 64 hexadecimal digits of the node's fingerprint");
    }
    if (strcmp(option, "--lang") == 0) {
        if (value == NULL || (strcmp(value, "es") != 0 && strcmp(value, "en") != 0))
            return wrong_value("--lang is es or en");
        say_choose(strcmp(value, "es") == 0 ? SAY_SPANISH : SAY_ENGLISH);
        return 2;
    }
    refuse_option(option);
    return 0;
}

/* Takes the options before the address; false after saying what is wrong. */
static bool take_options(int *argc, char ***argv, struct options *out)
{
    while (*argc > 0 && strncmp((*argv)[0], "--", 2) == 0) {
        int words = take_option((*argv)[0], *argc > 1 ? (*argv)[1] : NULL, out);
        if (words == 0)
            return false;
        *argc -= words;
        *argv += words;
    }
    if (*argc == 0)
        usage(stderr);
    return *argc > 0;
}

static int exit_code(enum outcome end)
{
    switch (end) {
    case OUTCOME_FINISHED:
    case OUTCOME_LEFT:
        return EXIT_GOOD;
    case OUTCOME_REFUSED:
        return EXIT_REFUSED;
    case OUTCOME_GONE:
        return EXIT_UNREACHABLE;
    }
    return EXIT_REFUSED;
}

/* For scripts: status 0 only when the exam is finished. */
static int run_exam(struct connection *c)
{
    enum outcome end = sit_exam(c);
    return end == OUTCOME_LEFT ? EXIT_REFUSED : exit_code(end);
}

static int run_with_code(struct connection *c, const char *command, const char *id)
{
    char code[LINES_SIZE];
    if (!lines_ask_code(_("Access code: "), code)) {
        (void)fputs("sinodo: no access code: it is the first line of standard input\n", stderr);
        return EXIT_USAGE;
    }
    bool sits = strcmp(command, "exam") == 0;
    enum outcome end = signin_with(c, id, code, sits ? SIGNIN_SITS : SIGNIN_LOOKS);
    wipe(code, sizeof code);
    if (end != OUTCOME_LEFT)
        return exit_code(end);
    return sits ? run_exam(c) : exit_code(sit_show(c));
}

static bool takes_code(const char *command)
{
    return strcmp(command, "exam") == 0 || strcmp(command, "show") == 0;
}

/* Are these the words of a command? If not, says so. */
static bool check_words(int count, char **words)
{
    static const char *const commands[] = {"register", "exam", "show", NULL};
    bool registers = count > 0 && strcmp(words[0], "register") == 0;
    if (count == 0 || (registers && (count == 2 || count == 3)) ||
        (count == 2 && takes_code(words[0])))
        return true;
    if (count == 3 && takes_code(words[0]))
        (void)fprintf(stderr,
                      "sinodo: an access code is not given on the command line, where other users "
                      "of this machine can read it:\nsinodo HOST:PORT %s ID asks for it, or takes "
                      "the first line of standard input\n",
                      words[0]);
    else if (registers || takes_code(words[0]))
        (void)fprintf(stderr, "sinodo: it is sinodo HOST:PORT %s ID%s\n", words[0],
                      registers ? " [NAME]" : "");
    else
        refuse_unknown("command", "", words[0], commands);
    return false;
}

static int dispatch(struct connection *c, int count, char **words)
{
    if (count == 0)
        return exit_code(menu_run(c));
    if (takes_code(words[0]))
        return run_with_code(c, words[0], words[1]);
    return exit_code(menu_register(c, words[1], count == 3 ? words[2] : ""));
}

int main(int argc, char **argv)
{
    static struct connection connection;
    struct net_address address;
    struct options options = {.tls = false};
    static struct door door;
    choose_language();
    argc--;
    argv++;
    if (nearest_is_among("--help", argc, argv)) {
        usage(stdout);
        return EXIT_GOOD;
    }
    if (nearest_is_among("--version", argc, argv)) {
        puts("sinodo " SINODO_VERSION);
        return EXIT_GOOD;
    }
    if (!take_options(&argc, &argv, &options))
        return EXIT_USAGE;
    if (!net_parse(argv[0], &address)) {
        (void)fprintf(stderr, "sinodo: '%s' is not HOST:PORT, such as 127.0.0.1:4321\n", argv[0]);
        return EXIT_USAGE;
    }
    if (!check_words(argc - 1, argv + 1))
        return EXIT_USAGE;
    watch_signals();
    (void)setvbuf(stdin, NULL, _IONBF, 0); /* poll(2) sees what was not read yet */
    enum door_result opened =
        door_open(&door, &address, options.tls, options.pins, options.pin_count);
    if (opened != DOOR_OPEN)
        return opened == DOOR_CLOSED ? EXIT_UNREACHABLE : EXIT_REFUSED;
    connection_init(&connection, &door, screen_news, NULL);
    int result = dispatch(&connection, argc - 1, argv + 1);
    connection_close(&connection);
    return result;
}
