/* What browsers need of a node: names, the authority of a room, the server's certificate, their files. */
#include "server/evidence/web_cert.h"
#include "server/evidence/web_files.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/unit/suites.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY_S = 24 * 60 * 60 };

static const struct wall now = {1800000000000};

/* --- names --- */

static struct web_names parse(const char *text)
{
    struct web_names names;
    char why[WEB_NAMES_WHY_SIZE] = "";
    ck_assert_msg(web_names_parse(text, &names, why), "%s", why);
    return names;
}

START_TEST(names_and_addresses_have_one_spelling)
{
    char text[WEB_NAMES_TEXT_SIZE];
    struct web_names names = parse("exam.caracas.example,10.0.0.2,2001:0DB8::0001,sinodo");
    ck_assert_uint_eq(names.count, 4);
    ck_assert_uint_eq(names.name[0].address_bytes, 0);
    ck_assert_uint_eq(names.name[1].address_bytes, 4);
    ck_assert_uint_eq(names.name[2].address_bytes, 16);
    web_names_text(&names, text);
    ck_assert_str_eq(text, "exam.caracas.example,10.0.0.2,2001:db8::1,sinodo");
    struct web_names few = parse("sinodo,2001:db8:0::1"), other = parse("sinodo,10.0.0.3");
    ck_assert_ptr_null(web_names_missing(&few, &names));
    ck_assert_str_eq(web_names_missing(&other, &names)->text, "10.0.0.3");
}
END_TEST

START_TEST(what_is_no_name_of_a_node_is_refused_in_words)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "missing"},
        {"a,", "missing"},
        {"*.example", "a wildcard is refused"},
        {"https://a.example", "alone, without https://"},
        {"a.example:443", "alone, without https://"},
        {"[::1]", "without https://, brackets"},
        {"A.example", "lower case"},
        {"caf\xc3\xa9.example", "xn--"},
        {"a_b.example", "xn--"},
        {"a b", "xn--"},
        {"a..b", "1 to 63 characters"},
        {"a.example.", "1 to 63 characters"},
        {"-a.example", "no hyphen at its ends"},
        {"a-.example", "no hyphen at its ends"},
        {"a23456789012345678901234567890123456789012345678901234567890123x.example",
         "1 to 63 characters"},
        {"10.0.0.256", "no IPv4 address"},
        {"10.0.0", "no IPv4 address"},
        {"0.0.0.0", "no address that a browser can reach"},
        {"::", "no address that a browser can reach"},
        {"a.example,a.example", "twice"},
        {"::1,0::1", "twice"},
        {"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", "at most 16"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct web_names names;
        char why[WEB_NAMES_WHY_SIZE] = "";
        ck_assert_msg(!web_names_parse(bad[i].text, &names, why), "%s", bad[i].text);
        expect_has(why, bad[i].why);
    }
}
END_TEST

/* --- certificates --- */

/* What X.509 says of a server's certificate under an authority, by the strict rules. */
static int verdict(X509 *authority, X509 *server)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    ck_assert_int_eq(X509_STORE_add_cert(store, authority), 1);
    ck_assert_int_eq(X509_STORE_CTX_init(context, store, server, NULL), 1);
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(context);
    ck_assert_int_eq(X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER), 1);
    X509_VERIFY_PARAM_set_time(param, (time_t)(now.ms / 1000));
    ck_assert_int_eq(X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT), 1);
    (void)X509_verify_cert(context);
    int error = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    return error;
}

/* The same for a server with these names under an authority for those. */
static int verdict_of(const char *permitted, const char *given)
{
    struct web_names authority_names = parse(permitted), names = parse(given);
    EVP_PKEY *key = web_key_make(), *server_key = web_key_make();
    X509 *authority = web_authority_make(key, &authority_names, now);
    X509 *server = web_server_make(server_key, &names, authority, key, now);
    ck_assert_ptr_nonnull(server);
    int error = verdict(authority, server);
    X509_free(server);
    X509_free(authority);
    EVP_PKEY_free(server_key);
    EVP_PKEY_free(key);
    return error;
}

