/* The claim table, row by row, and the two nodes of a race played by hand; who enters by a code. */
#include "server/core/admission.h"
#include "server/core/apply.h"
#include "server/core/claim.h"
#include "server/core/names.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

static struct applicant in_state(enum claim_state state)
{
    struct applicant a = applicant_unknown("V1");
    a.claim = state;
    a.claim_n = 7;
    a.confirm_n = state == CLAIM_HOME ? 9 : 0;
    a.stamp.ms = 1000;
    return a;
}

static struct entry peer_entry(enum entry_kind kind, uint64_t n, uint64_t ref, int64_t stamp_ms)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = kind;
    e.n = n;
    e.ref = ref;
    memcpy(e.id, "V1", 3);
    if (kind == ENTRY_CLAIM)
        e.claim.stamp.ms = stamp_ms;
    return e;
}

static enum claim_reaction react(enum claim_state state, const struct entry *theirs,
                                 struct entry *out)
{
    struct applicant a = in_state(state);
    memset(out, 0xAA, sizeof *out);
    enum claim_reaction reaction = claim_react(&a, theirs, "caracas", "maracay", out);
    ck_assert(reaction == CLAIM_NOTHING || claim_concerns(theirs->kind));
    return reaction;
}

START_TEST(only_an_id_of_nobody_can_be_registered)
{
    static const enum refusal expected[] = {REFUSAL_NONE, REFUSAL_REGISTERED, REFUSAL_REGISTERED,
                                            REFUSAL_ELSEWHERE};
    for (int state = CLAIM_NONE; state <= CLAIM_AWAY; state++) {
        struct applicant a = in_state((enum claim_state)state);
        struct entry out;
        memset(&out, 0xff, sizeof out);
        ck_assert_int_eq(claim_register(&a, (struct wall){55}, &out), expected[state]);
        if (state == CLAIM_NONE) {
            ck_assert_int_eq(out.kind, ENTRY_CLAIM);
            ck_assert_int_eq(out.claim.stamp.ms, 55);
            ck_assert_uint_eq(out.ref, 0);
            ck_assert_uint_eq(out.seen, 0);
            ck_assert_str_eq(out.id, "V1");
        }
    }
}
END_TEST

START_TEST(a_claim_is_granted_when_we_have_none_of_it)
{
    static const enum claim_state states[] = {CLAIM_NONE, CLAIM_AWAY};
    for (size_t i = 0; i < 2; i++) {
        struct entry theirs = peer_entry(ENTRY_CLAIM, 12, 0, 2000), out;
        ck_assert_int_eq(react(states[i], &theirs, &out), CLAIM_ENTRY);
        ck_assert_int_eq(out.kind, ENTRY_GRANT);
        ck_assert_uint_eq(out.ref, 12);
        ck_assert_str_eq(out.id, "V1");
    }
}
END_TEST

START_TEST(later_claim_yields_to_earlier_stamp) /* C4 */
{
    struct entry out, earlier = peer_entry(ENTRY_CLAIM, 12, 0, 999),
                      later = peer_entry(ENTRY_CLAIM, 12, 0, 1001);
    ck_assert_int_eq(react(CLAIM_PENDING, &earlier, &out), CLAIM_ENTRY);
    ck_assert_int_eq(out.kind, ENTRY_GRANT);
    ck_assert_int_eq(react(CLAIM_PENDING, &later, &out), CLAIM_NOTHING);
}
END_TEST

START_TEST(equal_stamps_go_to_the_lesser_name) /* C4 */
{
    struct applicant a = in_state(CLAIM_PENDING);
    struct entry out, theirs = peer_entry(ENTRY_CLAIM, 12, 0, 1000);
    ck_assert_int_eq(claim_react(&a, &theirs, "caracas", "maracay", &out), CLAIM_NOTHING);
    ck_assert_int_eq(claim_react(&a, &theirs, "maracay", "caracas", &out), CLAIM_ENTRY);
}
END_TEST

START_TEST(a_claim_for_whom_we_hold_is_an_incident) /* C6 */
{
    struct entry out, theirs = peer_entry(ENTRY_CLAIM, 12, 0, 1);
    ck_assert_int_eq(react(CLAIM_HOME, &theirs, &out), CLAIM_INCIDENT);
}
END_TEST

