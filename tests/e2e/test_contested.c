/* Disks that went their own way: the node whose own journal is contested closes, and following the
 * words heals. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUT_SIZE = 8192, SOON_MS = 30000 };

static char code[64];      /* of V1, who is home at caracas */
static char right[160];    /* the disk of caracas that maracay knows */
static char out[OUT_SIZE]; /* of sinodoctl */

/* Signs V1 in and asks one thing. */
static const char *ask_as_v1(int which, const char *what)
{
    ck_assert(node_open(&pair, which, conn));
    if (strcmp(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK") == 0)
        (void)client_ask(conn, what, NULL);
    client_close(conn);
    return conn->reply;
}

static void copy_tree(const char *from, const char *to)
{
    char log[160];
    (void)snprintf(log, sizeof log, "%s/cp.log", pair.dir);
    const char *const words[] = {"/bin/cp", "-a", from, to, NULL};
    ck_assert_int_eq(process_run((char *const *)words, NULL, log, 10000), 0);
}

static const char *status_of(int which)
{
    ck_assert(node_shows_status(&pair, which, out, sizeof out));
    return out;
}

static bool is_registered(void *context)
{
    const char *reply = node_ask(&pair, CARACAS, conn, "REGISTER", context, NULL);
    return strstr(reply, "pending") != NULL || strstr(reply, "-REGISTERED") != NULL;
}

/* V1 sat and finished at caracas. Then an older copy of that disk, which does not say that it is
 * one, serves with the line down: V11 to V14 register there. The line is back. */
static void serve_from_an_old_copy(void)
{
    char old[160];
    static char *const late[] = {"V11", "V12", "V13", "V14"};
    (void)snprintf(old, sizeof old, "%s/old", pair.dir);
    (void)snprintf(right, sizeof right, "%s/right", pair.dir);
    ck_assert(pair_start(&pair));
    ck_assert_int_eq(
        sscanf(node_ask(&pair, CARACAS, conn, "REGISTER", "V1", NULL), "id V1 code %63s", code), 1);
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    copy_tree(pair.node[CARACAS].data, old);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    expect_has(ask_as_v1(CARACAS, "START"), "running");
    expect_has(ask_as_v1(CARACAS, "FINISH"), "score");
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "V2");
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    ck_assert_int_eq(rename(pair.node[CARACAS].data, right), 0);
    ck_assert_int_eq(rename(old, pair.node[CARACAS].data), 0);
    ck_assert(node_start(&pair, CARACAS));
    for (size_t i = 0; i < 4; i++)
        ck_assert(until(is_registered, late[i], SOON_MS));
    ck_assert(node_start(&pair, MARACAY));
}

START_TEST(an_old_copy_that_served_closes_and_says_what_to_do)
{
    serve_from_an_old_copy();
    expect_status(&pair, CARACAS, "at caracas: stop the node", out);
    expect_has(out, "standing        contested");
    expect_has(out, "from entry 3 on (");
    expect_has(out, "empty or replace the disk of maracay");
    expect_status(&pair, MARACAY, "at caracas: stop the node", out);
    expect_has(out, "standing        open");
    expect_has(out, "from entry 3 on (");
    /* Nobody is served there, also after a restart; the other node serves on. */
    for (int round = 0; round < 2; round++) {
        expect_has(ask_as_v1(CARACAS, "START"), "-CLOSED contested ");
        expect_node_has(&pair, CARACAS, conn, "-CLOSED", "REGISTER", "V15");
        ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "unlock", NULL), 0);
        expect_has(out, "is contested");
        ck_assert_int_ne(
            node_ctl(&pair, CARACAS, out, sizeof out, "unlock", "--force", "Caracas", NULL), 0);
        ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
        ck_assert(node_start(&pair, CARACAS));
    }
    expect_node_has(&pair, MARACAY, conn, "id V20", "REGISTER", "V20");
    /* What only that disk has, on the running node; and it is not as it should be. */
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "contested", NULL), 0);
    for (int i = 11; i < 15; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, " V%d ", i);
        expect_has(out, id);
    }
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL), 0);
    expect_has(out, "CONTESTED: the journal of caracas");
    ck_assert_int_eq(node_ctl(&pair, MARACAY, out, sizeof out, "check", NULL), 0);
    expect_has(out, "note: the journal of caracas");
    ck_assert_int_eq(node_ctl(&pair, MARACAY, out, sizeof out, "contested", NULL), 0);
    expect_has(out, "finished the exam");
}
END_TEST

