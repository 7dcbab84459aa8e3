/* IDs: every way to write one that people, spreadsheets and other systems use. */
#include "common/ident.h"
#include "tests/unit/suites.h"

#include <string.h>

enum { EACH = 1 << IDENT_FORMATS };

struct reading {
    const char *typed, *canonical; /* NULL: refused, by: */
    enum ident_fault fault;
};

/* Also: what is canonical stays as it is, under the same rules and for a journal. */
static void expect_ids(const char *formats, const struct reading *cases, size_t count)
{
    struct ident_rules rules = {.letter = 'V'};
    ck_assert(ident_formats_read(formats, &rules.formats));
    for (size_t i = 0; i < count; i++) {
        char out[IDENT_SIZE] = "untouched", again[IDENT_SIZE];
        enum ident_fault fault = ident_take(cases[i].typed, strlen(cases[i].typed), &rules, out);
        ck_assert_msg(fault == cases[i].fault, "%s: '%s' is %s, not %s", formats, cases[i].typed,
                      ident_fault_name(fault), ident_fault_name(cases[i].fault));
        ck_assert_str_eq(out, fault == IDENT_GOOD ? cases[i].canonical : "untouched");
        if (fault != IDENT_GOOD)
            continue;
        ck_assert_int_eq(ident_take(out, strlen(out), &rules, again), IDENT_GOOD);
        ck_assert_str_eq(again, out);
        ck_assert(ident_is_canonical(out, strlen(out)));
    }
}

#define EXPECT_IDS(formats, cases) expect_ids(formats, cases, sizeof(cases) / sizeof(cases)[0])

START_TEST(a_cedula_has_one_form_however_it_is_written)
{
    static const struct reading cases[] = {
        {"12.345.678", "V12345678", IDENT_GOOD},
        {"V-12345678", "V12345678", IDENT_GOOD},
        {"v012345678", "V12345678", IDENT_GOOD},
        {" v - 12 345 678 ", "V12345678", IDENT_GOOD},
        {"V.12.345.678", "V12345678", IDENT_GOOD},
        {"12-345-678", "V12345678", IDENT_GOOD},
        {"12.345. 678", "V12345678", IDENT_GOOD},
        {"12.345.678.", "V12345678", IDENT_GOOD},
        {"1234 5678", "V12345678", IDENT_GOOD},
        {"12.345 678", "V12345678", IDENT_GOOD},
        {"'12345678", "V12345678", IDENT_GOOD},
        {"\xe2\x80\x99"
         "12345678",
         "V12345678", IDENT_GOOD},
        {"=\"12345678\"", "V12345678", IDENT_GOOD},
        {"\xc2\xa0"
         "12\xc2\xa0"
         "345\xe2\x80\xaf"
         "678\xe3\x80\x80",
         "V12345678", IDENT_GOOD}, /* no-break, narrow and ideographic spaces */
        {"V\xe2\x80\x93"
         "12345678",
         "V12345678", IDENT_GOOD}, /* en dash */
        {"V\xe2\x88\x92"
         "12345678",
         "V12345678", IDENT_GOOD}, /* minus */
        {"\xef\xbb\xbf"
         "12345678\xe2\x80\x8b",
         "V12345678", IDENT_GOOD}, /* byte-order mark, zero width space */
        {"\xef\xbc\xb6\xef\xbc\x8d\xef\xbc\x91\xef\xbc\x92", "V12", IDENT_GOOD}, /* full width */
        {"12345678\t", "V12345678", IDENT_GOOD},
        {"12345678\r\n", "V12345678", IDENT_GOOD},
        {"E81234567", "E81234567", IDENT_GOOD},
        {"e-81.234.567", "E81234567", IDENT_GOOD},
        {"C1234567", "C1234567", IDENT_GOOD},
        {"P-1234567", "P1234567", IDENT_GOOD},
        {"1", "V1", IDENT_GOOD},
        {"0001", "V1", IDENT_GOOD},
        {"10", "V10", IDENT_GOOD},
        {"1.000", "V1000", IDENT_GOOD},
        {"-5", "V5", IDENT_GOOD},
        {"123456789", "V123456789", IDENT_GOOD},
        {"V1234567890123456789", "V1234567890123456789", IDENT_GOOD},
        {"V00000000000000000000000001", "V1", IDENT_GOOD},
        {"", NULL, IDENT_EMPTY},
        {" \xc2\xa0", NULL, IDENT_EMPTY},
        {"'", NULL, IDENT_EMPTY},
        {"V", NULL, IDENT_FORM},
        {"V-", NULL, IDENT_FORM},
        {"-", NULL, IDENT_FORM},
        {"VE1", NULL, IDENT_FORM},
        {"1V", NULL, IDENT_FORM},
        {"12A34", NULL, IDENT_FORM},
        {"12345678Z", NULL, IDENT_FORM},
        {"C01X00T47", NULL, IDENT_FORM},
        {"Ana Rojas", NULL, IDENT_FORM},
        {"PAS-C01X00T47", NULL, IDENT_FORM},
        {"0", NULL, IDENT_ZERO},
        {"V000", NULL, IDENT_ZERO},
        {"V12345678901234567890", NULL, IDENT_LENGTH},
        {"1111111111111111111111111111111111111111111111111111111111111111", NULL, IDENT_LENGTH},
        {"V1_2", NULL, IDENT_CHARACTER},
        {"12'345'678", NULL, IDENT_CHARACTER},
        {"12/03/1945", NULL, IDENT_CHARACTER},
        {"V:1", NULL, IDENT_FORM},
        {"\xc3\x91"
         "1",
         NULL, IDENT_CHARACTER},
        {"\xd0\x95-81234567", NULL, IDENT_CHARACTER},        /* Cyrillic */
        {"\xd9\xa1\xd9\xa2\xd9\xa3", NULL, IDENT_CHARACTER}, /* Arabic digits */
        {"12\xff", NULL, IDENT_CHARACTER},                   /* no UTF-8 */
        {"12\x1b[0m", NULL, IDENT_CHARACTER},
        {"12345678\xc2\x9b", NULL, IDENT_CHARACTER},
    };
    EXPECT_IDS("cedula", cases);
}
END_TEST

