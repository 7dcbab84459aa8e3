/* Who may register, and what the desk corrects before an exam. */
#include "db/codes.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "db/ledger_private.h"
#include "tests/lib/duo.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct listing nowhere, everywhere = {.listed = true},
                                     here = {.listed = true, .here = true};

/* At caracas, where the roster lists the ID. */
static struct enrolment usual(void)
{
    return (struct enrolment){.mode = REGISTRATION_OPEN,
                              .has_roster = true,
                              .node = "caracas",
                              .roster_node = "caracas",
                              .secret = ENROLMENT_NO_SECRET,
                              .people_most = 10,
                              .free_bytes = 100,
                              .reserve_bytes = 100};
}

START_TEST(an_id_registers_where_it_is_listed) /* G1 */
{
    struct enrolment e = usual();
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_NONE);
    e.roster_node = "";
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_NONE);
    e.roster_node = "maracay";
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_LISTED_ELSEWHERE);
    e.own = here;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_NONE);
    e.own = nowhere;
    e.roster_node = NULL;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_UNLISTED);
    e.by_desk = true;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_UNLISTED);
    e.peer = everywhere;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_NONE);
    e.peer = here; /* there alone */
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_UNLISTED);
    e.has_roster = false;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_NONE);
}
END_TEST

START_TEST(an_applicant_registers_as_the_setting_says) /* G2 */
{
    static const struct {
        enum registration_mode mode;
        enum enrolment_secret secret;
        enum refusal refusal;
    } rows[] = {
        {0, ENROLMENT_NO_SECRET, REFUSAL_NONE},
        {REGISTRATION_OPEN, ENROLMENT_WRONG, REFUSAL_NONE},
        {REGISTRATION_SECRET, ENROLMENT_RIGHT, REFUSAL_NONE},
        {REGISTRATION_SECRET, ENROLMENT_WRONG, REFUSAL_WRONG_SECRET},
        {REGISTRATION_SECRET, ENROLMENT_NOT_GIVEN, REFUSAL_SECRET},
        {REGISTRATION_SECRET, ENROLMENT_NO_SECRET, REFUSAL_DESK},
        {REGISTRATION_STAFF, ENROLMENT_RIGHT, REFUSAL_DESK},
        {REGISTRATION_STAFF, ENROLMENT_NO_SECRET, REFUSAL_DESK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct enrolment e = usual();
        e.mode = rows[i].mode;
        e.secret = rows[i].secret;
        ck_assert_msg(enrolment_decide(&e) == rows[i].refusal, "row %zu", i);
        e.by_desk = true;
        ck_assert_msg(enrolment_decide(&e) == REFUSAL_NONE, "row %zu", i);
    }
}
END_TEST

START_TEST(a_wrong_place_is_told_before_a_wrong_secret) /* G1, G2 */
{
    struct enrolment e = usual();
    e.mode = REGISTRATION_SECRET;
    e.secret = ENROLMENT_WRONG;
    e.roster_node = "maracay";
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_LISTED_ELSEWHERE);
}
END_TEST

START_TEST(applicants_fill_neither_the_disk_nor_the_list) /* F1, F2 */
{
    struct enrolment e = usual();
    e.people = 9;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_NONE);
    e.people = 10;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_FULL_PEOPLE);
    e.by_desk = true;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_NONE);
    e.free_bytes = 99;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_FULL_DISK);
    e.by_desk = false;
    e.people = 0;
    ck_assert_int_eq(enrolment_decide(&e), REFUSAL_FULL_DISK);
}
END_TEST

