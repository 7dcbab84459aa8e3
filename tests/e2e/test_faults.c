/* Crashes, lost and old disks, the order of start, strangers at the door. */
#include "common/ident.h"
#include "common/net.h"
#include "common/thread.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char out[NODE_STATUS_SIZE]; /* of sinodoctl */

static void check_and_stop(void)
{
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
}

START_TEST(either_node_may_start_first)
{
    ck_assert(node_start(&pair, CARACAS));
    /* It has never met its peer and cannot know whether its disk is whole: it takes names only. */
    const char *reply = node_ask(&pair, CARACAS, conn, "REGISTER", "V1", NULL);
    expect_has(reply, "pending");
    expect_node_has(&pair, CARACAS, conn, "-REGISTERED", "REGISTER", "V1");
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 1);
    ck_assert_int_eq(node_status(&pair, MARACAY, "away"), 1);
    check_and_stop();

    ck_assert(node_start(&pair, MARACAY));
    expect_node_has(&pair, MARACAY, conn, "-ELSEWHERE caracas", "REGISTER", "V1");
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, MARACAY, "up"));
    expect_node_has(&pair, MARACAY, conn, "confirmed", "REGISTER", "V2");
    check_and_stop();
}
END_TEST

/* --- kill under load --- */

enum { LOADERS = 8, LOADER_IDS = 4000 };

struct loader {
    int port, number;
    atomic_bool *stop;
    unsigned acknowledged; /* IDs 0 … acknowledged - 1 of this loader have an answer */
};

static void *load(void *arg)
{
    struct loader *l = arg;
    struct client_conn *c = malloc(sizeof *c);
    char id[IDENT_SIZE];
    bool open = client_open(c, l->port);
    while (open && !atomic_load(l->stop) && l->acknowledged < LOADER_IDS) {
        (void)snprintf(id, sizeof id, "V%d", 100000 * (l->number + 1) + (int)l->acknowledged);
        const char *reply = client_ask(c, "REGISTER", id, NULL);
        if (strstr(reply, "confirmed") == NULL && strstr(reply, "pending") == NULL)
            break;
        l->acknowledged++;
    }
    client_close(c);
    free(c);
    return NULL;
}

static unsigned long total(struct loader *loaders)
{
    unsigned long sum = 0;
    for (int i = 0; i < LOADERS; i++)
        sum += loaders[i].acknowledged;
    return sum;
}

static bool some_registered(void *context)
{
    return node_status(context, CARACAS, "home") >= 200;
}

/* Kills `victim` while both take registrations; afterwards every answer that was given holds. */
static void kill_under_load(int victim)
{
    struct loader loaders[LOADERS];
    pthread_t threads[LOADERS];
    atomic_bool stop;
    atomic_init(&stop, false);
    ck_assert(pair_start(&pair));
    for (int i = 0; i < LOADERS; i++) {
        loaders[i] = (struct loader){pair.node[i % 2].port, i, &stop, 0};
        ck_assert_int_eq(thread_start(&threads[i], "loader", 0, load, &loaders[i]), STATUS_OK);
    }
    ck_assert(until(some_registered, &pair, 20000));
    ck_assert(node_kill(&pair, victim));
    atomic_store(&stop, true);
    for (int i = 0; i < LOADERS; i++)
        (void)pthread_join(threads[i], NULL);
    ck_assert_uint_gt(total(loaders), 100);

    ck_assert(node_start(&pair, victim));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    for (int i = 0; i < LOADERS; i++) {
        ck_assert(client_open(conn, pair.node[i % 2].port));
        for (unsigned k = 0; k < loaders[i].acknowledged; k++) {
            char id[IDENT_SIZE];
            (void)snprintf(id, sizeof id, "V%d", 100000 * (i + 1) + (int)k);
            (void)client_ask(conn, "REGISTER", id, NULL);
            ck_assert_msg(client_is(conn, "-REGISTERED"), "%s was lost: %s", id, conn->reply);
        }
        client_close(conn);
    }
    check_and_stop();
}

START_TEST(nothing_acknowledged_is_lost_when_the_dialling_node_is_killed)
{
    kill_under_load(CARACAS);
}
END_TEST

START_TEST(nothing_acknowledged_is_lost_when_the_waiting_node_is_killed)
{
    kill_under_load(MARACAY);
}
END_TEST

