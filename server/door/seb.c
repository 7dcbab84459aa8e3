#include "server/door/seb.h"

#include "common/random.h"
#include "common/thread.h"
#include "common/wipe.h"
#include "server/core/digest.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A token: kind and time, random bits, and the first half of their HMAC. It is as long as a
 * fingerprint, and written the same way. */
enum { TIME_BYTES = 8, RANDOM_BYTES = 8, MAC_BYTES = 16, SIGNED_BYTES = TIME_BYTES + RANDOM_BYTES };
enum { KEY_BYTES = 32, ORIGIN_MOST = 512 };
enum kind { NONCE = 'n', PASS = 'p' };

static_assert((int)SIGNED_BYTES + (int)MAC_BYTES == (int)FINGERPRINT_BYTES &&
                  (int)SEB_TOKEN_SIZE == (int)FINGERPRINT_TEXT_SIZE,
              "a token is as long as a fingerprint");

struct used {
    uint8_t bytes[SIGNED_BYTES];
    struct mono until; /* zeros: a free place */
};

struct seb {
    uint8_t key[KEY_BYTES];
    char config_key[FINGERPRINT_TEXT_SIZE]; /* lower case */
    pthread_mutex_t lock;
    struct used used[SEB_USED_MOST]; /* lock */
};

enum status seb_open(const char *config_key, struct seb **out)
{
    struct fingerprint parsed = {{0}}; /* as long, and written the same way */
    struct seb *seb = calloc(1, sizeof *seb);
    if (seb == NULL)
        return STATUS_NOMEM;
    if (random_bytes(seb->key, sizeof seb->key) != STATUS_OK) {
        free(seb);
        return STATUS_IO;
    }
    (void)fingerprint_parse(config_key, &parsed);
    fingerprint_text(&parsed, seb->config_key);
    thread_mutex_init(&seb->lock);
    *out = seb;
    return STATUS_OK;
}

void seb_close(struct seb *seb)
{
    if (seb == NULL)
        return;
    (void)pthread_mutex_destroy(&seb->lock);
    wipe(seb, sizeof *seb);
    free(seb);
}

/* --- tokens --- */

static bool sign(const struct seb *seb, const uint8_t bytes[SIGNED_BYTES], uint8_t out[MAC_BYTES])
{
    uint8_t mac[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    bool made = HMAC(EVP_sha256(), seb->key, KEY_BYTES, bytes, SIGNED_BYTES, mac, &len) != NULL;
    if (made)
        memcpy(out, mac, MAC_BYTES);
    return made;
}

static bool draw(const struct seb *seb, enum kind kind, struct mono now, char out[SEB_TOKEN_SIZE])
{
    struct fingerprint t;
    for (size_t i = 1; i < TIME_BYTES; i++)
        t.bytes[i] = (uint8_t)((uint64_t)now.ms >> (8 * (TIME_BYTES - 1 - i)));
    t.bytes[0] = (uint8_t)kind;
    if (random_bytes(t.bytes + TIME_BYTES, RANDOM_BYTES) != STATUS_OK ||
        !sign(seb, t.bytes, t.bytes + SIGNED_BYTES))
        return false;
    fingerprint_text(&t, out);
    return true;
}

/* Takes 64 hexadecimal digits. */
static bool parse(const struct wire_word *word, struct fingerprint *out)
{
    char text[FINGERPRINT_TEXT_SIZE];
    if (word->len != SEB_TOKEN_CHARS)
        return false;
    memcpy(text, word->data, word->len);
    text[word->len] = '\0';
    return strlen(text) == SEB_TOKEN_CHARS && fingerprint_parse(text, out);
}

/* Is it a token of this kind, of this node's, and not over? *until gets when it will be. */
static bool take(const struct seb *seb, enum kind kind, const struct wire_word *word,
                 struct mono now, struct fingerprint *out, struct mono *until)
{
    uint8_t mac[MAC_BYTES];
    uint64_t made = 0;
    if (!parse(word, out) || !sign(seb, out->bytes, mac) ||
        CRYPTO_memcmp(mac, out->bytes + SIGNED_BYTES, MAC_BYTES) != 0 ||
        out->bytes[0] != (uint8_t)kind)
        return false;
    for (size_t i = 1; i < TIME_BYTES; i++)
        made = made << 8 | out->bytes[i];
    until->ms = (int64_t)made + (kind == NONCE ? SEB_NONCE_MS : SEB_PASS_MS);
    return now.ms < until->ms;
}

/* --- nonces that have proved --- */

static bool is_used_locked(const struct seb *seb, const struct fingerprint *nonce)
{
    for (size_t i = 0; i < SEB_USED_MOST; i++)
        if (memcmp(seb->used[i].bytes, nonce->bytes, SIGNED_BYTES) == 0)
            return true;
    return false;
}

static enum seb_verdict use_locked(struct seb *seb, const struct fingerprint *nonce,
                                   struct mono now, struct mono until)
{
    if (is_used_locked(seb, nonce))
        return SEB_STALE;
    for (size_t i = 0; i < SEB_USED_MOST; i++) {
        if (seb->used[i].until.ms > now.ms)
            continue;
        memcpy(seb->used[i].bytes, nonce->bytes, SIGNED_BYTES);
        seb->used[i].until = until;
        return SEB_PROVED;
    }
    return SEB_FULL;
}

bool seb_draw(const struct seb *seb, struct mono now, char out[SEB_TOKEN_SIZE])
{
    return draw(seb, NONCE, now, out);
}

bool seb_is_fresh(struct seb *seb, const struct wire_word *nonce, struct mono now)
{
    struct fingerprint token;
    struct mono until;
    if (!take(seb, NONCE, nonce, now, &token, &until))
        return false;
    thread_lock(&seb->lock);
    bool used = is_used_locked(seb, &token);
    thread_unlock(&seb->lock);
    return !used;
}

/* Is it the hash of that page's address and the Config Key? */
static bool is_hash(const struct seb *seb, const char *origin, const struct wire_word *nonce,
                    const struct wire_word *hash)
{
    char address[ORIGIN_MOST];
    struct fingerprint given, right; /* digests are as long */
    int len =
        snprintf(address, sizeof address, "%.300s/?n=%.*s", origin, SEB_TOKEN_CHARS, nonce->data);
    struct digest digest = digest_of_two(address, (size_t)len, seb->config_key, SEB_TOKEN_CHARS);
    memcpy(right.bytes, digest.bytes, sizeof right.bytes);
    return parse(hash, &given) && fingerprint_equal(&given, &right);
}

enum seb_verdict seb_prove(struct seb *seb, const char *origin, const struct wire_word *nonce,
                           const struct wire_word *hash, struct mono now, char pass[SEB_TOKEN_SIZE])
{
    struct fingerprint token;
    struct mono until;
    if (!take(seb, NONCE, nonce, now, &token, &until))
        return SEB_STALE;
    if (!is_hash(seb, origin, nonce, hash))
        return SEB_WRONG;
    if (!draw(seb, PASS, now, pass))
        return SEB_FULL;
    thread_lock(&seb->lock);
    enum seb_verdict verdict = use_locked(seb, &token, now, until);
    thread_unlock(&seb->lock);
    return verdict;
}

enum seb_verdict seb_passes(const struct seb *seb, const struct wire_word *pass, struct mono now)
{
    struct fingerprint token;
    struct mono until;
    return take(seb, PASS, pass, now, &token, &until) ? SEB_PROVED : SEB_STALE;
}
