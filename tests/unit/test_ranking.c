/* The order of merit: ties, tie-breaks, the cut at the places, and who has no rank. */
#include "server/report/ranking.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

enum { PEOPLE_MOST = 8, KEYS = 3 };

static struct ranking_row rows[PEOPLE_MOST];
static int64_t keys[PEOPLE_MOST][KEYS];
static size_t order[PEOPLE_MOST];

/* People of these keys, each a letter: '9' is 9 points, '-' somebody who is void, '?' somebody
 * whose essays are not marked. A space begins the next person. */
static size_t take(const char *text)
{
    size_t count = 0;
    memset(rows, 0, sizeof rows);
    memset(keys, 0, sizeof keys);
    for (size_t key = 0; *text != '\0'; text++) {
        if (*text == ' ') {
            count++;
            key = 0;
        } else if (*text == '-') {
            rows[count].bar = RANKING_VOID;
        } else if (*text == '?') {
            rows[count].bar = RANKING_UNMARKED;
        } else {
            keys[count][key++] = *text - '0';
        }
    }
    for (size_t i = 0; i <= count; i++)
        rows[i].keys = keys[i];
    return count + 1;
}

/* The ranks as digits, and for each person '+' admitted, '~' so far, '=' tied, '.' not admitted. */
static void expect_ranks(const char *people, size_t key_count, uint32_t places, const char *ranks,
                         const char *admitted)
{
    static const char letters[] = {[RANKING_OUT] = '.',
                                   [RANKING_TIED] = '=',
                                   [RANKING_SO_FAR] = '~',
                                   [RANKING_ADMITTED] = '+'};
    char got[PEOPLE_MOST + 1] = "", place[PEOPLE_MOST + 1] = "";
    size_t count = take(people);
    ck_assert_int_eq(ranking_make(rows, count, key_count, places, order), STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        got[i] = (char)('0' + (int)rows[i].rank);
        place[i] = letters[rows[i].place];
    }
    ck_assert_msg(strcmp(got, ranks) == 0, "%s: ranks %s, wanted %s", people, got, ranks);
    ck_assert_msg(strcmp(place, admitted) == 0, "%s with %u places: %s, wanted %s", people, places,
                  place, admitted);
}

START_TEST(equal_people_share_a_rank_and_the_next_one_is_behind_all_of_them)
{
    expect_ranks("9 8 8 7", 1, 4, "1224", "++++");
    expect_ranks("9 9 8 7", 1, 4, "1134", "++++");
    expect_ranks("9 8 7 7", 1, 4, "1233", "++++");
    expect_ranks("5 5 5 5", 1, 4, "1111", "++++");
    expect_ranks("7 8 9 8", 1, 4, "4212", "++++");
    expect_ranks("0", 1, 1, "1", "+");
}
END_TEST

START_TEST(nobody_is_ranked_without_people)
{
    ck_assert_int_eq(ranking_make(rows, 0, 1, 3, order), STATUS_OK);
    expect_ranks("- - -", 1, 2, "000", "...");
}
END_TEST

START_TEST(tie_breaks_decide_one_after_another_or_leave_the_tie)
{
    expect_ranks("91 92 80", 2, 3, "213", "+++");
    expect_ranks("911 912 80", 3, 3, "213", "+++");
    expect_ranks("911 911 80", 3, 3, "113", "+++"); /* still equal */
    expect_ranks("81 90", 2, 2, "21", "++");        /* the score is before all of them */
    expect_ranks("91 92", 1, 2, "11", "++");        /* a key that the plan does not name */
}
END_TEST

START_TEST(all_who_are_tied_across_the_cut_are_named)
{
    expect_ranks("9 8 7 6", 1, 2, "1234", "++..");
    expect_ranks("9 8 8 6", 1, 2, "1224", "+==.");
    expect_ranks("9 8 8 6", 1, 3, "1224", "+++.");
    expect_ranks("9 8 8 6", 1, 1, "1224", "+...");
    expect_ranks("9 9 9 6", 1, 1, "1114", "===.");
    expect_ranks("9 9 9 9", 1, 3, "1111", "====");
    expect_ranks("92 91 91 6", 2, 2, "1224", "+==.");
    expect_ranks("9 8", 1, 100, "12", "++");
    expect_ranks("9 - 8", 1, 1, "102", "+..");
}
END_TEST