START_TEST(an_authority_certifies_the_names_of_its_node_alone) /* W3 */
{
    static const struct {
        const char *permitted, *given;
        int error;
    } cases[] = {
        {"a.example", "a.example", X509_V_OK},
        {"10.0.0.2", "10.0.0.2", X509_V_OK},
        {"::1", "::1", X509_V_OK},
        {"a.example,10.0.0.2,::1", "a.example,10.0.0.2,::1", X509_V_OK},
        {"a.example", "b.example", X509_V_ERR_PERMITTED_VIOLATION},
        {"a.example", "a.example,b.example", X509_V_ERR_PERMITTED_VIOLATION},
        {"a.example,b", "example", X509_V_ERR_PERMITTED_VIOLATION},
        {"10.0.0.2", "10.0.0.3", X509_V_ERR_PERMITTED_VIOLATION},
        {"10.0.0.2", "::1", X509_V_ERR_PERMITTED_VIOLATION},
        {"::1", "::2", X509_V_ERR_PERMITTED_VIOLATION},
        {"a.example", "10.0.0.2", X509_V_ERR_EXCLUDED_VIOLATION},
        {"a.example", "::1", X509_V_ERR_EXCLUDED_VIOLATION},
        {"10.0.0.2", "a.example", X509_V_ERR_EXCLUDED_VIOLATION},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(verdict_of(cases[i].permitted, cases[i].given) == cases[i].error,
                      "%s under %s", cases[i].given, cases[i].permitted);
}
END_TEST

START_TEST(an_authority_certifies_servers_and_no_further_authority) /* W3 */
{
    struct web_names names = parse("a.example,10.0.0.2"), read;
    EVP_PKEY *key = web_key_make();
    X509 *authority = web_authority_make(key, &names, now);
    ck_assert_ptr_nonnull(authority);
    ck_assert_int_eq(X509_get_pathlen(authority), 0);
    ck_assert_uint_eq(X509_get_key_usage(authority), KU_KEY_CERT_SIGN);
    ck_assert_uint_eq(X509_get_extended_key_usage(authority), XKU_SSL_SERVER);
    static const int critical[] = {NID_basic_constraints, NID_key_usage, NID_name_constraints};
    for (size_t i = 0; i < 3; i++) {
        int at = X509_get_ext_by_NID(authority, critical[i], -1);
        ck_assert_int_ge(at, 0);
        ck_assert_int_eq(X509_EXTENSION_get_critical(X509_get_ext(authority, at)), 1);
    }
    ck_assert(web_authority_names(authority, &read));
    ck_assert_mem_eq(&read, &names, sizeof names.name[0] * 2);
    X509_free(authority);
    EVP_PKEY_free(key);
}
END_TEST

/* How many seconds a certificate is valid, its first and its last included. */
static int64_t validity_s(const X509 *certificate)
{
    int days, seconds;
    ck_assert_int_eq(ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(certificate),
                                    X509_get0_notAfter(certificate)),
                     1);
    return (int64_t)days * DAY_S + seconds + 1;
}

START_TEST(a_server_is_certified_for_825_days_and_not_beyond_its_authority) /* W4 */
{
    struct web_names names = parse("a.example");
    struct wall end, until;
    EVP_PKEY *key = web_key_make();
    X509 *authority = web_authority_make(key, &names, now);
    X509 *server = web_server_make(key, &names, authority, key, now);
    ck_assert_int_eq(validity_s(server), (int64_t)825 * DAY_S);
    X509_free(server);
    ck_assert(web_cert_until(authority, &end));
    server = web_server_make(key, &names, authority, key,
                             (struct wall){end.ms - (int64_t)30 * DAY_S * 1000});
    ck_assert(web_cert_until(server, &until));
    ck_assert_int_eq(until.ms, end.ms);
    X509_free(server);
    X509_free(authority);
    EVP_PKEY_free(key);
}
END_TEST

/* --- files --- */

static char dir[64], error[KEY_ERROR_SIZE];
static struct key *node;