START_TEST(an_id_that_a_spreadsheet_spoilt_is_refused)
{
    static const struct reading cases[] = {
        {"12345678.0", NULL, IDENT_DECIMALS},
        {"12345678,0", NULL, IDENT_DECIMALS},
        {"12345678.00", NULL, IDENT_DECIMALS},
        {"V-12345678.0", NULL, IDENT_DECIMALS},
        {"12345678.0000", NULL, IDENT_DECIMALS},
        {"'12345678.0", NULL, IDENT_DECIMALS},
        {"1.23457E+07", NULL, IDENT_EXPONENT},
        {"1,23457E+07", NULL, IDENT_EXPONENT},
        {"1.23457e7", NULL, IDENT_EXPONENT},
        {"1E+07", NULL, IDENT_EXPONENT},
        {"1E-05", NULL, IDENT_EXPONENT},
        {"12,345,678", NULL, IDENT_COMMA},
        {"345,678", NULL, IDENT_COMMA},
        {"12345678,", NULL, IDENT_COMMA},
        {"1234.5678", NULL, IDENT_GROUPS},
        {"12.34.567", NULL, IDENT_GROUPS},
        {"12345678.5", NULL, IDENT_GROUPS},
        {"12345.678", NULL, IDENT_GROUPS},
        {"12345678.000", NULL, IDENT_GROUPS},
        {".12345678", NULL, IDENT_GROUPS},
        {"12-03-1945", NULL, IDENT_GROUPS},
        {"V-12345678-9", NULL, IDENT_GROUPS},
        {"12345678 87654321", NULL, IDENT_GROUPS},
        {"12345678 9", NULL, IDENT_GROUPS},
        {" #\xc2\xa1VALOR!", NULL, IDENT_CELL_ERROR},
        {"#N/A", NULL, IDENT_CELL_ERROR},
        {"########", NULL, IDENT_CELL_ERROR},
    };
    EXPECT_IDS("cedula", cases);
}
END_TEST

