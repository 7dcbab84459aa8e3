#include "server/door/session.h"

#include "common/log.h"
#include "common/random.h"
#include "common/wipe.h"
#include "server/door/access.h"
#include "server/door/reply.h"
#include "server/evidence/attest.h"
#include "server/door/reply_exam.h"
#include "server/door/signin.h"

#include <stdio.h>
#include <string.h>

enum command {
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
    COMMAND_UNKNOWN
};

/* How many words a command has, its name included, and whether it needs AUTH first. */
static const struct command_rule {
    const char *name;
    size_t least, most;
    bool signed_in;
} rules[] = {
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
    session->node = node;
    session->client = client;
    session->wrong = 0;
    session->held = false;
    memset(&session->code, 0, sizeof session->code);
    task_init(&session->task);
}

void session_release(struct session *session)
{
    task_destroy(&session->task);
}

static const char *own_id(const struct session *s)
{
    return client_id(s->client);
}

void session_refuse(struct session *s, enum refusal refusal, struct buffer *out)
{
    struct ledger_peer peer;
    store_peer(s->node->store, &peer);
    bool contested = store_position(s->node->store).standing == STANDING_CONTESTED;
    reply_refusal(out, refusal == REFUSAL_CLOSED && contested ? REFUSAL_CONTESTED : refusal, &peer);
}

bool session_run(struct session *s, void (*run)(struct ledger *, struct task *), void *context,
                 struct buffer *out)
{
    s->task.run = run;
    s->task.context = context;
    enum status status = store_run(s->node->store, &s->task, s->node->config->claim_timeout_ms);
    if (status != STATUS_OK)
        reply_failure(out, status);
    return status == STATUS_OK;
}

/* --- what needs AUTH first --- */

struct own_call {
    const struct session *session;
    void (*run)(struct ledger *, struct task *);
    void *context;
    bool lapsed;
};

/* A session is good for one code of one registration, not for whoever has the ID: a new code may
 * have been issued since, or the registration that a new node took may have given way to an older
 * one. An ID that is registered here no longer is left for the command to meet. */
static bool has_lapsed(const struct session *s, const struct applicant *a)
{
    bool here = a->claim == CLAIM_PENDING || a->claim == CLAIM_HOME;
    return here && !digest_equal(&a->code.hash, &s->code);
}

static void run_own(struct ledger *ledger, struct task *task)
{
    struct own_call *c = task->context;
    struct applicant a = ledger_find(ledger, own_id(c->session));
    c->lapsed = has_lapsed(c->session, &a);
    if (c->lapsed)
        return;
    task->context = c->context;
    c->run(ledger, task);
}

/* As session_run(), for the applicant whom the session speaks for. */
static bool run_signed_in(struct session *s, void (*run)(struct ledger *, struct task *),
                          void *context, struct buffer *out)
{
    struct own_call c = {.session = s, .run = run, .context = context};
    if (!session_run(s, run_own, &c, out))
        return false;
    if (!c.lapsed)
        return true;
    clients_sign_out(s->node->clients, s->client);
    wire_put_error(out, "NOAUTH", "the code of this sign-in is good no longer: AUTH again");
    return false;
}

/* --- PING, HELLO --- */

static void do_ping(const struct wire_word *words, size_t count, struct buffer *out)
{
    if (count == 1)
        wire_put_simple(out, "PONG");
    else
        wire_put_bulk(out, words[1].data, words[1].len);
}

static void do_hello(struct session *s, const struct wire_word *words, size_t count,
                     struct buffer *out)
{
    int64_t version;
    if (count == 2 && !wire_integer(&words[1], 2, 2, &version)) {
        wire_put_error(out, "NOPROTO", "this node speaks RESP version 2 only");
        return;
    }
    const struct config *config = s->node->config;
    enum store_link link = store_link(s->node->store);
    bool up = link == STORE_LINK_UP || link == STORE_LINK_BEHIND;
    wire_put_array(out, 12);
    reply_pair_text(out, "server", "sinodo");
    reply_pair_text(out, "version", NODE_VERSION);
    reply_pair_integer(out, "proto", 2);
    reply_pair_text(out, "node", config->node);
    reply_pair_text(out, "exam", s->node->exam->title);
    reply_pair_text(out, "peer", !config_is_paired(config) ? "none" : up ? "up" : "down");
}

/* --- REGISTER --- */

struct registration {
    char id[IDENT_SIZE];
    char name[NAME_MAX_BYTES + 1];
    char code[ACCESS_CODE_SIZE];
    bool keyed; /* the client gave a key: the same key again gets the same answer */
    struct code_hash hash;
    enum refusal refusal;
    struct applicant applicant;
    char differs[AGREE_WORDS_SIZE]; /* on REFUSAL_RULES_DIFFER: in what */
    bool wrong_key;                 /* the ID is registered here already, with another */
};

