/* The secrets of a roster: how they are read, refused, compared and made; and who registers. */
#include "common/file.h"
#include "common/text.h"
#include "server/ctl/roster_secrets.h"
#include "server/setup/registering.h"
#include "server/setup/roster_file.h"
#include "server/setup/secret.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

static struct roster *list;
static struct buffer words;
static char dir[64], path[4][96];

enum { ROSTER, OUT, LETTERS, OTHER };

static void setup(void)
{
    static const char *const names[] = {"roster.csv", "out.csv", "letters.csv", "other.csv"};
    list = NULL;
    memcpy(dir, "/tmp/sinodo-secrets-XXXXXX", sizeof "/tmp/sinodo-secrets-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    for (size_t i = 0; i < 4; i++)
        (void)snprintf(path[i], sizeof path[i], "%s/%s", dir, names[i]);
}

static void teardown(void)
{
    roster_close(list);
    buffer_release(&words);
    for (size_t i = 0; i < 4; i++)
        (void)unlink(path[i]);
    (void)rmdir(dir);
}

static const struct roster_rules rules = {.ids = {.formats = 1U << IDENT_CEDULA, .letter = 'V'},
                                          .others = 2};

static enum status roster(const char *text)
{
    buffer_clear(&words);
    roster_close(list);
    list = NULL;
    enum status status = roster_parse("r", text, strlen(text), &rules, &list, &words);
    buffer_append(&words, "", 1);
    return status;
}

static void refused(const char *text, const char *why)
{
    ck_assert_msg(roster(text) == STATUS_INVALID, "%s is read", text);
    expect_has(words.data, why);
}

static bool matches(const char *id, const char *text)
{
    return secret_matches(text, strlen(text), &roster_find(list, id)->secret);
}

START_TEST(a_secret_is_compared_as_people_type_it)
{
    ck_assert_int_eq(roster("id,secreto\n1,K7QF-93HD-2MX0\n2,AAAA BBBB CCC1\n"), STATUS_OK);
    ck_assert(roster_has_secrets(list));
    ck_assert(matches("V1", "K7QF-93HD-2MX0"));
    ck_assert(matches("V1", "k7qf93hd2mxo"));
    ck_assert(matches("V1", " K7QF 93HD 2MXO "));
    ck_assert(matches("V2", "aaaabbbbcccL"));
    ck_assert(!matches("V1", "K7QF-93HD-2MX1"));
    ck_assert(!matches("V1", "K7QF-93HD-2MX"));
    ck_assert(!matches("V1", "AAAABBBBCCC1"));
    ck_assert(!matches("V1", ""));
    ck_assert(!matches("V1", "ñ"));
    ck_assert_int_eq(roster("id\n1\n"), STATUS_OK);
    ck_assert(!roster_has_secrets(list));
    ck_assert(!roster_find(list, "V1")->has_secret);
}
END_TEST

START_TEST(a_hash_stands_for_a_secret)
{
    static const uint8_t salt[SALT_BYTES] = {1, 2, 0xab};
    struct code_hash hash = secret_hash("K7QF93HD2MX0", salt);
    char text[SECRET_HASH_TEXT_SIZE], table[512];
    secret_hash_text(&hash, text);
    ck_assert_uint_eq(strlen(text), sizeof text - 1);
    (void)snprintf(table, sizeof table, "id,clave\n1,%s\n", text);
    ck_assert_int_eq(roster(table), STATUS_OK);
    ck_assert(matches("V1", "k7qf-93hd-2mxo"));
    ck_assert(!matches("V1", "k7qf-93hd-2mx1"));
    (void)snprintf(table, sizeof table, "id,clave\n1,%s\n2,%s\n", text, text);
    refused(table, "r:3: this secret is given twice: line 2 has it too");
    text[10] = 'g';
    (void)snprintf(table, sizeof table, "id,clave\n1,%s\n", text);
    refused(table, "r:2: this hash of a secret is damaged");
    text[10] = 'A';
    text[sizeof text - 2] = '\0';
    (void)snprintf(table, sizeof table, "id,clave\n1,%s\n", text);
    refused(table, "r:2: this hash of a secret is damaged");
    text[sizeof text - 2] = '7';
    text[strlen("sha256:") + 2 * (size_t)SALT_BYTES] = '-';
    (void)snprintf(table, sizeof table, "id,clave\n1,%s\n", text);
    refused(table, "r:2: this hash of a secret is damaged");
}
END_TEST

START_TEST(secrets_that_can_be_guessed_are_refused)
{
    static const char *const weak[] = {
        "12345678", /* 26 bits */
        "123456789012345" /* 49.8 */,
        "ABCDEF012345", /* hexadecimal: 48 */
        "KZQFMHDTWX",   /* letters: 45 */
        "K7QF93HD2M",   /* without 0 and 1: 49 */
        "aaaaaaaaaaaaaaaaaaaa",
        "ababababababababababababab",
    };
    static const char *const strong[] = {
        "1234567890123456", /* 53 */
        "ABCDEF0123456",    /* 52 */
        "KZQFMHDTWXBV",     /* 53 of 22 letters */
        "K7QF93HD2MU",      /* 55 */
        "K7+QF93=HD",       /* 60 of all characters */
        "aabbccaabbccaabbccaa",
    };
    char table[160];
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        (void)snprintf(table, sizeof table, "id,secret\n1,%s\n", weak[i]);
        refused(table, "r:2: this secret can be guessed: it has fewer than 50 random");
    }
    for (size_t i = 0; i < sizeof strong / sizeof strong[0]; i++) {
        (void)snprintf(table, sizeof table, "id,secret\n1,%s\n", strong[i]);
        ck_assert_msg(roster(table) == STATUS_OK, "%s: %s", strong[i], words.data);
    }
    refused("id,secret\n1,\n2,K7QF93HD2MX0\n", "r:2: the secret is missing");
    refused("id,secret\n1,año-nuevo-2027\n", "r:2: a secret is up to 64 letters");
    refused("id,secret\n1,K7QF93HD2MX0\n2,\"k7qf 93hd 2mxo\"\n", "r:3: this secret is given twice");
    ck_assert_ptr_null(strstr(words.data, "k7qf"));
    memset(table, 'x', sizeof table);
    memcpy(table, "id,secret\n1,a+", strlen("id,secret\n1,a+"));
    table[strlen("id,secret\n1,") + SECRET_MOST + 1] = '\0';
    refused(table, "r:2: a secret is up to 64 letters");
    table[strlen("id,secret\n1,") + SECRET_MOST] = '\0';
    ck_assert_int_eq(roster(table), STATUS_OK);
}
END_TEST

