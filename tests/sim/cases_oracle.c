/* The oracle judges what the nodes did in the order in which they did it. */
#include "tests/sim/calls.h"
#include "tests/sim/cases.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"
#include "tests/sim/seats.h"
#include "tests/sim/watch.h"

enum { FIRST = CALL_TERMINAL, TAKER, OPTION = 1 };

static struct seats_request asked(enum seats_ask ask, uint64_t turn, const struct terminal *before,
                                  const struct terminal *after)
{
    return (struct seats_request){.ask = ask,
                                  .turn = turn,
                                  .who.token = {{TAKER}},
                                  .running = true,
                                  .before = *before,
                                  .met = *before,
                                  .after = *after};
}

/* K5: the START of a taker waits for the other node, and its answer does not. */
static void a_late_reply_changes_no_answer(struct world *w)
{
    static struct history h;
    const struct terminal first = {.token = {{FIRST}}};
    const struct terminal taken = {
        .token = {{TAKER}}, .former = {{FIRST}}, .provisional = true, .taken_clock_ms = 1};
    const struct terminal settled = {.token = {{TAKER}}};
    struct seats_request start = asked(SEATS_START, 1, &first, &taken);
    struct seats_request answer = asked(SEATS_ANSWER, 2, &taken, &taken);
    struct seats_request later = asked(SEATS_ANSWER, 3, &settled, &settled);
    answer.saves = (struct saves_request){.question = 0, .option = OPTION, .wrote = true};
    later.saves = (struct saves_request){.question = 1, .option = OPTION, .wrote = true};
    (void)w;
    history_reset(&h);
    seats_told(&h, CARACAS, 0, &answer, REFUSAL_NONE);
    seats_told(&h, CARACAS, 0, &start, REFUSAL_NONE);
    CHECK(h.id[0].answer[CARACAS][0].is_apart && h.id[0].answer[CARACAS][0].apart == OPTION);
    seats_told(&h, CARACAS, 0, &later, REFUSAL_NONE);
    CHECK(!h.id[0].answer[CARACAS][0].is_apart && h.id[0].answer[CARACAS][0].told == OPTION);
    CHECK(h.broken == 0);
}

static void look(struct watch *watch, struct history *h, struct world *w)
{
    history_look(h, w);
    watch_look(watch, h, w);
}

/* B3: from one look to the next a node begins to serve, and a terminal comes. */
static void a_terminal_comes_as_the_node_begins_to_serve(struct world *w)
{
    static struct history h;
    static struct watch watch;
    steps_start_sitting(w);
    history_reset(&h);
    watch_reset(&watch, w);
    look(&watch, &h, w);
    world_kill(w, CARACAS);
    w->node[CARACAS].grace_ms = GRACE_MS;
    CHECK(world_start(w, CARACAS));
    look(&watch, &h, w);
    CHECK(ledger_position(w->node[CARACAS].ledger).grace == GRACE_LASTS);
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    watch_touch(&watch, CARACAS, 0);
    look(&watch, &h, w);
    for (int i = 0; i < 3; i++) {
        world_pass(w, 1000, -1);
        look(&watch, &h, w);
    }
    CHECK(h.broken == 0);
}

unsigned cases_oracle(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        a_late_reply_changes_no_answer,
        a_terminal_comes_as_the_node_begins_to_serve,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
