/* One client's commands, as they ship, with a store in this process and without a socket. */
#include "common/log.h"
#include "db/ledger_exam.h"
#include "server/door/reply_exam.h"
#include "server/door/seb.h"
#include "server/door/session.h"
#include "tests/lib/expect.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEY "the-first-key-of-this-test"

static struct config config = {.node = "caracas",
                               .cluster = "test",
                               .ids = {1U << IDENT_CEDULA, 'V'},
                               .claim_timeout_ms = 1000};
static struct node node;
static struct exam *exam;
static struct database database;
static struct ledger *ledger;
static struct journal_cache *cache;
static struct session session;
static struct client *client;
static int other_end;

/* --- memory that runs out --- */

static unsigned fails_at; /* the use of HMAC that fails, from 1; 0: none */

EVP_MAC_CTX *__real_EVP_MAC_CTX_dup(const EVP_MAC_CTX *src);
EVP_MAC_CTX *__wrap_EVP_MAC_CTX_dup(const EVP_MAC_CTX *src);

EVP_MAC_CTX *__wrap_EVP_MAC_CTX_dup(const EVP_MAC_CTX *src)
{
    return fails_at > 0 && --fails_at == 0 ? NULL : __real_EVP_MAC_CTX_dup(src);
}

/* --- a session --- */

static void ignore(void *context)
{
    (void)context;
}

static void setup(void)
{
    char error[DATABASE_ERROR_SIZE];
    int ends[2];
    exam = sample_exam(3);
    const struct identity identity = {"test", "caracas", false};
    struct ledger_options options = {.exam = exam, .address = "a:1"};
    ck_assert_msg(database_open(NULL, &identity, DATABASE_LOG_PAGES, &database, error) == STATUS_OK,
                  "%s", error);
    ck_assert_msg(ledger_open(&database, &options, &ledger, error) == STATUS_OK, "%s", error);
    ck_assert_int_eq(journal_cache_open(&cache), STATUS_OK);
    node = (struct node){.config = &config, .exam = exam};
    const struct store_events events = {ignore, ignore, ignore, NULL};
    ck_assert_int_eq(store_open(&database, ledger, cache, &events, &node.store), STATUS_OK);
    ck_assert_int_eq(clients_open(2, false, &node.clients), STATUS_OK);
    ck_assert_int_eq(guesses_open(&node.guesses), STATUS_OK);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    other_end = ends[1];
    client = clients_add(node.clients, ends[0]);
    ck_assert_ptr_nonnull(client);
    session_init(&session, &node, client, SESSION_ALL);
    fails_at = 0;
}

static void teardown(void)
{
    session_release(&session);
    clients_remove(node.clients, client);
    close(other_end);
    guesses_close(node.guesses);
    clients_close(node.clients);
    store_close(node.store);
    journal_cache_close(cache);
    ledger_close(ledger);
    database_close(&database);
    sample_free(exam);
}

/* The reply to one request, of which the session says whether the connection stays open. */
static const char *ask_until(const char *const *texts, size_t count, bool open)
{
    static char reply[2048];
    struct wire_word words[8];
    struct buffer out = {0};
    for (size_t i = 0; i < count; i++)
        words[i] = (struct wire_word){texts[i], strlen(texts[i])};
    ck_assert_int_eq(session_request(&session, words, count, &out), open);
    ck_assert(!out.failed);
    ck_assert(out.len < sizeof reply);
    memcpy(reply, out.data, out.len);
    reply[out.len] = '\0';
    buffer_release(&out);
    return reply;
}

static const char *ask(const char *const *texts, size_t count)
{
    return ask_until(texts, count, true);
}

/* The same for words between spaces. */
static const char *ask_line(const char *line)
{
    static char text[256];
    const char *words[8];
    size_t count = 0;
    (void)snprintf(text, sizeof text, "%s", line);
    for (char *at = text; *at != '\0';) {
        words[count++] = at;
        at += strcspn(at, " ");
        if (*at != '\0')
            *at++ = '\0';
    }
    return ask(words, count);
}

static const char *ask_register(const char *id)
{
    const char *const words[] = {"REGISTER", id, "Ana", KEY};
    return ask(words, 4);
}

