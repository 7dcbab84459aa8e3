/* One node alone: every command, the operator's tool, the records. */
#include "common/clock.h"
#include "tests/e2e/suites.h"
#include "tests/lib/pair.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct pair pair;
static struct client_conn *conn, *other;
static char code[256];

static void setup(void)
{
    ck_assert(pair_open(&pair));
    pair.alone = true;
    conn = malloc(sizeof *conn);
    other = malloc(sizeof *other);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_open(other, pair.node[CARACAS].port));
}

static void teardown(void)
{
    char out[4096];
    client_close(conn);
    client_close(other);
    free(conn);
    free(other);
    ck_assert_msg(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL) == 0, "%s", out);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    pair_close(&pair);
}

static void restart_with(const char *option, const char *value)
{
    client_close(conn);
    client_close(other);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    pair.node[CARACAS].extra[0] = option;
    pair.node[CARACAS].extra[1] = value;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_open(other, pair.node[CARACAS].port));
}

static void sign_in(const char *id)
{
    ck_assert_msg(strstr(client_ask(conn, "REGISTER", id, "Ana Pérez", NULL), "state confirmed"),
                  "%s", conn->reply);
    (void)client_pair(conn, "code", code);
    ck_assert_str_eq(client_ask(conn, "AUTH", id, code, NULL), "OK");
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

START_TEST(an_exam_from_registration_to_the_record)
{
    char record[256];
    sign_in("V-5.000");
    ck_assert_str_eq(client_ask(conn, "EXAM", NULL),
                     "title bank questions 6 seconds 3600 state ready remaining 3600 answered 0");
    ck_assert(client_ask(conn, "QUESTION", "1", NULL) && client_is(conn, "-NOTSTARTED"));
    ck_assert(client_ask(conn, "RESULT", NULL) && client_is(conn, "-NOTSTARTED"));
    ck_assert(strstr(client_ask(conn, "START", NULL), "state running remaining 3600 answered 0"));
    answer_right("1");
    answer_right("2");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "3", "2", NULL), "OK");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "3", NULL), "OK"); /* cleared */
    ck_assert(strstr(client_ask(conn, "EXAM", NULL), "answered 2"));
    ck_assert(client_ask(conn, "ANSWER", "3", "9", NULL) && client_is(conn, "-BADANSWER"));
    ck_assert(client_ask(conn, "ANSWER", "7", "1", NULL) && client_is(conn, "-BADANSWER"));
    ck_assert(client_ask(conn, "ANSWER", "0", "1", NULL) && client_is(conn, "-BADANSWER"));
    ck_assert(client_ask(conn, "ANSWER", "3", "1", "2", NULL) && client_is(conn, "-BADANSWER"));
    ck_assert(client_ask(conn, "QUESTION", "99", NULL) && client_is(conn, "-BADANSWER"));
    ck_assert(client_ask(conn, "RESULT", NULL) && client_is(conn, "-NOTSTARTED"));
    ck_assert_msg(client_is(conn, "-NOTSTARTED"), "%s", conn->reply);
    ck_assert_msg(strstr(client_ask(conn, "FINISH", NULL),
                         "score 2 max 6 percent 33.33 passed no copies 1 digest "),
                  "%s", conn->reply);
    char result[CLIENT_REPLY_SIZE];
    (void)snprintf(result, sizeof result, "%s", conn->reply);
    ck_assert_str_eq(client_ask(conn, "RESULT", NULL), result);
    ck_assert(client_ask(conn, "FINISH", NULL) && client_is(conn, "-FINISHED"));
    ck_assert(client_ask(conn, "QUESTION", "1", NULL) && client_is(conn, "-FINISHED"));
    (void)snprintf(record, sizeof record, "%s/records/V5000.json", pair.node[CARACAS].data);
    ck_assert(until(record_exists, record, 5000));
    ck_assert(file_has(record, "\"name\": \"Ana Pérez\""));
    ck_assert(file_has(record, "\"score\": 2"));
    ck_assert(file_has(record, strrchr(result, ' ') + 1));
    /* Missing at start: written again. */
    ck_assert_int_eq(unlink(record), 0);
    restart_with(NULL, NULL);
    ck_assert(until(record_exists, record, 5000));
}
END_TEST

