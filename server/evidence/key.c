#include "server/evidence/key.h"

#include "common/buffer.h"
#include "common/file.h"
#include "server/evidence/pem.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct key {
    EVP_PKEY *pair;
    uint8_t public_key[KEY_PUBLIC_BYTES];
    struct fingerprint fingerprint;
    char path[KEY_PATH_SIZE], certificate_path[KEY_PATH_SIZE];
};

static void explain_key(char error[KEY_ERROR_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void explain_key(char error[KEY_ERROR_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(error, KEY_ERROR_SIZE, format, args);
    va_end(args);
}

/* --- making --- */

static bool set_name(X509 *certificate)
{
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                      (const unsigned char *)"sinodo node", -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1;
}

/* RFC 5280, 4.1.2.5: 99991231235959Z means that there is no well-defined end. Sinodo does not check
 * the dates. */
static X509 *make_certificate(EVP_PKEY *pair)
{
    X509 *c = X509_new();
    if (c != NULL && X509_set_version(c, X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set(X509_get_serialNumber(c), 1) == 1 && set_name(c) &&
        ASN1_TIME_set_string_X509(X509_getm_notBefore(c), "20200101000000Z") == 1 &&
        ASN1_TIME_set_string_X509(X509_getm_notAfter(c), "99991231235959Z") == 1 &&
        X509_set_pubkey(c, pair) == 1 && X509_sign(c, pair, NULL) > 0)
        return c;
    X509_free(c);
    return NULL;
}

static bool has_certificate(const struct key *key)
{
    uint8_t certified[KEY_PUBLIC_BYTES];
    return key_read_public(key->certificate_path, certified) &&
           memcmp(certified, key->public_key, sizeof certified) == 0;
}

/* Two programs that write it at once write the same bytes: it depends on the key alone. */
static bool write_certificate(const struct key *key, const char *dir)
{
    static const char name[] = "node.crt";
    struct buffer text = {0};
    X509 *certificate = make_certificate(key->pair);
    errno = ENOMEM;
    bool written = certificate != NULL && pem_put(&text, certificate) &&
                   (file_put_new(dir, name, text.data, text.len) == STATUS_OK ||
                    has_certificate(key) || file_put(dir, name, text.data, text.len) == STATUS_OK);
    buffer_release(&text);
    X509_free(certificate);
    return written;
}

/* False, with errno EEXIST, too when another program made the key at the same moment. */
static bool generate_key(const char *dir)
{
    EVP_PKEY *pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    errno = ENOMEM;
    bool made = pair != NULL && private_key_write(dir, "node.key", pair);
    int saved = errno;
    EVP_PKEY_free(pair);
    errno = saved;
    return made;
}

/* --- reading --- */

/* STATUS_IO: errno says why. */
static enum status read_key(struct key *key, char error[KEY_ERROR_SIZE])
{
    size_t len = KEY_PUBLIC_BYTES;
    enum status status = private_key_read(key->path, &key->pair, error);
    if (status != STATUS_OK || (key->pair != NULL && EVP_PKEY_is_a(key->pair, "ED25519") &&
                                EVP_PKEY_get_raw_public_key(key->pair, key->public_key, &len) == 1))
        return status;
    explain_key(error, "%.300s is not an Ed25519 key: put the node's own back", key->path);
    return STATUS_INVALID;
}

/* A key that is there and cannot be read is never replaced: somebody may repair it. */
static enum status open_files(struct key *key, const char *dir, char error[KEY_ERROR_SIZE])
{
    (void)snprintf(key->path, sizeof key->path, "%s/node.key", dir);
    (void)snprintf(key->certificate_path, sizeof key->certificate_path, "%s/node.crt", dir);
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        explain_key(error, "cannot make the data directory %.300s: %s", dir, strerror(errno));
        return STATUS_IO;
    }
    if (!file_is_safe_directory(dir, FILE_OR_ROOTS, error))
        return STATUS_INVALID;
    enum status status = read_key(key, error);
    if (status == STATUS_IO && errno == ENOENT && (generate_key(dir) || errno == EEXIST))
        status = read_key(key, error);
    if (status == STATUS_IO)
        explain_key(error, "cannot use the key %.300s: %s", key->path, strerror(errno));
    if (status == STATUS_OK && !has_certificate(key) && !write_certificate(key, dir)) {
        explain_key(error, "cannot write %.300s: %s", key->certificate_path, strerror(errno));
        status = STATUS_IO;
    }
    return status;
}

enum status key_open(const char *dir, struct key **out, char error[KEY_ERROR_SIZE])
{
    struct key *key = calloc(1, sizeof *key);
    if (key == NULL) {
        explain_key(error, "out of memory");
        return STATUS_NOMEM;
    }
    mode_t mask = umask(077);
    enum status status = open_files(key, dir, error);
    umask(mask);
    if (status != STATUS_OK) {
        key_close(key);
        return status;
    }
    key->fingerprint = key_fingerprint_of(key->public_key);
    *out = key;
    return STATUS_OK;
}

void key_close(struct key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pair); /* wipes it */
    free(key);
}

const struct fingerprint *key_fingerprint(const struct key *key)
{
    return &key->fingerprint;
}

const uint8_t *key_public(const struct key *key)
{
    return key->public_key;
}

const char *key_path(const struct key *key)
{
    return key->path;
}

const char *key_certificate_path(const struct key *key)
{
    return key->certificate_path;
}

/* --- signatures --- */

bool key_read_public(const char *path, uint8_t out[KEY_PUBLIC_BYTES])
{
    FILE *file = fopen(path, "re");
    X509 *certificate = file != NULL ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    EVP_PKEY *key = certificate != NULL ? X509_get0_pubkey(certificate) : NULL;
    size_t len = KEY_PUBLIC_BYTES;
    bool read = key != NULL && EVP_PKEY_is_a(key, "ED25519") &&
                EVP_PKEY_get_raw_public_key(key, out, &len) == 1;
    X509_free(certificate);
    if (file != NULL)
        (void)fclose(file);
    return read;
}

/* SubjectPublicKeyInfo of an Ed25519 key (RFC 8410, 4) is this and the key. */
struct fingerprint key_fingerprint_of(const uint8_t public_key[KEY_PUBLIC_BYTES])
{
    uint8_t spki[12 + KEY_PUBLIC_BYTES] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                           0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    struct fingerprint fingerprint = {{0}};
    memcpy(spki + 12, public_key, KEY_PUBLIC_BYTES);
    (void)EVP_Digest(spki, sizeof spki, fingerprint.bytes, NULL, EVP_sha256(), NULL);
    return fingerprint;
}

/* "sinodo " purpose NUL data. */
static bool frame(struct buffer *out, const char *purpose, const void *data, size_t len)
{
    buffer_append(out, "sinodo ", 7);
    buffer_append(out, purpose, strlen(purpose) + 1);
    buffer_append(out, data, len);
    return !out->failed;
}

bool key_sign(const struct key *key, const char *purpose, const void *data, size_t len,
              uint8_t out[KEY_SIGNATURE_BYTES])
{
    struct buffer message = {0};
    size_t size = KEY_SIGNATURE_BYTES;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool made = md != NULL && frame(&message, purpose, data, len) &&
                EVP_DigestSignInit(md, NULL, NULL, NULL, key->pair) == 1 &&
                EVP_DigestSign(md, out, &size, (const uint8_t *)message.data, message.len) == 1 &&
                size == KEY_SIGNATURE_BYTES;
    EVP_MD_CTX_free(md);
    buffer_release(&message);
    return made;
}

bool key_verify(const uint8_t public_key[KEY_PUBLIC_BYTES], const char *purpose, const void *data,
                size_t len, const uint8_t signature[KEY_SIGNATURE_BYTES])
{
    struct buffer message = {0};
    EVP_PKEY *key =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, KEY_PUBLIC_BYTES);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good = key != NULL && md != NULL && frame(&message, purpose, data, len) &&
                EVP_DigestVerifyInit(md, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestVerify(md, signature, KEY_SIGNATURE_BYTES, (const uint8_t *)message.data,
                                 message.len) == 1;
    EVP_MD_CTX_free(md);
    EVP_PKEY_free(key);
    buffer_release(&message);
    return good;
}
