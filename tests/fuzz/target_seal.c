/* A sealed bank's header: what it may cost to open is bounded, and what opens is what was sealed.
 * The cost is made small before anything is derived, since a guess is meant to take half a second.
 */
#include "server/bank/seal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct passphrase words = {"correct horse", 13};

static void check_cost(const struct seal_header *h)
{
    if (h->log2_n > 40)
        abort();
    uint64_t bytes = (UINT64_C(128) << h->log2_n) * h->r;
    if (bytes == 0 || bytes > 256 << 20 || h->p == 0 || bytes * h->p > UINT64_C(512) << 20)
        abort();
}

static void open_cheaply(const char *sealed, size_t len)
{
    struct buffer text = {0};
    enum bank_format format;
    char *copy = malloc(len);
    memcpy(copy, sealed, len);
    memcpy(copy + SEAL_MAGIC_BYTES + 1, "\1\1\1", 3);
    if (seal_open(copy, len, &words, &format, &text) == SEAL_OK ? text.len + SEAL_EXTRA_BYTES != len
                                                                : text.len != 0)
        abort();
    buffer_wipe(&text);
    free(copy);
}

/* As a bank's text, the input comes back as it was. */
static void seal_and_open(const char *data, size_t len)
{
    struct buffer sealed = {0}, text = {0};
    enum bank_format format;
    if (seal_make(BANK_GIFT, data, len, &words, 1, &sealed) != SEAL_OK ||
        seal_open(sealed.data, sealed.len, &words, &format, &text) != SEAL_OK ||
        format != BANK_GIFT || text.len != len || memcmp(text.data, data, len) != 0)
        abort();
    buffer_release(&sealed);
    buffer_wipe(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct seal_header h;
    if (seal_read_header((const char *)data, len, &h) == SEAL_OK) {
        check_cost(&h);
        open_cheaply((const char *)data, len);
    }
    seal_and_open((const char *)data, len);
    return 0;
}
