/* One node alone: every command, the operator's tool, the records. */
#define _GNU_SOURCE /* prlimit */
#include "common/clock.h"
#include "server/core/admission.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/line.h"
#include "tests/lib/pair.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEY_1 "the-first-key-of-this-test"
#define KEY_2 "another-key-of-this-test--"

static struct client_conn *other;
static char code[256];

static void hang_up(void)
{
    client_close(conn);
    client_close(other);
}

static void serve(void)
{
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_open(other, pair.node[CARACAS].port));
}

static void setup(void)
{
    open_pair();
    pair.alone = true;
    other = malloc(sizeof *other);
    serve();
}

static void teardown(void)
{
    char out[4096];
    hang_up();
    free(other);
    ck_assert_msg(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL) == 0, "%s", out);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    close_pair();
}

static void kill_and_serve(void)
{
    ck_assert(node_kill(&pair, CARACAS));
    hang_up();
    serve();
}

static void restart_with(const char *option, const char *value)
{
    hang_up();
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    pair.node[CARACAS].extra[0] = option;
    pair.node[CARACAS].extra[1] = value;
    serve();
}

/* The option of the last QUESTION reply that begins so, as a position. */
static int option_like(const char *beginning)
{
    int position = 0;
    for (size_t i = 1; i < conn->count; i++) {
        if (conn->values[i].len != 7 || memcmp(conn->values[i].data, "options", 7) != 0)
            continue;
        for (size_t k = 1; k <= conn->values[i + 1].count; k++) {
            const struct wire_value *v = &conn->values[i + 1 + k];
            if (v->len >= strlen(beginning) && memcmp(v->data, beginning, strlen(beginning)) == 0)
                position = (int)k;
        }
    }
    return position;
}

static void answer_right(const char *number)
{
    char position[16];
    (void)client_ask(conn, "QUESTION", number, NULL);
    (void)snprintf(position, sizeof position, "%d", option_like("correcta"));
    ck_assert_str_eq(client_ask(conn, "ANSWER", number, position, NULL), "OK");
}

static bool record_exists(void *context)
{
    return access(context, F_OK) == 0;
}

#define TOKEN_2 "the-second-token-of-this-test"
#define TOKEN_3 "the-third-token-of-this-test"
#define TOKEN_4 "the-fourth-token-of-this-test"

START_TEST(a_page_that_is_loaded_again_goes_on_without_the_code) /* K8, K9 */
{
    sign_in(conn, "V5001", code);
    expect_ask(conn, "-NOAUTH token", "RESUME", "V5001", TERMINAL, TOKEN_2); /* no sitting yet */
    expect_ask_has(conn, "state running", "START");
    expect_ask(conn, "entry ", "SAVE", "1", "3", "1");
    expect_ask(other, "-NOAUTH token", "RESUME", "V5001", TOKEN_3, TOKEN_2);
    expect_ask(other, "-NOAUTH token", "RESUME", "V5999", TERMINAL, TOKEN_2);
    expect_ask(other, "-ERR", "RESUME", "V5001", TERMINAL, "short");
    expect_ask(other, "-ERR", "RESUME", "V5001", "short", TOKEN_2);
    expect_ask(other, "-BADID", "RESUME", "?", TERMINAL, TOKEN_2);
    expect_ask_has(other, "state running", "RESUME", "V5001", TERMINAL, TOKEN_2);
    expect_ask_has(other, "terminal yours", "RESUME", "V5001", TERMINAL, TOKEN_2); /* again */
    expect_reply_has(other, "seq 3 ");
    expect_ask_has(conn, "terminal yours", "EXAM"); /* it was not used */
    kill_and_serve();
    expect_ask_has(other, "terminal yours", "RESUME", "V5001", TERMINAL, TOKEN_2);
    expect_ask_ok(other, "QUESTION", "1");
    expect_ask(conn, "-INUSE resumed", "RESUME", "V5001", TERMINAL, TOKEN_3);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V5001", code, TERMINAL, NULL), "OK");
    expect_ask(conn, "-INUSE resumed", "QUESTION", "1");
    expect_ask(conn, "-INUSE resumed", "START");
    expect_ask_has(conn, "terminal other terminal_in -1", "EXAM");
    expect_ask_has(conn, "terminal yours", "RESUME", "V5001", TOKEN_2, TOKEN_3);
    expect_ask_ok(conn, "EXAM"); /* uses it */
    expect_ask(other, "-INUSE resumed", "SAVE", "1", "4", "1");
    expect_ask_has(conn, "terminal yours", "RESUME", "V5001", TOKEN_3, TOKEN_4);
    expect_ask_has(conn, "terminal yours", "RESUME", "V5001", TOKEN_4, TOKEN_3); /* uses it */
    expect_ask(other, "-INUSE alive", "SAVE", "1", "4", "1");
    expect_ask_has(conn, "terminal yours", "RESUME", "V5001", TOKEN_3, TOKEN_4);
    expect_ask_ok(conn, "FINISH");
    expect_ask_has(other, "state finished", "RESUME", "V5001", TOKEN_4, TOKEN_2);
    expect_ask_ok(other, "RESULT");
    expect_ask(other, "-FINISHED", "SAVE", "1", "5", "1");
}
END_TEST