START_TEST(a_paper_takes_what_it_may_save) /* F1 */
{
    struct question questions[] = {{.kind = QUESTION_SINGLE},
                                   {.kind = QUESTION_DESCRIPTION},
                                   {.kind = QUESTION_SHORT},
                                   {.kind = QUESTION_ESSAY}};
    uint16_t first[] = {0, 1}, second[] = {2, 0};
    struct section sections[] = {{.members = first, .member_count = 2, .draw = 1},
                                 {.members = second, .member_count = 2, .draw = 2}};
    struct exam exam = {.questions = questions, .question_count = 1, .seconds = 100};
    const uint64_t one = (uint64_t)ENROLMENT_SAVES * ENROLMENT_SAVE_BYTES;
    ck_assert_uint_eq(enrolment_paper_bytes(&exam), one);
    exam.question_count = 2; /* the text takes nothing */
    ck_assert_uint_eq(enrolment_paper_bytes(&exam), one);
    exam.question_count = 3;
    uint64_t text = one + ENROLMENT_SAVES * (uint64_t)ANSWER_SHORT_BYTES;
    ck_assert_uint_eq(enrolment_paper_bytes(&exam),
                      one + text + UINT64_C(100) * ENROLMENT_TYPED_BYTES);
    exam.sections = sections;
    exam.section_count = 2;
    ck_assert_uint_eq(enrolment_paper_bytes(&exam),
                      one + 2 * text + UINT64_C(100) * ENROLMENT_TYPED_BYTES);
    exam.section_count = 0;
    exam.question_count = 4;
    exam.seconds = 7 * 86400;
    ck_assert_uint_eq(enrolment_paper_bytes(&exam), 8 * 1024 * 1024); /* S9 */
}
END_TEST

/* --- the desk's corrections, by themselves --- */

static struct applicant somebody(const char *id, enum claim_state claim)
{
    struct applicant a = applicant_unknown(id);
    a.claim = claim;
    a.claim_n = 3;
    a.confirm_n = claim == CLAIM_HOME ? 4 : 0;
    memcpy(a.name, "Ana", 4);
    a.code.salt[0] = 9;
    return a;
}

