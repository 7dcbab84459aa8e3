/* Who may start, and when the exam begins: the rules, and the two nodes' ledgers. */
#include "server/core/room.h"

#include "db/ledger_allowance.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "db/ledger_room.h"
#include "server/core/apply.h"
#include "server/core/seating.h"
#include "server/core/sitting.h"
#include "tests/lib/duo.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the rules --- */

static const struct hours office = {{1000}, {2000}};

static struct policy policy_of(uint8_t admit, uint8_t start, uint8_t late)
{
    struct policy p = {{0}};
    p.value[POLICY_ADMIT] = admit;
    p.value[POLICY_START] = start;
    p.value[POLICY_LATE] = late;
    return p;
}

static struct applicant person(enum claim_state claim, bool admitted, enum sitting_state state)
{
    struct applicant a = applicant_unknown("V1");
    a.claim = claim;
    a.admitted = admitted;
    a.sitting.state = state;
    return a;
}

START_TEST(who_was_not_admitted_waits) /* E2 */
{
    const struct room none = {.begun_n = 0};
    const struct policy staff = policy_of(ADMIT_STAFF, 0, 0), open = policy_of(ADMIT_ANYONE, 0, 0);
    struct applicant a = person(CLAIM_HOME, false, SITTING_NONE);
    ck_assert_int_eq(room_check_start(&a, &none, &staff), REFUSAL_ADMISSION);
    ck_assert_int_eq(room_check_start(&a, &none, &open), REFUSAL_NONE);
    a.admitted = true;
    ck_assert_int_eq(room_check_start(&a, &none, &staff), REFUSAL_NONE);
}
END_TEST

START_TEST(nobody_starts_before_the_begin) /* E3 */
{
    struct room room = {.begun_n = 0};
    const struct policy together = policy_of(ADMIT_STAFF, START_TOGETHER, 0);
    const struct policy each = policy_of(ADMIT_STAFF, START_EACH, 0);
    struct applicant a = person(CLAIM_HOME, true, SITTING_NONE);
    ck_assert_int_eq(room_check_start(&a, &room, &together), REFUSAL_BEGIN);
    ck_assert_int_eq(room_check_start(&a, &room, &each), REFUSAL_NONE);
    room.at.ms = 5; /* it is set, and has not come */
    ck_assert_int_eq(room_check_start(&a, &room, &together), REFUSAL_BEGIN);
    room.begun_n = 7;
    ck_assert_int_eq(room_check_start(&a, &room, &together), REFUSAL_NONE);
    a.admitted = false;
    ck_assert_int_eq(room_check_start(&a, &room, &together), REFUSAL_ADMISSION);
}
END_TEST

START_TEST(who_was_ready_may_start_when_the_hours_are_over) /* E5 */
{
    struct applicant a = person(CLAIM_HOME, true, SITTING_NONE);
    ck_assert_int_eq(room_check_hours(&a, &office, (struct wall){999}), REFUSAL_EARLY);
    ck_assert_int_eq(room_check_hours(&a, &office, (struct wall){1000}), REFUSAL_NONE);
    ck_assert_int_eq(room_check_hours(&a, &office, (struct wall){2000}), REFUSAL_LATE);
    a.ready_n = 3;
    ck_assert_int_eq(room_check_hours(&a, &office, (struct wall){2000}), REFUSAL_NONE);
    ck_assert_int_eq(room_check_hours(&a, &office, (struct wall){999}), REFUSAL_EARLY);
}
END_TEST

START_TEST(who_is_late_has_the_whole_or_the_rest) /* E6 */
{
    const struct room room = {.begun_n = 7, .begun_clock_ms = 5000};
    const struct policy full = policy_of(0, START_TOGETHER, LATE_FULL);
    const struct policy rest = policy_of(0, START_TOGETHER, LATE_REST);
    const struct policy each = policy_of(0, START_EACH, LATE_REST);
    ck_assert_uint_eq(room_left_ms(&room, &full, 60000, 65000), 60000);
    ck_assert_uint_eq(room_left_ms(&room, &each, 60000, 65000), 60000);
    ck_assert_uint_eq(room_left_ms(&room, &rest, 60000, 5000), 60000);
    ck_assert_uint_eq(room_left_ms(&room, &rest, 60000, 64999), 1);
    ck_assert_uint_eq(room_left_ms(&room, &rest, 60000, 65000), 0);
    ck_assert_uint_eq(room_left_ms(&room, &rest, 60000, 65001), 0);
}
END_TEST