/* The digits that one secret happens to have are no weaker: the column has letters too. */
START_TEST(the_alphabet_and_the_prefix_are_the_columns)
{
    ck_assert_int_eq(roster("id,secret\n1,234567823456\n2,K7QF93HD2MX0\n"), STATUS_OK);
    refused("id,secret\n1,234567823456\n2,934567823451\n", "r:2: this secret can be guessed");
    static const char alike[] = "id,secret\n1,UCV2027-0137\n2,UCV2027-0298\n3,UCV2027-0371\n"
                                "4,UCV2027-0429\n5,UCV2027-0558\n6,UCV2027-0616\n"
                                "7,UCV2027-07777\n";
    char table[sizeof alike + 32];
    ck_assert_int_eq(roster(alike), STATUS_OK); /* seven prove nothing */
    (void)snprintf(table, sizeof table, "%s8,UCV2027-0831\n", alike);
    refused(table, "r:9: this secret can be guessed");
}
END_TEST

START_TEST(who_registers_follows_from_the_roster_and_the_setting)
{
    struct policy policy = {{0}};
    ck_assert_ptr_null(registering_settle(&policy, NULL));
    ck_assert_int_eq(policy.value[POLICY_REGISTRATION], REGISTRATION_OPEN);
    ck_assert_ptr_null(registering_warning(&policy, NULL));
    ck_assert_int_eq(roster("id\n1\n"), STATUS_OK);
    policy.value[POLICY_REGISTRATION] = 0;
    ck_assert_ptr_null(registering_settle(&policy, list));
    ck_assert_int_eq(policy.value[POLICY_REGISTRATION], REGISTRATION_OPEN);
    expect_has(registering_warning(&policy, list), "give the roster secrets");
    policy.value[POLICY_REGISTRATION] = REGISTRATION_SECRET;
    expect_has(registering_settle(&policy, list), "needs a roster with a column of secrets");
    expect_has(registering_settle(&policy, NULL), "needs a roster with a column of secrets");
    policy.value[POLICY_REGISTRATION] = REGISTRATION_STAFF;
    ck_assert_ptr_null(registering_settle(&policy, list));
    ck_assert_ptr_null(registering_warning(&policy, list));
    ck_assert_int_eq(roster("id,secret\n1,K7QF93HD2MX0\n"), STATUS_OK);
    policy.value[POLICY_REGISTRATION] = 0;
    ck_assert_ptr_null(registering_settle(&policy, list));
    ck_assert_int_eq(policy.value[POLICY_REGISTRATION], REGISTRATION_SECRET);
    ck_assert_ptr_null(registering_warning(&policy, list));
    policy.value[POLICY_REGISTRATION] = REGISTRATION_OPEN;
    ck_assert_ptr_null(registering_settle(&policy, list));
    expect_has(registering_warning(&policy, list), "secrets are not asked for");
}
END_TEST

