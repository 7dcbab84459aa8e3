/* The board: rows from the entries of both journals, and what changes them; and the rows as sinodoctl
 * takes, orders and counts them. */
#include "server/ctl/board_rows.h"
#include "server/desk/board.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct board *board;
static struct board_now now;
static struct presence terminal, theirs;
static uint64_t own_n, peer_n, seen;
static struct board_row rows[8];
static struct policy policy;

static struct presence say_terminal(void *context, enum journal_owner journal,
                                    const struct applicant *a)
{
    (void)context;
    (void)a;
    return journal == JOURNAL_OWN ? terminal : theirs;
}

static void setup(void)
{
    memset(&policy, 0, sizeof policy);
    ck_assert_int_eq(board_open(&policy, &board), STATUS_OK);
    terminal = (struct presence){PRESENCE_HERE, 0};
    theirs = (struct presence){PRESENCE_UNKNOWN, -1};
    now = (struct board_now){.mono = {1000},
                             .wall = {5000000},
                             .clock_runs = true,
                             .paired = true,
                             .terminal = say_terminal};
    own_n = peer_n = seen = 0;
}

static void teardown(void)
{
    board_close(board);
}

static struct entry entry(enum entry_kind kind, const char *id)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = kind;
    e.at = now.wall;
    e.clock_ms = now.clock_ms;
    (void)snprintf(e.id, sizeof e.id, "%s", id);
    return e;
}

static void take(enum journal_owner journal, struct entry *e)
{
    e->n = journal == JOURNAL_OWN ? ++own_n : ++peer_n;
    board_take(board, journal, e, now.mono);
}

static void take_kind(enum journal_owner journal, enum entry_kind kind, const char *id)
{
    struct entry e = entry(kind, id);
    if (kind == ENTRY_START)
        e.start.left_ms = 60000;
    if (kind == ENTRY_PAUSE || kind == ENTRY_RESUME)
        e.time.left_ms = 50000;
    take(journal, &e);
}

static void pass(int64_t ms)
{
    now.mono.ms += ms;
    now.wall.ms += ms;
    now.clock_ms += (uint64_t)ms;
}

/* The only row that changed since the last call. */
static const struct board_row *changed(void)
{
    board_look(board, &now);
    size_t count = board_changes(board, &now, &seen, rows, 8);
    ck_assert_uint_eq(count, 1);
    return &rows[0];
}

static void nothing_changed(void)
{
    board_look(board, &now);
    ck_assert_uint_eq(board_changes(board, &now, &seen, rows, 8), 0);
}

static void register_one(enum journal_owner journal, const char *id)
{
    take_kind(journal, ENTRY_CLAIM, id);
    take_kind(journal, ENTRY_CONFIRM, id);
}

START_TEST(a_row_follows_a_person_through_the_exam)
{
    take_kind(JOURNAL_OWN, ENTRY_CLAIM, "V1");
    ck_assert_int_eq(changed()->state, BOARD_PENDING);
    take_kind(JOURNAL_OWN, ENTRY_CONFIRM, "V1");
    ck_assert_int_eq(changed()->state, BOARD_REGISTERED);
    nothing_changed();
    struct entry admit = entry(ENTRY_ADMIT, "V1");
    admit.admit.on = true;
    take(JOURNAL_OWN, &admit);
    ck_assert_int_eq(changed()->state, BOARD_ADMITTED);
    take_kind(JOURNAL_OWN, ENTRY_READY, "V1");
    ck_assert_int_eq(changed()->state, BOARD_READY);
    ck_assert_int_eq(rows[0].left_ms, -1);
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    ck_assert_int_eq(changed()->state, BOARD_RUNNING);
    ck_assert_int_eq(rows[0].left_ms, 60000);
    ck_assert(rows[0].runs);
    ck_assert_int_eq(rows[0].saved_ms, -1);
    take_kind(JOURNAL_OWN, ENTRY_FINISH, "V1");
    ck_assert_int_eq(changed()->state, BOARD_FINISHED);
}
END_TEST

