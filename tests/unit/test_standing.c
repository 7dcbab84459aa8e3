/* How an exam stands at its terminal: what holds it up, what is said of it, and the terminal's
 * token. */
#include "client/say.h"
#include "client/tell.h"
#include "client/token.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MINUTE_MS = 60 * 1000 };

static struct view view;

/* An exam that runs here, with an hour left, as of that instant. */
static struct standing running(int64_t left_ms, int64_t heard_ms)
{
    return (struct standing){.state = VIEW_RUNNING,
                             .sitting = 1,
                             .terminal = STANDING_YOURS,
                             .begin_in_s = STANDING_NEVER,
                             .terminal_in_s = STANDING_NEVER,
                             .left_ms = left_ms,
                             .heard = {heard_ms}};
}

static void reset(void)
{
    say_choose(SAY_ENGLISH);
    view_release(&view);
    view.questions = 3;
    view.standing = running(60 * MINUTE_MS, 0);
    view.deadline.ms = 60 * MINUTE_MS;
}

START_TEST(what_matters_most_holds_the_exam_up) /* T5 */
{
    struct standing s = running(1000, 0);
    ck_assert_int_eq(standing_hold(&s), HOLD_NONE);
    s.wait = STANDING_WAITS_BEGIN; /* of no use to one that runs */
    ck_assert_int_eq(standing_hold(&s), HOLD_NONE);
    s.state = VIEW_READY;
    ck_assert_int_eq(standing_hold(&s), HOLD_BEGIN);
    s.wait = STANDING_WAITS_ADMISSION;
    ck_assert_int_eq(standing_hold(&s), HOLD_ADMISSION);
    s.pause = STANDING_PAUSED_NODE;
    ck_assert_int_eq(standing_hold(&s), HOLD_NODE);
    s.pause = STANDING_PAUSED_PERSON;
    ck_assert_int_eq(standing_hold(&s), HOLD_PERSON);
    s.terminal = STANDING_OTHERS;
    ck_assert_int_eq(standing_hold(&s), HOLD_TERMINAL);
    s.is_void = true;
    ck_assert_int_eq(standing_hold(&s), HOLD_VOID);
    s.state = VIEW_FINISHED; /* its result is shown */
    ck_assert_int_eq(standing_hold(&s), HOLD_NONE);
}
END_TEST

START_TEST(nobodys_exam_is_started_here)
{
    struct standing s = running(1000, 0);
    ck_assert(!standing_wants_start(&s));
    s.terminal = STANDING_FREE;
    ck_assert(standing_wants_start(&s));
    s.pause = STANDING_PAUSED_NODE;
    ck_assert(!standing_wants_start(&s));
    s.pause = STANDING_GOES;
    s.state = VIEW_READY; /* the applicant has not said yes yet */
    ck_assert(!standing_wants_start(&s));
}
END_TEST

static int64_t given(int64_t before_left_ms, bool stood, int64_t passed_ms, int64_t left_ms)
{
    struct standing before = running(before_left_ms, 0), now = running(left_ms, passed_ms);
    before.pause = stood ? STANDING_PAUSED_NODE : STANDING_GOES;
    return standing_news(&before, &now).more_s;
}

START_TEST(time_from_the_staff_is_told_from_time_that_stood) /* T7 */
{
    ck_assert_int_eq(given(50 * MINUTE_MS, false, 3000, 60 * MINUTE_MS - 3000), 600);
    ck_assert_int_eq(given(50 * MINUTE_MS, false, 3000, 60 * MINUTE_MS), 600); /* seconds stood */
    ck_assert_int_eq(given(50 * MINUTE_MS, false, 3000, 50 * MINUTE_MS - 3000), 0);
    ck_assert_int_eq(given(50 * MINUTE_MS, false, 3000, 49 * MINUTE_MS - 3000), -60);
    /* The node was down for 8 minutes of 10. */
    ck_assert_int_eq(given(50 * MINUTE_MS, false, 10 * MINUTE_MS, 48 * MINUTE_MS), 0);
    ck_assert_int_eq(given(50 * MINUTE_MS, false, 10 * MINUTE_MS, 50 * MINUTE_MS), 0);
    ck_assert_int_eq(given(50 * MINUTE_MS, false, 10 * MINUTE_MS, 65 * MINUTE_MS), 1500);
    /* A pause takes and gives nothing; what comes in it does. */
    ck_assert_int_eq(given(50 * MINUTE_MS, true, 10 * MINUTE_MS, 50 * MINUTE_MS), 0);
    ck_assert_int_eq(given(50 * MINUTE_MS, true, 10 * MINUTE_MS, 55 * MINUTE_MS), 300);
}
END_TEST

