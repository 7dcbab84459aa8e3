/* web_cert.h - the two certificates that browsers need (RFC 5280): an authority that a room's computers
 * are told to trust, and under it the certificate of the node's web server. Firefox refuses a server
 * certificate that is an authority, Chromium a trusted one that is none: so there are two.
 *
 *   W3  The authority can certify the names and addresses of its node, and nothing else in the world: its
 *       name constraints are critical, permit these, and exclude each kind (names, addresses) of
 *       which there are none. By RFC 5280, 4.2.1.10, a permitted name permits the names below it as well
 *       (desk.NAME). It certifies servers alone (extendedKeyUsage), and no further authority
 *       (pathlen:0).
 *   W4  A server certificate is valid for 825 days at most, and not beyond its authority.
 *
 * Both begin a day before they are made: the clocks of a room's computers differ.
 *
 * Threads: any. Memory: the caller frees a certificate (X509_free). Errors: NULL or false, when memory is
 * out or a key does not fit. */
#ifndef SERVER_EVIDENCE_WEB_CERT_H
#define SERVER_EVIDENCE_WEB_CERT_H

#include "common/instant.h"
#include "server/core/digest.h"
#include "server/evidence/web_names.h"

enum { WEB_SERVER_DAYS = 825, WEB_AUTHORITY_DAYS = 3650 };

struct x509_st;
struct evp_pkey_st;

/* A new ECDSA key on P-256 (FIPS 186-5). The second: is it one? NULL is none. */
struct evp_pkey_st *web_key_make(void);
bool web_key_fits(const struct evp_pkey_st *key);

struct x509_st *web_authority_make(struct evp_pkey_st *key, const struct web_names *names,
                                   struct wall now);

/* server: the key that is certified. authority_key: that of the authority. */
struct x509_st *web_server_make(struct evp_pkey_st *server, const struct web_names *names,
                                struct x509_st *authority, struct evp_pkey_st *authority_key,
                                struct wall now);

/* The names and addresses that an authority permits; false: it is not as web_authority_make() makes it. */
bool web_authority_names(const struct x509_st *authority, struct web_names *out);

/* When a certificate ends. */
bool web_cert_until(const struct x509_st *certificate, struct wall *out);

/* The SHA-256 of a certificate, as browsers show it. */
bool web_cert_fingerprint(const struct x509_st *certificate, struct digest *out);

#endif
