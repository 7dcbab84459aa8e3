/* The six cases that the pair exists for, on two real nodes. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/crowd.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"
#include "tests/lib/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct client_conn *caracas, *maracay;

static void setup(void)
{
    ck_assert(pair_open(&pair));
    ck_assert(pair_start(&pair));
    caracas = malloc(sizeof *caracas);
    maracay = malloc(sizeof *maracay);
    ck_assert(client_open(caracas, pair.node[CARACAS].port));
    ck_assert(client_open(maracay, pair.node[MARACAY].port));
}

static void teardown(void)
{
    client_close(caracas);
    client_close(maracay);
    free(caracas);
    free(maracay);
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "incidents"), 0);
    ck_assert_int_eq(node_status(&pair, MARACAY, "incidents"), 0);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    pair_close(&pair);
}

/* Registers, signs in, answers everything with the first option, finishes. */
static void sit(struct client_conn *c, const char *id)
{
    char code[256];
    sign_in(c, id, code);
    expect_ask_has(c, "running", "START");
    for (int i = 1; i <= 6; i++) {
        char number[8];
        (void)snprintf(number, sizeof number, "%d", i);
        ck_assert_str_eq(client_ask(c, "ANSWER", number, "1", NULL), "OK");
    }
    expect_ask_has(c, "copies 2", "FINISH");
}

START_TEST(registered_at_one_is_refused_at_the_other)
{
    expect_ask_has(caracas, "confirmed", "REGISTER", "V-12.345.678", "Ana");
    expect_ask(maracay, "-ELSEWHERE caracas 127.0.0.1:", "REGISTER", "12345678");
    expect_ask(caracas, "-REGISTERED", "REGISTER", "12345678");
}
END_TEST

START_TEST(sat_at_one_can_neither_register_nor_sit_again_at_either)
{
    char code[256];
    sit(caracas, "V1000");
    expect_ask(maracay, "-ELSEWHERE", "REGISTER", "V1000");
    expect_ask(caracas, "-REGISTERED", "REGISTER", "V1000");
    expect_ask(caracas, "-FINISHED", "START");
    expect_ask(caracas, "-FINISHED", "ANSWER", "1", "1");
    expect_ask(caracas, "-FINISHED", "FINISH");
    expect_ask_ok(caracas, "REGISTER", "V1001");
    (void)client_pair(caracas, "code", code);
    expect_ask(maracay, "-ELSEWHERE caracas", "AUTH", "V1001", code);
}
END_TEST

/* Only who has its code is told where somebody registered. */
START_TEST(without_its_code_an_id_of_the_other_centre_is_like_none)
{
    char code[256], fresh[64], out[1024], unknown[CLIENT_REPLY_SIZE];
    (void)client_ask(caracas, "REGISTER", "V1001", NULL);
    (void)client_pair(caracas, "code", code);
    ck_assert(pair_settled(&pair));
    (void)client_ask(maracay, "AUTH", "V1002", code, TERMINAL, NULL);
    (void)snprintf(unknown, sizeof unknown, "%s", maracay->reply);
    ck_assert_str_eq(
        unknown, "-WRONGPASS wrong ID or code; who registered at another centre signs in there");
    ck_assert_str_eq(client_ask(maracay, "AUTH", "V1001", "0000-0000-0000", NULL), unknown);
    expect_ask(maracay, "-ELSEWHERE caracas 127.0.0.1:", "AUTH", "V1001", code);
    /* A code issued anew takes the place of the first, here too. */
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V1001", NULL), 0);
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %63s", fresh), 1);
    ck_assert(pair_settled(&pair));
    ck_assert_str_eq(client_ask(maracay, "AUTH", "V1001", code, NULL), unknown);
    expect_ask(maracay, "-ELSEWHERE caracas", "AUTH", "V1001", fresh);
    ck_assert_int_eq(node_ctl(&pair, MARACAY, out, sizeof out, "check", NULL), 0);
    /* Nobody's again: the code opens nothing. */
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1001", NULL), 0);
    ck_assert(pair_settled(&pair));
    ck_assert_str_eq(client_ask(maracay, "AUTH", "V1001", fresh, NULL), unknown);
    ck_assert_str_eq(client_ask(caracas, "AUTH", "V1001", fresh, NULL), unknown);
}
END_TEST

