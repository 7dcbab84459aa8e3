/* An ID that somebody typed: refused, or canonical, under every set of formats. What is canonical
 * stays as it is, and is text that is safe in file names and replies. */
#include "common/ident.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    struct ident_rules rules = {.letter = 'V'};
    for (rules.formats = 1; rules.formats < 1U << IDENT_FORMATS; rules.formats++) {
        char id[IDENT_SIZE], again[IDENT_SIZE], words[IDENT_WORDS_SIZE];
        enum ident_fault fault = ident_take((const char *)data, len, &rules, id);
        ident_explain(fault, &rules, words);
        if (fault != IDENT_GOOD)
            continue;
        if (id[0] == '\0' || strlen(id) > IDENT_MAX || strspn(id, safe) != strlen(id) ||
            !ident_is_canonical(id, strlen(id)) ||
            ident_take(id, strlen(id), &rules, again) != IDENT_GOOD || strcmp(id, again) != 0)
            abort();
    }
    return 0;
}