static void run_register(struct ledger *ledger, struct task *task)
{
    struct registration *r = task->context;
    r->refusal = ledger_register(ledger, r->id, r->name, &r->hash, &r->applicant);
    if (r->refusal == REFUSAL_RULES_DIFFER)
        (void)ledger_rules_differ(ledger, r->differs);
    if (r->refusal == REFUSAL_REGISTERED && r->keyed) {
        r->wrong_key = !access_matches(r->code, &r->applicant.code);
        if (!r->wrong_key)
            r->refusal = REFUSAL_NONE;
    }
    if (r->refusal == REFUSAL_NONE && r->applicant.claim == CLAIM_PENDING) {
        task->wait = TASK_WAIT_CONFIRM;
        memcpy(task->wait_id, r->id, sizeof r->id);
    }
}

/* With a roster only those on it register, at their node, under the name that it gives. */
static bool take_from_roster(struct session *s, struct registration *r, struct buffer *out)
{
    if (s->node->roster == NULL)
        return true;
    const struct roster_person *person = roster_find(s->node->roster, r->id);
    if (person == NULL) {
        wire_put_error(out, "NOTLISTED", "the roster does not list this ID: ask the staff");
        return false;
    }
    if (person->node[0] != '\0' && strcmp(person->node, s->node->config->node) != 0) {
        wire_put_error(out, "NOTLISTED", "the roster lists this ID at %s: go there", person->node);
        return false;
    }
    if (person->name[0] != '\0')
        memcpy(r->name, person->name, sizeof r->name);
    return true;
}

static bool parse_registration(struct session *s, const struct wire_word *words, size_t count,
                               struct registration *r, struct buffer *out)
{
    *r = (struct registration){.refusal = REFUSAL_NONE};
    if (!ident_canonical(words[1].data, words[1].len, s->node->config->letter, r->id)) {
        wire_put_error(out, "BADID", "not a possible ID: write it like V-12.345.678");
        return false;
    }
    if (count > 2) {
        char why[NAME_WHY_SIZE];
        if (!person_name_take(words[2].data, words[2].len, r->name, why)) {
            wire_put_error(out, "ERR", "%s", why);
            return false;
        }
    }
    if (count > 3 && words[3].len > 0 && !access_key_valid(words[3].data, words[3].len)) {
        wire_put_error(out, "ERR",
                       "a key is %d to %d printable ASCII characters without spaces, at random",
                       ACCESS_KEY_LEAST, ACCESS_KEY_MOST);
        return false;
    }
    return take_from_roster(s, r, out); /* last: what is wrong with the words says nothing of it */
}

static void put_registration(const struct registration *r, enum claim_state claim,
                             struct buffer *out)
{
    char shown[ACCESS_SHOWN_SIZE];
    access_show(r->code, shown);
    wire_put_array(out, 6);
    reply_pair_text(out, "id", r->id);
    reply_pair_text(out, "code", shown);
    reply_pair_text(out, "state", claim == CLAIM_HOME ? "confirmed" : "pending");
    wipe(shown, sizeof shown);
}

static void register_applicant(struct session *s, struct registration *r, struct buffer *out)
{
    if (!session_run(s, run_register, r, out)) {
        r->wrong_key = false; /* what was found is void */
        return;
    }
    enum claim_state claim = r->applicant.claim;
    if (s->task.wait == TASK_WAIT_CONFIRM)
        claim = s->task.settled;
    if (r->refusal == REFUSAL_NONE && claim == CLAIM_AWAY)
        r->refusal = REFUSAL_ELSEWHERE; /* the peer's claim was the earlier one */
    if (r->refusal == REFUSAL_RULES_DIFFER)
        wire_put_error(out, "CLOSED",
                       "the two nodes were started with different options (%s): nobody registers "
                       "until the staff have put that right",
                       r->differs);
    else if (r->refusal != REFUSAL_NONE)
        session_refuse(s, r->refusal, out);
    else
        put_registration(r, claim, out);
}

static bool do_register(struct session *s, const struct wire_word *words, size_t count,
                        struct buffer *out)
{
    struct mono came = clock_mono();
    struct registration r;
    if (!parse_registration(s, words, count, &r, out))
        return true;
    const struct wire_word none = {"", 0}, *key = count > 3 ? &words[3] : &none;
    r.keyed = key->len > 0;
    enum status status =
        access_issue(s->node->config->cluster, r.id, key->data, key->len, r.code, &r.hash);
    if (status == STATUS_OK)
        register_applicant(s, &r, out);
    else
        reply_failure(out, status);
    wipe(r.code, sizeof r.code);
    return !r.wrong_key || signin_was_wrong(s, came);
}