START_TEST(the_newest_connection_speaks_for_the_applicant)
{
    sign_in("V1");
    ck_assert(strstr(client_ask(conn, "START", NULL), "running"));
    char question[CLIENT_REPLY_SIZE];
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "2", NULL), "OK");
    (void)snprintf(question, sizeof question, "%s", client_ask(conn, "QUESTION", "1", NULL));
    ck_assert_str_eq(client_ask(other, "AUTH", "v1", code, NULL), "OK");
    ck_assert(client_ask(conn, "ANSWER", "1", "1", NULL) && client_is(conn, "-TAKEN"));
    ck_assert(client_ask(conn, "EXAM", NULL) && client_is(conn, "-TAKEN"));
    ck_assert(strstr(client_ask(other, "START", NULL), "running"));
    ck_assert_str_eq(client_ask(other, "QUESTION", "1", NULL), question);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, NULL), "OK");
    ck_assert(client_ask(other, "EXAM", NULL) && client_is(other, "-TAKEN"));
}
END_TEST

START_TEST(a_killed_node_gives_the_exam_back_as_it_was)
{
    char question[CLIENT_REPLY_SIZE];
    sign_in("V1");
    ck_assert(strstr(client_ask(conn, "START", NULL), "running"));
    ck_assert_str_eq(client_ask(conn, "ANSWER", "4", "3", NULL), "OK");
    (void)snprintf(question, sizeof question, "%s", client_ask(conn, "QUESTION", "4", NULL));
    ck_assert(node_kill(&pair, CARACAS));
    client_close(conn);
    client_close(other);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_open(other, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, NULL), "OK");
    ck_assert(strstr(client_ask(conn, "EXAM", NULL), "state running"));
    ck_assert(strstr(conn->reply, "answered 1"));
    ck_assert_str_eq(client_ask(conn, "QUESTION", "4", NULL), question);
    ck_assert(file_has(pair.node[CARACAS].log, "outage"));
}
END_TEST

static bool sitting_finished(void *context)
{
    return node_status(context, CARACAS, "finished") == 1;
}

START_TEST(the_deadline_finishes_with_what_was_saved)
{
    restart_with("--seconds", "2");
    sign_in("V1");
    ck_assert(strstr(client_ask(conn, "START", NULL), "remaining 2 "));
    answer_right("1");
    ck_assert(until(sitting_finished, &pair, 10000)); /* nobody asks for it */
    ck_assert(client_ask(conn, "ANSWER", "2", "1", NULL) && client_is(conn, "-TIMEUP"));
    ck_assert(client_ask(conn, "FINISH", NULL) && client_is(conn, "-TIMEUP"));
    ck_assert(client_ask(conn, "START", NULL) && client_is(conn, "-FINISHED"));
    ck_assert_msg(strstr(client_ask(conn, "RESULT", NULL), "score 1 max 6"), "%s", conn->reply);
    ck_assert(strstr(client_ask(conn, "EXAM", NULL), "state finished remaining 0 answered 1"));
}
END_TEST

START_TEST(a_running_exam_keeps_its_bank)
{
    sign_in("V1");
    ck_assert(strstr(client_ask(conn, "START", NULL), "running"));
    client_close(conn);
    client_close(other);
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
    ck_assert(file_has(log, "running under another exam"));
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_open(other, pair.node[CARACAS].port));
}
END_TEST

START_TEST(a_registration_tried_again_gets_the_same_answer)
{
    char again[CLIENT_REPLY_SIZE];
    (void)snprintf(again, sizeof again, "%s",
                   client_ask(conn, "REGISTER", "V1", "Ana", "key-1", NULL));
    ck_assert_str_eq(client_ask(other, "REGISTER", "1", "Ana", "key-1", NULL), again);
    ck_assert(client_ask(other, "REGISTER", "1", "Ana", "", NULL) &&
              client_is(other, "-REGISTERED"));
    ck_assert(node_kill(&pair, CARACAS));
    client_close(conn);
    client_close(other);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_open(other, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(other, "REGISTER", "1", "Ana", "key-1", NULL), again);
}
END_TEST

/* Asks for a registration with that key until the ID is not locked. */
static const char *register_when_free(const char *key)
{
    struct mono deadline = clock_deadline(10000);
    do
        (void)client_ask(conn, "REGISTER", "V1", "", key, NULL);
    while (client_is(conn, "-LOCKED") && clock_left_ms(deadline) > 0);
    return conn->reply;
}

