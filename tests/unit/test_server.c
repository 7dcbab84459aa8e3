/* The server's small parts: access codes, wrong codes, the list of clients, options, JSON and
 * records.
 */
#include "common/file.h"
#include "common/log.h"
#include "db/ledger_record.h"
#include "server/door/access.h"
#include "server/door/clients.h"
#include "server/door/guesses.h"
#include "server/evidence/json.h"
#include "server/evidence/record.h"
#include "server/link/lobby.h"
#include "server/setup/config.h"
#include "server/setup/sandbox.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <errno.h>
#include <check.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- access codes --- */

static bool is_code(const char *code, const struct code_hash *hash)
{
    bool same = false;
    ck_assert_int_eq(access_matches(code, hash, &same), STATUS_OK);
    return same;
}

static void issue(const char *cluster, const char *id, const char *key, char code[ACCESS_CODE_SIZE])
{
    struct code_hash hash;
    size_t len = key != NULL ? strlen(key) : 0;
    ck_assert_int_eq(access_issue(cluster, id, key, len, code, &hash), STATUS_OK);
    ck_assert(is_code(code, &hash));
}

START_TEST(a_code_follows_from_cluster_id_and_key)
{
    static const char key[] = "the-first-key-of-this-test";
    char a[ACCESS_CODE_SIZE], b[ACCESS_CODE_SIZE], shown[ACCESS_SHOWN_SIZE];
    issue("sinodo", "V1", key, a);
    issue("sinodo", "V1", key, b); /* at the other node, and after any loss */
    ck_assert_str_eq(a, b);
    /* As another program makes it, of "sinodo\0V1\0"; for ever: whoever lost the reply asks again.
     */
    ck_assert_str_eq(a, "T79F8N9NH46R");
    ck_assert_uint_eq(strlen(a), ACCESS_CODE_CHARS);
    ck_assert_uint_eq(strspn(a, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ACCESS_CODE_CHARS);
    issue("sinodo", "V2", key, b);
    ck_assert_str_ne(a, b);
    issue("sinodo", "V1", "the-first-kez-of-this-test", b);
    ck_assert_str_ne(a, b);
    issue("sinodp", "V1", key, b);
    ck_assert_str_ne(a, b);
    issue("sinodo", "V1", NULL, a); /* without a key nobody gets it again */
    issue("sinodo", "V1", NULL, b);
    ck_assert_str_ne(a, b);
    access_show("K7QF93HD2MXT", shown);
    ck_assert_str_eq(shown, "K7QF-93HD-2MXT");
}
END_TEST

START_TEST(a_key_is_long_enough_and_printable)
{
    char key[ACCESS_KEY_MOST + 1];
    memset(key, '!', sizeof key);
    key[1] = '~';
    for (size_t len = 0; len <= sizeof key; len++)
        ck_assert_msg(access_key_valid(key, len) == (len >= 22 && len <= 64), "%zu", len);
    for (int c = 0; c < 256; c++) {
        key[ACCESS_KEY_LEAST - 1] = (char)c;
        ck_assert_msg(access_key_valid(key, ACCESS_KEY_LEAST) == (c > ' ' && c < 127), "%d", c);
    }
}
END_TEST

START_TEST(codes_use_all_their_bits)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint32_t seen[ACCESS_CODE_CHARS] = {0};
    for (int i = 0; i < 2000; i++) {
        char code[ACCESS_CODE_SIZE], key[32];
        (void)snprintf(key, sizeof key, "the-key-of-this-test-%04d", i);
        issue("sinodo", "V1", key, code);
        for (size_t k = 0; k < ACCESS_CODE_CHARS; k++)
            seen[k] |= 1u << (strchr(alphabet, code[k]) - alphabet);
    }
    for (size_t k = 0; k < ACCESS_CODE_CHARS; k++)
        ck_assert_uint_eq(seen[k], UINT32_MAX);
}
END_TEST