START_TEST(only_the_same_exam_is_given_time) /* T7 */
{
    struct standing before = running(50 * MINUTE_MS, 0), now = running(10 * MINUTE_MS, 1000);
    before.state = VIEW_READY; /* who comes late begins with the rest */
    ck_assert_int_eq(standing_news(&before, &now).more_s, 0);
    before = running(50 * MINUTE_MS, 0);
    now = running(10000, 1000);
    now.ended = true;
    ck_assert_int_eq(standing_news(&before, &now).more_s, 0);
    ck_assert(standing_news(&before, &now).ended);
    ck_assert(!standing_news(&now, &now).ended);
    now = running(10 * MINUTE_MS, 1000);
    now.sitting = 2; /* T6 */
    ck_assert_int_eq(standing_news(&before, &now).more_s, 0);
    ck_assert(standing_news(&before, &now).another);
    before.sitting = 0; /* before the first start */
    ck_assert(!standing_news(&before, &now).another);
}
END_TEST

START_TEST(a_change_is_news_once)
{
    struct standing before = running(1000, 0), now = running(1000, 0);
    now.announced = 7; /* T8 */
    ck_assert(standing_news(&before, &now).announced);
    ck_assert(!standing_news(&now, &now).announced);
    now.pause = STANDING_PAUSED_NODE;
    ck_assert(standing_news(&before, &now).held);
    ck_assert(!standing_news(&now, &now).held);
    ck_assert(standing_news(&now, &before).goes_on);
    ck_assert(!standing_news(&before, &before).goes_on);
    before.state = VIEW_READY;
    ck_assert(!standing_news(&now, &before).goes_on);
    now.state = VIEW_READY;
    before.state = VIEW_RUNNING;
    ck_assert(!standing_news(&now, &before).goes_on); /* it begins */
    now.state = VIEW_RUNNING;
    before.state = VIEW_FINISHED;
    ck_assert(standing_news(&before, &now).reopened);
    ck_assert(!standing_news(&now, &before).goes_on); /* it was finished in the pause */
    before = running(1000, 0);
    now = running(1000, 0);
    now.terminal = STANDING_PROVISIONAL;
    ck_assert(standing_news(&before, &now).provisional);
    ck_assert(!standing_news(&before, &now).settled);
    ck_assert(standing_news(&now, &before).settled);
    ck_assert(!standing_news(&now, &before).provisional);
}
END_TEST

START_TEST(the_clock_stands_in_a_pause) /* T5 */
{
    view.standing.left_ms = 90000;
    view.deadline.ms = 90000;
    ck_assert_int_eq(view_seconds_left(&view, (struct mono){30000}), 60);
    view.standing.pause = STANDING_PAUSED_NODE;
    ck_assert_int_eq(view_seconds_left(&view, (struct mono){30000}), 90);
    ck_assert_int_eq(view_seconds_left(&view, (struct mono){9000000}), 90);
}
END_TEST

/* What is said of the hold. */
static const char *hold_text(int64_t now_ms)
{
    static char text[2048];
    struct buffer out = {0};
    tell_hold(&view, (struct mono){now_ms}, &out);
    (void)snprintf(text, sizeof text, "%.*s", (int)out.len, out.data != NULL ? out.data : "");
    buffer_release(&out);
    return text;
}

START_TEST(every_hold_says_what_to_do)
{
    ck_assert_str_eq(hold_text(0), "");
    view.standing.is_void = true;
    expect_has(hold_text(0), "voided this exam");
    view.standing.is_void = false;
    view.standing.pause = STANDING_PAUSED_NODE;
    expect_has(hold_text(0), "paused for everybody at this centre");
    expect_has(hold_text(0), "Your time stands still");
    view.standing.pause = STANDING_PAUSED_PERSON;
    expect_has(hold_text(0), "paused your exam");
    expect_lacks(hold_text(0), "everybody");
    view.standing.state = VIEW_READY;
    expect_has(hold_text(0), "Your time does not run.");
    view.standing.pause = STANDING_GOES;
    view.standing.wait = STANDING_WAITS_ADMISSION;
    expect_has(hold_text(0), "admitting people");
    view.standing.wait = STANDING_WAITS_BEGIN;
    expect_has(hold_text(0), "The staff give the sign.");
    view.standing.begin_in_s = 90;
    expect_has(hold_text(30001), "It begins in 1:00.");
    expect_has(hold_text(600000), "It begins in 0:00."); /* the node's reply is on its way */
}
END_TEST

