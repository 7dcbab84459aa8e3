/* seb.h - the proof that a browser is Safe Exam Browser with the settings of this exam (--seb require).
 *
 * SEB shows to the script of a page the SHA-256 of the page's address and the Config Key, which is the
 * SHA-256 of its settings (safeexambrowser.org, developer documentation, "Config Key"). For an address
 * that is always the same that hash would be a password to copy. So each document has an address of its
 * own, with a nonce; the page sends nonce and hash. A nonce lives SEB_NONCE_MS and proves once. What it
 * gets is a pass, for its next connections after a lost line; it lives SEB_PASS_MS, or until the node
 * stops.
 *
 * The node keeps no nonces: a nonce and a pass are a time and random bits under a key that the node draws
 * at its start (HMAC-SHA-256, RFC 2104). It keeps those that have proved, until they would have ended:
 * SEB_USED_MOST, which only holders of the Config Key can fill.
 *
 * This proves settings, and not honesty: whoever knows the settings can compute the same.
 *
 * Threads: any. Memory: open/close. Errors: STATUS_NOMEM, STATUS_IO: no random bytes. */
#ifndef SERVER_DOOR_SEB_H
#define SERVER_DOOR_SEB_H

#include "common/instant.h"
#include "common/status.h"
#include "common/tls.h"
#include "common/wire.h"

enum {
    SEB_TOKEN_CHARS = 64,
    SEB_TOKEN_SIZE = SEB_TOKEN_CHARS + 1,
    SEB_NONCE_MS = 60 * 1000,
    SEB_PASS_MS = 24 * 60 * 60 * 1000,
    SEB_USED_MOST = 4096
};

struct seb;

/* config_key: 64 hexadecimal digits. */
enum status seb_open(const char *config_key, struct seb **out);
void seb_close(struct seb *seb); /* NULL is allowed */

/* Draws a nonce for the next document. False: no random bytes. */
bool seb_draw(const struct seb *seb, struct mono now, char out[SEB_TOKEN_SIZE]);

/* Can this nonce still prove something? */
bool seb_is_fresh(struct seb *seb, const struct wire_word *nonce, struct mono now);

enum seb_verdict {
    SEB_PROVED,
    SEB_STALE, /* no nonce or pass of this node, or its time is over, or the nonce has proved before */
    SEB_WRONG, /* not the hash of these settings */
    SEB_FULL   /* too many proofs in a minute: try again */
};

/* origin: the scheme, host and port of the page, as the browser writes them. On SEB_PROVED pass gets what
 * seb_passes() takes. */
enum seb_verdict seb_prove(struct seb *seb, const char *origin, const struct wire_word *nonce,
                           const struct wire_word *hash, struct mono now,
                           char pass[SEB_TOKEN_SIZE]);
enum seb_verdict seb_passes(const struct seb *seb, const struct wire_word *pass, struct mono now);

#endif
