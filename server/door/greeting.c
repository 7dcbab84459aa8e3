#include "server/door/greeting.h"

#include "common/ident.h"
#include "common/version.h"
#include "server/core/policy.h"
#include "server/door/reply.h"

#include <string.h>

void greeting_ping(const struct request *r)
{
    if (r->count == 1)
        wire_put_simple(r->out, "PONG");
    else
        wire_put_bulk(r->out, r->words[1].data, r->words[1].len);
}

/* --- HELLO --- */

static const char *peer_text(const struct node *node)
{
    if (!config_is_paired(node->config))
        return "none";
    return store_is_linked(node->store) ? "up" : "down";
}

/* The first seven are Redis's, in its order, for libraries that read them by position. */
static void put_hello(const struct greeting *g, const struct request *r)
{
    const struct ident_rules *ids = &r->node->config->ids;
    char formats[IDENT_NAMES_SIZE];
    ident_formats_text(ids->formats, ',', formats);
    wire_put_map(r->out, g->version, 13);
    reply_pair_text(r->out, "server", "sinodo");
    reply_pair_text(r->out, "version", SINODO_VERSION);
    reply_pair_integer(r->out, "proto", g->version);
    reply_pair_integer(r->out, "id", client_number(r->client));
    reply_pair_text(r->out, "mode", "standalone");
    reply_pair_text(r->out, "role", "master");
    wire_put_text(r->out, "modules");
    wire_put_array(r->out, 0);
    reply_pair_text(r->out, "node", r->node->config->node);
    reply_pair_text(r->out, "exam", r->node->exam->title);
    reply_pair_text(r->out, "peer", peer_text(r->node));
    reply_pair_text(r->out, "ids", formats);
    reply_pair_text(r->out, "letter", (const char[]){ids->letter, '\0'});
    reply_pair_text(r->out, "registration",
                    policy_word(&r->node->exam->policy, POLICY_REGISTRATION));
}

/* As Redis: printable ASCII without spaces. "" takes the name away. */
static bool take_name(const struct request *r, const struct wire_word *word,
                      char out[GREETING_NAME_SIZE])
{
    bool good = word->len < GREETING_NAME_SIZE;
    for (size_t i = 0; good && i < word->len; i++)
        good = word->data[i] > ' ' && word->data[i] <= '~';
    if (!good) {
        wire_put_error(
            r->out, "ERR",
            "a connection's name is at most %d printable ASCII characters without spaces",
            GREETING_NAME_SIZE - 1);
        return false;
    }
    memcpy(out, word->data, word->len);
    out[word->len] = '\0';
    return true;
}

/* The options behind the version. `id`: the word before the code, NULL when there is none. */
static bool take_options(const struct request *r, const struct wire_word **id,
                         char name[GREETING_NAME_SIZE])
{
    for (size_t at = 2; at < r->count;) {
        if (wire_is(&r->words[at], "AUTH") && r->count - at >= 3) {
            *id = &r->words[at + 1];
            at += 3;
        } else if (wire_is(&r->words[at], "SETNAME") && r->count - at >= 2) {
            if (!take_name(r, &r->words[at + 1], name))
                return false;
            at += 2;
        } else {
            wire_put_error(r->out, "ERR", "HELLO is HELLO 2|3 [AUTH id code] [SETNAME name]");
            return false;
        }
    }
    return true;
}

bool greeting_hello(struct greeting *g, struct signin *s, const struct request *r)
{
    struct greeting asked = *g;
    const struct wire_word *id = NULL;
    int64_t version = g->version;
    if (r->count > 1 && !wire_integer(&r->words[1], WIRE_RESP2, WIRE_RESP3, &version)) {
        wire_put_error(r->out, "NOPROTO", "this node speaks RESP versions 2 and 3");
        return true;
    }
    if (!take_options(r, &id, asked.name))
        return true;
    if (id != NULL) {
        enum signin_result result = signin_enter(s, r, id, id + 1, (struct wire_word){NULL, 0});
        if (result != SIGNIN_DONE)
            return result != SIGNIN_CLOSES;
    }
    asked.version = (enum wire_version)version;
    *g = asked;
    put_hello(g, r);
    return true;
}

