/* Receipts as somebody types them: read, or refused; and no two ways to write the same one. */
#include "server/evidence/attest.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct attest_statement s;
    uint8_t signature[KEY_SIGNATURE_BYTES];
    char text[1024], expected[ATTEST_RECEIPT_SIZE], digest[DIGEST_TEXT_SIZE], base64[96];
    if (len >= sizeof text)
        return 0;
    memcpy(text, data, len);
    text[len] = '\0';
    if (!attest_read_receipt(text, &s, signature))
        return 0;
    digest_text(&s.digest, digest);
    (void)EVP_EncodeBlock((unsigned char *)base64, signature, sizeof signature);
    for (char *c = base64; *c != '\0'; c++)
        *c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c);
    base64[strcspn(base64, "=")] = '\0'; /* base64url leaves the padding out */
    (void)snprintf(expected, sizeof expected, "sinodo1:%s:%s:%" PRIu64 ":%s:%s", s.cluster, s.node,
                   s.n, digest, base64);
    if (strcmp(text, expected) != 0)
        abort();
    return 0;
}
