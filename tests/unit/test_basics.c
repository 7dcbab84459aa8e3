/* The small parts of common/: IDs, buffer, list, secrets, UTF-8, clock, log, threads, queue, sockets.
 */
#define _GNU_SOURCE /* pthread_getname_np() */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/file.h"
#include "common/list.h"
#include "common/log.h"
#include "common/moment.h"
#include "common/net.h"
#include "common/queue.h"
#include "common/spin.h"
#include "common/random.h"
#include "common/thread.h"
#include "common/utf8.h"
#include "common/wake.h"
#include "common/wipe.h"
#include "tests/lib/chance.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/lib/hostile.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* --- buffer --- */

START_TEST(a_buffer_grows_and_consumes)
{
    struct buffer b = {0};
    for (int i = 0; i < 1000; i++)
        buffer_printf(&b, "%d,", i);
    buffer_append(&b, NULL, 0);
    ck_assert_uint_eq(b.len, 3890);
    ck_assert_mem_eq(b.data, "0,1,2,", 6);
    buffer_consume(&b, 2);
    ck_assert_mem_eq(b.data, "1,2,", 4);
    buffer_consume(&b, b.len);
    ck_assert_uint_eq(b.len, 0);
    ck_assert_ptr_null(buffer_reserve(&b, SIZE_MAX / 2 + 2));
    ck_assert(b.failed);
    buffer_text(&b, "lost");
    ck_assert_uint_eq(b.len, 0);
    buffer_clear(&b);
    buffer_text(&b, "kept");
    ck_assert(!b.failed);
    ck_assert_uint_eq(b.len, 4);
    buffer_release(&b);
    ck_assert_ptr_null(b.data);
}
END_TEST

/* --- list --- */

struct link_of_chain {
    char name;
    struct list link;
};

/* The names from first to last, and the same from last to first. */
static void read_chain(const struct list *head, char names[8], char reversed[8])
{
    size_t count = 0;
    for (struct list *at = head->next; at != head; at = at->next)
        names[count++] = list_item(at, struct link_of_chain, link)->name;
    names[count] = '\0';
    count = 0;
    for (struct list *at = head->prev; at != head; at = at->prev)
        reversed[count++] = list_item(at, struct link_of_chain, link)->name;
    reversed[count] = '\0';
}

START_TEST(a_list_keeps_the_order_of_its_items)
{
    struct list head;
    struct link_of_chain a = {.name = 'a'}, b = {.name = 'b'}, c = {.name = 'c'};
    char names[8], reversed[8];
    list_init(&head);
    ck_assert(list_is_empty(&head));
    ck_assert(!list_is_linked(&b.link));
    list_insert_after(&head, &b.link);
    list_insert_after(&head, &a.link);
    list_insert_after(head.prev, &c.link);
    read_chain(&head, names, reversed);
    ck_assert_str_eq(names, "abc");
    ck_assert_str_eq(reversed, "cba");
    list_remove(&b.link);
    ck_assert(!list_is_linked(&b.link));
    list_insert_after(&a.link, &b.link);
    list_remove(&a.link);
    list_remove(&c.link);
    read_chain(&head, names, reversed);
    ck_assert_str_eq(names, "b");
    ck_assert_str_eq(reversed, "b");
    list_remove(&b.link);
    ck_assert(list_is_empty(&head));
}
END_TEST

/* --- secrets --- */

START_TEST(random_bytes_are_new_each_time)
{
    unsigned char bytes[2][RANDOM_BYTES_MAX] = {{0}};
    size_t alike = 0, zeros = 0;
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(random_bytes(bytes[i], sizeof bytes[i]), STATUS_OK);
    for (size_t i = 0; i < sizeof bytes[0]; i++) {
        alike += bytes[0][i] == bytes[1][i];
        zeros += bytes[0][i] == 0;
    }
    /* One in 256 is expected; 32 come once in more than 10^30 runs. */
    ck_assert_uint_lt(alike, 32);
    ck_assert_uint_lt(zeros, 32);
}
END_TEST

START_TEST(a_wiped_secret_is_all_zeros)
{
    char secret[] = "K7QF-93HD-2MXT", zeros[sizeof secret] = "";
    wipe(secret, 4);
    ck_assert_mem_eq(secret, zeros, 4);
    ck_assert_str_eq(secret + 4, "-93HD-2MXT");
    wipe(secret, sizeof secret);
    ck_assert_mem_eq(secret, zeros, sizeof secret);
}
END_TEST

/* --- UTF-8, clock, log --- */

