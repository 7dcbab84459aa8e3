#include "server/bank/seal.h"

#include "common/random.h"
#include "common/wipe.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

enum {
    VERSION = 1,
    VERSION_AT = SEAL_MAGIC_BYTES,
    COST_AT = VERSION_AT + 1,
    SALT_AT = COST_AT + 3,
    NONCE_AT = SALT_AT + SEAL_SALT_BYTES,
    KEY_BYTES = 32,
    STANDARD_R = 8,
    STANDARD_P = 1,
    MOST_LOG2_N = 20,
    MOST_MEMORY = 256 * 1024 * 1024,
    MOST_WORK = 4 * (1 << SEAL_LOG2_N) * STANDARD_R * STANDARD_P
};

static const char magic[SEAL_MAGIC_BYTES] = {'S', 'I', 'N', 'O', 'D', 'O', '\0', '\x1a'};

static const struct {
    enum bank_format format;
    uint8_t byte;
} formats[] = {{BANK_AIKEN, 'A'}, {BANK_GIFT, 'G'}};

enum { FORMATS = sizeof formats / sizeof formats[0] };

const char *seal_result_text(enum seal_result result)
{
    switch (result) {
    case SEAL_OK:
        return "ok";
    case SEAL_NOT_SEALED:
        return "is not a sealed bank";
    case SEAL_DAMAGED:
        return "the passphrase is wrong or the file is damaged";
    case SEAL_UNSUPPORTED:
        return "is sealed in a way that this program does not support, or damaged";
    case SEAL_NOMEM:
        return "not enough memory to open or seal it; it takes 128 MiB for a moment";
    case SEAL_NO_CRYPTO:
        return "libcrypto gives no scrypt or AES-256-GCM, or the system no random bytes";
    }
    return "?";
}

/* Memory and work of the KDF (RFC 7914, section 2: 128 * N * r bytes, touched 2p times). */
static bool cost_allowed(const struct seal_header *h)
{
    if (h->log2_n < 1 || h->log2_n > MOST_LOG2_N || h->r < 1 || h->p < 1)
        return false;
    uint64_t n = UINT64_C(1) << h->log2_n;
    return h->log2_n < 16 * h->r && /* section 6: N < 2^(128 * r / 8) */
           128 * n * h->r <= MOST_MEMORY && n * h->r * h->p <= MOST_WORK;
}

bool seal_recognises(const char *data, size_t len)
{
    return len >= sizeof magic && memcmp(data, magic, sizeof magic) == 0;
}

enum seal_result seal_read_header(const char *data, size_t len, struct seal_header *out)
{
    struct seal_header h;
    if (!seal_recognises(data, len))
        return SEAL_NOT_SEALED;
    if (len < SEAL_EXTRA_BYTES || len > SEAL_FILE_BYTES)
        return SEAL_DAMAGED;
    h.log2_n = (uint8_t)data[COST_AT];
    h.r = (uint8_t)data[COST_AT + 1];
    h.p = (uint8_t)data[COST_AT + 2];
    memcpy(h.salt, data + SALT_AT, sizeof h.salt);
    memcpy(h.nonce, data + NONCE_AT, sizeof h.nonce);
    if (data[VERSION_AT] != VERSION || !cost_allowed(&h))
        return SEAL_UNSUPPORTED;
    *out = h;
    return SEAL_OK;
}

static void write_header(const struct seal_header *h, char out[SEAL_HEADER_BYTES])
{
    memcpy(out, magic, sizeof magic);
    out[VERSION_AT] = VERSION;
    out[COST_AT] = (char)h->log2_n;
    out[COST_AT + 1] = (char)h->r;
    out[COST_AT + 2] = (char)h->p;
    memcpy(out + SALT_AT, h->salt, sizeof h->salt);
    memcpy(out + NONCE_AT, h->nonce, sizeof h->nonce);
}

/* scrypt. Where the library has it and the cost is allowed it fails only for lack of memory. */
static enum seal_result derive_key(const struct seal_header *h, const struct passphrase *passphrase,
                                   uint8_t key[KEY_BYTES])
{
    uint64_t n = UINT64_C(1) << h->log2_n;
    uint64_t most = 2 * (uint64_t)MOST_MEMORY; /* the library's own limit is 32 MiB */
    uint32_t r = h->r, p = h->p;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, (void *)passphrase->text,
                                          passphrase->len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)h->salt, sizeof h->salt),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &most),
        OSSL_PARAM_construct_end()};
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "SCRYPT", NULL);
    EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
    enum seal_result result = kdf == NULL ? SEAL_NO_CRYPTO : SEAL_NOMEM;
    if (context != NULL && EVP_KDF_derive(context, key, KEY_BYTES, params) == 1)
        result = SEAL_OK;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return result;
}

/* Begins AES-256-GCM with the header as additional authenticated data; NULL when the library does
 * not support it. Freeing the context wipes it. */