/* A terminal may ask before the staff have admitted anybody. */
START_TEST(who_asks_is_not_ready_before_the_staff_admit)
{
    policy.value[POLICY_ADMIT] = ADMIT_STAFF;
    take_kind(JOURNAL_OWN, ENTRY_CLAIM, "V1");
    take_kind(JOURNAL_OWN, ENTRY_CONFIRM, "V1");
    ck_assert_int_eq(changed()->state, BOARD_REGISTERED);
    take_kind(JOURNAL_OWN, ENTRY_READY, "V1");
    ck_assert_int_eq(changed()->state, BOARD_ASKS);
    struct entry admit = entry(ENTRY_ADMIT, "V1");
    admit.admit.on = true;
    take(JOURNAL_OWN, &admit);
    ck_assert_int_eq(changed()->state, BOARD_READY);
    admit.admit.on = false;
    take(JOURNAL_OWN, &admit);
    ck_assert_int_eq(changed()->state, BOARD_ASKS);
}
END_TEST

START_TEST(time_that_passes_changes_no_row_and_a_pause_does)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    (void)changed();
    pass(10000);
    nothing_changed();
    take_kind(JOURNAL_OWN, ENTRY_PAUSE, "V1");
    ck_assert_int_eq(changed()->state, BOARD_PAUSED);
    ck_assert_int_eq(rows[0].left_ms, 50000);
    ck_assert(!rows[0].runs);
    pass(60000);
    nothing_changed();
    take_kind(JOURNAL_OWN, ENTRY_RESUME, "V1");
    ck_assert_int_eq(changed()->left_ms, 50000);
    take_kind(JOURNAL_OWN, ENTRY_PAUSE, ""); /* everybody */
    ck_assert_int_eq(changed()->state, BOARD_PAUSED);
    take_kind(JOURNAL_OWN, ENTRY_RESUME, "");
    ck_assert_int_eq(changed()->state, BOARD_RUNNING);
    pass(5000);
    now.clock_ms -= 3000; /* it stood */
    ck_assert_int_eq(changed()->left_ms, 48000);
    now.clock_runs = false;
    ck_assert(!changed()->runs);
}
END_TEST

static void answer(uint16_t question, size_t len)
{
    static const uint8_t values[] = {1};
    struct entry e = entry(ENTRY_ANSWER, "V1");
    e.answer.question = question;
    e.answer.values = values;
    e.answer.values_len = len;
    take(JOURNAL_OWN, &e);
}

START_TEST(each_question_that_has_an_answer_is_counted_once)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    (void)changed();
    answer(1, 1);
    answer(3, 1);
    answer(1, 1);
    ck_assert_uint_eq(changed()->answered, 2);
    ck_assert_int_eq(rows[0].saved_ms, 0);
    answer(3, 0);
    answer(3, 0);
    ck_assert_uint_eq(changed()->answered, 1);
    take_kind(JOURNAL_OWN, ENTRY_RESET, "V1");
    ck_assert_uint_eq(changed()->answered, 0);
    ck_assert_int_eq(rows[0].state, BOARD_REGISTERED);
}
END_TEST

static void answer_apart(uint16_t question, size_t len)
{
    struct entry e = entry(ENTRY_ANSWER, "V1");
    e.answer.question = question;
    e.answer.apart = true;
    e.answer.values_len = len;
    take(JOURNAL_OWN, &e);
}

static void take_event(enum terminal_event event)
{
    struct entry e = entry(ENTRY_TERMINAL, "V1");
    e.terminal.event = event;
    take(JOURNAL_OWN, &e);
}

/* K4: they count once the terminal may keep the exam. */
START_TEST(answers_of_a_provisional_terminal_count_when_it_keeps_the_exam)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    answer(1, 1);
    take_event(TERMINAL_TAKEN);
    answer_apart(1, 0);
    answer_apart(2, 1);
    answer_apart(3, 1);
    ck_assert_uint_eq(changed()->answered, 1);
    take_event(TERMINAL_RETURNED);
    ck_assert_uint_eq(changed()->answered, 1);
    take_event(TERMINAL_TAKEN);
    answer_apart(1, 0);
    answer_apart(2, 1);
    answer_apart(4, 1);
    take_event(TERMINAL_SETTLED);
    ck_assert_uint_eq(changed()->answered, 2);
}
END_TEST