START_TEST(only_well_formed_utf8_is_text)
{
    static const char *const good[] = {"",
                                       "abc",
                                       "\xc3\xb1",
                                       "\xe2\x82\xac",
                                       "\xf0\x9f\x98\x80",
                                       "\xed\x9f\xbf",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",
                                      "\xc3",
                                      "\xc0\xaf",
                                      "\xc1\xbf",
                                      "\xe0\x80\xaf",
                                      "\xed\xa0\x80",
                                      "\xf0\x80\x80\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xff",
                                      "a\xe2\x82",
                                      "\xc3x"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(utf8_valid(good[i], strlen(good[i])), "good %zu", i);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!utf8_valid(bad[i], strlen(bad[i])), "bad %zu", i);
    ck_assert(!utf8_valid("a\0b", 3));
}
END_TEST

START_TEST(a_cut_text_has_whole_characters)
{
    const char *text = "a\xc3\xb1\xe2\x82\xac"
                       "b"; /* a, n with tilde, euro, b */
    const size_t fit[] = {0, 1, 1, 3, 3, 3, 6, 7, 7};
    for (size_t most = 0; most < sizeof fit / sizeof fit[0]; most++)
        ck_assert_uint_eq(utf8_fit(text, strlen(text), most), fit[most]);
    ck_assert_uint_eq(utf8_fit("", 0, 5), 0);
}
END_TEST

START_TEST(what_a_terminal_may_obey_is_a_control_character)
{
    ck_assert_uint_eq(utf8_control("\0", 1), 1);
    ck_assert_uint_eq(utf8_control("\x1b[2J", 4), 1);
    ck_assert_uint_eq(utf8_control("\x1f", 1), 1);
    ck_assert_uint_eq(utf8_control("\x7f", 1), 1);
    ck_assert_uint_eq(utf8_control("\xc2\x80", 2), 2);
    ck_assert_uint_eq(utf8_control("\xc2\x9f", 2), 2);
    ck_assert_uint_eq(utf8_control("\xc2\x9f", 1), 0); /* it may not be looked at */
    ck_assert_uint_eq(utf8_control("\xc2\xa0", 2), 0);
    ck_assert_uint_eq(utf8_control("\xc3\x80", 2), 0);
    ck_assert_uint_eq(utf8_control(" ", 1), 0);
    ck_assert_uint_eq(utf8_control("\x1b", 0), 0);
}
END_TEST

START_TEST(instants_read_as_rfc_3339)
{
    char text[CLOCK_TEXT_SIZE];
    clock_text((struct wall){0}, text);
    ck_assert_str_eq(text, "1970-01-01T00:00:00.000Z");
    clock_text((struct wall){1795502400123}, text);
    ck_assert_str_eq(text, "2026-11-24T06:40:00.123Z");
    clock_text((struct wall){-1}, text);
    ck_assert_str_eq(text, "1969-12-31T23:59:59.999Z");
    ck_assert_int_eq(clock_left_ms(clock_deadline(-5)), 0);
    int left = clock_left_ms(clock_deadline(100000));
    ck_assert_int_gt(left, 90000);
    ck_assert_int_le(left, 100000);
}
END_TEST

/* The lines of that level and above that write_lines() logs, as far as they fit into out. */
static void catch_log_from(enum log_level least, void (*write_lines)(void), char *out, size_t size)
{
    char path[] = "/tmp/sinodo-log-XXXXXX";
    int fd = mkstemp(path), saved = dup(STDERR_FILENO);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_ge(saved, 0);
    ck_assert(dup2(fd, STDERR_FILENO) >= 0);
    log_open("caracas", least);
    write_lines();
    ck_assert(dup2(saved, STDERR_FILENO) >= 0);
    memset(out, 0, size);
    ck_assert(pread(fd, out, size - 1, 0) > 0);
    close(fd);
    close(saved);
    (void)unlink(path);
}

static void catch_log(void (*write_lines)(void), char *out, size_t size)
{
    catch_log_from(LOG_INFO, write_lines, out, size);
}

/* A peer's words, as of a refusal. */
static void write_hostile(void)
{
    log_event(LOG_WARN, "link: %s", hostile_text);
}

START_TEST(a_log_line_drives_no_terminal)
{
    char line[512];
    catch_log(write_hostile, line, sizeof line);
    expect_has(line, "main: link: begin \xef\xbf\xbd[2J");
    expect_has(line, " end\n");
    ck_assert_ptr_null(hostile_find(line, strlen(line)));
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
}
END_TEST

static void write_forged(void)
{
    log_event(LOG_INFO, "name %s", "x\n2026 error forged");
    log_event(LOG_DEBUG, "not written");
}

START_TEST(a_log_line_cannot_be_forged)
{
    char line[512];
    catch_log(write_forged, line, sizeof line);
    expect_has(line, "Z info  caracas main: name x\xef\xbf\xbd"
                     "2026 error forged\n");
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
}
END_TEST