static struct sitting_terms terms_of(const struct exam *exam, uint64_t clock_ms, int64_t now)
{
    return (struct sitting_terms){.exam = exam,
                                  .clock = {.now_ms = clock_ms},
                                  .hours = office,
                                  .room = {.begun_clock_ms = 5000},
                                  .now = {now}};
}

START_TEST(who_has_to_wait_is_ready_once) /* E5 */
{
    struct exam exam = {.seconds = 60};
    struct applicant a = person(CLAIM_HOME, false, SITTING_NONE);
    struct entry e;
    exam.policy = policy_of(ADMIT_STAFF, START_TOGETHER, LATE_REST);
    struct sitting_terms terms = terms_of(&exam, 6000, 1500);
    memset(&e, 0xff, sizeof e);
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_ADMISSION);
    ck_assert_int_eq(e.kind, ENTRY_READY);
    ck_assert_str_eq(e.id, "V1");
    e.n = 4;
    apply_entry(&a, &e);
    ck_assert_uint_eq(a.ready_n, 4);
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_ADMISSION);
    ck_assert_int_eq(e.kind, 0);
    a.admitted = true;
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_BEGIN);
    ck_assert_int_eq(e.kind, 0);
    terms.now.ms = 2500;
    terms.room.begun_n = 9;
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_START);
    ck_assert_uint_eq(e.start.left_ms, 59000);
    ck_assert_uint_eq(e.start.seconds, 60);
    terms.clock.now_ms = 65000;
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_LATE);
    a.ready_n = 0;
    terms.clock.now_ms = 6000;
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_LATE);
}
END_TEST