START_TEST(the_other_nodes_people_come_from_its_journal)
{
    register_one(JOURNAL_PEER, "V2");
    take_kind(JOURNAL_PEER, ENTRY_START, "V2");
    ck_assert_int_eq(changed()->state, BOARD_RUNNING);
    ck_assert_int_eq(rows[0].journal, JOURNAL_PEER);
    ck_assert_int_eq(rows[0].terminal.here, PRESENCE_UNKNOWN);
    ck_assert_int_eq(rows[0].attention, BOARD_FINE);
    ck_assert_uint_eq(rows[0].copies, 2);
    take_kind(JOURNAL_PEER, ENTRY_PAUSE, ""); /* the whole node */
    ck_assert(!changed()->runs);
    take_kind(JOURNAL_PEER, ENTRY_RESUME, "");
    ck_assert(changed()->runs);
    ck_assert_int_eq(board_peer_age_ms(board, now.mono), 0);
}
END_TEST

START_TEST(the_other_nodes_terminals_are_as_it_tells)
{
    register_one(JOURNAL_PEER, "V2");
    theirs = (struct presence){PRESENCE_ABSENT, -1}; /* of a running exam alone */
    ck_assert_int_eq(changed()->terminal.here, PRESENCE_UNKNOWN);
    theirs = (struct presence){PRESENCE_HERE, 0};
    take_kind(JOURNAL_PEER, ENTRY_START, "V2");
    ck_assert_int_eq(changed()->terminal.here, PRESENCE_HERE);
    theirs = (struct presence){PRESENCE_SILENT, 12000};
    ck_assert_int_eq(changed()->attention, BOARD_QUIET);
    ck_assert_int_eq(rows[0].terminal.silent_ms, 12000);
    pass(5000); /* it counts on by itself: who looks later is told so */
    theirs.silent_ms += 5000;
    nothing_changed();
    seen = 0;
    ck_assert_int_eq(changed()->terminal.silent_ms, 17000);
    theirs = (struct presence){PRESENCE_SILENT, 10000}; /* it was heard meanwhile */
    pass(PRESENCE_DRIFT_MS);
    ck_assert_int_eq(changed()->terminal.silent_ms, 10000);
    theirs = (struct presence){PRESENCE_UNKNOWN, -1}; /* the line was cut */
    ck_assert_int_eq(changed()->attention, BOARD_FINE);
}
END_TEST

static void late(enum late_why why)
{
    struct entry e = entry(ENTRY_LATE, "V1");
    e.late.why = why;
    e.late.question = 1;
    take(JOURNAL_OWN, &e);
}

START_TEST(answers_that_came_too_late_are_an_irregularity)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    (void)changed();
    late(LATE_LOST);
    ck_assert_str_eq(changed()->event,
                     "1 answer came from a terminal that had lost the exam: not counted");
    ck_assert_uint_eq(rows[0].answered, 0);
    take_kind(JOURNAL_OWN, ENTRY_FINISH, "V1");
    late(LATE_OVER);
    late(LATE_OVER);
    ck_assert_str_eq(changed()->event, "2 answers came after the end: not counted");
    ck_assert_int_eq(rows[0].attention, BOARD_NOTED);
    late(LATE_VOID);
    ck_assert_str_eq(changed()->event, "1 answer came while the exam was void: not counted");
    take_kind(JOURNAL_OWN, ENTRY_RESET, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    late(LATE_OVER);
    ck_assert_str_eq(changed()->event,
                     "a new exam was granted; 1 answer came after the end: not counted");
}
END_TEST

