#include "client/menu.h"

#include "client/refusal.h"
#include "client/say.h"
#include "client/screen.h"
#include "client/sit.h"
#include "common/random.h"
#include "common/wipe.h"

#include <stdio.h>
#include <string.h>

enum { KEY_BYTES = 16 };

/* Typed once, and used for the next choices too. */
struct person {
    char id[SCREEN_LINE_SIZE];
    char code[SCREEN_LINE_SIZE];
};

/* A registration that is repeated with its random key is the same registration. */
static bool make_key(char out[2 * KEY_BYTES + 1])
{
    unsigned char bytes[KEY_BYTES];
    if (random_bytes(bytes, sizeof bytes) != STATUS_OK)
        return false;
    for (size_t i = 0; i < KEY_BYTES; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

enum outcome menu_register(struct connection *c, const char *id, const char *name, bool plain,
                           char code[32])
{
    char key[2 * KEY_BYTES + 1], canonical[32], state[16];
    if (!make_key(key)) {
        puts(_("The system cannot give random numbers."));
        return OUTCOME_REFUSED;
    }
    enum connection_result result = connection_ask(c, "REGISTER", id, name, key, NULL);
    wipe(key, sizeof key);
    if (result != CONNECTION_REPLY) {
        if (result == CONNECTION_GONE)
            c->count = 0;
        screen_error(c);
        return result == CONNECTION_GONE ? OUTCOME_GONE : OUTCOME_REFUSED;
    }
    connection_text(c, "id", canonical, sizeof canonical);
    connection_text(c, "code", code, 32);
    connection_text(c, "state", state, sizeof state);
    if (canonical[0] == '\0' || code[0] == '\0') {
        puts(_("The server gave an unexpected reply."));
        return OUTCOME_REFUSED;
    }
    if (plain)
        printf("id %s\ncode %s\nstate %s\n", canonical, code, state);
    else
        screen_code(canonical, code);
    if (strcmp(state, "pending") == 0 && !plain)
        screen_say(refusal_template(ERROR_PENDING));
    return OUTCOME_FINISHED;
}

static bool ask_id(struct person *p)
{
    while (p->id[0] == '\0')
        if (!screen_ask(_("ID: "), p->id))
            return false;
    return true;
}

/* A terminal is shared: the next applicant must not get at the exam of the one before. */
static void forget(struct connection *c, struct person *p)
{
    wipe(p, sizeof *p);
    wipe(c->code, sizeof c->code);
    c->id[0] = '\0';
    connection_drop(c);
}

static bool ask_code(struct person *p)
{
    while (p->code[0] == '\0')
        if (!screen_ask(_("Access code: "), p->code))
            return false;
    return true;
}

static enum outcome choose_register(struct connection *c, struct person *p)
{
    char name[SCREEN_LINE_SIZE], code[32] = "";
    forget(c, p); /* a registration is a new person's */
    if (!ask_id(p) || !screen_ask(_("Full name: "), name))
        return OUTCOME_LEFT;
    enum outcome end = menu_register(c, p->id, name, false, code);
    if (end == OUTCOME_FINISHED)
        (void)snprintf(p->code, sizeof p->code, "%s", code);
    else
        forget(c, p);
    wipe(code, sizeof code);
    return end;
}

static enum outcome choose_with_code(struct connection *c, struct person *p,
                                     enum outcome (*then)(struct connection *))
{
    if (!ask_id(p) || !ask_code(p))
        return OUTCOME_LEFT;
    enum outcome end = sit_sign_in(c, p->id, p->code);
    if (end == OUTCOME_REFUSED)
        forget(c, p); /* typed wrongly perhaps: ask again */
    if (end == OUTCOME_LEFT)
        end = then(c);
    if (end == OUTCOME_FINISHED)
        forget(c, p);
    return end;
}

static void show_menu(const struct person *p)
{
    puts(_("\n  1  Register\n  2  Sit the exam\n  3  See my registration\n  4  Leave"));
    if (p->id[0] != '\0')
        printf(_("  5  Someone else (now: %s)\n"), p->id);
}

enum outcome menu_run(struct connection *c)
{
    static struct person person;
    char line[SCREEN_LINE_SIZE], node[64], title[256];
    enum outcome end = OUTCOME_LEFT;
    enum connection_result result = connection_ask(c, "HELLO", NULL);
    if (result != CONNECTION_REPLY) {
        if (result == CONNECTION_GONE)
            c->count = 0;
        screen_error(c);
        return OUTCOME_GONE;
    }
    connection_text(c, "node", node, sizeof node);
    connection_text(c, "exam", title, sizeof title);
    printf(_("\n  %s - centre %s\n"), title, node);
    while (end != OUTCOME_GONE) {
        show_menu(&person);
        if (!screen_ask("\n> ", line) || strcmp(line, "4") == 0)
            return OUTCOME_LEFT;
        if (strcmp(line, "1") == 0)
            end = choose_register(c, &person);
        else if (strcmp(line, "2") == 0)
            end = choose_with_code(c, &person, sit_exam);
        else if (strcmp(line, "3") == 0)
            end = choose_with_code(c, &person, sit_show);
        else if (strcmp(line, "5") == 0)
            forget(c, &person);
        else
            puts(_("Type the number of one of the choices."));
    }
    return end;
}