START_TEST(who_is_not_home_yet_can_be_listed) /* G1 */
{
    static const enum refusal expected[] = {[CLAIM_NONE] = REFUSAL_NONE,
                                            [CLAIM_PENDING] = REFUSAL_NONE,
                                            [CLAIM_HOME] = REFUSAL_REGISTERED,
                                            [CLAIM_AWAY] = REFUSAL_ELSEWHERE};
    struct entry e;
    for (enum claim_state claim = CLAIM_NONE; claim <= CLAIM_AWAY; claim++) {
        struct applicant a = somebody("V1", claim);
        ck_assert_int_eq(enrolment_list(&a, false, "Eva", true, &e), REFUSAL_NO_ROSTER);
        ck_assert_int_eq(enrolment_list(&a, true, "Eva", true, &e), expected[claim]);
    }
    struct applicant a = somebody("V1", CLAIM_NONE);
    ck_assert_int_eq(enrolment_list(&a, true, "Eva", true, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_LIST);
    ck_assert_str_eq(e.id, "V1");
    ck_assert_str_eq(e.list.name, "Eva");
    ck_assert(e.list.here);
}
END_TEST

START_TEST(names_are_amended_at_home_at_any_time)
{
    static const enum refusal expected[] = {[CLAIM_NONE] = REFUSAL_UNREGISTERED,
                                            [CLAIM_PENDING] = REFUSAL_NONE,
                                            [CLAIM_HOME] = REFUSAL_NONE,
                                            [CLAIM_AWAY] = REFUSAL_ELSEWHERE};
    struct entry e;
    for (enum claim_state claim = CLAIM_NONE; claim <= CLAIM_AWAY; claim++) {
        struct applicant a = somebody("V1", claim);
        ck_assert_int_eq(enrolment_amend(&a, "Eva", &e), expected[claim]);
    }
    struct applicant a = somebody("V1", CLAIM_HOME);
    a.sitting.state = SITTING_FINISHED;
    ck_assert_int_eq(enrolment_amend(&a, "Eva", &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_AMEND);
    ck_assert_str_eq(e.id, "V1");
    ck_assert_str_eq(e.amend.name, "Eva");
}
END_TEST

static enum refusal rename_it(const struct applicant *old, enum claim_state claim, bool linked,
                              struct entry *e)
{
    struct applicant renamed = somebody("V2", claim);
    return enrolment_rename(old, &renamed, linked, 0, (struct wall){77}, e);
}

START_TEST(an_id_is_replaced_before_the_start) /* G3 */
{
    struct entry e;
    struct applicant old = somebody("V1", CLAIM_HOME);
    ck_assert_int_eq(rename_it(&old, CLAIM_NONE, true, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_CLAIM);
    ck_assert_str_eq(e.id, "V2");
    ck_assert_str_eq(e.claim.from, "V1");
    ck_assert_str_eq(e.claim.name, "Ana");
    ck_assert_int_eq(e.claim.code.salt[0], 9);
    ck_assert_int_eq(e.claim.stamp.ms, 77);
    ck_assert_int_eq(rename_it(&old, CLAIM_NONE, false, &e), REFUSAL_LINE_DOWN);
    ck_assert_int_eq(rename_it(&old, CLAIM_PENDING, true, &e), REFUSAL_REGISTERED);
    ck_assert_int_eq(rename_it(&old, CLAIM_AWAY, true, &e), REFUSAL_ELSEWHERE);
    struct applicant renamed = somebody("V2", CLAIM_NONE);
    ck_assert_int_eq(enrolment_rename(&old, &renamed, true, 4, (struct wall){77}, &e),
                     REFUSAL_CAUTION); /* C7 */
    old.sitting.number = 1;            /* declared void before the start */
    ck_assert_int_eq(rename_it(&old, CLAIM_NONE, true, &e), REFUSAL_SAT);
    old.sitting.state = SITTING_RUNNING;
    ck_assert_int_eq(rename_it(&old, CLAIM_NONE, true, &e), REFUSAL_SAT);
    old = somebody("V1", CLAIM_PENDING);
    ck_assert_int_eq(rename_it(&old, CLAIM_NONE, true, &e), REFUSAL_PENDING);
    old = somebody("V1", CLAIM_NONE);
    ck_assert_int_eq(rename_it(&old, CLAIM_NONE, true, &e), REFUSAL_UNREGISTERED);
}
END_TEST

/* V2, by entry 5, replaces V1. Which of them is released? */
static const char *released(const struct applicant *old)
{
    static struct entry e;
    struct applicant renamed = somebody("V2", CLAIM_HOME);
    renamed.claim_n = 5;
    renamed.confirm_n = 6;
    if (!enrolment_settle(old, &renamed, 0, &e))
        return "";
    ck_assert_int_eq(e.kind, ENTRY_RELEASE);
    return e.id;
}

START_TEST(one_of_both_is_released_with_the_confirmation) /* G3 */
{
    struct applicant old = somebody("V1", CLAIM_HOME);
    ck_assert_str_eq(released(&old), "V1");
    old.sitting.state = SITTING_RUNNING;
    ck_assert_str_eq(released(&old), "V2");
    old.sitting.state = SITTING_NONE;
    old.sitting.number = 2; /* a new sitting was granted */
    ck_assert_str_eq(released(&old), "V2");
    old = somebody("V1", CLAIM_NONE);
    ck_assert_str_eq(released(&old), "");
    old = somebody("V1", CLAIM_AWAY); /* transferred */
    ck_assert_str_eq(released(&old), "V2");
    old.away_n = 8; /* released, and registered by somebody at the other node */
    ck_assert_str_eq(released(&old), "");
    old = somebody("V1", CLAIM_HOME); /* the same here */
    old.claim_n = 7;
    ck_assert_str_eq(released(&old), "");
}
END_TEST

/* --- in two ledgers --- */

static struct duo duo;
static struct ledger_terminal terminal = {.token = {{1}}};
static const struct order desk = {.key = {{5}}, .by = "ana", .reason = "typed wrong"};

/* V1 at caracas, V2 at either, V9 at maracay. */
static bool roster_node(void *roster, const char *id, char node[NODE_NAME_MAX + 1])
{
    (void)roster;
    const char *at = strcmp(id, "V1") == 0   ? "caracas"
                     : strcmp(id, "V2") == 0 ? ""
                     : strcmp(id, "V9") == 0 ? "maracay"
                                             : NULL;
    if (at != NULL)
        memcpy(node, at, strlen(at) + 1);
    return at != NULL;
}

static void connect_duo(void)
{
    duo_connect(&duo);
    duo_settle(&duo);
}

static void setup(void)
{
    duo_open(&duo);
    connect_duo();
}

static void setup_with_roster(void)
{
    duo_open_with_roster(&duo, roster_node);
    connect_duo();
}

static void teardown(void)
{
    duo_close(&duo);
}

static struct ledger_enrolled enrolled;

static enum refusal enrol(int which, const char *id, enum enrolment_secret secret,
                          const struct order *order)
{
    const struct code_hash code = {.salt = {1}};
    const struct ledger_wish wish = {
        .id = id, .name = "Ana", .code = &code, .secret = secret, .order = order};
    duo_begin(&duo, which);
    enum refusal refusal = ledger_register(duo.node[which].ledger, &wish, &enrolled);
    duo_commit(&duo, which);
    duo_settle(&duo);
    return refusal;
}

static enum refusal list(int which, const char *id, bool only_here)
{
    duo_begin(&duo, which);
    enum refusal refusal = ledger_list(duo.node[which].ledger, id, "Eva", only_here, &desk);
    duo_commit(&duo, which);
    duo_settle(&duo);
    return refusal;
}

static enum refusal replace(int which, const char *id, const char *renamed, bool linked)
{
    duo_begin(&duo, which);
    enum refusal refusal =
        ledger_rename(duo.node[which].ledger, id, renamed, linked, &desk, &enrolled);
    duo_commit(&duo, which);
    return refusal;
}

static struct applicant find(int which, const char *id)
{
    duo_begin(&duo, which);
    struct applicant a = ledger_find(duo.node[which].ledger, id);
    duo_commit(&duo, which);
    return a;
}

static enum refusal start(int which, const char *id)
{
    struct ledger_sitting sitting;
    uint64_t n;
    duo_begin(&duo, which);
    enum refusal refusal = ledger_start(duo.node[which].ledger, id, &terminal, 7, 0, &sitting, &n);
    duo_commit(&duo, which);
    duo_settle(&duo);
    return refusal;
}

START_TEST(the_staff_list_people_beside_the_roster) /* G1 */
{
    ck_assert_int_eq(enrol(0, "V9", 0, NULL), REFUSAL_LISTED_ELSEWHERE);
    ck_assert_str_eq(enrolled.node, "maracay");
    ck_assert_int_eq(enrol(0, "V5", 0, NULL), REFUSAL_UNLISTED);
    ck_assert_int_eq(list(0, "V5", true), REFUSAL_NONE);
    ck_assert_int_eq(enrol(1, "V5", 0, NULL), REFUSAL_UNLISTED);
    ck_assert_int_eq(enrol(0, "V5", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, 0, "V5"), CLAIM_HOME);
    ck_assert_str_eq(find(0, "V5").name, "Eva");
    ck_assert_int_eq(list(0, "V5", false), REFUSAL_REGISTERED);
    ck_assert_int_eq(list(0, "V6", false), REFUSAL_NONE);
    ck_assert_int_eq(enrol(1, "V6", 0, NULL), REFUSAL_NONE); /* listed by the other node */
    ck_assert_int_eq(duo_claim(&duo, 1, "V6"), CLAIM_HOME);
    ck_assert_str_eq(find(1, "V6").name, "Eva");
}
END_TEST

/* The roster lists V1 at caracas; the desk at maracay lists it while the link is down. */
START_TEST(a_list_entry_lets_the_other_node_grant) /* G1, R9 */
{
    duo_cut(&duo);
    ck_assert_int_eq(list(1, "V1", true), REFUSAL_NONE);
    ck_assert_int_eq(enrol(1, "V1", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_PENDING);
    connect_duo();
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_HOME);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_AWAY);
}
END_TEST

START_TEST(the_desk_registers_in_every_mode) /* G2 */
{
    duo.exam->policy.value[POLICY_REGISTRATION] = REGISTRATION_STAFF;
    ck_assert_int_eq(enrol(0, "V1", ENROLMENT_RIGHT, NULL), REFUSAL_DESK);
    ck_assert_int_eq(enrol(0, "V1", ENROLMENT_NO_SECRET, &desk), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_HOME);
    duo_begin(&duo, 0);
    ck_assert_uint_gt(ledger_order_done(duo.node[0].ledger, &desk.key, "V1"), 0); /* O1 */
    ck_assert_uint_eq(ledger_order_done(duo.node[0].ledger, &desk.key, "V2"), 0);
    duo_commit(&duo, 0);
    duo.exam->policy.value[POLICY_REGISTRATION] = REGISTRATION_SECRET;
    ck_assert_int_eq(enrol(0, "V2", ENROLMENT_NOT_GIVEN, NULL), REFUSAL_SECRET);
    ck_assert_int_eq(enrol(0, "V2", ENROLMENT_RIGHT, NULL), REFUSAL_NONE);
}
END_TEST

START_TEST(the_room_for_papers_is_kept) /* F1 */
{
    const uint64_t paper = enrolment_paper_bytes(duo.exam);
    struct ledger_result result;
    duo.free_bytes = 2 * paper;
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(enrol(1, "V2", 0, NULL), REFUSAL_NONE); /* its answers come here too */
    ck_assert_int_eq(enrol(0, "V3", 0, NULL), REFUSAL_FULL_DISK);
    ck_assert_int_eq(enrol(0, "V3", 0, &desk), REFUSAL_FULL_DISK);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(enrol(0, "V3", 0, NULL), REFUSAL_FULL_DISK);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_finish(duo.node[0].ledger, "V1", &terminal, &result), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_int_eq(enrol(0, "V3", 0, NULL), REFUSAL_NONE);
}
END_TEST

START_TEST(applicants_make_so_many_people_and_no_more) /* F2 */
{
    const struct digest none = {{0}};
    duo_begin(&duo, 0);
    (void)ledger_set_roster(duo.node[0].ledger, &none, 2);
    duo_commit(&duo, 0);
    ck_assert_int_eq(enrol(1, "V9", 0, NULL), REFUSAL_NONE); /* is not of this node */
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(enrol(0, "V2", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(enrol(0, "V3", 0, NULL), REFUSAL_FULL_PEOPLE);
    ck_assert_int_eq(enrol(0, "V3", 0, &desk), REFUSAL_NONE);
}
END_TEST

START_TEST(intents_count_as_people) /* F2 */
{
    const struct digest none = {{0}};
    duo_close(&duo);
    duo_open(&duo); /* both are new, and have not met */
    duo_begin(&duo, 0);
    (void)ledger_set_roster(duo.node[0].ledger, &none, 1);
    duo_commit(&duo, 0);
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(enrol(0, "V2", 0, NULL), REFUSAL_FULL_PEOPLE);
    connect_duo();
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_HOME);
    ck_assert_int_eq(enrol(0, "V2", 0, NULL), REFUSAL_FULL_PEOPLE);
}
END_TEST

START_TEST(a_replaced_id_is_free_again) /* G3 */
{
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(replace(0, "V1", "V2", true), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_HOME); /* until V2 is confirmed */
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 0, "V2"), CLAIM_HOME);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_NONE);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_NONE);
    struct applicant a = find(0, "V2");
    ck_assert_str_eq(a.name, "Ana");
    ck_assert_int_eq(a.code.salt[0], 1);
    ck_assert_int_eq(start(0, "V2"), REFUSAL_NONE);
    ck_assert_int_eq(replace(0, "V2", "V3", true), REFUSAL_SAT);
    ck_assert_int_eq(enrol(1, "V1", 0, NULL), REFUSAL_NONE); /* whose ID it is */
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_HOME);
    ck_assert_int_eq(replace(0, "V5", "V6", false), REFUSAL_UNREGISTERED);
}
END_TEST

