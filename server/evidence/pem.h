/* pem.h - certificates as PEM text (RFC 7468).
 * Threads: any. Memory: the caller's. Errors: false, and errno ENOMEM. */
#ifndef SERVER_EVIDENCE_PEM_H
#define SERVER_EVIDENCE_PEM_H

#include "common/buffer.h"

struct x509_st;

bool pem_put(struct buffer *out, struct x509_st *certificate);

#endif