/* --- disks --- */

static void register_some(int which, int from, int count)
{
    char id[IDENT_SIZE];
    for (int i = 0; i < count; i++) {
        (void)snprintf(id, sizeof id, "V%d", from + i);
        const char *reply = node_ask(&pair, which, conn, "REGISTER", id, NULL);
        expect_has(reply, "confirmed");
    }
}

START_TEST(an_empty_disk_is_healed_from_the_peer)
{
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 100, 30);
    register_some(MARACAY, 200, 30);
    ck_assert(pair_settled(&pair));
    long before = node_status(&pair, CARACAS, "journal");
    ck_assert(node_kill(&pair, CARACAS));
    remove_tree(pair.node[CARACAS].data);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    /* All of its journal, and the entry that says it was restored. */
    ck_assert_int_eq(node_status(&pair, CARACAS, "journal"), before + 1);
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 30);
    expect_node_has(&pair, CARACAS, conn, "-REGISTERED", "REGISTER", "V100");
    expect_node_has(&pair, CARACAS, conn, "-ELSEWHERE", "REGISTER", "V200");
    register_some(CARACAS, 300, 5);
    check_and_stop();
}
END_TEST

/* Or a terminal that signs in again would take it that its code is wrong, and end the exam. */
START_TEST(a_code_that_is_lost_for_the_moment_is_not_wrong)
{
    char code[64];
    ck_assert(pair_start(&pair));
    ck_assert_int_eq(
        sscanf(node_ask(&pair, CARACAS, conn, "REGISTER", "V100", NULL), "id V100 code %63s", code),
        1);
    expect_node_has(&pair, CARACAS, conn, "-WRONGPASS", "AUTH", "V101", code);
    ck_assert(pair_settled(&pair));
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_kill(&pair, MARACAY));
    remove_tree(pair.node[CARACAS].data);
    ck_assert(node_start(&pair, CARACAS));
    expect_node_has(&pair, CARACAS, conn, "-CLOSED", "AUTH", "V100", code);
    ck_assert_int_eq(node_status(&pair, CARACAS, "wrong_codes"), 0); /* nor is it counted */
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_str_eq(node_ask(&pair, CARACAS, conn, "AUTH", "V100", code, TERMINAL, NULL), "OK");
    check_and_stop();
}
END_TEST

/* A client that repeats a registration whose node lost its disk, or goes to the other one with it,
 * gets the code that it has on paper. */
START_TEST(the_same_key_gives_the_same_code_after_a_lost_disk_and_at_the_other_node)
{
    static const char key[] = "the-key-of-this-registration";
    char code[64], again[64];
    ck_assert(pair_start(&pair));
    ck_assert(pair_settled(&pair));
    ck_assert(node_kill(&pair, MARACAY));
    ck_assert(node_open(&pair, CARACAS, conn));
    (void)client_ask(conn, "REGISTER", "V100", "Ana", key, NULL);
    ck_assert_int_eq(sscanf(conn->reply, "id V100 code %63s state pending", code), 1);
    client_close(conn);
    ck_assert(node_kill(&pair, CARACAS)); /* only that disk had it */
    remove_tree(pair.node[CARACAS].data);
    for (int which = CARACAS; which <= MARACAY; which++) {
        ck_assert(node_start(&pair, which));
        ck_assert(node_open(&pair, which, conn));
        (void)client_ask(conn, "REGISTER", "V100", "Ana", key, NULL);
        ck_assert_msg(sscanf(conn->reply, "id V100 code %63s", again) == 1, "%s", conn->reply);
        ck_assert_str_eq(again, code);
        ck_assert_str_eq(client_ask(conn, "AUTH", "V100", code, TERMINAL, NULL), "OK");
        client_close(conn);
        ck_assert(node_kill(&pair, which));
    }
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    check_and_stop();
}
END_TEST