START_TEST(who_starts_under_the_old_id_keeps_it) /* G3 */
{
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(replace(0, "V1", "V2", true), REFUSAL_NONE);
    struct ledger_sitting sitting;
    uint64_t n;
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_start(duo.node[0].ledger, "V1", &terminal, 7, 0, &sitting, &n),
                     REFUSAL_NONE);
    duo_commit(&duo, 0);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_HOME);
    ck_assert_int_eq(duo_claim(&duo, 0, "V2"), CLAIM_NONE);
    ck_assert_int_eq(start(0, "V2"), REFUSAL_UNREGISTERED);
}
END_TEST

START_TEST(a_new_id_that_the_other_node_has_changes_nothing) /* G3, C4 */
{
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(enrol(1, "V2", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(replace(0, "V1", "V2", true), REFUSAL_ELSEWHERE);
    duo.node[1].wall.ms = 1000;
    ck_assert_int_eq(replace(0, "V1", "V3", true), REFUSAL_NONE);
    duo_begin(&duo, 1); /* at the same time, and earlier by its clock */
    const struct code_hash code = {.salt = {2}};
    const struct ledger_wish wish = {.id = "V3", .name = "Luz", .code = &code};
    ck_assert_int_eq(ledger_register(duo.node[1].ledger, &wish, &enrolled), REFUSAL_NONE);
    duo_commit(&duo, 1);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 0, "V3"), CLAIM_AWAY);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_HOME);
}
END_TEST

