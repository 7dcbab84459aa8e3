/* Canonical bytes, their strictness, and the digest chain. */
#include "server/core/journal.h"
#include "tests/lib/entries.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(every_kind_comes_back_as_it_went) /* J3 */
{
    for (int kind = ENTRY_CLAIM; kind <= ENTRY_LAST; kind++) {
        struct entry e = entries_sample((enum entry_kind)kind), back;
        uint8_t bytes[ENTRY_MAX_BYTES], again[ENTRY_MAX_BYTES];
        size_t len = journal_encode(&e, bytes);
        ck_assert(journal_decode(bytes, len, &back));
        ck_assert_uint_eq(journal_encode(&back, again), len);
        ck_assert_mem_eq(bytes, again, len);
        ck_assert_int_eq(back.kind, kind);
        ck_assert_uint_eq(back.n, e.n);
        ck_assert_uint_eq(back.seen, e.seen);
        ck_assert_uint_eq(back.ref, e.ref);
        ck_assert_int_eq(back.at.ms, e.at.ms);
        ck_assert_uint_eq(back.clock_ms, e.clock_ms);
        ck_assert_str_eq(back.id, e.id);
        if (kind == ENTRY_ANSWER) {
            ck_assert_uint_eq(back.answer.question, 300);
            ck_assert_uint_eq(back.answer.values_len, e.answer.values_len);
            ck_assert_mem_eq(back.answer.values, e.answer.values, e.answer.values_len);
        }
    }
}
END_TEST

START_TEST(shorter_or_longer_bytes_are_no_entry)
{
    for (int kind = ENTRY_CLAIM; kind <= ENTRY_LAST; kind++) {
        struct entry e = entries_sample((enum entry_kind)kind), back;
        uint8_t bytes[ENTRY_MAX_BYTES];
        size_t len = journal_encode(&e, bytes);
        for (size_t cut = 0; cut < len; cut++) {
            uint8_t *exact = malloc(cut + 1); /* so that reading on is seen */
            memcpy(exact, bytes, cut);
            ck_assert_msg(!journal_decode(exact, cut, &back), "kind %d cut at %zu", kind, cut);
            free(exact);
        }
        bytes[len] = 0;
        ck_assert(!journal_decode(bytes, len + 1, &back));
    }
}
END_TEST

START_TEST(a_changed_byte_is_another_entry_or_none) /* J3 */
{
    for (int kind = ENTRY_CLAIM; kind <= ENTRY_LAST; kind++) {
        struct entry e = entries_sample((enum entry_kind)kind), back;
        uint8_t bytes[ENTRY_MAX_BYTES], again[ENTRY_MAX_BYTES];
        size_t len = journal_encode(&e, bytes);
        for (size_t at = 0; at < len; at++) {
            for (int bit = 0; bit < 8; bit++) {
                bytes[at] ^= (uint8_t)(1 << bit);
                if (journal_decode(bytes, len, &back)) {
                    ck_assert_uint_eq(journal_encode(&back, again), len);
                    ck_assert_mem_eq(bytes, again, len);
                }
                bytes[at] ^= (uint8_t)(1 << bit);
            }
        }
    }
}
END_TEST

START_TEST(an_id_that_is_not_canonical_is_refused)
{
    static const char *const ids[] = {"v1", "V01", "V", "V-1", "1", "V1 ", "V1A"};
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct entry e = entries_sample(ENTRY_GRANT), back;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        memset(e.id, 0, sizeof e.id);
        memcpy(e.id, ids[i], strlen(ids[i]));
        ck_assert_msg(!journal_decode(bytes, journal_encode(&e, bytes), &back), "%s", ids[i]);
    }
    memset(e.id, 0, sizeof e.id);
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e = entries_sample(ENTRY_BEAT);
    memcpy(e.id, "V1", 3);
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
}
END_TEST