START_TEST(a_name_taken_by_a_replaced_disk_does_not_make_a_second_registration)
{
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 100, 1);
    register_some(MARACAY, 200, 1);
    ck_assert(pair_settled(&pair));
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_kill(&pair, MARACAY));
    remove_tree(pair.node[CARACAS].data);
    ck_assert(node_start(&pair, CARACAS));
    expect_node_has(&pair, CARACAS, conn, "pending", "REGISTER", "V100");
    expect_node_has(&pair, CARACAS, conn, "pending", "REGISTER", "V200");
    expect_node_has(&pair, CARACAS, conn, "pending", "REGISTER", "V300");
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 2); /* V100, V300 */
    ck_assert_int_eq(node_status(&pair, MARACAY, "home"), 1); /* V200 */
    ck_assert_int_eq(node_status(&pair, CARACAS, "pending"), 0);
    ck_assert_int_eq(node_status(&pair, CARACAS, "incidents"), 0);
    check_and_stop();
}
END_TEST

/* Whoever registers an ID while its disk is lost has a code, but not its code. */
START_TEST(a_code_given_while_the_disk_was_lost_is_good_for_its_own_registration_only)
{
    struct client_conn *stranger = malloc(sizeof *stranger), *newcomer = malloc(sizeof *newcomer);
    char code[64], other[256];
    ck_assert(pair_start(&pair));
    ck_assert_int_eq(
        sscanf(node_ask(&pair, CARACAS, conn, "REGISTER", "V100", NULL), "id V100 code %63s", code),
        1);
    ck_assert(pair_settled(&pair));
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_kill(&pair, MARACAY));
    remove_tree(pair.node[CARACAS].data);
    ck_assert(node_start(&pair, CARACAS));
    struct client_conn *const came[] = {stranger, newcomer};
    static const char *const ids[] = {"V100", "V300"};
    for (int i = 0; i < 2; i++) {
        ck_assert(node_open(&pair, CARACAS, came[i]));
        (void)client_ask(came[i], "REGISTER", ids[i], NULL);
        (void)client_pair(came[i], "code", other);
        ck_assert_str_eq(client_ask(came[i], "AUTH", ids[i], other, TERMINAL, NULL), "OK");
        expect_ask(came[i], "-PENDING", "START");
    }
    /* The owner's may be the right one: it is not called wrong until that is known. */
    expect_node_has(&pair, CARACAS, conn, "-CLOSED", "AUTH", "V100", code);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 2);
    expect_ask(stranger, "-NOAUTH", "START");
    expect_ask_has(newcomer, "running", "START");
    ck_assert_str_eq(client_ask(stranger, "AUTH", "V100", code, TERMINAL, NULL), "OK");
    expect_node_has(&pair, CARACAS, conn, "-WRONGPASS", "AUTH", "V100", other);
    expect_ask_has(stranger, "running", "START");
    for (int i = 0; i < 2; i++) {
        client_close(came[i]);
        free(came[i]);
    }
    check_and_stop();
}
END_TEST

/* Puts a backup in the place of the node's disk. */
static void put_back(int which, const char *backup)
{
    char path[256];
    remove_tree(pair.node[which].data);
    ck_assert_int_eq(mkdir(pair.node[which].data, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[which].data);
    ck_assert_int_eq(rename(backup, path), 0);
}

static void take_backup(int which, char path[256])
{
    (void)snprintf(path, 256, "%s/%s.backup", pair.dir, pair.node[which].name);
    ck_assert_msg(node_ctl(&pair, which, out, sizeof out, "backup", path, NULL) == 0, "%s", out);
}

START_TEST(a_backup_stays_closed_until_it_has_caught_up)
{
    char backup[256];
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 100, 10);
    take_backup(CARACAS, backup);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "check", backup, NULL), 0);
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "backup", backup, NULL), 0);
    register_some(CARACAS, 200, 10);
    ck_assert(pair_settled(&pair));
    ck_assert(node_kill(&pair, MARACAY));
    ck_assert(node_kill(&pair, CARACAS));
    put_back(CARACAS, backup);
    ck_assert(node_start(&pair, CARACAS));
    expect_node_has(&pair, CARACAS, conn, "-CLOSED", "REGISTER", "V900");
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 20);
    register_some(CARACAS, 900, 1);
    /* Those it held before the restore may have started in a part of it that is lost. */
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V100", NULL), 0);
    expect_has(out, "allow");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "allow", "V100", NULL), 0);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V100", NULL), 0);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V900", NULL), 0);
    check_and_stop();
}
END_TEST

