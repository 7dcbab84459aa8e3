#include "client/menu.h"

#include "client/id.h"
#include "client/lines.h"
#include "client/refusal.h"
#include "client/say.h"
#include "client/screen.h"
#include "client/signin.h"
#include "client/sit.h"
#include "client/token.h"
#include "common/wipe.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { IDLE_MS = 15000 };

/* Who may register, as HELLO says. */
enum registration { REGISTRATION_OPEN, REGISTRATION_SECRET, REGISTRATION_STAFF };

static enum registration registration_of(const struct connection *c)
{
    char word[16];
    connection_text(c, "registration", word, sizeof word);
    return strcmp(word, "secret") == 0  ? REGISTRATION_SECRET
           : strcmp(word, "staff") == 0 ? REGISTRATION_STAFF
                                        : REGISTRATION_OPEN;
}

struct wish {
    const char *id, *name, *secret; /* "": not given */
    bool plain;                     /* prints lines for scripts */
};

static enum outcome show_registration(struct connection *c, bool plain)
{
    char code[32], canonical[32], state[16];
    connection_text(c, "id", canonical, sizeof canonical);
    connection_text(c, "code", code, sizeof code);
    connection_text(c, "state", state, sizeof state);
    if (canonical[0] == '\0' || code[0] == '\0') {
        lines_say(_("The server gave an unexpected reply."));
        return OUTCOME_REFUSED;
    }
    if (plain)
        printf("id %s\ncode %s\nstate %s\n", canonical, code, state);
    else
        screen_code(canonical, code);
    wipe(code, sizeof code);
    if (strcmp(state, "pending") == 0 && !plain)
        lines_say(refusal_template(ERROR_PENDING));
    return OUTCOME_FINISHED;
}

static enum outcome register_applicant(struct connection *c, const struct wish *wish)
{
    char key[TOKEN_SIZE];
    /* A registration that is repeated with its random key is the same registration. */
    if (!token_random(key)) {
        lines_say(_("The system cannot give random numbers."));
        return OUTCOME_REFUSED;
    }
    enum connection_result result =
        connection_ask(c, "REGISTER", wish->id, wish->name, key,
                       wish->secret[0] != '\0' ? wish->secret : NULL, NULL);
    wipe(key, sizeof key);
    return result == CONNECTION_REPLY ? show_registration(c, wish->plain)
                                      : signin_tell_failure(c, result);
}

/* Asks for the key of the letter where the node wants it. False at the end of the input. */
static bool ask_secret(enum registration mode, char secret[LINES_SIZE])
{
    secret[0] = '\0';
    return mode != REGISTRATION_SECRET ||
           lines_ask_code(_("Key of your convocation letter: "), secret);
}

enum outcome menu_register(struct connection *c, const char *id, const char *name)
{
    static char secret[LINES_SIZE];
    enum connection_result result = connection_ask(c, "HELLO", NULL);
    if (result != CONNECTION_REPLY)
        return signin_tell_failure(c, result);
    (void)ask_secret(registration_of(c), secret); /* without it the node says what is missing */
    enum outcome end = register_applicant(
        c, &(struct wish){.id = id, .name = name, .secret = secret, .plain = true});
    wipe(secret, sizeof secret);
    return end;
}

/* A terminal is shared: the next person finds nothing of the last one, neither in the program nor on
 * the screen. */
static void forget(struct connection *c)
{
    wipe(c->code, sizeof c->code);
    c->id[0] = '\0';
    signin_end(c, false);
    connection_drop(c);
    lines_forget();
}

static enum outcome choose_register(struct connection *c, const struct ident_rules *rules,
                                    enum registration mode)
{
    static char id[LINES_SIZE], name[LINES_SIZE], secret[LINES_SIZE];
    if (mode == REGISTRATION_STAFF) {
        lines_say(refusal_template(ERROR_LISTED_STAFF));
        return OUTCOME_REFUSED;
    }
    if (!id_ask(rules, id) || !lines_ask(_("Full name: "), name) || !ask_secret(mode, secret))
        return OUTCOME_LEFT;
    enum outcome end =
        register_applicant(c, &(struct wish){.id = id, .name = name, .secret = secret});
    wipe(secret, sizeof secret);
    return end;
}

static enum outcome choose_with_code(struct connection *c, const struct ident_rules *rules,
                                     enum signin_as as)
{
    static char id[LINES_SIZE], code[LINES_SIZE];
    if (!id_ask(rules, id))
        return OUTCOME_LEFT;
    do {
        if (!lines_ask_code(_("Access code: "), code))
            return OUTCOME_LEFT;
    } while (code[0] == '\0');
    enum outcome end = signin_with(c, id, code, as);
    wipe(code, sizeof code);
    if (end != OUTCOME_LEFT)
        return end;
    return as == SIGNIN_SITS ? sit_exam(c) : sit_show(c);
}

static enum outcome choose(struct connection *c, const struct ident_rules *rules,
                           enum registration mode, const char *line)
{
    enum outcome end = OUTCOME_LEFT;
    if (strcmp(line, "1") == 0)
        end = choose_register(c, rules, mode);
    else if (strcmp(line, "2") == 0)
        end = choose_with_code(c, rules, SIGNIN_SITS);
    else if (strcmp(line, "3") == 0)
        end = choose_with_code(c, rules, SIGNIN_LOOKS);
    forget(c);
    return end;
}

/* Waits for the next line. A terminal that nobody uses notices that it cannot reach the node before
 * somebody registers in vain. */
static void wait_idle(struct connection *c)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    bool reached = true;
    while (isatty(STDIN_FILENO) && poll(&in, 1, IDLE_MS) == 0) {
        bool now = connection_check(c);
        if (now == reached)
            continue;
        putchar('\n');
        lines_say(now ? _("The connection is back.")
                      : _("No connection to the server at the moment: trying again. Tell the "
                          "staff if it lasts."));
        printf("\n> ");
        (void)fflush(stdout);
        reached = now;
    }
}

static bool ask_choice(struct connection *c, char line[LINES_SIZE])
{
    puts(_("\n  1  Register\n  2  Sit the exam\n  3  See my registration\n  4  Leave"));
    printf("\n> ");
    (void)fflush(stdout);
    wait_idle(c);
    return lines_ask("", line);
}

static void greet(const struct connection *c)
{
    char node[64], title[256], line[400];
    connection_text(c, "node", node, sizeof node);
    connection_text(c, "exam", title, sizeof title);
    (void)snprintf(line, sizeof line, _("%s - centre %s"), title, node);
    printf("\n");
    lines_say(line);
}

enum outcome menu_run(struct connection *c)
{
    static char line[LINES_SIZE];
    enum outcome end = OUTCOME_LEFT;
    while (end != OUTCOME_GONE) {
        enum connection_result result = connection_ask(c, "HELLO", NULL);
        if (result != CONNECTION_REPLY) {
            (void)signin_tell_failure(c, result);
            return OUTCOME_GONE;
        }
        struct ident_rules rules = id_rules(c);
        enum registration mode = registration_of(c);
        greet(c);
        if (!ask_choice(c, line) || strcmp(line, "4") == 0)
            return OUTCOME_LEFT;
        if (line[0] >= '1' && line[0] <= '3' && line[1] == '\0')
            end = choose(c, &rules, mode, line);
        else
            lines_say(_("Type the number of one of the choices."));
    }
    return end;
}
