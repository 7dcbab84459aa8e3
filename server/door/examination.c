#include "server/door/examination.h"

#include "common/errors.h"
#include "common/log.h"
#include "common/random.h"
#include "db/ledger_exam.h"
#include "db/ledger_room.h"
#include "server/door/reply.h"
#include "server/door/reply_exam.h"
#include "server/evidence/attest.h"

#include <string.h>

/* Who sends a command, and what its function makes of it. */
struct ask {
    struct ledger_terminal who;
    enum refusal refusal;
};

/* False, with the error as the reply, unless the rules allow the command. */
static bool is_allowed(const struct request *r, const struct ask *ask)
{
    if (ask->refusal != REFUSAL_NONE)
        request_refuse_for(r, ask->refusal, &ask->who);
    return ask->refusal == REFUSAL_NONE;
}

/* Runs a command for the applicant. False, with the error as the reply, unless the rules allow it. */
static bool run_for_applicant(const struct signin *s, const struct request *r,
                              void (*run)(struct ledger *, struct task *), void *context,
                              struct ask *ask)
{
    return signin_run(s, r, run, context, &ask->who) && is_allowed(r, ask);
}

/* --- EXAM, RESUME, START --- */

struct sitting_call {
    const char *id;
    uint64_t seed;
    uint32_t extra_s;
    char room[ROOM_MAX_BYTES + 1];
    struct ask ask;
    struct ledger_sitting sitting;
    struct room_announcement announcement;
};

/* The time that the roster gives an applicant beyond the exam's, and the room. */
static void look_up(const struct request *r, struct sitting_call *c)
{
    struct listed *listed = r->node->listed;
    struct roster_person person;
    if (listed == NULL || !listed_find(listed, c->id, &person))
        return;
    c->extra_s = person.extra_s;
    memcpy(c->room, person.room, sizeof c->room);
}

static void run_show(struct ledger *ledger, struct task *task)
{
    struct sitting_call *c = task->context;
    c->ask.refusal = ledger_sitting(ledger, c->id, &c->ask.who, &c->sitting);
    ledger_announcement(ledger, c->room, &c->announcement);
}

static void run_start(struct ledger *ledger, struct task *task)
{
    struct sitting_call *c = task->context;
    uint64_t entry_n = 0;
    c->ask.refusal =
        ledger_start(ledger, c->id, &c->ask.who, c->seed, c->extra_s, &c->sitting, &entry_n);
    ledger_announcement(ledger, c->room, &c->announcement);
    if (c->ask.refusal == REFUSAL_NONE) {
        task->wait = TASK_WAIT_COPY;
        task->wait_n = entry_n;
    }
}

/* copies: NULL when the reply does not say it. */
static void reply_with_sitting(const struct request *r, const struct sitting_call *c,
                               const unsigned *copies)
{
    /* The ledger does not know the extra time before the start. */
    const struct reply_applicant who = {.id = c->id,
                                        .copies = copies,
                                        .extra_s =
                                            c->sitting.state == SITTING_NONE ? c->extra_s : 0,
                                        .held_n = store_peer_held(r->node->store),
                                        .announcement = &c->announcement};
    reply_sitting(r->out, r->node->exam, &c->sitting, &who);
}

void examination_show(const struct signin *s, const struct request *r)
{
    struct sitting_call c = {.id = client_id(r->client), .ask.who.looks = true};
    look_up(r, &c);
    if (!run_for_applicant(s, r, run_show, &c, &c.ask))
        return;
    reply_with_sitting(r, &c, NULL);
}

bool examination_resume(struct signin *s, const struct request *r)
{
    char id[IDENT_SIZE];
    if (!signin_may_enter(s, r) || !request_id(r, &r->words[1], id))
        return true;
    struct sitting_call c = {.id = id};
    look_up(r, &c);
    enum signin_result result = signin_resume(s, r, id, run_show, &c, &c.ask.who);
    if (result == SIGNIN_DONE && is_allowed(r, &c.ask))
        reply_with_sitting(r, &c, NULL);
    return result != SIGNIN_CLOSES;
}

void examination_start(const struct signin *s, const struct request *r)
{
    struct sitting_call c = {.id = client_id(r->client)};
    look_up(r, &c);
    enum status status = random_bytes(&c.seed, sizeof c.seed);
    if (status != STATUS_OK) {
        reply_failure(r->out, status);
        return;
    }
    if (!run_for_applicant(s, r, run_start, &c, &c.ask))
        return;
    reply_with_sitting(r, &c, &r->task->copies);
}

/* --- QUESTION, ANSWER, SAVE --- */

struct question_call {
    const char *id;
    uint16_t number;
    struct ask ask;
    const struct wire_word *values;
    size_t value_count;
    struct ledger_question *question;
    uint32_t seq;
    uint64_t entry_n;
};

