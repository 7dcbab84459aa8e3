/* main.c - sinodo: the terminal client. Options and dispatch. */
#include "client/menu.h"
#include "client/say.h"
#include "client/screen.h"

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
        "  exam ID CODE        sits the exam, or goes on with it\n"
        "  show ID CODE        how registration and exam stand\n\n"
        "On a terminal the exam takes the whole screen; --plain gives lines, as for\n"
        "screen readers. --tls encrypts, asks once whether the node's key is the right one\n"
        "and remembers it; --pin gives its fingerprint.\n\n"
        "Exit status: 0 done, 1 the node said no, 2 wrong use, 3 no answer.\n",
        to);
}

/* The words are ready before the signal: only write(2) may be called in it. */
static const char *goodbye;

static void on_interrupt(int number)
{
    ssize_t written = write(STDOUT_FILENO, goodbye, strlen(goodbye));
    (void)written;
    _exit(128 + number);
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = on_interrupt};
    goodbye = _("\nWhat was confirmed as saved is saved.\n");
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static void choose_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (locale == NULL || locale[0] == '\0')
            locale = getenv(names[i]);
    say_choose(say_of_locale(locale));
}

struct options {
    bool tls, pinned;
    struct fingerprint pin;
};

/* Takes the options off the front; false when they are wrong. */
static bool take_options(int *argc, char ***argv, struct options *out)
{
    while (*argc > 0 && strncmp((*argv)[0], "--", 2) == 0) {
        int words = 1;
        if (strcmp((*argv)[0], "--plain") == 0) {
            sit_use_lines(true);
        } else if (strcmp((*argv)[0], "--tls") == 0) {
            out->tls = true;
        } else if (strcmp((*argv)[0], "--pin") == 0 && *argc > 1) {
            out->tls = out->pinned = true;
            if (!fingerprint_parse((*argv)[1], &out->pin))
                return false;
            words = 2;
        } else if (strcmp((*argv)[0], "--lang") == 0 && *argc > 1) {
            const char *language = (*argv)[1];
            if (strcmp(language, "es") != 0 && strcmp(language, "en") != 0)
                return false;
            say_choose(strcmp(language, "es") == 0 ? SAY_SPANISH : SAY_ENGLISH);
            words = 2;
        } else {
            return false;
        }
        *argc -= words;
        *argv += words;
    }
    return true;
}

/* Everybody on this machine may read a command line, and an exam takes its time: the code is taken
 * off it. What is longer than its place is no code. */
static void hide_code(int count, char **words)
{
    static char code[64];
    if (count != 3 || strcmp(words[0], "register") == 0 || strlen(words[2]) >= sizeof code)
        return;
    (void)snprintf(code, sizeof code, "%s", words[2]);
    explicit_bzero(words[2], strlen(words[2]));
    words[2] = code;
}

static int exit_code(enum sit_end end)
{
    switch (end) {
    case SIT_FINISHED:
    case SIT_LEFT:
        return EXIT_GOOD;
    case SIT_REFUSED:
        return EXIT_REFUSED;
    case SIT_GONE:
        return EXIT_UNREACHABLE;
    }
    return EXIT_REFUSED;
}

/* For scripts an exam is done when it is finished. */
static int run_exam(struct connection *c, const char *id, const char *code)
{
    enum sit_end end = sit_sign_in(c, id, code);
    if (end == SIT_LEFT) {
        end = sit_exam(c);
        if (end == SIT_LEFT)
            return EXIT_REFUSED;
    }
    return exit_code(end);
}

static int run_show(struct connection *c, const char *id, const char *code)
{
    enum sit_end end = sit_sign_in(c, id, code);
    return exit_code(end == SIT_LEFT ? sit_show(c) : end);
}

static int dispatch(struct connection *c, int count, char **words)
{
    char code[32];
    if (count == 0)
        return exit_code(menu_run(c));
    if (strcmp(words[0], "register") == 0 && (count == 2 || count == 3))
        return exit_code(menu_register(c, words[1], count == 3 ? words[2] : "", true, code));
    if (strcmp(words[0], "exam") == 0 && count == 3)
        return run_exam(c, words[1], words[2]);
    if (strcmp(words[0], "show") == 0 && count == 3)
        return run_show(c, words[1], words[2]);
    usage(stderr);
    return EXIT_USAGE;
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
    if (argc > 0 && strcmp(argv[0], "--help") == 0) {
        usage(stdout);
        return EXIT_GOOD;
    }
    if (argc > 0 && strcmp(argv[0], "--version") == 0) {
        puts("sinodo 1.0");
        return EXIT_GOOD;
    }
    if (!take_options(&argc, &argv, &options) || argc == 0) {
        usage(stderr);
        return EXIT_USAGE;
    }
    if (!net_parse(argv[0], &address)) {
        (void)fprintf(stderr, "sinodo: '%s' is not HOST:PORT, such as 127.0.0.1:4321\n", argv[0]);
        return EXIT_USAGE;
    }
    hide_code(argc - 1, argv + 1);
    watch_signals();
    enum door_result opened =
        door_open(&door, &address, options.tls, options.pinned ? &options.pin : NULL);
    if (opened != DOOR_OPEN)
        return opened == DOOR_CLOSED ? EXIT_UNREACHABLE : EXIT_REFUSED;
    connection_init(&connection, &door, screen_news, NULL);
    int result = dispatch(&connection, argc - 1, argv + 1);
    connection_close(&connection);
    return result;
}