START_TEST(answers_that_came_too_late_hide_nothing_that_the_staff_said)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    struct entry e = entry(ENTRY_VOID, "V1");
    e.voiding.on = true;
    memset(e.order.reason, 'r', REASON_MAX_BYTES);
    memset(e.order.by, 'b', BY_MAX_BYTES);
    take(JOURNAL_OWN, &e);
    late(LATE_VOID);
    late(LATE_LOST);
    const char *event = changed()->event;
    ck_assert(strncmp(event, "void: rrr", 9) == 0);
    ck_assert_str_eq(strchr(event, ')'),
                     "); 1 answer came from a terminal that had lost the exam: not counted");
    e = entry(ENTRY_NOTE, "V1");
    (void)snprintf(e.order.reason, sizeof e.order.reason, "ill");
    take(JOURNAL_OWN, &e);
    ck_assert_str_eq(changed()->event, "note: ill");
    late(LATE_VOID);
    ck_assert_str_eq(changed()->event,
                     "note: ill; 2 answers came while the exam was void: not counted");
}
END_TEST

START_TEST(answers_that_the_peer_lacks_are_counted)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    answer(1, 1);
    answer(2, 1);
    take_kind(JOURNAL_OWN, ENTRY_BEAT, "");
    board_look(board, &now);
    ck_assert_int_eq(board_answers_here(board), 2);
    now.peer_held_n = 4; /* the first */
    board_look(board, &now);
    ck_assert_int_eq(board_answers_here(board), 1);
    answer(3, 1);
    now.peer_held_n = own_n;
    board_look(board, &now);
    ck_assert_int_eq(board_answers_here(board), 0);
    answer(4, 1);
    now.peer_held_n = 0; /* it may hold another history */
    board_look(board, &now);
    ck_assert_int_eq(board_answers_here(board), -1);
}
END_TEST

START_TEST(who_moves_is_in_transit_until_the_other_node_has_them)
{
    register_one(JOURNAL_OWN, "V1");
    (void)changed();
    take_kind(JOURNAL_OWN, ENTRY_TRANSFER, "V1");
    ck_assert_int_eq(changed()->state, BOARD_TRANSIT);
    take_kind(JOURNAL_PEER, ENTRY_TAKEOVER, "V1");
    board_look(board, &now);
    ck_assert_uint_eq(board_changes(board, &now, &seen, rows, 8), 2);
    ck_assert_int_eq(rows[0].state, BOARD_GONE);
    ck_assert_int_eq(rows[0].journal, JOURNAL_OWN);
    ck_assert_int_eq(rows[1].state, BOARD_REGISTERED);
    seen = 0; /* somebody who looks for the first time sees one row */
    ck_assert_int_eq(changed()->journal, JOURNAL_PEER);
}
END_TEST

/* A transfer of a node that has seen all of the other's journal. */
static void transfer(enum journal_owner journal)
{
    struct entry e = entry(ENTRY_TRANSFER, "V1");
    e.seen = journal == JOURNAL_OWN ? peer_n : own_n;
    take(journal, &e);
}

START_TEST(who_moves_there_and_back_has_one_row)
{
    register_one(JOURNAL_PEER, "V2");
    register_one(JOURNAL_OWN, "V1");
    board_look(board, &now);
    ck_assert_uint_eq(board_changes(board, &now, &seen, rows, 8), 2);
    transfer(JOURNAL_OWN);
    ck_assert_int_eq(changed()->state, BOARD_TRANSIT);
    take_kind(JOURNAL_PEER, ENTRY_TAKEOVER, "V1");
    board_look(board, &now);
    ck_assert_uint_eq(board_changes(board, &now, &seen, rows, 8), 2);
    ck_assert_int_eq(rows[0].state, BOARD_GONE);
    ck_assert_int_eq(rows[1].state, BOARD_REGISTERED);
    transfer(JOURNAL_PEER);
    ck_assert_int_eq(changed()->state, BOARD_TRANSIT);
    ck_assert_int_eq(rows[0].journal, JOURNAL_PEER);
    take_kind(JOURNAL_OWN, ENTRY_TAKEOVER, "V1");
    board_look(board, &now);
    ck_assert_uint_eq(board_changes(board, &now, &seen, rows, 8), 2);
    ck_assert_int_eq(rows[0].state, BOARD_REGISTERED);
    ck_assert_int_eq(rows[0].journal, JOURNAL_OWN);
    ck_assert_int_eq(rows[1].state, BOARD_GONE);
}
END_TEST

