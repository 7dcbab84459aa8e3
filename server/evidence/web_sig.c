#include "server/evidence/web_sig.h"

#include "server/evidence/attest.h"
#include "server/evidence/sig_lines.h"

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

static bool take_all(const char *text, size_t len, struct web_sig *out)
{
    char names[WEB_NAMES_TEXT_SIZE] = "", why[WEB_NAMES_WHY_SIZE];
    struct sig_lines l = {.at = text, .end = text + len};
    (void)sig_lines_take(&l, "sinodo-web");
    sig_lines_copy(&l, sig_lines_take(&l, "names"), names, sizeof names);
    sig_lines_bytes(&l, sig_lines_take(&l, "authority"), out->authority.bytes);
    sig_lines_bytes(&l, sig_lines_take(&l, "certificate"), out->certificate.bytes);
    sig_lines_bytes(&l, sig_lines_take(&l, "key"), out->key);
    (void)sig_lines_take(&l, "fingerprint");
    struct wire_word signature = sig_lines_take(&l, "signature");
    return !l.bad && web_names_parse(names, &out->names, why) &&
           attest_read_signature(signature.data, signature.len, out->signature);
}

/* Only what would be written is taken. */
bool web_sig_read(const char *text, size_t len, struct web_sig *out)
{
    struct buffer canonical = {0};
    struct web_sig read = {.names = {.count = 0}};
    bool good = take_all(text, len, &read);
    if (good) {
        web_sig_write(&read, &canonical);
        good = !canonical.failed && canonical.len == len && memcmp(canonical.data, text, len) == 0;
    }
    if (good)
        *out = read;
    buffer_release(&canonical);
    return good;
}