/* A key gives the code: it is no faster to guess. */
START_TEST(wrong_keys_delay_that_id_only)
{
    char again[CLIENT_REPLY_SIZE];
    (void)snprintf(again, sizeof again, "%s",
                   client_ask(conn, "REGISTER", "V1", "", "key-1", NULL));
    (void)client_pair(conn, "code", code);
    ck_assert_str_eq(client_ask(conn, "REGISTER", "V1", "", "key-1", NULL), again);
    for (int i = 0; i < 2; i++) {
        (void)register_when_free("key-2");
        ck_assert(client_is(conn, "-REGISTERED"));
        (void)client_ask(other, "REGISTER", "V1", "", "key-1", NULL);
        ck_assert(client_is(other, i == 0 ? "-LOCKED 1 " : "-LOCKED 2 "));
        ck_assert(client_ask(other, "AUTH", "V1", code, NULL) && client_is(other, "-LOCKED"));
        /* Without a key there is nothing to guess, and others are registered as ever. */
        (void)client_ask(other, "REGISTER", "V1", NULL);
        ck_assert(client_is(other, "-REGISTERED"));
        (void)client_ask(other, "REGISTER", i == 0 ? "V2" : "V3", "", "key-1", NULL);
        ck_assert(client_is(other, "id V"));
    }
    /* A restart forgets none of it. */
    ck_assert(node_kill(&pair, CARACAS));
    client_close(conn);
    client_close(other);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_open(other, pair.node[CARACAS].port));
    ck_assert(client_ask(conn, "REGISTER", "V1", "", "key-1", NULL) && client_is(conn, "-LOCKED"));
    ck_assert_str_eq(register_when_free("key-1"), again);
    /* The right key has cleared it, on disk too. */
    ck_assert(node_kill(&pair, CARACAS));
    client_close(conn);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_ask(conn, "REGISTER", "V1", "", "key-2", NULL) &&
              client_is(conn, "-REGISTERED"));
    ck_assert(client_ask(conn, "AUTH", "V1", code, NULL) && client_is(conn, "-LOCKED 1 "));
}
END_TEST

START_TEST(wrong_codes_delay_that_id_only)
{
    sign_in("V1");
    ck_assert(client_ask(other, "AUTH", "V1", "0000-0000-0000", NULL) &&
              client_is(other, "-WRONGPASS"));
    ck_assert(client_ask(other, "AUTH", "V1", code, NULL) && client_is(other, "-LOCKED 1 "));
    ck_assert(client_ask(other, "AUTH", "V2", code, NULL) && client_is(other, "-WRONGPASS"));
    ck_assert(client_ask(other, "AUTH", "V2", code, NULL) && client_is(other, "-LOCKED 1 "));
    ck_assert(client_ask(other, "AUTH", "V3", "not a code", NULL) &&
              client_is(other, "-WRONGPASS"));
    ck_assert(client_ask(conn, "EXAM", NULL) && !client_is(conn, "-"));
    /* Typed carelessly it is still the code. */
    struct mono deadline = clock_deadline(5000);
    char careless[256];
    (void)snprintf(careless, sizeof careless, " %.4s %.4s%.4s", code, code + 5, code + 10);
    for (char *p = careless; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    while (client_is(other, "-") && clock_left_ms(deadline) > 0)
        (void)client_ask(other, "AUTH", "v-1", careless, NULL);
    ck_assert_str_eq(other->reply, "OK");
}
END_TEST

/* Tries that code until the ID is not locked. */
static const char *auth_when_free(const char *with)
{
    struct mono deadline = clock_deadline(10000);
    do
        (void)client_ask(conn, "AUTH", "V1", with, NULL);
    while (client_is(conn, "-LOCKED") && clock_left_ms(deadline) > 0);
    return conn->reply;
}

START_TEST(a_restart_does_not_free_a_locked_id)
{
    sign_in("V1");
    for (int i = 0; i < 2; i++)
        ck_assert_str_eq(auth_when_free("0000-0000-0000"), "-WRONGPASS wrong ID or code");
    ck_assert(node_kill(&pair, CARACAS));
    client_close(conn);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_ask(conn, "AUTH", "V1", code, NULL) && client_is(conn, "-LOCKED"));
    ck_assert_str_eq(auth_when_free(code), "OK");
    /* The right code has cleared it: the next wrong one begins anew, also after a restart. */
    ck_assert(node_kill(&pair, CARACAS));
    client_close(conn);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert_str_eq(auth_when_free("0000-0000-0000"), "-WRONGPASS wrong ID or code");
    ck_assert(client_ask(conn, "AUTH", "V1", code, NULL) && client_is(conn, "-LOCKED 1 "));
}
END_TEST