/* --- CLIENT, SELECT --- */

/* A library names itself and its version; nobody here needs that. */
static void take_info(const struct request *r)
{
    if (wire_is(&r->words[2], "LIB-NAME") || wire_is(&r->words[2], "LIB-VER"))
        wire_put_simple(r->out, "OK");
    else
        wire_put_error(r->out, "ERR", "CLIENT SETINFO takes LIB-NAME or LIB-VER");
}

void greeting_client(struct greeting *g, const struct request *r)
{
    const struct wire_word *what = &r->words[1];
    if (wire_is(what, "ID") && r->count == 2)
        wire_put_integer(r->out, client_number(r->client));
    else if (wire_is(what, "GETNAME") && r->count == 2 && g->name[0] == '\0')
        wire_put_null(r->out, g->version);
    else if (wire_is(what, "GETNAME") && r->count == 2)
        wire_put_text(r->out, g->name);
    else if (wire_is(what, "SETINFO") && r->count == 4)
        take_info(r);
    else if (!wire_is(what, "SETNAME") || r->count != 3)
        wire_put_error(
            r->out, "ERR",
            "CLIENT is CLIENT ID, GETNAME, SETNAME name or SETINFO LIB-NAME|LIB-VER text");
    else if (take_name(r, &r->words[2], g->name))
        wire_put_simple(r->out, "OK");
}

void greeting_select(const struct request *r)
{
    int64_t number;
    if (wire_integer(&r->words[1], 0, 0, &number))
        wire_put_simple(r->out, "OK");
    else
        wire_put_error(r->out, "ERR", "this node has database 0 and no other");
}

/* --- INFO, COMMAND --- */

/* The form of Redis: sections, and lines of NAME:VALUE. */
void greeting_info(const struct request *r)
{
    struct buffer text = {0};
    buffer_printf(&text, "# Server\r\nserver:sinodo\r\nversion:%s\r\nnode:%s\r\npeer:%s\r\n\r\n",
                  SINODO_VERSION, r->node->config->node, peer_text(r->node));
    buffer_text(&text, "# Persistence\r\nloading:0\r\n\r\n# Replication\r\nrole:master\r\n");
    if (text.failed)
        reply_failure(r->out, STATUS_NOMEM);
    else
        wire_put_bulk(r->out, text.data, text.len);
    buffer_release(&text);
}

/* Name, number of words (negative: at least that many), flags, and which words are keys: none. */
static void put_rule(struct buffer *out, const struct command_rule *rule)
{
    int64_t least = (int64_t)rule->least;
    wire_put_array(out, 6);
    wire_put_text(out, rule->name);
    wire_put_integer(out, rule->least == rule->most ? least : -least);
    wire_put_array(out, rule->signed_in ? 0 : 1);
    if (!rule->signed_in)
        wire_put_simple(out, "no_auth");
    for (int i = 0; i < 3; i++)
        wire_put_integer(out, 0);
}

void greeting_commands(const struct greeting *g, const struct request *r,
                       const struct command_rule *rules, size_t count)
{
    if (r->count == 2 && wire_is(&r->words[1], "COUNT")) {
        wire_put_integer(r->out, (int64_t)count);
    } else if (r->count >= 2 && wire_is(&r->words[1], "DOCS")) {
        wire_put_map(r->out, g->version, 0); /* they are in common/PROTOCOL.md */
    } else if (r->count == 1) {
        wire_put_array(r->out, count);
        for (size_t i = 0; i < count; i++)
            put_rule(r->out, &rules[i]);
    } else {
        wire_put_error(r->out, "ERR", "COMMAND is COMMAND, COMMAND COUNT or COMMAND DOCS");
    }
}

void greeting_reset(struct greeting *g, const struct request *r)
{
    *g = (struct greeting){.version = WIRE_RESP2, .name = ""};
    clients_sign_out(r->node->clients, r->client);
    wire_put_simple(r->out, "RESET");
}