START_TEST(secrets_are_no_part_of_the_rosters_digest) /* R9 */
{
    ck_assert_int_eq(roster("id\n1\n"), STATUS_OK);
    struct digest plain = roster_digest(list), other;
    ck_assert_int_eq(roster("id,secret\n1,K7QF93HD2MX0\n"), STATUS_OK);
    other = roster_digest(list);
    ck_assert(digest_equal(&plain, &other));
    struct roster *before = list;
    list = NULL;
    ck_assert_int_eq(roster("id,secret\n1,K7QF93HD2MX0\n"), STATUS_OK);
    ck_assert_uint_eq(roster_compare(before, list).changed, 0);
    ck_assert_int_eq(roster("id,secret\n1,K7QF93HD2MX1\n"), STATUS_OK);
    ck_assert_uint_eq(roster_compare(before, list).changed, 1);
    ck_assert_int_eq(roster("id\n1\n"), STATUS_OK);
    ck_assert_uint_eq(roster_compare(before, list).changed, 1);
    roster_close(before);
}
END_TEST

/* --- sinodoctl roster-secrets --- */

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* Standard error is closed meanwhile: the tool talks to people there. */
static int make(const char *a, const char *b, const char *c, const char *d)
{
    char *all[] = {(char *)a, (char *)b, (char *)c, (char *)d};
    int count = 0, error = dup(STDERR_FILENO), nothing = open("/dev/null", O_WRONLY);
    while (count < 4 && all[count] != NULL)
        count++;
    (void)dup2(nothing, STDERR_FILENO);
    int result = roster_secrets_run(count, all);
    (void)dup2(error, STDERR_FILENO);
    close(nothing);
    close(error);
    return result;
}

/* The file's text, which its owner alone may read. */
static const char *read_private(const char *name)
{
    struct stat info;
    ck_assert_int_eq(stat(name, &info), 0);
    ck_assert_uint_eq(info.st_mode & 07777, 0600);
    buffer_clear(&words);
    ck_assert_int_eq(file_read(name, 1 << 20, &words, &words), STATUS_OK);
    buffer_append(&words, "", 1);
    return words.data;
}

START_TEST(secrets_are_made_for_a_roster_and_for_letters)
{
    char secret[2][SECRET_SHOWN_SIZE] = {"", ""};
    write_file(path[ROSTER], "Cédula;Nombre;Correo\n1;\"Pérez; \"\"Ana\"\"\";a@b\n2\n");
    ck_assert_int_eq(make(path[ROSTER], path[OUT], "--letters", path[LETTERS]), EX_OK);
    const char *letters = read_private(path[LETTERS]);
    int n = 0;
    (void)sscanf(letters,
                 "\xef\xbb\xbf"
                 "Cédula;Nombre;Correo;secreto\n1;\"Pérez; \"\"Ana\"\"\";a@b;%14s\n2;;;%14s\n%n",
                 secret[0], secret[1], &n);
    ck_assert_msg(n > 0 && letters[n] == '\0', "%s", letters);
    ck_assert_uint_eq(strlen(secret[1]), SECRET_SHOWN_SIZE - 1);
    ck_assert_ptr_null(strstr(read_private(path[OUT]), secret[0]));
    buffer_clear(&words);
    ck_assert_int_eq(roster_read(path[OUT], &rules, &list, &words), STATUS_OK);
    ck_assert(roster_has_secrets(list));
    ck_assert_str_eq(roster_find(list, "V1")->name, "Pérez; \"Ana\"");
    ck_assert(matches("V1", secret[0]));
    ck_assert(matches("V2", secret[1]));
    ck_assert(!matches("V2", secret[0]));
    roster_close(list);
    buffer_clear(&words);
    ck_assert_int_eq(roster_read(path[LETTERS], &rules, &list, &words), STATUS_OK);
    ck_assert(matches("V2", secret[1]));
}
END_TEST