START_TEST(a_code_is_read_as_people_type_it)
{
    static const struct {
        const char *typed, *code; /* NULL: not a code */
    } cases[] = {{"K7QF-93HD-2MXT", "K7QF93HD2MXT"},
                 {"k7qf93hd2mxt", "K7QF93HD2MXT"},
                 {" k7qf 93hd-2mxt ", "K7QF93HD2MXT"},
                 {"oOiIlL000000", "001111000000"},
                 {"K7QF-93HD-2MX", NULL},
                 {"K7QF-93HD-2MXT0", NULL},
                 {"U7QF-93HD-2MXT", NULL},
                 {"", NULL},
                 {"K7QF_93HD_2MXT", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char code[ACCESS_CODE_SIZE];
        bool valid = access_normalise(cases[i].typed, strlen(cases[i].typed), code);
        ck_assert_msg(valid == (cases[i].code != NULL), "%s", cases[i].typed);
        if (valid)
            ck_assert_str_eq(code, cases[i].code);
    }
    char code[ACCESS_CODE_SIZE];
    ck_assert(!access_normalise("K7QF93HD2MX\0", 12, code));
}
END_TEST

START_TEST(a_salted_hash_knows_its_code)
{
    struct code_hash a, b;
    char code[ACCESS_CODE_SIZE];
    static const char key[] = "the-first-key-of-this-test";
    ck_assert_int_eq(access_issue("sinodo", "V1", key, sizeof key - 1, code, &a), STATUS_OK);
    ck_assert_int_eq(access_issue("sinodo", "V1", key, sizeof key - 1, code, &b), STATUS_OK);
    ck_assert(!digest_equal(&a.hash, &b.hash));
    ck_assert(is_code(code, &a));
    ck_assert(is_code(code, &b));
    ck_assert(!is_code("T79F8N9NH46S", &a));
    /* As another program makes it: HMAC-SHA-256 of the code, the salt being the key. */
    static const uint8_t hash[] = {0xb0, 0xbe, 0xc4, 0x4a, 0x1a, 0x06, 0x47, 0xe4, 0x6a, 0x90, 0xcd,
                                   0xcd, 0xc2, 0x7e, 0xb1, 0xb0, 0x9e, 0x68, 0x38, 0x5a, 0xb3, 0xdb,
                                   0x7d, 0x98, 0x61, 0xb4, 0x3f, 0x4e, 0x1f, 0xeb, 0x1e, 0x44};
    for (uint8_t i = 0; i < SALT_BYTES; i++)
        a.salt[i] = i;
    memcpy(a.hash.bytes, hash, sizeof hash);
    ck_assert(is_code("K7QF93HD2MXT", &a));
}
END_TEST

/* --- wrong codes --- */

/* What is written to the log meanwhile, into text[]. */
static void listen_to_log(void (*act)(struct guesses *), struct guesses *g, char *text, size_t size)
{
    int ends[2], kept = dup(STDERR_FILENO);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    act(g);
    ck_assert_int_eq(dup2(kept, STDERR_FILENO), STDERR_FILENO);
    close(kept);
    close(ends[1]);
    ssize_t len = read(ends[0], text, size - 1);
    text[len > 0 ? len : 0] = '\0';
    close(ends[0]);
}

static size_t lines_of(const char *text)
{
    size_t count = 0;
    for (const char *c = text; *c != '\0'; c++)
        count += *c == '\n';
    return count;
}

START_TEST(wrong_codes_are_logged_once_for_each_network)
{
    enum { EACH = 7, FLOOD = 1000 };
    static char text[65536];
    char network[NET_NETWORK_SIZE];
    struct guesses *g;
    log_open("test", LOG_WARN);
    ck_assert_int_eq(guesses_open(&g), STATUS_OK);
    for (int i = 0; i < EACH; i++)
        guesses_note(g, "192.0.2.1");
    guesses_note(g, "2001:db8::/64");
    listen_to_log(guesses_report, g, text, sizeof text);
    ck_assert_uint_eq(lines_of(text), 2);
    expect_has(text, "wrong codes: 7 from 192.0.2.1\n");
    expect_has(text, "wrong codes: 1 from 2001:db8::/64\n");
    listen_to_log(guesses_report, g, text, sizeof text); /* said already */
    ck_assert_str_eq(text, "");
    /* However many networks there are: the table is full, and the rest is one line. */
    for (int i = 0; i < FLOOD; i++) {
        (void)snprintf(network, sizeof network, "10.0.%d.%d", i / 256, i % 256);
        guesses_note(g, network);
    }
    listen_to_log(guesses_report, g, text, sizeof text);
    ck_assert_uint_eq(lines_of(text), GUESSES_NETWORKS + 1);
    char rest[96];
    (void)snprintf(rest, sizeof rest, "wrong codes: %d from networks beyond the first %d",
                   FLOOD - GUESSES_NETWORKS, GUESSES_NETWORKS);
    expect_has(text, rest);
    ck_assert_uint_eq(guesses_total(g), EACH + 1 + FLOOD);
    guesses_close(g);
    guesses_close(NULL);
}
END_TEST

/* --- clients --- */

static int socket_end(int *other)
{
    int fds[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    *other = fds[1];
    return fds[0];
}

START_TEST(a_client_speaks_for_one_applicant_at_a_time)
{
    struct clients *all;
    int others[3];
    struct client *c[3];
    ck_assert_int_eq(clients_open(2, false, &all), STATUS_OK);
    int fds[3] = {socket_end(&others[0]), socket_end(&others[1]), socket_end(&others[2])};
    c[0] = clients_add(all, fds[0]);
    c[1] = clients_add(all, fds[1]);
    ck_assert(c[0] != NULL);
    ck_assert(c[1] != NULL);
    ck_assert_ptr_null(clients_add(all, fds[2]));
    ck_assert_uint_eq(clients_count(all), 2);
    ck_assert_str_eq(client_id(c[0]), "");
    ck_assert_uint_eq(clients_signed_in(all), 0);
    clients_speak_for(all, c[0], "V1");
    clients_speak_for(all, c[1], "V1");
    ck_assert_str_eq(client_id(c[0]), "V1"); /* a stranger now, and it may go on */
    ck_assert_uint_eq(clients_signed_in(all), 1);
    clients_speak_for(all, c[0], "V2"); /* and now for somebody else */
    ck_assert_uint_eq(clients_signed_in(all), 2);
    ck_assert_str_eq(client_id(c[0]), "V2");
    clients_abandon(all, c[1]);
    ck_assert_int_eq(write(fds[1], "x", 1), 1); /* still open */
    c[1] = clients_add(all, fds[2]);
    ck_assert_ptr_nonnull(c[1]);
    clients_stop(all);
    ck_assert(clients_stopping(all));
    char byte;
    ck_assert_int_eq(read(fds[2], &byte, 1), 0); /* sees the end */
    ck_assert(!clients_wait(all, clock_deadline(-1)));
    clients_remove(all, c[0]);
    clients_remove(all, c[1]);
    ck_assert(clients_wait(all, clock_deadline(-1)));
    ck_assert_ptr_null(clients_add(all, fds[1]));
    clients_close(all);
    clients_close(NULL);
    close(fds[1]);
    for (int i = 0; i < 3; i++)
        close(others[i]);
}
END_TEST

static bool was_sent_away(int fd)
{
    char byte;
    return recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

START_TEST(strangers_leave_places_for_others)
{
    enum { MOST = 128, SIGNED_IN = 64, COME = 80 };
    struct clients *all;
    struct client *c[SIGNED_IN + COME];
    int fds[SIGNED_IN + COME], others[SIGNED_IN + COME], away = 0;
    ck_assert_int_eq(clients_open(MOST, true, &all), STATUS_OK);
    for (int i = 0; i < SIGNED_IN + COME; i++) {
        char id[IDENT_SIZE];
        fds[i] = socket_end(&others[i]);
        c[i] = clients_add(all, fds[i]);
        ck_assert_msg(c[i] != NULL, "no room for %d", i);
        (void)snprintf(id, sizeof id, "V%d", i + 1);
        if (i < SIGNED_IN)
            clients_speak_for(all, c[i], id);
        /* The oldest stranger goes, and soon its place is free. */
        if (i >= SIGNED_IN && was_sent_away(fds[SIGNED_IN + away])) {
            clients_remove(all, c[SIGNED_IN + away]);
            close(others[SIGNED_IN + away]);
            away++;
        }
    }
    ck_assert_int_gt(away, SIGNED_IN + COME - MOST); /* a place is always free */
    ck_assert_int_lt(away, COME);                    /* and some strangers stay */
    for (int i = 0; i < SIGNED_IN; i++)
        ck_assert(!was_sent_away(fds[i]));
    for (int i = 0; i < SIGNED_IN + COME; i++) {
        if (i >= SIGNED_IN && i < SIGNED_IN + away)
            continue;
        clients_remove(all, c[i]);
        close(others[i]);
    }
    clients_close(all);
}
END_TEST

/* Nobody holds more than two places by one code: the terminal's, and that of whoever signed in last.
 * Who only holds strangers' places has seven eighths. */
START_TEST(the_terminal_and_the_newest_client_keep_their_places)
{
    enum { MOST = 16, SEATED = 1, SEATED_NEXT = 3 };
    struct clients *all;
    struct client *c[MOST];
    int fds[MOST], others[MOST], away = 0;
    ck_assert_int_eq(clients_open(MOST, true, &all), STATUS_OK);
    for (int i = 0; i < MOST; i++) {
        fds[i] = socket_end(&others[i]);
        c[i] = clients_add(all, fds[i]);
        clients_speak_for(all, c[i], "V1");
        ck_assert_uint_eq(clients_signed_in(all), i > SEATED ? 2 : 1);
        if (i == SEATED || i == SEATED_NEXT)
            clients_seat(all, c[i]);
    }
    for (int i = 0; i < MOST; i++)
        away += was_sent_away(fds[i]);
    ck_assert_int_gt(away, 0);
    ck_assert(!was_sent_away(fds[MOST - 1]));
    ck_assert(!was_sent_away(fds[SEATED_NEXT]));
    ck_assert(was_sent_away(fds[0]));
    clients_seat(all, c[MOST - 1]); /* the newest one has taken the sitting over */
    ck_assert_uint_eq(clients_signed_in(all), 1);
    clients_seat(all, c[MOST - 1]);
    clients_speak_for(all, c[SEATED_NEXT], "V2"); /* that one is a terminal no more */
    clients_speak_for(all, c[MOST - 2], "V2");
    ck_assert_uint_eq(clients_signed_in(all), 2);
    for (int i = 0; i < MOST; i++) {
        clients_remove(all, c[i]);
        close(others[i]);
    }
    clients_close(all);
}
END_TEST

START_TEST(who_is_signed_out_is_a_stranger_again)
{
    enum { MOST = 8 };
    struct clients *all;
    struct client *c[MOST];
    int fds[MOST], others[MOST];
    ck_assert_int_eq(clients_open(MOST, true, &all), STATUS_OK);
    for (int i = 0; i < MOST; i++) {
        fds[i] = socket_end(&others[i]);
        c[i] = clients_add(all, fds[i]);
        ck_assert_ptr_nonnull(c[i]);
        if (i < 2)
            clients_speak_for(all, c[i], i == 0 ? "V1" : "V2");
        if (i == 0)
            clients_sign_out(all, c[i]);
    }
    ck_assert_str_eq(client_id(c[0]), "");
    ck_assert_str_eq(client_id(c[1]), "V2");
    for (int i = 0; i < MOST; i++) /* the oldest stranger made room */
        ck_assert_int_eq(was_sent_away(fds[i]), i == 0);
    size_t signed_in = clients_signed_in(all);
    clients_sign_out(all, c[2]); /* who is one already stays one */
    clients_speak_for(all, c[2], "V2");
    ck_assert_uint_eq(clients_signed_in(all), signed_in); /* in place of the other */
    for (int i = 0; i < MOST; i++) {
        clients_remove(all, c[i]);
        close(others[i]);
    }
    clients_close(all);
}
END_TEST

/* Connections that wait for the answer to a wrong code keep out nobody who has given none. */
START_TEST(who_gave_a_wrong_code_makes_room_first)
{
    enum { MOST = 16, WRONG = 8 };
    struct clients *all;
    struct client *c[MOST];
    int fds[MOST], others[MOST];
    ck_assert_int_eq(clients_open(MOST, true, &all), STATUS_OK);
    for (int i = 0; i < MOST; i++) {
        fds[i] = socket_end(&others[i]);
        c[i] = clients_add(all, fds[i]);
        ck_assert_ptr_nonnull(c[i]);
        if (i == 0)
            clients_speak_for(all, c[0], "V1");
        if (i == 0 || i == WRONG) /* who has signed in is no stranger, and stays */
            clients_distrust(all, c[i]);
    }
    /* Fourteen strangers may be there: the fifteenth sent one away, and not the oldest. */
    for (int i = 0; i < MOST; i++)
        ck_assert_msg(was_sent_away(fds[i]) == (i == WRONG), "%d", i);
    for (int i = 0; i < MOST; i++) {
        clients_remove(all, c[i]);
        close(others[i]);
    }
    clients_close(all);
}
END_TEST

START_TEST(without_pressure_strangers_stay)
{
    enum { MOST = 8 };
    for (int yield = 0; yield < 2; yield++) {
        struct clients *all;
        struct client *c[MOST];
        int fds[MOST], others[MOST], count = yield ? MOST - 1 : MOST;
        ck_assert_int_eq(clients_open(MOST, yield != 0, &all), STATUS_OK);
        for (int i = 0; i < count; i++) {
            fds[i] = socket_end(&others[i]);
            c[i] = clients_add(all, fds[i]);
            ck_assert_ptr_nonnull(c[i]);
        }
        for (int i = 0; i < count; i++) {
            ck_assert(!was_sent_away(fds[i]));
            clients_remove(all, c[i]);
            close(others[i]);
        }
        clients_close(all);
    }
}
END_TEST

/* --- the lobby --- */

/* Else the sync thread turns as fast as it can until their time is over. */
START_TEST(a_guest_who_is_gone_is_not_waited_for)
{
    enum { SILENT, CLOSED, RESET, GUESTS };
    struct lobby *lobby;
    struct pollfd fds[LOBBY_GUESTS];
    struct stream in;
    struct mono now = {1000000};
    int others[GUESTS], ends[GUESTS];
    ck_assert_int_eq(lobby_open(NULL, NULL, NULL, &lobby), STATUS_OK);
    for (int i = 0; i < GUESTS; i++) {
        ends[i] = socket_end(&others[i]);
        lobby_admit(lobby, ends[i], now);
    }
    ck_assert_uint_eq(lobby_poll(lobby, fds), GUESTS);
    ck_assert_int_eq(write(ends[RESET], "x", 1), 1);
    close(others[RESET]);
    close(others[CLOSED]);
    ck_assert(!lobby_step(lobby, now, &in));
    ck_assert_uint_eq(lobby_poll(lobby, fds), 1);
    ck_assert_int_eq(fds[0].fd, ends[SILENT]);
    ck_assert_int_eq(poll(fds, 1, 0), 0); /* nothing is to be done */
    ck_assert_int_eq(write(others[SILENT], "x", 1), 1);
    ck_assert_int_eq(poll(fds, 1, 0), 1);
    ck_assert(!lobby_step(lobby, now, &in)); /* only who was heard is looked at */
    lobby_polled(lobby, fds, 1);
    ck_assert(lobby_step(lobby, now, &in));
    ck_assert_int_eq(in.fd, ends[SILENT]);
    ck_assert_uint_eq(lobby_poll(lobby, fds), 0);
    lobby_close(lobby);
    lobby_close(NULL);
    stream_close(&in);
    close(in.fd);
    close(others[SILENT]);
}
END_TEST

/* --- sandbox --- */

static void *just_end(void *arg)
{
    return arg;
}

START_TEST(what_a_node_never_needs_is_given_up)
{
    ck_assert_int_ge(personality(0xffffffff), 0); /* asks, and changes nothing */
    ck_assert(sandbox_enter());
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    char *const argv[] = {(char *)"/bin/true", NULL};
    ck_assert_int_eq(personality(0xffffffff), -1);
    ck_assert_int_eq(errno, EPERM);
    ck_assert_int_eq(execv(argv[0], argv), -1);
    ck_assert_int_eq(errno, EPERM);
    ck_assert_int_eq(socket(AF_PACKET, SOCK_RAW, 0), -1);
    ck_assert_int_eq(errno, EPERM);
    /* Nor by a number whose upper half the kernel does not see. */
    ck_assert_int_eq(syscall(SYS_socket, AF_PACKET | INT64_C(1) << 32, SOCK_RAW, 0), -1);
    ck_assert_int_eq(errno, EPERM);
    /* Nor another process, in any way. */
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    ck_assert_int_eq(child, -1);
    ck_assert_int_eq(errno, EPERM);
    ck_assert_int_ne(posix_spawn(&child, argv[0], NULL, NULL, argv, NULL), 0);
    ck_assert_int_eq(syscall(SYS_clone3, NULL, 0), -1);
    ck_assert_int_eq(errno, ENOSYS);
    ck_assert_int_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
#endif
    ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
    int fd = socket(AF_INET, SOCK_STREAM, 0); /* what it needs it keeps */
    ck_assert_int_ge(fd, 0);
    close(fd);
    pthread_t thread;
    void *ended = NULL;
    ck_assert_int_eq(pthread_create(&thread, NULL, just_end, &fd), 0);
    ck_assert_int_eq(pthread_join(thread, &ended), 0);
    ck_assert_ptr_eq(ended, &fd);
    ck_assert_uint_eq(umask(0), 077);
}
END_TEST

/* What entering the sandbox says on standard error, as that user. */
static const char *said_to(uid_t user)
{
    static char said[1024];
    int ends[2], state;
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(dup2(ends[1], STDERR_FILENO) == STDERR_FILENO && setuid(user) == 0 && sandbox_enter()
                  ? 0
                  : 1);
    close(ends[1]);
    ssize_t len = read(ends[0], said, sizeof said - 1);
    said[len > 0 ? len : 0] = '\0';
    close(ends[0]);
    ck_assert_int_eq(waitpid(child, &state, 0), child);
    ck_assert_int_eq(state, 0);
    return said;
}

START_TEST(root_is_told_that_it_need_not_be)
{
    uid_t nobody = geteuid() != 0 ? geteuid() : 65534;
    log_open("test", LOG_WARN);
    ck_assert_str_eq(said_to(nobody), "");
    if (geteuid() == 0)
        expect_has(said_to(0), "running as root: make a user for sinodod");
    else
        skipped("only root sees what root is told");
}
END_TEST

/* --- options --- */

static char error[CONFIG_ERROR_SIZE];

static enum config_result read_options(struct config *out, const char *const *words)
{
    int argc = 0;
    while (words[argc] != NULL)
        argc++;
    return config_read(argc, (char *const *)words, out, error);
}

START_TEST(options_are_read_with_defaults)
{
    struct config c;
    const char *const words[] = {"sinodod",    "--node", "caracas",     "--data=/d",
                                 "--listen",   ":1",     "--plaintext", "--bank",
                                 "x/y.z.gift", "--peer", "[::1]:2",     NULL};
    ck_assert_msg(read_options(&c, words) == CONFIG_RUN, "%s", error);
    ck_assert_str_eq(c.node, "caracas");
    ck_assert_str_eq(c.data, "/d");
    ck_assert_str_eq(c.key_dir, "/d");
    ck_assert(c.plaintext);
    ck_assert(!c.tls);
    ck_assert_str_eq(c.listen.port, "1");
    ck_assert_str_eq(c.peer.host, "::1");
    ck_assert_str_eq(c.cluster, "sinodo");
    ck_assert_str_eq(c.title, "y.z");
    ck_assert_int_eq(c.seconds, 3600);
    ck_assert_int_eq(c.pass_percent, 50);
    ck_assert_int_eq(c.claim_timeout_ms, 2000);
    ck_assert_int_eq(c.ids.letter, 'V');
    ck_assert_uint_eq(c.ids.formats, 1U << IDENT_CEDULA);
    ck_assert_int_eq(c.log_level, LOG_INFO);
    ck_assert(!c.developer);
}
END_TEST

START_TEST(bad_options_say_what_to_do)
{
    static const struct {
        const char *words[12], *says;
    } cases[] = {
        {{"s", "--node", "c", "--data", "d", "--listen", ":1", NULL}, "--bank FILE is missing"},
        {{"s", NULL}, "--node NAME is missing"},
        {{"s", "--node", NULL}, "--node needs a value"},
        {{"s", "--zzz", "1", NULL}, "there is no option '--zzz' (see sinodod --help)"},
        {{"s", "--lisen", NULL}, "there is no option '--lisen'; did you mean '--listen'?"},
        {{"s", "node", NULL}, "'node' is not an option"},
        {{"s", "--node", "a b", NULL}, "--node: node must be"},
        {{"s", "--listen", "x", NULL}, "HOST:PORT"},
        {{"s", "--seconds", "0", NULL}, "from 1 to"},
        {{"s", "--seconds", "1x", NULL}, "whole number"},
        {{"s", "--id-letter", "v", NULL}, "capital letter"},
        {{"s", "--id-format", "cedula,number", NULL}, "a bare number would be both"},
        {{"s", "--config", "/nonexistent", NULL}, "cannot read the configuration"},
        {{"s", "--data", "", NULL}, "empty"},
        {{"s", "--tls=perhaps", NULL}, "tls must be yes or no"},
        {{"s", "--peer-pin", "abc", NULL}, "sinodoctl keygen"},
        {{"s", "--seb", "yes", NULL}, "must be require"},
        {{"s", "--seb-config-key", "abc", NULL}, "sinodoctl kiosk"},
        {{"s", "--registration", "all", NULL}, "must be open, secret or staff, not 'all'"},
        {{"s", "--log-level", "loud", NULL}, "must be debug, info, warn or error, not 'loud'"},
        {{"s", "--node", "c", "--data", "d", "--bank", "b", "--listen", ":1", NULL}, "give --tls"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct config c;
        ck_assert_int_eq(read_options(&c, cases[i].words), CONFIG_BAD);
        ck_assert_msg(strstr(error, cases[i].says) != NULL, "case %zu: %s", i, error);
    }
    struct config c;
    const char *const both[] = {"s",  "--node", "c", "--data", "d",  "--listen",
                                ":1", "--bank", "b", "--peer", ":2", "--peer-listen",
                                ":3", NULL};
    ck_assert_int_eq(read_options(&c, both), CONFIG_BAD);
    expect_has(error, "exclude");
    const char *const no_key[] = {"s",           "--node", "c", "--data", "d",       "--listen",
                                  "127.0.0.1:1", "--bank", "b", "--seb",  "require", NULL};
    ck_assert_int_eq(read_options(&c, no_key), CONFIG_BAD);
    expect_has(error, "--seb require and --seb-config-key go together");
    const char *const no_web[] = {
        "s",
        "--node",
        "c",
        "--data",
        "d",
        "--listen",
        "127.0.0.1:1",
        "--bank",
        "b",
        "--seb",
        "require",
        "--seb-config-key",
        "b272480034fba0139ff4c472f05aca2fc76bc52a711bca7ad8bb534ca7c73c90",
        NULL};
    ck_assert_int_eq(read_options(&c, no_web), CONFIG_BAD);
    expect_has(error, "--seb require goes with --web");
    const char *const odd[] = {"s",  "--node",      "c",      "--data",          "d", "--listen",
                               ":1", "--plaintext", "--bank", "b/a\x1b[2J.gift", NULL};
    ck_assert_int_eq(read_options(&c, odd), CONFIG_BAD);
    expect_has(error, "the exam's title (or give --title): a title cannot hold U+001B, ESCAPE");
    ck_assert_int_eq(read_options(&c, (const char *const[]){"s", "--help", NULL}), CONFIG_HELP);
    ck_assert_int_eq(read_options(&c, (const char *const[]){"s", "--version", NULL}),
                     CONFIG_VERSION);
    ck_assert_int_eq(read_options(&c, (const char *const[]){"s", "--check-bank", "b", NULL}),
                     CONFIG_CHECK);
    ck_assert(!c.strict);
    ck_assert_int_eq(
        read_options(&c, (const char *const[]){"s", "--strict", "--check-bank", "b", NULL}),
        CONFIG_CHECK);
    ck_assert(c.strict);
    const char *const strict[] = {"s",  "--node",      "c",      "--data", "d",        "--listen",
                                  ":1", "--plaintext", "--bank", "b",      "--strict", NULL};
    ck_assert_int_eq(read_options(&c, strict), CONFIG_BAD);
    expect_has(error, "--strict goes with --check-bank or --check-roster");
}
END_TEST

START_TEST(a_file_gives_options_and_the_command_line_wins)
{
    char path[] = "/tmp/sinodo-config-XXXXXX";
    static const char text[] =
        "# one node\n\n node = caracas \r\ndata=/d\nlisten = :1\nbank = b\nplaintext = yes\n"
        "seconds = 10\ntitle = Un examen = dos\nlog-level = debug\ndeveloper = yes";
    int fd = mkstemp(path);
    ck_assert_int_eq(write(fd, text, sizeof text - 1), (ssize_t)sizeof text - 1);
    close(fd);
    struct config c;
    const char *const words[] = {"s", "--seconds", "20", "--config", path, NULL};
    ck_assert_msg(read_options(&c, words) == CONFIG_RUN, "%s", error);
    ck_assert_str_eq(c.node, "caracas");
    ck_assert_str_eq(c.title, "Un examen = dos");
    ck_assert_int_eq(c.seconds, 20);
    ck_assert_int_eq(c.log_level, LOG_DEBUG);
    ck_assert(c.developer);
    (void)unlink(path);
    static const struct {
        const char *text, *says;
    } bad[] = {{"tls", "f:1: expected 'name = value' (a switch: 'name = yes')"},
               {"\n\nnada = 1", "f:3: there is no option 'nada'"},
               {"check-bank = x", "f:1: there is no option"},
               {"strict = yes", "f:1: there is no option"},
               {"seconds = x", "f:1: seconds must be"},
               {"node = ", "f:1: node must be"},
               {"data = x\rtitle = Admisi\xf3n", "f:2: the line is not UTF-8"},
               {"data = x\x1b[2J", "f:1: the line holds U+001B, ESCAPE"},
               {"title = a\tb", "f:1: a title cannot hold U+0009, CHARACTER TABULATION"},
               {"title =", "f:1: a title has 1 to 200 bytes"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert(!config_parse("f", bad[i].text, strlen(bad[i].text), &c, error));
        expect_has(error, bad[i].says);
    }
    static char long_line[4000];
    memset(long_line, 'x', sizeof long_line);
    ck_assert(!config_parse("f", long_line, sizeof long_line, &c, error));
    expect_has(error, "f:1: the line is too long");
    ck_assert(!config_parse("f", "a\0=b", 4, &c, error));
    expect_has(error, "f:1: the line holds a NUL byte");
    static const char windows[] = "\xEF\xBB\xBFseconds = 30\r\ntitle = Uno\r\n";
    ck_assert(config_parse("f", windows, sizeof windows - 1, &c, error));
    ck_assert_int_eq(c.seconds, 30);
    ck_assert_str_eq(c.title, "Uno");
}
END_TEST

/* --- JSON and records --- */

START_TEST(json_is_escaped_and_nested)
{
    struct buffer b = {0};
    struct json j = {.out = &b, .first = true};
    json_begin(&j, NULL, '{');
    json_string(&j, "a\"b", "x\\\n\x01\xc3\xb1");
    json_begin(&j, "list", '[');
    json_integer(&j, NULL, -5);
    json_bool(&j, NULL, true);
    json_end(&j, ']');
    json_begin(&j, "none", '[');
    json_end(&j, ']');
    json_number(&j, "n", "1.5");
    json_end(&j, '}');
    buffer_append(&b, "", 1);
    ck_assert_str_eq(b.data, "{\n  \"a\\\"b\": \"x\\\\\\u000a\\u0001\xc3\xb1\",\n  \"list\": [\n"
                             "    -5,\n    true\n  ],\n  \"none\": [],\n  \"n\": 1.5\n}");
    buffer_release(&b);
}
END_TEST

/* The basis is that of the record. */
static void write_out(const struct exam *exam, const struct ledger_record *record,
                      struct paper_question *paper, struct buffer *out)
{
    const struct record_basis basis = record_basis_of(exam, "caracas", record);
    record_write(exam, "caracas", record, &basis, paper, out);
}

START_TEST(a_record_shows_the_paper_as_it_was)
{
    struct exam *exam = sample_exam(3);
    struct paper_question paper[3], expected[3];
    struct answer answers[3] = {{0}};
    uint8_t bytes[16];
    struct ledger_record record;
    struct buffer out = {0};
    memset(&record, 0, sizeof record);
    record.applicant = applicant_unknown("V1");
    memcpy(record.applicant.name, "Ana \"A\"", 8);
    struct sitting *s = &record.applicant.sitting;
    s->state = SITTING_FINISHED;
    s->seed = UINT64_MAX;
    s->exam = s->marked_exam = exam->digest;
    s->marked_n = 12;
    s->reason = FINISH_BY_DEADLINE;
    s->finish_n = 12;
    s->score = 1000;
    s->max = 3000;
    record.total = (struct marks){.score = 1000, .max = 3000};
    s->pass_percent = 34;
    s->after_restore = true;
    record.answers = answers;
    paper_make(exam, s->seed, expected);
    const struct wire_word word = {"1", 1};
    ck_assert_int_eq(
        answer_take(&exam->questions[expected[0].question], &word, 1, bytes, &answers[0].len),
        REFUSAL_NONE);
    answers[0].values = bytes;
    write_out(exam, &record, paper, &out);
    buffer_append(&out, "", 1);
    static const char *const parts[] = {"\"id\": \"V1\"",
                                        "\"name\": \"Ana \\\"A\\\"\"",
                                        "\"node\": \"caracas\"",
                                        "\"title\": \"sample\"",
                                        "\"finished_by\": \"deadline\"",
                                        "\"score\": 1",
                                        "\"percent\": 33.33",
                                        "\"passed\": false",
                                        "\"finish_entry\": 12",
                                        "\"review_after_restore\": true",
                                        "\"seed\": \"18446744073709551615\"",
                                        "\"given\": [\n        1\n      ]",
                                        "\"kind\": \"multiple\""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        ck_assert_msg(strstr(out.data, parts[i]) != NULL, "%s\n%s", parts[i], out.data);
    buffer_release(&out);
    sample_free(exam);
}
END_TEST

/* The same paper of a bank that is kept encrypted. */
START_TEST(a_confidential_record_has_nothing_of_the_bank)
{
    static char canary[] = "canary";
    struct exam *exam = sample_exam(3);
    struct paper_question paper[3];
    struct answer answers[3] = {{0}};
    struct ledger_record record = {.answers = answers};
    struct buffer out = {0};
    record.applicant = applicant_unknown("V1");
    record.applicant.sitting.seed = 7;
    record.applicant.sitting.marked_exam = exam->digest;
    for (size_t i = 0; i < 3; i++) {
        struct question *q = &exam->questions[i];
        q->name = q->id = q->tags = q->category = q->text = q->feedback = canary;
        for (size_t k = 0; k < q->option_count; k++)
            q->options[k].text = q->options[k].feedback = canary;
    }
    write_out(exam, &record, paper, &out);
    buffer_append(&out, "", 1);
    expect_has(out.data, canary); /* else this test would see nothing */
    buffer_clear(&out);
    exam->confidential = true;
    write_out(exam, &record, paper, &out);
    buffer_append(&out, "", 1);
    expect_lacks(out.data, canary);
    const char *questions = strstr(out.data, "\"questions\"");
    ck_assert_ptr_nonnull(questions);
    expect_lacks(questions, "\"right\"");
    expect_lacks(questions, "\"points\"");
    expect_has(out.data, "\"questions_left_out\": true");
    expect_has(questions, "\"bank_question\": ");
    expect_has(questions, "\"bank_options\": [");
    expect_has(questions, "\"given\": []");
    buffer_release(&out);
    sample_free(exam);
}
END_TEST

START_TEST(a_file_is_written_whole_or_not_at_all)
{
    char dir[] = "/tmp/sinodo-record-XXXXXX", path[64];
    struct stat info;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_int_eq(file_put(dir, "a.json", "one", 3), STATUS_OK);
    ck_assert_int_eq(file_put(dir, "a.json", "three", 5), STATUS_OK);
    (void)snprintf(path, sizeof path, "%s/a.json", dir);
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_size, 5);
    ck_assert_uint_eq(info.st_mode & 0777, 0600);
    (void)snprintf(path, sizeof path, "%s/.a.json.partial", dir);
    ck_assert_int_ne(stat(path, &info), 0);
    remove_tree(dir);
    ck_assert_int_eq(file_put(dir, "a.json", "one", 3), STATUS_IO);
}
END_TEST

/* Somebody who may write there could have another file written over. */
START_TEST(no_link_is_followed_where_a_file_is_written)
{
    char dir[] = "/tmp/sinodo-record-XXXXXX", path[64], victim[64], words[FILE_WORDS_SIZE];
    struct stat info;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(victim, sizeof victim, "%s/victim", dir);
    (void)snprintf(path, sizeof path, "%s/.a.json.partial", dir);
    ck_assert_int_eq(file_put(dir, "victim", "untouched", 9), STATUS_OK);
    ck_assert_int_eq(symlink(victim, path), 0);
    ck_assert_int_eq(file_put(dir, "a.json", "one", 3), STATUS_OK);
    ck_assert_int_eq(stat(victim, &info), 0);
    ck_assert_int_eq(info.st_size, 9);
    ck_assert(file_is_safe_directory(dir, FILE_NO_LINK, words));
    ck_assert_int_eq(symlink(dir, path), 0);
    ck_assert(file_is_safe_directory(path, FILE_OWN, words));
    ck_assert(!file_is_safe_directory(path, FILE_NO_LINK, words));
    ck_assert(!file_is_safe_directory(victim, FILE_OWN, words));
    ck_assert_int_eq(chmod(dir, 0770), 0);
    ck_assert(!file_is_safe_directory(dir, FILE_OWN, words));
    expect_has(words, "chmod 700");
    remove_tree(dir);
    ck_assert(!file_is_safe_directory(dir, FILE_OWN, words));
}
END_TEST

START_TEST(a_record_says_whose_it_is)
{
    struct exam *exam = sample_exam(3);
    struct paper_question paper[3];
    struct answer answers[3] = {{0}};
    struct ledger_record record = {.answers = answers, .finish_digest = {{1, 2, 3}}};
    struct buffer out = {0};
    char text[DIGEST_TEXT_SIZE], wanted[DIGEST_TEXT_SIZE], node[NODE_NAME_MAX + 1];
    uint64_t n;
    record.applicant = applicant_unknown("V1");
    record.n = 14;
    record.applicant.sitting.finish_n = 12;
    (void)snprintf(record.applicant.name, sizeof record.applicant.name, "\"finish_digest\": \"%s\"",
                   "00");
    record.applicant.sitting.marked_exam = exam->digest;
    write_out(exam, &record, paper, &out);
    buffer_append(&out, "", 1);
    struct record_basis basis = record_basis_of(exam, "caracas", &record);
    ck_assert(record_says(out.data, &basis));
    record.n = 15; /* ruled on since */
    basis = record_basis_of(exam, "caracas", &record);
    ck_assert(!record_says(out.data, &basis));
    digest_text(&record.finish_digest, wanted);
    ck_assert(record_finish(out.data, text, &n));
    ck_assert_str_eq(text, wanted);
    ck_assert_uint_eq(n, 12);
    ck_assert(record_made_by(out.data, node, &n));
    ck_assert_str_eq(node, "caracas");
    ck_assert_uint_eq(n, 14);
    ck_assert(!record_finish("{}", text, &n));
    ck_assert(!record_made_by("{\"made_by_node\": \"../x\",\n\"made_by_entry\": 3,", node, &n));
    buffer_release(&out);
    sample_free(exam);
}
END_TEST

Suite *server_suite(void)
{
    Suite *s = suite_create("server");
    TCase *t = tcase_create("server");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_code_follows_from_cluster_id_and_key);
    tcase_add_test(t, a_key_is_long_enough_and_printable);
    tcase_add_test(t, codes_use_all_their_bits);
    tcase_add_test(t, a_code_is_read_as_people_type_it);
    tcase_add_test(t, a_salted_hash_knows_its_code);
    tcase_add_test(t, wrong_codes_are_logged_once_for_each_network);
    tcase_add_test(t, what_a_node_never_needs_is_given_up);
    tcase_add_test(t, root_is_told_that_it_need_not_be);
    tcase_add_test(t, strangers_leave_places_for_others);
    tcase_add_test(t, the_terminal_and_the_newest_client_keep_their_places);
    tcase_add_test(t, who_is_signed_out_is_a_stranger_again);
    tcase_add_test(t, who_gave_a_wrong_code_makes_room_first);
    tcase_add_test(t, without_pressure_strangers_stay);
    tcase_add_test(t, a_guest_who_is_gone_is_not_waited_for);
    tcase_add_test(t, a_client_speaks_for_one_applicant_at_a_time);
    tcase_add_test(t, options_are_read_with_defaults);
    tcase_add_test(t, bad_options_say_what_to_do);
    tcase_add_test(t, a_file_gives_options_and_the_command_line_wins);
    tcase_add_test(t, json_is_escaped_and_nested);
    tcase_add_test(t, a_record_shows_the_paper_as_it_was);
    tcase_add_test(t, a_confidential_record_has_nothing_of_the_bank);
    tcase_add_test(t, a_file_is_written_whole_or_not_at_all);
    tcase_add_test(t, no_link_is_followed_where_a_file_is_written);
    tcase_add_test(t, a_record_says_whose_it_is);
    suite_add_tcase(s, t);
    return s;
}
