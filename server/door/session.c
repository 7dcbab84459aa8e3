#include "server/door/session.h"

#include "server/door/desk.h"
#include "server/door/examination.h"
#include "server/door/registration.h"

/* In the order of who has them: applicants, both, staff. */
enum client_command {
    COMMAND_ECHO,
    COMMAND_CLIENT,
    COMMAND_SELECT,
    COMMAND_INFO,
    COMMAND_COMMAND,
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
