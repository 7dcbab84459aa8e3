/* Slow lines: everything gets across, on one connection, at the pace of the line; and strangers at
 * the port to which a line with a delay leads. */
#include "common/clock.h"
#include "common/thread.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/line.h"
#include "tests/lib/pair.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAY_MS = 150, ACROSS_MS = 60000, AT_ONCE_MS = 1000 };

#define NAME "Ana Josefina de los Angeles Rojas y Paz"

static struct line *line;
static char key[2][NODE_KEY_SIZE], out[8192];

static void setup(void)
{
    open_pair();
    make_keys(key);
    for (int i = 0; i < 2; i++) { /* with TLS: its records are as small as the messages */
        pair.node[i].extra[0] = "--peer-pin";
        pair.node[i].extra[1] = key[1 - i];
    }
    ck_assert(line_open(pair.peer_port, &line));
    pair.dial_port = line_port(line);
}

static void teardown(void)
{
    close_pair();
    line_close(line);
}

static void register_many(int which, int first, int count)
{
    char id[16];
    ck_assert(node_open(&pair, which, conn));
    for (int i = first; i < first + count; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        const char *reply = client_ask(conn, "REGISTER", id, NAME, NULL);
        ck_assert_msg(strstr(reply, "pending") != NULL || strstr(reply, "confirmed") != NULL, "%s",
                      reply);
    }
    client_close(conn);
}

static bool is_behind(void *context)
{
    (void)context;
    return node_shows_status(&pair, CARACAS, out, sizeof out) && strstr(out, " behind\n") != NULL;
}

static bool rate_is_measured(void *context)
{
    const int *rate = context;
    long measured = node_status(&pair, CARACAS, "line_rate");
    return measured > *rate / 2 && measured < *rate * 3 / 2;
}

static bool is_across(void *context)
{
    long *want = context;
    return node_status(&pair, CARACAS, "home") == *want &&
           node_status(&pair, MARACAY, "away") == *want;
}

/* People who registered while the line was down get across a slow one, and whoever registers
 * meanwhile is not kept waiting. */
static void cross(int rate, int people)
{
    struct mono begin;
    long want = people + 1;
    int connections;
    ck_assert(pair_start(&pair));
    line_set(line, LINE_CUT, WAY_MS);
    ck_assert(node_peer_is(&pair, CARACAS, "down"));
    ck_assert(node_peer_is(&pair, MARACAY, "down"));
    register_many(CARACAS, 1, people);
    connections = line_connections(line);
    line_set(line, rate, WAY_MS);
    begin = clock_mono();
    ck_assert(until(is_behind, NULL, ACROSS_MS));
    begin = clock_mono();
    register_many(CARACAS, people + 1, 1);
    ck_assert_int_lt(clock_mono().ms - begin.ms, AT_ONCE_MS);
    ck_assert(until(rate_is_measured, &rate, ACROSS_MS));
    long bytes = node_status(&pair, CARACAS, "backlog_bytes");
    long seconds = node_status(&pair, CARACAS, "backlog_seconds");
    ck_assert_int_gt(bytes, 0);
    ck_assert_int_gt(seconds, 0);
    ck_assert_int_lt(seconds, 200);
    ck_assert(until(is_across, &want, ACROSS_MS));
    (void)fprintf(stderr, "  %d people at %d bytes a second: %lld ms\n", people, rate,
                  (long long)(clock_mono().ms - begin.ms));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(line_connections(line), connections + 1);
    ck_assert(pair_check(&pair));
}

START_TEST(a_backlog_crosses_at_2000_bytes_a_second)
{
    cross(2000, 160);
}
END_TEST

START_TEST(a_backlog_crosses_at_12000_bytes_a_second)
{
    cross(12000, 900);
}
END_TEST

START_TEST(a_backlog_crosses_at_64000_bytes_a_second)
{
    cross(64000, 1800);
}
END_TEST