START_TEST(two_old_disks_wait_for_the_operator)
{
    char backups[2][256];
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 100, 5);
    register_some(MARACAY, 200, 5);
    ck_assert(pair_settled(&pair));
    take_backup(CARACAS, backups[CARACAS]);
    take_backup(MARACAY, backups[MARACAY]);
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_kill(&pair, MARACAY));
    put_back(CARACAS, backups[CARACAS]);
    put_back(MARACAY, backups[MARACAY]);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    expect_log(&pair, CARACAS, "neither node is open");
    expect_log(&pair, MARACAY, "neither node is open");
    expect_node_has(&pair, CARACAS, conn, "-CLOSED", "REGISTER", "V900");
    expect_node_has(&pair, MARACAY, conn, "-CLOSED", "REGISTER", "V900");
    ck_assert_int_eq(node_ctl(&pair, MARACAY, out, sizeof out, "unlock", NULL), 0);
    ck_assert_int_ne(node_ctl(&pair, MARACAY, out, sizeof out, "unlock", NULL), 0);
    ck_assert(pair_settled(&pair));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    register_some(CARACAS, 900, 1);
    register_some(MARACAY, 901, 1);
    check_and_stop();
}
END_TEST

START_TEST(of_two_lost_disks_the_one_that_lacks_less_is_named)
{
    char backup[256];
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 100, 3);
    register_some(MARACAY, 200, 3);
    ck_assert(pair_settled(&pair));
    take_backup(CARACAS, backup);
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_kill(&pair, MARACAY));
    put_back(CARACAS, backup);
    remove_tree(pair.node[MARACAY].data);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    for (int i = 0; i < 2; i++) {
        expect_log(&pair, i,
                   "best at caracas, which holds 18 entries of both journals, the other 0");
        ck_assert(node_shows_status(&pair, i, out, sizeof out));
        expect_has(out, "best at caracas");
    }
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "unlock", NULL), 0);
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 3);
    ck_assert_int_eq(node_status(&pair, MARACAY, "home"), 3);
    ck_assert(node_shows_status(&pair, CARACAS, out, sizeof out));
    expect_lacks(out, "best at");
    check_and_stop();
}
END_TEST

START_TEST(disks_of_two_pairs_close_both_nodes)
{
    char away[112], mine[112];
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 100, 3);
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    /* Another maracay grows up elsewhere with another caracas. */
    (void)snprintf(away, sizeof away, "%s/away", pair.dir);
    ck_assert_int_eq(rename(pair.node[MARACAY].data, away), 0);
    (void)snprintf(mine, sizeof mine, "%s/mine", pair.dir);
    ck_assert_int_eq(rename(pair.node[CARACAS].data, mine), 0);
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 500, 3);
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    remove_tree(pair.node[CARACAS].data);
    ck_assert_int_eq(rename(mine, pair.node[CARACAS].data), 0);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    for (int which = CARACAS; which <= MARACAY; which++) {
        expect_log(&pair, which, "keep both disks as they are");
        expect_log(&pair, which, "empty either disk");
        ck_assert(node_shows_status(&pair, which, out, sizeof out));
        expect_has(out, "standing        contested");
        expect_has(out, "from entry 1 on (");
        expect_lacks(out, "empty data directory");
        expect_node_has(&pair, which, conn, "-CLOSED contested ", "REGISTER", "V900");
    }
    ck_assert(node_peer_is(&pair, CARACAS, "down"));
}
END_TEST

START_TEST(a_disk_belongs_to_one_server_of_one_node)
{
    ck_assert(pair_start(&pair));
    struct pair second = pair;
    char log[160];
    (void)snprintf(log, sizeof log, "%s/second.log", pair.dir);
    const char *build = getenv("SINODO_BUILD");
    char program[256];
    (void)snprintf(program, sizeof program, "%s/sinodod", build ? build : "build");
    const char *same[] = {program,       "--node",      "caracas", "--data",    second.node[0].data,
                          "--listen",    "127.0.0.1:0", "--bank",  second.bank, "--peer",
                          "127.0.0.1:1", NULL};
    ck_assert_int_ne(process_run((char *const *)same, NULL, log, 10000), 0);
    expect_file_has(log, "in use by another sinodod");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    const char *other[] = {
        program,       "--node", "valencia",  "--data", second.node[0].data, "--listen",
        "127.0.0.1:0", "--bank", second.bank, "--peer", "127.0.0.1:1",       NULL};
    ck_assert_int_ne(process_run((char *const *)other, NULL, log, 10000), 0);
    expect_file_has(log, "database of node caracas");
    const char *alone[] = {program,    "--node",      "caracas", "--data",    second.node[0].data,
                           "--listen", "127.0.0.1:0", "--bank",  second.bank, NULL};
    ck_assert_int_ne(process_run((char *const *)alone, NULL, log, 10000), 0);
    expect_file_has(log, "belongs to a pair");
}
END_TEST

