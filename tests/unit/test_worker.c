/* Clients at the door when time, threads or descriptors run out: the acceptor and the workers, as
 * they ship, in this process. */
#include "common/net.h"
#include "server/door/acceptor.h"
#include "tests/unit/suites.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, NOBODY = 65534 };

static struct config config;
static struct node node;
static struct acceptor *acceptor;
static struct listener listeners[] = {{.role = WORKER_CLIENT}, {.role = WORKER_OPERATOR}};
static int port;

static void setup(void)
{
    const struct net_address any = {.host = "127.0.0.1", .port = "0"};
    config = (struct config){.idle_seconds = 3600};
    node = (struct node){.config = &config};
    ck_assert_int_eq(clients_open(100, false, &node.clients), STATUS_OK);
    ck_assert_int_eq(clients_open(4, false, &node.operators), STATUS_OK);
    ck_assert_int_eq(guesses_open(&node.guesses), STATUS_OK);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(net_listen(&any, &listeners[i].fd), STATUS_OK);
    port = net_port(listeners[0].fd);
    ck_assert_int_eq(acceptor_start(&node, listeners, 2, &acceptor), STATUS_OK);
}

static void teardown(void)
{
    acceptor_stop(acceptor);
    for (int i = 0; i < 2; i++)
        close(listeners[i].fd);
    guesses_close(node.guesses);
    clients_stop(node.clients);
    ck_assert(clients_wait(node.clients, clock_deadline(PATIENCE_MS)));
    clients_close(node.clients);
    clients_close(node.operators);
}

/* A socket that is not connected yet: it needs no other descriptor then. */
static int new_socket(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    return fd;
}

static void connect_socket(int fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    (void)connect(fd, (const struct sockaddr *)&address, sizeof address);
}

static int new_client(void)
{
    int fd = new_socket();
    connect_socket(fd);
    return fd;
}

static bool send_text(int fd, const char *text)
{
    return net_send(fd, text, strlen(text), clock_deadline(PATIENCE_MS)) == STATUS_OK;
}

/* The next line, or what came before the end or the time were over. */
static const char *receive_line(int fd, int ms)
{
    static char line[256];
    struct mono deadline = clock_deadline(ms);
    size_t len = 0, got;
    while (len < sizeof line - 1 && net_receive(fd, line + len, 1, deadline, &got) == STATUS_OK &&
           line[len] != '\n')
        len++;
    line[len] = '\0';
    return line;
}

static bool is_served(int fd)
{
    return send_text(fd, "PING\r\n") && strcmp(receive_line(fd, PATIENCE_MS), "+PONG\r") == 0;
}

static bool is_closed(int fd, int ms)
{
    char byte;
    size_t got;
    return net_receive(fd, &byte, 1, clock_deadline(ms), &got) == STATUS_CLOSED;
}

/* --- time --- */

START_TEST(silence_and_half_a_request_end_and_requests_go_on)
{
    enum { TURN_MS = 100 };
    config.idle_seconds = 1;
    int silent = new_client(), trickling = new_client(), asking = new_client();
    bool silent_open = true, trickling_open = true;
    struct mono began = clock_mono(), limit = clock_deadline(PATIENCE_MS);
    while ((silent_open || trickling_open) && clock_left_ms(limit) > 0) {
        ck_assert(is_served(asking));
        if (trickling_open)
            (void)send_text(trickling, "x");
        silent_open = silent_open && !is_closed(silent, TURN_MS);
        trickling_open = trickling_open && !is_closed(trickling, TURN_MS);
    }
    ck_assert(!silent_open);
    ck_assert(!trickling_open);
    ck_assert_int_ge(clock_mono().ms - began.ms, 900);
    ck_assert(is_served(asking));
    close(silent);
    close(trickling);
    close(asking);
}
END_TEST

/* --- threads --- */

/* Root is not limited: it becomes somebody else. */
static void limit_threads(rlim_t most)
{
    struct rlimit limit;
    if (geteuid() == 0) {
        ck_assert_int_eq(setuid(NOBODY), 0);
        (void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* a checker looks at this process when it ends */
    }
    ck_assert_int_eq(getrlimit(RLIMIT_NPROC, &limit), 0);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_NPROC, &limit), 0);
}

