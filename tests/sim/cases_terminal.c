#include "tests/sim/calls.h"
#include "tests/sim/cases.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

enum { FIRST = CALL_TERMINAL, THIEF, THIRD, NEW, NEWER, SILENT = 0, ALIVE_MS = 29000 };

/* The node dies, and is back with its disk. */
static void start_again(struct world *w)
{
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_connect(w);
    world_settle(w);
}

static struct call by(struct world *w, enum call_kind kind, uint8_t terminal)
{
    return call_from(w, CARACAS, kind, "V1", terminal, SILENT);
}

static enum terminal_place place_of(struct world *w, uint8_t terminal)
{
    return by(w, CALL_SITTING, terminal).sitting.terminal;
}

/* The first terminal has answered nothing; the thief, who took its sitting, has answered a question.
 * seconds: of the exam. */
static void start_taken(struct world *w, uint32_t seconds)
{
    w->exam->seconds = seconds;
    steps_start_sitting(w);
    CHECK(by(w, CALL_START, THIEF).refusal == REFUSAL_NONE);
    CHECK(by(w, CALL_ANSWER, THIEF).refusal == REFUSAL_NONE);
    w->exam->seconds = 60;
}

/* K1, K3: the right code alone is not enough while its terminal was heard a second ago. */
static void a_thief_in_a_flap_of_a_second_gets_nothing(struct world *w)
{
    static const enum call_kind kinds[] = {CALL_START, CALL_QUESTION, CALL_ANSWER, CALL_FINISH};
    steps_start_sitting(w);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct call c = call_from(w, CARACAS, kinds[i], "V1", THIEF, ALIVE_MS);
        CHECK(c.refusal == REFUSAL_INUSE_ALIVE);
        CHECK(c.who.wait_ms == ALIVE_MS);
    }
    struct call look = call_from(w, CARACAS, CALL_SITTING, "V1", THIEF, ALIVE_MS);
    CHECK(look.refusal == REFUSAL_NONE);
    CHECK(look.sitting.terminal == TERMINAL_OTHERS && look.sitting.terminal_ms == ALIVE_MS);
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_NONE); /* K2 */
    CHECK(by(w, CALL_FINISH, FIRST).refusal == REFUSAL_NONE);
}

/* K4, K5: also after the node has died meanwhile. */
static void the_first_terminal_comes_back_to_its_own_answers(struct world *w)
{
    start_taken(w, 3600);
    struct call finish = by(w, CALL_FINISH, THIEF);
    CHECK(finish.refusal == REFUSAL_INUSE_PROVISIONAL);
    CHECK(finish.who.wait_ms == TERMINAL_PROVISIONAL_MS);
    CHECK(by(w, CALL_START, THIRD).refusal == REFUSAL_INUSE_ALIVE);
    CHECK(by(w, CALL_SITTING, THIEF).sitting.answered == 1);
    CHECK(by(w, CALL_SITTING, THIRD).sitting.answered == 0);
    start_again(w);
    CHECK(place_of(w, THIEF) == TERMINAL_PROVISIONAL);
    CHECK(by(w, CALL_FINISH, THIEF).refusal == REFUSAL_INUSE_PROVISIONAL);
    struct call back = by(w, CALL_SITTING, FIRST); /* any command */
    CHECK(back.sitting.terminal == TERMINAL_YOURS && back.sitting.answered == 0);
    CHECK(by(w, CALL_ANSWER, THIEF).refusal == REFUSAL_INUSE_ALIVE);
    CHECK(place_of(w, THIEF) == TERMINAL_OTHERS);
    struct call end = by(w, CALL_FINISH, FIRST);
    CHECK(end.refusal == REFUSAL_NONE && end.result.score == 0);
}

/* K4, K5: the tick ends the provisional time. */
static void after_five_minutes_the_taker_has_the_exam(struct world *w)
{
    start_taken(w, 3600);
    world_pass(w, TERMINAL_PROVISIONAL_MS - 1000, -1);
    struct call before = by(w, CALL_SITTING, THIEF);
    CHECK(before.sitting.terminal == TERMINAL_PROVISIONAL);
    CHECK(before.sitting.terminal_ms > 0 && before.sitting.terminal_ms <= 1000);
    uint64_t own_n = ledger_position(w->node[CARACAS].ledger).own_n;
    world_pass(w, 2000, -1);
    CHECK(ledger_position(w->node[CARACAS].ledger).own_n > own_n); /* nobody asked */
    CHECK(place_of(w, FIRST) == TERMINAL_OTHERS);
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_INUSE_ALIVE);
    struct call after = by(w, CALL_SITTING, THIEF);
    CHECK(after.sitting.terminal == TERMINAL_YOURS && after.sitting.answered == 1);
    struct call end = by(w, CALL_FINISH, THIEF);
    CHECK(end.refusal == REFUSAL_NONE && end.result.score > 0);
}