START_TEST(many_at_one_are_all_refused_at_the_other)
{
    char id[16];
    for (int i = 1; i <= 50; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        expect_ask_has(caracas, "confirmed", "REGISTER", id);
    }
    for (int i = 50; i >= 1; i--) {
        (void)snprintf(id, sizeof id, "V%d", i);
        expect_ask(maracay, "-ELSEWHERE", "REGISTER", id);
    }
}
END_TEST

START_TEST(registered_alternately_each_is_refused_at_the_wrong_one)
{
    struct client_conn *at[] = {caracas, maracay};
    char id[16];
    for (int i = 1; i <= 40; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        expect_ask_has(at[i % 2], "confirmed", "REGISTER", id);
    }
    for (int i = 1; i <= 40; i++) {
        struct client_conn *wrong = at[(i + 1) % 2];
        (void)snprintf(id, sizeof id, "V%d", i);
        expect_ask(wrong, i % 2 ? "-ELSEWHERE maracay" : "-ELSEWHERE caracas", "REGISTER", id);
    }
}
END_TEST

START_TEST(two_hundred_at_once_are_all_registered_once)
{
    struct crowd *crowd = crowd_new(200);
    for (size_t i = 0; i < 200; i++) {
        (void)snprintf(crowd->one[i].id, sizeof crowd->one[i].id, "V%zu", 1000 + i);
        crowd->one[i].port = pair.node[i % 2].port;
    }
    ck_assert(crowd_register(crowd));
    for (size_t i = 0; i < 200; i++)
        ck_assert_msg(strstr(crowd->one[i].reply, "confirmed"), "%s: %s", crowd->one[i].id,
                      crowd->one[i].reply);
    crowd_free(crowd);
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 100);
    ck_assert_int_eq(node_status(&pair, MARACAY, "home"), 100);
    ck_assert_int_eq(node_status(&pair, CARACAS, "away"), 100);
}
END_TEST

START_TEST(of_a_race_for_one_id_exactly_one_wins)
{
    for (int race = 0; race < 100; race++) {
        struct crowd *crowd = crowd_new(4);
        unsigned won = 0, sent_on = 0, known = 0;
        for (size_t i = 0; i < 4; i++) {
            (void)snprintf(crowd->one[i].id, sizeof crowd->one[i].id, "E%d", 5000 + race);
            crowd->one[i].port = pair.node[i % 2].port;
        }
        ck_assert(crowd_register(crowd));
        for (size_t i = 0; i < 4; i++) {
            const char *reply = crowd->one[i].reply;
            won += strstr(reply, "confirmed") != NULL;
            sent_on += strncmp(reply, "-ELSEWHERE", 10) == 0;
            known += strncmp(reply, "-REGISTERED", 11) == 0;
        }
        /* Within a node the first wins at once; between them at the latest when both have spoken.
         */
        bool right = won == 1 && sent_on + known == 3 && sent_on >= 1;
        ck_assert_msg(right, "race %d: %u won, %u sent on, %u known: %s | %s | %s | %s", race, won,
                      sent_on, known, crowd->one[0].reply, crowd->one[1].reply, crowd->one[2].reply,
                      crowd->one[3].reply);
        crowd_free(crowd);
    }
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home") + node_status(&pair, MARACAY, "home"),
                     100);
    ck_assert_int_eq(node_status(&pair, CARACAS, "pending"), 0);
    ck_assert_int_eq(node_status(&pair, MARACAY, "pending"), 0);
}
END_TEST

/* That pair of the last reply. */
static unsigned long number_of(struct client_conn *c, const char *name)
{
    char value[256];
    ck_assert_msg(client_pair(c, name, value), "no %s in: %s", name, c->reply);
    return strtoul(value, NULL, 10);
}

static unsigned long saved_n;

static bool is_held(void *context)
{
    (void)client_ask(context, "EXAM", NULL);
    return number_of(context, "held") >= saved_n;
}

