/* What a room's computers get: the address, the policies of browsers, the settings of Safe Exam Browser. */
#include "server/ctl/kiosk_browsers.h"
#include "server/ctl/kiosk_seb.h"
#include "server/ctl/kiosk_session.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static struct kiosk_page page_of(const char *text)
{
    struct kiosk_page page;
    char why[WEB_NAMES_WHY_SIZE] = "";
    ck_assert_msg(kiosk_page_parse(text, &page, why), "%s", why);
    return page;
}

START_TEST(an_address_is_read_as_browsers_write_it)
{
    static const struct {
        const char *text, *address, *rule;
    } good[] = {
        {"https://exam.example:4443/", "https://exam.example:4443/", "https://.exam.example:4443/"},
        {"https://exam.example:4443", "https://exam.example:4443/", "https://.exam.example:4443/"},
        {"https://exam.example", "https://exam.example/", "https://.exam.example/"},
        {"https://exam.example:443/", "https://exam.example/", "https://.exam.example/"},
        {"https://10.0.0.2:4443/", "https://10.0.0.2:4443/", "https://10.0.0.2:4443/"},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct kiosk_page page = page_of(good[i].text);
        char rule[KIOSK_RULE_SIZE];
        kiosk_page_rule(&page, rule);
        ck_assert_str_eq(page.address, good[i].address);
        ck_assert_str_eq(rule, good[i].rule);
    }
}
END_TEST

START_TEST(what_is_no_address_of_a_page_is_refused_in_words)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"http://exam.example/", "https://exam.example:4443/"},
        {"exam.example", "https://exam.example:4443/"},
        {"https://", "https://exam.example:4443/"},
        {"https:///", "https://exam.example:4443/"},
        {"https://:4443/", "https://exam.example:4443/"},
        {"https://exam.example/page", "https://exam.example:4443/"},
        {"https://exam.example:0/", "https://exam.example:4443/"},
        {"https://exam.example:70000/", "https://exam.example:4443/"},
        {"https://a,b/", "https://exam.example:4443/"},
        {"https://Exam.example/", "lower case"},
        {"https://user@exam.example/", "xn--"},
        {"https://exam.example\"/", "xn--"},
        {"https://exam<.example/", "xn--"},
        {"https://*.example/", "wildcard"},
        {"https://[::1]/", "IPv6"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct kiosk_page page;
        char why[WEB_NAMES_WHY_SIZE] = "";
        ck_assert_msg(!kiosk_page_parse(bad[i].text, &page, why), "%s", bad[i].text);
        expect_has(why, bad[i].why);
    }
}
END_TEST

START_TEST(policies_allow_the_exam_page_alone)
{
    struct kiosk_page page = page_of("https://exam.example:4443/");
    struct buffer chromium = {0}, firefox = {0};
    kiosk_chromium(&page, "QUJD", &chromium);
    kiosk_firefox(&page, true, &firefox);
    buffer_append(&chromium, "", 1);
    buffer_append(&firefox, "", 1);
    expect_begins(chromium.data, "{\n  \"AllowDinosaurEasterEgg\": false,");
    expect_has(chromium.data, "\"CACertificates\": [\n    \"QUJD\"\n  ]");
    expect_has(chromium.data, "\"URLAllowlist\": [\n    \"https://.exam.example:4443/\",\n"
                              "    \"chrome://print\"\n  ]");
    expect_has(chromium.data, "\"URLBlocklist\": [\n    \"*\",");
    expect_has(firefox.data, "\"Install\": [\n        \"/etc/sinodo/room-ca.crt\"\n      ]");
    expect_has(firefox.data, "\"Exceptions\": [\n        \"https://exam.example/*\"\n      ]");
    buffer_clear(&chromium);
    buffer_clear(&firefox);
    kiosk_chromium(&page, NULL, &chromium);
    kiosk_firefox(&page, false, &firefox);
    buffer_append(&chromium, "", 1);
    buffer_append(&firefox, "", 1);
    expect_lacks(chromium.data, "CACertificates");
    expect_lacks(firefox.data, "Certificates");
    buffer_release(&chromium);
    buffer_release(&firefox);
}
END_TEST

/* --- Safe Exam Browser --- */

static struct buffer xml, json;