static void setup(void)
{
    memcpy(dir, "/tmp/sinodo-web-XXXXXX", sizeof "/tmp/sinodo-web-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_msg(key_open(dir, &node, error) == STATUS_OK, "%s", error);
}

static void teardown(void)
{
    key_close(node);
    remove_tree(dir);
}

static const char *path_of(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static enum status make(const char *names, struct wall at, struct web_made *out)
{
    struct web_names parsed;
    if (names != NULL)
        parsed = parse(names);
    error[0] = '\0';
    return web_files_make(dir, names != NULL ? &parsed : NULL, at, node, out, error);
}

static struct web_made made_of(const char *names)
{
    struct web_made made;
    ck_assert_msg(make(names, now, &made) == STATUS_OK, "%s", error);
    return made;
}

static void refused(const char *names, struct wall at, const char *why)
{
    struct web_made made;
    ck_assert_int_eq(make(names, at, &made), STATUS_INVALID);
    expect_has(error, why);
}

static void file_digest(const char *name, struct digest *out)
{
    char bytes[2048];
    FILE *file = fopen(path_of(name), "re");
    ck_assert_ptr_nonnull(file);
    *out = digest_of(bytes, fread(bytes, 1, sizeof bytes, file));
    (void)fclose(file);
}

START_TEST(a_renewal_changes_the_certificate_and_no_key) /* W5 */
{
    static const char *const kept[] = {"room-ca.crt", "room-ca.key", "web.key", "node.key"};
    struct digest before[4], after;
    struct stat st;
    struct web_made first = made_of("a.example,10.0.0.2");
    ck_assert(first.new_authority);
    ck_assert(web_sig_good(&first.sig));
    for (size_t i = 0; i < 4; i++) {
        file_digest(kept[i], &before[i]);
        ck_assert_int_eq(stat(path_of(kept[i]), &st), 0);
        ck_assert_uint_eq(st.st_mode & 0777, 0600);
    }
    struct web_made again = made_of(NULL), fewer = made_of("10.0.0.2");
    ck_assert(!again.new_authority);
    ck_assert_uint_eq(again.sig.names.count, 2);
    ck_assert_uint_eq(fewer.sig.names.count, 1);
    ck_assert(digest_equal(&again.sig.authority, &first.sig.authority));
    ck_assert(!digest_equal(&again.sig.certificate, &first.sig.certificate));
    for (size_t i = 0; i < 4; i++) {
        file_digest(kept[i], &after);
        ck_assert_msg(digest_equal(&after, &before[i]), "%s", kept[i]);
    }
}
END_TEST

START_TEST(what_is_there_and_does_not_fit_is_refused_and_stays) /* W5 */
{
    struct digest before, after;
    refused(NULL, now, "give the names");
    (void)made_of("a.example");
    file_digest("web.crt", &before);
    refused("b.example", now, "does not permit b.example");
    refused(NULL, (struct wall){now.ms + (int64_t)3700 * DAY_S * 1000}, "the authority has ended");
    ck_assert_int_eq(chmod(path_of("web.key"), 0644), 0);
    refused(NULL, now, "others may read");
    ck_assert_int_eq(chmod(path_of("web.key"), 0600), 0);
    FILE *file = fopen(path_of("web.key"), "we");
    ck_assert_ptr_nonnull(file);
    (void)fclose(file);
    refused(NULL, now, "web.key is no ECDSA key on P-256");
    ck_assert_int_eq(unlink(path_of("room-ca.key")), 0);
    struct web_made made;
    ck_assert_int_eq(make(NULL, now, &made), STATUS_IO);
    expect_has(error, "room-ca.key: No such file");
    file_digest("web.crt", &after);
    ck_assert(digest_equal(&after, &before));
}
END_TEST

START_TEST(an_authority_of_another_key_is_refused)
{
    char kept[128];
    (void)made_of("a.example");
    (void)snprintf(kept, sizeof kept, "%s/kept", dir);
    ck_assert_int_eq(rename(path_of("room-ca.crt"), kept), 0);
    ck_assert_int_eq(unlink(path_of("room-ca.key")), 0);
    ck_assert(made_of("a.example").new_authority);
    ck_assert_int_eq(rename(kept, path_of("room-ca.crt")), 0);
    refused(NULL, now, "is no authority of room-ca.key");
}
END_TEST

START_TEST(a_run_that_was_interrupted_is_repeated)
{
    static const char *const written[] = {"web.sig", "web.crt", "web.key", "room-ca.crt"};
    struct web_made first = made_of("a.example");
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(unlink(path_of(written[i])), 0);
        struct web_made again = made_of("a.example");
        ck_assert(web_sig_good(&again.sig));
        ck_assert_int_eq(digest_equal(&again.sig.authority, &first.sig.authority), i < 3);
        ck_assert_int_eq(access(path_of("web.sig"), F_OK), 0);
    }
}
END_TEST

START_TEST(a_changed_web_sig_is_refused_or_bears_no_good_signature)
{
    struct web_made made = made_of("a.example,::1");
    struct web_sig read;
    struct buffer text = {0};
    web_sig_write(&made.sig, &text);
    for (size_t i = 0; i < text.len; i++) {
        text.data[i] ^= 1;
        if (web_sig_read(text.data, text.len, &read))
            ck_assert_msg(!web_sig_good(&read), "byte %zu", i);
        text.data[i] ^= 1;
        ck_assert(!web_sig_read(text.data, i, &read)); /* cut short */
    }
    ck_assert(web_sig_read(text.data, text.len, &read));
    ck_assert(web_sig_good(&read));
    buffer_release(&text);
}
END_TEST

Suite *web_cert_suite(void)
{
    Suite *s = suite_create("web_cert");
    TCase *t = tcase_create("names");
    tcase_add_test(t, names_and_addresses_have_one_spelling);
    tcase_add_test(t, what_is_no_name_of_a_node_is_refused_in_words);
    suite_add_tcase(s, t);
    t = tcase_create("certificates");
    tcase_add_test(t, an_authority_certifies_the_names_of_its_node_alone);
    tcase_add_test(t, an_authority_certifies_servers_and_no_further_authority);
    tcase_add_test(t, a_server_is_certified_for_825_days_and_not_beyond_its_authority);
    suite_add_tcase(s, t);
    t = tcase_create("files");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_renewal_changes_the_certificate_and_no_key);
    tcase_add_test(t, what_is_there_and_does_not_fit_is_refused_and_stays);
    tcase_add_test(t, an_authority_of_another_key_is_refused);
    tcase_add_test(t, a_run_that_was_interrupted_is_repeated);
    tcase_add_test(t, a_changed_web_sig_is_refused_or_bears_no_good_signature);
    suite_add_tcase(s, t);
    return s;
}