/* Else the time that a refusal takes would tell who is registered. */
START_TEST(a_guess_at_nobody_is_written_as_one_at_somebody)
{
    static const char sql[] =
        "SELECT CASE WHEN count(*) = 4 AND max(id = 'V1') = 1 AND "
        "max(id IN ('V2', 'V3', 'V4')) = 0 THEN 0 ELSE 'wrong' END FROM guess";
    char path[192], answer[192], text[16] = "";
    sign_in("V1");
    for (int i = 1; i <= 4; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "V%d", i);
        (void)client_ask(conn, "AUTH", id, "0000-0000-0000", NULL);
        ck_assert_str_eq(conn->reply, "-WRONGPASS wrong ID or code");
    }
    ck_assert(node_kill(&pair, CARACAS));
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[CARACAS].data);
    (void)snprintf(answer, sizeof answer, "%s/answer", pair.node[CARACAS].data);
    const char *argv[] = {"/usr/bin/env", "sqlite3", path, sql, NULL};
    ck_assert_int_eq(process_run((char *const *)argv, NULL, answer, 10000), 0);
    FILE *f = fopen(answer, "r");
    ck_assert_ptr_nonnull(f);
    ck_assert_ptr_nonnull(fgets(text, sizeof text, f));
    (void)fclose(f);
    ck_assert_str_eq(text, "0\n");
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

START_TEST(bad_requests_get_clear_errors)
{
    static const struct {
        const char *line, *begins;
    } cases[] = {
        {"PING", "PONG"},
        {"ping \"hola mundo\"", "hola mundo"},
        {"HELLO 3", "-NOPROTO"},
        {"HELLO x", "-NOPROTO"},
        {"hello 2", "server sinodo version"},
        {"NADA", "-ERR"},
        {"REGISTER", "-ERR"},
        {"REGISTER 1 2 3 4", "-ERR"},
        {"REGISTER abc", "-BADID"},
        {"REGISTER V0", "-BADID"},
        {"REGISTER V123456789012345678901", "-BADID"},
        {"REGISTER 5 \xff", "-ERR"},
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
        ck_assert_msg(client_is(conn, cases[i].begins), "%s: %s", cases[i].line, conn->reply);
    }
    ck_assert_str_eq(client_line(conn, "QUIT"), "OK");
    ck_assert_str_eq(client_receive(conn), ""); /* closed */
    ck_assert(client_send(other, "*1\r\n+x\r\n", 8));
    ck_assert(client_receive(other) && client_is(other, "-ERR malformed"));
    ck_assert_str_eq(client_receive(other), "");
}
END_TEST

START_TEST(pipelined_requests_are_answered_in_order)
{
    ck_assert(client_send(conn, "PING 1\r\nREGISTER 77\r\nPING 2\r\n*1\r\n$4\r\nPING\r\n", 44));
    ck_assert_str_eq(client_receive(conn), "1");
    ck_assert(strstr(client_receive(conn), "V77"));
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
    sign_in("V1");
    connect_for_sure(other);
    (void)client_ask(other, "REGISTER", "V2", NULL);
    (void)snprintf(others, sizeof others, "%s", client_pair(other, "code", code));
    ck_assert_str_eq(client_ask(other, "AUTH", "V2", others, NULL), "OK");
    /* Both have signed in: they make room for nobody. */
    struct client_conn *third = malloc(sizeof *third);
    ck_assert(client_open(third, pair.node[CARACAS].port));
    ck_assert(client_receive(third) && client_is(third, "-BUSY"));
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
    ck_assert(client_receive(conn) && client_is(conn, "-BUSY"));
    ck_assert_str_eq(client_receive(conn), "");
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

START_TEST(the_operator_reissues_and_releases)
{
    char out[4096], fresh[64] = "";
    sign_in("V1");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V1", NULL), 0);
    ck_assert_ptr_nonnull(strstr(out, "code "));
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %63s", fresh), 1);
    ck_assert_str_ne(fresh, code);
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", fresh, NULL), "OK");
    /* Whoever asks for a new code is not made to wait, nor after a restart. */
    for (int i = 0; i < 2; i++)
        ck_assert_str_eq(auth_when_free("0000-0000-0000"), "-WRONGPASS wrong ID or code");
    ck_assert(client_ask(conn, "AUTH", "V1", fresh, NULL) && client_is(conn, "-LOCKED 2 "));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V1", NULL), 0);
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %63s", fresh), 1);
    ck_assert(node_kill(&pair, CARACAS));
    client_close(conn);
    client_close(other);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(client_open(other, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", fresh, NULL), "OK");
    ck_assert(client_ask(conn, "AUTH", "V1", code, NULL) && client_is(conn, "-WRONGPASS"));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "applicants", "--csv", NULL), 0);
    ck_assert_str_eq(out, "id,claim,name,sitting,score,max\nV1,home,Ana Pérez,none,,\n");
    ck_assert(client_ask(conn, "AUTH", "V1", fresh, NULL) && client_is(conn, "-LOCKED"));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V1", NULL), 0);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V9", NULL), 0);
    sign_in("V1"); /* again, as at the beginning; and the wrong code's delay is over */
    ck_assert(strstr(client_ask(conn, "START", NULL), "running"));
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    ck_assert_msg(strstr(out, "started"), "%s", out);
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
    sign_in("V1");
    ck_assert(client_ask(conn, "START", NULL) && client_is(conn, "title"));
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        reissue(fresh);
        (void)client_ask(conn, commands[i][0], commands[i][1], NULL);
        ck_assert_msg(client_is(conn, "-NOAUTH the code of this sign-in"), "%s: %s", commands[i][0],
                      conn->reply);
        ck_assert(client_ask(conn, "EXAM", NULL) && client_is(conn, "-NOAUTH AUTH with ID"));
        ck_assert_str_eq(client_ask(conn, "AUTH", "V1", fresh, NULL), "OK");
        ck_assert(client_ask(conn, "EXAM", NULL) && client_is(conn, "title"));
    }
    /* Whoever has the new code goes on with the exam. */
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", NULL), "OK");
    reissue(fresh);
    ck_assert(client_ask(conn, "ANSWER", "1", "2", NULL) && client_is(conn, "-NOAUTH"));
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", fresh, NULL), "OK");
    ck_assert_ptr_nonnull(strstr(client_ask(other, "QUESTION", "1", NULL), "answer 1 "));
    ck_assert(client_ask(other, "FINISH", NULL) && client_is(other, "score"));
}
END_TEST