/* --- EXAM, START --- */

struct sitting_call {
    const char *id;
    uint64_t seed;
    uint32_t extra_s;
    enum refusal refusal;
    struct ledger_sitting sitting;
};

/* What the roster gives an applicant beyond the exam's time. */
static uint32_t extra_time(const struct session *s)
{
    const struct roster *roster = s->node->roster;
    const struct roster_person *person = roster ? roster_find(roster, own_id(s)) : NULL;
    return person != NULL ? person->extra_s : 0;
}

static void run_exam(struct ledger *ledger, struct task *task)
{
    struct sitting_call *c = task->context;
    c->refusal = ledger_sitting(ledger, c->id, &c->sitting);
}

static void run_start(struct ledger *ledger, struct task *task)
{
    struct sitting_call *c = task->context;
    uint64_t entry_n = 0;
    c->refusal = ledger_start(ledger, c->id, c->seed, c->extra_s, &c->sitting, &entry_n);
    if (c->refusal == REFUSAL_NONE) {
        task->wait = TASK_WAIT_COPY;
        task->wait_n = entry_n;
    }
}

static const char *sitting_text(enum sitting_state state)
{
    switch (state) {
    case SITTING_NONE:
        return "ready";
    case SITTING_RUNNING:
        return "running";
    case SITTING_FINISHED:
        return "finished";
    }
    return "?";
}

static void put_exam_pairs(struct session *s, const struct ledger_sitting *sitting,
                           struct buffer *out)
{
    reply_pair_text(out, "title", s->node->exam->title);
    reply_pair_integer(out, "questions", (int64_t)s->node->exam->paper_count);
    /* Before the start: what it will be. */
    uint32_t extra_s = sitting->state == SITTING_NONE ? extra_time(s) : 0;
    reply_pair_integer(out, "seconds", sitting->seconds + extra_s);
    reply_pair_text(out, "state", sitting_text(sitting->state));
    reply_pair_integer(out, "remaining", (int64_t)((sitting->remaining_ms + 999) / 1000) + extra_s);
    reply_pair_integer(out, "answered", sitting->answered);
}

static void do_exam(struct session *s, struct buffer *out)
{
    struct sitting_call c = {.id = own_id(s)};
    if (!run_signed_in(s, run_exam, &c, out))
        return;
    if (c.refusal != REFUSAL_NONE) {
        session_refuse(s, c.refusal, out);
        return;
    }
    wire_put_array(out, 12);
    put_exam_pairs(s, &c.sitting, out);
}

static void do_start(struct session *s, struct buffer *out)
{
    struct sitting_call c = {.id = own_id(s), .extra_s = extra_time(s)};
    enum status status = random_bytes(&c.seed, sizeof c.seed);
    if (status != STATUS_OK) {
        reply_failure(out, status);
        return;
    }
    if (!run_signed_in(s, run_start, &c, out))
        return;
    if (c.refusal != REFUSAL_NONE) {
        session_refuse(s, c.refusal, out);
        return;
    }
    wire_put_array(out, 14);
    put_exam_pairs(s, &c.sitting, out);
    reply_pair_integer(out, "copies", s->task.copies);
}

/* --- QUESTION, ANSWER --- */

struct question_call {
    const char *id;
    uint16_t number;
    enum refusal refusal;
    const struct wire_word *values;
    size_t value_count;
    struct ledger_question *question;
};

static void run_question(struct ledger *ledger, struct task *task)
{
    struct question_call *c = task->context;
    c->refusal = ledger_question(ledger, c->id, c->number, c->question);
}

static void run_answer(struct ledger *ledger, struct task *task)
{
    struct question_call *c = task->context;
    c->refusal = ledger_answer(ledger, c->id, c->number, c->values, c->value_count);
}

static bool parse_number(const struct wire_word *word, uint16_t *out, struct buffer *reply)
{
    int64_t number;
    if (!wire_integer(word, 1, EXAM_QUESTIONS_MAX, &number)) {
        wire_put_error(reply, "BADANSWER", "questions have numbers from 1");
        return false;
    }
    *out = (uint16_t)number;
    return true;
}

static void do_question(struct session *s, const struct wire_word *words, struct buffer *out)
{
    struct ledger_question question;
    struct question_call c = {.id = own_id(s), .question = &question};
    if (!parse_number(&words[1], &c.number, out) || !run_signed_in(s, run_question, &c, out))
        return;
    if (c.refusal != REFUSAL_NONE)
        session_refuse(s, c.refusal, out);
    else
        reply_question(out, s->node->exam, c.number, &question);
}

