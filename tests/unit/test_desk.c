/* The commands of the staff: roles, accounts, the words of the protocol and those that people type, and
 * the commands themselves, as they ship, with a store in this process and without a socket. */
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_staff.h"
#include "server/ctl/ordering.h"
#include "server/ctl/slip.h"
#include "server/desk/desk.h"
#include "server/desk/desk_words.h"
#include "server/desk/essays.h"
#include "server/door/session.h"
#include "server/setup/listed.h"
#include "server/setup/roster_file.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define KEY "the-first-key-of-this-test"
#define OTHER_KEY "the-second-key-of-this-test"

/* --- O2, O3: roles and accounts --- */

START_TEST(a_role_allows_what_it_is_for)
{
    static const bool may[][4] = {
        [DUTY_LOOK] = {false, true, false, true},   [DUTY_ROOM] = {false, true, false, true},
        [DUTY_EXTEND] = {false, true, false, true}, [DUTY_END] = {false, true, false, true},
        [DUTY_GRADE] = {false, false, true, true},  [DUTY_DECIDE] = {false, false, false, true}};
    for (enum duty duty = DUTY_LOOK; duty <= DUTY_DECIDE; duty++)
        for (enum role role = ROLE_NONE; role <= ROLE_BOARD; role++)
            ck_assert_msg(roles_may(role, duty) == may[duty][role], "O2: %s, duty %d",
                          role_text(role), (int)duty);
}
END_TEST

START_TEST(an_invigilator_gives_no_more_time_than_the_plan_allows)
{
    static const int64_t bound = 30 * 60000;
    ck_assert(roles_may_extend(ROLE_INVIGILATOR, bound, bound)); /* O2 */
    ck_assert(roles_may_extend(ROLE_INVIGILATOR, 0, bound));
    ck_assert(!roles_may_extend(ROLE_INVIGILATOR, bound + 1, bound));
    ck_assert(!roles_may_extend(ROLE_INVIGILATOR, -1, bound));
    ck_assert(roles_may_extend(ROLE_BOARD, bound + 1, bound));
    ck_assert(roles_may_extend(ROLE_BOARD, -1, bound));
    ck_assert(!roles_may_extend(ROLE_MARKER, 1, bound));
    ck_assert(!roles_may_extend(ROLE_NONE, 1, bound));
}
END_TEST

START_TEST(roles_have_names)
{
    for (enum role role = ROLE_INVIGILATOR; role <= ROLE_BOARD; role++)
        ck_assert_int_eq(role_named(role_text(role), strlen(role_text(role))), role);
    ck_assert_int_eq(role_named("none", 4), ROLE_NONE);
    ck_assert_int_eq(role_named("boar", 4), ROLE_NONE);
    ck_assert_int_eq(role_named("bored", 5), ROLE_NONE);
    ck_assert_int_eq(role_named("", 0), ROLE_NONE);
}
END_TEST

START_TEST(an_account_is_a_name_at_a_node)
{
    static const char *const bad[] = {"",
                                      "ana",
                                      "@caracas",
                                      "ana@",
                                      "a b@caracas",
                                      "ana@ca racas",
                                      "a@b@c",
                                      "12345678901234567890123456789012@c",
                                      "ana@123456789012345678901234567890123"};
    char name[STAFF_NAME_MAX + 1] = "-", node[NODE_NAME_MAX + 1] = "-";
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!account_parse(bad[i], strlen(bad[i]), name, node), "%s", bad[i]);
    ck_assert_str_eq(name, "-");
    ck_assert(account_parse("ana-2@caracas,", 13, name, node)); /* O3 */
    ck_assert_str_eq(name, "ana-2");
    ck_assert_str_eq(node, "caracas");
    ck_assert(account_name_valid("1234567890123456789012345678901", STAFF_NAME_MAX));
    ck_assert(!account_name_valid("12345678901234567890123456789012", STAFF_NAME_MAX + 1));
}
END_TEST