START_TEST(what_the_staff_decided_goes_along_with_a_new_id)
{
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    struct entry e;
    memset(&e, 0, sizeof e);
    memcpy(e.id, "V1", 3);
    e.kind = ENTRY_ADMIT;
    e.admit.on = true;
    duo_begin(&duo, 0);
    ledger_append(duo.node[0].ledger, &e, NULL);
    e.kind = ENTRY_EXTEND;
    memset(&e.time, 0, sizeof e.time);
    e.time.extra_ms = e.time.delta_ms = 60000;
    ledger_append(duo.node[0].ledger, &e, NULL);
    duo_commit(&duo, 0);
    ck_assert_int_eq(replace(0, "V1", "V2", true), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert(find(0, "V2").admitted);
    ck_assert_int_eq(find(0, "V2").extra_ms, 60000);
    ck_assert_int_eq(enrol(0, "V3", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(replace(0, "V3", "V4", true), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert(!find(0, "V4").admitted);
    ck_assert_int_eq(find(0, "V4").extra_ms, 0);
}
END_TEST

START_TEST(a_name_is_amended)
{
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_amend(duo.node[0].ledger, "V1", "Eva", &desk), REFUSAL_NONE);
    ck_assert_int_eq(ledger_amend(duo.node[0].ledger, "V8", "Eva", &desk), REFUSAL_UNREGISTERED);
    duo_commit(&duo, 0);
    ck_assert_str_eq(find(0, "V1").name, "Eva");
}
END_TEST

/* The other node gets the entries of this one up to n, and no more. */
static void give(int which, uint64_t n)
{
    static struct ledger_run run;
    struct ledger *to = duo.node[1 - which].ledger;
    while (ledger_position(to).held_n < n) {
        char reason[LEDGER_REASON_SIZE];
        duo_begin(&duo, which);
        ledger_read(duo.node[which].ledger, true, ledger_position(to).held_n + 1, 1, &run);
        duo_commit(&duo, which);
        const struct wire_word entry = {run.bytes.data, run.len[0]};
        const struct ledger_received received = {run.first, &entry, 1, &run.last};
        duo_begin(&duo, 1 - which);
        ck_assert_int_eq(ledger_take_entries(to, &received, reason), LEDGER_APPLIED);
        duo_commit(&duo, 1 - which);
    }
    buffer_release(&run.bytes);
}

/* The other node got the confirmation, and not the release that follows in the same transaction. */
START_TEST(a_release_that_a_lost_disk_took_along_is_made_up_for) /* G3 */
{
    ck_assert_int_eq(enrol(0, "V1", 0, NULL), REFUSAL_NONE);
    ck_assert_int_eq(replace(0, "V1", "V2", true), REFUSAL_NONE);
    while (duo_claim(&duo, 0, "V2") != CLAIM_HOME) {
        (void)duo_send(&duo, 0);
        (void)duo_receive(&duo, 1);
        (void)duo_send(&duo, 1);
        (void)duo_receive(&duo, 0);
    }
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_NONE);
    uint64_t confirm_n = find(0, "V2").confirm_n;
    ck_assert_uint_lt(ledger_position(duo.node[1].ledger).held_n, confirm_n);
    give(0, confirm_n);
    ck_assert_uint_eq(ledger_position(duo.node[1].ledger).held_n, confirm_n);
    duo_lose(&duo, 0);
    connect_duo();
    ck_assert_int_eq(ledger_position(duo.node[0].ledger).standing, STANDING_OPEN);
    ck_assert_int_eq(duo_claim(&duo, 0, "V2"), CLAIM_HOME);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_NONE);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_NONE);
}
END_TEST

