/* Banks in the GIFT format. */
#include "tests/fuzz/bank.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    fuzz_bank(BANK_GIFT, data, len);
    return 0;
}