START_TEST(a_stranger_at_the_peer_port_costs_only_that_connection)
{
    static const char *const nonsense[] = {"GET / HTTP/1.1\r\n\r\n",
                                           "*1\r\n$4\r\nBEAT\r\n",
                                           "*2\r\n$3\r\nACK\r\n$1\r\n5\r\n",
                                           "*2\r\n$5\r\nHELLO\r\n$2\r\n99\r\n",
                                           "*99999\r\n",
                                           "$-5\r\n",
                                           "*3\r\n$7\r\nENTRIES\r\n$1\r\n1\r\n$3\r\nxyz\r\n"};
    ck_assert(node_start(&pair, MARACAY));
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
        ck_assert(client_open(conn, pair.peer_port));
        ck_assert(client_send(conn, nonsense[i], strlen(nonsense[i])));
        char byte;
        size_t got;
        enum status status;
        do
            status = net_receive(conn->stream.fd, &byte, 1, clock_deadline(12000), &got);
        while (status == STATUS_OK); /* its HELLO, perhaps its reason, then the end */
        ck_assert_int_eq(status, STATUS_CLOSED);
        client_close(conn);
    }
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, MARACAY, "up"));
    register_some(MARACAY, 1, 1);
    check_and_stop();
}
END_TEST

START_TEST(a_frozen_peer_is_found_out_and_taken_back)
{
    ck_assert(pair_start(&pair));
    ck_assert_int_eq(kill(pair.node[MARACAY].process.pid, SIGSTOP), 0);
    ck_assert(node_peer_is(&pair, CARACAS, "down")); /* by missing heartbeats */
    expect_node_has(&pair, CARACAS, conn, "pending", "REGISTER", "V1");
    ck_assert_int_eq(kill(pair.node[MARACAY].process.pid, SIGCONT), 0);
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 1);
    check_and_stop();
}
END_TEST

START_TEST(nodes_with_different_exams_start_nobody)
{
    char code[256], bank[112];
    (void)snprintf(bank, sizeof bank, "%s/other.txt", pair.dir);
    write_file(bank, "Otra\nA. si\nB. no\nANSWER: A\n");
    ck_assert(node_start(&pair, MARACAY));
    (void)snprintf(pair.bank, sizeof pair.bank, "%s", bank);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    expect_ask_has(conn, "confirmed", "REGISTER", "V1");
    (void)client_pair(conn, "code", code);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask(conn, "-CLOSED", "START");
    client_close(conn);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    (void)snprintf(pair.bank, sizeof pair.bank, "%s/bank.gift", pair.dir);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    /* The other exam's title is its file's name, so the two now agree. */
    expect_ask_has(conn, "running", "START");
    client_close(conn);
    check_and_stop();
}
END_TEST

/* --- the same node twice --- */

/* A spare machine: its caracas has a copy of the first one's data directory, and dials the same
 * maracay. */
static struct pair spare;

static void copy_caracas(void)
{
    char from[160];
    ck_assert(pair_open(&spare));
    (void)snprintf(from, sizeof from, "%s/.", pair.node[CARACAS].data);
    ck_assert_int_eq(mkdir(spare.node[CARACAS].data, 0700), 0);
    char *copy[] = {"/bin/cp", "-a", from, spare.node[CARACAS].data, NULL};
    ck_assert_int_eq(process_run(copy, NULL, spare.node[CARACAS].log, 10000), 0);
    spare.dial_port = pair.peer_port;
}

static bool is_closed(void *context)
{
    (void)node_ask(context, CARACAS, conn, "REGISTER", "V77", NULL);
    return client_is(conn, "-CLOSED");
}