static const char *ask_auth(const char *code)
{
    const char *const words[] = {"AUTH", "V1", code};
    return ask(words, 3);
}

static void is_refused(const char *reply)
{
    expect_begins(reply, "-IOERR ");
    ck_assert_ptr_null(session_held_until(&session)); /* nothing is called wrong */
    ck_assert_uint_eq(guesses_total(node.guesses), 0);
}

/* The code in the reply to REGISTER, in the form that is shown. */
static const char *code_in(const char *reply)
{
    static char code[15];
    const char *at = strstr(reply, "code\r\n$14\r\n");
    ck_assert_msg(at != NULL, "%s", reply);
    memcpy(code, at + strlen("code\r\n$14\r\n"), sizeof code - 1);
    return code;
}

START_TEST(without_memory_a_registration_is_refused_and_nothing_is_saved)
{
    for (unsigned use = 1; use <= 2; use++) { /* for the code, and for its hash */
        fails_at = use;
        is_refused(ask_register("V1"));
    }
    struct applicant a = ledger_find(ledger, "V1");
    ck_assert_int_eq(a.claim, CLAIM_NONE);
    expect_has(ask_register("V1"), "confirmed");
}
END_TEST

START_TEST(without_memory_a_repeated_registration_is_not_called_wrong)
{
    expect_has(ask_register("V1"), "confirmed");
    fails_at = 3; /* the comparison of the codes */
    is_refused(ask_register("V1"));
    expect_has(ask_register("V1"), "confirmed");
}
END_TEST

START_TEST(without_memory_a_right_code_is_refused_and_then_taken)
{
    const char *code = code_in(ask_register("V1"));
    for (unsigned use = 1; use <= 2; use++) { /* for either code that may count */
        fails_at = use;
        is_refused(ask_auth(code));
    }
    ck_assert_str_eq(client_id(client), "");
    ck_assert_str_eq(ask_auth(code), "+OK\r\n");
    ck_assert_str_eq(client_id(client), "V1");
}
END_TEST

START_TEST(a_wrong_code_is_held_and_counted)
{
    struct mono before = clock_mono();
    (void)ask_register("V1");
    ck_assert_int_eq(strncmp(ask_auth("0000-0000-0000"), "-WRONGPASS ", 11), 0);
    ck_assert_ptr_nonnull(session_held_until(&session));
    ck_assert_int_gt(session_held_until(&session)->ms, before.ms);
    ck_assert_uint_eq(guesses_total(node.guesses), 1);
}
END_TEST

START_TEST(words_are_looked_at_before_rights)
{
    const char *const unknown[] = {"EXAMS"}, *const many[] = {"START", "now"};
    const char *const start[] = {"START"};
    ck_assert_str_eq(ask(unknown, 1), "-ERR unknown command 'EXAMS'\r\n");
    ck_assert_str_eq(ask(many, 2), "-ERR wrong number of words for START\r\n");
    ck_assert_str_eq(ask(start, 1), "-NOAUTH first AUTH with ID and code first\r\n");
}
END_TEST

/* The reply's value, in one bulk or integer line. */
static const char *pair(const char *reply, const char *name)
{
    static char value[64];
    char found[32];
    (void)snprintf(found, sizeof found, "\r\n%s\r\n", name);
    const char *at = strstr(reply, found);
    ck_assert_msg(at != NULL, "%s: %s", name, reply);
    at += strlen(found);
    if (*at == '$')
        at = strchr(at, '\n') + 1;
    (void)snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "\r"), at);
    return value;
}