START_TEST(an_admission_is_given_and_taken_back) /* E2 */
{
    static const struct {
        enum claim_state claim;
        bool admitted;
        enum sitting_state state;
        bool on;
        enum refusal refusal;
        bool entry;
    } cases[] = {
        {CLAIM_HOME, false, SITTING_NONE, true, REFUSAL_NONE, true},
        {CLAIM_HOME, true, SITTING_NONE, true, REFUSAL_NONE, false},
        {CLAIM_HOME, true, SITTING_NONE, false, REFUSAL_NONE, true},
        {CLAIM_HOME, false, SITTING_NONE, false, REFUSAL_NONE, false},
        {CLAIM_HOME, true, SITTING_RUNNING, false, REFUSAL_STARTED, false},
        {CLAIM_HOME, true, SITTING_FINISHED, false, REFUSAL_STARTED, false},
        {CLAIM_HOME, false, SITTING_RUNNING, true, REFUSAL_NONE, true},
        {CLAIM_PENDING, false, SITTING_NONE, true, REFUSAL_PENDING, false},
        {CLAIM_AWAY, false, SITTING_NONE, true, REFUSAL_ELSEWHERE, false},
        {CLAIM_NONE, false, SITTING_NONE, true, REFUSAL_UNREGISTERED, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct applicant a = person(cases[i].claim, cases[i].admitted, cases[i].state);
        struct entry e;
        memset(&e, 0xff, sizeof e);
        ck_assert_msg(seating_admit(&a, cases[i].on, &e) == cases[i].refusal, "case %zu", i);
        ck_assert_msg((e.kind == ENTRY_ADMIT) == cases[i].entry, "case %zu", i);
        if (!cases[i].entry)
            continue;
        apply_entry(&a, &e);
        ck_assert(a.admitted == cases[i].on);
    }
}
END_TEST

START_TEST(a_note_is_about_somebody_of_this_node)
{
    struct entry e;
    struct applicant a = person(CLAIM_HOME, false, SITTING_FINISHED);
    ck_assert_int_eq(seating_note(&a, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_NOTE);
    ck_assert_str_eq(e.id, "V1");
    a.claim = CLAIM_AWAY;
    ck_assert_int_eq(seating_note(&a, &e), REFUSAL_ELSEWHERE);
}
END_TEST

static enum refusal begin(const struct room *room, const struct policy *policy, int64_t at,
                          int64_t now, struct entry *e)
{
    memset(e, 0xff, sizeof *e);
    return room_begin(room, policy, &office, (struct wall){at}, (struct wall){now}, e);
}

START_TEST(an_exam_begins_once) /* E3 */
{
    const struct policy together = policy_of(0, START_TOGETHER, 0), each = policy_of(0, 0, 0);
    struct room room = {.begun_n = 0};
    struct entry e;
    ck_assert_int_eq(begin(&room, &each, 0, 1500, &e), REFUSAL_EACH);
    ck_assert_int_eq(begin(&room, &together, 0, 999, &e), REFUSAL_EARLY);
    ck_assert_int_eq(begin(&room, &together, 999, 500, &e), REFUSAL_EARLY);
    ck_assert_int_eq(begin(&room, &together, 1500, 1500, &e), REFUSAL_PAST);
    ck_assert_int_eq(begin(&room, &together, -5, -10, &e), REFUSAL_PAST);
    ck_assert_int_eq(begin(&room, &together, 0, 2500, &e), REFUSAL_NONE); /* who was ready */
    ck_assert_int_eq(e.kind, ENTRY_BEGIN);
    ck_assert_int_eq(begin(&room, &together, 1501, 1500, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_BEGIN);
    ck_assert_str_eq(e.id, "");
    ck_assert_int_eq(e.begin.at.ms, 1501);
    e.n = 4;
    room_apply(&room, &e);
    ck_assert_uint_eq(room.begun_n, 0);
    ck_assert_int_eq(begin(&room, &together, 1501, 1500, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, 0);
    ck_assert_int_eq(begin(&room, &together, 1700, 1500, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.begin.at.ms, 1700);
    ck_assert_int_eq(begin(&room, &together, 0, 1500, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.begin.at.ms, 0);
    e.n = 5;
    e.clock_ms = 70;
    e.at.ms = 1500;
    room_apply(&room, &e);
    ck_assert_uint_eq(room.begun_n, 5);
    ck_assert_uint_eq(room.begun_clock_ms, 70);
    ck_assert_int_eq(room.begun_at.ms, 1500);
    ck_assert_int_eq(begin(&room, &together, 0, 1600, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, 0);
    ck_assert_int_eq(begin(&room, &together, 1500, 1600, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, 0);
}
END_TEST

START_TEST(a_moment_comes_within_the_hours) /* E7 */
{
    struct entry e;
    struct room room = {.at = {1500}, .set_n = 4};
    memset(&room.order, 0, sizeof room.order);
    memcpy(room.order.by, "ana", 4);
    memset(room.order.key.bytes, 7, ORDER_KEY_BYTES);
    ck_assert(!room_due(&room, &office, (struct wall){1499}, &e));
    ck_assert(room_due(&room, &office, (struct wall){1500}, &e));
    ck_assert_int_eq(e.kind, ENTRY_BEGIN);
    ck_assert_int_eq(e.begin.at.ms, 0);
    ck_assert_str_eq(e.order.by, "ana");
    ck_assert(order_key_is_zero(&e.order.key));
    ck_assert(!room_due(&room, &(struct hours){{1600}, {0}}, (struct wall){1599}, &e));
    ck_assert(room_due(&room, &(struct hours){{1600}, {0}}, (struct wall){1600}, &e));
    room.begun_n = 5;
    ck_assert(!room_due(&room, &office, (struct wall){1500}, &e));
    room = (struct room){.at = {0}};
    ck_assert(!room_due(&room, &office, (struct wall){1500}, &e));
}
END_TEST

START_TEST(the_other_nodes_moment_is_set_here_too) /* E7 */
{
    static const struct {
        uint64_t own_n, own_seen, own_ref, begun_n; /* what is set here */
        uint64_t n, seen, ref;                      /* what is set there */
        int64_t at;
        const char *own_node;
        bool repeated;
    } cases[] = {
        {0, 0, 0, 0, 9, 0, 0, 1501, "a", true},
        {0, 0, 0, 0, 0, 0, 0, 1501, "a", false}, /* nothing is set there */
        {0, 0, 0, 0, 9, 0, 3, 1501, "a", false}, /* that is ours, repeated */
        {0, 0, 0, 3, 9, 0, 0, 1501, "a", false}, /* begun */
        {0, 0, 0, 0, 9, 0, 0, 1500, "a", false}, /* it has passed */
        {4, 0, 0, 0, 9, 4, 0, 1501, "a", true},  /* they knew ours */
        {4, 0, 0, 0, 9, 3, 0, 1501, "a", false}, /* neither knew, and we are the lesser */
        {4, 0, 0, 0, 9, 3, 0, 1501, "z", true},  /* and they are */
        {4, 9, 0, 0, 9, 3, 0, 1501, "z", false}, /* we knew theirs */
        {4, 8, 0, 0, 9, 3, 0, 1501, "z", true},
        {4, 9, 9, 0, 9, 3, 0, 1501, "z", false}, /* it is set already */
        {4, 7, 7, 0, 9, 3, 0, 1501, "a", true},  /* they set another one since */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct entry e;
        const struct room ours = {.begun_n = cases[i].begun_n,
                                  .at = {1700},
                                  .set_n = cases[i].own_n,
                                  .set_seen = cases[i].own_seen,
                                  .set_ref = cases[i].own_ref},
                          theirs = {.at = {cases[i].at},
                                    .order = {.by = "eva"},
                                    .set_n = cases[i].n,
                                    .set_seen = cases[i].seen,
                                    .set_ref = cases[i].ref};
        bool repeated =
            room_repeat(&ours, &theirs, (struct wall){1500}, cases[i].own_node, "m", &e);
        ck_assert_msg(repeated == cases[i].repeated, "case %zu", i);
        if (!repeated)
            continue;
        ck_assert_int_eq(e.kind, ENTRY_BEGIN);
        ck_assert_uint_eq(e.ref, 9);
        ck_assert_int_eq(e.begin.at.ms, 1501);
        ck_assert_str_eq(e.order.by, "eva");
        struct room after = ours;
        e.n = 20;
        e.seen = 9;
        room_apply(&after, &e);
        ck_assert(!room_repeat(&after, &theirs, (struct wall){1500}, cases[i].own_node, "m", &e));
    }
}
END_TEST

static struct room_asker asker_of(const char *id, uint8_t token, uint64_t clock_ms)
{
    struct room_asker a = {.seed = clock_ms, .clock_ms = clock_ms};
    memcpy(a.id, id, strlen(id) + 1);
    memset(a.token.bytes, token, sizeof a.token.bytes);
    return a;
}

START_TEST(who_asked_lately_is_known) /* E4 */
{
    struct room_askers askers = {calloc(ROOM_ASKERS, sizeof *askers.all), 0};
    struct room_asker a = asker_of("V1", 1, 1000), b = asker_of("V2", 1, 2000);
    room_ask(&askers, &a);
    room_ask(&askers, &b);
    ck_assert_uint_eq(askers.count, 2);
    a.clock_ms = 3000;
    room_ask(&askers, &a);
    ck_assert_uint_eq(askers.count, 2);
    ck_assert_uint_eq(askers.all[0].clock_ms, 3000);
    a = asker_of("V1", 2, 3000 + ROOM_ASK_MS); /* another terminal, while the first one asks */
    room_ask(&askers, &a);
    ck_assert_uint_eq(askers.all[0].token.bytes[0], 1);
    a.clock_ms++;
    room_ask(&askers, &a);
    ck_assert_uint_eq(askers.count, 2);
    ck_assert_uint_eq(askers.all[0].token.bytes[0], 2);
    ck_assert(room_asked(&b, 2000 + ROOM_ASK_MS));
    ck_assert(!room_asked(&b, 2001 + ROOM_ASK_MS));
    room_forget(&askers, 3001 + ROOM_ASK_MS);
    ck_assert_uint_eq(askers.count, 1);
    ck_assert_str_eq(askers.all[0].id, "V1");
    free(askers.all);
}
END_TEST

START_TEST(the_list_of_askers_is_bounded)
{
    struct room_askers askers = {calloc(ROOM_ASKERS, sizeof *askers.all), 0};
    char id[IDENT_SIZE];
    for (unsigned i = 1; i <= ROOM_ASKERS + 1; i++) {
        (void)snprintf(id, sizeof id, "V%u", i);
        const struct room_asker a = asker_of(id, 1, i == 1 ? 1000 : 2000);
        room_ask(&askers, &a);
    }
    ck_assert_uint_eq(askers.count, ROOM_ASKERS);
    ck_assert_str_eq(askers.all[0].id, "V1");
    const struct room_asker last = asker_of("E1", 1, 1001 + ROOM_ASK_MS); /* V1 counts no more */
    room_ask(&askers, &last);
    ck_assert_uint_eq(askers.count, ROOM_ASKERS);
    ck_assert_str_eq(askers.all[0].id, "V2");
    ck_assert_str_eq(askers.all[ROOM_ASKERS - 1].id, "E1");
    free(askers.all);
}
END_TEST

START_TEST(an_announcement_is_for_all_or_for_a_room) /* E8 */
{
    ck_assert(room_hears("", ""));
    ck_assert(room_hears("", "Aula 5"));
    ck_assert(room_hears("Aula 5", "aula  5"));
    ck_assert(!room_hears("Aula 5", "Aula 6"));
    ck_assert(!room_hears("Aula 5", ""));
}
END_TEST

/* --- two nodes --- */

static struct duo duo;
static uint8_t key; /* of the next order; 0: none */

static void setup(void)
{
    duo_open(&duo);
    key = 0;
    duo.exam->policy = policy_of(ADMIT_STAFF, START_TOGETHER, LATE_REST);
    duo.node[0].wall.ms = duo.node[1].wall.ms = 1000000;
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(duo_register(&duo, 0, "V2"), REFUSAL_NONE);
    ck_assert_int_eq(duo_register(&duo, 1, "V3"), REFUSAL_NONE);
    duo_settle(&duo);
}

static void teardown(void)
{
    duo_close(&duo);
}

static struct order order(void)
{
    struct order o = order_by("ana", "");
    o.key.bytes[0] = key;
    return o;
}

static enum refusal start(int which, const char *id)
{
    struct ledger_sitting sitting;
    uint64_t entry_n;
    duo_begin(&duo, which);
    struct ledger_terminal who = {.token = {{1}}};
    enum refusal refusal = ledger_start(duo.node[which].ledger, id, &who, 7, 0, &sitting, &entry_n);
    duo_commit(&duo, which);
    return refusal;
}

static struct ledger_sitting sitting_of(int which, const char *id)
{
    struct ledger_sitting sitting;
    duo_begin(&duo, which);
    const struct ledger_terminal who = {.token = {{1}}};
    ck_assert_int_eq(ledger_sitting(duo.node[which].ledger, id, &who, &sitting), REFUSAL_NONE);
    duo_commit(&duo, which);
    return sitting;
}

static enum refusal admit(int which, const char *id, bool on)
{
    const struct order o = order();
    duo_begin(&duo, which);
    enum refusal refusal = ledger_admit(duo.node[which].ledger, id, on, &o);
    duo_commit(&duo, which);
    return refusal;
}

static enum refusal begin_at(int which, int64_t at, size_t *started)
{
    const struct order o = order();
    duo_begin(&duo, which);
    enum refusal refusal =
        ledger_begin_exam(duo.node[which].ledger, (struct wall){at}, &o, started);
    duo_commit(&duo, which);
    return refusal;
}

static void pass(int64_t ms)
{
    duo.up_ms += (uint64_t)ms;
    for (int i = 0; i < 2; i++) {
        duo.node[i].wall.ms += ms;
        duo_begin(&duo, i);
        ledger_tick(duo.node[i].ledger);
        duo_commit(&duo, i);
    }
}

static struct room begins_of(int which)
{
    struct room room;
    ledger_begins(duo.node[which].ledger, &room, NULL);
    return room;
}

START_TEST(all_who_ask_start_together) /* E2 to E5 */
{
    size_t started;
    uint64_t own_n = ledger_position(duo.node[0].ledger).own_n;
    ck_assert_int_eq(start(0, "V1"), REFUSAL_ADMISSION);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, own_n + 1);
    ck_assert_int_eq(sitting_of(0, "V1").waits, REFUSAL_ADMISSION);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_ADMISSION);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, own_n + 1); /* once */
    ck_assert_int_eq(admit(0, "V1", true), REFUSAL_NONE);
    ck_assert_int_eq(admit(0, "V2", true), REFUSAL_NONE);
    ck_assert_int_eq(admit(0, "V3", true), REFUSAL_ELSEWHERE);
    ck_assert_int_eq(start(0, "V2"), REFUSAL_BEGIN);
    ck_assert_int_eq(sitting_of(0, "V2").waits, REFUSAL_BEGIN);
    ck_assert_int_eq(sitting_of(0, "V2").begins.ms, 0);
    ck_assert_int_ne(ledger_next_tick_ms(duo.node[0].ledger), LEDGER_NO_DEADLINE);
    pass(3000);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_BEGIN);
    pass(2001);
    ck_assert_int_eq(begin_at(0, 0, &started), REFUSAL_NONE); /* V2 asked too long ago */
    ck_assert_uint_eq(started, 1);
    ck_assert_int_eq(sitting_of(0, "V1").state, SITTING_RUNNING);
    ck_assert_int_eq(sitting_of(0, "V1").waits, REFUSAL_NONE);
    ck_assert_int_eq(sitting_of(0, "V2").state, SITTING_NONE);
    uint64_t whole_ms = sitting_of(0, "V1").remaining_ms;
    pass(4000);
    ck_assert_int_eq(start(0, "V2"), REFUSAL_NONE); /* E6: the rest */
    ck_assert_uint_eq(sitting_of(0, "V1").remaining_ms, whole_ms - 4000);
    ck_assert_uint_eq(sitting_of(0, "V2").remaining_ms, whole_ms - 4000);
    ck_assert_int_eq(admit(0, "V2", false), REFUSAL_STARTED);
    ck_assert_int_eq(begin_at(0, 0, &started), REFUSAL_NONE);
    ck_assert_uint_eq(started, 0);
    ck_assert_uint_eq(begins_of(1).begun_n, 0); /* the begin is this node's */
}
END_TEST

static enum refusal pause(bool on)
{
    const struct order o = order();
    duo_begin(&duo, 0);
    enum refusal refusal =
        on ? ledger_pause_node(duo.node[0].ledger, &o) : ledger_resume_node(duo.node[0].ledger, &o);
    duo_commit(&duo, 0);
    return refusal;
}

/* Nobody could start: an alarm ends first. */
START_TEST(a_paused_node_does_not_begin)
{
    size_t started;
    ck_assert_int_eq(admit(0, "V1", true), REFUSAL_NONE);
    ck_assert_int_eq(begin_at(0, 1003000, &started), REFUSAL_NONE);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_BEGIN);
    ck_assert_int_eq(pause(true), REFUSAL_NONE);
    ck_assert_int_eq(begin_at(0, 0, &started), REFUSAL_PAUSED_NODE);
    pass(4000);
    ck_assert_uint_eq(begins_of(0).begun_n, 0);
    ck_assert_int_eq(pause(false), REFUSAL_NONE);
    pass(1);
    ck_assert_uint_gt(begins_of(0).begun_n, 0);
}
END_TEST

START_TEST(who_may_no_longer_start_is_not_started) /* E4 */
{
    size_t started;
    ck_assert_int_eq(admit(0, "V1", true), REFUSAL_NONE);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_BEGIN);
    ck_assert_int_eq(admit(0, "V1", false), REFUSAL_NONE);
    ck_assert_int_eq(begin_at(0, 0, &started), REFUSAL_NONE);
    ck_assert_uint_eq(started, 0);
    ck_assert_int_eq(sitting_of(0, "V1").state, SITTING_NONE);
}
END_TEST

START_TEST(an_order_is_carried_out_once) /* O1 */
{
    size_t started;
    uint64_t own_n;
    key = 1;
    ck_assert_int_eq(admit(0, "V1", true), REFUSAL_NONE);
    key = 2;
    ck_assert_int_eq(admit(0, "V1", false), REFUSAL_NONE);
    key = 1;
    own_n = ledger_position(duo.node[0].ledger).own_n;
    ck_assert_int_eq(admit(0, "V1", true), REFUSAL_NONE);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, own_n);
    const struct order o = order();
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_note(duo.node[0].ledger, "V2", &o), REFUSAL_NONE);
    ck_assert_int_eq(ledger_note(duo.node[0].ledger, "V2", &o), REFUSAL_NONE);
    ck_assert_int_eq(ledger_note(duo.node[0].ledger, "V3", &o), REFUSAL_ELSEWHERE);
    ck_assert_int_eq(ledger_announce(duo.node[0].ledger, "", "Go", &o), REFUSAL_NONE);
    ck_assert_int_eq(ledger_announce(duo.node[0].ledger, "", "Go", &o), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, own_n + 2);
    key = 3;
    ck_assert_int_eq(begin_at(0, 1005000, &started), REFUSAL_NONE);
    key = 4;
    ck_assert_int_eq(begin_at(0, 1006000, &started), REFUSAL_NONE);
    key = 3;
    ck_assert_int_eq(begin_at(0, 1005000, &started), REFUSAL_NONE);
    ck_assert_int_eq(begins_of(0).at.ms, 1006000);
}
END_TEST

