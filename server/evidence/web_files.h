/* web_files.h - what browsers need of a node, in its key directory (PEM, mode 0600):
 *
 *     room-ca.crt   the authority that a room's computers are told to trust; it is no secret
 *     room-ca.key   its key. It is kept, to certify the server again without a way to every computer of
 *                   the room. It gives no more power than web.key does: whoever has either can pass for
 *                   this node in these browsers, and for nobody else (W3)
 *     web.crt       the server's certificate, as the server sends it: the authority is not sent along
 *     web.key       its key
 *     web.sig       the fingerprints of both certificates, signed by the node (web_sig.h)
 *
 *   W5  A key that is there is used or refused, and never replaced. So is the authority.
 *
 * Each file is there whole or not at all. A run that was interrupted is repeated.
 *
 * Threads: one program at a time. Memory: plain values. Errors: STATUS_INVALID, STATUS_IO or STATUS_NOMEM,
 * and error[] has a text for people. */
#ifndef SERVER_EVIDENCE_WEB_FILES_H
#define SERVER_EVIDENCE_WEB_FILES_H

#include "common/instant.h"
#include "server/evidence/web_sig.h"

#define WEB_AUTHORITY_FILE "room-ca.crt"
#define WEB_SERVER_FILE "web.crt"
#define WEB_SIG_FILE "web.sig"

struct web_made {
    struct web_sig sig;
    struct wall authority_until, until;
    bool new_authority;
};

/* Makes what is missing, and in any case a new server certificate for these names; names NULL: for all
 * that the authority permits. The directory is that of an open node key. */
enum status web_files_make(const char *dir, const struct web_names *names, struct wall now,
                           const struct key *key, struct web_made *out, char error[KEY_ERROR_SIZE]);

struct x509_st;

/* Reads the first certificate of a PEM file. STATUS_IO: errno says why, and error[] as well. */
enum status web_files_read(const char *path, struct x509_st **out, char error[KEY_ERROR_SIZE]);

#endif
