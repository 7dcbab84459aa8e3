#include "server/bank/format.h"

#include "server/bank/builder.h"

#include <string.h>
#include <strings.h>

static bool ends_with(const char *path, const char *ending)
{
    size_t len = strlen(path), ending_len = strlen(ending);
    return len >= ending_len && strcasecmp(path + len - ending_len, ending) == 0;
}

/* "ANSWER: B", in any case: no other format has such a line. */
static bool is_answer_line(const char *text, size_t len)
{
    static const char word[] = "ANSWER:";
    builder_trim(&text, &len);
    if (len <= strlen(word) || strncasecmp(text, word, strlen(word)) != 0)
        return false;
    text += strlen(word);
    len -= strlen(word);
    builder_trim(&text, &len);
    return len > 0 && (text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z' &&
           (len == 1 || text[1] == '.' || text[1] == ')');
}

static bool is_gift_line(const char *text, size_t len)
{
    static const char *const begins[] = {"::", "//", "$CATEGORY:"};
    builder_trim(&text, &len);
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (len >= strlen(begins[i]) && strncasecmp(text, begins[i], strlen(begins[i])) == 0)
            return true;
    return len > 0 && memchr(text, '{', len) != NULL;
}

bool format_of_bank(const char *path, const char *text, size_t len, enum bank_format *out)
{
    const char *end = text + len, *stop;
    bool named_gift = ends_with(path, ".gift"), answer = false, gift = false;
    if (!named_gift && !ends_with(path, ".txt"))
        return false;
    for (const char *at = text; at < end; at = stop + 1) {
        for (stop = at; stop < end && *stop != '\n' && *stop != '\r'; stop++)
            ;
        answer |= is_answer_line(at, (size_t)(stop - at));
        gift |= is_gift_line(at, (size_t)(stop - at));
    }
    *out = answer != gift ? (gift ? BANK_GIFT : BANK_AIKEN) : named_gift ? BANK_GIFT : BANK_AIKEN;
    return true;
}

bool format_is_xml(const char *text, size_t len)
{
    builder_trim(&text, &len);
    return (len >= 5 && memcmp(text, "<?xml", 5) == 0) ||
           (len >= 5 && memcmp(text, "<quiz", 5) == 0);
}