START_TEST(only_a_grant_of_the_current_claim_confirms) /* C3 */
{
    struct entry out, current = peer_entry(ENTRY_GRANT, 30, 7, 0),
                      stale = peer_entry(ENTRY_GRANT, 30, 6, 0);
    ck_assert_int_eq(react(CLAIM_PENDING, &current, &out), CLAIM_ENTRY);
    ck_assert_int_eq(out.kind, ENTRY_CONFIRM);
    ck_assert_uint_eq(out.ref, 30);
    ck_assert_int_eq(react(CLAIM_PENDING, &stale, &out), CLAIM_NOTHING);
    ck_assert_int_eq(react(CLAIM_NONE, &current, &out), CLAIM_NOTHING);
    ck_assert_int_eq(react(CLAIM_HOME, &current, &out), CLAIM_NOTHING);
    ck_assert_int_eq(react(CLAIM_AWAY, &current, &out), CLAIM_NOTHING);
}
END_TEST

START_TEST(a_release_frees_only_what_is_away)
{
    struct entry out, release = peer_entry(ENTRY_RELEASE, 40, 0, 0);
    ck_assert_int_eq(react(CLAIM_AWAY, &release, &out), CLAIM_ENTRY);
    ck_assert_int_eq(out.kind, ENTRY_FREED);
    ck_assert_uint_eq(out.ref, 40);
    ck_assert_int_eq(react(CLAIM_NONE, &release, &out), CLAIM_NOTHING);
    ck_assert_int_eq(react(CLAIM_PENDING, &release, &out), CLAIM_NOTHING);
    ck_assert_int_eq(react(CLAIM_HOME, &release, &out), CLAIM_NOTHING);
}
END_TEST

START_TEST(other_entries_of_the_peer_ask_for_nothing)
{
    static const enum entry_kind kinds[] = {
        ENTRY_CONFIRM, ENTRY_FREED,  ENTRY_START, ENTRY_ANSWER, ENTRY_FINISH, ENTRY_REISSUE,
        ENTRY_ALLOW,   ENTRY_OUTAGE, ENTRY_BEAT,  ENTRY_OPENED, ENTRY_REMARK, ENTRY_HOURS};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        for (int state = CLAIM_NONE; state <= CLAIM_AWAY; state++) {
            struct entry out, theirs = peer_entry(kinds[i], 5, 7, 0);
            ck_assert_int_eq(react((enum claim_state)state, &theirs, &out), CLAIM_NOTHING);
            ck_assert(!claim_concerns(kinds[i]));
        }
}
END_TEST

