/* The other centre burnt: who may adopt, who closes, and whose answers count. */
#include "server/core/adoption.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

static const struct adoption none;

static struct adoption_terms terms(void)
{
    return (struct adoption_terms){
        .unlinked_ms = ADOPTION_WAIT_MS, .peer = "maracay", .peer_n = 40, .digest = {{1, 2, 3}}};
}

/* The fold after ADOPT in entry 10, of 40 entries of the peer. */
static struct adoption adopted(void)
{
    struct adoption a = none;
    struct adoption_terms t = terms();
    struct entry e;
    ck_assert_int_eq(adoption_adopt(&a, &t, &e), REFUSAL_NONE);
    e.n = 10;
    adoption_apply(&a, &e);
    return a;
}

START_TEST(an_adoption_says_how_much_of_the_journal_counts) /* Z2 */
{
    struct adoption_terms t = terms();
    struct entry e;
    ck_assert_int_eq(adoption_adopt(&none, &t, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_ADOPT);
    ck_assert_str_eq(e.id, "");
    ck_assert_uint_eq(e.adopt.peer_n, 40);
    ck_assert(digest_equal(&e.adopt.digest, &t.digest));
}
END_TEST

START_TEST(a_node_adopts_after_ten_minutes_without_a_link) /* Z1 */
{
    struct adoption_terms t = terms();
    struct adoption a = adopted();
    struct entry e;
    t.unlinked_ms = ADOPTION_WAIT_MS - 1;
    ck_assert_int_eq(adoption_adopt(&none, &t, &e), REFUSAL_JUST_LINKED);
    t.linked = true;
    ck_assert_int_eq(adoption_adopt(&none, &t, &e), REFUSAL_LINKED);
    t = terms();
    ck_assert_int_eq(adoption_adopt(&a, &t, &e), REFUSAL_ADOPTED);
    t.peer = "";
    ck_assert_int_eq(adoption_adopt(&none, &t, &e), REFUSAL_NO_PEER);
}
END_TEST

START_TEST(the_first_adoption_is_the_cut_and_the_last_is_what_was_settled)
{
    struct adoption a = adopted();
    ck_assert_uint_eq(a.adopt_n, 10);
    ck_assert_uint_eq(a.cut_n, 40);
    ck_assert_uint_eq(a.settled_n, 40);
    struct entry again = {.kind = ENTRY_ADOPT, .n = 20, .adopt = {.peer_n = 55}};
    adoption_apply(&a, &again);
    ck_assert_uint_eq(a.adopt_n, 10);
    ck_assert_uint_eq(a.cut_n, 40);
    ck_assert_uint_eq(a.settled_n, 55);
    ck_assert_uint_eq(a.retired_n, 0);
    struct entry retired = {.kind = ENTRY_RETIRED, .n = 21};
    adoption_apply(&a, &retired);
    ck_assert_uint_eq(a.retired_n, 21);
    ck_assert_uint_eq(a.settled_n, 55);
}
END_TEST

START_TEST(an_adopter_stands_until_it_retires)
{
    struct adoption a = adopted();
    ck_assert(!adoption_stands(&none));
    ck_assert(adoption_stands(&a));
    a.retired_n = 11;
    ck_assert(!adoption_stands(&a));
}
END_TEST

START_TEST(of_two_adopters_the_lesser_name_stays) /* Z3, Z6 */
{
    struct adoption a = adopted();
    ck_assert(adoption_closes(&none, "caracas", "maracay"));
    ck_assert(adoption_closes(&none, "maracay", "caracas"));
    ck_assert(!adoption_closes(&a, "caracas", "maracay"));
    ck_assert(adoption_closes(&a, "maracay", "caracas"));
    a.retired_n = 11;
    ck_assert(adoption_closes(&a, "caracas", "maracay"));
}
END_TEST

START_TEST(a_node_retires_while_its_peer_can_take_over) /* Z7 */
{
    struct adoption_terms t = terms();
    struct adoption a = adopted();
    struct entry e;
    ck_assert_int_eq(adoption_retire(&none, &t, 0, &e), REFUSAL_UNLINKED);
    t.linked = true;
    ck_assert_int_eq(adoption_retire(&none, &t, 1, &e), REFUSAL_CAUTION);
    ck_assert_int_eq(adoption_retire(&a, &t, 0, &e), REFUSAL_ADOPTED);
    ck_assert_int_eq(adoption_retire(&none, &t, 0, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_RETIRED);
    ck_assert_uint_eq(e.adopt.peer_n, 40);
    ck_assert(digest_equal(&e.adopt.digest, &t.digest));
}
END_TEST

START_TEST(the_copy_counts_where_the_peer_had_the_person) /* Z2 */
{
    static const bool counts[] = {
        [CLAIM_NONE] = false, [CLAIM_PENDING] = true, [CLAIM_HOME] = true, [CLAIM_AWAY] = false};
    struct applicant theirs = applicant_unknown("V1");
    for (int claim = CLAIM_NONE; claim <= CLAIM_AWAY; claim++) {
        theirs.claim = (enum claim_state)claim;
        ck_assert_int_eq(adoption_copy_counts(&theirs), counts[claim]);
    }
}
END_TEST

START_TEST(only_a_start_an_answer_and_a_finish_are_acts)
{
    for (int kind = 1; kind <= ENTRY_LAST; kind++) {
        struct entry e = {.kind = (enum entry_kind)kind};
        bool act = kind == ENTRY_START || kind == ENTRY_ANSWER || kind == ENTRY_FINISH;
        ck_assert_int_eq(adoption_is_act(&e), act);
    }
    struct entry brought = {.kind = ENTRY_FINISH, .ref = 3};
    ck_assert(!adoption_is_act(&brought));
}
END_TEST

START_TEST(late_acts_count_unless_both_nodes_have_some) /* Z5 */
{
    struct applicant ours = applicant_unknown("V1"), theirs = ours;
    ours.claim = theirs.claim = CLAIM_HOME;
    ck_assert_int_eq(adoption_settle(&ours, &theirs, false, false), ADOPTION_LEAVES);
    ck_assert_int_eq(adoption_settle(&ours, &theirs, true, false), ADOPTION_LEAVES);
    ck_assert_int_eq(adoption_settle(&ours, &theirs, false, true), ADOPTION_TAKES);
    ck_assert_int_eq(adoption_settle(&ours, &theirs, true, true), ADOPTION_FORKS);
    theirs.claim = CLAIM_AWAY; /* it acted there, and was sent here */
    ck_assert_int_eq(adoption_settle(&ours, &theirs, false, true), ADOPTION_TAKES);
}
END_TEST

START_TEST(who_registered_only_there_is_taken_over) /* Z5 */
{
    struct applicant ours = applicant_unknown("V1"), theirs = ours;
    ck_assert_int_eq(adoption_settle(&ours, &theirs, false, false), ADOPTION_LEAVES);
    theirs.claim = CLAIM_PENDING;
    ck_assert_int_eq(adoption_settle(&ours, &theirs, false, false), ADOPTION_TAKES);
    ours.claim = CLAIM_HOME; /* registered here as well */
    ck_assert_int_eq(adoption_settle(&ours, &theirs, false, false), ADOPTION_LEAVES);
}
END_TEST

START_TEST(the_board_decides_once_about_a_fork) /* Z5 */
{
    struct applicant a = applicant_unknown("V1");
    struct entry e;
    ck_assert_int_eq(adoption_count(&a, "maracay", &e), REFUSAL_NO_FORK);
    adoption_fork("V1", &e);
    ck_assert_int_eq(e.kind, ENTRY_COUNT);
    ck_assert_str_eq(e.id, "V1");
    ck_assert_str_eq(e.count.node, "");
    adoption_apply_count(&a, &e);
    ck_assert_int_eq(a.fork, FORK_OPEN);
    ck_assert_int_eq(adoption_count(&a, "maracay", &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_COUNT);
    ck_assert_str_eq(e.id, "V1");
    ck_assert_str_eq(e.count.node, "maracay");
    adoption_apply_count(&a, &e);
    ck_assert_int_eq(a.fork, FORK_DECIDED);
    ck_assert_int_eq(adoption_count(&a, "maracay", &e), REFUSAL_COUNTED);
}
END_TEST

Suite *adoption_suite(void)
{
    Suite *s = suite_create("adoption");
    TCase *t = tcase_create("adoption");
    tcase_add_test(t, an_adoption_says_how_much_of_the_journal_counts);
    tcase_add_test(t, a_node_adopts_after_ten_minutes_without_a_link);
    tcase_add_test(t, the_first_adoption_is_the_cut_and_the_last_is_what_was_settled);
    tcase_add_test(t, an_adopter_stands_until_it_retires);
    tcase_add_test(t, of_two_adopters_the_lesser_name_stays);
    tcase_add_test(t, a_node_retires_while_its_peer_can_take_over);
    tcase_add_test(t, the_copy_counts_where_the_peer_had_the_person);
    tcase_add_test(t, only_a_start_an_answer_and_a_finish_are_acts);
    tcase_add_test(t, late_acts_count_unless_both_nodes_have_some);
    tcase_add_test(t, who_registered_only_there_is_taken_over);
    tcase_add_test(t, the_board_decides_once_about_a_fork);
    suite_add_tcase(s, t);
    return s;
}
