#include "common/utf8.h"

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
