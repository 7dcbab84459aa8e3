/* What the terminal client understands, of replies and of what is typed. */
#include "client/connection.h"
#include "client/full/replies.h"
#include "client/full/requests.h"
#include "client/id.h"
#include "client/lines.h"
#include "client/say.h"
#include "client/view.h"
#include "common/thread.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct view view;
static struct view_question question;

static struct wire_value integer(int64_t value)
{
    return (struct wire_value){.type = WIRE_INTEGER, .integer = value};
}

static struct wire_value text(const char *value)
{
    return (struct wire_value){.type = WIRE_BULK, .data = value, .len = strlen(value)};
}

static struct wire_value array(size_t count)
{
    return (struct wire_value){.type = WIRE_ARRAY, .count = count};
}

static void take_exam(void)
{
    const struct wire_value reply[] = {
        array(12),       text("title"),    text("Un examen"), text("questions"), integer(3),
        text("seconds"), integer(100),     text("state"),     text("running"),   text("remaining"),
        integer(90),     text("answered"), integer(0)};
    view_release(&view);
    ck_assert(view_take_exam(&view, reply, 13, (struct mono){5000}));
    for (size_t missing = 1; missing < 10; missing += 2) {
        struct wire_value broken[13];
        struct view other = {0};
        memcpy(broken, reply, sizeof broken);
        broken[missing] = text("x");
        ck_assert(!view_take_exam(&other, broken, 13, (struct mono){0}));
    }
}

START_TEST(the_view_knows_who_and_when)
{
    const struct wire_value reply[] = {
        array(18),       text("title"),     text("Un examen"), text("questions"), integer(3),
        text("seconds"), integer(100),      text("state"),     text("ready"),     text("remaining"),
        integer(100),    text("answered"),  integer(0),        text("id"),        text("V5000"),
        text("name"),    text("Ana Rojas"), text("opens_in"),  integer(60),       text("closes_in"),
        integer(3600)};
    view_release(&view);
    ck_assert(view_take_exam(&view, reply, 19, (struct mono){5000}));
    ck_assert_str_eq(view.id, "V5000");
    ck_assert_str_eq(view.name, "Ana Rojas");
    ck_assert_int_eq(view_seconds_to_open(&view, (struct mono){5000}), 60);
    ck_assert_int_eq(view_seconds_to_open(&view, (struct mono){64001}), 1);
    ck_assert_int_eq(view_seconds_to_open(&view, (struct mono){65000}), 0);
    ck_assert_int_eq(view_seconds_to_open(&view, (struct mono){70000}), 0);
    ck_assert(!view.may_close); /* this reply ends before the hour */
    ck_assert(view_take_exam(&view, reply, 21, (struct mono){5000}));
    ck_assert(view.may_close);
    ck_assert_int_eq(view.closes.ms, 5000 + 3600 * 1000);
    take_exam(); /* of a node that says none of this */
    ck_assert_str_eq(view.name, "");
    ck_assert_int_eq(view_seconds_to_open(&view, (struct mono){5000}), 0);
    ck_assert(!view.may_close);
}
END_TEST

START_TEST(the_view_knows_how_the_exam_stands)
{
    const struct wire_value reply[] = {
        array(32),       text("title"),       text("Un examen"), text("questions"),
        integer(3),      text("seconds"),     integer(100),      text("state"),
        text("running"), text("remaining"),   integer(90),       text("sitting"),
        integer(2),      text("paused"),      text("node"),      text("waiting"),
        text("begin"),   text("begin_in"),    integer(60),       text("terminal"),
        text("other"),   text("terminal_in"), integer(-1),       text("void"),
        text("yes"),     text("announced"),   integer(17),       text("announcement"),
        text("Calma"),   text("ended"),       text("yes"),       text("more"),
        text("of it")};
    view_release(&view);
    ck_assert(view_take_exam(&view, reply, sizeof reply / sizeof reply[0], (struct mono){5000}));
    const struct standing *s = &view.standing;
    ck_assert_int_eq(s->state, VIEW_RUNNING);
    ck_assert_int_eq(s->sitting, 2);
    ck_assert_int_eq(s->pause, STANDING_PAUSED_NODE);
    ck_assert_int_eq(s->wait, STANDING_WAITS_BEGIN);
    ck_assert_int_eq(standing_begin_in(s, (struct mono){5000}), 60);
    ck_assert_int_eq(standing_begin_in(s, (struct mono){64001}), 1);
    ck_assert_int_eq(s->terminal, STANDING_OTHERS);
    ck_assert_int_eq(standing_terminal_in(s, (struct mono){99000}), STANDING_NEVER);
    ck_assert(s->is_void);
    ck_assert(s->ended);
    ck_assert_uint_eq(s->announced, 17);
    ck_assert_str_eq(s->announcement, "Calma");
    ck_assert_int_eq(s->left_ms, 90000);
    take_exam(); /* what a node does not say does not hold the exam up */
    ck_assert_int_eq(standing_hold(s), HOLD_NONE);
    ck_assert(!standing_wants_start(s));
    ck_assert_uint_eq(s->announced, 0);
    ck_assert_str_eq(s->announcement, "");
}
END_TEST

