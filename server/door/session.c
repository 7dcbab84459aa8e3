#include "server/door/session.h"

#include "server/door/examination.h"
#include "server/door/registration.h"
#include "server/door/reply.h"

enum client_command {
    COMMAND_PING,
    COMMAND_HELLO,
    COMMAND_REGISTER,
    COMMAND_AUTH,
    COMMAND_EXAM,
    COMMAND_START,
    COMMAND_QUESTION,
    COMMAND_ANSWER,
    COMMAND_FINISH,
    COMMAND_RESULT,
    COMMAND_QUIT,
    COMMANDS
};

static const struct command_rule client_rules[COMMANDS] = {
    [COMMAND_PING] = {"PING", 1, 2, false},
    [COMMAND_HELLO] = {"HELLO", 1, 2, false},
    [COMMAND_REGISTER] = {"REGISTER", 2, 4, false},
    [COMMAND_AUTH] = {"AUTH", 3, 3, false},
    [COMMAND_EXAM] = {"EXAM", 1, 1, true},
    [COMMAND_START] = {"START", 1, 1, true},
    [COMMAND_QUESTION] = {"QUESTION", 2, 2, true},
    [COMMAND_ANSWER] = {"ANSWER", 2, WIRE_REQUEST_WORDS, true},
    [COMMAND_FINISH] = {"FINISH", 1, 1, true},
    [COMMAND_RESULT] = {"RESULT", 1, 1, true},
    [COMMAND_QUIT] = {"QUIT", 1, 1, false},
};

void session_init(struct session *session, struct node *node, struct client *client)
{
    *session = (struct session){.node = node, .client = client};
    task_init(&session->task);
}

void session_release(struct session *session)
{
    task_destroy(&session->task);
}

static void do_ping(const struct request *r)
{
    if (r->count == 1)
        wire_put_simple(r->out, "PONG");
    else
        wire_put_bulk(r->out, r->words[1].data, r->words[1].len);
}

static void do_hello(const struct request *r)
{
    int64_t version;
    if (r->count == 2 && !wire_integer(&r->words[1], 2, 2, &version)) {
        wire_put_error(r->out, "NOPROTO", "this node speaks RESP version 2 only");
        return;
    }
    const struct config *config = r->node->config;
    enum store_link link = store_link(r->node->store);
    bool up = link == STORE_LINK_UP || link == STORE_LINK_BEHIND;
    wire_put_array(r->out, 12);
    reply_pair_text(r->out, "server", "sinodo");
    reply_pair_text(r->out, "version", NODE_VERSION);
    reply_pair_integer(r->out, "proto", 2);
    reply_pair_text(r->out, "node", config->node);
    reply_pair_text(r->out, "exam", r->node->exam->title);
    reply_pair_text(r->out, "peer", !config_is_paired(config) ? "none" : up ? "up" : "down");
}

/* False: the connection closes after the reply. */
static bool do_command(enum client_command command, struct signin *s, const struct request *r)
{
    switch (command) {
    case COMMAND_PING:
        do_ping(r);
        return true;
    case COMMAND_HELLO:
        do_hello(r);
        return true;
    case COMMAND_REGISTER:
        return registration_request(s, r);
    case COMMAND_AUTH:
        return signin_request(s, r);
    case COMMAND_EXAM:
        examination_show(s, r);
        return true;
    case COMMAND_START:
        examination_start(s, r);
        return true;
    case COMMAND_QUESTION:
        examination_question(s, r);
        return true;
    case COMMAND_ANSWER:
        examination_answer(s, r);
        return true;
    case COMMAND_FINISH:
        examination_finish(s, r);
        return true;
    case COMMAND_RESULT:
        examination_result(s, r);
        return true;
    case COMMAND_QUIT:
        wire_put_simple(r->out, "OK");
        return false;
    case COMMANDS:
        break;
    }
    return true;
}

bool session_request(struct session *s, const struct wire_word *words, size_t count,
                     struct buffer *out)
{
    const struct request request = {.node = s->node,
                                    .client = s->client,
                                    .task = &s->task,
                                    .words = words,
                                    .count = count,
                                    .out = out,
                                    .came = clock_mono()};
    size_t command;
    s->signin.held = false;
    if (!request_command(&request, client_rules, COMMANDS, &command) ||
        (client_rules[command].signed_in && !signin_check(&request)))
        return true;
    return do_command((enum client_command)command, &s->signin, &request);
}

const struct mono *session_held_until(const struct session *session)
{
    return session->signin.held ? &session->signin.held_until : NULL;
}