START_TEST(only_home_and_unsat_is_released) /* C2, C5 */
{
    static const enum refusal expected[] = {REFUSAL_UNREGISTERED, REFUSAL_PENDING, REFUSAL_NONE,
                                            REFUSAL_ELSEWHERE};
    struct entry out;
    for (int state = CLAIM_NONE; state <= CLAIM_AWAY; state++) {
        struct applicant a = in_state((enum claim_state)state);
        ck_assert_int_eq(claim_release(&a, 0, &out), expected[state]);
    }
    struct applicant sat = in_state(CLAIM_HOME);
    sat.sitting.state = SITTING_RUNNING;
    ck_assert_int_eq(claim_release(&sat, 0, &out), REFUSAL_SAT);
    sat.sitting.state = SITTING_FINISHED;
    ck_assert_int_eq(claim_release(&sat, 0, &out), REFUSAL_SAT);
    struct applicant granted = in_state(CLAIM_HOME), ruled = granted, unsat = granted;
    granted.sitting.number = 2;
    ck_assert_int_eq(claim_release(&granted, 0, &out), REFUSAL_SAT);
    ruled.sitting.number = 1;
    ruled.sitting.voided = true;
    ck_assert_int_eq(claim_release(&ruled, 0, &out), REFUSAL_VOID);
    unsat.sitting.number = 1; /* void before the start, and that was lifted */
    ck_assert_int_eq(claim_release(&unsat, 0, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, ENTRY_RELEASE);
    ck_assert_str_eq(out.id, "V1");
}
END_TEST

START_TEST(held_since_before_a_restore_needs_an_allow_after_it) /* C7 */
{
    struct applicant a = in_state(CLAIM_HOME); /* confirmed by entry 9 */
    struct entry out;
    ck_assert_int_eq(claim_release(&a, 8, &out), REFUSAL_NONE);
    ck_assert_int_eq(claim_release(&a, 9, &out), REFUSAL_CAUTION);
    a.allow_n = 9;
    ck_assert_int_eq(claim_release(&a, 9, &out), REFUSAL_CAUTION);
    a.allow_n = 10;
    ck_assert_int_eq(claim_release(&a, 9, &out), REFUSAL_NONE);
    ck_assert(claim_held_before(&a, 9));
    ck_assert(!claim_held_before(&a, 8));
    a.claim = CLAIM_PENDING;
    ck_assert(!claim_held_before(&a, 9));
}
END_TEST

START_TEST(own_entries_lead_to_the_states_of_the_table)
{
    struct applicant a = applicant_unknown("V1");
    struct entry e = peer_entry(ENTRY_CLAIM, 3, 0, 77);
    memcpy(e.claim.name, "Ana", 4);
    e.claim.code.salt[0] = 5;
    e.claim.code.hash.bytes[31] = 6;
    a.confirm_n = 99;
    apply_entry(&a, &e);
    ck_assert_int_eq(a.claim, CLAIM_PENDING);
    ck_assert_uint_eq(a.claim_n, 3);
    ck_assert_uint_eq(a.confirm_n, 0);
    ck_assert_int_eq(a.stamp.ms, 77);
    ck_assert_str_eq(a.name, "Ana");
    ck_assert_uint_eq(a.code.salt[0], 5);
    ck_assert_uint_eq(a.code.hash.bytes[31], 6);

    e = peer_entry(ENTRY_CONFIRM, 4, 1, 0);
    apply_entry(&a, &e);
    ck_assert_int_eq(a.claim, CLAIM_HOME);
    ck_assert_uint_eq(a.confirm_n, 4);

    e = peer_entry(ENTRY_REISSUE, 5, 0, 0);
    e.reissue.code.salt[0] = 9;
    apply_entry(&a, &e);
    ck_assert_uint_eq(a.code.salt[0], 9);

    e = peer_entry(ENTRY_ALLOW, 6, 0, 0);
    apply_entry(&a, &e);
    ck_assert_uint_eq(a.allow_n, 6);
    ck_assert_int_eq(a.claim, CLAIM_HOME);

    e = peer_entry(ENTRY_ANSWER, 6, 0, 0);
    struct applicant before = a;
    apply_entry(&a, &e);
    ck_assert_mem_eq(&a, &before, sizeof a);

    e = peer_entry(ENTRY_RELEASE, 7, 0, 0);
    apply_entry(&a, &e);
    ck_assert_int_eq(a.claim, CLAIM_NONE);
    e = peer_entry(ENTRY_GRANT, 8, 5, 0);
    apply_entry(&a, &e);
    ck_assert_int_eq(a.claim, CLAIM_AWAY);
    ck_assert_uint_eq(a.away_n, 5);
    e = peer_entry(ENTRY_FREED, 9, 6, 0);
    apply_entry(&a, &e);
    ck_assert_int_eq(a.claim, CLAIM_NONE);
    ck_assert_uint_eq(a.away_n, 0);
}
END_TEST

START_TEST(a_node_alone_confirms_its_own_claim)
{
    struct applicant a = in_state(CLAIM_PENDING);
    struct entry out;
    claim_confirm_alone(&a, &out);
    ck_assert_int_eq(out.kind, ENTRY_CONFIRM);
    ck_assert_uint_eq(out.ref, 0);
    ck_assert_str_eq(out.id, "V1");
}
END_TEST

START_TEST(states_have_names)
{
    static const char *const names[] = {"none", "pending", "home", "away"};
    for (int state = CLAIM_NONE; state <= CLAIM_AWAY; state++)
        ck_assert_str_eq(claim_state_text((enum claim_state)state), names[state]);
}
END_TEST

static void is_kept_as(const char *typed, const char *kept)
{
    char name[NAME_MAX_BYTES + 1], why[NAME_WHY_SIZE] = "";
    memset(name, '?', sizeof name);
    ck_assert_msg(person_name_take(typed, strlen(typed), name, why), "%s", why);
    ck_assert_str_eq(name, kept);
}

static void is_refused(const char *typed, size_t len, const char *words)
{
    char name[NAME_MAX_BYTES + 1], why[NAME_WHY_SIZE];
    memset(why, '?', sizeof why);
    ck_assert(!person_name_take(typed, len, name, why));
    ck_assert_str_eq(why, words);
}

static enum name_fault fault_of(const char *typed, size_t len, uint32_t *hidden)
{
    *hidden = 0;
    return person_name_fault(typed, len, hidden);
}

#define TOO_LONG "a name has at most 120 bytes: shorten it"
#define NOT_UTF8 "a name is UTF-8 text: type it anew"
#define HIDDEN(what) "a name cannot hold " what ": type it by hand, without that character"

/* N1 */
START_TEST(a_name_is_short_and_all_of_it_is_seen)
{
    char longest[NAME_MAX_BYTES + 8];
    memset(longest, 'x', sizeof longest);
    uint32_t hidden;
    is_refused(longest, NAME_MAX_BYTES + 1, TOO_LONG);
    ck_assert_int_eq(fault_of(longest, NAME_MAX_BYTES + 1, &hidden), NAME_LONG);
    ck_assert_int_eq(fault_of(longest, NAME_MAX_BYTES, &hidden), NAME_GOOD);
    ck_assert_int_eq(fault_of("\xff", 1, &hidden), NAME_ENCODING);
    ck_assert_int_eq(fault_of("A\xe2\x80\xae", 4, &hidden), NAME_HIDDEN);
    ck_assert_uint_eq(hidden, 0x202E);
    longest[NAME_MAX_BYTES] = '\0';
    is_kept_as(longest, longest);
    is_kept_as("", "");
    is_kept_as("Nu\xc3\xb1"
               "ez \xe6\xbc\xa2",
               "Nu\xc3\xb1"
               "ez \xe6\xbc\xa2");
    is_refused("a\xff", 2, NOT_UTF8);
    is_refused("a\0b", 3, NOT_UTF8);
    is_refused("a\tb", 3, HIDDEN("U+0009, CHARACTER TABULATION"));
    is_refused("a\xc2\x9b", 3, HIDDEN("U+009B, a control character"));
    is_refused("Ana\xe2\x80\xae"
               "zerep",
               11, HIDDEN("U+202E, RIGHT-TO-LEFT OVERRIDE"));
    is_refused("An\xe2\x80\x8b"
               "a\xe2\x80\xae",
               9, HIDDEN("U+200B, ZERO WIDTH SPACE"));
    is_refused("a\xe2\x80\xa8", 4, HIDDEN("U+2028, LINE SEPARATOR"));
    is_refused("a\xee\x80\x80", 4, HIDDEN("U+E000, a private-use character"));
}
END_TEST

START_TEST(a_title_is_short_and_all_of_it_is_seen)
{
    static const struct {
        const char *title, *words;
    } bad[] = {
        {"", "a title has 1 to 200 bytes"},
        {"a\xff", "a title is UTF-8 text: type it anew"},
        {"a\tb", "a title cannot hold U+0009, CHARACTER TABULATION: type it by hand, without that "
                 "character"},
        {"Admisi\xc3\xb3n\x1b[31m", "a title cannot hold U+001B, ESCAPE: type it by hand, without "
                                    "that character"},
    };
    char longest[TITLE_MAX_BYTES + 2], why[NAME_WHY_SIZE];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert(!title_valid(bad[i].title, why));
        ck_assert_str_eq(why, bad[i].words);
    }
    memset(longest, 'x', sizeof longest);
    longest[TITLE_MAX_BYTES + 1] = '\0';
    ck_assert(!title_valid(longest, why));
    ck_assert_str_eq(why, "a title has 1 to 200 bytes");
    longest[TITLE_MAX_BYTES] = '\0';
    ck_assert(title_valid(longest, why));
    ck_assert(title_valid("Admisi\xc3\xb3n \xc2\xab"
                          "2027\xc2\xbb",
                          why));
}
END_TEST