static void take_question(const char *kind)
{
    const struct wire_value reply[] = {array(14),  text("number"),  integer(2),     text("kind"),
                                       text(kind), text("text"),    text("Cual?"),  text("prompts"),
                                       array(0),   text("options"), array(3),       text("a"),
                                       text("b"),  text("c"),       text("answer"), array(1),
                                       text("3"),  text("points"),  text("1")};
    ck_assert(view_take_question(&view, reply, 19, &question));
}

START_TEST(the_view_follows_the_replies)
{
    take_exam();
    ck_assert_str_eq(view.title, "Un examen");
    ck_assert_int_eq(view.state, VIEW_RUNNING);
    ck_assert_int_eq(view_seconds_left(&view, (struct mono){5000}), 90);
    ck_assert_int_eq(view_seconds_left(&view, (struct mono){94001}), 1);
    ck_assert_int_eq(view_seconds_left(&view, (struct mono){95000}), 0);
    ck_assert_int_eq(view_seconds_left(&view, (struct mono){999999}), 0);
    ck_assert_uint_eq(view_unanswered(&view), 3);
    take_question("single");
    ck_assert_uint_eq(question.option_count, 3);
    struct view_values saved = view_answer(&view, 2);
    ck_assert_uint_eq(view_choices(&saved), 4);
    ck_assert_uint_eq(view_unanswered(&view), 2);
    ck_assert(view_give(&view, 2, &(struct view_values){.count = 0}));
    ck_assert_uint_eq(view_unanswered(&view), 3);
    ck_assert_uint_eq(view_unsaved(&view), 1);
    take_question("single"); /* T1: the node's older answer does not come between */
    ck_assert(!view_answered(&view, 2));
    view_saved(&view, 2);
    ck_assert_uint_eq(view_unsaved(&view), 0);
    take_question("single");
    ck_assert(view_answered(&view, 2));
    struct view_values before = view_before(&view, 2);
    ck_assert_uint_eq(view_choices(&before), 4); /* what was cleared can be given again */
    ck_assert(view_give(&view, 2, &before));
    saved = view_answer(&view, 2);
    ck_assert_uint_eq(view_choices(&saved), 4);
    const struct wire_value strange[] = {array(2), text("number"), integer(2)};
    ck_assert(!view_take_question(&view, strange, 3, &question));
    const struct wire_value error = {.type = WIRE_ERROR, .data = "ERR", .len = 3};
    ck_assert(!view_take_question(&view, &error, 1, &question));
}
END_TEST

/* Pairs of a reply about answers with numbers. */
static const struct wire_value *pairs(const char *first, int64_t a, const char *second, int64_t b)
{
    static struct wire_value reply[5];
    const struct wire_value values[] = {array(4), text(first), integer(a), text(second),
                                        integer(b)};
    memcpy(reply, values, sizeof reply);
    return reply;
}

START_TEST(the_view_knows_where_an_answer_is_saved)
{
    take_exam();
    take_question("single");
    ck_assert_uint_eq(view_copies(&view, 2), 0); /* from before */
    ck_assert_uint_eq(view_next_seq(&view, 1), 1);
    ck_assert_uint_eq(view_next_seq(&view, 2), 2);
    view_take_saved(&view, 2, pairs("entry", 40, "held", 39), 5);
    ck_assert_uint_eq(view_copies(&view, 2), 1);
    view_take_saved(&view, 1, pairs("entry", 41, "held", 40), 5);
    ck_assert_uint_eq(view_copies(&view, 2), 2);
    ck_assert_uint_eq(view_copies(&view, 1), 1);
    view_take_saved(&view, 1, pairs("entry", 41, "held", 0), 5); /* the line is back */
    ck_assert_uint_eq(view_copies(&view, 2), 2);
    take_question("single"); /* perhaps another terminal's */
    ck_assert_uint_eq(view_copies(&view, 2), 0);
}
END_TEST