/* What a terminal hears of the staff. */
START_TEST(an_exam_says_what_the_staff_did)
{
    struct ledger_sitting sitting = {.state = SITTING_RUNNING, .number = 2};
    const struct room_announcement silence = {.n = 0};
    const struct reply_applicant who = {.id = "V1", .announcement = &silence};
    struct buffer reply = {0};
    reply_sitting(&reply, exam, &sitting, &who);
    buffer_append(&reply, "", 1);
    ck_assert_str_eq(pair(reply.data, "sitting"), ":2");
    ck_assert_str_eq(pair(reply.data, "paused"), "");
    ck_assert_str_eq(pair(reply.data, "void"), "no");
    ck_assert_str_eq(pair(reply.data, "ended"), "no");
    buffer_clear(&reply);
    sitting.voided = sitting.ended = true;
    sitting.paused = REFUSAL_PAUSED;
    reply_sitting(&reply, exam, &sitting, &who);
    sitting.paused = REFUSAL_PAUSED_NODE;
    buffer_append(&reply, "", 1);
    ck_assert_str_eq(pair(reply.data, "paused"), "person");
    ck_assert_str_eq(pair(reply.data, "void"), "yes");
    ck_assert_str_eq(pair(reply.data, "ended"), "yes");
    buffer_clear(&reply);
    reply_sitting(&reply, exam, &sitting, &who);
    buffer_append(&reply, "", 1);
    ck_assert_str_eq(pair(reply.data, "paused"), "node");
    buffer_release(&reply);
}
END_TEST

/* A void exam is not passed, whatever its score is. */
START_TEST(a_void_result_says_so)
{
    struct ledger_result result = {.score = 10000, .max = 10000, .pass_percent = 50};
    struct buffer reply = {0};
    reply_result(&reply, &result, 1, "");
    buffer_append(&reply, "", 1);
    ck_assert_str_eq(pair(reply.data, "void"), "no");
    ck_assert_str_eq(pair(reply.data, "passed"), "yes");
    buffer_clear(&reply);
    result.voided = true;
    reply_result(&reply, &result, 1, "");
    buffer_append(&reply, "", 1);
    ck_assert_str_eq(pair(reply.data, "void"), "yes");
    ck_assert_str_eq(pair(reply.data, "passed"), "no");
    buffer_release(&reply);
}
END_TEST

START_TEST(an_exam_names_the_applicant_and_its_hours)
{
    const char *const show[] = {"EXAM"};
    ck_assert_str_eq(ask(show, 1), "-NOAUTH first AUTH with ID and code first\r\n"); /* no name */
    ck_assert_str_eq(ask_auth(code_in(ask_register("V1"))), "+OK\r\n");
    ck_assert_str_eq(pair(ask(show, 1), "id"), "V1");
    ck_assert_str_eq(pair(ask(show, 1), "name"), "Ana");
    ck_assert_str_eq(pair(ask(show, 1), "opens_in"), ":0");
    ck_assert_str_eq(pair(ask(show, 1), "closes_in"), ":-1");
    exam->hours.opens.ms = clock_wall().ms + 600 * 1000;
    exam->hours.closes.ms = exam->hours.opens.ms + 600 * 1000;
    int64_t opens = strtoll(pair(ask(show, 1), "opens_in") + 1, NULL, 10);
    int64_t closes = strtoll(pair(ask(show, 1), "closes_in") + 1, NULL, 10);
    ck_assert_int_ge(opens, 590);
    ck_assert_int_le(opens, 600);
    ck_assert_int_ge(closes, opens + 590);
    ck_assert_int_le(closes, 1200);
    exam->hours.opens.ms = exam->hours.closes.ms = 1000; /* both have passed */
    ck_assert_str_eq(pair(ask(show, 1), "opens_in"), ":0");
    ck_assert_str_eq(pair(ask(show, 1), "closes_in"), ":0");
}
END_TEST

/* --- what Redis clients send by themselves --- */

#define HELLO_REST                                                                                 \
    "$2\r\nid\r\n:1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n"          \
    "$7\r\nmodules\r\n*0\r\n$4\r\nnode\r\n$7\r\ncaracas\r\n"                                       \
    "$4\r\nexam\r\n$6\r\nsample\r\n$4\r\npeer\r\n$4\r\nnone\r\n"                                   \
    "$3\r\nids\r\n$6\r\ncedula\r\n$6\r\nletter\r\n$1\r\nV\r\n"                                     \
    "$12\r\nregistration\r\n$6\r\nsecret\r\n"
#define HELLO_BEGIN "$6\r\nserver\r\n$6\r\nsinodo\r\n$7\r\nversion\r\n$3\r\n1.0\r\n$5\r\nproto\r\n"