START_TEST(a_passport_may_hold_letters)
{
    static const struct reading cases[] = {
        {"C01X00T47", "PAS-C01X00T47", IDENT_GOOD},
        {"c01x 00t47", "PAS-C01X00T47", IDENT_GOOD},
        {"C01X-00T47", "PAS-C01X00T47", IDENT_GOOD},
        {"PAS-C01X00T47", "PAS-C01X00T47", IDENT_GOOD},
        {"pas: c01x00t47", "PAS-C01X00T47", IDENT_GOOD},
        {"123456789", "PAS-123456789", IDENT_GOOD},
        {"045123456", "PAS-45123456", IDENT_GOOD}, /* a spreadsheet drops the zero */
        {"AB012345", "PAS-AB012345", IDENT_GOOD},
        {"12345678V", "PAS-12345678V", IDENT_GOOD},
        {"CI1234567", "PAS-CI1234567", IDENT_GOOD},
        {"12E34567", "PAS-12E34567", IDENT_GOOD},
        {"V12345678", "PAS-V12345678", IDENT_GOOD},
        {"PAS-PAS123456", "PAS-PAS123456", IDENT_GOOD},
        {"PAS123456", NULL, IDENT_AMBIGUOUS}, /* Spanish numbers begin with three letters */
        {"P12345678", NULL, IDENT_AMBIGUOUS},
        {"PAS-P12345678", "PAS-P12345678", IDENT_GOOD},
        {"ABCDEFG", NULL, IDENT_FORM},
        {"A123", NULL, IDENT_LENGTH},
        {"C01X00T471", NULL, IDENT_LENGTH},
        {"A1A1A1A1A1A1A1A1A1A1A1A1", NULL, IDENT_LENGTH},
        {"00001", NULL, IDENT_LENGTH},
        {"000000000", NULL, IDENT_ZERO},
        {"C01.00T47", NULL, IDENT_GROUPS},
        {"12345678.0", NULL, IDENT_DECIMALS},
        {"1.23457E+08", NULL, IDENT_EXPONENT},
        {"P<VEN123", NULL, IDENT_CHARACTER},
        {"C01X:0T47", NULL, IDENT_CHARACTER},
    };
    EXPECT_IDS("passport", cases);
}
END_TEST

START_TEST(a_spanish_number_needs_its_letter)
{
    static const struct reading cases[] = {
        {"12345678Z", "DNI-12345678Z", IDENT_GOOD},
        {"12.345.678-z", "DNI-12345678Z", IDENT_GOOD},
        {"12345678 Z", "DNI-12345678Z", IDENT_GOOD},
        {"DNI 12345678Z", "DNI-12345678Z", IDENT_GOOD},
        {"DNI12345678Z", "DNI-12345678Z", IDENT_GOOD},
        {"00000023T", "DNI-00000023T", IDENT_GOOD},
        {"23-T", "DNI-00000023T", IDENT_GOOD},
        {"X1234567L", "NIE-X1234567L", IDENT_GOOD},
        {"X-1.234.567-L", "NIE-X1234567L", IDENT_GOOD},
        {"x01234567l", "NIE-X1234567L", IDENT_GOOD},
        {"Y1234567X", "NIE-Y1234567X", IDENT_GOOD},
        {"Z1234567R", "NIE-Z1234567R", IDENT_GOOD},
        {"NIE-X1234567L", "NIE-X1234567L", IDENT_GOOD},
        {"12345678A", NULL, IDENT_CHECK_WRONG},
        {"12345679Z", NULL, IDENT_CHECK_WRONG},
        {"X1234567T", NULL, IDENT_CHECK_WRONG},
        {"Y1234567L", NULL, IDENT_CHECK_WRONG},
        {"12345678", NULL, IDENT_CHECK_MISSING},
        {"12.345.678", NULL, IDENT_CHECK_MISSING},
        {"DNI 12345678", NULL, IDENT_CHECK_MISSING},
        {"X1234567", NULL, IDENT_CHECK_MISSING},
        {"NIE-X1234567", NULL, IDENT_CHECK_MISSING},
        {"123456789Z", NULL, IDENT_FORM},
        {"DNI-123456789Z", NULL, IDENT_LENGTH},
        {"NIE-X12345678L", NULL, IDENT_LENGTH},
        {"NIE-W1234567L", NULL, IDENT_FORM},
        {"NIE-", NULL, IDENT_FORM},
        {"DNI-", NULL, IDENT_FORM},
        {"W1234567L", NULL, IDENT_FORM},
        {"123456789", NULL, IDENT_FORM},
        {"00000000T", NULL, IDENT_ZERO},
        {"1234.5678-Z", NULL, IDENT_GROUPS},
        {"DNI-1234.5678", NULL, IDENT_GROUPS},
        {"NIE-X1234.567", NULL, IDENT_GROUPS},
    };
    EXPECT_IDS("dni,nie", cases);
}
END_TEST

