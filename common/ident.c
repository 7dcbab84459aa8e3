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

/* Each digit counts one more than it says, and 0 is the end: so the shorter of two that are alike
 * up to there comes first. */
enum { DIGIT_BASE = 11, LOW_DIGITS = 2, HIGH_DIGITS = IDENT_MAX - 1 - LOW_DIGITS };

bool ident_pack(const char *id, struct ident_key *out)
{
    size_t len = strlen(id);
    bool lettered = id[0] == ' ' || (id[0] >= 'A' && id[0] <= 'Z');
    if (!lettered || len < 2 || len > IDENT_MAX || strspn(id + 1, "0123456789") != len - 1)
        return false;
    uint64_t high = id[0] == ' ' ? 0 : (uint64_t)(id[0] - 'A') + 1, low = 0;
    for (size_t i = 1; i < IDENT_MAX; i++) {
        uint64_t digit = i < len ? (uint64_t)(id[i] - '0') + 1 : 0;
        if (i <= HIGH_DIGITS)
            high = high * DIGIT_BASE + digit;
        else
            low = low * DIGIT_BASE + digit;
    }
    *out = (struct ident_key){high, (uint8_t)low};
    return true;
}

void ident_unpack(const struct ident_key *key, char out[IDENT_SIZE])
{
    uint64_t high = key->high, low = key->low;
    memset(out, 0, IDENT_SIZE);
    for (size_t i = IDENT_MAX - 1; i > 0; i--) {
        uint64_t *part = i <= HIGH_DIGITS ? &high : &low;
        uint64_t digit = *part % DIGIT_BASE;
        *part /= DIGIT_BASE;
        if (digit > 0)
            out[i] = (char)('0' + digit - 1);
    }
    out[0] = high == 0 ? ' ' : (char)('A' + high - 1);
}

uint64_t ident_key_hash(const struct ident_key *key)
{
    uint64_t h = key->high ^ (uint64_t)key->low << 56;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 33;
}

uint64_t ident_hash(const char *id)
{
    uint64_t hash = 14695981039346656037u;
    for (; *id; id++)
        hash = (hash ^ (unsigned char)*id) * 1099511628211u;
    return hash;
}