START_TEST(hello_answers_by_the_version_that_the_client_chose)
{
    ck_assert(policy_set(&exam->policy, POLICY_REGISTRATION, "secret"));
    ck_assert_str_eq(ask_line("HELLO"), "*26\r\n" HELLO_BEGIN ":2\r\n" HELLO_REST);
    ck_assert_str_eq(ask_line("HELLO 3"), "%13\r\n" HELLO_BEGIN ":3\r\n" HELLO_REST);
    ck_assert_str_eq(ask_line("HELLO"), "%13\r\n" HELLO_BEGIN ":3\r\n" HELLO_REST);
    ck_assert_str_eq(ask_line("CLIENT GETNAME"), "_\r\n");
    ck_assert_str_eq(ask_line("COMMAND DOCS"), "%0\r\n");
    expect_begins(ask_line("HELLO 4"), "-NOPROTO ");
    expect_begins(ask_line("HELLO x"), "-NOPROTO ");
    ck_assert_str_eq(ask_line("COMMAND DOCS PING"), "%0\r\n"); /* as before it was refused */
    ck_assert_str_eq(ask_line("HELLO 2"), "*26\r\n" HELLO_BEGIN ":2\r\n" HELLO_REST);
    ck_assert_str_eq(ask_line("CLIENT GETNAME"), "$-1\r\n");
    ck_assert_str_eq(ask_line("COMMAND DOCS"), "*0\r\n");
}
END_TEST

START_TEST(pairs_stay_an_array_in_either_version)
{
    (void)ask_line("HELLO 3");
    expect_begins(ask_register("V1"), "*6\r\n$2\r\nid\r\n");
}
END_TEST

START_TEST(hello_signs_in_and_names_the_connection)
{
    char line[128];
    (void)snprintf(line, sizeof line, "HELLO 3 SETNAME room-1 AUTH V-1 %s",
                   code_in(ask_register("V1")));
    expect_begins(ask_line(line), "%13\r\n");
    ck_assert_str_eq(client_id(client), "V1");
    ck_assert_str_eq(ask_line("CLIENT GETNAME"), "$6\r\nroom-1\r\n");
}
END_TEST

/* Otherwise a client would read the next replies in a version that it does not expect. */
START_TEST(a_hello_that_is_refused_changes_nothing)
{
    (void)ask_register("V1");
    expect_begins(ask_line("HELLO 3 AUTH V1 0000-0000-0000 SETNAME room"), "-WRONGPASS ");
    ck_assert_ptr_nonnull(session_held_until(&session));
    ck_assert_uint_eq(guesses_total(node.guesses), 1);
    expect_begins(ask_line("HELLO 3 AUTH V1"), "-ERR HELLO is ");
    expect_begins(ask_line("HELLO 3 SETNAME"), "-ERR HELLO is ");
    expect_begins(ask_line("HELLO 3 SETNAME a\tb"), "-ERR ");
    expect_begins(ask_line("HELLO 3 NOW"), "-ERR HELLO is ");
    expect_begins(ask_line("HELLO 3 AUTH x 0000-0000-0000"), "-BADID ");
    ck_assert_ptr_null(session_held_until(&session)); /* that was no guess */
    ck_assert_str_eq(ask_line("CLIENT GETNAME"), "$-1\r\n");
    ck_assert_str_eq(client_id(client), "");
}
END_TEST

START_TEST(a_guesser_gains_nothing_by_hello_or_reset)
{
    const char *const hello[] = {"HELLO", "3", "AUTH", "V1", "0000-0000-0000"};
    (void)ask_register("V1");
    for (int i = 0; i < 2; i++) {
        expect_begins(ask(hello, 5), "-WRONGPASS ");
        ck_assert_str_eq(ask_line("RESET"), "+RESET\r\n");
        expect_begins(ask_auth("0000-0000-0000"), "-WRONGPASS ");
    }
    expect_begins(ask_until(hello, 5, false), "-WRONGPASS ");
}
END_TEST

START_TEST(reset_makes_a_stranger_of_a_client)
{
    ck_assert_str_eq(ask_auth(code_in(ask_register("V1"))), "+OK\r\n");
    (void)ask_line("HELLO 3 SETNAME room");
    ck_assert_str_eq(ask_line("RESET"), "+RESET\r\n");
    ck_assert_str_eq(client_id(client), "");
    ck_assert_str_eq(ask_line("EXAM"), "-NOAUTH first AUTH with ID and code first\r\n");
    ck_assert_str_eq(ask_line("CLIENT GETNAME"), "$-1\r\n");
}
END_TEST

