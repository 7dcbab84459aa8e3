/* One client's commands, as they ship, with a store in this process and without a socket. */
#include "common/log.h"
#include "db/ledger_exam.h"
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
    session_init(&session, &node, client);
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

/* The reply to one request; the connection stays open. */
static const char *ask(const char *const *texts, size_t count)
{
    static char reply[1024];
    struct wire_word words[4];
    struct buffer out = {0};
    for (size_t i = 0; i < count; i++)
        words[i] = (struct wire_word){texts[i], strlen(texts[i])};
    ck_assert(session_request(&session, words, count, &out));
    ck_assert(!out.failed);
    ck_assert(out.len < sizeof reply);
    memcpy(reply, out.data, out.len);
    reply[out.len] = '\0';
    buffer_release(&out);
    return reply;
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
    ck_assert_str_eq(ask(start, 1), "-NOAUTH AUTH with ID and code first\r\n");
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

START_TEST(an_exam_names_the_applicant_and_its_hours)
{
    const char *const show[] = {"EXAM"};
    ck_assert_str_eq(ask(show, 1), "-NOAUTH AUTH with ID and code first\r\n"); /* no name */
    ck_assert_str_eq(ask_auth(code_in(ask_register("V1"))), "+OK\r\n");
    ck_assert_str_eq(pair(ask(show, 1), "id"), "V1");
    ck_assert_str_eq(pair(ask(show, 1), "name"), "Ana");
    ck_assert_str_eq(pair(ask(show, 1), "opens_in"), ":0");
    ck_assert_str_eq(pair(ask(show, 1), "closes_in"), ":-1");
    exam->opens.ms = clock_wall().ms + 600 * 1000;
    exam->closes.ms = exam->opens.ms + 600 * 1000;
    int64_t opens = strtoll(pair(ask(show, 1), "opens_in") + 1, NULL, 10);
    int64_t closes = strtoll(pair(ask(show, 1), "closes_in") + 1, NULL, 10);
    ck_assert_int_ge(opens, 590);
    ck_assert_int_le(opens, 600);
    ck_assert_int_ge(closes, opens + 590);
    ck_assert_int_le(closes, 1200);
    exam->opens.ms = exam->closes.ms = 1000; /* both have passed */
    ck_assert_str_eq(pair(ask(show, 1), "opens_in"), ":0");
    ck_assert_str_eq(pair(ask(show, 1), "closes_in"), ":0");
}
END_TEST

Suite *session_suite(void)
{
    Suite *suite = suite_create("session");
    TCase *t = tcase_create("session");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, without_memory_a_registration_is_refused_and_nothing_is_saved);
    tcase_add_test(t, without_memory_a_repeated_registration_is_not_called_wrong);
    tcase_add_test(t, without_memory_a_right_code_is_refused_and_then_taken);
    tcase_add_test(t, a_wrong_code_is_held_and_counted);
    tcase_add_test(t, words_are_looked_at_before_rights);
    tcase_add_test(t, an_exam_names_the_applicant_and_its_hours);
    suite_add_tcase(suite, t);
    return suite;
}
