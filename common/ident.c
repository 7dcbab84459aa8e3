#include "common/ident.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool ident_canonical(const char *text, size_t len, char default_letter, char out[IDENT_SIZE])
{
    char id[IDENT_SIZE] = {upper(default_letter)};
    size_t used = 1;
    bool lettered = false, numbered = false;

    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '.' || c == '-' || c == ' ')
            continue;
        if (is_letter(c) && !lettered && !numbered) {
            lettered = true;
            id[0] = upper(c);
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        numbered = true;
        if (c == '0' && used == 1)
            continue; /* a leading zero */
        if (used == IDENT_MAX)
            return false;
        id[used++] = c;
    }
    if (used == 1)
        return false;
    memcpy(out, id, sizeof id);
    return true;
}