START_TEST(another_terminal_is_explained)
{
    view.standing.terminal = STANDING_OTHERS;
    expect_has(hold_text(0), "Only the staff can move the exam");
    ck_assert(!tell_may_take(&view, (struct mono){0}));
    view.standing.terminal_in_s = 30;
    expect_has(hold_text(0), "you can go on in 30 seconds");
    ck_assert(!tell_may_take(&view, (struct mono){29999}));
    ck_assert(tell_may_take(&view, (struct mono){30000}));
    expect_has(hold_text(30000), "fallen silent");
    view.standing.terminal = STANDING_YOURS;
    ck_assert(!tell_may_take(&view, (struct mono){30000}));
    ck_assert_str_eq(tell_provisional(&view), "");
    view.standing.terminal = STANDING_PROVISIONAL;
    expect_has(tell_provisional(&view), "taken over from another terminal");
    view.standing.state = VIEW_FINISHED;
    ck_assert_str_eq(tell_provisional(&view), "");
}
END_TEST

/* T5: what is only here is said. */
START_TEST(a_hold_says_how_many_answers_are_only_here)
{
    const struct view_values one = {.word = {{"1", 1}}, .count = 1};
    view.standing.pause = STANDING_PAUSED_NODE;
    expect_lacks(hold_text(0), "NOT saved");
    ck_assert(view_give(&view, 2, &one));
    expect_has(hold_text(0), "1 answer is NOT saved yet");
    ck_assert(view_give(&view, 3, &one));
    expect_has(hold_text(0), "2 answers are NOT saved yet");
    view.standing.terminal = STANDING_OTHERS;
    expect_has(hold_text(0), "2 answers were NOT saved: give them again where");
    view.standing.terminal = STANDING_YOURS;
    view_forget_answers(&view); /* T6 */
    expect_lacks(hold_text(0), "NOT saved");
    ck_assert(!view_answered(&view, 2));
    view.standing.state = VIEW_RUNNING;
    expect_has(tell_left(&view), "the time stands still until");
    view.standing.pause = STANDING_GOES;
    expect_has(tell_left(&view), "the time goes on");
}
END_TEST

static const char *news_text(const struct standing_news *news)
{
    static char text[2048];
    struct buffer out = {0};
    tell_news(&view, news, (struct mono){0}, &out);
    (void)snprintf(text, sizeof text, "%.*s", (int)out.len, out.data != NULL ? out.data : "");
    buffer_release(&out);
    return text;
}

START_TEST(news_are_told_in_words)
{
    ck_assert_str_eq(news_text(&(struct standing_news){.announced = true, .held = true}), "");
    ck_assert_str_eq(news_text(&(struct standing_news){.more_s = 600}),
                     "10 minutes more. The staff have changed your time. Time left: 1:00:00.\n");
    expect_begins(news_text(&(struct standing_news){.more_s = -60}), "1 minute less.");
    expect_has(news_text(&(struct standing_news){.goes_on = true}), "The exam goes on.");
    expect_has(news_text(&(struct standing_news){.reopened = true, .goes_on = true}), "reopened");
    expect_lacks(news_text(&(struct standing_news){.reopened = true, .goes_on = true}),
                 "Time left");
    expect_has(news_text(&(struct standing_news){.ended = true}), "end the exam now");
    expect_has(news_text(&(struct standing_news){.settled = true}), "you can finish it here");
    expect_has(news_text(&(struct standing_news){.another = true}), "a new exam");
    view.standing.terminal = STANDING_PROVISIONAL;
    expect_has(news_text(&(struct standing_news){.provisional = true}), "taken over");
}
END_TEST

/* --- the token --- */

static char state[64];