START_TEST(copies_and_silence_are_looked_at)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    ck_assert_uint_eq(changed()->copies, 1);
    now.peer_held_n = own_n;
    ck_assert_uint_eq(changed()->copies, 2);
    terminal = (struct presence){PRESENCE_SILENT, PRESENCE_SILENT_MS};
    ck_assert_int_eq(changed()->attention, BOARD_QUIET);
    terminal.silent_ms += 1000; /* whoever shows it counts on */
    nothing_changed();
}
END_TEST

START_TEST(an_irregularity_is_told_in_words)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    struct entry note = entry(ENTRY_NOTE, "V1");
    (void)snprintf(note.order.reason, sizeof note.order.reason, "talks");
    (void)snprintf(note.order.by, sizeof note.order.by, "ana@caracas");
    take(JOURNAL_OWN, &note);
    ck_assert_str_eq(changed()->event, "note: talks (ana@caracas)");
    ck_assert_int_eq(rows[0].attention, BOARD_NOTED);
    take_kind(JOURNAL_OWN, ENTRY_VOID, "V1");
    struct entry taken = entry(ENTRY_TERMINAL, "V1");
    taken.terminal.event = TERMINAL_TAKEN;
    taken.terminal.token.bytes[0] = 1;
    take(JOURNAL_OWN, &taken);
    ck_assert_int_eq(changed()->attention, BOARD_TAKEN);
    static const enum terminal_event others[] = {
        TERMINAL_RETURNED, TERMINAL_SETTLED, TERMINAL_SEATED, TERMINAL_EXPELLED, TERMINAL_MOVED};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        taken.terminal.event = others[i];
        if (others[i] == TERMINAL_EXPELLED) /* by the staff, as what follows */
            (void)snprintf(taken.order.by, sizeof taken.order.by, "ana@caracas");
        take(JOURNAL_OWN, &taken);
        ck_assert_str_ne(changed()->event, "");
        ck_assert_uint_eq(rows[0].event_n, own_n);
    }
    static const struct {
        enum entry_kind kind;
        const char *said;
    } said[] = {{ENTRY_VOID, "counts again"},
                {ENTRY_REOPEN, "reopened"},
                {ENTRY_RESET, "a new exam was granted"}};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        take_kind(JOURNAL_OWN, said[i].kind, "V1");
        ck_assert_str_eq(changed()->event, said[i].said);
    }
}
END_TEST

static void take_note(const char *text)
{
    struct entry note = entry(ENTRY_NOTE, "V1");
    (void)snprintf(note.order.reason, sizeof note.order.reason, "%s", text);
    take(JOURNAL_OWN, &note);
}

/* A terminal, or nobody, has the exam after it; by: of the staff, "" for none. */
static void take_terminal(enum terminal_event event, uint8_t token, const char *by)
{
    struct entry e = entry(ENTRY_TERMINAL, "V1");
    e.terminal.event = event;
    e.terminal.token.bytes[0] = token;
    (void)snprintf(e.order.by, sizeof e.order.by, "%s", by);
    take(JOURNAL_OWN, &e);
}

START_TEST(two_irregularities_in_the_same_words_are_two)
{
    register_one(JOURNAL_OWN, "V1");
    ck_assert_uint_eq(changed()->event_n, 0);
    take_note("talks");
    ck_assert_uint_eq(changed()->event_n, 3);
    take_note("talks");
    ck_assert_uint_eq(changed()->event_n, 4);
    ck_assert_str_eq(rows[0].event, "note: talks");
    late(LATE_OVER);
    ck_assert_uint_eq(changed()->event_n, own_n);
}
END_TEST

START_TEST(what_the_staff_order_needs_nobody_and_answers_what_happened)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    static const enum entry_kind orders[] = {ENTRY_VOID, ENTRY_REOPEN, ENTRY_RESET};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        take_note("talks");
        ck_assert_int_eq(changed()->attention, BOARD_NOTED);
        take_kind(JOURNAL_OWN, orders[i], "V1");
        ck_assert_int_eq(changed()->attention, BOARD_FINE);
    }
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    take_terminal(TERMINAL_TAKEN, 1, "");
    take_terminal(TERMINAL_RETURNED, 2, "");
    ck_assert_int_eq(changed()->attention, BOARD_NOTED);
    take_terminal(TERMINAL_MOVED, 0, "ana@caracas");
    ck_assert_int_eq(changed()->attention, BOARD_FINE);
    take_terminal(TERMINAL_SEATED, 3, ""); /* nobody had it */
    ck_assert_str_eq(changed()->event, "the exam has a new terminal");
    ck_assert_int_eq(rows[0].attention, BOARD_FINE);
    take_terminal(TERMINAL_SEATED, 4, ""); /* that one did */
    ck_assert_int_eq(changed()->attention, BOARD_NOTED);
}
END_TEST