START_TEST(an_exam_from_registration_to_the_record)
{
    char record[256];
    sign_in(conn, "V-5.000", code);
    expect_ask(conn,
               "title bank questions 6 seconds 3600 state ready remaining 3600 answered 0 "
               "id V5000 name Ana Pérez opens_in 0 closes_in -1 terminal free terminal_in 0 "
               "sitting 1 ",
               "EXAM");
    expect_ask(conn, "-NOTSTARTED", "QUESTION", "1");
    expect_ask(conn, "-NOTSTARTED", "RESULT");
    expect_ask_has(conn, "state running remaining 3600 answered 0", "START");
    answer_right("1");
    answer_right("2");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "3", "2", NULL), "OK");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "3", NULL), "OK"); /* cleared */
    expect_ask_has(conn, "answered 2", "EXAM");
    expect_ask(conn, "-BADANSWER", "ANSWER", "3", "9");
    expect_ask(conn, "-BADANSWER", "ANSWER", "7", "1");
    expect_ask(conn, "-BADANSWER", "ANSWER", "0", "1");
    expect_ask(conn, "-BADANSWER", "ANSWER", "3", "1", "2");
    expect_ask(conn, "-BADANSWER", "QUESTION", "99");
    expect_ask(conn, "-NOTSTARTED", "RESULT");
    expect_ask_has(conn, "score 2 max 6 percent 33.33 passed no void no copies 1 digest ",
                   "FINISH");
    char result[CLIENT_REPLY_SIZE];
    (void)snprintf(result, sizeof result, "%s", conn->reply);
    ck_assert_str_eq(client_ask(conn, "RESULT", NULL), result);
    expect_ask(conn, "-FINISHED", "FINISH");
    expect_ask(conn, "-FINISHED", "QUESTION", "1");
    (void)snprintf(record, sizeof record, "%s/records/V5000.json", pair.node[CARACAS].data);
    ck_assert(until(record_exists, record, 5000));
    expect_file_has(record, "\"name\": \"Ana Pérez\"");
    expect_file_has(record, "\"score\": 2");
    expect_file_has(record, strrchr(result, ' ') + 1);
    /* Missing at start: written again. */
    ck_assert_int_eq(unlink(record), 0);
    restart_with(NULL, NULL);
    ck_assert(until(record_exists, record, 5000));
}
END_TEST