static void run_question(struct ledger *ledger, struct task *task)
{
    struct question_call *c = task->context;
    c->ask.refusal = ledger_question(ledger, c->id, &c->ask.who, c->number, c->question);
}

static void run_answer(struct ledger *ledger, struct task *task)
{
    struct question_call *c = task->context;
    c->ask.refusal =
        ledger_answer(ledger, c->id, &c->ask.who, c->number, c->values, c->value_count);
}

static void run_save(struct ledger *ledger, struct task *task)
{
    struct question_call *c = task->context;
    c->ask.refusal = ledger_save(ledger, c->id, &c->ask.who, c->number, c->seq, c->values,
                                 c->value_count, &c->entry_n);
}

static bool parse_question_number(const struct request *r, uint16_t *out)
{
    int64_t number;
    if (!wire_integer(&r->words[1], 1, EXAM_QUESTIONS_MAX, &number)) {
        errors_put(r->out, ERROR_ANSWER_QUESTION, NULL);
        return false;
    }
    *out = (uint16_t)number;
    return true;
}

void examination_question(const struct signin *s, const struct request *r)
{
    struct ledger_question question;
    struct question_call c = {.id = client_id(r->client), .question = &question};
    if (parse_question_number(r, &c.number) && run_for_applicant(s, r, run_question, &c, &c.ask))
        reply_question(r->out, c.number, &question);
}

void examination_answer(const struct signin *s, const struct request *r)
{
    struct question_call c = {
        .id = client_id(r->client), .values = r->words + 2, .value_count = r->count - 2};
    if (parse_question_number(r, &c.number) && run_for_applicant(s, r, run_answer, &c, &c.ask))
        wire_put_simple(r->out, "OK");
}

static bool parse_seq(const struct request *r, uint32_t *out)
{
    int64_t seq;
    if (!wire_integer(&r->words[2], 1, ANSWER_SEQ_MAX, &seq)) {
        wire_put_error(r->out, "ERR", "the number of an answer is from 1 to %d", ANSWER_SEQ_MAX);
        return false;
    }
    *out = (uint32_t)seq;
    return true;
}

void examination_save(const struct signin *s, const struct request *r)
{
    struct question_call c = {
        .id = client_id(r->client), .values = r->words + 3, .value_count = r->count - 3};
    if (parse_question_number(r, &c.number) && parse_seq(r, &c.seq) &&
        run_for_applicant(s, r, run_save, &c, &c.ask))
        reply_saved(r->out, c.entry_n, store_peer_held(r->node->store));
}

/* --- FINISH, RESULT --- */

struct result_call {
    const char *id;
    struct ask ask;
    struct ledger_result result;
};

static void wait_for_copy(struct task *task, const struct result_call *c)
{
    if (c->ask.refusal != REFUSAL_NONE)
        return;
    task->wait = TASK_WAIT_COPY;
    task->wait_n = c->result.finish_n;
}

static void run_finish(struct ledger *ledger, struct task *task)
{
    struct result_call *c = task->context;
    c->ask.refusal = ledger_finish(ledger, c->id, &c->ask.who, &c->result);
    wait_for_copy(task, c);
}

static void run_result(struct ledger *ledger, struct task *task)
{
    struct result_call *c = task->context;
    c->ask.refusal = ledger_result(ledger, c->id, &c->result);
    wait_for_copy(task, c);
}

static void sign_receipt(const struct request *r, const struct ledger_result *result,
                         char out[ATTEST_RECEIPT_SIZE])
{
    const struct config *config = r->node->config;
    struct attest_statement finished = {.n = result->finish_n, .digest = result->digest};
    memcpy(finished.cluster, config->cluster, sizeof finished.cluster);
    memcpy(finished.node, config->node, sizeof finished.node);
    out[0] = '\0';
    if (!attest_receipt(r->node->key, &finished, out))
        log_event(LOG_ERROR, "%s has no receipt: it could not be signed", client_id(r->client));
}

static void reply_with_result(const struct signin *s, const struct request *r,
                              void (*run)(struct ledger *, struct task *))
{
    struct result_call c = {.id = client_id(r->client)};
    char receipt[ATTEST_RECEIPT_SIZE];
    if (!run_for_applicant(s, r, run, &c, &c.ask))
        return;
    sign_receipt(r, &c.result, receipt);
    reply_result(r->out, &c.result, r->task->copies, receipt);
}

void examination_finish(const struct signin *s, const struct request *r)
{
    reply_with_result(s, r, run_finish);
}

void examination_result(const struct signin *s, const struct request *r)
{
    reply_with_result(s, r, run_result);
}
