#include "tests/bench/workloads.h"

#include "common/clock.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void ask(struct load_client *c, const char *a, const char *b, const char *d)
{
    const char *const words[] = {a, b, d};
    size_t count = b == NULL ? 1 : d == NULL ? 2 : 3;
    wire_put_array(&c->out, count);
    for (size_t i = 0; i < count; i++)
        wire_put_text(&c->out, words[i]);
}

enum { HALF_BITS = 20, HALF = (1 << HALF_BITS) - 1, ROUNDS = 4 };

/* A permutation of 40 bits: a Feistel network (Luby and Rackoff, 1988), with no secret. */
static uint64_t shuffled(uint64_t number)
{
    uint32_t left = (uint32_t)(number >> HALF_BITS) & HALF, right = (uint32_t)number & HALF;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t mixed = (right + round * 0x9E3779B9U) * 0x85EBCA6BU;
        uint32_t next = left ^ (mixed >> 12);
        left = right;
        right = next;
    }
    return (uint64_t)left << HALF_BITS | right;
}

/* IDs come in no order, as people do, and each once: by serial and client, and runs begin anywhere.
 */
static void new_person(struct load_client *c)
{
    static _Atomic uint64_t chosen;
    uint64_t first = atomic_load(&chosen);
    if (first == 0) {
        uint64_t anywhere =
            ((uint64_t)clock_wall().ms << 16 ^ (uint64_t)getpid()) * 0x9E3779B97F4A7C15U >> 24;
        if (atomic_compare_exchange_strong(&chosen, &first, anywhere))
            first = anywhere;
    }
    (void)snprintf(c->id, sizeof c->id, "V%" PRIu64,
                   shuffled(first + c->serial++ * WORKLOAD_CLIENTS + c->number));
}

static bool take_code(struct load_client *c, const struct wire_value *values, size_t count)
{
    const struct wire_value *code = wire_pair(values, count, "code");
    const struct wire_value *state = wire_pair(values, count, "state");
    if (code == NULL || state == NULL || state->len != 9) /* "confirmed" */
        return false;
    (void)snprintf(c->code, sizeof c->code, "%.*s", (int)code->len, code->data);
    return true;
}

static bool is_good(const struct wire_value *values, size_t count)
{
    return count > 0 && values[0].type != WIRE_ERROR;
}

/* --- register --- */

static enum load_next register_next(struct load_client *c, bool running)
{
    if (!running)
        return LOAD_READY;
    new_person(c);
    ask(c, "REGISTER", c->id, NULL);
    return LOAD_ASK_OP;
}

static bool register_reply(struct load_client *c, const struct wire_value *values, size_t count)
{
    return take_code(c, values, count);
}

/* Confirmed or pending. */
static bool accept_reply(struct load_client *c, const struct wire_value *values, size_t count)
{
    (void)c;
    return is_good(values, count);
}

/* --- a person who has come so far --- */

enum { STEP_REGISTER, STEP_AUTH, STEP_START, STEP_THERE };

/* True when the request is made; false when the person is there. */
static bool come_to(struct load_client *c, unsigned step)
{
    if (c->step >= step)
        return false;
    if (c->step == STEP_REGISTER) {
        new_person(c);
        ask(c, "REGISTER", c->id, NULL);
    } else if (c->step == STEP_AUTH) {
        ask(c, "AUTH", c->id, c->code);
    } else {
        ask(c, "START", NULL, NULL);
    }
    return true;
}

static bool step_reply(struct load_client *c, const struct wire_value *values, size_t count)
{
    bool good = c->step == STEP_REGISTER ? take_code(c, values, count) : is_good(values, count);
    if (good)
        c->step++;
    return good;
}

/* --- answer --- */

static enum load_next answer_next(struct load_client *c, bool running)
{
    char number[8];
    if (come_to(c, STEP_THERE))
        return LOAD_ASK;
    if (!running)
        return LOAD_READY;
    (void)snprintf(number, sizeof number, "%u", (unsigned)(c->serial++ % 5) + 1);
    ask(c, "ANSWER", number, c->serial % 2 ? "1" : "2");
    return LOAD_ASK_OP;
}

static bool answer_reply(struct load_client *c, const struct wire_value *values, size_t count)
{
    return c->step < STEP_THERE ? step_reply(c, values, count) : is_good(values, count);
}

/* --- whole exam: from the registration to the result --- */

enum { EXAM_QUESTIONS = 5, STEP_FINISH = STEP_THERE + 2 * EXAM_QUESTIONS };