/* K1, K2: the right code alone does not open an exam that another terminal has. */
START_TEST(an_exam_is_its_terminals_whoever_signs_in)
{
    static const char *const commands[] = {"START", "QUESTION 1", "ANSWER 1 1", "FINISH"};
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "terminal free terminal_in 0", "EXAM");
    expect_ask_has(conn, "terminal yours", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "2", NULL), "OK");
    ck_assert_str_eq(client_ask(other, "AUTH", "v1", code, "another-terminal-of-it", NULL), "OK");
    expect_ask_has(other, "terminal other terminal_in ", "EXAM");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        (void)client_line(other, commands[i]);
        ck_assert_msg(client_is(other, "-INUSE alive "), "%s: %s", commands[i], other->reply);
    }
    expect_ask(other, "-NOTSTARTED running", "RESULT");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", NULL), "OK");
    /* Its next connection, before the node knows of the end of this one. */
    char password[320];
    (void)snprintf(password, sizeof password, "%s:%s", code, TERMINAL);
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", password, NULL), "OK");
    expect_ask_has(other, "terminal yours terminal_in 0", "START");
    /* A connection without a token is a terminal of its own. */
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", code, NULL), "OK");
    expect_ask(other, "-INUSE alive ", "START");
    expect_ask(other, "-ERR a terminal's token has 22 to 64", "AUTH", "V1", code, "too-short");
    expect_ask_has(conn, "answered 1", "EXAM");
}
END_TEST

/* One life of a connection over the line: it signs in, resumes, and asks until the line is cut. */
static void sit_until_cut(struct line *line, int64_t cut_ms)
{
    struct client_conn c;
    struct mono until = clock_deadline(cut_ms);
    line_set(line, LINE_FAST, 300);
    ck_assert(client_open(&c, line_port(line)));
    ck_assert_str_eq(client_ask(&c, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_has(&c, "terminal yours", "START");
    ck_assert_str_eq(client_ask(&c, "ANSWER", "1", "2", NULL), "OK");
    while (clock_left_ms(until) > 0)
        expect_ask_has(&c, "number 1 ", "QUESTION", "1");
    line_set(line, LINE_CUT, 0);
    ck_assert_str_eq(client_ask(&c, "ANSWER", "1", "1", NULL), "");
    client_close(&c);
}

/* K2, K3: it is cut every two seconds and has a delay of 300 ms; somebody else has the right code. */
START_TEST(a_terminal_on_a_flapping_line_never_waits_for_its_exam)
{
    enum { CUTS = 4, CUT_MS = 2000 };
    struct line *line;
    sign_in(conn, "V1", code);
    ck_assert(line_open(pair.node[CARACAS].port, &line));
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", code, "the-terminal-of-a-thief", NULL), "OK");
    for (int i = 0; i < CUTS; i++) {
        sit_until_cut(line, CUT_MS);
        expect_ask(other, "-INUSE alive ", "START");
        expect_ask(other, "-INUSE alive ", "ANSWER", "1", "1");
    }
    expect_ask_has(conn, "terminal yours", "EXAM");
    expect_ask_has(conn, "answer 2", "QUESTION", "1");
    expect_ask_has(conn, "score", "FINISH");
    line_close(line);
}
END_TEST

START_TEST(a_killed_node_gives_the_exam_back_as_it_was)
{
    char question[CLIENT_REPLY_SIZE];
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "running", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "4", "3", NULL), "OK");
    (void)snprintf(question, sizeof question, "%s", client_ask(conn, "QUESTION", "4", NULL));
    kill_and_serve();
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_has(conn, "state running", "EXAM");
    expect_reply_has(conn, "answered 1");
    ck_assert_str_eq(client_ask(conn, "QUESTION", "4", NULL), question);
    expect_file_has(pair.node[CARACAS].log, "outage");
}
END_TEST

static bool sitting_finished(void *context)
{
    return node_status(context, CARACAS, "finished") == 1;
}

START_TEST(the_deadline_finishes_with_what_was_saved)
{
    restart_with("--seconds", "2");
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "remaining 2 ", "START");
    answer_right("1");
    ck_assert(until(sitting_finished, &pair, 10000)); /* nobody asks for it */
    expect_ask(conn, "-TIMEUP", "ANSWER", "2", "1");
    expect_ask(conn, "-TIMEUP", "FINISH");
    expect_ask(conn, "-FINISHED", "START");
    expect_ask_has(conn, "score 1 max 6", "RESULT");
    expect_ask_has(conn, "state finished remaining 0 answered 1", "EXAM");
}
END_TEST

/* --- time in which nobody can answer --- */

enum { FAULT_MS = 4000 };