START_TEST(fields_out_of_range_are_refused)
{
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct entry e, back;
    e = entries_sample(ENTRY_ANSWER);
    e.answer.question = 0;
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e = entries_sample(ENTRY_GRANT);
    size_t len = journal_encode(&e, bytes);
    bytes[0] = 3; /* another version */
    ck_assert(!journal_decode(bytes, len, &back));
    bytes[0] = 4;
    bytes[1] = 0;
    ck_assert(!journal_decode(bytes, len, &back));
    bytes[1] = ENTRY_LAST + 1;
    ck_assert(!journal_decode(bytes, len, &back));
    e = entries_sample(ENTRY_START);
    len = journal_encode(&e, bytes);
    bytes[len - 3 * DIGEST_BYTES - 2] = 2; /* the flag */
    ck_assert(!journal_decode(bytes, len, &back));
    e.start.pass_percent = 101;
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e = entries_sample(ENTRY_REMARK);
    e.remark.pass_percent = 101;
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e = entries_sample(ENTRY_FINISH);
    len = journal_encode(&e, bytes);
    bytes[len - 35] = FINISH_BY_STAFF + 1; /* the reason */
    ck_assert(!journal_decode(bytes, len, &back));
    bytes[len - 35] = 0;
    ck_assert(!journal_decode(bytes, len, &back));
    e = entries_sample(ENTRY_OPENED);
    len = journal_encode(&e, bytes);
    bytes[len - 6] = 0;
    ck_assert(!journal_decode(bytes, len, &back));
    bytes[len - 6] = OPENED_FORCED + 1;
    ck_assert(!journal_decode(bytes, len, &back));
    ck_assert(!journal_decode(bytes, len - 5, &back)); /* and nothing else follows */
    e.opened.reason = OPENED_FORCED;
    len = journal_encode(&e, bytes);
    ck_assert(journal_decode(bytes, len, &back));
    ck_assert_int_eq(back.opened.reason, OPENED_FORCED);
    e.opened.reason = OPENED_CAUGHT_UP;
    ck_assert(journal_decode(bytes, journal_encode(&e, bytes), &back));
    ck_assert_int_eq(back.opened.reason, OPENED_CAUGHT_UP);
    e = entries_sample(ENTRY_HOURS);
    e.hours.opens.ms = -1;
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e = entries_sample(ENTRY_HOURS);
    e.hours.closes.ms = INT64_MIN;
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e = entries_sample(ENTRY_HOURS);
    len = journal_encode(&e, bytes);
    bytes[len - 17] = 1; /* the plan's, and hours */
    ck_assert(!journal_decode(bytes, len, &back));
    bytes[len - 17] = 2;
    ck_assert(!journal_decode(bytes, len, &back));
    e.hours.plan = true;
    e.hours.closes.ms = 0;
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e.hours.opens.ms = 0;
    e.hours.closes.ms = 1;
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e.hours.closes.ms = 0;
    ck_assert(journal_decode(bytes, journal_encode(&e, bytes), &back));
    ck_assert(back.hours.plan);
    e.hours.plan = false;
    ck_assert(journal_decode(bytes, journal_encode(&e, bytes), &back));
    e = entries_sample(ENTRY_RELEASE);
    len = journal_encode(&e, bytes);
    bytes[len - 2] = 0; /* a NUL in the reason */
    ck_assert(!journal_decode(bytes, len, &back));
    e = entries_sample(ENTRY_REISSUE); /* and no code behind it */
    len = journal_encode(&e, bytes) - SALT_BYTES - DIGEST_BYTES;
    bytes[len - 1] = 0;
    ck_assert(!journal_decode(bytes, len, &back));
    e = entries_sample(ENTRY_CLAIM);
    memcpy(e.claim.from, "V1A", 4);
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
    e.claim.from[0] = '\0';
    ck_assert(journal_decode(bytes, journal_encode(&e, bytes), &back));
    e = entries_sample(ENTRY_STAFF);
    memcpy(e.staff.name, "a b", 4);
    ck_assert(!journal_decode(bytes, journal_encode(&e, bytes), &back));
}
END_TEST