/* EXAM, with what it says of the answers and of whose the sitting is. */
static void hear(const char *terminal, int64_t seq, int64_t held)
{
    const struct wire_value reply[] = {
        array(18),       text("title"),   text("Un examen"), text("questions"), integer(3),
        text("seconds"), integer(100),    text("state"),     text("running"),   text("remaining"),
        integer(90),     text("sitting"), integer(1),        text("terminal"),  text(terminal),
        text("seq"),     integer(seq),    text("held"),      integer(held)};
    ck_assert(view_take_exam(&view, reply, sizeof reply / sizeof reply[0], (struct mono){5000}));
}

static void give(size_t number, const char *value)
{
    const struct view_values values = {.word = {{value, strlen(value)}}, .count = 1};
    ck_assert(view_give(&view, number, &values));
}

/* The node has it as that entry. Returns its number. */
static uint32_t save(size_t number, int64_t entry, int64_t held)
{
    uint32_t seq = view_seq(&view, number);
    view_take_saved(&view, number, pairs("entry", entry, "held", held), 5);
    view_saved(&view, number);
    return seq;
}

/* Three answers, of which the other centre has the first. */
static void save_three(void)
{
    view_release(&view);
    hear("yours", 0, 0);
    for (size_t i = 1; i <= 3; i++)
        give(i, "2");
    ck_assert_uint_eq(save(1, 90, 0), 1);
    ck_assert_uint_eq(save(2, 110, 100), 2);
    ck_assert_uint_eq(save(3, 120, 100), 3);
    hear("yours", 3, 100);
    ck_assert_uint_eq(view_copies(&view, 1), 2);
    ck_assert_uint_eq(view_copies(&view, 3), 1);
}

START_TEST(an_answer_that_is_sent_again_keeps_its_number) /* T9 */
{
    view_release(&view);
    hear("yours", 6, 0);
    give(2, "1");
    ck_assert_uint_eq(view_seq(&view, 2), 7);
    ck_assert_uint_eq(view_seq(&view, 2), 7); /* its reply was lost */
    give(2, "3");
    ck_assert_uint_eq(view_seq(&view, 2), 8);
    give(1, "1");
    ck_assert_uint_eq(view_seq(&view, 1), 9);
    ck_assert(view_take_stale(&view, 2, 9)); /* the other one was saved before it */
    ck_assert_uint_eq(view_seq(&view, 2), 10);
    ck_assert(!view_take_stale(&view, 2, 14)); /* T6: those are not of this terminal */
    ck_assert_uint_eq(view_next_seq(&view, 1), 15);
}
END_TEST

START_TEST(what_the_node_has_lost_is_sent_again) /* T10 */
{
    save_three();
    ck_assert(!view_may_be_lost(&view, 1));
    ck_assert(view_may_be_lost(&view, 3));
    give(1, "3");
    ck_assert_uint_eq(view_seq(&view, 1), 4); /* on its way */
    hear("yours", 1, 100);                    /* an older copy of the disk, and what the peer has */
    ck_assert_uint_eq(view_unsaved(&view), 3);
    ck_assert(!view.item[1].anew); /* it was not saved yet */
    ck_assert(view.item[2].anew);
    ck_assert(view.item[3].anew);
    hear("yours", 1, 150); /* the numbers of the lost entries are those of others now */
    ck_assert_uint_eq(view_copies(&view, 3), 0);
    struct view_values kept = view_answer(&view, 3);
    ck_assert_uint_eq(view_choices(&kept), 2);
    ck_assert_uint_eq(save(2, 160, 150), 5);
    ck_assert_uint_eq(save(3, 161, 150), 6);
    ck_assert_uint_eq(view_unsaved(&view), 1);
    ck_assert_uint_eq(view_copies(&view, 3), 1);
    hear("yours", 6, 161); /* nothing is missing */
    ck_assert_uint_eq(view_unsaved(&view), 1);
    ck_assert_uint_eq(view_copies(&view, 3), 2);
}
END_TEST

/* The other centre had more of the lost entries' numbers than it has of the new ones. */
START_TEST(copies_are_counted_anew_after_a_loss) /* T10 */
{
    save_three();
    hear("yours", 3, 115);
    hear("yours", 1, 100);
    (void)save(3, 105, 100);
    ck_assert_uint_eq(view_copies(&view, 3), 1);
    hear("yours", 4, 105);
    ck_assert_uint_eq(view_copies(&view, 3), 2);
}
END_TEST