START_TEST(a_copy_of_a_running_node_serves_nobody)
{
    ck_assert(pair_start(&pair));
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "V1");
    copy_caracas();
    ck_assert(node_start(&spare, CARACAS));
    expect_log(&spare, CARACAS, "this one has a copy of its disk");
    expect_log(&pair, MARACAY, "a second sinodod called caracas");
    expect_log(&pair, CARACAS, "another start of this node has connected to the peer");
    ck_assert(until(is_closed, &spare, 5000));
    ck_assert_int_eq(node_status(&pair, MARACAY, "duplicates"), 1);
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "V2");
    /* It stays closed, also when it is started again. */
    ck_assert_int_eq(node_stop(&spare, CARACAS), 0);
    ck_assert(node_start(&spare, CARACAS));
    ck_assert(is_closed(&spare));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    pair_close(&spare);
    check_and_stop();
}
END_TEST

START_TEST(a_node_that_stands_still_is_replaced_and_closes)
{
    ck_assert(pair_start(&pair));
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "V1");
    ck_assert(pair_settled(&pair));
    copy_caracas();
    ck_assert_int_eq(kill(pair.node[CARACAS].process.pid, SIGSTOP), 0);
    ck_assert(node_start(&spare, CARACAS));
    expect_log(&spare, CARACAS, "link to maracay is up");
    ck_assert_int_eq(kill(pair.node[CARACAS].process.pid, SIGCONT), 0);
    expect_log(&pair, CARACAS, "a later start of caracas was taken");
    ck_assert(until(is_closed, &pair, 5000));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(is_closed(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&spare, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    pair_close(&spare);
}
END_TEST

/* --- what both must be started with --- */

static void sign_in_and_start(const char *code, const char *reply)
{
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_has(conn, reply, "START");
    client_close(conn);
}

/* Who is registered signs in, and starts once the options agree. */
START_TEST(nodes_with_other_options_register_nobody)
{
    char code[256];
    ck_assert(pair_start(&pair));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    expect_ask_has(conn, "id V1 ", "REGISTER", "1");
    (void)client_pair(conn, "code", code);
    client_close(conn);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    pair.node[CARACAS].extra[0] = "--id-letter";
    pair.node[CARACAS].extra[1] = "E";
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    expect_node_has(&pair, CARACAS, conn, "id-letter is E here", "REGISTER", "12345678");
    expect_node_has(&pair, MARACAY, conn, "id-letter is V here", "REGISTER", "12345678");
    expect_status(&pair, CARACAS, "id-letter is E here and V there", out);
    expect_status(&pair, MARACAY, "id-letter is V here and E there", out);
    expect_log(&pair, CARACAS, "started with different options: id-letter");
    expect_log(&pair, MARACAY, "started with different options: id-letter");
    sign_in_and_start(code, "-CLOSED options-differ");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    pair.node[CARACAS].extra[0] = NULL;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "12345678");
    expect_node_has(&pair, MARACAY, conn, "-ELSEWHERE", "REGISTER", "12345678");
    sign_in_and_start(code, "running");
    check_and_stop();
}
END_TEST

START_TEST(ids_of_several_formats_are_taken_when_both_nodes_take_them)
{
    pair.node[CARACAS].extra[0] = "--id-format=cedula,passport";
    ck_assert(pair_start(&pair));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    expect_node_has(&pair, CARACAS, conn, "id-format is cedula-passport here and cedula there",
                    "REGISTER", "C01X00T47");
    expect_node_has(&pair, MARACAY, conn, "id-format is cedula here", "REGISTER", "V1");
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    pair.node[MARACAY].extra[0] = "--id-format=passport,cedula";
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, MARACAY, "up"));
    expect_node_has(&pair, MARACAY, conn, "id PAS-C01X00T47 ", "REGISTER", "c01x 00t47");
    expect_node_has(&pair, CARACAS, conn, "-ELSEWHERE", "REGISTER", "PAS-C01X00T47");
    expect_node_has(&pair, CARACAS, conn, "id V12345678 ", "REGISTER", "12.345.678");
    expect_node_has(&pair, CARACAS, conn, "-BADID ambiguous", "REGISTER", "123456789");
    expect_node_has(&pair, CARACAS, conn, "-BADID decimals", "REGISTER", "12345678.0");
    check_and_stop();
}
END_TEST

