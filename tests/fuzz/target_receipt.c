/* Receipts as somebody types them: read, or refused; and no two ways to write the same one. */
#include "server/attest.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct attest_statement s;
    uint8_t signature[KEY_SIGNATURE_BYTES];
    char text[1024], bare[1024], head[ATTEST_RECEIPT_SIZE], digest[DIGEST_TEXT_SIZE];
    size_t used = 0;
    if (len >= sizeof text)
        return 0;
    memcpy(text, data, len);
    text[len] = '\0';
    if (!attest_read_receipt(text, &s, signature))
        return 0;
    for (size_t i = 0; text[i] != '\0'; i++)
        if (strchr(" \t\r\n", text[i]) == NULL)
            bare[used++] = text[i];
    bare[used] = '\0';
    digest_text(&s.digest, digest);
    int expected =
        snprintf(head, sizeof head, "sinodo1:%s:%s:%" PRIu64 ":", s.cluster, s.node, s.n);
    if (expected < 0 || strncmp(bare, head, (size_t)expected) != 0 ||
        strncasecmp(bare + expected, digest, sizeof digest - 1) != 0)
        abort();
    return 0;
}