START_TEST(an_expected_terminal_hides_nothing_that_is_unruled)
{
    register_one(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_START, "V1");
    take_terminal(TERMINAL_SEATED, 1, "");
    take_terminal(TERMINAL_MOVED, 0, "ana@caracas");
    late(LATE_LOST);
    take_terminal(TERMINAL_SEATED, 3, "");
    ck_assert_int_eq(changed()->attention, BOARD_NOTED);
    expect_has(rows[0].event, "1 answer came");
    take_terminal(TERMINAL_MOVED, 0, "ana@caracas"); /* it answers that, */
    ck_assert_int_eq(changed()->attention, BOARD_FINE);
    take_note("caught with a phone");
    take_terminal(TERMINAL_MOVED, 0, "ana@caracas"); /* and no note */
    take_terminal(TERMINAL_SEATED, 4, "");
    ck_assert_int_eq(changed()->attention, BOARD_NOTED);
    expect_has(rows[0].event, "caught with a phone");
    take_terminal(TERMINAL_SEATED, 5, ""); /* that is another event */
    take_terminal(TERMINAL_MOVED, 0, "ana@caracas");
    ck_assert_int_eq(changed()->attention, BOARD_NOTED);
    take_kind(JOURNAL_OWN, ENTRY_VOID, "V1");
    ck_assert_int_eq(changed()->attention, BOARD_FINE);
    take_terminal(TERMINAL_TAKEN, 6, "");
    take_terminal(TERMINAL_SETTLED, 6, "");
    take_kind(JOURNAL_OWN, ENTRY_REISSUE, "V1");
    take_terminal(TERMINAL_SEATED, 7, "");
    ck_assert_int_eq(changed()->attention, BOARD_NOTED);
    ck_assert_str_eq(rows[0].event, "the terminal that took the exam over keeps it");
}
END_TEST

START_TEST(rows_come_in_pages_and_none_is_missed)
{
    char id[8];
    uint64_t since = 0;
    for (int i = 1; i <= 5; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        register_one(JOURNAL_OWN, id);
    }
    board_look(board, &now);
    ck_assert_uint_eq(board_changes(board, &now, &since, rows, 3), 3);
    ck_assert_str_eq(rows[0].id, "V1");
    take_kind(JOURNAL_OWN, ENTRY_READY, "V1"); /* between two pages */
    board_look(board, &now);
    ck_assert_uint_eq(board_changes(board, &now, &since, rows, 3), 3);
    ck_assert_str_eq(rows[0].id, "V4");
    ck_assert_str_eq(rows[2].id, "V1");
    ck_assert_uint_eq(board_changes(board, &now, &since, rows, 3), 0);
}
END_TEST

/* --- the rows in sinodoctl --- */

static struct board_rows shown;
static struct wire_value values[WIRE_REPLY_VALUES];
static struct buffer reply;

static void put_head(const char *fresh, size_t row_count)
{
    static const char *const pairs[][2] = {{"cursor", "1-2"},   {"fresh", NULL},     {"more", "no"},
                                           {"node", "caracas"}, {"peer", "maracay"}, {"link", "up"},
                                           {"time", "runs"}};
    buffer_clear(&reply);
    wire_put_array(&reply, 32);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        wire_put_text(&reply, pairs[i][0]);
        wire_put_text(&reply, pairs[i][1] != NULL ? pairs[i][1] : fresh);
    }
    static const struct {
        const char *name;
        int64_t value;
    } numbers[] = {{"down", -1},
                   {"heard", 3},
                   {"told", 2},
                   {"not_at_peer", 5},
                   {"answers_not_at_peer", 4},
                   {"backlog", 1},
                   {"not_here", 6},
                   {"questions", 38}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        wire_put_text(&reply, numbers[i].name);
        wire_put_integer(&reply, numbers[i].value);
    }
    wire_put_text(&reply, "rows");
    wire_put_array(&reply, row_count);
}