START_TEST(a_rut_needs_its_digit)
{
    static const struct reading cases[] = {
        {"12.345.678-5", "RUT-12345678-5", IDENT_GOOD},
        {"12345678-5", "RUT-12345678-5", IDENT_GOOD},
        {"123456785", "RUT-12345678-5", IDENT_GOOD},
        {"12.345.6785", "RUT-12345678-5", IDENT_GOOD},
        {"012.345.678-5", "RUT-12345678-5", IDENT_GOOD},
        {"12 345 678 5", "RUT-12345678-5", IDENT_GOOD},
        {"rut: 12.345.678-5", "RUT-12345678-5", IDENT_GOOD},
        {"RUT-12345678-5", "RUT-12345678-5", IDENT_GOOD},
        {"15.509.661-6", "RUT-15509661-6", IDENT_GOOD},
        {"6-K", "RUT-6-K", IDENT_GOOD},
        {"6k", "RUT-6-K", IDENT_GOOD},
        {"100.000-0", NULL, IDENT_CHECK_WRONG},
        {"12.345.678-6", NULL, IDENT_CHECK_WRONG},
        {"12.345.678-K", NULL, IDENT_CHECK_WRONG},
        {"21.345.678-5", NULL, IDENT_CHECK_WRONG},
        {"12.345.678", NULL, IDENT_CHECK_MISSING},
        {"12345678-", NULL, IDENT_CHECK_MISSING},
        {"RUT-12.345.678", NULL, IDENT_CHECK_MISSING},
        {"RUT-12345678-Z", NULL, IDENT_FORM},
        {"RUT-", NULL, IDENT_FORM},
        {"0-0", NULL, IDENT_ZERO},
        {"1.2345.678-5", NULL, IDENT_GROUPS},
        {"123456789-2", NULL, IDENT_LENGTH},
        {"V12345678", NULL, IDENT_FORM},
    };
    EXPECT_IDS("rut", cases);
}
END_TEST

START_TEST(a_plain_number_is_kept_apart)
{
    static const struct reading cases[] = {
        {"012.345", "NUM-12345", IDENT_GOOD},
        {"NUM-12345", "NUM-12345", IDENT_GOOD},
        {"num 12345", "NUM-12345", IDENT_GOOD},
        {"1234567890123456", "NUM-1234567890123456", IDENT_GOOD},
        {"12345678901234567", NULL, IDENT_LENGTH},
        {"V12345", NULL, IDENT_FORM},
        {"12345.0", NULL, IDENT_DECIMALS},
        {"0", NULL, IDENT_ZERO},
    };
    EXPECT_IDS("number", cases);
}
END_TEST

