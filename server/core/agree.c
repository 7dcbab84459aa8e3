#include "server/core/agree.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* How many letters begin the text. */
static size_t count_letters(const char *text, size_t len)
{
    size_t count = 0;
    while (count < len && is_letter(text[count]))
        count++;
    return count;
}

/* As strcmp(3), of two names without a NUL. */
static int compare_names(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    if (order != 0)
        return order;
    return a_len < b_len ? -1 : a_len > b_len;
}

bool agree_rules_valid(const char *rules, size_t len)
{
    const char *before = "";
    size_t before_len = 0, at = 0;
    if (len > AGREE_RULES_MAX)
        return false;
    while (at < len) {
        size_t name_len = count_letters(rules + at, len - at), value = at + name_len + 1;
        if (name_len == 0 || value > len || rules[value - 1] != '=' ||
            compare_names(before, before_len, rules + at, name_len) >= 0)
            return false;
        size_t value_len = count_letters(rules + value, len - value);
        if (value_len == 0)
            return false;
        before = rules + at;
        before_len = name_len;
        at = value + value_len;
        if (at < len && (rules[at++] != ' ' || at == len))
            return false;
    }
    return true;
}