static void write_all_levels(void)
{
    log_event(LOG_DEBUG, "one");
    log_event(LOG_INFO, "two");
    log_event(LOG_WARN, "three");
    log_event(LOG_ERROR, "four");
}

START_TEST(a_level_has_a_name_and_hides_those_below_it)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    enum log_level level = LOG_INFO;
    char line[1024];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert(log_level_parse(names[i], &level));
        ck_assert_uint_eq(level, i);
        catch_log_from(level, write_all_levels, line, sizeof line);
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            ck_assert_msg((strstr(line, names[k]) != NULL) == (k >= i), "%s: %s", names[i], line);
    }
    ck_assert(!log_level_parse("loud", &level));
    ck_assert_int_eq(level, LOG_ERROR);
}
END_TEST

/* As a service of systemd, whose journal is the present standard error. */
static void write_to_journal(void)
{
    struct stat st;
    char stream[64];
    ck_assert_int_eq(fstat(STDERR_FILENO, &st), 0);
    (void)snprintf(stream, sizeof stream, "%llu:%llu", (unsigned long long)st.st_dev,
                   (unsigned long long)st.st_ino);
    ck_assert_int_eq(setenv("JOURNAL_STREAM", stream, 1), 0);
    log_open("caracas", LOG_DEBUG);
    write_all_levels();
    log_text(LOG_ERROR, "file:1: a\x1b[2Jb\nfile:2: c", 24);
    ck_assert_int_eq(setenv("JOURNAL_STREAM", "1:1", 1), 0); /* redirected */
    log_open("caracas", LOG_DEBUG);
    write_forged();
    log_text(LOG_ERROR, "file:3: d\n\n", 11);
    ck_assert_int_eq(unsetenv("JOURNAL_STREAM"), 0);
}

START_TEST(the_journal_gets_priorities_and_no_second_time)
{
    char lines[2048];
    catch_log_from(LOG_DEBUG, write_to_journal, lines, sizeof lines);
    static const char expected[] = "<7>caracas main: one\n<6>caracas main: two\n"
                                   "<4>caracas main: three\n<3>caracas main: four\n"
                                   "<3>file:1: a\xef\xbf\xbd[2Jb\n<3>file:2: c\n2";
    ck_assert_msg(strncmp(lines, expected, strlen(expected)) == 0, "%s", lines);
    expect_has(lines, "Z info  caracas main: name");
    expect_has(lines, "\nfile:3: d\n\n");
}
END_TEST

enum { LINES = 300, LONG_LINE = 2000 };

static void write_together(void)
{
    static struct log_lines lines;
    char long_line[LONG_LINE];
    memset(long_line, 'x', sizeof long_line - 1);
    long_line[sizeof long_line - 1] = '\0';
    log_lines_begin(&lines, LOG_DEBUG);
    log_lines_add(&lines, "not written");
    log_lines_end(&lines);
    log_lines_begin(&lines, LOG_INFO);
    for (int i = 0; i < LINES; i++)
        log_lines_add(&lines, "%d of\n%d %s", i, LINES, i % 7 == 0 ? long_line : "");
    log_lines_end(&lines);
}

START_TEST(lines_that_are_logged_together_are_all_there)
{
    static char text[LINES * LOG_LINE_BYTES];
    catch_log(write_together, text, sizeof text);
    int count = 0;
    for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char expected[64];
        *end = '\0';
        (void)snprintf(expected, sizeof expected, "Z info  caracas main: %d of\xef\xbf\xbd%d ",
                       count, LINES);
        ck_assert_msg(strstr(line, expected) != NULL, "%s instead of %s", line, expected);
        ck_assert_uint_lt(strlen(line), LOG_LINE_BYTES);
        count++;
    }
    ck_assert_int_eq(count, LINES);
}
END_TEST

START_TEST(statuses_have_names)
{
    for (int a = STATUS_OK; a <= STATUS_IO; a++)
        for (int b = a + 1; b <= STATUS_IO; b++)
            ck_assert_str_ne(status_text((enum status)a), status_text((enum status)b));
}
END_TEST

/* --- threads --- */

static void *tell_names(void *arg)
{
    char(*name)[16] = arg;
    (void)snprintf(name[0], sizeof name[0], "%s", thread_name());
    (void)pthread_getname_np(pthread_self(), name[1], sizeof name[1]);
    return NULL;
}

START_TEST(a_thread_carries_its_name)
{
    pthread_t thread;
    char name[2][16] = {"", ""};
    ck_assert_int_eq(thread_start(&thread, "fifteen-letters", 0, tell_names, name), STATUS_OK);
    (void)pthread_join(thread, NULL);
    ck_assert_str_eq(name[0], "fifteen-letters"); /* in the log */
    ck_assert_str_eq(name[1], "fifteen-letters"); /* in a debugger */
    ck_assert_str_eq(thread_name(), "main");
}
END_TEST