START_TEST(a_moment_is_set_at_both_and_needs_no_line) /* E7 */
{
    size_t started;
    ck_assert_int_eq(admit(0, "V1", true), REFUSAL_NONE);
    ck_assert_int_eq(admit(1, "V3", true), REFUSAL_NONE);
    ck_assert_int_eq(begin_at(0, 1004000, &started), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(begins_of(1).at.ms, 1004000);
    ck_assert_str_eq(begins_of(1).order.by, "ana");
    ck_assert_uint_gt(begins_of(1).set_ref, 0);
    uint64_t own_n = ledger_position(duo.node[0].ledger).own_n;
    duo_cut(&duo);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_BEGIN);
    ck_assert_int_eq(sitting_of(0, "V1").begins.ms, 1004000);
    pass(3999);
    ck_assert_int_eq(start(1, "V3"), REFUSAL_BEGIN);
    ck_assert_int_eq(ledger_next_tick_ms(duo.node[0].ledger), 1);
    pass(1);
    ck_assert_int_eq(sitting_of(0, "V1").state, SITTING_RUNNING);
    ck_assert_int_eq(sitting_of(1, "V3").state, SITTING_RUNNING);
    ck_assert_uint_gt(begins_of(0).begun_n, own_n);
    ck_assert_int_eq(ledger_position(duo.node[0].ledger).begins.ms, 0);
    ck_assert_uint_eq(sitting_of(0, "V1").remaining_ms, sitting_of(1, "V3").remaining_ms);
}
END_TEST