START_TEST(without_a_thread_one_client_is_refused_and_the_next_is_served)
{
    int before = new_client();
    ck_assert(is_served(before));
    limit_threads(0);
    int refused = new_client();
    ck_assert_int_eq(strncmp(receive_line(refused, PATIENCE_MS), "-BUSY ", 6), 0);
    ck_assert(is_closed(refused, PATIENCE_MS));
    ck_assert_uint_eq(clients_count(node.clients), 1);
    ck_assert(is_served(before));
    limit_threads(RLIM_INFINITY);
    int next = new_client();
    ck_assert(is_served(next));
    close(before);
    close(refused);
    close(next);
}
END_TEST

/* --- descriptors --- */

static void limit_descriptors(rlim_t most)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = most;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static int64_t used_ms(void)
{
    struct rusage used;
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &used), 0);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * INT64_C(1000) +
           (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

START_TEST(without_a_descriptor_clients_are_refused_and_the_next_is_served)
{
    enum { REFUSED = 5, MOST = 64, LOOK_MS = 400 };
    struct rlimit limit;
    int refused[REFUSED], full[MOST], fulls = 0, before = new_client(), last = new_socket();
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert(is_served(before));
    for (int i = 0; i < REFUSED; i++)
        refused[i] = new_socket();
    limit_descriptors(MOST);
    while (fulls < MOST && (full[fulls] = dup(STDIN_FILENO)) >= 0)
        fulls++;
    /* The one that is kept for it says so to each. */
    for (int i = 0; i < REFUSED; i++) {
        connect_socket(refused[i]);
        ck_assert_msg(strncmp(receive_line(refused[i], PATIENCE_MS), "-BUSY ", 6) == 0, "%d", i);
    }
    ck_assert(is_served(before));
    /* Not even that one: whoever connects waits, and costs nothing. */
    limit_descriptors(STDERR_FILENO + 1);
    int64_t used = used_ms();
    connect_socket(last);
    ck_assert_str_eq(receive_line(last, LOOK_MS), "");
    ck_assert_int_lt(used_ms() - used, LOOK_MS / 4);
    ck_assert(is_served(before));
    limit_descriptors(limit.rlim_cur);
    ck_assert(is_served(last));
    for (int i = 0; i < fulls; i++)
        close(full[i]);
    for (int i = 0; i < REFUSED; i++)
        close(refused[i]);
    close(before);
    close(last);
}
END_TEST

/* How many bytes a client that takes no reply gets rid of. */
START_TEST(a_client_that_takes_no_replies_costs_little)
{
    enum { LEAST = 4096, MOST_BYTES = 200 * 1024, STUCK_MS = 500 };
    static char requests[6000];
    int fd = new_socket(), small = LEAST;
    size_t sent = 0, taken;
    for (size_t at = 0; at + 6 <= sizeof requests; at += 6)
        memcpy(requests + at, "Which\n", 6); /* an error of ten times as many bytes */
    ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
    ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small), 0);
    connect_socket(fd);
    struct pollfd takes = {.fd = fd, .events = POLLOUT};
    while (sent < 2 * MOST_BYTES && poll(&takes, 1, STUCK_MS) == 1 &&
           net_send_some(fd, requests, sizeof requests, &taken) == STATUS_OK)
        sent += taken;
    ck_assert_uint_gt(sent, LEAST); /* it was served */
    ck_assert_msg(sent < MOST_BYTES, "%zu bytes were taken", sent);
    close(fd);
}
END_TEST

Suite *worker_suite(void)
{
    Suite *s = suite_create("worker");
    TCase *t = tcase_create("worker");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, silence_and_half_a_request_end_and_requests_go_on);
    tcase_add_test(t, without_a_thread_one_client_is_refused_and_the_next_is_served);
    tcase_add_test(t, without_a_descriptor_clients_are_refused_and_the_next_is_served);
    tcase_add_test(t, a_client_that_takes_no_replies_costs_little);
    suite_add_tcase(s, t);
    return s;
}