START_TEST(client_names_and_numbers_a_connection)
{
    char longest[80];
    const char *const name[] = {"CLIENT", "SETNAME", longest};
    const char *const none[] = {"CLIENT", "SETNAME", ""};
    ck_assert_str_eq(ask_line("CLIENT ID"), ":1\r\n");
    ck_assert_str_eq(ask_line("client setinfo lib-name some-library"), "+OK\r\n");
    ck_assert_str_eq(ask_line("CLIENT SETINFO LIB-VER 6.0"), "+OK\r\n");
    expect_begins(ask_line("CLIENT SETINFO LIB-AGE 7"), "-ERR ");
    expect_begins(ask_line("CLIENT SETINFO LIB-NAME"), "-ERR CLIENT is ");
    expect_begins(ask_line("CLIENT LIST"), "-ERR CLIENT is ");
    expect_begins(ask_line("CLIENT ID 1"), "-ERR CLIENT is ");
    memset(longest, 'n', sizeof longest);
    longest[GREETING_NAME_SIZE] = '\0';
    expect_begins(ask(name, 3), "-ERR ");
    longest[GREETING_NAME_SIZE - 1] = '\0';
    ck_assert_str_eq(ask(name, 3), "+OK\r\n");
    expect_has(ask_line("CLIENT GETNAME"), longest);
    ck_assert_str_eq(ask(none, 3), "+OK\r\n");
    ck_assert_str_eq(ask_line("CLIENT GETNAME"), "$-1\r\n");
}
END_TEST

START_TEST(clients_learn_what_they_ask_before_they_are_ready)
{
    const char *info = ask_line("INFO");
    expect_begins(info, "$");
    expect_has(info, "\r\nversion:1.0\r\n");
    expect_has(info, "\r\nloading:0\r\n");
    expect_has(ask_line("INFO replication"), "\r\nrole:master\r\n");
    ck_assert_str_eq(ask_line("SELECT 0"), "+OK\r\n");
    expect_begins(ask_line("SELECT 1"), "-ERR ");
    ck_assert_str_eq(ask_line("ECHO hello"), "$5\r\nhello\r\n");
    ck_assert_str_eq(ask_line("PING hello"), "$5\r\nhello\r\n");
    expect_begins(ask_line("COMMAND GETKEYS"), "-ERR ");
}
END_TEST

START_TEST(command_lists_the_commands_that_there_are)
{
    char count[32];
    (void)snprintf(count, sizeof count, "*%s", ask_line("COMMAND COUNT") + 1);
    const char *list = ask_line("COMMAND");
    expect_begins(list, count);
    expect_has(list, "*6\r\n$4\r\nAUTH\r\n:-3\r\n*1\r\n+no_auth\r\n:0\r\n:0\r\n:0\r\n");
    expect_has(list, "*6\r\n$6\r\nANSWER\r\n:-2\r\n*0\r\n:0\r\n:0\r\n:0\r\n");
}
END_TEST

/* --- Safe Exam Browser --- */

#define CONFIG_KEY "b272480034fba0139ff4c472f05aca2fc76bc52a711bca7ad8bb534ca7c73c90"

static void begin_with_seb(enum session_offer offer)
{
    session_release(&session);
    if (node.seb == NULL)
        ck_assert_int_eq(seb_open(CONFIG_KEY, &node.seb), STATUS_OK);
    session_init(&session, &node, client, offer);
    (void)snprintf(session.origin, sizeof session.origin, "https://exam.example");
}

/* The hash that Safe Exam Browser shows for a page with that nonce. */
static const char *hash_of(const char *nonce)
{
    static char hash[DIGEST_TEXT_SIZE];
    char text[200];
    int len = snprintf(text, sizeof text, "https://exam.example/?n=%s" CONFIG_KEY, nonce);
    struct digest digest = digest_of(text, (size_t)len);
    digest_text(&digest, hash);
    return hash;
}

