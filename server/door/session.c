#include "server/door/session.h"

#include "common/errors.h"
#include "server/desk/desk.h"
#include "server/door/examination.h"
#include "server/door/registration.h"
#include "server/door/seb.h"

#include <stdio.h>
#include <string.h>

/* In the order of who has them: applicants, both, staff. */
enum client_command {
    COMMAND_ECHO,
    COMMAND_CLIENT,
    COMMAND_SELECT,
    COMMAND_INFO,
    COMMAND_COMMAND,
    COMMAND_SEB,
    COMMAND_REGISTER,
    COMMAND_AUTH,
    COMMAND_RESUME,
    COMMAND_EXAM,
    COMMAND_START,
    COMMAND_QUESTION,
    COMMAND_ANSWER,
    COMMAND_SAVE,
    COMMAND_FINISH,
    COMMAND_RESULT,
    COMMAND_PING,
    COMMAND_HELLO,
    COMMAND_RESET,
    COMMAND_QUIT,
    COMMAND_STAFF,
    COMMAND_DESK,
    COMMANDS
};

/* The commands of each offer: from the first one to before the last. */
static const struct {
    enum client_command first, end;
} offers[] = {
    [SESSION_ALL] = {COMMAND_ECHO, COMMANDS},
    [SESSION_WEB] = {COMMAND_ECHO, COMMAND_STAFF},
    [SESSION_DESK] = {COMMAND_PING, COMMANDS},
};

static const struct command_rule client_rules[COMMANDS] = {
    [COMMAND_PING] = {"PING", 1, 2, false},
    [COMMAND_ECHO] = {"ECHO", 2, 2, false},
    [COMMAND_HELLO] = {"HELLO", 1, 7, false},
    [COMMAND_CLIENT] = {"CLIENT", 2, WIRE_REQUEST_WORDS, false},
    [COMMAND_SELECT] = {"SELECT", 2, 2, false},
    [COMMAND_INFO] = {"INFO", 1, WIRE_REQUEST_WORDS, false},
    [COMMAND_COMMAND] = {"COMMAND", 1, WIRE_REQUEST_WORDS, false},
    [COMMAND_RESET] = {"RESET", 1, 1, false},
    [COMMAND_SEB] = {"SEB", 2, 3, false},
    [COMMAND_REGISTER] = {"REGISTER", 2, 5, false},
    [COMMAND_AUTH] = {"AUTH", 3, 4, false},
    [COMMAND_RESUME] = {"RESUME", 4, 4, false},
    [COMMAND_EXAM] = {"EXAM", 1, 1, true},
    [COMMAND_START] = {"START", 1, 1, true},
    [COMMAND_QUESTION] = {"QUESTION", 2, 2, true},
    [COMMAND_ANSWER] = {"ANSWER", 2, WIRE_REQUEST_WORDS, true},
    [COMMAND_SAVE] = {"SAVE", 3, WIRE_REQUEST_WORDS, true},
    [COMMAND_FINISH] = {"FINISH", 1, 1, true},
    [COMMAND_RESULT] = {"RESULT", 1, 1, true},
    [COMMAND_STAFF] = {"STAFF", 3, 3, false},
    [COMMAND_DESK] = {"DESK", 2, WIRE_REQUEST_WORDS, false},
    [COMMAND_QUIT] = {"QUIT", 1, 1, false},
};

void session_init(struct session *session, struct node *node, struct client *client,
                  enum session_offer offer)
{
    *session = (struct session){.offer = offer,
                                .node = node,
                                .client = client,
                                .greeting = {.version = WIRE_RESP2, .name = ""}};
    if (node->seb != NULL)
        session->signin.proof = offer == SESSION_WEB ? SIGNIN_UNPROVED : SIGNIN_AT_PORT;
    task_init(&session->task);
}

void session_release(struct session *session)
{
    task_destroy(&session->task);
}

/* A browser of the staff comes with TLS, or from this machine. */
static bool do_staff(struct session *session, const struct request *r)
{
    if (session->offer != SESSION_DESK && r->node->config->plaintext) {
        wire_put_error(r->out, "ERR", "staff sign in over TLS alone: start the node with --tls");
        return true;
    }
    return staff_request(&session->staff, &session->signin, r);
}