/* N2 */
START_TEST(a_reason_says_something)
{
    char reason[REASON_MAX_BYTES + 8], out[REASON_MAX_BYTES + 1], why[NAME_WHY_SIZE];
    ck_assert(reason_take(" la  luz\xc2\xa0se fue ", 17, out, why));
    ck_assert_str_eq(out, "la luz se fue");
    ck_assert(!reason_take("", 0, out, why));
    ck_assert_str_eq(why, "say why: the reason is empty");
    ck_assert(!reason_take("  ", 2, out, why));
    memset(reason, 'x', sizeof reason);
    ck_assert(reason_take(reason, REASON_MAX_BYTES, out, why));
    ck_assert(!reason_take(reason, REASON_MAX_BYTES + 1, out, why));
    ck_assert_str_eq(why, "a reason has at most 200 bytes: shorten it");
    ck_assert(!reason_take("a\xff", 2, out, why));
    ck_assert_str_eq(why, "a reason is UTF-8 text: type it anew");
    ck_assert(!reason_take("a\tb", 3, out, why));
    ck_assert_str_eq(why, "a reason cannot hold U+0009, CHARACTER TABULATION: type it by hand, "
                          "without that character");
}
END_TEST

/* N1 */
START_TEST(spaces_in_a_name_are_one_and_none_is_at_its_ends)
{
    char padded[3 * NAME_MAX_BYTES];
    is_kept_as("  Ana   Mar\xc3\xad"
               "a  P\xc3\xa9rez ",
               "Ana Mar\xc3\xad"
               "a P\xc3\xa9rez");
    is_kept_as("\xc2\xa0"
               "Ana\xe3\x80\x80 \xe2\x80\x83"
               "P",
               "Ana P");
    is_kept_as("   ", "");
    memset(padded, ' ', sizeof padded); /* the spaces do not count */
    memcpy(padded + NAME_MAX_BYTES, "a", 1);
    padded[sizeof padded - 1] = '\0';
    is_kept_as(padded, "a");
    memset(padded, 'x', NAME_MAX_BYTES);
    padded[1] = ' ';
    padded[NAME_MAX_BYTES] = '\0';
    is_kept_as(padded, padded);
    padded[NAME_MAX_BYTES] = 'y'; /* the space between counts */
    is_refused(padded, NAME_MAX_BYTES + 1, TOO_LONG);
}
END_TEST