START_TEST(a_moment_that_has_passed_does_not_begin_there) /* E7 */
{
    size_t started;
    duo_cut(&duo);
    ck_assert_int_eq(begin_at(0, 1004000, &started), REFUSAL_NONE);
    pass(4000);
    duo_connect(&duo);
    duo_settle(&duo);
    pass(1000);
    ck_assert_uint_gt(begins_of(0).begun_n, 0);
    ck_assert_int_eq(begins_of(1).at.ms, 0);
    ck_assert_uint_eq(begins_of(1).begun_n, 0);
    ck_assert_int_eq(begin_at(1, 0, &started), REFUSAL_NONE);
    ck_assert_uint_gt(begins_of(1).begun_n, 0);
}
END_TEST

START_TEST(of_two_moments_both_take_one) /* E7 */
{
    size_t started;
    duo_cut(&duo);
    ck_assert_int_eq(begin_at(1, 1009000, &started), REFUSAL_NONE);
    ck_assert_int_eq(begin_at(0, 1008000, &started), REFUSAL_NONE);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_str_eq(duo.node[0].name, "caracas");
    ck_assert_int_eq(begins_of(0).at.ms, 1008000);
    ck_assert_int_eq(begins_of(1).at.ms, 1008000);
    ck_assert_int_eq(begin_at(1, 1007000, &started), REFUSAL_NONE); /* now it knows */
    duo_settle(&duo);
    ck_assert_int_eq(begins_of(0).at.ms, 1007000);
    ck_assert_int_eq(begins_of(1).at.ms, 1007000);
}
END_TEST