START_TEST(texts_may_be_as_long_as_they_may)
{
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct entry e = entries_sample(ENTRY_CLAIM), back;
    memset(e.claim.name, 'x', NAME_MAX_BYTES);
    ck_assert(journal_decode(bytes, journal_encode(&e, bytes), &back));
    ck_assert_str_eq(back.claim.name, e.claim.name);
    e = entries_sample(ENTRY_RELEASE);
    memset(e.order.by, 'x', BY_MAX_BYTES);
    ck_assert(journal_decode(bytes, journal_encode(&e, bytes), &back));
    ck_assert_str_eq(back.order.by, e.order.by);
    e = entries_sample(ENTRY_HOURS);
    memset(e.order.reason, 'x', REASON_MAX_BYTES);
    memset(e.order.by, 'y', BY_MAX_BYTES);
    ck_assert(journal_decode(bytes, journal_encode(&e, bytes), &back));
    ck_assert_str_eq(back.order.reason, e.order.reason);
    ck_assert_str_eq(back.order.by, e.order.by);
}
END_TEST

START_TEST(the_longest_answer_fits)
{
    static uint8_t long_values[ANSWER_MAX_BYTES], bytes[ENTRY_MAX_BYTES];
    struct entry e = entries_sample(ENTRY_ANSWER), back;
    e.answer.values = long_values;
    e.answer.values_len = sizeof long_values;
    size_t len = journal_encode(&e, bytes);
    ck_assert_uint_le(len, ENTRY_MAX_BYTES);
    ck_assert(journal_decode(bytes, len, &back));
    ck_assert_uint_eq(back.answer.values_len, ANSWER_MAX_BYTES);
}
END_TEST

START_TEST(the_chain_depends_on_everything_before) /* J2 */
{
    struct digest a = journal_origin("sinodo", "caracas"), b = journal_origin("sinodo", "maracay"),
                  c = journal_origin("otro", "caracas");
    ck_assert(!digest_equal(&a, &b));
    ck_assert(!digest_equal(&a, &c));
    struct digest again = journal_origin("sinodo", "caracas");
    ck_assert(digest_equal(&a, &again));
    struct digest x = journal_chain(&a, (const uint8_t *)"xy", 2),
                  y = journal_chain(&b, (const uint8_t *)"xy", 2),
                  z = journal_chain(&a, (const uint8_t *)"xz", 2);
    ck_assert(!digest_equal(&x, &y));
    ck_assert(!digest_equal(&x, &z));
    /* SHA-256 of 32 zero bytes. */
    struct digest zero = {{0}}, first = journal_chain(&zero, (const uint8_t *)"", 0);
    char text[DIGEST_TEXT_SIZE];
    digest_text(&first, text);
    ck_assert_str_eq(text, "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    ck_assert(digest_is_zero(&zero));
    ck_assert(!digest_is_zero(&first));
}
END_TEST

START_TEST(kinds_have_names)
{
    for (int a = ENTRY_CLAIM; a <= ENTRY_LAST; a++)
        for (int b = a + 1; b <= ENTRY_LAST; b++)
            ck_assert_str_ne(entry_kind_text((enum entry_kind)a),
                             entry_kind_text((enum entry_kind)b));
    ck_assert_str_eq(entry_kind_text(ENTRY_CLAIM), "claim");
    ck_assert_str_eq(entry_kind_text(ENTRY_OPENED), "opened");
    ck_assert_str_eq(entry_kind_text(ENTRY_HOURS), "hours");
    ck_assert_str_eq(entry_kind_text(ENTRY_REMARK), "remark");
    ck_assert_str_eq(entry_kind_text(ENTRY_COUNT), "count");
    ck_assert_str_eq(entry_kind_text(ENTRY_PUBLISH), "publish");
}
END_TEST

Suite *journal_suite(void)
{
    Suite *s = suite_create("journal");
    TCase *t = tcase_create("journal");
    tcase_add_test(t, every_kind_comes_back_as_it_went);
    tcase_add_test(t, shorter_or_longer_bytes_are_no_entry);
    tcase_add_test(t, a_changed_byte_is_another_entry_or_none);
    tcase_add_test(t, an_id_that_is_not_canonical_is_refused);
    tcase_add_test(t, fields_out_of_range_are_refused);
    tcase_add_test(t, texts_may_be_as_long_as_they_may);
    tcase_add_test(t, the_longest_answer_fits);
    tcase_add_test(t, the_chain_depends_on_everything_before);
    tcase_add_test(t, kinds_have_names);
    suite_add_tcase(s, t);
    return s;
}
