/* web_sig.h - web.sig: which authority and which certificate a node's web server has, signed with the
 * node's key. Whoever knows the fingerprint of that key, from paper or from a terminal, can so be sure of
 * the authority before a room's computers trust it. A short text with one spelling:
 *
 *     sinodo-web: 1
 *     names: exam.caracas.example,10.0.0.2
 *     authority: HEX                     SHA-256 of room-ca.crt, as browsers show it
 *     certificate: HEX                   of web.crt
 *     key: HEX                           the node's public key
 *     fingerprint: HEX                   of that key, as on paper
 *     signature: BASE64URL               of all lines before this one, for the purpose "web" (key.h)
 *
 * Threads: any. Memory: plain values. Errors: false. */
#ifndef SERVER_EVIDENCE_WEB_SIG_H
#define SERVER_EVIDENCE_WEB_SIG_H

#include "common/buffer.h"
#include "server/core/digest.h"
#include "server/evidence/key.h"
#include "server/evidence/web_names.h"

enum { WEB_SIG_BYTES = WEB_NAMES_TEXT_SIZE + 1024 /* at most */ };

struct web_sig {
    struct web_names names; /* of the certificate */
    struct digest authority, certificate;
    uint8_t key[KEY_PUBLIC_BYTES];
    uint8_t signature[KEY_SIGNATURE_BYTES];
};

bool web_sig_sign(struct web_sig *sig, const struct key *key);

/* Is it signed with its own key? Whose that is, the caller must find out. */
bool web_sig_good(const struct web_sig *sig);

/* The text. Its buffer's `failed`: no memory. */
void web_sig_write(const struct web_sig *sig, struct buffer *out);

/* False unless the text is to the byte as web_sig_write() writes it. */
bool web_sig_read(const char *text, size_t len, struct web_sig *out);

#endif