static void do_desk(struct staff *staff, const struct request *r)
{
    struct request by_staff = *r;
    by_staff.by = staff->account;
    if (staff_check(staff, r))
        desk_request(&by_staff, staff->role);
}

/* SEB nonce hash, or SEB pass. */
static enum seb_verdict take_proof(const struct session *s, const struct request *r,
                                   char pass[SEB_TOKEN_SIZE])
{
    struct seb *seb = r->node->seb;
    if (r->count == 3)
        return seb_prove(seb, s->origin, &r->words[1], &r->words[2], r->came, pass);
    (void)snprintf(pass, SEB_TOKEN_SIZE, "%.*s", (int)r->words[1].len, r->words[1].data);
    return seb_passes(seb, &r->words[1], r->came);
}

/* A node that does not ask takes every proof: it may have been started anew since the page was loaded. */
static void do_seb(struct session *s, const struct request *r)
{
    char pass[SEB_TOKEN_SIZE] = "";
    if (s->signin.proof == SIGNIN_AT_PORT) {
        errors_put(r->out, ERROR_NOSEB_PORT, NULL);
        return;
    }
    switch (r->node->seb != NULL ? take_proof(s, r, pass) : SEB_PROVED) {
    case SEB_PROVED:
        s->signin.proof = SIGNIN_PROVED;
        wire_put_bulk(r->out, pass, strlen(pass));
        return;
    case SEB_STALE:
        errors_put(r->out, ERROR_NOSEB_STALE, NULL);
        return;
    case SEB_WRONG:
        errors_put(r->out, ERROR_NOSEB_SETTINGS, NULL);
        return;
    case SEB_FULL:
        errors_put(r->out, ERROR_BUSY_LOAD, NULL);
        return;
    }
}

/* False: the connection closes after the reply. */
static bool do_command(enum client_command command, struct session *session,
                       const struct request *r)
{
    struct signin *s = &session->signin;
    struct greeting *g = &session->greeting;
    switch (command) {
    case COMMAND_PING:
        greeting_ping(r);
        return true;
    case COMMAND_ECHO:
        wire_put_bulk(r->out, r->words[1].data, r->words[1].len);
        return true;
    case COMMAND_HELLO:
        return greeting_hello(g, s, r);
    case COMMAND_CLIENT:
        greeting_client(g, r);
        return true;
    case COMMAND_SELECT:
        greeting_select(r);
        return true;
    case COMMAND_INFO:
        greeting_info(r);
        return true;
    case COMMAND_COMMAND:
        greeting_commands(g, r, client_rules, offers[session->offer].end);
        return true;
    case COMMAND_RESET:
        session->staff = (struct staff){.role = ROLE_NONE};
        greeting_reset(g, r);
        return true;
    case COMMAND_SEB:
        do_seb(session, r);
        return true;
    case COMMAND_REGISTER:
        return registration_request(s, r);
    case COMMAND_AUTH:
        return signin_request(s, r);
    case COMMAND_RESUME:
        return examination_resume(s, r);
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
    case COMMAND_SAVE:
        examination_save(s, r);
        return true;
    case COMMAND_FINISH:
        examination_finish(s, r);
        return true;
    case COMMAND_RESULT:
        examination_result(s, r);
        return true;
    case COMMAND_STAFF:
        return do_staff(session, r);
    case COMMAND_DESK:
        do_desk(&session->staff, r);
        return true;
    case COMMAND_QUIT:
        wire_put_simple(r->out, "OK");
        return false;
    case COMMANDS:
        break;
    }
    return true;
}

void session_heard(const struct session *session)
{
    signin_heard(&session->signin, session->node, session->client);
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
    size_t first = offers[s->offer].first, command;
    s->signin.held = false;
    if (!request_command(&request, client_rules + first, offers[s->offer].end - first, &command) ||
        (client_rules[first + command].signed_in && !signin_check(&request)))
        return true;
    return do_command((enum client_command)(first + command), s, &request);
}

const struct mono *session_held_until(const struct session *session)
{
    return session->signin.held ? &session->signin.held_until : NULL;
}