/* EXAM is in one batch with what the node tries to write. */
static bool exam_is_shown(void *context)
{
    (void)context;
    return strstr(client_ask(conn, "EXAM", NULL), "state running remaining ") != NULL;
}

static long remaining_s(void)
{
    static const char word[] = "remaining ";
    ck_assert_msg(until(exam_is_shown, NULL, 10000), "%s", conn->reply);
    return strtol(strstr(conn->reply, word) + strlen(word), NULL, 10);
}

/* Besides a second for the fault, and one because the node counts whole ones. */
static void check_lost(long before_s, struct mono since, int64_t fault_ms)
{
    int64_t served_ms = clock_mono().ms - since.ms - fault_ms;
    int64_t lost_ms = 1000 * (before_s - remaining_s());
    ck_assert_msg(lost_ms <= served_ms + 2000, "%lld ms are lost, %lld were served",
                  (long long)lost_ms, (long long)served_ms);
}

static bool outage_is_journaled(void *context)
{
    (void)context;
    return file_has(pair.node[CARACAS].log, ": outage");
}

START_TEST(a_node_that_was_stopped_takes_nobodys_time) /* S6 */
{
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "running", "START");
    struct mono since = clock_mono();
    long before_s = remaining_s();
    ck_assert_int_eq(kill(pair.node[CARACAS].process.pid, SIGSTOP), 0);
    (void)poll(NULL, 0, FAULT_MS); /* so long the fault lasts */
    ck_assert_int_eq(kill(pair.node[CARACAS].process.pid, SIGCONT), 0);
    check_lost(before_s, since, FAULT_MS);
    ck_assert(until(outage_is_journaled, NULL, 10000));
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", NULL), "OK");
}
END_TEST

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    pid_t pid = pair.node[CARACAS].process.pid;
    ck_assert_int_eq(prlimit(pid, RLIMIT_FSIZE, NULL, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    ck_assert_int_eq(prlimit(pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static bool question_is_shown(void *context)
{
    (void)context;
    return strstr(client_ask(conn, "QUESTION", "1", NULL), "number 1 ") != NULL;
}

START_TEST(a_full_disk_takes_nobodys_time) /* S8 */
{
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "running", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", NULL), "OK");
    struct mono since = clock_mono();
    long before_s = remaining_s();
    limit_files(4096);
    struct mono end = clock_deadline(FAULT_MS);
    expect_ask(conn, "-IOERR", "ANSWER", "1", "2");
    while (clock_left_ms(end) > 0) {
        expect_ask(conn, "-IOERR", "QUESTION", "1");
        expect_ask(conn, "-IOERR", "ANSWER", "1", "2");
    }
    check_lost(before_s, since, FAULT_MS);
    limit_files(RLIM_INFINITY);
    ck_assert_msg(until(question_is_shown, NULL, 10000), "%s", conn->reply);
    expect_reply_has(conn, "answer 1 ");
    ck_assert(until(outage_is_journaled, NULL, 10000));
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "2", NULL), "OK");
    expect_ask_has(conn, "score ", "FINISH");
}
END_TEST

START_TEST(a_running_exam_keeps_its_bank)
{
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "running", "START");
    hang_up();
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    char program[256], log[160];
    const char *build = getenv("SINODO_BUILD");
    (void)snprintf(program, sizeof program, "%s/sinodod", build ? build : "build");
    (void)snprintf(log, sizeof log, "%s/changed.log", pair.dir);
    const char *changed[] = {
        program,    "--node",      "caracas", "--data",  pair.node[CARACAS].data,
        "--listen", "127.0.0.1:0", "--bank",  pair.bank, "--seconds",
        "99",       NULL};
    ck_assert_int_ne(process_run((char *const *)changed, NULL, log, 10000), 0);
    expect_file_has(log, "running under another exam");
    serve();
}
END_TEST

START_TEST(a_registration_tried_again_gets_the_same_answer)
{
    char again[CLIENT_REPLY_SIZE];
    (void)snprintf(again, sizeof again, "%s",
                   client_ask(conn, "REGISTER", "V1", "Ana", KEY_1, NULL));
    ck_assert_str_eq(client_ask(other, "REGISTER", "1", "Ana", KEY_1, NULL), again);
    expect_ask(other, "-REGISTERED", "REGISTER", "1", "Ana", "");
    kill_and_serve();
    ck_assert_str_eq(client_ask(other, "REGISTER", "1", "Ana", KEY_1, NULL), again);
}
END_TEST

#define WRONG "-WRONGPASS wrong ID or code; who registered at another centre signs in there"

/* How long the last request took, asked at `began`. */
static int64_t since(struct mono began)
{
    return clock_mono().ms - began.ms;
}

/* A key gives the code: a wrong one is answered as late as a wrong code is. */
START_TEST(a_wrong_key_waits_and_the_right_one_does_not)
{
    char again[CLIENT_REPLY_SIZE];
    (void)snprintf(again, sizeof again, "%s", client_ask(conn, "REGISTER", "V1", "", KEY_1, NULL));
    (void)client_pair(conn, "code", code);
    for (int i = 0; i < 2; i++) {
        struct mono began = clock_mono();
        expect_ask(other, "-REGISTERED", "REGISTER", "V1", "", KEY_2);
        ck_assert_int_ge(since(began), ADMISSION_FIRST_MS << i);
        /* Who has the right one, or the code, is not kept waiting by it. */
        ck_assert_str_eq(client_ask(conn, "REGISTER", "V1", "", KEY_1, NULL), again);
        ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    }
    /* Without a key nothing is guessed. */
    expect_ask(other, "-REGISTERED", "REGISTER", "V1");
    ck_assert_int_eq(node_status(&pair, CARACAS, "wrong_codes"), 2);
}
END_TEST

/* Each wrong code on one connection waits longer, and there is a last one. */
START_TEST(answers_to_wrong_codes_come_ever_later_and_then_never)
{
    sign_in(conn, "V1", code);
    int64_t delay_ms = ADMISSION_FIRST_MS;
    for (int i = 0; i < ADMISSION_WRONG_MOST; i++, delay_ms *= 2) {
        struct mono began = clock_mono();
        ck_assert_str_eq(client_ask(other, "AUTH", "V1", "0000-0000-0000", NULL), WRONG);
        ck_assert_int_ge(since(began), delay_ms);
    }
    ck_assert_str_eq(client_receive(other), ""); /* closed */
    client_close(other);
    ck_assert(client_open(other, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    ck_assert_int_eq(node_status(&pair, CARACAS, "wrong_codes"), ADMISSION_WRONG_MOST);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0); /* what it has not said yet it says now */
    expect_file_has(pair.node[CARACAS].log, "from 127.0.0.1");
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

/* Nothing that anybody else does, and nothing that went before, keeps the right code out. */
START_TEST(the_right_code_enters_at_once)
{
    sign_in(conn, "V1", code);
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(client_ask(conn, "AUTH", "V1", "0000-0000-0000", NULL), WRONG);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_ok(conn, "EXAM");
    /* Typed carelessly it is still the code. */
    char careless[256];
    (void)snprintf(careless, sizeof careless, " %.4s %.4s%.4s", code, code + 5, code + 10);
    for (char *p = careless; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    ck_assert_str_eq(client_ask(other, "AUTH", "v-1", careless, TERMINAL, NULL), "OK");
    /* It began anew. */
    struct mono began = clock_mono();
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", "not a code", NULL), WRONG);
    ck_assert_int_lt(since(began), ADMISSION_FIRST_MS << 3);
}
END_TEST

/* Who hangs up is not waited for, nor is the answer given sooner to who only says so. */
START_TEST(a_held_answer_does_not_hold_a_place)
{
    struct client_conn *gone = malloc(sizeof *gone);
    sign_in(conn, "V1", code);
    ck_assert(client_open(gone, pair.node[CARACAS].port));
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(client_ask(gone, "AUTH", "V1", "0000-0000-0000", NULL), WRONG);
    struct mono began = clock_mono();
    ck_assert(client_send(gone, "AUTH V1 0000-0000-0000\r\n", 24));
    ck_assert_int_eq(shutdown(gone->stream.fd, SHUT_WR), 0);
    ck_assert_str_eq(client_receive(gone), "");
    ck_assert_int_lt(since(began), ADMISSION_FIRST_MS << 3);
    client_close(gone);
    free(gone);
    /* Replies to what was asked before a wrong code do not wait with its answer. */
    began = clock_mono();
    ck_assert(client_send(other, "PING a\r\nAUTH V1 0\r\nPING b\r\n", 27));
    ck_assert_str_eq(client_receive(other), "a");
    ck_assert_int_lt(since(began), ADMISSION_FIRST_MS);
    ck_assert_str_eq(client_receive(other), WRONG);
    ck_assert_int_ge(since(began), ADMISSION_FIRST_MS);
    ck_assert_str_eq(client_receive(other), "b");
}
END_TEST

/* Neither by words nor by time: also after a restart, when nothing was asked yet. */
START_TEST(an_unknown_id_is_answered_as_a_known_one)
{
    enum { TRIES = 4, SLACK_MS = 500 };
    sign_in(conn, "V1", code);
    for (int restart = 0; restart < 2; restart++) {
        for (int i = 0; i < TRIES; i++) {
            struct client_conn *const line[] = {conn, other};
            static const char *const id[] = {"V1", "V2"};
            for (int k = 0; k < 2; k++) {
                struct mono began = clock_mono();
                ck_assert_str_eq(client_ask(line[k], "AUTH", id[k], "0000-0000-0000", NULL), WRONG);
                ck_assert_int_ge(since(began), ADMISSION_FIRST_MS << i);
                ck_assert_int_lt(since(began), (ADMISSION_FIRST_MS << i) + SLACK_MS);
            }
        }
        if (restart == 0)
            restart_with(NULL, NULL);
    }
}
END_TEST

START_TEST(bad_requests_get_clear_errors)
{
    static const struct {
        const char *line, *begins;
    } cases[] = {
        {"PING", "PONG"},
        {"ping \"hola mundo\"", "hola mundo"},
        {"HELLO 4", "-NOPROTO"},
        {"HELLO x", "-NOPROTO"},
        {"hello 2", "server sinodo version"},
        {"NADA", "-ERR"},
        {"REGISTER", "-ERR"},
        {"REGISTER 1 2 3 4", "-ERR"},
        {"REGISTER abc", "-BADID"},
        {"REGISTER V0", "-BADID"},
        {"REGISTER V123456789012345678901", "-BADID"},
        {"REGISTER 5 \xff", "-ERR"},
        {"REGISTER 5 \"\" k", "-ERR a key is 22 to 64 printable ASCII characters"},
        {"REGISTER 5 \"\" twenty-one-characters", "-ERR a key"},
        {"REGISTER 5 \"\" \"twenty two with a space\"", "-ERR a key"},
        {"AUTH x y", "-BADID"},
        {"EXAM", "-NOAUTH"},
        {"START", "-NOAUTH"},
        {"QUESTION 1", "-NOAUTH"},
        {"ANSWER 1 1", "-NOAUTH"},
        {"FINISH", "-NOAUTH"},
        {"RESULT", "-NOAUTH"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        (void)client_line(conn, cases[i].line);
        expect_reply(conn, cases[i].begins);
    }
    ck_assert_str_eq(client_line(conn, "QUIT"), "OK");
    ck_assert_str_eq(client_receive(conn), ""); /* closed */
    ck_assert(client_send(other, "*1\r\n+x\r\n", 8));
    expect_begins(client_receive(other), "-ERR malformed");
    ck_assert_str_eq(client_receive(other), "");
}
END_TEST

START_TEST(pipelined_requests_are_answered_in_order)
{
    ck_assert(client_send(conn, "PING 1\r\nREGISTER 77\r\nPING 2\r\n*1\r\n$4\r\nPING\r\n", 44));
    ck_assert_str_eq(client_receive(conn), "1");
    expect_has(client_receive(conn), "V77");
    ck_assert_str_eq(client_receive(conn), "2");
    ck_assert_str_eq(client_receive(conn), "PONG");
}
END_TEST

static void connect_for_sure(struct client_conn *c)
{
    struct mono deadline = clock_deadline(5000);
    do {
        client_close(c);
        ck_assert(client_open(c, pair.node[CARACAS].port));
    } while (strcmp(client_line(c, "PING"), "PONG") != 0 && clock_left_ms(deadline) > 0);
}

START_TEST(too_many_clients_are_refused_and_the_rest_served)
{
    char others[256];
    restart_with("--max-clients", "2");
    client_close(other);
    /* The connection that found the node ready may still count. */
    connect_for_sure(conn);
    sign_in(conn, "V1", code);
    connect_for_sure(other);
    (void)client_ask(other, "REGISTER", "V2", NULL);
    (void)snprintf(others, sizeof others, "%s", client_pair(other, "code", code));
    ck_assert_str_eq(client_ask(other, "AUTH", "V2", others, TERMINAL, NULL), "OK");
    /* Both have signed in: they make room for nobody. */
    struct client_conn *third = malloc(sizeof *third);
    ck_assert(client_open(third, pair.node[CARACAS].port));
    expect_begins(client_receive(third), "-BUSY");
    client_close(third);
    free(third);
    ck_assert_str_eq(client_line(conn, "PING"), "PONG");
    ck_assert_str_eq(client_line(other, "PING"), "PONG");
}
END_TEST

START_TEST(stopping_tells_the_clients)
{
    ck_assert_str_eq(client_line(conn, "PING"), "PONG");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    expect_begins(client_receive(conn), "-BUSY");
    ck_assert_str_eq(client_receive(conn), "");
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

START_TEST(the_operator_reissues_and_releases)
{
    char out[4096], fresh[64] = "";
    sign_in(conn, "V1", code);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V1", NULL), 0);
    expect_has(out, "code ");
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %63s", fresh), 1);
    ck_assert_str_ne(fresh, code);
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", fresh, TERMINAL, NULL), "OK");
    kill_and_serve();
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", fresh, TERMINAL, NULL), "OK");
    expect_ask(conn, "-WRONGPASS", "AUTH", "V1", code);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "applicants", "--csv", NULL), 0);
    ck_assert_str_eq(out, "\"id\",\"claim\",\"name\",\"sitting\",\"score\",\"max\"\n"
                          "\"V1\",\"home\",\"Ana Pérez\",\"none\",,\n");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V9", NULL), 0);
    sign_in(conn, "V1", code); /* again, as at the beginning */
    expect_ask_has(conn, "running", "START");
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    expect_has(out, "started");
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "unlock", NULL), 0);
    ck_assert_int_eq(node_status(&pair, CARACAS, "running"), 1);
}
END_TEST

static void reissue(char fresh[64])
{
    char out[4096];
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V1", NULL), 0);
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %63s", fresh), 1);
}

START_TEST(a_new_code_ends_what_was_signed_in_with_the_old_one)
{
    static const char *const commands[][2] = {{"EXAM"},        {"START"},  {"QUESTION", "1"},
                                              {"ANSWER", "1"}, {"FINISH"}, {"RESULT"}};
    char fresh[64];
    sign_in(conn, "V1", code);
    expect_ask(conn, "title", "START");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        reissue(fresh);
        (void)client_ask(conn, commands[i][0], commands[i][1], NULL);
        expect_reply(conn, "-NOAUTH lapsed ");
        expect_ask(conn, "-NOAUTH first ", "EXAM");
        ck_assert_str_eq(client_ask(conn, "AUTH", "V1", fresh, TERMINAL, NULL), "OK");
        expect_ask(conn, "title", "EXAM");
    }
    /* Whoever has the new code goes on with the exam: the token ended with its code (K6). */
    expect_ask_has(conn, "terminal free terminal_in 0", "EXAM");
    expect_ask(conn, "-INUSE alive 0", "QUESTION", "1");
    expect_ask_has(conn, "terminal yours", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", NULL), "OK");
    reissue(fresh);
    expect_ask(conn, "-NOAUTH", "ANSWER", "1", "2");
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", fresh, TERMINAL, NULL), "OK");
    expect_ask_has(other, "terminal yours", "START");
    expect_ask_has(other, "answer 1 ", "QUESTION", "1");
    expect_ask(other, "score", "FINISH");
}
END_TEST

/* The same key gives the same code, and all the same it is another registration. */
START_TEST(a_session_does_not_outlive_its_registration)
{
    char out[4096];
    (void)client_ask(conn, "REGISTER", "V1", "Ana", KEY_1, NULL);
    (void)client_pair(conn, "code", code);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    (void)client_ask(other, "REGISTER", "V1", "Ana", KEY_1, NULL); /* tried again: nothing new */
    expect_reply(other, "id V1");
    expect_ask(conn, "title", "EXAM");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    expect_ask(conn, "-WRONGPASS", "START");
    expect_ask_has(other, code, "REGISTER", "V1", "Eva", KEY_1);
    expect_ask(conn, "-NOAUTH", "START");
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_has(other, "running", "START");
}
END_TEST

START_TEST(a_changed_file_is_found_by_the_check)
{
    char out[4096], command[512];
    sign_in(conn, "V1", code);
    hang_up();
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    (void)snprintf(command, sizeof command, "%s/sinodo.db", pair.node[CARACAS].data);
    FILE *file = fopen(command, "r+b");
    ck_assert_ptr_nonnull(file);
    static char bytes[1 << 20];
    size_t len = fread(bytes, 1, sizeof bytes, file);
    size_t changed = 0;
    for (size_t i = 0; i + 10 < len; i++) {
        if (memcmp(bytes + i, "Ana P\xc3\xa9rez", 10) == 0) {
            ck_assert_int_eq(fseek(file, (long)i, SEEK_SET), 0);
            ck_assert_uint_eq(fwrite("E", 1, 1, file), 1);
            changed++;
        }
    }
    (void)fclose(file);
    ck_assert_uint_eq(changed, 2); /* the journal's and the table's */
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL), 0);
    expect_has(out, "DIFFERS: own journal, entries 1 to 2");
    file = fopen(command, "r+b");
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    (void)fclose(file);
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

Suite *exam_suite(void)
{
    Suite *s = suite_create("exam");
    TCase *t = tcase_create("exam");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_exam_from_registration_to_the_record);
    tcase_add_test(t, a_page_that_is_loaded_again_goes_on_without_the_code);
    tcase_add_test(t, an_exam_is_its_terminals_whoever_signs_in);
    tcase_add_test(t, a_terminal_on_a_flapping_line_never_waits_for_its_exam);
    tcase_add_test(t, a_killed_node_gives_the_exam_back_as_it_was);
    tcase_add_test(t, the_deadline_finishes_with_what_was_saved);
    tcase_add_test(t, a_running_exam_keeps_its_bank);
    tcase_add_test(t, a_registration_tried_again_gets_the_same_answer);
    tcase_add_test(t, a_wrong_key_waits_and_the_right_one_does_not);
    tcase_add_test(t, answers_to_wrong_codes_come_ever_later_and_then_never);
    tcase_add_test(t, the_right_code_enters_at_once);
    tcase_add_test(t, a_held_answer_does_not_hold_a_place);
    tcase_add_test(t, an_unknown_id_is_answered_as_a_known_one);
    tcase_add_test(t, bad_requests_get_clear_errors);
    tcase_add_test(t, pipelined_requests_are_answered_in_order);
    tcase_add_test(t, too_many_clients_are_refused_and_the_rest_served);
    tcase_add_test(t, stopping_tells_the_clients);
    tcase_add_test(t, the_operator_reissues_and_releases);
    tcase_add_test(t, a_new_code_ends_what_was_signed_in_with_the_old_one);
    tcase_add_test(t, a_session_does_not_outlive_its_registration);
    tcase_add_test(t, a_changed_file_is_found_by_the_check);
    suite_add_tcase(s, t);
    TCase *unanswered = tcase_create("time");
    tcase_set_timeout(unanswered, 60);
    tcase_add_checked_fixture(unanswered, setup, teardown);
    tcase_add_test(unanswered, a_node_that_was_stopped_takes_nobodys_time);
    tcase_add_test(unanswered, a_full_disk_takes_nobodys_time);
    suite_add_tcase(s, unanswered);
    return s;
}