/* --- a disk that others would fill --- */

enum { INVENTED = 70000, PEOPLE = 1000, QUOTA = 24 * 1024 * 1024, AT_ONCE = 500 };

/* What the files of the directory leave of the quota. */
static uint64_t left_of_quota(void *dir)
{
    uint64_t used = 0;
    DIR *files = opendir(dir);
    struct stat info;
    const struct dirent *file;
    ck_assert_ptr_nonnull(files);
    while ((file = readdir(files)) != NULL)
        if (fstatat(dirfd(files), file->d_name, &info, 0) == 0 && S_ISREG(info.st_mode))
            used += (uint64_t)info.st_size;
    (void)closedir(files);
    return used < QUOTA ? QUOTA - used : 0;
}

static void commit(struct database *database, struct ledger *ledger)
{
    ledger_end(ledger);
    enum status status = database_commit(database);
    ledger_settle(ledger, status);
    ck_assert_int_eq(status, STATUS_OK);
    ck_assert_int_eq(database_sync(database), STATUS_OK);
    if (!database_log_is_long(database)) /* as the store does */
        return;
    ck_assert_int_eq(database_checkpoint(database), STATUS_OK);
    ck_assert_int_eq(database_checkpoint_sync(database), STATUS_OK);
}

/* Registers that many, in the order of their numbers; returns how many were. */
static unsigned register_all(struct database *database, struct ledger *ledger, char letter,
                             unsigned count)
{
    unsigned done = 0;
    for (unsigned from = 0; from < count; from += AT_ONCE) {
        ledger_begin(ledger, (struct wall){1000}, 0);
        for (unsigned i = from; i < from + AT_ONCE && i < count; i++) {
            char id[IDENT_SIZE];
            (void)snprintf(id, sizeof id, "%c%u", letter, i + 1);
            const struct code_hash code = {.salt = {1}};
            const struct ledger_wish wish = {.id = id, .name = "Ana", .code = &code};
            enum refusal refusal = ledger_register(ledger, &wish, &enrolled);
            ck_assert(refusal == REFUSAL_NONE || refusal == REFUSAL_FULL_DISK);
            done += refusal == REFUSAL_NONE;
        }
        commit(database, ledger);
    }
    return done;
}