START_TEST(a_lost_disk_has_its_begin_back) /* E3 */
{
    size_t started;
    ck_assert_int_eq(begin_at(0, 1005000, &started), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(begin_at(0, 0, &started), REFUSAL_NONE);
    const struct room before = begins_of(0);
    duo_settle(&duo);
    duo_lose(&duo, 0);
    ck_assert_uint_eq(begins_of(0).begun_n, 0);
    duo_connect(&duo);
    duo_settle(&duo);
    const struct room after = begins_of(0);
    struct room peer;
    ledger_begins(duo.node[0].ledger, NULL, &peer);
    ck_assert_uint_eq(after.begun_n, before.begun_n);
    ck_assert_uint_eq(after.begun_clock_ms, before.begun_clock_ms);
    ck_assert_int_eq(after.at.ms, 1005000);
    ck_assert_int_eq(peer.at.ms, 1005000);
    ck_assert_uint_gt(peer.set_ref, 0);
}
END_TEST

static const char *announced(int which, const char *room, uint64_t *n)
{
    static struct room_announcement a;
    duo_begin(&duo, which);
    ledger_announcement(duo.node[which].ledger, room, &a);
    duo_commit(&duo, which);
    *n = a.n;
    return a.text;
}

static void announce(int which, const char *room, const char *text)
{
    const struct order o = order();
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_announce(duo.node[which].ledger, room, text, &o), REFUSAL_NONE);
    duo_commit(&duo, which);
}