/* The same key gives the same code, and all the same it is another registration. */
START_TEST(a_session_does_not_outlive_its_registration)
{
    char out[4096];
    (void)client_ask(conn, "REGISTER", "V1", "Ana", "key", NULL);
    (void)client_pair(conn, "code", code);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, NULL), "OK");
    (void)client_ask(other, "REGISTER", "V1", "Ana", "key", NULL); /* tried again: nothing new */
    ck_assert_msg(client_is(other, "id V1"), "%s", other->reply);
    ck_assert(client_ask(conn, "EXAM", NULL) && client_is(conn, "title"));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    ck_assert(client_ask(conn, "START", NULL) && client_is(conn, "-WRONGPASS"));
    ck_assert_ptr_nonnull(strstr(client_ask(other, "REGISTER", "V1", "Eva", "key", NULL), code));
    ck_assert(client_ask(conn, "START", NULL) && client_is(conn, "-NOAUTH"));
    ck_assert_str_eq(client_ask(other, "AUTH", "V1", code, NULL), "OK");
    ck_assert_ptr_nonnull(strstr(client_ask(other, "START", NULL), "running"));
}
END_TEST

START_TEST(a_changed_file_is_found_by_the_check)
{
    char out[4096], command[512];
    sign_in("V1");
    client_close(conn);
    client_close(other);
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
    ck_assert_msg(strstr(out, "DIFFERS: own journal, entries 1 to 2"), "%s", out);
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
    tcase_add_test(t, the_newest_connection_speaks_for_the_applicant);
    tcase_add_test(t, a_killed_node_gives_the_exam_back_as_it_was);
    tcase_add_test(t, the_deadline_finishes_with_what_was_saved);
    tcase_add_test(t, a_running_exam_keeps_its_bank);
    tcase_add_test(t, a_registration_tried_again_gets_the_same_answer);
    tcase_add_test(t, wrong_keys_delay_that_id_only);
    tcase_add_test(t, wrong_codes_delay_that_id_only);
    tcase_add_test(t, a_restart_does_not_free_a_locked_id);
    tcase_add_test(t, a_guess_at_nobody_is_written_as_one_at_somebody);
    tcase_add_test(t, bad_requests_get_clear_errors);
    tcase_add_test(t, pipelined_requests_are_answered_in_order);
    tcase_add_test(t, too_many_clients_are_refused_and_the_rest_served);
    tcase_add_test(t, stopping_tells_the_clients);
    tcase_add_test(t, the_operator_reissues_and_releases);
    tcase_add_test(t, a_new_code_ends_what_was_signed_in_with_the_old_one);
    tcase_add_test(t, a_session_does_not_outlive_its_registration);
    tcase_add_test(t, a_changed_file_is_found_by_the_check);
    suite_add_tcase(s, t);
    return s;
}