START_TEST(an_account_is_added_once_and_removed_once)
{
    const struct code_hash code = {.salt = {7}};
    struct entry e;
    ck_assert_int_eq(roles_decide(ROLE_NONE, "ana", ROLE_BOARD, &code, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_STAFF);
    ck_assert_str_eq(e.staff.name, "ana");
    ck_assert_int_eq(e.staff.role, ROLE_BOARD);
    ck_assert_int_eq(e.staff.code.salt[0], 7);
    ck_assert_int_eq(roles_decide(ROLE_MARKER, "ana", ROLE_BOARD, &code, &e), REFUSAL_ACCOUNT);
    ck_assert_int_eq(roles_decide(ROLE_MARKER, "ana", ROLE_NONE, &code, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.staff.role, ROLE_NONE);
    ck_assert_int_eq(e.staff.code.salt[0], 0);
    ck_assert_int_eq(roles_decide(ROLE_NONE, "ana", ROLE_NONE, &code, &e), REFUSAL_NO_ACCOUNT);
}
END_TEST

static struct duo duo;

static void put_account(int which, const char *name, enum role role, enum refusal refusal)
{
    const struct order order = {.by = "root"};
    const struct code_hash code = {.salt = {1}};
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_staff_put(duo.node[which].ledger, name, role, &code, &order), refusal);
    duo_commit(&duo, which);
}

static enum role role_at(int which, const char *name, const char *node)
{
    struct staff_account found = {.role = ROLE_NONE};
    duo_begin(&duo, which);
    bool known = ledger_staff_find(duo.node[which].ledger, name, node, &found);
    duo_commit(&duo, which);
    return known ? found.role : ROLE_NONE;
}

/* O3: at the other node when the entry arrives, and no longer when its removal does. */
START_TEST(an_account_is_valid_at_both_nodes)
{
    struct staff_account page[LEDGER_STAFF_PAGE];
    duo_open(&duo);
    const char *own = duo.node[0].name, *other = duo.node[1].name;
    duo_connect(&duo);
    duo_settle(&duo);
    put_account(0, "ana", ROLE_INVIGILATOR, REFUSAL_NONE);
    put_account(0, "ana", ROLE_BOARD, REFUSAL_ACCOUNT);
    put_account(1, "ana", ROLE_BOARD, REFUSAL_NONE); /* another one */
    put_account(0, "eva", ROLE_MARKER, REFUSAL_NONE);
    ck_assert_int_eq(role_at(1, "ana", own), ROLE_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(role_at(1, "ana", own), ROLE_INVIGILATOR);
    ck_assert_int_eq(role_at(0, "ana", other), ROLE_BOARD);
    ck_assert_int_eq(role_at(0, "ana", own), ROLE_INVIGILATOR);
    ck_assert_int_eq(role_at(0, "ana", "valencia"), ROLE_NONE);
    duo_begin(&duo, 1);
    ck_assert_uint_eq(ledger_staff_page(duo.node[1].ledger, false, "", page), 2);
    ck_assert_str_eq(page[0].name, "ana");
    ck_assert_str_eq(page[1].name, "eva");
    ck_assert_uint_eq(ledger_staff_page(duo.node[1].ledger, false, "ana", page), 1);
    ck_assert_uint_eq(ledger_staff_page(duo.node[1].ledger, true, "", page), 1);
    duo_commit(&duo, 1);
    put_account(0, "ana", ROLE_NONE, REFUSAL_NONE);
    put_account(0, "ana", ROLE_NONE, REFUSAL_NO_ACCOUNT);
    ck_assert_int_eq(role_at(1, "ana", own), ROLE_INVIGILATOR);
    duo_settle(&duo);
    ck_assert_int_eq(role_at(1, "ana", own), ROLE_NONE);
    duo_close(&duo);
}
END_TEST

/* --- words of the protocol --- */

static const struct ident_rules ids = {1U << IDENT_CEDULA, 'V'};
static struct desk_words read_into;

/* The words between bars, as DESK NAME and them; "" or the error. */
static const char *read_words(const struct desk_form *form, const char *line)
{
    static char text[4096], error[512];
    struct wire_word words[WIRE_REQUEST_WORDS] = {{"DESK", 4}, {form->name, strlen(form->name)}};
    struct buffer out = {0};
    size_t count = 2;
    (void)snprintf(text, sizeof text, "%s", line);
    for (char *at = text, *bar; *at != '\0'; at = bar + 1) {
        bar = strchr(at, '|');
        words[count++] = (struct wire_word){at, (size_t)(bar - at)};
    }
    memset(&read_into, 0, sizeof read_into);
    bool good = desk_words_read(form, words, count, &ids, "test", "ana@caracas", &out, &read_into);
    ck_assert_int_eq(good, out.len == 0);
    (void)snprintf(error, sizeof error, "%.*s", (int)out.len, good ? "" : out.data);
    buffer_release(&out);
    return error;
}

START_TEST(an_order_has_a_key_and_a_reason)
{
    static const struct desk_form changes = {"X", 0, DESK_CHANGES, DESK_TAKES_NOBODY};
    static const struct desk_form explains = {"X", 0, DESK_EXPLAINS, DESK_TAKES_NOBODY};
    ck_assert_str_eq(read_words(&changes, KEY "||"), "");
    ck_assert_str_eq(read_into.order.by, "ana@caracas");
    ck_assert_str_eq(read_into.order.reason, "");
    struct order_key first = read_into.order.key;
    ck_assert_str_eq(read_words(&changes, KEY "| the  power |"), "");
    ck_assert_str_eq(read_into.order.reason, "the power"); /* N2 */
    ck_assert(memcmp(&first, &read_into.order.key, sizeof first) == 0);
    ck_assert_str_eq(read_words(&changes, OTHER_KEY "||"), "");
    ck_assert(memcmp(&first, &read_into.order.key, sizeof first) != 0);
    expect_begins(read_words(&explains, KEY "||"), "-ERR say why");
    expect_begins(read_words(&changes, "short||"), "-ERR a key is 22 to 64");
    expect_begins(read_words(&changes, "a key with spaces that is long||"), "-ERR a key is");
    expect_begins(read_words(&changes, KEY "|"), "-ERR X is X key reason");
    expect_begins(read_words(&changes, KEY "||V1|"), "-ERR X takes no ID");
}
END_TEST

START_TEST(people_are_ids_or_an_option)
{
    static const struct desk_form one = {"X", 1, DESK_LOOKS, DESK_TAKES_ONE};
    static const struct desk_form many = {"X", 1, DESK_LOOKS, DESK_TAKES_MANY};
    static const struct desk_form present = {"X", 0, DESK_LOOKS, DESK_TAKES_PRESENT};
    ck_assert_str_eq(read_words(&one, "10|v-1|"), "");
    ck_assert_str_eq(read_into.who.id[0], "V1");
    ck_assert_uint_eq(read_into.word[0].len, 2);
    ck_assert(!read_into.confirmed);
    expect_begins(read_words(&one, "10|V1|V2|"), "-ERR X takes one ID");
    expect_begins(read_words(&one, "10|"), "-ERR X takes one ID");
    expect_begins(read_words(&one, "10|--all|"), "-ERR X takes one ID");
    expect_begins(read_words(&one, "10|1.2|"), "-BADID ");
    ck_assert_str_eq(read_words(&many, "|--yes|V1|V2|"), "");
    ck_assert_uint_eq(read_into.who.count, 2);
    ck_assert(read_into.confirmed);
    ck_assert_str_eq(read_words(&many, "|--running|"), "");
    ck_assert_int_eq(read_into.who.people, DESK_RUNNING);
    ck_assert_str_eq(read_words(&many, "|--ALL|"), "");
    ck_assert_int_eq(read_into.who.people, DESK_ALL);
    ck_assert_str_eq(read_words(&many, "|--room|A 1|"), "");
    ck_assert_int_eq(read_into.who.people, DESK_OF_ROOM);
    ck_assert_str_eq(read_into.who.room, "A 1");
    ck_assert_str_eq(read_words(&present, "--present|"), "");
    ck_assert_int_eq(read_into.who.people, DESK_PRESENT);
    expect_begins(read_words(&many, "|--present|"), "-ERR X takes up to 50 IDs");
    expect_begins(read_words(&present, "--running|"), "-ERR X takes up to 50 IDs");
    expect_begins(read_words(&many, "|--all|V1|"), "-ERR X takes");
    expect_begins(read_words(&many, "|--room||"), "-ERR a room's name");
    expect_begins(read_words(&many, "|--room|"), "-ERR X takes");
}
END_TEST

/* --- words that people type --- */

static const char *type(const char *name, const char *line, struct ordered *out)
{
    static char text[512], *words[32];
    int count = 0, taken;
    (void)snprintf(text, sizeof text, "%s %s", name, line);
    for (char *at = text; *at != '\0';) {
        words[count++] = at;
        at += strcspn(at, " ");
        if (*at != '\0')
            *at++ = '\0';
    }
    const struct desk_row *row = desk_row_find(count, words, &taken);
    ck_assert_ptr_nonnull(row);
    ck_assert_str_eq(row->name, name);
    return ordering_read(row, count - taken, words + taken, out);
}

START_TEST(a_typed_command_is_read)
{
    struct ordered o;
    ck_assert_ptr_null(type("extend", "V1 V2 10 --reason the power failed", &o));
    ck_assert_int_eq(o.id_count, 2);
    ck_assert_str_eq(o.text, "10");
    ck_assert_str_eq(o.reason, "the power failed");
    ck_assert_ptr_null(type("extend", "10 --reason noise --room A 1 --yes", &o));
    ck_assert_str_eq(o.people, "--room");
    ck_assert_str_eq(o.room, "A 1");
    ck_assert(o.confirmed);
    ck_assert_ptr_null(type("extend", "--room A 1 10 --reason noise", &o));
    ck_assert_str_eq(o.people, "--room");
    ck_assert_str_eq(o.room, "A 1");
    ck_assert_str_eq(o.text, "10");
    ck_assert_int_eq(o.id_count, 0);
    ck_assert_ptr_null(type("announce", "ten minutes left --room A", &o));
    ck_assert_str_eq(o.text, "ten minutes left");
    ck_assert_ptr_null(o.people);
    ck_assert_ptr_null(type("note", "V1 talks to a neighbour", &o));
    ck_assert_str_eq(o.reason, "talks to a neighbour");
    ck_assert_ptr_null(type("list", "V1 Ana Rojas --here --reason a late convocation", &o));
    ck_assert(o.here);
    ck_assert_ptr_null(type("begin", "--at 2027-03-01 09:00", &o));
    ck_assert_str_eq(o.at, "2027-03-01 09:00");
    ck_assert_ptr_null(type("staff add", "ana invigilator", &o));
    ck_assert_str_eq(o.second, "invigilator");
    ck_assert_ptr_null(type("reopen", "V1 --reason a mistake", &o));
    ck_assert_str_eq(o.text, "");
}
END_TEST

START_TEST(a_command_that_is_typed_wrong_is_not_sent)
{
    struct ordered o;
    static const char *const wrong[][2] = {
        {"extend", "10 --reason x"},
        {"extend", "V1 10 --all --reason x"},
        {"extend", "V1 10 --present --reason x"},
        {"extend", "V1 10 --reason"},
        {"extend", "--room A --reason x"},
        {"extend", "--all --reason x"},
        {"pause", "--running"},
        {"pause", ""},
        {"void", "V1 V2 --reason x"},
        {"note", "V1"},
        {"note", "V1 text --reason x"},
        {"staff add", "ana"},
        {"begin", "--room A"},
        {"announce", "--room A"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(type(wrong[i][0], wrong[i][1], &o) != NULL, "%s %s", wrong[i][0],
                      wrong[i][1]);
    expect_has(type("void", "V1", &o), "--reason");
    char *unknown[] = {(char *)"staff", (char *)"sack"};
    int taken;
    ck_assert_ptr_null(desk_row_find(2, unknown, &taken));
    ck_assert_ptr_null(desk_row_find(1, unknown, &taken));
}
END_TEST

START_TEST(keys_differ)
{
    char first[ORDERING_KEY_SIZE], second[ORDERING_KEY_SIZE];
    ck_assert(ordering_draw_key(first));
    ck_assert(ordering_draw_key(second));
    ck_assert_str_ne(first, second);
    ck_assert_uint_eq(strlen(first), 32);
}
END_TEST

/* --- commands --- */

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
static struct task desk_task;
static int other_end;

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
    ck_assert_int_eq(clients_open(2, false, &node.operators), STATUS_OK);
    ck_assert_int_eq(guesses_open(&node.guesses), STATUS_OK);
    ck_assert_int_eq(terminals_open(&node.terminals), STATUS_OK);
    ck_assert_int_eq(essays_open(exam, &node.essays), STATUS_OK);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    other_end = ends[1];
    client = clients_add(node.clients, ends[0]);
    ck_assert_ptr_nonnull(client);
    session_init(&session, &node, client, SESSION_ALL);
    task_init(&desk_task);
    config.plaintext = false;
}

static void teardown(void)
{
    task_destroy(&desk_task);
    session_release(&session);
    clients_remove(node.clients, client);
    close(other_end);
    guesses_close(node.guesses);
    terminals_close(node.terminals);
    essays_close(node.essays);
    clients_close(node.clients);
    clients_close(node.operators);
    store_close(node.store);
    journal_cache_close(cache);
    ledger_close(ledger);
    database_close(&database);
    sample_free(exam);
}

/* The reply to the words between bars: of the session when `session_s`, else of the operator. */
static const char *ask_of(bool session_s, const char *line)
{
    static char text[8192], reply[8192];
    struct wire_word words[WIRE_REQUEST_WORDS];
    struct buffer out = {0};
    size_t count = 0;
    (void)snprintf(text, sizeof text, "%s|", line);
    for (char *at = text, *bar; *at != '\0'; at = bar + 1) {
        bar = strchr(at, '|');
        words[count++] = (struct wire_word){at, (size_t)(bar - at)};
    }
    const struct request r = {.node = &node,
                              .by = "root",
                              .task = &desk_task,
                              .words = words,
                              .count = count,
                              .out = &out,
                              .came = clock_mono()};
    if (session_s)
        ck_assert(session_request(&session, words, count, &out));
    else
        desk_request(&r, ROLE_BOARD);
    ck_assert(!out.failed);
    (void)snprintf(reply, sizeof reply, "%.*s", (int)out.len, out.data);
    buffer_release(&out);
    return reply;
}

static const char *ask(const char *line)
{
    return ask_of(true, line);
}

static const char *order(const char *line)
{
    return ask_of(false, line);
}

/* The code in a reply. */
static const char *code_in(const char *reply)
{
    static char code[15];
    const char *at = strstr(reply, "code\r\n$14\r\n");
    ck_assert_msg(at != NULL, "%s", reply);
    memcpy(code, at + strlen("code\r\n$14\r\n"), sizeof code - 1);
    return code;
}

static void sign_in_as(const char *role)
{
    char line[256];
    (void)snprintf(line, sizeof line, "DESK|STAFF-ADD|" KEY "||ana|%s", role);
    (void)snprintf(line, sizeof line, "STAFF|ana@caracas|%s", code_in(order(line)));
    expect_has(ask(line), role);
}

static uint64_t entries(void)
{
    return store_position(node.store).own_n;
}

START_TEST(staff_sign_in_and_do_what_their_role_allows)
{
    expect_begins(ask("DESK|HOURS"), "-NOAUTH ");
    sign_in_as("invigilator");
    expect_has(ask("DESK|HOURS"), "may_start");
    expect_begins(ask("DESK|REMARK|" OTHER_KEY "|"), "-DENIED "); /* O2 */
    expect_begins(ask("DESK|DANCE"), "-ERR DESK has no command 'DANCE'");
    expect_begins(order("DESK"), "-ERR DESK needs a command");
    expect_begins(ask("RESET"), "+RESET");
    expect_begins(ask("DESK|HOURS"), "-NOAUTH ");
}
END_TEST

/* Another terminal finds the one that has the sitting silent. */
static void run_take(struct ledger *l, struct task *task)
{
    const uint8_t *which = task->context;
    struct ledger_terminal thief = {.token = {{*which}}};
    struct ledger_sitting sitting;
    uint64_t n;
    struct ledger_counts counts;
    ledger_counts(l, &counts);
    ck_assert_uint_eq(counts.taken, 0);
    ck_assert_int_eq(ledger_start(l, "V1", &thief, 0, 0, &sitting, &n), REFUSAL_NONE);
    ck_assert_int_eq(sitting.terminal, TERMINAL_PROVISIONAL);
    ledger_counts(l, &counts);
    ck_assert_uint_eq(counts.taken, 1);
}

static void move(const char *key, const char *answers, const char *reply)
{
    char line[256];
    (void)snprintf(line, sizeof line, "DESK|MOVE|%s|the screen is broken|%s|V1", key, answers);
    expect_has(order(line), reply);
}

START_TEST(move_takes_an_exam_from_its_terminal) /* K6 */
{
    uint8_t thief = 7, another = 8;
    char code[15], line[256];
    (void)snprintf(code, sizeof code, "%s", code_in(ask("REGISTER|V1|Ana")));
    move(KEY, "", "-NOTSTARTED ");
    (void)snprintf(line, sizeof line, "AUTH|V1|%s|the-first-terminal-here", code);
    expect_begins(ask(line), "+OK");
    expect_has(ask("START"), "yours");
    move(KEY, "maybe", "-ERR MOVE takes keep or drop");
    uint64_t before = entries();
    move(KEY, "", "done");
    move(KEY, "", "done"); /* O1 */
    ck_assert_uint_eq(entries(), before + 1);
    expect_begins(ask("QUESTION|1"), "-INUSE staff ");
    expect_begins(ask("START"), "-INUSE staff ");
    (void)snprintf(line, sizeof line, "AUTH|V1|%s|the-second-terminal-here", code);
    expect_begins(ask(line), "+OK");
    expect_has(ask("EXAM"), "$4\r\nfree\r\n");
    expect_begins(ask("QUESTION|1"), "-INUSE alive 0 ");
    expect_has(ask("START"), "yours");
    ck_assert_int_eq(store_call(node.store, run_take, &thief), STATUS_OK);
    move(OTHER_KEY, "", "-ERR another terminal took this exam over");
    move(OTHER_KEY, "drop", "done");
    expect_has(ask("START"), "yours");
    ck_assert_int_eq(store_call(node.store, run_take, &another), STATUS_OK);
    move("the-third-key-of-this-test", "KEEP", "done"); /* the taker stays there */
    expect_has(ask("EXAM"), "$5\r\nother\r\n");
}
END_TEST

START_TEST(a_repeated_reissue_gives_no_code_that_has_ended) /* O1 */
{
    char first[15];
    (void)code_in(ask("REGISTER|V1|Ana"));
    (void)snprintf(first, sizeof first, "%s", code_in(order("DESK|REISSUE|" KEY "||V1")));
    ck_assert_str_eq(code_in(order("DESK|REISSUE|" KEY "||V1")), first);
    ck_assert_str_ne(code_in(order("DESK|REISSUE|" OTHER_KEY "||V1")), first);
    expect_begins(order("DESK|REISSUE|" KEY "||V1"), "-ERR this command was carried out");
}
END_TEST

/* A command with a key of its own. */
static const char *give(const char *command, const char *words)
{
    static unsigned keys;
    char line[256];
    (void)snprintf(line, sizeof line, "DESK|%s|a-key-of-this-test-%08u|alarm%s", command, keys++,
                   words);
    return order(line);
}

static void sign_in_applicant(const char *id)
{
    char line[256];
    (void)snprintf(line, sizeof line, "REGISTER|%s|Ana", id);
    const char *code = code_in(ask(line));
    (void)snprintf(line, sizeof line, "AUTH|%s|%s", id, code);
    expect_begins(ask(line), "+OK");
}

static int64_t remaining(void)
{
    const char *at = strstr(ask("EXAM"), "remaining\r\n:");
    ck_assert_ptr_nonnull(at);
    return strtoll(at + strlen("remaining\r\n:"), NULL, 10);
}

START_TEST(staff_give_time_and_pause) /* B1, B4, B5 */
{
    sign_in_applicant("V1");
    expect_has(give("EXTEND", "|2|V1"), "done\r\n:1");
    ck_assert_int_eq(remaining(), 180);
    expect_begins(give("EXTEND", "|-3|V1"), "-ERR less than a minute would be left");
    expect_begins(give("EXTEND", "|much|V1"), "-ERR the minutes must be a whole number");
    expect_begins(give("EXTEND", "|0|V1"), "-ERR the minutes must be a whole number");
    expect_begins(give("EXTEND", "|+-5|V1"), "-ERR the minutes must be a whole number");
    expect_begins(give("EXTEND", "|++5|V1"), "-ERR the minutes must be a whole number");
    expect_has(give("PAUSE", "|V1"), "done\r\n:1");
    expect_begins(ask("START"), "-PAUSED person");
    expect_has(give("RESUME", "|V1"), "done\r\n:1");
    expect_has(ask("START"), "running");
    expect_has(give("EXTEND", "|+5|--all"), "done\r\n:1");
    ck_assert_int_gt(remaining(), 470);
    expect_has(give("EXTEND", "|-5|--running"), "done\r\n:1");
    ck_assert_int_le(remaining(), 180);
    expect_has(order("DESK|EXTEND|" KEY "|alarm|10|V1"), "done\r\n:1");
    expect_has(order("DESK|EXTEND|" KEY "|alarm|10|V1"), "done\r\n:1"); /* O1 */
    ck_assert_int_le(remaining(), 780);
    expect_has(give("PAUSE", "|--all"), "done\r\n:1");
    expect_begins(ask("QUESTION|1"), "-PAUSED node");
    expect_begins(ask("FINISH"), "-PAUSED node");
    expect_begins(ask("ANSWER|1|1"), "+OK");
    expect_has(ask("EXAM"), "paused\r\n$4\r\nnode");
    expect_has(give("PAUSE", "|V1"), "done\r\n:1");
    expect_has(give("RESUME", "|--all"), "done\r\n:1");
    expect_begins(ask("QUESTION|1"), "-PAUSED person");
    expect_has(give("RESUME", "|V1"), "done\r\n:1");
    expect_has(ask("QUESTION|1"), "number");
    sign_in_applicant("V2");
    ck_assert_int_eq(remaining(), 360); /* of whoever starts later: the exam's, and 5 minutes */
    expect_has(order("DESK|EXTEND|" OTHER_KEY "|alarm|1|--all"), "refused\r\n:0");
    expect_has(ask("START"), "running");
    expect_has(order("DESK|EXTEND|" OTHER_KEY "|alarm|1|--all"), "refused\r\n:0");
    ck_assert_int_le(remaining(), 420); /* B5: it was given at the start */
    expect_begins(give("EXTEND", "|1|V3"), "-ERR this ID is not registered here");
}
END_TEST

START_TEST(an_invigilator_gives_up_to_the_bound) /* O2 */
{
    sign_in_applicant("V1");
    sign_in_as("invigilator");
    expect_has(ask("DESK|EXTEND|" KEY "|alarm|30|V1"), "done\r\n:1");
    expect_begins(ask("DESK|EXTEND|" OTHER_KEY "|alarm|1|V1"), "-ERR that is more than an invig");
    expect_begins(ask("DESK|END|" OTHER_KEY "||--all"), "-DENIED ");
    expect_begins(ask("DESK|VOID|" OTHER_KEY "|cheat|V1"), "-DENIED ");
}
END_TEST

START_TEST(staff_end_and_reopen) /* B6, U3 */
{
    sign_in_applicant("V1");
    expect_begins(give("END", "|V1"), "-NOTSTARTED ");
    expect_has(give("END", "|--all"), "refused\r\n:0");
    expect_has(ask("START"), "running");
    expect_begins(give("REOPEN", "||V1"), "-NOTSTARTED running");
    expect_has(give("PAUSE", "|V1"), "done\r\n:1");
    expect_has(give("END", "|V1"), "done\r\n:1"); /* at once */
    expect_has(ask("EXAM"), "ended\r\n$3\r\nyes");
    expect_begins(ask("ANSWER|1|1"), "-TIMEUP staff");
    expect_begins(give("EXTEND", "|5|V1"), "-ERR this exam is over");
    expect_begins(give("REOPEN", "|half|V1"), "-ERR the minutes that the exam goes on with");
    expect_has(give("REOPEN", "||V1"), "done\r\n:1");
    ck_assert_int_ge(remaining(), 55);
    expect_begins(ask("START"), "-PAUSED person");
    expect_has(give("RESUME", "|--room|A"), "nobody in a room");
    expect_has(give("RESUME", "|V1"), "done\r\n:1");
    expect_has(give("PAUSE", "|V1"), "done\r\n:1");
    expect_has(give("END", "|V1"), "done\r\n:1");
    expect_has(give("REOPEN", "|7|V1"), "done\r\n:1");
    ck_assert_int_eq(remaining(), 420);
}
END_TEST

START_TEST(staff_void_and_reset) /* U1, U2, U5 */
{
    sign_in_applicant("V1");
    expect_has(ask("START"), "running");
    expect_begins(ask("ANSWER|1|1"), "+OK");
    expect_has(give("VOID", "|V1"), "done\r\n:1");
    expect_begins(ask("ANSWER|1|1"), "-VOID void");
    expect_has(ask("EXAM"), "void\r\n$3\r\nyes");
    expect_has(give("UNVOID", "|V1"), "done\r\n:1");
    expect_begins(ask("ANSWER|1|1"), "+OK");
    expect_has(give("RESET", "|V1"), "done\r\n:1");
    expect_has(ask("EXAM"), "sitting\r\n:2");
    expect_has(ask("EXAM"), "ready");
    expect_begins(give("UNVOID", "|V1"), "-ERR the exam of this applicant was reset");
    expect_begins(give("REOPEN", "|5|V1"), "-ERR the exam of this applicant was reset");
    expect_begins(give("RESET", "|V1"), "-NOTSTARTED ");
    expect_has(ask("START"), "running");
    expect_has(ask("QUESTION|1"), "answer\r\n*0");
    expect_has(give("VOID", "|V1"), "done\r\n:1");
    expect_begins(ask("FINISH"), "-VOID void");
}
END_TEST

START_TEST(a_wrong_code_of_an_account_is_held_and_counted)
{
    expect_begins(ask("STAFF|eva@caracas|0000-0000-0000"), "-WRONGPASS ");
    ck_assert_ptr_nonnull(session_held_until(&session));
    ck_assert_uint_eq(guesses_total(node.guesses), 1);
    expect_begins(ask("STAFF|no account|0000-0000-0000"), "-WRONGPASS ");
    expect_begins(ask("STAFF|eva@valencia|no code"), "-WRONGPASS ");
    ck_assert_uint_eq(guesses_total(node.guesses), 3);
    sign_in_as("board");
    ck_assert_ptr_null(session_held_until(&session));
    config.plaintext = true; /* the code would be read on the line */
    expect_begins(ask("STAFF|ana@caracas|0000-0000-0000"), "-ERR staff sign in over TLS");
}
END_TEST

START_TEST(a_removed_account_is_refused_at_its_next_command)
{
    sign_in_as("board");
    expect_begins(order("DESK|STAFF-REMOVE|" OTHER_KEY "||ana"), "+OK");
    expect_begins(ask("DESK|HOURS"), "-NOAUTH lapsed"); /* O3 */
    expect_begins(ask("DESK|HOURS"), "-NOAUTH first");
}
END_TEST

START_TEST(a_new_account_of_that_name_is_another_one)
{
    sign_in_as("board");
    expect_begins(order("DESK|STAFF-REMOVE|" OTHER_KEY "||ana@caracas"), "+OK");
    (void)code_in(order("DESK|STAFF-ADD|the-third-key-of-this-test||ana|board"));
    expect_begins(ask("DESK|HOURS"), "-NOAUTH lapsed");
}
END_TEST

START_TEST(accounts_are_listed_and_refused_with_a_reason)
{
    expect_begins(order("DESK|STAFF-ADD|" KEY "||ana|boss"), "-ERR a role is");
    expect_begins(order("DESK|STAFF-ADD|" KEY "||a a|board"), "-ERR the name of an account");
    expect_begins(order("DESK|STAFF-ADD|" KEY "||ana@valencia|board"), "-ERR there is no node");
    (void)code_in(order("DESK|STAFF-ADD|" KEY "||ana|board"));
    expect_begins(order("DESK|STAFF-ADD|" OTHER_KEY "||ana|board"), "-ERR there is an account");
    expect_begins(order("DESK|STAFF-REMOVE|" OTHER_KEY "||eva"), "-ERR there is no account");
    expect_has(order("DESK|STAFF-LIST"), "ana@caracas\r\n$5\r\nboard");
    expect_begins(order("DESK|REMARKED|7|6"), "-ERR REMARKED needs the number of an entry");
    expect_has(order("DESK|REMARKED|0|0"), "more\r\n$2\r\nno\r\n$7\r\nchanged\r\n*0");
}
END_TEST

START_TEST(an_order_names_its_entries)
{
    expect_has(order("DESK|ORDERED|" KEY), "count\r\n:0\r\n$7\r\nentries\r\n*0");
    (void)code_in(order("DESK|STAFF-ADD|" KEY "||ana|board"));
    const char *reply = order("DESK|ORDERED|" KEY);
    expect_has(reply, "count\r\n:1\r\n$7\r\nentries\r\n*1\r\n*6\r\n:");
    expect_has(reply, "$5\r\nstaff\r\n$0\r\n\r\n$24\r\n2");
    expect_begins(order("DESK|ORDERED|short"), "-ERR a key is");
}
END_TEST

/* The desk page shows what the journal has of each command, whatever its own reply says. */
START_TEST(commands_with_replies_of_their_own_have_their_entries)
{
    static const struct {
        const char *order, *key, *kind;
    } orders[] = {
        {"DESK|REGISTER|the-key-of-a-registration||Ana Paz|V1", "the-key-of-a-registration",
         "claim"},
        {"DESK|ANNOUNCE|the-key-of-an-announcement|||Go out", "the-key-of-an-announcement",
         "announce"},
        {"DESK|HOURS-CHANGE|the-key-of-another-hour|rain||now", "the-key-of-another-hour", "hours"},
    };
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        char asked[80], kind[40];
        const char *reply = order(orders[i].order);
        ck_assert_msg(reply[0] != '-', "%s: %s", orders[i].order, reply);
        (void)snprintf(asked, sizeof asked, "DESK|ORDERED|%s", orders[i].key);
        (void)snprintf(kind, sizeof kind, "\r\n%s\r\n", orders[i].kind);
        reply = order(asked);
        expect_has(reply, "count\r\n:1\r\n");
        expect_has(reply, kind);
    }
}
END_TEST

/* Takes a roster of those lines. */
static void open_roster_of(const char *text)
{
    const struct roster_rules rules = {.ids = {1U << IDENT_CEDULA, 'V'}, .others = 2};
    struct roster *roster = NULL;
    struct buffer words = {0};
    ck_assert_int_eq(roster_parse("r", text, strlen(text), &rules, &roster, &words), STATUS_OK);
    buffer_release(&words);
    ck_assert_int_eq(listed_open(roster, &node.listed), STATUS_OK);
}

/* V1 is on the roster, in a room. */
static void open_roster(void)
{
    open_roster_of("id,aula\n1,Aula 5\n2,Aula 6\n3,\n");
}

/* An order with a key of its own. */
static const char *order_now(const char *command, const char *rest)
{
    static unsigned number;
    char line[1024];
    (void)snprintf(line, sizeof line, "DESK|%s|key-number-%012u||%s", command, ++number, rest);
    return order(line);
}

START_TEST(a_room_is_admitted_and_begins) /* E2, E3 */
{
    char line[256];
    exam->policy.value[POLICY_ADMIT] = ADMIT_STAFF;
    exam->policy.value[POLICY_START] = START_TOGETHER;
    open_roster();
    (void)snprintf(line, sizeof line, "AUTH|V1|%s", code_in(ask("REGISTER|V1|Ana")));
    (void)ask("REGISTER|V2|Eva");
    (void)ask("REGISTER|V3|Luz");
    expect_begins(ask(line), "+OK");
    expect_has(ask("EXAM"), "waiting\r\n$9\r\nadmission");
    expect_begins(ask("START"), "-WAITING admission ");
    expect_has(order_now("ADMIT", "--room|aula  5"), "done\r\n:1\r\n$7\r\nrefused\r\n:0");
    expect_begins(order_now("ADMIT", "--room|aula 7"), "-ERR the roster of this node puts nobody");
    expect_has(ask("EXAM"), "waiting\r\n$5\r\nbegin\r\n$8\r\nbegin_in\r\n:-1");
    expect_begins(ask("START"), "-WAITING begin - the exam begins for all at once, when the staff");
    expect_has(order_now("UNADMIT", "V1"), "done\r\n:1");
    expect_begins(ask("START"), "-WAITING admission ");
    expect_has(order_now("ADMIT", "--present"), "done\r\n:1");
    expect_begins(order_now("BEGIN", "nine"), "-ERR --at is a time of today");
    expect_begins(order_now("BEGIN", "24:00"), "-ERR --at is");
    expect_begins(order_now("BEGIN", "09:60"), "-ERR --at is");
    expect_begins(order_now("BEGIN", "+0"), "-ERR --at is");
    expect_begins(order_now("BEGIN", "2020-01-01 08:00 Z"), "-ERR that moment has passed");
    expect_has(order_now("BEGIN", "+5"), "begun\r\n$2\r\nno\r\n");
    expect_begins(ask("START"), "-WAITING begin 300 ");
    expect_has(order_now("BEGIN", ""), "started\r\n:1");
    expect_has(order_now("BEGIN", "+5"), "begun\r\n$3\r\nyes\r\n");
    expect_has(ask("EXAM"), "running");
    expect_begins(order_now("UNADMIT", "V1"), "-ERR this applicant has started the exam");
    exam->policy.value[POLICY_START] = START_EACH;
    expect_begins(order_now("BEGIN", ""), "-ERR in this exam everybody starts alone");
    listed_close(node.listed);
    node.listed = NULL;
}
END_TEST

START_TEST(who_is_listed_here_is_told_in_pages)
{
    char text[4096] = "id,nombre,nodo,aula\n7,Ana,caracas,Aula 5\n8,Eva,maracay,\n9,Luz,,\n";
    expect_begins(order("DESK|ROSTER|"), "*0\r\n");
    for (int i = 100; i < 220; i++)
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%d,,caracas,\n", i);
    open_roster_of(text);
    const char *page = order("DESK|ROSTER|");
    expect_begins(page, "*100\r\n*3\r\n$4\r\nV100\r\n$0\r\n\r\n$0\r\n\r\n");
    page = order("DESK|ROSTER|v199");
    expect_begins(page, "*22\r\n*3\r\n$4\r\nV200\r\n");
    expect_has(page,
               "*3\r\n$2\r\nV7\r\n$3\r\nAna\r\n$6\r\nAula 5\r\n*3\r\n$2\r\nV9\r\n$3\r\nLuz\r\n");
    ck_assert_ptr_null(strstr(page, "V8"));
    expect_begins(order("DESK|ROSTER|V9"), "*0\r\n");
    expect_begins(order("DESK|ROSTER|x"), "-BADID form ");
    listed_close(node.listed);
    node.listed = NULL;
}
END_TEST

START_TEST(a_begin_may_be_set_for_a_time_of_today)
{
    char line[8];
    time_t soon = (time_t)(clock_wall().ms / 1000) + 120;
    struct tm t;
    exam->policy.value[POLICY_START] = START_TOGETHER;
    ck_assert_ptr_nonnull(localtime_r(&soon, &t));
    (void)strftime(line, sizeof line, "%H:%M", &t);
    const char *reply = order_now("BEGIN", line);
    if (strcmp(line, "00:00") != 0 && strcmp(line, "00:01") != 0) /* of tomorrow */
        expect_has(reply, line);
}
END_TEST

START_TEST(an_announcement_reaches_its_room) /* E8 */
{
    char line[256];
    open_roster();
    (void)snprintf(line, sizeof line, "AUTH|V1|%s", code_in(ask("REGISTER|V1|Ana")));
    expect_begins(ask(line), "+OK");
    expect_has(ask("EXAM"), "announced\r\n:0\r\n$12\r\nannouncement\r\n$0\r\n\r\n");
    expect_has(order_now("ANNOUNCE", "|Ten minutes left"), "everywhere");
    expect_has(ask("EXAM"), "Ten minutes left");
    expect_has(order_now("ANNOUNCE", "aula 6|Go out"), "Aula 6");
    expect_has(ask("EXAM"), "Ten minutes left");
    expect_has(order_now("ANNOUNCE", "aula 5|Come back"), "Aula 5");
    expect_has(order("DESK|ANNOUNCED|aula 5"), "$9\r\nCome back\r\n");
    expect_has(order("DESK|ANNOUNCED|"), "$16\r\nTen minutes left\r\n");
    expect_begins(order("DESK|ANNOUNCED|aula 7"), "-ERR the roster of this node puts nobody");
    expect_has(ask("START"), "Come back");
    expect_begins(order_now("ANNOUNCE", "|"), "-ERR the announcement is empty");
    expect_begins(order_now("ANNOUNCE", "|\x01"), "-ERR an announcement cannot hold U+0001");
    expect_begins(order_now("ANNOUNCE", "aula 7|Go"), "-ERR the roster of this node puts nobody");
    expect_begins(order_now("ANNOUNCE", "\x01|Go"), "-ERR a room's name cannot hold U+0001");
    uint64_t before = entries();
    expect_has(order("DESK|NOTE|" KEY "|talks to a neighbour|V1"), "done\r\n:1");
    ck_assert_uint_eq(entries(), before + 1);
    expect_begins(order_now("NOTE", "V1"), "-ERR say why");
    listed_close(node.listed);
    node.listed = NULL;
    expect_begins(order_now("ANNOUNCE", "aula 5|Go"), "-ERR the roster of this node puts nobody");
}
END_TEST

/* O1: also where the reply holds what was made. */
START_TEST(a_repeated_command_changes_nothing_and_answers_as_before)
{
    char code[15];
    expect_has(ask("REGISTER|V1|Ana"), "confirmed");
    (void)snprintf(code, sizeof code, "%s", code_in(order("DESK|REISSUE|" KEY "||V1")));
    uint64_t before = entries();
    ck_assert_str_eq(code_in(order("DESK|REISSUE|" KEY "||V1")), code);
    ck_assert_uint_eq(entries(), before);
    ck_assert_str_ne(code_in(order("DESK|REISSUE|" OTHER_KEY "||V1")), code);
    ck_assert_uint_eq(entries(), before + 1);
    expect_has(order("DESK|RELEASE|" KEY "-2||V1"), "done\r\n:1");
    expect_has(order("DESK|RELEASE|" KEY "-2||V1"), "done\r\n:1"); /* it is registered no more */
    ck_assert_uint_eq(entries(), before + 2);
    expect_begins(order("DESK|RELEASE|" KEY "-3||V1"), "-ERR this ID is not registered here");
    (void)code_in(order("DESK|STAFF-ADD|" KEY "||ana|board"));
    before = entries();
    (void)code_in(order("DESK|STAFF-ADD|" KEY "||ana|board"));
    ck_assert_uint_eq(entries(), before);
}
END_TEST

/* --- essays and publications --- */

static void run_finish(struct ledger *l, struct task *task)
{
    struct ledger_terminal terminal = {.token = {{1}}};
    struct wire_word essay = {"Once upon a time", 16};
    struct ledger_sitting sitting;
    struct ledger_result result;
    uint64_t n;
    (void)task;
    ck_assert_int_eq(ledger_start(l, "V1", &terminal, 7, 0, &sitting, &n), REFUSAL_NONE);
    ck_assert_int_eq(ledger_answer(l, "V1", &terminal, 3, &essay, 1), REFUSAL_NONE);
    ck_assert_int_eq(ledger_finish(l, "V1", &terminal, &result), REFUSAL_NONE);
}

/* V1 has finished, with question 3 answered, which is an essay of 4 points. */
static void finish_an_essay(void)
{
    exam->fixed_order = exam->withhold = true;
    exam->questions[2].kind = QUESTION_ESSAY;
    exam->questions[2].option_count = 0;
    exam->questions[2].points = 4 * EXAM_POINT;
    exam_seal(exam);
    (void)code_in(ask("REGISTER|V1|Ana"));
    ck_assert_int_eq(store_call(node.store, run_finish, NULL), STATUS_OK);
}

START_TEST(an_essay_is_marked_by_its_reference) /* H5, H6, O1 */
{
    char ref[ESSAY_REF_SIZE], line[512];
    finish_an_essay();
    const char *at = strstr(order("DESK|GRADE-NEXT|||"), ":3\r\n");
    ck_assert_ptr_nonnull(at);
    while (at[-1] != '\n')
        at--;
    (void)snprintf(ref, sizeof ref, "%.66s", at);
    uint64_t before = entries();
    expect_begins(order("DESK|GRADE-MARK|" KEY "||V1|2"), "-ERR that is no reference of an essay");
    (void)snprintf(line, sizeof line, "DESK|GRADE-MARK|" KEY "||%s|two", ref);
    expect_begins(order(line), "-ERR a mark is a number of points such as 2 or 2.5");
    (void)snprintf(line, sizeof line, "DESK|GRADE-MARK|" KEY "||%s|4.5", ref);
    expect_begins(order(line), "-ERR a mark is from 0 to the question's points");
    (void)snprintf(line, sizeof line, "DESK|GRADE-MARK|" KEY "||0%s|2", ref + 1);
    if (ref[0] != '0')
        expect_begins(order(line), "-ERR this essay is not to be marked any more");
    ck_assert_uint_eq(entries(), before);
    (void)snprintf(line, sizeof line, "DESK|GRADE-MARK|" KEY "|well argued|%s|2,5", ref);
    for (int i = 0; i < 2; i++) {
        expect_begins(order(line), "+OK");
        ck_assert_uint_eq(entries(), before + 1);
    }
    sign_in_as("invigilator");
    (void)snprintf(line, sizeof line, "DESK|GRADE-MARK|" OTHER_KEY "||%s|2", ref);
    expect_begins(ask(line), "-DENIED "); /* O2 */
}
END_TEST

START_TEST(a_cut_is_published_once_it_is_meant) /* I4, O1 */
{
    static const char *const bad[] = {"caracas",   "caracas:",   "maracay:3", "caracas:3,maracay:1",
                                      "caracas:x", "caracas:3,", "3"};
    char line[256], first[256];
    finish_an_essay();
    uint64_t before = entries();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        (void)snprintf(line, sizeof line, "DESK|PUBLISH|" KEY "|all is marked|%s|--yes", bad[i]);
        expect_begins(order(line), "-ERR a cut names so many entries of each journal");
    }
    expect_begins(order("DESK|PUBLISH|" KEY "|all is marked|caracas:99|--yes"),
                  "-ERR this node does not hold that cut");
    const char *asks = order("DESK|PUBLISH|" KEY "|all is marked|");
    expect_begins(asks, "-CONFIRM Each applicant sees the own result");
    expect_has(asks, "This node shows 1 results, 1 of them provisional, with 1 essays of both "
                     "nodes that are not marked yet");
    ck_assert_uint_eq(entries(), before);
    expect_begins(order("DESK|PUBLISH|" KEY "||"), "-ERR ");
    (void)snprintf(first, sizeof first, "%s", order("DESK|PUBLISH|" KEY "|all is marked||--yes"));
    expect_has(first, "number\r\n:1");
    (void)snprintf(line, sizeof line, "caracas:%d", (int)before);
    expect_has(first, line);
    expect_has(first, "results_here\r\n:1");
    expect_has(first, "provisional_here\r\n:1");
    ck_assert_uint_eq(entries(), before + 1);
    ck_assert_str_eq(order("DESK|PUBLISH|" KEY "|all is marked||--yes"), first);
    ck_assert_uint_eq(entries(), before + 1);
    expect_begins(order("DESK|PUBLISH|" OTHER_KEY "|again|caracas:1|--yes"),
                  "-ERR this node does not hold that cut, or later results are published");
    exam->withhold = false;
    expect_begins(order("DESK|PUBLISH|" OTHER_KEY "|again||--yes"),
                  "-ERR there is nothing to publish");
}
END_TEST

/* --- who may register --- */

START_TEST(the_desk_registers_and_gives_the_same_slip_again)
{
    char code[15];
    exam->policy.value[POLICY_REGISTRATION] = REGISTRATION_STAFF;
    expect_begins(ask("REGISTER|V1|Ana"), "-NOTLISTED staff");
    const char *reply = order("DESK|REGISTER|" KEY "||Ana  Paz|V1");
    expect_has(reply, "name\r\n$7\r\nAna Paz");
    expect_has(reply, "node\r\n$7\r\ncaracas");
    expect_has(reply, "state\r\n$9\r\nconfirmed");
    (void)snprintf(code, sizeof code, "%s", code_in(reply));
    uint64_t before = entries();
    ck_assert_str_eq(code_in(order("DESK|REGISTER|" KEY "||Ana  Paz|V1")), code);
    ck_assert_uint_eq(entries(), before);
    expect_begins(order("DESK|REGISTER|" OTHER_KEY "||Eva|V1"), "-REGISTERED");
    char line[64];
    (void)snprintf(line, sizeof line, "AUTH|V1|%s", code);
    expect_begins(ask(line), "+OK");
    (void)code_in(order("DESK|REISSUE|" OTHER_KEY "||V1"));
    expect_begins(order("DESK|REGISTER|" KEY "||Ana Paz|V1"),
                  "-ERR this ID was registered by this command, and has another code since");
    expect_begins(order("DESK|REGISTER|" KEY "||a\tb|V2"), "-ERR");
    expect_begins(order("DESK|REGISTER|" KEY "||Ana|x"), "-BADID");
}
END_TEST

START_TEST(names_and_ids_are_corrected)
{
    char code[15];
    (void)snprintf(code, sizeof code, "%s", code_in(order("DESK|REGISTER|" KEY "||Ana|V1")));
    expect_has(order("DESK|AMEND|" KEY "-2||Eva Luz|V1"), "done\r\n:1");
    expect_begins(order("DESK|AMEND|" KEY "-3|||V1"), "-ERR give the name too");
    expect_begins(order("DESK|AMEND|" KEY "-3||Eva|V7"), "-ERR this ID is not registered here");
    const char *reply = order("DESK|RENAME-ID|" KEY "-4||2|V1");
    expect_has(reply, "id\r\n$2\r\nV2");
    expect_has(reply, "name\r\n$7\r\nEva Luz");
    ck_assert_ptr_null(strstr(reply, "code"));
    uint64_t before = entries();
    expect_has(order("DESK|RENAME-ID|" KEY "-4||2|V1"), "id\r\n$2\r\nV2");
    ck_assert_uint_eq(entries(), before);
    char line[64];
    (void)snprintf(line, sizeof line, "AUTH|V2|%s", code);
    expect_begins(ask(line), "+OK");
    expect_begins(order("DESK|RENAME-ID|" KEY "-5||V2|V2"), "-ERR that is the same ID");
    expect_begins(order("DESK|RENAME-ID|" KEY "-5||x|V2"), "-BADID");
    expect_begins(order("DESK|RENAME-ID|" KEY "-5||V3|V1"), "-ERR this ID is not registered here");
    expect_begins(order("DESK|LIST|" KEY "-6|late|Ana||V5"), "-ERR this node has no roster");
    expect_begins(order("DESK|LIST|" KEY "-6|late|Ana|there|V5"), "-ERR the second word");
    expect_begins(order("DESK|LIST|" KEY "-6|late||here|V5"), "-ERR give the name too");
    expect_begins(order("DESK|LIST|" KEY "-6||Ana|here|V5"), "-ERR");
}
END_TEST

START_TEST(a_wrong_secret_is_held_and_counted_as_a_wrong_code) /* G2, A3 */
{
    const struct roster_rules rules = {.ids = config.ids, .others = 2};
    static const char text[] = "id,nombre,secreto\n1,Ana Paz,K7QF-93HD-2MX0\n";
    struct roster *roster = NULL;
    struct buffer words = {0};
    ck_assert_int_eq(roster_parse("r", text, strlen(text), &rules, &roster, &words), STATUS_OK);
    ck_assert_int_eq(listed_open(roster, &node.listed), STATUS_OK);
    buffer_release(&words);
    exam->policy.value[POLICY_REGISTRATION] = REGISTRATION_SECRET;
    expect_begins(ask("REGISTER|V1"), "-NOTLISTED secret");
    expect_begins(ask("REGISTER|V1|||"), "-NOTLISTED secret");
    ck_assert(!session.signin.held);
    expect_begins(ask("REGISTER|V1|||K7QF-93HD-2MX1"), "-WRONGPASS secret");
    ck_assert(session.signin.held);
    ck_assert_uint_eq(guesses_total(node.guesses), 1);
    expect_begins(ask("REGISTER|V2|||K7QF-93HD-2MX0"), "-NOTLISTED staff");
    expect_has(ask("REGISTER|V1|||k7qf 93hd 2mxo"), "confirmed");
    expect_has(order("DESK|REGISTER|" KEY "|||V2"), "confirmed"); /* the desk asks for none */
    listed_close(node.listed);
    node.listed = NULL;
}
END_TEST

static const char *slip(const char *language, const char *state)
{
    static char text[2048];
    const char *const all[] = {"id",   "V1",      "name",  "Ana Paz", "code", "K7QF-93HD-2MX0",
                               "node", "caracas", "state", state};
    struct wire_value values[11] = {{.type = WIRE_ARRAY, .count = 10}};
    for (size_t i = 0; i < 10; i++)
        values[i + 1] =
            (struct wire_value){.type = WIRE_BULK, .data = all[i], .len = strlen(all[i])};
    FILE *file = fmemopen(text, sizeof text, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(setenv("LC_ALL", language, 1), 0);
    ck_assert(slip_print(file, values, 11));
    ck_assert(!slip_print(file, values, 7)); /* not a reply of REGISTER */
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(unsetenv("LC_ALL"), 0);
    return text;
}

START_TEST(a_slip_is_in_the_language_of_the_desk)
{
    const char *text = slip("es_VE.UTF-8", "confirmed");
    expect_has(text, "Cédula: V1\n  Código: K7QF-93HD-2MX0\n  Centro: caracas");
    ck_assert_ptr_null(strstr(text, "no ha confirmado"));
    expect_has(slip("es_VE.UTF-8", "pending"), "El otro centro no ha confirmado");
    text = slip("C", "pending");
    expect_has(text, "Name:   Ana Paz\n  ID:     V1\n  Code:   K7QF-93HD-2MX0\n");
    expect_has(text, "The other centre has not confirmed");
}
END_TEST

Suite *desk_suite(void)
{
    Suite *s = suite_create("desk");
    TCase *t = tcase_create("roles");
    tcase_add_test(t, a_role_allows_what_it_is_for);
    tcase_add_test(t, an_invigilator_gives_no_more_time_than_the_plan_allows);
    tcase_add_test(t, roles_have_names);
    tcase_add_test(t, an_account_is_a_name_at_a_node);
    tcase_add_test(t, an_account_is_added_once_and_removed_once);
    tcase_add_test(t, an_account_is_valid_at_both_nodes);
    suite_add_tcase(s, t);
    t = tcase_create("words");
    tcase_add_test(t, an_order_has_a_key_and_a_reason);
    tcase_add_test(t, people_are_ids_or_an_option);
    tcase_add_test(t, a_typed_command_is_read);
    tcase_add_test(t, a_command_that_is_typed_wrong_is_not_sent);
    tcase_add_test(t, keys_differ);
    suite_add_tcase(s, t);
    t = tcase_create("commands");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, staff_sign_in_and_do_what_their_role_allows);
    tcase_add_test(t, move_takes_an_exam_from_its_terminal);
    tcase_add_test(t, a_repeated_reissue_gives_no_code_that_has_ended);
    tcase_add_test(t, staff_give_time_and_pause);
    tcase_add_test(t, an_invigilator_gives_up_to_the_bound);
    tcase_add_test(t, staff_end_and_reopen);
    tcase_add_test(t, staff_void_and_reset);
    tcase_add_test(t, a_wrong_code_of_an_account_is_held_and_counted);
    tcase_add_test(t, a_removed_account_is_refused_at_its_next_command);
    tcase_add_test(t, a_new_account_of_that_name_is_another_one);
    tcase_add_test(t, accounts_are_listed_and_refused_with_a_reason);
    tcase_add_test(t, an_order_names_its_entries);
    tcase_add_test(t, commands_with_replies_of_their_own_have_their_entries);
    tcase_add_test(t, a_room_is_admitted_and_begins);
    tcase_add_test(t, who_is_listed_here_is_told_in_pages);
    tcase_add_test(t, a_begin_may_be_set_for_a_time_of_today);
    tcase_add_test(t, an_announcement_reaches_its_room);
    tcase_add_test(t, a_repeated_command_changes_nothing_and_answers_as_before);
    tcase_add_test(t, an_essay_is_marked_by_its_reference);
    tcase_add_test(t, a_cut_is_published_once_it_is_meant);
    tcase_add_test(t, the_desk_registers_and_gives_the_same_slip_again);
    tcase_add_test(t, names_and_ids_are_corrected);
    tcase_add_test(t, a_wrong_secret_is_held_and_counted_as_a_wrong_code);
    tcase_add_test(t, a_slip_is_in_the_language_of_the_desk);
    suite_add_tcase(s, t);
    return s;
}