/* Each of them starts, saves each answer as often as is counted with, and finishes. */
static void sit(struct database *database, struct ledger *ledger, unsigned number)
{
    struct ledger_sitting sitting;
    struct ledger_result result;
    struct wire_word value = {"1", 1};
    char id[IDENT_SIZE];
    uint64_t n;
    (void)snprintf(id, sizeof id, "V%u", number);
    ledger_begin(ledger, (struct wall){1000}, 0);
    ck_assert_int_eq(ledger_start(ledger, id, &terminal, 7, 0, &sitting, &n), REFUSAL_NONE);
    for (int save = 0; save < ENROLMENT_SAVES; save++)
        for (uint16_t question = 1; question <= 6; question++)
            ck_assert_int_eq(ledger_answer(ledger, id, &terminal, question, &value, 1),
                             REFUSAL_NONE);
    ck_assert_int_eq(ledger_finish(ledger, id, &terminal, &result), REFUSAL_NONE);
    commit(database, ledger);
}

START_TEST(invented_people_do_not_stop_the_answers_of_others) /* F1 */
{
    char dir[] = "/tmp/sinodo-quota-XXXXXX", error[DATABASE_ERROR_SIZE], command[64];
    const struct identity identity = {"test", "caracas", false};
    struct exam *exam = sample_exam(6);
    struct database database;
    struct ledger *ledger;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    const struct ledger_options options = {
        .exam = exam, .address = "a:1", .free_bytes = left_of_quota, .disk = dir};
    ck_assert_msg(database_open(dir, &identity, DATABASE_LOG_PAGES, &database, error) == STATUS_OK,
                  "%s", error);
    ck_assert_msg(ledger_open(&database, &options, &ledger, error) == STATUS_OK, "%s", error);
    ck_assert_int_eq(database_reserve(&database), STATUS_OK); /* the log has its room already */
    ck_assert_uint_eq(register_all(&database, ledger, 'V', PEOPLE), PEOPLE);
    ck_assert_uint_lt(register_all(&database, ledger, 'E', INVENTED), INVENTED);
    for (unsigned i = 1; i <= PEOPLE; i++)
        sit(&database, ledger, i);
    ck_assert_uint_gt(left_of_quota(dir), 0);
    ledger_close(ledger);
    database_close(&database);
    sample_free(exam);
    (void)snprintf(command, sizeof command, "rm -r %s", dir);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

Suite *enrolment_suite(void)
{
    Suite *s = suite_create("enrolment");
    TCase *t = tcase_create("rules");
    tcase_add_test(t, an_id_registers_where_it_is_listed);
    tcase_add_test(t, an_applicant_registers_as_the_setting_says);
    tcase_add_test(t, a_wrong_place_is_told_before_a_wrong_secret);
    tcase_add_test(t, applicants_fill_neither_the_disk_nor_the_list);
    tcase_add_test(t, a_paper_takes_what_it_may_save);
    tcase_add_test(t, who_is_not_home_yet_can_be_listed);
    tcase_add_test(t, names_are_amended_at_home_at_any_time);
    tcase_add_test(t, an_id_is_replaced_before_the_start);
    tcase_add_test(t, one_of_both_is_released_with_the_confirmation);
    suite_add_tcase(s, t);
    t = tcase_create("disk");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, invented_people_do_not_stop_the_answers_of_others);
    suite_add_tcase(s, t);
    t = tcase_create("roster");
    tcase_add_checked_fixture(t, setup_with_roster, teardown);
    tcase_add_test(t, the_staff_list_people_beside_the_roster);
    tcase_add_test(t, a_list_entry_lets_the_other_node_grant);
    tcase_add_test(t, the_desk_registers_in_every_mode);
    suite_add_tcase(s, t);
    t = tcase_create("pair");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_room_for_papers_is_kept);
    tcase_add_test(t, applicants_make_so_many_people_and_no_more);
    tcase_add_test(t, intents_count_as_people);
    tcase_add_test(t, a_replaced_id_is_free_again);
    tcase_add_test(t, who_starts_under_the_old_id_keeps_it);
    tcase_add_test(t, a_new_id_that_the_other_node_has_changes_nothing);
    tcase_add_test(t, what_the_staff_decided_goes_along_with_a_new_id);
    tcase_add_test(t, a_name_is_amended);
    tcase_add_test(t, a_release_that_a_lost_disk_took_along_is_made_up_for);
    suite_add_tcase(s, t);
    return s;
}