static void put_line(const char *id, const char *node, const char *room, const char *state,
                     int64_t attention)
{
    wire_put_array(&reply, 15);
    const char *const texts[] = {id, "Ana", node, room, state};
    for (size_t i = 0; i < 5; i++)
        wire_put_text(&reply, texts[i]);
    wire_put_integer(&reply, 7);
    wire_put_integer(&reply, 60);
    wire_put_text(&reply, "yes");
    wire_put_text(&reply, attention == 2 ? "silent" : "yes");
    wire_put_integer(&reply, 10);
    wire_put_integer(&reply, -1);
    wire_put_integer(&reply, 2);
    wire_put_integer(&reply, attention);
    wire_put_text(&reply, "note: \x1b[2Jtalks");
    wire_put_integer(&reply, 12);
}

static bool take_reply(int64_t at_ms)
{
    struct wire_reader in;
    const char *reason;
    size_t room, count;
    wire_reader_init(&in, WIRE_REPLY_BYTES);
    for (size_t at = 0, step; at < reply.len; at += step) {
        char *space = wire_reader_space(&in, &room);
        step = reply.len - at < room ? reply.len - at : room;
        memcpy(space, reply.data + at, step);
        wire_reader_filled(&in, step);
    }
    ck_assert_int_eq(wire_reply(&in, values, WIRE_REPLY_VALUES, &count, &reason), WIRE_READY);
    bool taken = board_rows_take(&shown, values, count, (struct mono){at_ms});
    wire_reader_release(&in);
    ck_assert(board_rows_order(&shown));
    return taken;
}

static void open_rows(void)
{
    ck_assert(board_rows_open(&shown));
    put_head("yes", 4);
    put_line("V1", "maracay", "", "running", 1);
    put_line("V2", "caracas", "B", "running", 0);
    put_line("V3", "caracas", "A", "finished", 1);
    put_line("V4", "maracay", "", "running", 2);
    ck_assert(take_reply(1000));
}

static void close_rows(void)
{
    board_rows_close(&shown);
    buffer_release(&reply);
    memset(&reply, 0, sizeof reply);
}

static void order_is(const char *wanted)
{
    char ids[64] = "";
    for (size_t i = 0; i < shown.shown_count; i++)
        (void)snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s ", shown.shown[i]->id);
    ck_assert_str_eq(ids, wanted);
}

START_TEST(what_needs_attention_stands_first_and_then_this_nodes_rooms)
{
    order_is("V4 V3 V2 V1 ");
    ck_assert_uint_eq(board_rows_in(&shown, "running"), 3);
    ck_assert_uint_eq(board_rows_needing(&shown, 2), 1);
    ck_assert_int_eq(shown.heard_s, 3);
    ck_assert_int_eq(shown.down_s, -1);
    ck_assert_int_eq(shown.told_s, 2);
    ck_assert_int_eq(shown.not_at_peer, 5);
    ck_assert_int_eq(shown.answers_not_at_peer, 4);
    ck_assert_int_eq(shown.not_here, 6);
    ck_assert_str_eq(shown.cursor, "1-2");
}
END_TEST

START_TEST(rows_are_found_by_any_of_their_words)
{
    (void)snprintf(shown.filter, sizeof shown.filter, "MARA");
    ck_assert(board_rows_order(&shown));
    order_is("V4 V1 ");
    shown.filter[0] = '\0';
    board_rows_next_room(&shown);
    ck_assert(board_rows_order(&shown));
    order_is("V3 ");
    board_rows_next_room(&shown);
    ck_assert_str_eq(shown.room, "B");
    board_rows_next_room(&shown);
    ck_assert_str_eq(shown.room, "");
}
END_TEST

