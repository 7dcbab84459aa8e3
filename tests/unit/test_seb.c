/* The proof that a browser is Safe Exam Browser: nonces, hashes, passes. */
#include "server/core/digest.h"
#include "server/door/seb.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <string.h>

#define CONFIG_KEY "b272480034fba0139ff4c472f05aca2fc76bc52a711bca7ad8bb534ca7c73c90"
#define ORIGIN "https://exam.example:4443"

static struct seb *seb;
static const struct mono now = {1000000};

static void setup(void)
{
    ck_assert_int_eq(seb_open(CONFIG_KEY, &seb), STATUS_OK);
}

static void teardown(void)
{
    seb_close(seb);
}

static struct mono after(int64_t ms)
{
    return (struct mono){now.ms + ms};
}

static struct wire_word word(const char *text)
{
    return (struct wire_word){text, strlen(text)};
}

/* As SEB's documentation says: the SHA-256 of the address without its fragment and the Config Key. */
static void hash_of(const char *origin, const char *nonce, char out[DIGEST_TEXT_SIZE])
{
    char text[300];
    int len = snprintf(text, sizeof text, "%s/?n=%s" CONFIG_KEY, origin, nonce);
    struct digest digest = digest_of(text, (size_t)len);
    digest_text(&digest, out);
}

static enum seb_verdict prove(const char *nonce, const char *hash, struct mono at,
                              char pass[SEB_TOKEN_SIZE])
{
    struct wire_word n = word(nonce), h = word(hash);
    return seb_prove(seb, ORIGIN, &n, &h, at, pass);
}

static void draw(struct mono at, char nonce[SEB_TOKEN_SIZE], char hash[DIGEST_TEXT_SIZE])
{
    ck_assert(seb_draw(seb, at, nonce));
    hash_of(ORIGIN, nonce, hash);
}

static bool fresh(const char *nonce, struct mono at)
{
    struct wire_word n = word(nonce);
    return seb_is_fresh(seb, &n, at);
}

START_TEST(a_nonce_proves_once)
{
    char nonce[SEB_TOKEN_SIZE], hash[DIGEST_TEXT_SIZE], pass[SEB_TOKEN_SIZE];
    draw(now, nonce, hash);
    ck_assert(fresh(nonce, now));
    ck_assert_int_eq(prove(nonce, hash, after(10), pass), SEB_PROVED);
    ck_assert(!fresh(nonce, after(20)));
    ck_assert_int_eq(prove(nonce, hash, after(20), pass), SEB_STALE);
    draw(now, nonce, hash); /* another one of the same moment */
    ck_assert_int_eq(prove(nonce, hash, after(10), pass), SEB_PROVED);
}
END_TEST

START_TEST(a_nonce_lives_for_a_minute)
{
    char nonce[SEB_TOKEN_SIZE], hash[DIGEST_TEXT_SIZE], pass[SEB_TOKEN_SIZE];
    draw(now, nonce, hash);
    ck_assert(fresh(nonce, after(SEB_NONCE_MS - 1)));
    ck_assert(!fresh(nonce, after(SEB_NONCE_MS)));
    ck_assert_int_eq(prove(nonce, hash, after(SEB_NONCE_MS), pass), SEB_STALE);
    ck_assert_int_eq(prove(nonce, hash, after(SEB_NONCE_MS - 1), pass), SEB_PROVED);
}
END_TEST

START_TEST(another_hash_proves_nothing_and_uses_no_nonce_up)
{
    char nonce[SEB_TOKEN_SIZE], hash[DIGEST_TEXT_SIZE], other[DIGEST_TEXT_SIZE];
    char pass[SEB_TOKEN_SIZE];
    draw(now, nonce, hash);
    hash_of("https://other.example:4443", nonce, other);
    ck_assert_int_eq(prove(nonce, other, now, pass), SEB_WRONG);
    ck_assert_int_eq(prove(nonce, CONFIG_KEY, now, pass), SEB_WRONG);
    ck_assert_int_eq(prove(nonce, "", now, pass), SEB_WRONG);
    ck_assert_int_eq(prove(nonce, hash, now, pass), SEB_PROVED);
}
END_TEST

START_TEST(a_nonce_that_is_not_of_this_node_proves_nothing)
{
    char nonce[SEB_TOKEN_SIZE], hash[DIGEST_TEXT_SIZE], pass[SEB_TOKEN_SIZE];
    struct seb *other;
    ck_assert_int_eq(seb_open(CONFIG_KEY, &other), STATUS_OK);
    ck_assert(seb_draw(other, now, nonce));
    seb_close(other);
    hash_of(ORIGIN, nonce, hash);
    ck_assert_int_eq(prove(nonce, hash, now, pass), SEB_STALE);
    draw(now, nonce, hash);
    for (size_t i = 0; i < SEB_TOKEN_CHARS; i++) {
        char kept = nonce[i];
        nonce[i] = kept == '7' ? '8' : '7';
        hash_of(ORIGIN, nonce, hash);
        ck_assert_int_eq(prove(nonce, hash, now, pass), SEB_STALE);
        nonce[i] = kept;
    }
    ck_assert(!fresh("", now));
    ck_assert(!fresh("zz", now));
}
END_TEST

START_TEST(a_pass_stands_for_the_proof_and_is_no_nonce)
{
    char nonce[SEB_TOKEN_SIZE], hash[DIGEST_TEXT_SIZE], pass[SEB_TOKEN_SIZE];
    char unused[SEB_TOKEN_SIZE];
    draw(now, nonce, hash);
    ck_assert_int_eq(prove(nonce, hash, now, pass), SEB_PROVED);
    struct wire_word p = word(pass), n = word(nonce);
    ck_assert_int_eq(seb_passes(seb, &p, after(SEB_PASS_MS - 1)), SEB_PROVED);
    ck_assert_int_eq(seb_passes(seb, &p, after(SEB_PASS_MS)), SEB_STALE);
    ck_assert_int_eq(seb_passes(seb, &n, now), SEB_STALE);
    hash_of(ORIGIN, pass, hash);
    ck_assert_int_eq(prove(pass, hash, now, unused), SEB_STALE);
}
END_TEST

START_TEST(proofs_of_a_minute_are_bounded)
{
    char nonce[SEB_TOKEN_SIZE], hash[DIGEST_TEXT_SIZE], pass[SEB_TOKEN_SIZE];
    for (size_t i = 0; i < SEB_USED_MOST; i++) {
        draw(now, nonce, hash);
        ck_assert_int_eq(prove(nonce, hash, now, pass), SEB_PROVED);
    }
    draw(after(1000), nonce, hash);
    ck_assert_int_eq(prove(nonce, hash, after(1000), pass), SEB_FULL);
    ck_assert_int_eq(prove(nonce, hash, after(SEB_NONCE_MS), pass), SEB_PROVED);
}
END_TEST

Suite *seb_suite(void)
{
    Suite *s = suite_create("seb");
    TCase *t = tcase_create("seb");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_nonce_proves_once);
    tcase_add_test(t, a_nonce_lives_for_a_minute);
    tcase_add_test(t, another_hash_proves_nothing_and_uses_no_nonce_up);
    tcase_add_test(t, a_nonce_that_is_not_of_this_node_proves_nothing);
    tcase_add_test(t, a_pass_stands_for_the_proof_and_is_no_nonce);
    tcase_add_test(t, proofs_of_a_minute_are_bounded);
    suite_add_tcase(s, t);
    return s;
}