static struct digest seb_of(const char *address, const char *authority)
{
    struct kiosk_page page = page_of(address);
    struct digest key;
    buffer_clear(&xml);
    buffer_clear(&json);
    ck_assert(kiosk_seb(&page, "K7QF-93HD-2MXT", authority, &xml, &json, &key));
    buffer_append(&xml, "", 1);
    buffer_append(&json, "", 1);
    return key;
}

static void release(void)
{
    buffer_release(&xml);
    buffer_release(&json);
}

/* Computed from the property list by another program, as SEB's documentation says. */
START_TEST(the_config_key_is_the_one_that_seb_computes)
{
    char text[DIGEST_TEXT_SIZE];
    struct digest key = seb_of("https://exam.example:4443/", "QUJD");
    digest_text(&key, text);
    ck_assert_str_eq(text, "b272480034fba0139ff4c472f05aca2fc76bc52a711bca7ad8bb534ca7c73c90");
    expect_begins(json.data,
                  "{\"allowBrowsingBackForward\":false,\"allowDeveloperConsole\":false,");
    expect_has(json.data, ",\"embeddedCertificates\":[{\"certificateDataBase64\":\"QUJD\",\"name\":"
                          "\"Sinodo room authority\",\"type\":2}],");
    expect_has(json.data,
               "\"URLFilterRules\":[{\"action\":1,\"active\":true,\"expression\":\"https:"
               "//.exam.example:4443/*\",\"regex\":false}]}");
    key = seb_of("https://10.0.0.2/", NULL);
    digest_text(&key, text);
    ck_assert_str_eq(text, "8c9dffc7f805997d3b0fbd97ccf0bd9b0a95e2b89c5b53f3989368e99431605c");
    expect_lacks(json.data, "embeddedCertificates");
}
END_TEST

/* Whatever a version of SEB does with spaces and escapes, there are none. */
START_TEST(keys_are_sorted_and_no_text_needs_an_escape)
{
    (void)seb_of("https://exam.example:4443/", "QUJD");
    char last[2][64] = {"", ""};
    int depth = 0;
    for (const char *at = xml.data; (at = strchr(at, '<')) != NULL; at++) {
        char key[64];
        int end = 0;
        if (strncmp(at, "<dict>", 6) == 0)
            last[depth++ > 0][0] = '\0';
        else if (strncmp(at, "</dict>", 7) == 0)
            depth--;
        else if (sscanf(at, "<key>%63[^<]</key>%n", key, &end) == 1 && end > 0) {
            ck_assert_msg(strcasecmp(last[depth > 1], key) < 0, "%s before %s", last[depth > 1],
                          key);
            (void)snprintf(last[depth > 1], sizeof last[0], "%s", key);
        }
    }
    ck_assert_int_eq(depth, 0);
    ck_assert_ptr_null(strpbrk(json.data, "\\\n&<>"));
}
END_TEST

START_TEST(the_session_opens_that_page)
{
    struct kiosk_page page = page_of("https://exam.example:4443/");
    struct buffer script = {0}, readme = {0}, desktop = {0};
    kiosk_script(&page, &script);
    kiosk_readme(&page, &readme);
    kiosk_desktop(&desktop);
    buffer_append(&script, "", 1);
    buffer_append(&readme, "", 1);
    buffer_append(&desktop, "", 1);
    expect_begins(script.data, "#!/bin/sh\n");
    expect_has(script.data, "\npage='https://exam.example:4443/'\n");
    expect_begins(readme.data, "The computers of an exam room: https://exam.example:4443/\n");
    expect_lacks(script.data, "@PAGE@");
    expect_lacks(readme.data, "@PAGE@");
    expect_has(desktop.data, "\nExec=/usr/bin/cage -- /usr/local/bin/sinodo-exam\n");
    buffer_release(&script);
    buffer_release(&readme);
    buffer_release(&desktop);
}
END_TEST

Suite *kiosk_suite(void)
{
    Suite *s = suite_create("kiosk");
    TCase *t = tcase_create("kiosk");
    tcase_add_checked_fixture(t, NULL, release);
    tcase_add_test(t, an_address_is_read_as_browsers_write_it);
    tcase_add_test(t, what_is_no_address_of_a_page_is_refused_in_words);
    tcase_add_test(t, policies_allow_the_exam_page_alone);
    tcase_add_test(t, the_config_key_is_the_one_that_seb_computes);
    tcase_add_test(t, keys_are_sorted_and_no_text_needs_an_escape);
    tcase_add_test(t, the_session_opens_that_page);
    suite_add_tcase(s, t);
    return s;
}