static enum load_next exam_next(struct load_client *c, bool running)
{
    char number[8];
    if (!running)
        return LOAD_READY;
    if (come_to(c, STEP_THERE))
        return LOAD_ASK;
    if (c->step >= STEP_FINISH) {
        ask(c, "FINISH", NULL, NULL);
        return LOAD_ASK_OP;
    }
    (void)snprintf(number, sizeof number, "%u", (c->step - STEP_THERE) / 2 % 100 + 1);
    if ((c->step - STEP_THERE) % 2 == 0)
        ask(c, "QUESTION", number, NULL);
    else
        ask(c, "ANSWER", number, "1");
    return LOAD_ASK;
}

static bool exam_reply(struct load_client *c, const struct wire_value *values, size_t count)
{
    bool good = step_reply(c, values, count);
    if (c->step > STEP_FINISH)
        c->step = STEP_REGISTER;
    return good;
}

/* --- start rush: all are signed in, and press start at once --- */

static enum load_next rush_next(struct load_client *c, bool running)
{
    if (!running)
        return come_to(c, STEP_START) ? LOAD_ASK : LOAD_READY;
    if (c->step > STEP_THERE)
        return LOAD_FINISHED;
    if (come_to(c, STEP_THERE))
        return LOAD_ASK;
    ask(c, "QUESTION", "1", NULL);
    return LOAD_ASK_OP;
}

/* The same from the connection on. */
static enum load_next arrival_next(struct load_client *c, bool running)
{
    if (!running)
        return come_to(c, STEP_AUTH) ? LOAD_ASK : LOAD_READY;
    return rush_next(c, running);
}

/* --- all start at once, save five answers and leave: their time is up together --- */

static enum load_next sit_next(struct load_client *c, bool running)
{
    char number[8];
    if (!running)
        return come_to(c, STEP_START) ? LOAD_ASK : LOAD_READY;
    if (come_to(c, STEP_THERE))
        return LOAD_ASK;
    if (c->step >= STEP_THERE + EXAM_QUESTIONS)
        return LOAD_FINISHED;
    (void)snprintf(number, sizeof number, "%u", (c->step - STEP_THERE) % EXAM_QUESTIONS + 1);
    ask(c, "ANSWER", number, "1");
    return LOAD_ASK_OP;
}

/* --- idle --- */

static enum load_next idle_next(struct load_client *c, bool running)
{
    (void)c;
    (void)running;
    return LOAD_READY; /* until the time is over */
}

/* --- Redis: a key set once and waited for until the replica has it (which has not synced it) ---
 */

static enum load_next redis_next(struct load_client *c, bool running)
{
    if (!running)
        return LOAD_READY;
    if (c->step == 0) {
        new_person(c);
        wire_put_array(&c->out, 4);
        wire_put_text(&c->out, "SET");
        wire_put_text(&c->out, c->id);
        wire_put_text(&c->out, "1:A7K2QX");
        wire_put_text(&c->out, "NX");
        ask(c, "WAIT", "1", "100");
    }
    return c->step == 0 ? LOAD_ASK : LOAD_ASK_OP; /* both were asked at once */
}

static bool redis_reply(struct load_client *c, const struct wire_value *values, size_t count)
{
    c->step = !c->step;
    return is_good(values, count);
}

static const struct workload workloads[] = {
    {"register", "a new ID each time, confirmed by both nodes", false, register_next,
     register_reply},
    {"accept", "a new ID each time, confirmed or pending", false, register_next, accept_reply},
    {"answer", "people in their exams save answers", false, answer_next, answer_reply},
    {"exam", "registering, signing in, starting, 5 questions, finishing", false, exam_next,
     exam_reply},
    {"rush", "all are signed in and start at once; until the first question", true, rush_next,
     step_reply},
    {"arrival", "all sign in and start at once; until the first question", true, arrival_next,
     step_reply},
    {"sit", "all are signed in, start at once, save 5 answers and leave", true, sit_next,
     step_reply},
    {"idle", "connections that do nothing", false, idle_next, step_reply},
    {"redis", "SET NX and WAIT 1, for a Redis master", false, redis_next, redis_reply},
};

const struct workload *workload_find(const char *name)
{
    for (size_t i = 0; i < sizeof workloads / sizeof workloads[0]; i++)
        if (strcmp(workloads[i].name, name) == 0)
            return &workloads[i];
    return NULL;
}

void workload_help(void)
{
    for (size_t i = 0; i < sizeof workloads / sizeof workloads[0]; i++)
        printf("  %-10s %s\n", workloads[i].name, workloads[i].help);
}