START_TEST(ids_of_several_formats_are_told_apart_or_refused)
{
    static const struct reading passports[] = {
        {"12345678", "V12345678", IDENT_GOOD},
        {"12.345.678", "V12345678", IDENT_GOOD},
        {"E-81234567", "E81234567", IDENT_GOOD},
        {"C01X00T47", "PAS-C01X00T47", IDENT_GOOD},
        {"C1234567", "PAS-C1234567", IDENT_GOOD},
        {"P1234567", NULL, IDENT_AMBIGUOUS},
        {"123456789", NULL, IDENT_AMBIGUOUS},
        {"045123456", NULL, IDENT_AMBIGUOUS},
        {"0123456789", NULL, IDENT_AMBIGUOUS},
        {"V123456789", "V123456789", IDENT_GOOD},
        {"PAS-123456789", "PAS-123456789", IDENT_GOOD},
        {"PAS-12345678", "PAS-12345678", IDENT_GOOD},
        {"1234567890", "V1234567890", IDENT_GOOD},
        {"12345678Z", "PAS-12345678Z", IDENT_GOOD},
        {"12345678-V", NULL, IDENT_AMBIGUOUS}, /* the same person as V12345678? */
        {"81234567 E", NULL, IDENT_AMBIGUOUS},
        {"PAS-12345678V", "PAS-12345678V", IDENT_GOOD},
        {"12E45678V", "PAS-12E45678V", IDENT_GOOD},
        {"CI 1234567", NULL, IDENT_AMBIGUOUS},
        {"PAS-CI1234567", "PAS-CI1234567", IDENT_GOOD},
        {"CI12345A7", "PAS-CI12345A7", IDENT_GOOD},
        {"CI12345V", "PAS-CI12345V", IDENT_GOOD},
    };
    static const struct reading checked[] = {
        {"12345678", NULL, IDENT_CHECK_MISSING},
        {"12345678Z", "DNI-12345678Z", IDENT_GOOD},
        {"12345678A", NULL, IDENT_CHECK_WRONG}, /* no passport instead */
        {"X1234567L", "NIE-X1234567L", IDENT_GOOD},
        {"X1234567A", NULL, IDENT_CHECK_WRONG},
        {"X1234567", NULL, IDENT_CHECK_MISSING},
        {"PAS-X1234567", "PAS-X1234567", IDENT_GOOD},
        {"PAS-12345678A", "PAS-12345678A", IDENT_GOOD},
        {"123456789", "PAS-123456789", IDENT_GOOD},
        {".X1234567L", NULL, IDENT_GROUPS},
    };
    static const struct reading ruts[] = {
        {"12.345.678-5", "RUT-12345678-5", IDENT_GOOD},
        {"12345678 - 5", "RUT-12345678-5", IDENT_GOOD},
        {"12345678-6", NULL, IDENT_CHECK_WRONG},
        {"RUT 123456785", "RUT-12345678-5", IDENT_GOOD},
        {"123456785", NULL, IDENT_AMBIGUOUS},
        {"12.345.678", "V12345678", IDENT_GOOD},
        {"6K", "RUT-6-K", IDENT_GOOD},
        {"J123", "J123", IDENT_GOOD},
    };
    static const struct reading numbers[] = {
        {"12345", "NUM-12345", IDENT_GOOD},
        {"123456789", NULL, IDENT_AMBIGUOUS},
        {"V12345678", "PAS-V12345678", IDENT_GOOD},
    };
    static const struct reading foreign[] = {
        {"123456785", NULL, IDENT_AMBIGUOUS},
        {"12345678", NULL, IDENT_AMBIGUOUS},
        {"12345678-5", "RUT-12345678-5", IDENT_GOOD},
        {"45K", NULL, IDENT_CHECK_WRONG},
    };
    static const struct reading k_of_both[] = {
        {"76543216", NULL, IDENT_AMBIGUOUS}, /* a DNI without its letter? */
        {"7654321-6", "RUT-7654321-6", IDENT_GOOD},
        {"123456785", "RUT-12345678-5", IDENT_GOOD},
        {"6K", "RUT-6-K", IDENT_GOOD},
        {"21K", "DNI-00000021K", IDENT_GOOD},
        {"44K", "DNI-00000044K", IDENT_GOOD},
        {"412K", NULL, IDENT_AMBIGUOUS},
        {"RUT-412-K", "RUT-412-K", IDENT_GOOD},
        {"DNI-412K", "DNI-00000412K", IDENT_GOOD},
        {"22K", NULL, IDENT_CHECK_WRONG},
    };
    static const struct reading residents[] = {
        {"Z0055001111", NULL, IDENT_CHECK_MISSING}, /* as without the zeros */
        {"Z55001111", NULL, IDENT_CHECK_MISSING},
        {"Z550011112", "Z550011112", IDENT_GOOD},
        {"J55001111", "J55001111", IDENT_GOOD},
    };
    EXPECT_IDS("cedula,nie", residents);
    EXPECT_IDS("cedula,passport", passports);
    EXPECT_IDS("passport, cedula", passports);
    EXPECT_IDS("dni,nie,passport", checked);
    EXPECT_IDS("cedula,rut", ruts);
    EXPECT_IDS("number,passport", numbers);
    EXPECT_IDS("passport,rut", foreign);
    EXPECT_IDS("dni,rut", k_of_both);
}
END_TEST

START_TEST(the_default_letter_is_a_cedulas)
{
    const struct ident_rules rules = {.formats = 1U << IDENT_CEDULA | 1U << IDENT_PASSPORT,
                                      .letter = 'C'};
    char out[IDENT_SIZE];
    ck_assert_int_eq(ident_take("7", 1, &rules, out), IDENT_GOOD);
    ck_assert_str_eq(out, "C7");
    ck_assert_int_eq(ident_take("C1234567", 8, &rules, out), IDENT_GOOD);
    ck_assert_str_eq(out, "C1234567");
    ck_assert_int_eq(ident_take("1\0002", 3, &rules, out), IDENT_CHARACTER);
}
END_TEST