/* --- queue --- */

START_TEST(a_queue_is_bounded_and_in_order)
{
    struct queue *q;
    int items[3];
    void *taken[3];
    size_t count = 9;
    struct mono past = clock_deadline(-1);
    ck_assert_int_eq(queue_open(2, &q), STATUS_OK);
    ck_assert_int_eq(queue_take(q, taken, 3, &past, &count), STATUS_TIMEOUT);
    ck_assert_uint_eq(count, 9);
    for (int round = 0; round < 5; round++) {
        ck_assert_int_eq(queue_push(q, &items[0]), STATUS_OK);
        ck_assert_int_eq(queue_push(q, &items[1]), STATUS_OK);
        ck_assert_int_eq(queue_push(q, &items[2]), STATUS_FULL);
        ck_assert_int_eq(queue_take(q, taken, 1, NULL, &count), STATUS_OK);
        ck_assert_uint_eq(count, 1);
        ck_assert(taken[0] == &items[0]);
        ck_assert_int_eq(queue_push(q, &items[2]), STATUS_OK);
        ck_assert_int_eq(queue_take(q, taken, 3, NULL, &count), STATUS_OK);
        ck_assert_uint_eq(count, 2);
        ck_assert(taken[0] == &items[1]);
        ck_assert(taken[1] == &items[2]);
    }
    ck_assert(queue_is_empty(q));
    queue_nudge(q);
    ck_assert_int_eq(queue_take(q, taken, 3, NULL, &count), STATUS_OK);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(queue_take(q, taken, 3, &past, &count), STATUS_TIMEOUT); /* once */
    ck_assert_int_eq(queue_push(q, &items[0]), STATUS_OK);
    ck_assert(!queue_is_empty(q));
    queue_close(q);
    queue_close(q);
    ck_assert_int_eq(queue_push(q, &items[1]), STATUS_CLOSED);
    ck_assert_int_eq(queue_take(q, taken, 3, NULL, &count), STATUS_OK);
    ck_assert_int_eq(queue_take(q, taken, 3, NULL, &count), STATUS_CLOSED);
    queue_free(q);
    queue_free(NULL);
}
END_TEST

enum { PRODUCERS = 4, EACH = 5000 };

struct traffic {
    struct queue *queue;
    int first;
    char *seen;
};

static void *produce(void *arg)
{
    struct traffic *t = arg;
    for (intptr_t i = t->first; i < t->first + EACH;)
        i += queue_push(t->queue, (void *)(i + 1)) == STATUS_OK;
    return NULL;
}

static void *consume(void *arg)
{
    struct traffic *t = arg;
    void *taken[7];
    size_t count;
    while (queue_take(t->queue, taken, 7, NULL, &count) == STATUS_OK)
        for (size_t i = 0; i < count; i++)
            t->seen[(intptr_t)taken[i] - 1]++; /* each number is one taker's only */
    return NULL;
}

START_TEST(a_queue_loses_and_repeats_nothing)
{
    struct queue *q;
    static char seen[PRODUCERS * EACH];
    struct traffic traffic[PRODUCERS + 2];
    pthread_t threads[PRODUCERS + 2];
    ck_assert_int_eq(queue_open(64, &q), STATUS_OK);
    for (int i = 0; i < PRODUCERS + 2; i++) {
        traffic[i] = (struct traffic){q, i * EACH, seen};
        ck_assert_int_eq(thread_start(&threads[i], i < PRODUCERS ? "producer" : "consumer", 0,
                                      i < PRODUCERS ? produce : consume, &traffic[i]),
                         STATUS_OK);
    }
    for (int i = 0; i < PRODUCERS; i++)
        (void)pthread_join(threads[i], NULL);
    queue_close(q);
    for (int i = PRODUCERS; i < PRODUCERS + 2; i++)
        (void)pthread_join(threads[i], NULL);
    for (size_t i = 0; i < sizeof seen; i++)
        ck_assert_int_eq(seen[i], 1);
    queue_free(q);
}
END_TEST

/* --- sockets --- */