/* A1, A2 */
START_TEST(only_the_right_code_is_told_anything)
{
    static const enum admission right[] = {ADMISSION_WRONG, ADMISSION_GRANTED, ADMISSION_GRANTED,
                                           ADMISSION_ELSEWHERE};
    for (int state = CLAIM_NONE; state <= CLAIM_AWAY; state++) {
        struct applicant a = in_state((enum claim_state)state);
        ck_assert_int_eq(admission_decide(&a, true, false), right[state]);
        ck_assert_int_eq(admission_decide(&a, false, false), ADMISSION_WRONG);
        /* A closed node lets in whom it knows, and calls no code wrong. */
        ck_assert_int_eq(admission_decide(&a, true, true),
                         state == CLAIM_NONE ? ADMISSION_CLOSED : right[state]);
        ck_assert_int_eq(admission_decide(&a, false, true), ADMISSION_CLOSED);
    }
}
END_TEST

/* A3 */
START_TEST(the_answer_to_a_wrong_code_waits_ever_longer)
{
    static const int delays_ms[ADMISSION_WRONG_MOST] = {250, 500, 1000, 2000, 4000};
    for (unsigned n = 1; n <= ADMISSION_WRONG_MOST; n++)
        ck_assert_int_eq(admission_delay_ms(n), delays_ms[n - 1]);
}
END_TEST

Suite *claim_suite(void)
{
    Suite *s = suite_create("claim");
    TCase *t = tcase_create("claim");
    tcase_add_test(t, only_an_id_of_nobody_can_be_registered);
    tcase_add_test(t, a_claim_is_granted_when_we_have_none_of_it);
    tcase_add_test(t, later_claim_yields_to_earlier_stamp);
    tcase_add_test(t, equal_stamps_go_to_the_lesser_name);
    tcase_add_test(t, a_claim_for_whom_we_hold_is_an_incident);
    tcase_add_test(t, only_a_grant_of_the_current_claim_confirms);
    tcase_add_test(t, a_release_frees_only_what_is_away);
    tcase_add_test(t, other_entries_of_the_peer_ask_for_nothing);
    tcase_add_test(t, only_home_and_unsat_is_released);
    tcase_add_test(t, held_since_before_a_restore_needs_an_allow_after_it);
    tcase_add_test(t, own_entries_lead_to_the_states_of_the_table);
    tcase_add_test(t, a_node_alone_confirms_its_own_claim);
    tcase_add_test(t, states_have_names);
    tcase_add_test(t, a_name_is_short_and_all_of_it_is_seen);
    tcase_add_test(t, a_title_is_short_and_all_of_it_is_seen);
    tcase_add_test(t, a_reason_says_something);
    tcase_add_test(t, spaces_in_a_name_are_one_and_none_is_at_its_ends);
    tcase_add_test(t, only_the_right_code_is_told_anything);
    tcase_add_test(t, the_answer_to_a_wrong_code_waits_ever_longer);
    suite_add_tcase(s, t);
    return s;
}