static void make_state(void)
{
    reset();
    (void)snprintf(state, sizeof state, "/tmp/sinodo-token-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(state));
    ck_assert_int_eq(setenv("XDG_STATE_HOME", state, 1), 0);
}

static void remove_state(void)
{
    (void)unsetenv("XDG_STATE_HOME");
    remove_tree(state);
}

START_TEST(a_program_that_is_started_again_has_its_token)
{
    struct token first, again, other;
    struct stat found;
    ck_assert(token_open(&first, "node:1", "V1"));
    ck_assert_uint_eq(strlen(first.text), 2 * TOKEN_BYTES);
    ck_assert_int_eq(stat(first.path, &found), 0);
    ck_assert_uint_eq(found.st_mode & 0777, 0600); /* nobody else's */
    char text[TOKEN_SIZE], path[TOKEN_PATH_SIZE];
    memcpy(text, first.text, sizeof text);
    memcpy(path, first.path, sizeof path);
    ck_assert(token_open(&other, "node:1", "V2"));
    ck_assert_str_ne(other.text, text); /* of another person */
    token_close(&other, true);
    ck_assert(token_open(&other, "node:2", "V1"));
    ck_assert_str_ne(other.text, text); /* at another node */
    token_close(&other, true);
    token_close(&first, false);
    ck_assert_str_eq(first.text, "");
    ck_assert(token_open(&again, "node:1", "V1"));
    ck_assert_str_eq(again.text, text);
    ck_assert(token_renew(&again)); /* another terminal has its exam */
    ck_assert_str_ne(again.text, text);
    ck_assert(!token_renew(&again)); /* it is new */
    memcpy(text, again.text, sizeof text);
    token_close(&again, false);
    ck_assert(token_open(&again, "node:1", "V1"));
    ck_assert_str_eq(again.text, text);
    token_close(&again, true); /* the end of the exam */
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert(token_open(&again, "node:1", "V1"));
    ck_assert_str_ne(again.text, text);
    token_close(&again, true);
}
END_TEST

START_TEST(two_programs_at_one_computer_are_two_terminals)
{
    struct token first, second;
    ck_assert(token_open(&first, "node:1", "V1"));
    ck_assert(token_open(&second, "node:1", "V1"));
    ck_assert_str_ne(first.text, second.text);
    ck_assert(!token_renew(&first));
    ck_assert(!token_renew(&second));
    ck_assert_int_eq(second.fd, -1);
    token_close(&second, true); /* the other one's file stays */
    ck_assert_int_eq(access(first.path, F_OK), 0);
    token_close(&first, true);
}
END_TEST

START_TEST(a_torn_file_and_no_folder_give_a_new_token)
{
    static const char *const broken[] = {"", "abc\n", "0123456789abcdef0123456789abcdeg\n",
                                         "0123456789abcdef0123456789abcdef"};
    struct token token;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        ck_assert(token_open(&token, "node/../1", "V1"));
        expect_lacks(token.path + strlen(state), "/.."); /* a name is no path */
        ck_assert_int_eq(ftruncate(token.fd, 0), 0);
        ck_assert_int_ge(pwrite(token.fd, broken[i], strlen(broken[i]), 0), 0);
        token_close(&token, false);
        ck_assert(token_open(&token, "node/../1", "V1"));
        ck_assert_uint_eq(strspn(token.text, "0123456789abcdef"), 2 * TOKEN_BYTES);
        token_close(&token, false);
    }
    ck_assert_int_eq(setenv("XDG_STATE_HOME", "/dev/null", 1), 0);
    ck_assert(token_open(&token, "node:1", "V1"));
    ck_assert_int_eq(token.fd, -1);
    ck_assert_uint_eq(strlen(token.text), 2 * TOKEN_BYTES);
    token_close(&token, true);
}
END_TEST

Suite *standing_suite(void)
{
    Suite *s = suite_create("standing");
    TCase *t = tcase_create("standing");
    tcase_add_checked_fixture(t, reset, NULL);
    tcase_add_test(t, what_matters_most_holds_the_exam_up);
    tcase_add_test(t, nobodys_exam_is_started_here);
    tcase_add_test(t, time_from_the_staff_is_told_from_time_that_stood);
    tcase_add_test(t, only_the_same_exam_is_given_time);
    tcase_add_test(t, a_change_is_news_once);
    tcase_add_test(t, the_clock_stands_in_a_pause);
    tcase_add_test(t, every_hold_says_what_to_do);
    tcase_add_test(t, another_terminal_is_explained);
    tcase_add_test(t, a_hold_says_how_many_answers_are_only_here);
    tcase_add_test(t, news_are_told_in_words);
    suite_add_tcase(s, t);
    t = tcase_create("token");
    tcase_add_checked_fixture(t, make_state, remove_state);
    tcase_add_test(t, a_program_that_is_started_again_has_its_token);
    tcase_add_test(t, two_programs_at_one_computer_are_two_terminals);
    tcase_add_test(t, a_torn_file_and_no_folder_give_a_new_token);
    suite_add_tcase(s, t);
    return s;
}
