#include "server/door/take_id.h"

#include "common/errors.h"

bool take_id(const struct ident_rules *rules, const struct wire_word *word, struct buffer *out,
             char id[IDENT_SIZE])
{
    char words[IDENT_WORDS_SIZE], formats[IDENT_NAMES_SIZE];
    enum ident_fault fault = ident_take(word->data, word->len, rules, id);
    if (fault == IDENT_GOOD)
        return true;
    ident_explain(fault, rules, words);
    ident_formats_text(rules->formats, ',', formats);
    errors_put(out, errors_named("BADID", ident_fault_name(fault)), formats, words, NULL);
    return false;
}