START_TEST(the_last_announcement_for_a_room_is_told) /* E8 */
{
    uint64_t n, later_n;
    ck_assert_str_eq(announced(0, "Aula 1", &n), "");
    ck_assert_uint_eq(n, 0);
    announce(0, "Aula 1", "one");
    ck_assert_str_eq(announced(0, "aula 1", &n), "one");
    ck_assert_str_eq(announced(0, "Aula 2", &later_n), "");
    ck_assert_str_eq(announced(0, "", &later_n), "");
    announce(0, "", "all");
    ck_assert_str_eq(announced(0, "Aula 1", &later_n), "all");
    ck_assert_uint_gt(later_n, n);
    ck_assert_str_eq(announced(0, "", &later_n), "all");
    announce(0, "Aula 1", "two");
    ck_assert_str_eq(announced(0, "Aula 1", &later_n), "two");
    ck_assert_str_eq(announced(0, "Aula 2", &later_n), "all");
    duo_settle(&duo);
    ck_assert_str_eq(announced(1, "Aula 1", &later_n), ""); /* of the other centre */
}
END_TEST

/* A rule of the start differs: who starts at one node would start by another rule than at the other. */
START_TEST(nobody_starts_while_the_rules_differ) /* R9 */
{
    size_t started;
    duo_begin(&duo, 0);
    struct hello hello;
    ledger_hello(duo.node[1].ledger, &hello);
    bool quiet;
    char reason[LEDGER_REASON_SIZE];
    memcpy(hello.agreement.rules, "start=each", 11);
    ck_assert(ledger_meet(duo.node[0].ledger, &hello, &quiet, reason));
    duo_commit(&duo, 0);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_RULES_DIFFER);
    ck_assert_int_eq(begin_at(0, 0, &started), REFUSAL_RULES_DIFFER);
}
END_TEST

