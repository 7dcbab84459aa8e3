#include "client/signin.h"

#include "client/lines.h"
#include "client/refusal.h"
#include "client/say.h"
#include "client/screen.h"
#include "client/id.h"
#include "client/token.h"
#include "common/wipe.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum outcome signin_tell_failure(struct connection *c, enum connection_result result)
{
    if (result == CONNECTION_GONE)
        c->count = 0;
    screen_error(c);
    return result == CONNECTION_GONE ? OUTCOME_GONE : OUTCOME_REFUSED;
}

static struct token token = {.fd = -1};

/* The token for this ID. The node says what IDs it takes: they are one file however they are typed. */
static enum connection_result take_token(struct connection *c, const char *id)
{
    char node[NET_ADDRESS_SIZE], canonical[IDENT_SIZE];
    enum connection_result result = connection_ask(c, "HELLO", NULL);
    if (result != CONNECTION_REPLY)
        return result;
    struct ident_rules rules = id_rules(c);
    bool good = rules.formats != 0 && ident_take(id, strlen(id), &rules, canonical) == IDENT_GOOD;
    net_format(&c->door.address, node);
    if (token_open(&token, node, good ? canonical : id))
        (void)snprintf(c->token, sizeof c->token, "%s", token.text);
    return result;
}

bool signin_anew(struct connection *c, enum connection_result *result)
{
    if (!token_renew(&token))
        return false;
    (void)snprintf(c->token, sizeof c->token, "%s", token.text);
    *result = connection_ask(c, "AUTH", c->id, c->code, c->token, NULL);
    return true;
}

void signin_end(struct connection *c, bool forget)
{
    token_close(&token, forget);
    wipe(c->token, sizeof c->token);
    c->token[0] = '\0';
}

static enum connection_result sign_in(struct connection *c, const char *id, const char *code)
{
    c->id[0] = c->code[0] = '\0';
    enum connection_result result =
        connection_ask(c, "AUTH", id, code, c->token[0] != '\0' ? c->token : NULL, NULL);
    if (result != CONNECTION_REPLY)
        return result;
    (void)snprintf(c->id, sizeof c->id, "%.*s", (int)sizeof c->id - 1, id);
    (void)snprintf(c->code, sizeof c->code, "%.*s", (int)sizeof c->code - 1, code);
    return result;
}

enum outcome signin_with(struct connection *c, const char *id, const char *code, enum signin_as as)
{
    signin_end(c, false);
    enum connection_result result = as == SIGNIN_SITS ? take_token(c, id) : CONNECTION_REPLY;
    if (result == CONNECTION_REPLY)
        result = sign_in(c, id, code);
    return result == CONNECTION_REPLY ? OUTCOME_LEFT : signin_tell_failure(c, result);
}

bool signin_renew(struct connection *c)
{
    static char code[LINES_SIZE];
    char id[sizeof c->id];
    enum connection_result result = CONNECTION_ERROR;
    if (!isatty(STDIN_FILENO))
        return false;
    memcpy(id, c->id, sizeof id);
    (void)tcflush(STDIN_FILENO, TCIFLUSH); /* what was typed before was not meant for this */
    lines_say(refusal_template(ERROR_NOAUTH_LAPSED));
    while (result == CONNECTION_ERROR && lines_ask_code(_("New access code: "), code)) {
        if (code[0] == '\0')
            continue;
        result = sign_in(c, id, code);
        if (result != CONNECTION_REPLY)
            (void)signin_tell_failure(c, result);
    }
    wipe(code, sizeof code);
    return result == CONNECTION_REPLY;
}

enum connection_result signin_ask(struct connection *c, const struct wire_word *words, size_t count)
{
    enum connection_result result = connection_ask_words(c, words, count);
    while (result == CONNECTION_ERROR && connection_error_is(c, "NOAUTH") && signin_renew(c))
        result = connection_ask_words(c, words, count);
    return result;
}