START_TEST(addresses_are_host_and_port)
{
    static const struct {
        const char *text, *host, *port; /* host NULL: not an address */
    } cases[] = {{"127.0.0.1:4321", "127.0.0.1", "4321"},
                 {"[::1]:1", "::1", "1"},
                 {":0", "", "0"},
                 {"a.b:65535", "a.b", "65535"},
                 {"a:65536", NULL, ""},
                 {"a", NULL, ""},
                 {"a:", NULL, ""},
                 {"a:x", NULL, ""},
                 {"a:-1", NULL, ""},
                 {"", NULL, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_address address;
        char text[NET_ADDRESS_SIZE];
        bool valid = net_parse(cases[i].text, &address);
        ck_assert_msg(valid == (cases[i].host != NULL), "%s", cases[i].text);
        if (!valid)
            continue;
        ck_assert_str_eq(address.host, cases[i].host);
        ck_assert_str_eq(address.port, cases[i].port);
        net_format(&address, text);
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

START_TEST(bytes_go_through_a_socket_until_it_closes)
{
    char network[NET_NETWORK_SIZE];
    struct net_address address = {.host = "127.0.0.1", .port = "0"};
    int listener, client, server;
    char got[64];
    size_t count;
    ck_assert_int_eq(net_listen(&address, &listener), STATUS_OK);
    (void)snprintf(address.port, sizeof address.port, "%d", net_port(listener));
    ck_assert_int_eq(net_connect(&address, clock_deadline(5000), &client), STATUS_OK);
    struct pollfd p = {.fd = listener, .events = POLLIN};
    ck_assert_int_eq(poll(&p, 1, 5000), 1);
    server = accept(listener, NULL, NULL);
    net_prepare(server);
    ck_assert(net_peer_is_loopback(server));
    ck_assert(net_peer_is_loopback(client));
    ck_assert(!net_peer_is_loopback(listener)); /* nobody is there */
    net_peer_network(server, network);
    ck_assert_str_eq(network, "127.0.0.1");
    net_peer_network(listener, network);
    ck_assert_str_eq(network, "?");
    ck_assert(net_stays(server, clock_deadline(20)));
    ck_assert_int_eq(net_receive(server, got, sizeof got, clock_deadline(20), &count),
                     STATUS_TIMEOUT);
    ck_assert_int_eq(net_receive_some(server, got, sizeof got, &count), STATUS_OK);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(net_send(client, "hola", 4, clock_deadline(1000)), STATUS_OK);
    ck_assert_int_eq(net_receive(server, got, sizeof got, clock_deadline(5000), &count), STATUS_OK);
    ck_assert_uint_eq(count, 4);
    ck_assert_int_eq(memcmp(got, "hola", 4), 0);
    /* So it is where the wait is in the call itself, and whatever wants no waiting still has none.
     */
    int set_ms = 0;
    ck_assert_int_eq(
        net_receive_waiting(server, got, sizeof got, clock_deadline(20), &set_ms, &count),
        STATUS_TIMEOUT);
    ck_assert_int_eq(net_receive_some(server, got, sizeof got, &count), STATUS_OK);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(net_send(client, "mundo", 5, clock_deadline(1000)), STATUS_OK);
    ck_assert_int_eq(
        net_receive_waiting(server, got, sizeof got, clock_deadline(5000), &set_ms, &count),
        STATUS_OK);
    ck_assert_uint_eq(count, 5);
    ck_assert_int_eq(memcmp(got, "mundo", 5), 0);
    static char flood[8 << 20];
    ck_assert_int_eq(net_send(server, flood, sizeof flood, clock_deadline(50)), STATUS_TIMEOUT);
    /* Nobody takes what is sent: the deadline ends it. */
    ck_assert_int_eq(net_send(client, flood, sizeof flood, clock_deadline(50)), STATUS_TIMEOUT);
    close(client);
    enum status status;
    do
        status = net_receive(server, flood, sizeof flood, clock_deadline(5000), &count);
    while (status == STATUS_OK);
    ck_assert_int_eq(status, STATUS_CLOSED);
    close(server);
    close(listener);
    ck_assert_int_eq(net_connect(&address, clock_deadline(1000), &client), STATUS_IO);
}
END_TEST

START_TEST(a_unix_socket_is_its_owners)
{
    char dir[] = "/tmp/sinodo-unix-XXXXXX", path[64], too_long[300];
    struct stat info;
    int listener, again, client;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/s", dir);
    ck_assert_int_eq(net_listen_unix(path, &listener), STATUS_OK);
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0600);
    ck_assert_int_eq(net_connect_unix(path, &client), STATUS_OK);
    ck_assert(!net_peer_is_loopback(client));
    close(client);
    close(listener);
    ck_assert_int_eq(net_connect_unix(path, &client), STATUS_IO);
    ck_assert_int_eq(net_listen_unix(path, &again), STATUS_OK); /* a stale one is replaced */
    close(again);
    memset(too_long, 'x', sizeof too_long);
    too_long[sizeof too_long - 1] = '\0';
    ck_assert_int_eq(net_listen_unix(too_long, &again), STATUS_IO);
    remove_tree(dir);
}
END_TEST

static bool no_links; /* as on a memory stick */

int __real_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);

int __wrap_link(const char *from, const char *to)
{
    if (!no_links)
        return __real_link(from, to);
    errno = EPERM;
    return -1;
}

START_TEST(a_new_file_replaces_none_with_hard_links_or_without)
{
    char dir[] = "/tmp/sinodo-file-XXXXXX", first[64], second[64];
    struct buffer text = {0}, errors = {0};
    ck_assert_ptr_nonnull(mkdtemp(dir));
    for (int i = 0; i < 2; i++) {
        no_links = i == 1;
        ck_assert_int_eq(file_put(dir, "new", "new", 3), STATUS_OK);
        (void)snprintf(second, sizeof second, "%s/%d", dir, i);
        (void)snprintf(first, sizeof first, "%s/new", dir);
        ck_assert(file_place_new(first, second));
        ck_assert_int_eq(file_put(dir, "newer", "newer", 5), STATUS_OK);
        (void)snprintf(first, sizeof first, "%s/newer", dir);
        ck_assert(!file_place_new(first, second));
        ck_assert_int_eq(errno, EEXIST);
        ck_assert_int_eq(file_read(second, 10, &text, &errors), STATUS_OK);
        ck_assert_int_eq(file_put_new(dir, no_links ? "a" : "b", "c", 1), STATUS_OK);
        ck_assert_int_eq(file_put_new(dir, no_links ? "a" : "b", "d", 1), STATUS_IO);
    }
    ck_assert_uint_eq(text.len, 6);
    ck_assert_int_eq(memcmp(text.data, "newnew", 6), 0);
    no_links = false;
    buffer_release(&text);
    buffer_release(&errors);
    remove_tree(dir);
}
END_TEST

START_TEST(a_path_has_a_directory_and_a_name)
{
    static const struct {
        const char *path, *dir, *name;
    } paths[] = {{"a", ".", "a"},
                 {"/a", "/", "a"},
                 {"d/a", "d", "a"},
                 {"/d/e/a", "/d/e", "a"},
                 {"d/", "d", ""}};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char dir[16];
        ck_assert_str_eq(file_split(paths[i].path, dir, sizeof dir), paths[i].name);
        ck_assert_str_eq(dir, paths[i].dir);
        ck_assert_str_eq(file_name(paths[i].path), paths[i].name);
    }
}
END_TEST