/* K5: a request may come before the tick. */
static void a_provisional_time_that_is_over_ends_with_the_next_request(struct world *w)
{
    start_taken(w, 3600);
    w->now_ms += 1000;
    for (int i = 0; i < TERMINAL_PROVISIONAL_MS / 1000; i++) { /* no tick comes first */
        CHECK(by(w, CALL_SITTING, THIEF).sitting.terminal != TERMINAL_OTHERS);
        w->now_ms += 1000;
    }
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_INUSE_ALIVE);
    CHECK(place_of(w, THIEF) == TERMINAL_YOURS);
}

/* S3, K5: what was saved counts when the time is up. */
static void the_takers_answers_count_at_the_deadline(struct world *w)
{
    start_taken(w, 60);
    world_pass(w, 61000, -1);
    struct call end = by(w, CALL_SITTING, FIRST);
    CHECK(end.sitting.state == SITTING_FINISHED && end.sitting.answered == 1);
    CHECK(by(w, CALL_START, FIRST).refusal == REFUSAL_FINISHED);
}

/* S3: a request of the first terminal, before the tick that ends the sitting. */
static void the_first_terminal_is_too_late_at_the_deadline(struct world *w)
{
    start_taken(w, 60);
    for (int i = 0; i < 61; i++) {
        (void)by(w, CALL_SITTING, THIRD);
        w->now_ms += 1000;
    }
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_TIMEUP);
    world_pass(w, 1000, -1);
    CHECK(by(w, CALL_SITTING, FIRST).sitting.answered == 1);
}

/* K6 */
static void the_staff_move_a_sitting_from_a_living_terminal(struct world *w)
{
    steps_start_sitting(w);
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_MOVE, "V1").refusal == REFUSAL_NONE);
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_INUSE_STAFF);
    CHECK(by(w, CALL_START, FIRST).refusal == REFUSAL_INUSE_STAFF);
    CHECK(by(w, CALL_ANSWER, THIRD).refusal == REFUSAL_INUSE_ALIVE);
    struct call start = call_from(w, CARACAS, CALL_START, "V1", THIRD, ALIVE_MS);
    CHECK(start.refusal == REFUSAL_NONE && start.sitting.terminal == TERMINAL_YOURS);
    CHECK(start.sitting.answered == 1);
    CHECK(by(w, CALL_FINISH, THIRD).refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_MOVE, "V1").refusal == REFUSAL_FINISHED);
}

/* K5, K6 */
static void the_staff_say_what_counts_of_a_taker(struct world *w)
{
    static const enum call_kind kinds[] = {CALL_MOVE_KEEP, CALL_MOVE_DROP};
    for (int i = 0; i < 2; i++) {
        start_taken(w, 3600);
        CHECK(call_node(w, CARACAS, CALL_MOVE, "V1").refusal == REFUSAL_INUSE_PROVISIONAL);
        CHECK(call_node(w, CARACAS, kinds[i], "V1").refusal == REFUSAL_NONE);
        bool kept = kinds[i] == CALL_MOVE_KEEP;
        CHECK(place_of(w, FIRST) == (kept ? TERMINAL_OTHERS : TERMINAL_FREE));
        CHECK(kept || by(w, CALL_START, THIEF).refusal == REFUSAL_INUSE_STAFF);
        struct call start = by(w, CALL_START, kept ? THIEF : THIRD);
        CHECK(start.refusal == REFUSAL_NONE && start.sitting.terminal == TERMINAL_YOURS);
        CHECK(start.sitting.answered == (kept ? 1 : 0));
    }
}

/* K6 */
static void a_token_ends_with_its_code(struct world *w)
{
    start_taken(w, 3600);
    CHECK(call_node(w, CARACAS, CALL_REISSUE, "V1").refusal == REFUSAL_INUSE_PROVISIONAL);
    CHECK(call_node(w, CARACAS, CALL_MOVE_DROP, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_REISSUE, "V1").refusal == REFUSAL_NONE);
    CHECK(by(w, CALL_ANSWER, THIEF).refusal == REFUSAL_INUSE_ALIVE);
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_INUSE_ALIVE);
    struct call start = call_from(w, CARACAS, CALL_START, "V1", FIRST, ALIVE_MS);
    CHECK(start.refusal == REFUSAL_NONE && start.sitting.terminal == TERMINAL_YOURS);
    CHECK(start.sitting.answered == 0);
}

/* K5, S13: the thief answers with greater numbers; what waits at the first terminal is newer than
 * what is saved when it comes back. */