START_TEST(what_another_terminal_gave_up_is_no_loss) /* T6 */
{
    save_three();
    hear("other", 9, 100);
    hear("yours", 1, 100); /* its answers and numbers count no more, and ours are not compared */
    ck_assert_uint_eq(view_unsaved(&view), 0);
    save_three();
    hear("yours", 5, 100); /* it had the exam while the line was down */
    hear("yours", 3, 100);
    ck_assert_uint_eq(view_unsaved(&view), 0);
}
END_TEST

static enum view_command typed(const char *line)
{
    return view_parse(&view, &question, line).command;
}

START_TEST(time_is_read_as_on_a_clock)
{
    char clock[VIEW_CLOCK_SIZE];
    const struct {
        int64_t seconds;
        const char *text;
    } times[] = {{0, "0:00"}, {9, "0:09"}, {3599, "59:59"}, {3600, "1:00:00"}, {86399, "23:59:59"}};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        view_clock(times[i].seconds, clock);
        ck_assert_str_eq(clock, times[i].text);
    }
}
END_TEST

START_TEST(what_is_typed_is_understood)
{
    static const struct {
        const char *line;
        enum view_command command;
    } cases[] = {{"", VIEW_NEXT},
                 {"  ", VIEW_NEXT},
                 {"n", VIEW_NEXT},
                 {"s", VIEW_NOT_UNDERSTOOD}, /* it says yes elsewhere */
                 {"n", VIEW_NEXT},
                 {"N", VIEW_NEXT},
                 {"p", VIEW_PREVIOUS},
                 {"a", VIEW_PREVIOUS},
                 {"l", VIEW_LIST},
                 {"c", VIEW_CLEAR},
                 {"b", VIEW_CLEAR},
                 {"f", VIEW_FINISH},
                 {"t", VIEW_FINISH},
                 {"terminar", VIEW_FINISH},
                 {"q", VIEW_LEAVE},
                 {"x", VIEW_LEAVE},
                 {"h", VIEW_HELP},
                 {"?", VIEW_HELP},
                 {"g 3", VIEW_GO},
                 {"i3", VIEW_GO},
                 {"ir 3", VIEW_GO},
                 {"g 4", VIEW_NOT_UNDERSTOOD},
                 {"g 0", VIEW_NOT_UNDERSTOOD},
                 {"g", VIEW_NOT_UNDERSTOOD},
                 {"g 1x", VIEW_NOT_UNDERSTOOD},
                 {"z", VIEW_NOT_UNDERSTOOD},
                 {"n 1", VIEW_NOT_UNDERSTOOD},
                 {"0", VIEW_NOT_UNDERSTOOD},
                 {"4", VIEW_NOT_UNDERSTOOD},
                 {"1 2", VIEW_NOT_UNDERSTOOD},
                 {"1x", VIEW_NOT_UNDERSTOOD},
                 {"-1", VIEW_NOT_UNDERSTOOD},
                 {"1", VIEW_ANSWER},
                 {" 3 ", VIEW_ANSWER}};
    take_exam();
    take_question("single");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(typed(cases[i].line) == cases[i].command, "'%s'", cases[i].line);
    struct view_input input = view_parse(&view, &question, "3");
    ck_assert_uint_eq(view_choices(&input.values), 4);
    ck_assert_uint_eq(view_parse(&view, &question, "g 3").number, 3);
    take_question("multiple");
    input = view_parse(&view, &question, "1 3");
    ck_assert_uint_eq(view_choices(&input.values), 5);
    input = view_parse(&view, &question, "3, 1");
    ck_assert_uint_eq(view_choices(&input.values), 5);
    take_question("short"); /* words, but for what begins with a slash */
    input = view_parse(&view, &question, "n");
    ck_assert_int_eq(input.command, VIEW_ANSWER);
    ck_assert_uint_eq(input.values.word[0].len, 1);
    ck_assert_int_eq(typed("/n"), VIEW_NEXT);
    ck_assert_int_eq(typed("/g 3"), VIEW_GO);
    ck_assert_int_eq(typed("/"), VIEW_ANSWER);
    take_question("numeric");
    ck_assert_int_eq(typed("3.5"), VIEW_ANSWER);
    ck_assert_int_eq(typed("-1"), VIEW_ANSWER);
    ck_assert_int_eq(typed("n"), VIEW_NEXT);
    take_question("description");
    ck_assert_int_eq(typed("1"), VIEW_NOT_UNDERSTOOD);
    ck_assert_int_eq(typed(""), VIEW_NEXT);
    ck_assert_uint_eq(view_unanswered(&view), 2);
    take_question("matching"); /* without prompts nothing can be paired */
    ck_assert(typed("1") == VIEW_NOT_UNDERSTOOD);
}
END_TEST