START_TEST(a_spin_wait_ends)
{
    struct spin spin;
    spin_begin(&spin, SPIN_DEFAULT_US);
    while (spin_again(&spin)) {
    }
    (void)poll(NULL, 0, 1 + SPIN_DEFAULT_US / 1000); /* it also ends early, where others run */
    ck_assert(!spin_again(&spin));
    spin_begin(&spin, 0);
    ck_assert(!spin_again(&spin));
}
END_TEST

START_TEST(what_was_queued_is_news_until_it_is_taken)
{
    struct queue *queue;
    void *items[2];
    size_t count;
    int one;
    ck_assert_int_eq(queue_open(2, &queue), STATUS_OK);
    ck_assert(!queue_has_news(queue));
    ck_assert_int_eq(queue_push(queue, &one), STATUS_OK);
    ck_assert(queue_has_news(queue));
    ck_assert_int_eq(queue_take(queue, items, 2, NULL, &count), STATUS_OK);
    ck_assert(!queue_has_news(queue));
    queue_nudge(queue);
    ck_assert(queue_has_news(queue));
    ck_assert_int_eq(queue_take(queue, items, 2, NULL, &count), STATUS_OK);
    ck_assert_uint_eq(count, 0);
    ck_assert(!queue_has_news(queue));
    queue_close(queue);
    ck_assert(queue_has_news(queue));
    queue_free(queue);
}
END_TEST

START_TEST(a_wake_up_is_seen_once)
{
    struct wake wake;
    ck_assert_int_eq(wake_open(&wake), STATUS_OK);
    struct pollfd p = {.fd = wake.read_fd, .events = POLLIN};
    ck_assert_int_eq(poll(&p, 1, 0), 0);
    for (int i = 0; i < 100000; i++)
        wake_signal(&wake); /* never blocks */
    ck_assert_int_eq(poll(&p, 1, 0), 1);
    wake_clear(&wake);
    ck_assert_int_eq(poll(&p, 1, 0), 0);
    wake_close(&wake);
}
END_TEST

