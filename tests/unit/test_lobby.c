/* Who waits at the peer's port, and who makes room for whom. */
#include "common/net.h"
#include "server/link/lobby.h"
#include "tests/unit/suites.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 1200, SOON_MS = 5000 };

static struct lobby *lobby;
static int listen_fd, client[CLIENTS], clients;
static const struct mono start = {1000};

static void nobody(void *context, const struct stream *guest)
{
    (void)context;
    (void)guest;
}

static void setup(void)
{
    struct net_address any = {.host = "127.0.0.1", .port = "0"};
    struct rlimit files = {4096, 4096};
    (void)setrlimit(RLIMIT_NOFILE, &files);
    clients = 0;
    ck_assert_int_eq(net_listen(&any, &listen_fd), STATUS_OK);
    ck_assert_int_eq(lobby_open(NULL, nobody, NULL, &lobby), STATUS_OK);
}

static void teardown(void)
{
    lobby_close(lobby);
    for (int i = 0; i < clients; i++)
        close(client[i]);
    close(listen_fd);
}

/* Somebody connects from 127.0.0.from; the number of the client. */
static int come(int from)
{
    struct sockaddr_in own = {.sin_family = AF_INET}, there = {.sin_family = AF_INET};
    own.sin_addr.s_addr = htonl(0x7f000000 + (unsigned)from);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there.sin_port = htons((uint16_t)net_port(listen_fd));
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&own, sizeof own), 0);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&there, sizeof there), 0);
    int taken = accept(listen_fd, NULL, NULL);
    ck_assert_int_ge(taken, 0);
    net_prepare(taken);
    lobby_admit(lobby, taken, start);
    client[clients] = fd;
    return clients++;
}

/* A guest who says something without TLS comes in, if it is still there. */
static bool comes_in(int number, struct mono now)
{
    struct pollfd fds[LOBBY_GUESTS];
    struct stream stream;
    ck_assert_int_eq(send(client[number], "x", 1, MSG_NOSIGNAL), 1);
    size_t count = lobby_poll(lobby, fds);
    ck_assert_int_eq(poll(fds, count, SOON_MS), 1);
    lobby_polled(lobby, fds, count);
    if (!lobby_step(lobby, now, &stream))
        return false;
    close(stream.fd);
    return true;
}

/* The lobby has closed this guest's connection, and by then forgotten the guest. */
static bool was_sent_away(int number)
{
    struct pollfd end = {.fd = client[number], .events = POLLIN};
    char byte;
    return poll(&end, 1, SOON_MS) == 1 && recv(client[number], &byte, 1, 0) <= 0;
}

static size_t guests(void)
{
    struct pollfd fds[LOBBY_GUESTS];
    return lobby_poll(lobby, fds);
}

START_TEST(one_network_keeps_no_other_out)
{
    int peer = come(2), first = come(3);
    for (int i = 0; i < 500; i++)
        (void)come(3);
    ck_assert_uint_eq(guests(), 1 + LOBBY_NETWORK);
    ck_assert(comes_in(peer, start));
    ck_assert(was_sent_away(first));
    ck_assert(comes_in(clients - 1, start));
}
END_TEST

START_TEST(a_full_lobby_makes_room_where_most_wait)
{
    int peer = come(2);
    for (int i = 0; i < 600; i++)
        (void)come(3 + i % 60);
    ck_assert_uint_eq(guests(), LOBBY_GUESTS);
    int late = come(100);
    ck_assert_uint_eq(guests(), LOBBY_GUESTS);
    ck_assert(comes_in(peer, start));
    ck_assert(comes_in(late, start));
}
END_TEST

START_TEST(whoever_says_nothing_leaves)
{
    struct stream stream;
    (void)come(2);
    struct mono later = lobby_timer(lobby, (struct mono){INT64_MAX}), before = {later.ms - 1};
    ck_assert_int_gt(later.ms, start.ms);
    ck_assert_int_lt(later.ms, INT64_MAX);
    ck_assert(!lobby_step(lobby, before, &stream));
    ck_assert_uint_eq(guests(), 1);
    ck_assert(!lobby_step(lobby, later, &stream));
    ck_assert_uint_eq(guests(), 0);
}
END_TEST

Suite *lobby_suite(void)
{
    Suite *s = suite_create("lobby");
    TCase *t = tcase_create("lobby");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, one_network_keeps_no_other_out);
    tcase_add_test(t, a_full_lobby_makes_room_where_most_wait);
    tcase_add_test(t, whoever_says_nothing_leaves);
    suite_add_tcase(s, t);
    return s;
}