START_TEST(a_saved_answer_is_known_to_be_at_both) /* S13, S14 */
{
    char code[256];
    sign_in(caracas, "V1100", code);
    expect_ask_has(caracas, "seq 0 held ", "START");
    expect_ask(caracas, "entry ", "SAVE", "1", "7", "1");
    saved_n = number_of(caracas, "entry");
    ck_assert(until(is_held, caracas, 10000));
    expect_ask_has(caracas, " seq 7 ", "EXAM");
    expect_ask_has(caracas, "copies 2 held ", "SAVE", "1", "7", "1");
    ck_assert_uint_eq(number_of(caracas, "entry"), saved_n);
    expect_ask(caracas, "-STALE newer 7", "SAVE", "1", "7", "2");
    expect_ask(caracas, "-STALE newer 7", "SAVE", "2", "6", "1");
    expect_ask(caracas, "-ERR", "SAVE", "2", "0", "1");
    expect_ask(caracas, "-ERR", "SAVE", "2", "2147483648", "1");
    expect_ask(caracas, "-BADANSWER", "SAVE", "0", "8", "1");
    expect_ask(caracas, "entry ", "SAVE", "1", "2147483647"); /* cleared */
    expect_ask_has(caracas, "answered 0", "EXAM");
    ck_assert(node_kill(&pair, MARACAY));
    client_close(maracay);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(client_open(maracay, pair.node[MARACAY].port));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(until(is_held, caracas, 10000));
}
END_TEST

START_TEST(with_the_link_down_the_confirmed_sit_and_the_new_wait)
{
    char code[256], late[256];
    expect_ask_has(caracas, "confirmed", "REGISTER", "V1");
    (void)client_pair(caracas, "code", code);
    ck_assert(node_kill(&pair, MARACAY));
    client_close(maracay);
    ck_assert(node_peer_is(&pair, CARACAS, "down"));

    ck_assert_str_eq(client_ask(caracas, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_has(caracas, "copies 1", "START");
    ck_assert_str_eq(client_ask(caracas, "ANSWER", "1", "1", NULL), "OK");
    expect_ask_has(caracas, "copies 1", "FINISH");

    expect_ask_has(caracas, "pending", "REGISTER", "V2");
    (void)client_pair(caracas, "code", late);
    ck_assert_str_eq(client_ask(caracas, "AUTH", "V2", late, TERMINAL, NULL), "OK");
    expect_ask(caracas, "-PENDING", "START");

    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    expect_ask_has(caracas, "running", "START");
    ck_assert(client_open(maracay, pair.node[MARACAY].port));
    expect_ask(maracay, "-ELSEWHERE", "REGISTER", "V2");
}
END_TEST

/* Each node alone takes the same ID; the earlier stamp wins when they meet. */
START_TEST(pending_at_both_settles_at_the_earlier)
{
    char early[256], late[256];
    ck_assert(node_kill(&pair, MARACAY));
    client_close(maracay);
    expect_ask_has(caracas, "pending", "REGISTER", "V9");
    (void)client_pair(caracas, "code", early);
    ck_assert(node_kill(&pair, CARACAS));
    client_close(caracas);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(client_open(maracay, pair.node[MARACAY].port));
    expect_ask_has(maracay, "pending", "REGISTER", "V9");
    (void)client_pair(maracay, "code", late);

    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(caracas, pair.node[CARACAS].port));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_str_eq(client_ask(caracas, "AUTH", "V9", early, TERMINAL, NULL), "OK");
    expect_ask_has(caracas, "running", "START");
    expect_ask(maracay, "-ELSEWHERE caracas", "AUTH", "V9", late);
}
END_TEST

Suite *cases_suite(void)
{
    Suite *s = suite_create("cases");
    TCase *t = tcase_create("cases");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, registered_at_one_is_refused_at_the_other);
    tcase_add_test(t, sat_at_one_can_neither_register_nor_sit_again_at_either);
    tcase_add_test(t, without_its_code_an_id_of_the_other_centre_is_like_none);
    tcase_add_test(t, many_at_one_are_all_refused_at_the_other);
    tcase_add_test(t, registered_alternately_each_is_refused_at_the_wrong_one);
    tcase_add_test(t, two_hundred_at_once_are_all_registered_once);
    tcase_add_test(t, of_a_race_for_one_id_exactly_one_wins);
    tcase_add_test(t, a_saved_answer_is_known_to_be_at_both);
    tcase_add_test(t, with_the_link_down_the_confirmed_sit_and_the_new_wait);
    tcase_add_test(t, pending_at_both_settles_at_the_earlier);
    suite_add_tcase(s, t);
    return s;
}