START_TEST(languages_follow_the_locale)
{
    ck_assert_int_eq(say_of_locale("es_VE.UTF-8"), SAY_SPANISH);
    ck_assert_int_eq(say_of_locale("es"), SAY_SPANISH);
    ck_assert_int_eq(say_of_locale("est_EE"), SAY_ENGLISH);
    ck_assert_int_eq(say_of_locale("C"), SAY_ENGLISH);
    ck_assert_int_eq(say_of_locale(NULL), SAY_ENGLISH);
}
END_TEST

START_TEST(a_language_has_words_of_its_own)
{
    if (access("/proc/self/exe", F_OK) != 0) {
        skipped("without /proc the client does not find its translations");
        return;
    }
}
END_TEST

/* --- a connection that breaks --- */

/* A node that takes these connections one after another: it reads one line's worth of each expected
 * request and writes the reply; NULL hangs up. */
struct fake {
    int listener;
    const char *const *replies; /* of all connections, in order; "" hangs up, NULL ends */
    char heard[1024];
};

static void *fake_thread(void *arg)
{
    struct fake *f = arg;
    int fd = -1;
    for (size_t i = 0; f->replies[i] != NULL; i++) {
        struct pollfd p = {.fd = f->listener, .events = POLLIN};
        while (fd < 0) {
            (void)poll(&p, 1, 5000);
            fd = accept(f->listener, NULL, NULL);
        }
        char request[512];
        ssize_t n = recv(fd, request, sizeof request - 1, 0);
        size_t used = strlen(f->heard);
        for (ssize_t k = 0; k < n && used < sizeof f->heard - 1; k++)
            f->heard[used++] = request[k] == '\r' || request[k] == '\n' ? ' ' : request[k];
        if (f->replies[i][0] == '\0' ||
            send(fd, f->replies[i], strlen(f->replies[i]), MSG_NOSIGNAL) < 0) {
            close(fd);
            fd = -1;
        }
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

static unsigned told[5];

static void note(void *context, enum connection_news news)
{
    (void)context;
    told[news]++;
}

struct fake_node {
    struct fake fake;
    struct connection *c;
    pthread_t thread;
};

/* A connection that was signed in once, to a node that gives these replies. */
static void open_fake(struct fake_node *n, const char *const *replies)
{
    struct door door = {.address = {.host = "127.0.0.1", .port = "0"}};
    *n = (struct fake_node){.fake = {.replies = replies}, .c = malloc(sizeof *n->c)};
    ck_assert_int_eq(net_listen(&door.address, &n->fake.listener), STATUS_OK);
    (void)snprintf(door.address.port, sizeof door.address.port, "%d", net_port(n->fake.listener));
    ck_assert_int_eq(thread_start(&n->thread, "fake-node", 0, fake_thread, &n->fake), STATUS_OK);
    memset(told, 0, sizeof told);
    connection_init(n->c, &door, note, NULL);
    ck_assert_int_eq(connection_ask(n->c, "AUTH", "V1", "CODE", NULL), CONNECTION_REPLY);
    memcpy(n->c->id, "V1", 3);
    memcpy(n->c->code, "CODE", 5);
}

/* What it heard. */
static const char *close_fake(struct fake_node *n)
{
    (void)pthread_join(n->thread, NULL);
    close(n->fake.listener);
    connection_close(n->c);
    free(n->c);
    return n->fake.heard;
}

static int times(const char *text, const char *word)
{
    int count = 0;
    for (; (text = strstr(text, word)) != NULL; text++)
        count++;
    return count;
}

START_TEST(a_lost_request_is_signed_in_and_sent_again)
{
    static const char *const replies[] = {"+OK\r\n",         "+first\r\n",  "",  "+OK\r\n",
                                          "-BUSY later\r\n", "+second\r\n", NULL};
    struct fake_node n;
    open_fake(&n, replies);
    ck_assert_int_eq(connection_ask(n.c, "EXAM", NULL), CONNECTION_REPLY);
    ck_assert_mem_eq(n.c->values[0].data, "first", 5);
    ck_assert_int_eq(connection_ask(n.c, "ANSWER", "1", "2", NULL), CONNECTION_REPLY);
    ck_assert_mem_eq(n.c->values[0].data, "second", 6);
    ck_assert_uint_eq(told[CONNECTION_BUSY], 1);
    ck_assert_int_eq(connection_error_is(n.c, "BUSY"), 0);
    /* answered, hung up; signed in again, asked again, asked once more */
    const char *heard = close_fake(&n);
    ck_assert_msg(strstr(heard, "AUTH") != strstr(heard, "ANSWER"), "%s", heard);
    const char *second = strstr(strstr(heard, "ANSWER"), "AUTH");
    ck_assert_ptr_nonnull(second);
    expect_has(second, "ANSWER");
}
END_TEST

/* Sends what waits, and takes the reply. */
static void deliver(struct full *f)
{
    struct mono deadline = clock_deadline(10 * 1000);
    requests_resend(f);
    while (f->sending[3].in_flight && clock_left_ms(deadline) > 0) {
        struct pollfd p = {.fd = courier_fd(f->courier), .events = POLLIN};
        (void)poll(&p, 1, 100);
        replies_take(f);
    }
    ck_assert(!f->sending[3].in_flight);
}

START_TEST(the_screen_sends_an_answer_again_with_its_number) /* T9, T10 */
{
    static const char saved[] =
        "*6\r\n$5\r\nentry\r\n:40\r\n$6\r\ncopies\r\n:1\r\n$4\r\nheld\r\n:0\r\n";
    static const char *const replies[] = {
        "+OK\r\n", "",    "+OK\r\n", "-CLOSED early - x\r\n", "-STALE newer 1 x\r\n",
        saved,     saved, NULL};
    static struct full f;
    struct fake_node n;
    const struct view_values values = {.word = {{"2", 1}}, .count = 1};
    open_fake(&n, replies);
    connection_drop(n.c);
    view_release(&view);
    hear("yours", 0, 0);
    f = (struct full){.view = &view};
    view.current = 3;
    ck_assert_int_eq(courier_open(n.c, &f.courier), STATUS_OK);
    requests_answer(&f, &values);
    deliver(&f); /* the node cannot take it now */
    deliver(&f); /* the number is too low */
    ck_assert_uint_eq(view_unsaved(&view), 1);
    deliver(&f);
    ck_assert_uint_eq(view_unsaved(&view), 0);
    requests_confirm(&f);
    deliver(&f); /* it has it */
    ck_assert_uint_eq(view_copies(&view, 3), 1);
    courier_close(f.courier);
    const char *heard = close_fake(&n);
    ck_assert_int_eq(times(heard, "SAVE  $1  3  $1  1  $1  2  "), 2);
    ck_assert_int_eq(times(heard, "SAVE  $1  3  $1  2  $1  2  "), 2);
}
END_TEST

/* One attempt a check, and nobody is told. */
START_TEST(an_idle_connection_is_checked)
{
    static const char *const replies[] = {"+OK\r\n", "+PONG\r\n", "", "+OK\r\n", "+PONG\r\n", NULL};
    struct fake_node n;
    open_fake(&n, replies);
    ck_assert(connection_check(n.c));
    ck_assert(!connection_check(n.c)); /* hung up */
    ck_assert(connection_check(n.c));  /* connected and signed in again */
    ck_assert_uint_eq(told[CONNECTION_LOST], 0);
    ck_assert_int_eq(times(close_fake(&n), "PING"), 3);
}
END_TEST

START_TEST(people_say_yes_and_no_in_either_language)
{
    static const char *const yes[] = {"s", "S", "si", "sí", "SÍ", "y", "yes", "YES"};
    static const char *const no[] = {"n", "N", "no", "NO"};
    static const char *const other[] = {"", "x", "yess", "nunca", "1"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        ck_assert_msg(lines_reads(yes[i]) == LINES_YES, "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        ck_assert_msg(lines_reads(no[i]) == LINES_NO, "%s", no[i]);
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        ck_assert_msg(lines_reads(other[i]) == LINES_OTHER, "%s", other[i]);
}
END_TEST

/* What lines_tell() prints on a terminal of so many columns; 0: in a pipe. */
static const char *printed(const char *words, unsigned short columns)
{
    static char got[256];
    int ends[2];
    struct winsize size = {.ws_row = 24, .ws_col = columns};
    ck_assert_int_eq(columns > 0 ? openpty(&ends[0], &ends[1], NULL, NULL, &size) : pipe(ends), 0);
    FILE *to = fdopen(ends[1], "w");
    ck_assert_ptr_nonnull(to);
    lines_tell(to, words);
    (void)fclose(to);
    size_t used = 0;
    ssize_t n;
    while ((n = read(ends[0], got + used, sizeof got - 1 - used)) > 0)
        used += (size_t)n; /* a terminal may give it in pieces */
    got[used] = '\0';
    close(ends[0]);
    return got;
}

START_TEST(lines_break_between_words_at_every_width)
{
    ck_assert_str_eq(printed("uno dos tres cuatro", 0), "uno dos tres cuatro\n");
    ck_assert_str_eq(printed("uno dos tres cuatro", 40), "uno dos tres cuatro\r\n");
    ck_assert_str_eq(printed("uno dos tres cuatro", 13), "uno dos tres\r\ncuatro\r\n");
    ck_assert_str_eq(printed("uno dos tres cuatro", 12), "uno dos\r\ntres cuatro\r\n");
    ck_assert_str_eq(printed("ñandú ñandú", 8), "ñandú\r\nñandú\r\n");
}
END_TEST

/* A crowd, a full disk and a restore do not end an exam. */
START_TEST(a_sign_in_that_is_put_off_is_waited_for)
{
    static const char *const replies[] = {
        "+OK\r\n",         "", /* signed in, and the line fails */
        "-BUSY later\r\n", "",  "-IOERR the disk\r\n", "", "-CLOSED restoring\r\n", "", "+OK\r\n",
        "+saved\r\n",      NULL};
    struct fake_node n;
    struct mono began = clock_mono();
    open_fake(&n, replies);
    ck_assert_int_eq(connection_ask(n.c, "ANSWER", "1", "2", NULL), CONNECTION_REPLY);
    ck_assert_mem_eq(n.c->values[0].data, "saved", 5);
    ck_assert_uint_eq(told[CONNECTION_BUSY], 1);
    ck_assert_uint_eq(told[CONNECTION_BACK], 1);
    ck_assert_int_ge(clock_mono().ms - began.ms, 3 * 1000);
    const char *heard = close_fake(&n);
    ck_assert_int_eq(times(heard, "AUTH"), 5);
    ck_assert_int_eq(times(heard, "ANSWER"), 2);
}
END_TEST

/* It serves after seconds, and up to a minute. */
START_TEST(a_node_that_has_just_started_is_waited_for)
{
    static const char busy[] = "-BUSY this node has just started\r\n";
    static const char *const replies[] = {"+OK\r\n", busy, busy,         busy,
                                          busy,      busy, "+saved\r\n", NULL};
    struct fake_node n;
    open_fake(&n, replies);
    ck_assert_int_eq(connection_ask(n.c, "ANSWER", "1", "2", NULL), CONNECTION_REPLY);
    ck_assert_uint_eq(told[CONNECTION_BUSY], 5);
    ck_assert_int_eq(times(close_fake(&n), "ANSWER"), 6);
}
END_TEST

/* One that is refused for good is said at once. */
START_TEST(a_code_that_is_wrong_now_ends_it)
{
    static const char *const replies[] = {"+OK\r\n", "", "-WRONGPASS wrong ID or code\r\n",
                                          "-NOAUTH first\r\n", NULL};
    struct fake_node n;
    open_fake(&n, replies);
    ck_assert_int_eq(connection_ask(n.c, "ANSWER", "1", "2", NULL), CONNECTION_ERROR);
    ck_assert(connection_error_is(n.c, "NOAUTH"));
    ck_assert_int_eq(times(close_fake(&n), "AUTH"), 2);
}
END_TEST

/* A person who was moved to the other centre is told where to go, by whatever is asked next; and
 * signs in again, since the other centre may send the person back. */
START_TEST(a_person_who_moved_is_told_where_to)
{
    static const char *const replies[] = {
        "+OK\r\n", "", "-TRANSIT maracay 10.0.0.2:4321 x\r\n", "", "+OK\r\n", "+exam\r\n", NULL};
    struct fake_node n;
    open_fake(&n, replies);
    memcpy(n.c->token, "0123456789abcdef0123456789abcdef", 33);
    ck_assert_int_eq(connection_ask(n.c, "EXAM", NULL), CONNECTION_ERROR);
    ck_assert(connection_error_is(n.c, "TRANSIT"));
    ck_assert_int_eq(connection_ask(n.c, "EXAM", NULL), CONNECTION_REPLY);
    const char *heard = close_fake(&n);
    ck_assert_int_eq(times(heard, "0123456789abcdef0123456789abcdef"), 2); /* at each sign-in */
    ck_assert_int_eq(times(heard, "EXAM"), 2); /* never to a node that refused the sign-in */
}
END_TEST

START_TEST(nobody_there_is_said_soon)
{
    struct door door = {.address = {.host = "127.0.0.1", .port = "1"}};
    struct connection *c = malloc(sizeof *c);
    connection_init(c, &door, note, NULL);
    ck_assert_int_eq(connection_ask(c, "PING", NULL), CONNECTION_GONE);
    connection_close(c);
    free(c);
}
END_TEST

static const char *prompt_for(const char *formats)
{
    static char prompt[ID_PROMPT_SIZE];
    unsigned read;
    ck_assert(ident_formats_read(formats, &read));
    id_prompt(read, prompt);
    return prompt;
}

START_TEST(the_question_names_the_kinds_of_id)
{
    char unknown[ID_PROMPT_SIZE];
    say_choose(SAY_SPANISH);
    ck_assert_str_eq(prompt_for("cedula"), "Cédula: ");
    ck_assert_str_eq(prompt_for("passport,cedula"), "Cédula o pasaporte: ");
    ck_assert_str_eq(prompt_for("nie,dni"), "DNI o NIE: ");
    ck_assert_str_eq(prompt_for("number"), "Número de identificación: ");
    id_prompt(0, unknown);
    ck_assert_str_eq(unknown, "Cédula: ");
    say_choose(SAY_ENGLISH);
    ck_assert_str_eq(prompt_for("dni,nie,number,passport,rut"),
                     "DNI, NIE, ID number, passport or RUT: ");
}
END_TEST

static struct ident_rules rules_of(const char *formats, const char *letter)
{
    static struct connection c;
    c.values[0] = array(4);
    c.values[1] = text("ids");
    c.values[2] = text(formats);
    c.values[3] = text("letter");
    c.values[4] = text(letter);
    c.count = 5;
    return id_rules(&c);
}

START_TEST(kinds_that_are_not_said_are_not_checked)
{
    struct ident_rules rules = rules_of("cedula,passport", "E");
    ck_assert_uint_eq(rules.formats, 1U << IDENT_CEDULA | 1U << IDENT_PASSPORT);
    ck_assert_int_eq(rules.letter, 'E');
    ck_assert_uint_eq(rules_of("", "V").formats, 0);
    ck_assert_uint_eq(rules_of("runes", "V").formats, 0);
    ck_assert_uint_eq(rules_of("cedula", "").formats, 0);
    ck_assert_uint_eq(rules_of("cedula", "v").formats, 0);
}
END_TEST

Suite *client_suite(void)
{
    Suite *s = suite_create("client");
    TCase *t = tcase_create("client");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, the_view_follows_the_replies);
    tcase_add_test(t, the_view_knows_where_an_answer_is_saved);
    tcase_add_test(t, an_answer_that_is_sent_again_keeps_its_number);
    tcase_add_test(t, what_the_node_has_lost_is_sent_again);
    tcase_add_test(t, copies_are_counted_anew_after_a_loss);
    tcase_add_test(t, what_another_terminal_gave_up_is_no_loss);
    tcase_add_test(t, the_screen_sends_an_answer_again_with_its_number);
    tcase_add_test(t, the_view_knows_who_and_when);
    tcase_add_test(t, the_view_knows_how_the_exam_stands);
    tcase_add_test(t, time_is_read_as_on_a_clock);
    tcase_add_test(t, what_is_typed_is_understood);
    tcase_add_test(t, languages_follow_the_locale);
    tcase_add_test(t, a_language_has_words_of_its_own);
    tcase_add_test(t, a_lost_request_is_signed_in_and_sent_again);
    tcase_add_test(t, an_idle_connection_is_checked);
    tcase_add_test(t, people_say_yes_and_no_in_either_language);
    tcase_add_test(t, lines_break_between_words_at_every_width);
    tcase_add_test(t, a_sign_in_that_is_put_off_is_waited_for);
    tcase_add_test(t, a_node_that_has_just_started_is_waited_for);
    tcase_add_test(t, a_code_that_is_wrong_now_ends_it);
    tcase_add_test(t, a_person_who_moved_is_told_where_to);
    tcase_add_test(t, nobody_there_is_said_soon);
    tcase_add_test(t, the_question_names_the_kinds_of_id);
    tcase_add_test(t, kinds_that_are_not_said_are_not_checked);
    suite_add_tcase(s, t);
    return s;
}