START_TEST(a_roster_without_headings_gets_some)
{
    write_file(path[ROSTER], "1,Ana\n2,Eva,caracas,5\n");
    ck_assert_int_eq(make(path[ROSTER], path[OUT], "--letters", path[LETTERS]), EX_OK);
    ck_assert_int_eq(roster_read(path[OUT], &rules, &list, &words), STATUS_OK);
    ck_assert_uint_eq(roster_find(list, "V2")->extra_s, 300);
    ck_assert(roster_has_secrets(list));
}
END_TEST

START_TEST(no_file_is_overwritten_and_no_list_stays_without_its_roster)
{
    write_file(path[ROSTER], "id,name\n1,Ana\n");
    write_file(path[OTHER], "kept");
    ck_assert_int_eq(make(path[ROSTER], path[OTHER], "--letters", path[LETTERS]), EX_CANTCREAT);
    ck_assert_int_ne(access(path[LETTERS], F_OK), 0);
    ck_assert_int_eq(make(path[ROSTER], path[OUT], "--letters", path[OTHER]), EX_CANTCREAT);
    ck_assert_int_ne(access(path[OUT], F_OK), 0);
    ck_assert_int_eq(chmod(path[OTHER], 0600), 0);
    ck_assert_str_eq(read_private(path[OTHER]), "kept");
}
END_TEST

START_TEST(rosters_that_cannot_get_secrets_are_refused)
{
    static const char *const bad[] = {"id,name,secret\n1,Ana,x\n",
                                      "name,node\nAna,caracas\n",
                                      "id,name\n1,\"Ana\n",
                                      "id,name\n1,Ana,x\n",
                                      "1,Ana,a,5,x\n",
                                      "id,name\n",
                                      ""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_file(path[ROSTER], bad[i]);
        ck_assert_int_eq(make(path[ROSTER], path[OUT], "--letters", path[LETTERS]), EX_DATAERR);
        ck_assert_int_ne(access(path[OUT], F_OK), 0);
    }
    ck_assert_int_eq(make(path[OTHER], path[OUT], NULL, NULL), EX_CANTCREAT);
    ck_assert_int_eq(make(path[ROSTER], NULL, NULL, NULL), EX_USAGE);
    ck_assert_int_eq(make(path[ROSTER], path[OUT], "--letters", NULL), EX_USAGE);
    ck_assert_int_eq(make(path[ROSTER], path[OUT], path[OTHER], NULL), EX_USAGE);
}
END_TEST

Suite *secrets_suite(void)
{
    Suite *s = suite_create("secrets");
    TCase *t = tcase_create("secrets");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_secret_is_compared_as_people_type_it);
    tcase_add_test(t, a_hash_stands_for_a_secret);
    tcase_add_test(t, secrets_that_can_be_guessed_are_refused);
    tcase_add_test(t, the_alphabet_and_the_prefix_are_the_columns);
    tcase_add_test(t, who_registers_follows_from_the_roster_and_the_setting);
    tcase_add_test(t, secrets_are_no_part_of_the_rosters_digest);
    tcase_add_test(t, secrets_are_made_for_a_roster_and_for_letters);
    tcase_add_test(t, a_roster_without_headings_gets_some);
    tcase_add_test(t, no_file_is_overwritten_and_no_list_stays_without_its_roster);
    tcase_add_test(t, rosters_that_cannot_get_secrets_are_refused);
    suite_add_tcase(s, t);
    return s;
}