/* Stop it, keep its disk aside, start it with an empty directory that has its key. */
START_TEST(following_the_words_heals)
{
    char aside[160], from[256];
    serve_from_an_old_copy();
    expect_status(&pair, CARACAS, "at caracas: stop the node", out);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    (void)snprintf(aside, sizeof aside, "%s/aside", pair.dir);
    ck_assert_int_eq(rename(pair.node[CARACAS].data, aside), 0);
    ck_assert_int_eq(mkdir(pair.node[CARACAS].data, 0700), 0);
    static const char *const kept[] = {"node.key", "node.crt"};
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(from, sizeof from, "%s/%s", aside, kept[i]);
        copy_tree(from, pair.node[CARACAS].data);
    }
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
    expect_lacks(status_of(MARACAY), "the journal of");
    /* V1 sat: nowhere again. */
    expect_has(ask_as_v1(CARACAS, "START"), "-FINISHED");
    expect_has(ask_as_v1(CARACAS, "RESULT"), "score");
    expect_node_has(&pair, MARACAY, conn, "-ELSEWHERE", "REGISTER", "V1");
    expect_node_has(&pair, CARACAS, conn, "-REGISTERED", "REGISTER", "V2");
    /* Of V11 to V14 the disk that was kept aside knows. */
    (void)snprintf(from, sizeof from, "%s/sinodo.db", aside);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "contested", from, NULL), 0);
    expect_has(out, " V14 ");
}
END_TEST

/* Emptying the good disk, against the words, lets nobody sit twice. The right disk heals. */
START_TEST(the_good_disk_may_be_lost_and_the_right_one_found)
{
    serve_from_an_old_copy();
    expect_status(&pair, CARACAS, "at caracas: stop the node", out);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    remove_tree(pair.node[MARACAY].data);
    ck_assert(node_start(&pair, MARACAY));
    expect_status(&pair, MARACAY, "the journal of caracas is contested", out);
    expect_has(ask_as_v1(CARACAS, "START"), "-CLOSED");
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "unlock", NULL), 0);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    remove_tree(pair.node[CARACAS].data);
    ck_assert_int_eq(rename(right, pair.node[CARACAS].data), 0);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
    expect_has(ask_as_v1(CARACAS, "START"), "-FINISHED");
}
END_TEST

/* A person decides: caracas goes on, and maracay is healed from it. The journal says who did it. */
START_TEST(unlock_by_force_is_typed_out_and_journaled)
{
    serve_from_an_old_copy();
    expect_status(&pair, CARACAS, "at caracas: stop the node", out);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "unlock", "--force", "caracas", NULL), 0);
    expect_has(status_of(CARACAS), "standing        open");
    expect_file_has(pair.node[CARACAS].log, "unlocked by force");
    /* While maracay has its disk the two contradict each other as before. */
    ck_assert(node_start(&pair, MARACAY));
    expect_status(&pair, CARACAS, "at caracas: stop the node", out);
    expect_has(out, "standing        contested");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "contested", NULL), 0);
    expect_has(out, "the node was unlocked by force");
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "unlock", "--force", "caracas", NULL), 0);
    remove_tree(pair.node[MARACAY].data);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
}
END_TEST

Suite *contested_suite(void)
{
    Suite *suite = suite_create("contested");
    TCase *t = tcase_create("contested");
    tcase_set_timeout(t, 180);
    tcase_add_checked_fixture(t, open_pair, close_pair);
    tcase_add_test(t, an_old_copy_that_served_closes_and_says_what_to_do);
    tcase_add_test(t, following_the_words_heals);
    tcase_add_test(t, the_good_disk_may_be_lost_and_the_right_one_found);
    tcase_add_test(t, unlock_by_force_is_typed_out_and_journaled);
    suite_add_tcase(suite, t);
    return suite;
}