START_TEST(without_the_proof_of_seb_nobody_enters)
{
    char nonce[SEB_TOKEN_SIZE], pass[SEB_TOKEN_SIZE];
    begin_with_seb(SESSION_WEB);
    expect_begins(ask_register("V1"), "-NOSEB first ");
    expect_begins(ask_auth("K7QF93HD2MXT"), "-NOSEB first ");
    expect_begins(ask_line("HELLO 3 AUTH V1 K7QF93HD2MXT"), "-NOSEB first ");
    expect_begins(ask_line("RESUME V1 tttttttttttttttttttttt nnnnnnnnnnnnnnnnnnnnnn"),
                  "-NOSEB first ");
    ck_assert(seb_draw(node.seb, clock_mono(), nonce));
    const char *const wrong[] = {"SEB", nonce, CONFIG_KEY}, *const right[] = {"SEB", nonce,
                                                                              hash_of(nonce)};
    expect_begins(ask(wrong, 3), "-NOSEB settings ");
    expect_begins(ask_register("V1"), "-NOSEB first ");
    const char *reply = ask(right, 3);
    expect_begins(reply, "$64\r\n");
    memcpy(pass, reply + 5, SEB_TOKEN_CHARS);
    pass[SEB_TOKEN_CHARS] = '\0';
    expect_has(ask_register("V1"), "confirmed");
    begin_with_seb(SESSION_WEB); /* the line was lost */
    expect_begins(ask(right, 3), "-NOSEB stale ");
    expect_begins(ask_register("V2"), "-NOSEB first ");
    const char *const again[] = {"SEB", pass};
    expect_begins(ask(again, 2), "$64\r\n");
    expect_has(ask_register("V2"), "confirmed");
    seb_close(node.seb);
    node.seb = NULL;
}
END_TEST

START_TEST(at_a_port_for_terminals_nobody_proves_seb)
{
    char nonce[SEB_TOKEN_SIZE];
    begin_with_seb(SESSION_ALL);
    ck_assert(seb_draw(node.seb, clock_mono(), nonce));
    const char *const proof[] = {"SEB", nonce, hash_of(nonce)};
    expect_begins(ask_register("V1"), "-NOSEB port ");
    expect_begins(ask(proof, 3), "-NOSEB port ");
    expect_begins(ask_auth("K7QF93HD2MXT"), "-NOSEB port ");
    expect_begins(ask_line("PING"), "+PONG");
    seb_close(node.seb);
    node.seb = NULL;
}
END_TEST

START_TEST(a_node_that_does_not_ask_takes_every_proof)
{
    expect_begins(ask_line("SEB a b"), "$0\r\n");
    expect_begins(ask_line("SEB a"), "$0\r\n");
}
END_TEST

Suite *session_suite(void)
{
    Suite *suite = suite_create("session");
    TCase *t = tcase_create("session");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, without_the_proof_of_seb_nobody_enters);
    tcase_add_test(t, at_a_port_for_terminals_nobody_proves_seb);
    tcase_add_test(t, a_node_that_does_not_ask_takes_every_proof);
    tcase_add_test(t, without_memory_a_registration_is_refused_and_nothing_is_saved);
    tcase_add_test(t, without_memory_a_repeated_registration_is_not_called_wrong);
    tcase_add_test(t, without_memory_a_right_code_is_refused_and_then_taken);
    tcase_add_test(t, a_wrong_code_is_held_and_counted);
    tcase_add_test(t, words_are_looked_at_before_rights);
    tcase_add_test(t, an_exam_says_what_the_staff_did);
    tcase_add_test(t, a_void_result_says_so);
    tcase_add_test(t, an_exam_names_the_applicant_and_its_hours);
    tcase_add_test(t, hello_answers_by_the_version_that_the_client_chose);
    tcase_add_test(t, pairs_stay_an_array_in_either_version);
    tcase_add_test(t, hello_signs_in_and_names_the_connection);
    tcase_add_test(t, a_hello_that_is_refused_changes_nothing);
    tcase_add_test(t, a_guesser_gains_nothing_by_hello_or_reset);
    tcase_add_test(t, reset_makes_a_stranger_of_a_client);
    tcase_add_test(t, client_names_and_numbers_a_connection);
    tcase_add_test(t, clients_learn_what_they_ask_before_they_are_ready);
    tcase_add_test(t, command_lists_the_commands_that_there_are);
    suite_add_tcase(suite, t);
    return suite;
}
