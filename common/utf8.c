#include "common/utf8.h"

#include <stdio.h>
#include <utf8proc.h>

/* Length of the well-formed sequence at p, 0 when there is none (RFC 3629, section 4). */
static size_t utf8_sequence(const unsigned char *p, size_t len)
{
    if (p[0] == 0)
        return 0;
    if (p[0] < 0x80)
        return 1;
    size_t need = p[0] >= 0xC2 && p[0] <= 0xDF   ? 2
                  : p[0] >= 0xE0 && p[0] <= 0xEF ? 3
                  : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4
                                                 : 0;
    if (need == 0 || need > len)
        return 0;
    for (size_t i = 1; i < need; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xED && p[1] > 0x9F;
    bool beyond = p[0] == 0xF4 && p[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : need;
}

bool utf8_valid(const char *data, size_t len)
{
    const unsigned char *p = (const unsigned char *)data;
    while (len > 0) {
        size_t step = utf8_sequence(p, len);
        if (step == 0)
            return false;
        p += step;
        len -= step;
    }
    return true;
}

size_t utf8_control(const char *at, size_t left)
{
    const unsigned char *p = (const unsigned char *)at;
    if (left > 0 && (p[0] < ' ' || p[0] == 0x7F))
        return 1;
    return left > 1 && p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0 ? 2 : 0;
}

size_t utf8_read(const char *at, size_t left, uint32_t *code)
{
    static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *p = (const unsigned char *)at;
    size_t used = left > 0 ? utf8_sequence(p, left) : 0;
    if (used == 0)
        return 0;
    uint32_t value = p[0] & lead_bits[used];
    for (size_t i = 1; i < used; i++)
        value = value << 6 | (p[i] & 0x3F);
    *code = value;
    return used;
}

/* The variation selectors choose how the character before them looks. */
static bool is_variation(uint32_t code)
{
    return code >= 0xFE00 && code <= 0xFE0F;
}

/* Code points without a character, for which utf8proc has no properties: the other default
 * ignorable ones, and the noncharacters (the Unicode Standard, section 23.7). */
static bool is_empty(uint32_t code)
{
    return code == 0x2065 || (code >= 0xFFF0 && code <= 0xFFF8) ||
           (code >= 0xE0000 && code <= 0xE0FFF) || (code >= 0xFDD0 && code <= 0xFDEF) ||
           (code & 0xFFFE) == 0xFFFE;
}

bool utf8_hidden(uint32_t code)
{
    if (code >= ' ' && code < 0x7F)
        return false;
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
    int category = property->category;
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
           category == UTF8PROC_CATEGORY_CO || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP || (property->ignorable && !is_variation(code)) ||
           is_empty(code);
}

bool utf8_space(uint32_t code)
{
    return code == ' ' || utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_ZS;
}

/* Names as in the Unicode Character Database. */
static const struct {
    uint32_t first, last;
    const char *name;
} named_ranges[] = {
    {0x0009, 0x0009, "CHARACTER TABULATION"},
    {0x000A, 0x000A, "LINE FEED"},
    {0x000D, 0x000D, "CARRIAGE RETURN"},
    {0x001B, 0x001B, "ESCAPE"},
    {0x0000, 0x001F, "a control character"},
    {0x007F, 0x009F, "a control character"},
    {0x00AD, 0x00AD, "SOFT HYPHEN"},
    {0x061C, 0x061C, "ARABIC LETTER MARK"},
    {0x200B, 0x200B, "ZERO WIDTH SPACE"},
    {0x200C, 0x200C, "ZERO WIDTH NON-JOINER"},
    {0x200D, 0x200D, "ZERO WIDTH JOINER"},
    {0x200E, 0x200E, "LEFT-TO-RIGHT MARK"},
    {0x200F, 0x200F, "RIGHT-TO-LEFT MARK"},
    {0x2028, 0x2028, "LINE SEPARATOR"},
    {0x2029, 0x2029, "PARAGRAPH SEPARATOR"},
    {0x202A, 0x202A, "LEFT-TO-RIGHT EMBEDDING"},
    {0x202B, 0x202B, "RIGHT-TO-LEFT EMBEDDING"},
    {0x202C, 0x202C, "POP DIRECTIONAL FORMATTING"},
    {0x202D, 0x202D, "LEFT-TO-RIGHT OVERRIDE"},
    {0x202E, 0x202E, "RIGHT-TO-LEFT OVERRIDE"},
    {0x2060, 0x2060, "WORD JOINER"},
    {0x2066, 0x2066, "LEFT-TO-RIGHT ISOLATE"},
    {0x2067, 0x2067, "RIGHT-TO-LEFT ISOLATE"},
    {0x2068, 0x2068, "FIRST STRONG ISOLATE"},
    {0x2069, 0x2069, "POP DIRECTIONAL ISOLATE"},
    {0xFEFF, 0xFEFF, "ZERO WIDTH NO-BREAK SPACE"},
    {0xE000, 0xF8FF, "a private-use character"},
    {0xF0000, 0x10FFFF, "a private-use character"},
};

size_t utf8_fit(const char *text, size_t len, size_t most)
{
    if (len <= most)
        return len;
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

void utf8_describe(uint32_t code, char out[UTF8_DESCRIPTION_SIZE])
{
    const char *name = "an invisible character";
    for (size_t i = sizeof named_ranges / sizeof named_ranges[0]; i > 0; i--)
        if (code >= named_ranges[i - 1].first && code <= named_ranges[i - 1].last)
            name = named_ranges[i - 1].name; /* of several the first in the table */
    (void)snprintf(out, UTF8_DESCRIPTION_SIZE, "U+%04X, %s", (unsigned)code, name);
}