Suite *room_suite(void)
{
    Suite *s = suite_create("room");
    TCase *t = tcase_create("rules");
    tcase_add_test(t, who_was_not_admitted_waits);
    tcase_add_test(t, nobody_starts_before_the_begin);
    tcase_add_test(t, who_was_ready_may_start_when_the_hours_are_over);
    tcase_add_test(t, who_is_late_has_the_whole_or_the_rest);
    tcase_add_test(t, who_has_to_wait_is_ready_once);
    tcase_add_test(t, an_admission_is_given_and_taken_back);
    tcase_add_test(t, a_note_is_about_somebody_of_this_node);
    tcase_add_test(t, an_exam_begins_once);
    tcase_add_test(t, a_moment_comes_within_the_hours);
    tcase_add_test(t, the_other_nodes_moment_is_set_here_too);
    tcase_add_test(t, who_asked_lately_is_known);
    tcase_add_test(t, the_list_of_askers_is_bounded);
    tcase_add_test(t, an_announcement_is_for_all_or_for_a_room);
    suite_add_tcase(s, t);
    t = tcase_create("ledgers");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, all_who_ask_start_together);
    tcase_add_test(t, a_paused_node_does_not_begin);
    tcase_add_test(t, who_may_no_longer_start_is_not_started);
    tcase_add_test(t, an_order_is_carried_out_once);
    tcase_add_test(t, a_moment_is_set_at_both_and_needs_no_line);
    tcase_add_test(t, a_moment_that_has_passed_does_not_begin_there);
    tcase_add_test(t, of_two_moments_both_take_one);
    tcase_add_test(t, a_lost_disk_has_its_begin_back);
    tcase_add_test(t, the_last_announcement_for_a_room_is_told);
    tcase_add_test(t, nobody_starts_while_the_rules_differ);
    suite_add_tcase(s, t);
    return s;
}