START_TEST(only_a_canonical_id_is_in_a_journal)
{
    static const char *const good[] = {
        "V1", "Z9", "PAS-C01X00T47", "NUM-7", "RUT-6-K", "DNI-12345678Z", "NIE-X1234567L"};
    static const char *const bad[] = {"",
                                      "V",
                                      "1",
                                      "v1",
                                      "V01",
                                      "V0",
                                      " 1",
                                      "V1 ",
                                      "PAS-c01x00t47",
                                      "NUM-07",
                                      "RUT-6-5",
                                      "DNI-23T",
                                      "V-1",
                                      "PAS-",
                                      "QQQ-1",
                                      "V12345678901234567890"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(ident_is_canonical(good[i], strlen(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!ident_is_canonical(bad[i], strlen(bad[i])), "%s", bad[i]);
    ck_assert(!ident_is_canonical("V1\0", 3));
}
END_TEST

/* Canonical forms are unlike each other in their first letters, and are file names. */
START_TEST(no_two_formats_share_an_id)
{
    static const char *const typed[] = {"123456785",  "12345678Z", "X1234567L",
                                        "12345678-5", "C1234567",  "V1"};
    static const char *const prefixes[] = {"", "DNI-", "NIE-", "NUM-", "PAS-", "RUT-"};
    for (unsigned formats = 1; formats < EACH; formats++) {
        const struct ident_rules rules = {.formats = formats, .letter = 'V'};
        for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
            char out[IDENT_SIZE];
            if (ident_take(typed[i], strlen(typed[i]), &rules, out) != IDENT_GOOD)
                continue;
            size_t format = 0;
            for (size_t k = 1; k < IDENT_FORMATS; k++)
                if (strncmp(out, prefixes[k], 4) == 0)
                    format = k;
            ck_assert_msg((formats >> format & 1) != 0, "%s gives %s", typed[i], out);
            ck_assert_uint_eq(strspn(out, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"), strlen(out));
        }
    }
}
END_TEST

START_TEST(a_refused_id_is_explained)
{
    struct ident_rules rules = {.letter = 'V'};
    char words[IDENT_WORDS_SIZE];
    for (rules.formats = 1; rules.formats < EACH; rules.formats++) {
        for (enum ident_fault f = IDENT_GOOD; f <= IDENT_AMBIGUOUS; f++) {
            ident_explain(f, &rules, words);
            ck_assert_uint_gt(strlen(words), 10);
            ck_assert_uint_lt(strlen(words), IDENT_WORDS_SIZE - 1);
        }
    }
    ck_assert(ident_formats_read("cedula,passport", &rules.formats));
    ident_explain(IDENT_FORM, &rules, words);
    ck_assert_str_eq(words, "this is no ID that the exam takes: write it like V-12.345.678 or "
                            "AB012345");
    ident_explain(IDENT_AMBIGUOUS, &rules, words);
    ck_assert_str_eq(words, "this can be an ID of several kinds: write which, as in V-12.345.678 "
                            "or PAS-AB012345");
    ck_assert_str_eq(ident_fault_name(IDENT_CHECK_WRONG), "check-wrong");
}
END_TEST

START_TEST(formats_are_named_in_any_order)
{
    static const char *const bad[] = {"",       ",",      "cedula,",  "cedula passport",
                                      "cédula", "CEDULA", "cedula,x", "cedula,number"};
    unsigned formats = 7;
    char text[IDENT_NAMES_SIZE];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!ident_formats_read(bad[i], &formats), "%s", bad[i]);
    ck_assert_uint_eq(formats, 7);
    ck_assert(ident_formats_read(" rut , passport,cedula,rut ", &formats));
    ident_formats_text(formats, '-', text);
    ck_assert_str_eq(text, "cedula-passport-rut");
    ident_formats_text(EACH - 1, ',', text);
    ck_assert_str_eq(text, "cedula,dni,nie,number,passport,rut");
}
END_TEST

Suite *ident_suite(void)
{
    Suite *s = suite_create("ident");
    TCase *t = tcase_create("ident");
    tcase_add_test(t, a_cedula_has_one_form_however_it_is_written);
    tcase_add_test(t, an_id_that_a_spreadsheet_spoilt_is_refused);
    tcase_add_test(t, a_passport_may_hold_letters);
    tcase_add_test(t, a_spanish_number_needs_its_letter);
    tcase_add_test(t, a_rut_needs_its_digit);
    tcase_add_test(t, a_plain_number_is_kept_apart);
    tcase_add_test(t, ids_of_several_formats_are_told_apart_or_refused);
    tcase_add_test(t, the_default_letter_is_a_cedulas);
    tcase_add_test(t, only_a_canonical_id_is_in_a_journal);
    tcase_add_test(t, no_two_formats_share_an_id);
    tcase_add_test(t, a_refused_id_is_explained);
    tcase_add_test(t, formats_are_named_in_any_order);
    suite_add_tcase(s, t);
    return s;
}