START_TEST(the_chosen_row_stays_chosen)
{
    board_rows_move(&shown, 2);
    ck_assert_str_eq(board_rows_chosen(&shown)->id, "V2");
    put_head("no", 2);
    put_line("V4", "maracay", "", "gone", 0);
    put_line("V5", "caracas", "A", "running", 3);
    ck_assert(take_reply(1000));
    order_is("V5 V3 V2 V1 ");
    ck_assert_str_eq(board_rows_chosen(&shown)->id, "V2");
    board_rows_move(&shown, -10);
    ck_assert_str_eq(board_rows_chosen(&shown)->id, "V5");
    put_head("yes", 0);
    ck_assert(take_reply(1000));
    ck_assert_ptr_null(board_rows_chosen(&shown));
}
END_TEST

START_TEST(what_passes_by_itself_is_counted_on)
{
    const struct board_line *silent = shown.shown[0], *fine = shown.shown[2];
    const struct mono later = {31000};
    ck_assert_int_eq(board_line_left(silent, later), 30);
    ck_assert_int_eq(board_line_left(silent, (struct mono){99000}), 0);
    ck_assert_int_eq(board_line_silent(silent, later), 40);
    ck_assert_int_eq(board_line_silent(fine, later), 10);
    ck_assert_int_eq(board_line_saved(fine, later), -1);
    ck_assert_ptr_null(strchr(fine->event, '\x1b')); /* nothing drives the terminal */
}
END_TEST

START_TEST(a_board_of_another_shape_is_not_taken)
{
    put_head("no", 1);
    wire_put_array(&reply, 1);
    wire_put_text(&reply, "V1");
    ck_assert(!take_reply(1000));
    put_head("no", 1);
    put_line("", "caracas", "", "running", 0); /* no ID */
    ck_assert(!take_reply(1000));
    buffer_clear(&reply);
    wire_put_array(&reply, 0);
    ck_assert(!take_reply(1000));
    order_is("V4 V3 V2 V1 ");
}
END_TEST

Suite *board_suite(void)
{
    Suite *s = suite_create("board");
    TCase *t = tcase_create("board");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_row_follows_a_person_through_the_exam);
    tcase_add_test(t, who_asks_is_not_ready_before_the_staff_admit);
    tcase_add_test(t, time_that_passes_changes_no_row_and_a_pause_does);
    tcase_add_test(t, each_question_that_has_an_answer_is_counted_once);
    tcase_add_test(t, answers_of_a_provisional_terminal_count_when_it_keeps_the_exam);
    tcase_add_test(t, the_other_nodes_people_come_from_its_journal);
    tcase_add_test(t, the_other_nodes_terminals_are_as_it_tells);
    tcase_add_test(t, answers_that_came_too_late_are_an_irregularity);
    tcase_add_test(t, answers_that_came_too_late_hide_nothing_that_the_staff_said);
    tcase_add_test(t, answers_that_the_peer_lacks_are_counted);
    tcase_add_test(t, who_moves_is_in_transit_until_the_other_node_has_them);
    tcase_add_test(t, who_moves_there_and_back_has_one_row);
    tcase_add_test(t, copies_and_silence_are_looked_at);
    tcase_add_test(t, an_irregularity_is_told_in_words);
    tcase_add_test(t, two_irregularities_in_the_same_words_are_two);
    tcase_add_test(t, what_the_staff_order_needs_nobody_and_answers_what_happened);
    tcase_add_test(t, an_expected_terminal_hides_nothing_that_is_unruled);
    tcase_add_test(t, rows_come_in_pages_and_none_is_missed);
    suite_add_tcase(s, t);
    t = tcase_create("sinodoctl");
    tcase_add_checked_fixture(t, open_rows, close_rows);
    tcase_add_test(t, what_needs_attention_stands_first_and_then_this_nodes_rooms);
    tcase_add_test(t, rows_are_found_by_any_of_their_words);
    tcase_add_test(t, the_chosen_row_stays_chosen);
    tcase_add_test(t, what_passes_by_itself_is_counted_on);
    tcase_add_test(t, a_board_of_another_shape_is_not_taken);
    suite_add_tcase(s, t);
    return s;
}