START_TEST(a_moment_has_its_year_and_its_offset)
{
    static const struct {
        const char *typed;
        int64_t ms; /* 0: not a moment */
    } cases[] = {
        {"2027-03-01 08:00 -04:00", 1803902400000},
        {"2027-03-01T08:00-04:00", 1803902400000},
        {"2027-03-01T12:00Z", 1803902400000},
        {"2027-03-01   12:00:07   Z", 1803902407000},
        {"2027-03-01 08:00 -04:30", 1803904200000},
        {"2027-03-01 17:45 +05:45", 1803902400000},
        {"2027-03-02 02:00 +14:00", 1803902400000},
        {"2027-03-02 02:00 +15:00", 0},
        {"2028-02-29 00:00 Z", 1835395200000},
        {"2027-02-29 00:00 Z", 0},
        {"2027-02-30 08:00 Z", 0},
        {"2027-04-31 08:00 Z", 0},
        {"2027-00-01 08:00 Z", 0},
        {"2027-01-00 08:00 Z", 0},
        {"2027-13-01 08:00 Z", 0},
        {"27-03-01 08:00 Z", 0}, /* no year 27 */
        {"0027-03-01 08:00 Z", 0},
        {"1970-01-01 00:00 Z", 0}, /* 0 stands for no limit */
        {"1970-01-01 00:00:01 Z", 1000},
        {"12027-03-01 08:00 Z", 0},
        {"2027-3-1 08:00 Z", 0},
        {"2027-03-01 8:00 Z", 0},
        {"2027-03-01 24:00 Z", 0},
        {"2027-03-01 08:60 Z", 0},
        {"2027-03-01 08:00:60 Z", 0},
        {"2027-03-01 08:00:5 Z", 0},
        {"2027-03-0108:00 Z", 0},
        {"2027-03-01", 0},
        {"2027-03-01 08:00", 0},
        {"2027-03-01 08:00 -04:60", 0},
        {"2027-03-01 08:00 -4:00", 0},
        {"2027-03-01 08:00 --4:00", 0},
        {"2027-03-01 08:00 -04", 0},
        {"2027-03-01 08:00 04:00", 0},
        {"2027-03-01 08:00 -04:00 x", 0},
        {"2027/03/01 08:00 Z", 0},
        {"01-03-2027 08:00 Z", 0},
        {" 2027-03-01 08:00 Z", 0},
        {"2027-03-01 0/:00 Z", 0},
        {"2027-03-01 0::00 Z", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct wall at = {0};
        bool is = moment_parse(cases[i].typed, strlen(cases[i].typed), &at);
        ck_assert_msg(is == (cases[i].ms != 0) && at.ms == cases[i].ms, "'%s' gives %d, %lld",
                      cases[i].typed, is, (long long)at.ms);
    }
    struct wall at;
    ck_assert(!moment_parse("2027-03-01 12:00Z", 16, &at)); /* nothing beyond its end is read */
}
END_TEST

START_TEST(what_is_wrong_with_a_moment_is_said)
{
    static const struct {
        const char *typed, *words;
    } cases[] = {
        {"2027-03-01 08:00 -04:00", NULL},
        {"27-03-01 08:00 -04:00", "the year comes first and has four digits"},
        {"01-03-2027 08:00 -04:00", "the year comes first and has four digits"},
        {"27/03/2027 08:00 -04:00", "the date is year-month-day, with '-' between them"},
        {"27.03.2027", "the date is year-month-day, with '-' between them"},
        {"2027/03/27 08:00 -04:00", "the date is year-month-day, with '-' between them"},
        {"tomorrow", "the year comes first and has four digits"},
        {"", "the year comes first and has four digits"},
        {"2027-3-1 08:00 -04:00", "month and day have two digits, and"},
        {"2027-13-01 08:00 -04:00", "month and day have two digits, and"},
        {"2027-03-32 08:00 -04:00", "month and day have two digits, and"},
        {"2027", "month and day have two digits, and"},
        {"2027-02-30 08:00 -04:00", "that month has no such day"},
        {"2027-02-30", "that month has no such day"},
        {"2027-00-10 08:00Z", "that month has no such day"},
        {"2027-03-01", "the time of day is missing"},
        {"2027-03-01T", "the time of day is missing"},
        {"2027-03-01 8:00 -04:00", "the time of day is from 00:00 to 23:59"},
        {"2027-03-01 24:00 -04:00", "the time of day is from 00:00 to 23:59"},
        {"2027-03-0108:00 Z", "the time of day is from 00:00 to 23:59"},
        {"2027-03-01 0800 -04:00", "the time of day is from 00:00 to 23:59"},
        {"2027-03-01 08:00", "the offset from UTC is missing"},
        {"2027-03-01 08:00 ", "the offset from UTC is missing"},
        {"2027-03-01 08:00 pm", "the offset from UTC is written as -04:00, or Z"},
        {"2027-03-01 08:00 -0400", "the offset from UTC is written as -04:00, or Z"},
        {"2027-03-01 08:00 -04:00 x", "the offset from UTC is written as -04:00, or Z"},
        {"1969-12-31 08:00 Z", "the year is before 1970"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *words = moment_fault(cases[i].typed, strlen(cases[i].typed));
        ck_assert_msg((words == NULL) == (cases[i].words == NULL), "'%s'", cases[i].typed);
        if (words != NULL)
            expect_begins(words, cases[i].words);
    }
}
END_TEST

START_TEST(a_moment_is_shown_in_the_machines_zone)
{
    static const struct {
        const char *zone, *shown;
        int64_t ms;
    } cases[] = {
        {"UTC0", "2027-03-01 12:00 +00:00", 1803902400000},
        {"VET4", "2027-03-01 08:00 -04:00", 1803902459999},
        {"VET4:30", "2027-03-01 07:30 -04:30", 1803902400000},
        {"NPT-5:45", "2027-03-01 17:45 +05:45", 1803902400000},
        {"UTC0", "1969-12-31 23:59 +00:00", -1},
        {"UTC0", "1969-12-31 23:59 +00:00", -60000},
    };
    char *before = getenv("TZ"), *kept = before != NULL ? strdup(before) : NULL;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char shown[MOMENT_TEXT_SIZE], word[MOMENT_TEXT_SIZE];
        struct wall again;
        ck_assert_int_eq(setenv("TZ", cases[i].zone, 1), 0);
        tzset();
        moment_text((struct wall){cases[i].ms}, shown);
        ck_assert_str_eq(shown, cases[i].shown);
        moment_word((struct wall){cases[i].ms}, word);
        ck_assert_ptr_null(strchr(word, ' '));
        if (cases[i].ms < 0)
            continue; /* no moment of an exam */
        ck_assert(moment_parse(word, strlen(word), &again));
        ck_assert_int_eq(again.ms, cases[i].ms / 60000 * 60000);
    }
    if (kept != NULL)
        setenv("TZ", kept, 1);
    else
        unsetenv("TZ");
    tzset();
    free(kept);
}
END_TEST

START_TEST(a_moment_on_paper_has_the_exams_offset)
{
    static const struct {
        int offset;
        const char *shown;
        int64_t ms;
    } cases[] = {
        {-240, "2027-03-01 08:00:12 -04:00", 1803902412999},
        {345, "2027-03-01 17:45:00 +05:45", 1803902400000},
        {0, "1969-12-31 23:59:59 +00:00", -1},
        {-1, "1969-12-31 23:59:00 -00:01", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char shown[MOMENT_TEXT_SIZE];
        moment_at((struct wall){cases[i].ms}, cases[i].offset, shown);
        ck_assert_str_eq(shown, cases[i].shown);
    }
}
END_TEST

Suite *basics_suite(void)
{
    Suite *s = suite_create("basics");
    TCase *t = tcase_create("basics");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_buffer_grows_and_consumes);
    tcase_add_test(t, a_list_keeps_the_order_of_its_items);
    tcase_add_test(t, random_bytes_are_new_each_time);
    tcase_add_test(t, a_wiped_secret_is_all_zeros);
    tcase_add_test(t, only_well_formed_utf8_is_text);
    tcase_add_test(t, a_cut_text_has_whole_characters);
    tcase_add_test(t, what_a_terminal_may_obey_is_a_control_character);
    tcase_add_test(t, instants_read_as_rfc_3339);
    tcase_add_test(t, a_moment_has_its_year_and_its_offset);
    tcase_add_test(t, what_is_wrong_with_a_moment_is_said);
    tcase_add_test(t, a_moment_is_shown_in_the_machines_zone);
    tcase_add_test(t, a_moment_on_paper_has_the_exams_offset);
    tcase_add_test(t, a_log_line_cannot_be_forged);
    tcase_add_test(t, a_log_line_drives_no_terminal);
    tcase_add_test(t, lines_that_are_logged_together_are_all_there);
    tcase_add_test(t, a_level_has_a_name_and_hides_those_below_it);
    tcase_add_test(t, the_journal_gets_priorities_and_no_second_time);
    tcase_add_test(t, statuses_have_names);
    tcase_add_test(t, a_thread_carries_its_name);
    tcase_add_test(t, a_queue_is_bounded_and_in_order);
    tcase_add_test(t, a_queue_loses_and_repeats_nothing);
    tcase_add_test(t, addresses_are_host_and_port);
    tcase_add_test(t, bytes_go_through_a_socket_until_it_closes);
    tcase_add_test(t, a_unix_socket_is_its_owners);
    tcase_add_test(t, a_new_file_replaces_none_with_hard_links_or_without);
    tcase_add_test(t, a_path_has_a_directory_and_a_name);
    tcase_add_test(t, a_spin_wait_ends);
    tcase_add_test(t, what_was_queued_is_news_until_it_is_taken);
    tcase_add_test(t, a_wake_up_is_seen_once);
    suite_add_tcase(s, t);
    return s;
}
