#include "common/base32.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void base32_write(const uint8_t *bytes, size_t chars, char *out)
{
    for (size_t i = 0; i < chars; i++) {
        size_t bit = 5 * i;
        unsigned pair = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
        out[i] = alphabet[pair >> (11 - bit % 8) & 31];
    }
    out[chars] = '\0';
}

void base32_group(const char *text, size_t chars, char *out)
{
    for (size_t i = 0; i < chars; i++) {
        if (i > 0 && i % 4 == 0)
            *out++ = '-';
        *out++ = text[i];
    }
    *out = '\0';
}

char base32_normal(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'I' || c == 'L')
        return '1';
    return c == 'O' ? '0' : c;
}

bool base32_has(char normal)
{
    return normal != '\0' && strchr(alphabet, normal) != NULL;
}