/* An open result may still take a place, and put somebody behind the cut. */
START_TEST(nobody_is_admitted_for_good_whom_open_results_can_put_behind_the_cut)
{
    expect_ranks("9 8 7 ?", 1, 2, "1230", "+~..");
    expect_ranks("9 8 ? ?", 1, 2, "1200", "~~..");
    expect_ranks("9 8 ? ?", 1, 4, "1200", "++..");
    expect_ranks("9 9 ?", 1, 2, "110", "~~.");
    expect_ranks("9 8 8 ?", 1, 2, "1220", "+==.");
}
END_TEST

START_TEST(rows_come_by_rank_and_equal_ones_as_they_came)
{
    static const size_t wanted[] = {3, 1, 4, 0, 2, 5};
    size_t count = take("7 8 - 9 8 -");
    ck_assert_int_eq(ranking_make(rows, count, 1, 0, order), STATUS_OK);
    ck_assert_uint_eq(count, 6);
    for (size_t i = 0; i < count; i++)
        ck_assert_uint_eq(order[i], wanted[i]);
}
END_TEST

START_TEST(who_has_no_rank_has_a_reason)
{
    static const struct {
        enum people_state state;
        bool voided;
        int64_t unmarked;
        enum ranking_bar bar;
        bool provisional;
    } cases[] = {{PEOPLE_FINISHED, false, 0, RANKING_NONE, false},
                 {PEOPLE_FINISHED, false, 1, RANKING_UNMARKED, true},
                 {PEOPLE_FINISHED, true, 1, RANKING_VOID, false},
                 {PEOPLE_PENDING, false, 0, RANKING_PENDING, false},
                 {PEOPLE_REGISTERED, false, 0, RANKING_ABSENT, false},
                 {PEOPLE_REGISTERED, true, 0, RANKING_VOID, false},
                 {PEOPLE_RUNNING, false, 0, RANKING_RUNNING, false},
                 {PEOPLE_RUNNING, true, 0, RANKING_VOID, false},
                 {PEOPLE_TRANSIT, false, 0, RANKING_TRANSIT, false},
                 {PEOPLE_FORKED, false, 0, RANKING_FORKED, true},
                 {PEOPLE_FORKED, true, 0, RANKING_FORKED, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct person_report person = {.state = cases[i].state};
        struct marks total = {.score = 5, .max = 9, .unmarked = cases[i].unmarked};
        person.now.sitting.voided = cases[i].voided;
        enum ranking_bar bar = ranking_bar(&person, &total);
        ck_assert_msg(bar == cases[i].bar, "case %zu: %d, wanted %d", i, (int)bar,
                      (int)cases[i].bar);
        ck_assert_int_eq(ranking_provisional(bar), cases[i].provisional);
    }
    ck_assert(ranking_provisional(RANKING_REMARK));
}
END_TEST

Suite *ranking_suite(void)
{
    Suite *s = suite_create("ranking");
    TCase *t = tcase_create("ranking");
    tcase_add_test(t, equal_people_share_a_rank_and_the_next_one_is_behind_all_of_them);
    tcase_add_test(t, nobody_is_ranked_without_people);
    tcase_add_test(t, tie_breaks_decide_one_after_another_or_leave_the_tie);
    tcase_add_test(t, all_who_are_tied_across_the_cut_are_named);
    tcase_add_test(t, nobody_is_admitted_for_good_whom_open_results_can_put_behind_the_cut);
    tcase_add_test(t, rows_come_by_rank_and_equal_ones_as_they_came);
    tcase_add_test(t, who_has_no_rank_has_a_reason);
    suite_add_tcase(s, t);
    return s;
}