static void the_takers_numbers_go_when_the_first_comes_back(struct world *w)
{
    w->exam->seconds = 3600;
    steps_start_sitting(w);
    CHECK(call_save(w, FIRST, 5, 1, "1").refusal == REFUSAL_NONE);
    struct call start = by(w, CALL_START, THIEF);
    CHECK(start.refusal == REFUSAL_NONE && start.sitting.seq == 5);
    CHECK(call_save(w, THIEF, 5, 2, "1").refusal == REFUSAL_STALE);
    CHECK(call_save(w, THIEF, 9, 1, "2").refusal == REFUSAL_NONE);
    CHECK(by(w, CALL_SITTING, THIEF).sitting.seq == 9);
    start_again(w);
    CHECK(call_save(w, FIRST, 6, 1, "1").refusal == REFUSAL_NONE);
    CHECK(call_save(w, FIRST, 5, 1, "2").refusal == REFUSAL_STALE);
    CHECK(by(w, CALL_SITTING, FIRST).sitting.seq == 6);
    CHECK(call_save(w, THIEF, 10, 1, "2").refusal == REFUSAL_INUSE_ALIVE);
    CHECK(by(w, CALL_FINISH, FIRST).result.answered == 1);
    w->exam->seconds = 60;
}

/* S14, S15: a terminal that comes back after the end sends all that had no reply. */
static void what_comes_after_the_end_is_evidence(struct world *w)
{
    steps_start_sitting(w);
    struct call saved = call_save(w, FIRST, 1, 1, "1");
    CHECK(saved.refusal == REFUSAL_NONE);
    world_pass(w, 61000, -1);
    struct call again = call_save(w, FIRST, 1, 1, "1");
    CHECK(again.refusal == REFUSAL_NONE && again.entry_n == saved.entry_n);
    for (int i = 0; i < 2; i++) { /* its reply was lost once more */
        CHECK(call_save(w, FIRST, 2, 1, "2").refusal == REFUSAL_TIMEUP);
        CHECK(call_save(w, FIRST, 3, 2, "2").refusal == REFUSAL_TIMEUP);
        CHECK(call_save(w, THIEF, 4, 2, "2").refusal == REFUSAL_TIMEUP);
    }
    CHECK(ledger_find(w->node[CARACAS].ledger, "V1").sitting.late.count == 2);
    CHECK(by(w, CALL_SITTING, FIRST).sitting.answered == 1);
    start_again(w);
    CHECK(call_save(w, FIRST, 3, 2, "2").refusal == REFUSAL_TIMEUP);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V1").sitting.late.count == 2);
}

/* K8, K9: a tab is duplicated, replies are lost, the node dies. */
static void a_resume_that_is_repeated_costs_nothing(struct world *w)
{
    steps_start_sitting(w);
    CHECK(call_resume(w, THIEF, NEW).refusal == REFUSAL_NO_TOKEN);
    CHECK(call_resume(w, FIRST, NEW).refusal == REFUSAL_NONE);
    uint64_t own_n = ledger_position(w->node[CARACAS].ledger).own_n;
    CHECK(call_resume(w, FIRST, NEW).refusal == REFUSAL_NONE);
    CHECK(ledger_position(w->node[CARACAS].ledger).own_n == own_n);
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_NONE); /* the old one is good still */
    start_again(w);
    CHECK(call_resume(w, FIRST, NEWER).refusal == REFUSAL_NONE);
    CHECK(place_of(w, NEW) == TERMINAL_OTHERS);
    CHECK(by(w, CALL_ANSWER, NEWER).refusal == REFUSAL_NONE);
    CHECK(by(w, CALL_ANSWER, FIRST).refusal == REFUSAL_INUSE_RESUMED);
    CHECK(call_resume(w, FIRST, NEW).refusal == REFUSAL_INUSE_RESUMED);
    CHECK(call_resume(w, NEWER, NEW).refusal == REFUSAL_NONE);
    CHECK(call_resume(w, NEW, FIRST).refusal == REFUSAL_NONE); /* which uses it */
    CHECK(by(w, CALL_FINISH, FIRST).refusal == REFUSAL_NONE);
    CHECK(call_resume(w, FIRST, NEW).refusal == REFUSAL_NONE); /* the end can be looked at */
}

unsigned cases_terminal(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        a_thief_in_a_flap_of_a_second_gets_nothing,
        the_first_terminal_comes_back_to_its_own_answers,
        after_five_minutes_the_taker_has_the_exam,
        a_provisional_time_that_is_over_ends_with_the_next_request,
        the_takers_answers_count_at_the_deadline,
        the_first_terminal_is_too_late_at_the_deadline,
        the_staff_move_a_sitting_from_a_living_terminal,
        the_staff_say_what_counts_of_a_taker,
        a_token_ends_with_its_code,
        the_takers_numbers_go_when_the_first_comes_back,
        what_comes_after_the_end_is_evidence,
        a_resume_that_is_repeated_costs_nothing,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
