#include "server/door/access.h"

#include "common/base32.h"
#include "common/random.h"
#include "common/wipe.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdatomic.h>
#include <string.h>

/* HMAC-SHA-256 without a key, to be copied for each use: the library's own short form looks the
 * algorithm up for every code. NULL when memory was short at each attempt so far. */
static _Atomic(EVP_MAC_CTX *) keyless_hmac;

static EVP_MAC_CTX *make_keyless(void)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    const OSSL_PARAM sha256[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end()};
    EVP_MAC_CTX *made = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
    EVP_MAC_free(mac); /* the context has it */
    if (made == NULL || EVP_MAC_CTX_set_params(made, sha256) == 1)
        return made;
    EVP_MAC_CTX_free(made);
    return NULL;
}

/* The first thread keeps its context for all; another that makes one meanwhile frees its own. */
static EVP_MAC_CTX *get_keyless(void)
{
    EVP_MAC_CTX *kept = atomic_load(&keyless_hmac);
    if (kept != NULL)
        return kept;
    EVP_MAC_CTX *made = make_keyless();
    if (made != NULL && !atomic_compare_exchange_strong(&keyless_hmac, &kept, made)) {
        EVP_MAC_CTX_free(made);
        return kept;
    }
    return made;
}

static enum status compute_hmac(const uint8_t *key, size_t key_len, const void *data, size_t len,
                                struct digest *out)
{
    size_t size = 0;
    EVP_MAC_CTX *keyless = get_keyless();
    EVP_MAC_CTX *mac = keyless != NULL ? EVP_MAC_CTX_dup(keyless) : NULL;
    bool made = mac != NULL && EVP_MAC_init(mac, key, key_len, NULL) == 1 &&
                EVP_MAC_update(mac, data, len) == 1 &&
                EVP_MAC_final(mac, out->bytes, &size, DIGEST_BYTES) == 1 && size == DIGEST_BYTES;
    EVP_MAC_CTX_free(mac); /* which wipes it */
    return made ? STATUS_OK : STATUS_NOMEM;
}

static enum status derive_code(const char *cluster, const char *id, const void *key, size_t key_len,
                               char out[ACCESS_CODE_SIZE])
{
    /* Both with their NUL, so that no other pair of cluster and ID gives the same bytes. */
    uint8_t input[NODE_NAME_MAX + 1 + BY_MAX_BYTES + 1];
    size_t cluster_len = strlen(cluster) + 1, id_len = strlen(id) + 1;
    struct digest mac;
    assert(cluster_len <= NODE_NAME_MAX + 1 && id_len <= BY_MAX_BYTES + 1);
    memcpy(input, cluster, cluster_len);
    memcpy(input + cluster_len, id, id_len);
    enum status status = compute_hmac(key, key_len, input, cluster_len + id_len, &mac);
    if (status != STATUS_OK)
        return status;
    base32_write(mac.bytes, ACCESS_CODE_CHARS, out);
    wipe(&mac, sizeof mac);
    return STATUS_OK;
}

bool access_key_valid(const char *key, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (key[i] <= ' ' || key[i] > '~')
            return false;
    return len >= ACCESS_KEY_LEAST && len <= ACCESS_KEY_MOST;
}

void access_show(const char *code, char out[ACCESS_SHOWN_SIZE])
{
    base32_group(code, ACCESS_CODE_CHARS, out);
}

bool access_normalise(const char *text, size_t len, char out[ACCESS_CODE_SIZE])
{
    char code[ACCESS_CODE_SIZE] = {0};
    size_t used = 0;
    bool possible = true;
    for (size_t i = 0; possible && i < len; i++) {
        char c = base32_normal(text[i]);
        if (c == ' ' || c == '-')
            continue;
        possible = used < ACCESS_CODE_CHARS && base32_has(c);
        if (possible)
            code[used++] = c;
    }
    possible = possible && used == ACCESS_CODE_CHARS;
    if (possible)
        memcpy(out, code, sizeof code);
    wipe(code, sizeof code);
    return possible;
}

enum status access_issue(const char *cluster, const char *id, const void *key, size_t key_len,
                         char code[ACCESS_CODE_SIZE], struct code_hash *hash)
{
    struct {
        uint8_t salt[SALT_BYTES], key[32];
    } random; /* drawn at once */
    if (random_bytes(&random, key_len > 0 ? sizeof random.salt : sizeof random) != STATUS_OK)
        return STATUS_IO;
    enum status status = key_len > 0
                             ? derive_code(cluster, id, key, key_len, code)
                             : derive_code(cluster, id, random.key, sizeof random.key, code);
    memcpy(hash->salt, random.salt, SALT_BYTES);
    if (status == STATUS_OK)
        status = compute_hmac(hash->salt, SALT_BYTES, code, ACCESS_CODE_CHARS, &hash->hash);
    wipe(&random, sizeof random);
    return status;
}

enum status access_matches(const char *code, const struct code_hash *hash, bool *out)
{
    struct digest mac;
    enum status status = compute_hmac(hash->salt, sizeof hash->salt, code, ACCESS_CODE_CHARS, &mac);
    if (status == STATUS_OK)
        *out = CRYPTO_memcmp(mac.bytes, hash->hash.bytes, DIGEST_BYTES) == 0;
    wipe(&mac, sizeof mac);
    return status;
}
