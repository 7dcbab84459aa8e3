/* Entries: what is decoded is encoded to the same bytes (J3), and can be folded. */
#include "server/core/applicant.h"
#include "server/core/apply.h"
#include "server/core/journal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct entry entry;
    uint8_t bytes[ENTRY_MAX_BYTES];
    if (len > ENTRY_MAX_BYTES || !journal_decode(data, len, &entry))
        return 0;
    if (journal_encode(&entry, bytes) != len || memcmp(bytes, data, len) != 0)
        abort();
    struct digest digest = journal_origin("sinodo", "caracas");
    digest = journal_chain(&digest, data, len);
    if (entry.id[0] != '\0') {
        struct applicant a = applicant_unknown(entry.id);
        apply_entry(&a, &entry);
    }
    return 0;
}