/* The disk of the node that has the people is replaced by an empty one. */
static void heal(int rate, int people)
{
    long want = people;
    ck_assert(pair_start(&pair));
    register_many(CARACAS, 1, people);
    ck_assert(pair_settled(&pair));
    ck_assert(node_kill(&pair, CARACAS));
    char path[160];
    static const char *const files[] = {"sinodo.db", "sinodo.db-wal", "sinodo.db-shm"};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", pair.node[CARACAS].data, files[i]);
        (void)remove(path);
    }
    line_set(line, rate, WAY_MS);
    int connections = line_connections(line);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(until(is_across, &want, ACROSS_MS));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(line_connections(line), connections + 1);
    ck_assert(pair_check(&pair));
}

START_TEST(a_lost_disk_heals_at_2000_bytes_a_second)
{
    heal(2000, 30);
}
END_TEST

START_TEST(a_lost_disk_heals_at_64000_bytes_a_second)
{
    heal(64000, 500);
}
END_TEST

/* --- strangers at the peer's port, on a line with a delay --- */

enum { HELD = 400, EACH_MS = 3, UP_MS = 15000 };

struct flood {
    int port;
    atomic_bool stop;
    atomic_int came;
    int fd[HELD];
};

/* From another address: connects and says nothing, 300 times a second, and keeps what it can. */
static void *flood(void *arg)
{
    struct flood *f = arg;
    struct sockaddr_in own = {.sin_family = AF_INET}, there = {.sin_family = AF_INET};
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there.sin_port = htons((uint16_t)f->port);
    for (int i = 0; !atomic_load(&f->stop); i = (i + 1) % HELD) {
        own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 7 + (unsigned)i % 3);
        if (f->fd[i] > 0)
            close(f->fd[i]);
        f->fd[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (bind(f->fd[i], (struct sockaddr *)&own, sizeof own) == 0 &&
            connect(f->fd[i], (struct sockaddr *)&there, sizeof there) == 0)
            atomic_fetch_add(&f->came, 1);
        (void)poll(NULL, 0, EACH_MS);
    }
    for (int i = 0; i < HELD; i++)
        if (f->fd[i] > 0)
            close(f->fd[i]);
    return NULL;
}

static bool many_came(void *context)
{
    struct flood *f = context;
    return atomic_load(&f->came) >= HELD;
}

static bool is_up(void *context)
{
    const int *which = context;
    return node_shows_status(&pair, *which, out, sizeof out) && strstr(out, " up\n") != NULL;
}

START_TEST(strangers_do_not_keep_the_peer_out)
{
    static struct flood f;
    pthread_t thread;
    int maracay = MARACAY;
    ck_assert(node_start(&pair, MARACAY));
    f.port = pair.peer_port;
    ck_assert_int_eq(thread_start(&thread, "flood", 0, flood, &f), STATUS_OK);
    bool came = until(many_came, &f, UP_MS);
    line_set(line, LINE_FAST, 50);
    /* Its address is not known yet; then it is, and the link is made again. */
    bool up = node_start(&pair, CARACAS) && until(is_up, &maracay, UP_MS);
    line_set(line, LINE_CUT, 50);
    bool down = up && node_peer_is(&pair, MARACAY, "down");
    line_set(line, LINE_FAST, 50);
    bool again = down && until(is_up, &maracay, UP_MS);
    atomic_store(&f.stop, true);
    (void)pthread_join(thread, NULL);
    ck_assert(came);
    ck_assert(up);
    ck_assert(down);
    ck_assert(again);
}
END_TEST

Suite *line_suite(void)
{
    Suite *s = suite_create("line");
    TCase *t = tcase_create("line");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_backlog_crosses_at_2000_bytes_a_second);
    tcase_add_test(t, a_backlog_crosses_at_12000_bytes_a_second);
    tcase_add_test(t, a_backlog_crosses_at_64000_bytes_a_second);
    tcase_add_test(t, a_lost_disk_heals_at_2000_bytes_a_second);
    tcase_add_test(t, a_lost_disk_heals_at_64000_bytes_a_second);
    suite_add_tcase(s, t);
    t = tcase_create("strangers");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, strangers_do_not_keep_the_peer_out);
    suite_add_tcase(s, t);
    return s;
}