static EVP_CIPHER_CTX *begin_cipher(const char header[SEAL_HEADER_BYTES],
                                    const uint8_t key[KEY_BYTES], int encrypt)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    const unsigned char *bytes = (const unsigned char *)header;
    int done = 0;
    bool begun = cipher != NULL && c != NULL &&
                 EVP_CipherInit_ex2(c, cipher, key, bytes + NONCE_AT, encrypt, NULL) == 1 &&
                 EVP_CIPHER_CTX_get_iv_length(c) == SEAL_NONCE_BYTES &&
                 EVP_CipherUpdate(c, NULL, &done, bytes, SEAL_HEADER_BYTES) == 1;
    EVP_CIPHER_free(cipher);
    if (begun)
        return c;
    EVP_CIPHER_CTX_free(c);
    return NULL;
}

/* Encrypts or decrypts; in a counter mode the output is as long as the input. */
static bool turn(EVP_CIPHER_CTX *c, const void *from, size_t len, void *to)
{
    int done = 0;
    return len == 0 || (EVP_CipherUpdate(c, to, &done, from, (int)len) == 1 && done == (int)len);
}

/* out: room for the whole sealed bank, header written. */
static bool encrypt(const uint8_t key[KEY_BYTES], uint8_t format, const char *text, size_t len,
                    char *out)
{
    EVP_CIPHER_CTX *c = begin_cipher(out, key, 1);
    unsigned char none[1];
    int done = 0;
    char *at = out + SEAL_HEADER_BYTES;
    bool good = c != NULL && turn(c, &format, 1, at) && turn(c, text, len, at + 1) &&
                EVP_CipherFinal_ex(c, none, &done) == 1 && done == 0 &&
                EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG_BYTES, at + 1 + len) == 1;
    EVP_CIPHER_CTX_free(c);
    return good;
}

/* *format and text are valid only if the tag is right. len: of the text. */
static enum seal_result decrypt(const uint8_t key[KEY_BYTES], const char *data, size_t len,
                                uint8_t *format, char *text)
{
    EVP_CIPHER_CTX *c = begin_cipher(data, key, 0);
    const char *at = data + SEAL_HEADER_BYTES;
    unsigned char none[1];
    int done = 0;
    enum seal_result result = SEAL_NO_CRYPTO;
    if (c != NULL && turn(c, at, 1, format) && turn(c, at + 1, len, text) &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG_BYTES, (void *)(at + 1 + len)) == 1)
        result = EVP_CipherFinal_ex(c, none, &done) == 1 ? SEAL_OK : SEAL_DAMAGED;
    EVP_CIPHER_CTX_free(c);
    return result;
}

enum seal_result seal_make(enum bank_format format, const char *text, size_t len,
                           const struct passphrase *passphrase, unsigned log2_n, struct buffer *out)
{
    struct seal_header h = {(uint8_t)log2_n, STANDARD_R, STANDARD_P, {0}, {0}};
    uint8_t key[KEY_BYTES], byte = 0;
    assert(len <= BANK_FILE_BYTES && cost_allowed(&h));
    for (size_t i = 0; i < FORMATS; i++)
        if (formats[i].format == format)
            byte = formats[i].byte;
    if (random_bytes(h.salt, sizeof h.salt) != STATUS_OK ||
        random_bytes(h.nonce, sizeof h.nonce) != STATUS_OK)
        return SEAL_NO_CRYPTO;
    char *room = buffer_reserve(out, SEAL_EXTRA_BYTES + len);
    if (room == NULL)
        return SEAL_NOMEM;
    write_header(&h, room);
    enum seal_result result = derive_key(&h, passphrase, key);
    if (result == SEAL_OK)
        result = encrypt(key, byte, text, len, room) ? SEAL_OK : SEAL_NO_CRYPTO;
    wipe(key, sizeof key);
    if (result == SEAL_OK)
        out->len += SEAL_EXTRA_BYTES + len;
    return result;
}

enum seal_result seal_open(const char *data, size_t len, const struct passphrase *passphrase,
                           enum bank_format *format, struct buffer *text)
{
    struct seal_header h;
    uint8_t key[KEY_BYTES], byte = 0;
    enum seal_result result = seal_read_header(data, len, &h);
    if (result != SEAL_OK)
        return result;
    size_t text_len = len - SEAL_EXTRA_BYTES, known = 0;
    char *room = buffer_reserve(text, text_len + 1);
    if (room == NULL)
        return SEAL_NOMEM;
    result = derive_key(&h, passphrase, key);
    if (result == SEAL_OK)
        result = decrypt(key, data, text_len, &byte, room);
    wipe(key, sizeof key);
    while (known < FORMATS && formats[known].byte != byte)
        known++;
    if (result == SEAL_OK && known == FORMATS)
        result = SEAL_UNSUPPORTED;
    if (result == SEAL_OK) {
        *format = formats[known].format;
        text->len += text_len;
    } else {
        wipe(room, text_len);
    }
    return result;
}