static void do_answer(struct session *s, const struct wire_word *words, size_t count,
                      struct buffer *out)
{
    struct question_call c = {.id = own_id(s), .values = words + 2, .value_count = count - 2};
    if (!parse_number(&words[1], &c.number, out) || !run_signed_in(s, run_answer, &c, out))
        return;
    if (c.refusal != REFUSAL_NONE)
        session_refuse(s, c.refusal, out);
    else
        wire_put_simple(out, "OK");
}

/* --- FINISH, RESULT --- */

struct result_call {
    const char *id;
    enum refusal refusal;
    struct ledger_result result;
};

static void wait_for_copy(struct task *task, const struct result_call *c)
{
    if (c->refusal != REFUSAL_NONE)
        return;
    task->wait = TASK_WAIT_COPY;
    task->wait_n = c->result.finish_n;
}

static void run_finish(struct ledger *ledger, struct task *task)
{
    struct result_call *c = task->context;
    c->refusal = ledger_finish(ledger, c->id, &c->result);
    wait_for_copy(task, c);
}

static void run_result(struct ledger *ledger, struct task *task)
{
    struct result_call *c = task->context;
    c->refusal = ledger_result(ledger, c->id, &c->result);
    wait_for_copy(task, c);
}

static void do_result(struct session *s, void (*function)(struct ledger *, struct task *),
                      struct buffer *out)
{
    struct result_call c = {.id = own_id(s)};
    if (!run_signed_in(s, function, &c, out))
        return;
    if (c.refusal != REFUSAL_NONE) {
        session_refuse(s, c.refusal, out);
        return;
    }
    char receipt[ATTEST_RECEIPT_SIZE] = "";
    struct attest_statement finished = {.n = c.result.finish_n, .digest = c.result.digest};
    memcpy(finished.cluster, s->node->config->cluster, sizeof finished.cluster);
    memcpy(finished.node, s->node->config->node, sizeof finished.node);
    if (!attest_receipt(s->node->key, &finished, receipt))
        log_event(LOG_ERROR, "%s has no receipt: it could not be signed", own_id(s));
    reply_result(out, &c.result, s->task.copies, receipt);
}

/* --- dispatch --- */

static enum command find_command(const struct wire_word *word)
{
    for (size_t i = 0; i < COMMAND_UNKNOWN; i++)
        if (wire_is(word, rules[i].name))
            return (enum command)i;
    return COMMAND_UNKNOWN;
}

/* Words and rights, before anything is done. */
static bool admit(struct session *s, enum command command, const struct wire_word *words,
                  size_t count, struct buffer *out)
{
    if (command == COMMAND_UNKNOWN) {
        wire_put_error(out, "ERR", "unknown command '%.*s'",
                       (int)(words[0].len < 32 ? words[0].len : 32), words[0].data);
        return false;
    }
    if (count < rules[command].least || count > rules[command].most) {
        wire_put_error(out, "ERR", "wrong number of words for %s", rules[command].name);
        return false;
    }
    if (!rules[command].signed_in)
        return true;
    if (client_id(s->client)[0] == '\0') {
        wire_put_error(out, "NOAUTH", "AUTH with ID and code first");
        return false;
    }
    if (client_taken(s->client)) {
        wire_put_error(out, "TAKEN", "this exam goes on at another terminal");
        return false;
    }
    return true;
}

bool session_request(struct session *s, const struct wire_word *words, size_t count,
                     struct buffer *out)
{
    enum command command = find_command(&words[0]);
    s->held = false;
    if (!admit(s, command, words, count, out))
        return true;
    switch (command) {
    case COMMAND_PING:
        do_ping(words, count, out);
        return true;
    case COMMAND_HELLO:
        do_hello(s, words, count, out);
        return true;
    case COMMAND_REGISTER:
        return do_register(s, words, count, out);
    case COMMAND_AUTH:
        return signin_request(s, words, out);
    case COMMAND_EXAM:
        do_exam(s, out);
        return true;
    case COMMAND_START:
        do_start(s, out);
        return true;
    case COMMAND_QUESTION:
        do_question(s, words, out);
        return true;
    case COMMAND_ANSWER:
        do_answer(s, words, count, out);
        return true;
    case COMMAND_FINISH:
        do_result(s, run_finish, out);
        return true;
    case COMMAND_RESULT:
        do_result(s, run_result, out);
        return true;
    case COMMAND_QUIT:
        wire_put_simple(out, "OK");
        return false;
    case COMMAND_UNKNOWN:
        break;
    }
    return true;
}