static void give_roster(int which, const char *name, const char *text)
{
    static char path[2][160];
    (void)snprintf(path[which], sizeof path[which], "%s/%s", pair.dir, name);
    write_file(path[which], text);
    pair.node[which].extra[0] = "--roster";
    pair.node[which].extra[1] = path[which];
}

static bool one_is_home(void *context)
{
    return node_status(context, MARACAY, "home") == 1;
}

static bool all_settled(void *context)
{
    return node_status(context, MARACAY, "home") == 2 &&
           node_status(context, CARACAS, "withheld") == 0;
}

START_TEST(a_registration_that_the_other_roster_contradicts_stays_pending)
{
    give_roster(CARACAS, "caracas.csv", "V1,Ana,caracas\nV2,Eva\nV3,Luz,maracy\n");
    give_roster(MARACAY, "maracay.csv", "V1,Ana,maracay\nV2,Eva\n");
    ck_assert(pair_start(&pair));
    expect_node_has(&pair, MARACAY, conn, "pending", "REGISTER", "V1");
    expect_node_has(&pair, MARACAY, conn, "state ", "REGISTER", "V2");
    ck_assert(until(one_is_home, &pair, 15000));
    ck_assert_int_eq(node_status(&pair, CARACAS, "withheld"), 1);
    expect_status(&pair, CARACAS, "rosters_agree", out);
    expect_log(&pair, CARACAS, "rosters differ");
    expect_log(&pair, MARACAY, "rosters differ");
    expect_log(&pair, CARACAS, "lists people at 'maracy', but the nodes are caracas and maracay");
    expect_log(&pair, CARACAS, "claim V1 of maracay");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    give_roster(CARACAS, "maracay.csv", "V1,Ana,maracay\nV2,Eva\n");
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(until(all_settled, &pair, 15000));
    check_and_stop();
}
END_TEST

Suite *faults_suite(void)
{
    Suite *s = suite_create("faults");
    TCase *t = tcase_create("faults");
    tcase_set_timeout(t, 180);
    tcase_add_checked_fixture(t, open_pair, close_pair);
    tcase_add_test(t, either_node_may_start_first);
    tcase_add_test(t, nothing_acknowledged_is_lost_when_the_dialling_node_is_killed);
    tcase_add_test(t, nothing_acknowledged_is_lost_when_the_waiting_node_is_killed);
    tcase_add_test(t, an_empty_disk_is_healed_from_the_peer);
    tcase_add_test(t, a_code_that_is_lost_for_the_moment_is_not_wrong);
    tcase_add_test(t, the_same_key_gives_the_same_code_after_a_lost_disk_and_at_the_other_node);
    tcase_add_test(t, a_name_taken_by_a_replaced_disk_does_not_make_a_second_registration);
    tcase_add_test(t, a_code_given_while_the_disk_was_lost_is_good_for_its_own_registration_only);
    tcase_add_test(t, a_backup_stays_closed_until_it_has_caught_up);
    tcase_add_test(t, two_old_disks_wait_for_the_operator);
    tcase_add_test(t, of_two_lost_disks_the_one_that_lacks_less_is_named);
    tcase_add_test(t, disks_of_two_pairs_close_both_nodes);
    tcase_add_test(t, a_disk_belongs_to_one_server_of_one_node);
    tcase_add_test(t, a_stranger_at_the_peer_port_costs_only_that_connection);
    tcase_add_test(t, a_frozen_peer_is_found_out_and_taken_back);
    tcase_add_test(t, nodes_with_different_exams_start_nobody);
    suite_add_tcase(s, t);
    TCase *twice = tcase_create("twice");
    tcase_set_timeout(twice, 180);
    tcase_add_checked_fixture(twice, open_pair, close_pair);
    tcase_add_test(twice, a_copy_of_a_running_node_serves_nobody);
    tcase_add_test(twice, a_node_that_stands_still_is_replaced_and_closes);
    suite_add_tcase(s, twice);
    TCase *agree = tcase_create("agree");
    tcase_set_timeout(agree, 180);
    tcase_add_checked_fixture(agree, open_pair, close_pair);
    tcase_add_test(agree, nodes_with_other_options_register_nobody);
    tcase_add_test(agree, ids_of_several_formats_are_taken_when_both_nodes_take_them);
    tcase_add_test(agree, a_registration_that_the_other_roster_contradicts_stays_pending);
    suite_add_tcase(s, agree);
    return s;
}
