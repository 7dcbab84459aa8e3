#include "server/evidence/web_sig.h"

#include "server/evidence/attest.h"

#include <stdio.h>
#include <string.h>

#define PURPOSE "web"

/* All lines before the signature. */
static void put_statement(struct buffer *out, const struct web_sig *sig)
{
    char names[WEB_NAMES_TEXT_SIZE], authority[DIGEST_TEXT_SIZE], certificate[DIGEST_TEXT_SIZE];
    char key[DIGEST_TEXT_SIZE], fingerprint[FINGERPRINT_TEXT_SIZE];
    struct fingerprint of_key = key_fingerprint_of(sig->key);
    struct digest key_bytes; /* as long, and written the same way */
    memcpy(key_bytes.bytes, sig->key, sizeof key_bytes.bytes);
    web_names_text(&sig->names, names);
    digest_text(&sig->authority, authority);
    digest_text(&sig->certificate, certificate);
    digest_text(&key_bytes, key);
    fingerprint_text(&of_key, fingerprint);
    buffer_printf(out,
                  "sinodo-web: 1\nnames: %s\nauthority: %s\ncertificate: %s\nkey: %s\n"
                  "fingerprint: %s\n",
                  names, authority, certificate, key, fingerprint);
}

void web_sig_write(const struct web_sig *sig, struct buffer *out)
{
    char signature[ATTEST_SIGNATURE_SIZE];
    put_statement(out, sig);
    attest_signature_text(sig->signature, signature);
    buffer_printf(out, "signature: %s\n", signature);
}

bool web_sig_sign(struct web_sig *sig, const struct key *key)
{
    struct buffer text = {0};
    memcpy(sig->key, key_public(key), sizeof sig->key);
    put_statement(&text, sig);
    bool made = !text.failed && key_sign(key, PURPOSE, text.data, text.len, sig->signature);
    buffer_release(&text);
    return made;
}

bool web_sig_good(const struct web_sig *sig)
{
    struct buffer text = {0};
    put_statement(&text, sig);
    bool good = !text.failed && key_verify(sig->key, PURPOSE, text.data, text.len, sig->signature);
    buffer_release(&text);
    return good;
}

/* --- reading --- */

/* The value of the next line, which must have this name and fit; false otherwise. */
static bool take(const char **at, const char *name, char *out, size_t size)
{
    size_t name_len = strlen(name);
    if (strncmp(*at, name, name_len) != 0 || strncmp(*at + name_len, ": ", 2) != 0)
        return false;
    const char *value = *at + name_len + 2, *end = strchr(value, '\n');
    if (end == NULL || (size_t)(end - value) >= size)
        return false;
    (void)snprintf(out, size, "%.*s", (int)(end - value), value);
    *at = end + 1;
    return true;
}

/* Keys and digests are as long as fingerprints, and are written the same way. */
static bool take_bytes(const char **at, const char *name, uint8_t out[DIGEST_BYTES])
{
    char text[FINGERPRINT_TEXT_SIZE];
    struct fingerprint read;
    if (!take(at, name, text, sizeof text) || !fingerprint_parse(text, &read))
        return false;
    memcpy(out, read.bytes, DIGEST_BYTES);
    return true;
}

static bool take_all(const char *at, struct web_sig *out)
{
    char version[2], names[WEB_NAMES_TEXT_SIZE], why[WEB_NAMES_WHY_SIZE];
    char signature[ATTEST_SIGNATURE_SIZE];
    uint8_t fingerprint[DIGEST_BYTES];
    return take(&at, "sinodo-web", version, sizeof version) &&
           take(&at, "names", names, sizeof names) && web_names_parse(names, &out->names, why) &&
           take_bytes(&at, "authority", out->authority.bytes) &&
           take_bytes(&at, "certificate", out->certificate.bytes) &&
           take_bytes(&at, "key", out->key) && take_bytes(&at, "fingerprint", fingerprint) &&
           take(&at, "signature", signature, sizeof signature) &&
           attest_read_signature(signature, strlen(signature), out->signature);
}

bool web_sig_read(const char *text, size_t len, struct web_sig *out)
{
    struct buffer given = {0}, canonical = {0};
    struct web_sig read = {.names = {.count = 0}};
    buffer_append(&given, text, len);
    buffer_append(&given, "", 1);
    bool good = !given.failed && take_all(given.data, &read);
    if (good) {
        web_sig_write(&read, &canonical);
        good = !canonical.failed && canonical.len == len && memcmp(canonical.data, text, len) == 0;
    }
    if (good)
        *out = read;
    buffer_release(&given);
    buffer_release(&canonical);
    return good;
}
