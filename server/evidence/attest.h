/* attest.h - signed statements: a journal had this digest at this entry. The digest covers every
 * entry before it too (server/core/journal.h, J2). A statement is the head of a journal,
 * which both nodes sign every few seconds; or the receipt that an applicant takes home, about the
 * entry that finished the sitting; or it is about an exported report, made when the node's journal
 * had n entries: then the digest is of what the file's .sig says (server/report/export_sig.h).
 *
 * A receipt is one line of printable ASCII: "sinodo1", cluster, node, entry, digest (hexadecimal)
 * and signature (base64url, RFC 4648), joined by colons.
 *
 * Threads: any. Memory: plain values. Errors: false. */
#ifndef SERVER_EVIDENCE_ATTEST_H
#define SERVER_EVIDENCE_ATTEST_H

#include "server/core/digest.h"
#include "server/core/names.h"
#include "server/evidence/key.h"

enum attest_kind { ATTEST_HEAD, ATTEST_RECEIPT, ATTEST_EXPORT };

struct attest_statement {
    char cluster[NODE_NAME_MAX + 1];
    char node[NODE_NAME_MAX + 1]; /* the owner of the journal */
    uint64_t n;
    struct digest digest;
};

bool attest_sign(const struct key *key, enum attest_kind kind, const struct attest_statement *s,
                 uint8_t signature[KEY_SIGNATURE_BYTES]);
bool attest_verify(const uint8_t public_key[KEY_PUBLIC_BYTES], enum attest_kind kind,
                   const struct attest_statement *s, const uint8_t signature[KEY_SIGNATURE_BYTES]);

/* A signature as text: base64url without padding. */
enum { ATTEST_SIGNATURE_SIZE = 87 };
void attest_signature_text(const uint8_t signature[KEY_SIGNATURE_BYTES],
                           char out[ATTEST_SIGNATURE_SIZE]);
bool attest_read_signature(const char *text, size_t len, uint8_t out[KEY_SIGNATURE_BYTES]);

enum { ATTEST_RECEIPT_SIZE = 8 + 2 * (NODE_NAME_MAX + 1) + 21 + DIGEST_TEXT_SIZE + 89 };

bool attest_receipt(const struct key *key, const struct attest_statement *s,
                    char out[ATTEST_RECEIPT_SIZE]);

/* Reads a receipt. False unless it is to the byte as attest_receipt() writes it: a receipt has one
 * spelling. */
bool attest_read_receipt(const char *text, struct attest_statement *out,
                         uint8_t signature[KEY_SIGNATURE_BYTES]);

#endif
