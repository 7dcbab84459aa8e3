#include "server/setup/name.h"

#include "common/utf8.h"

#include <stdio.h>

bool name_take(const char *text, size_t len, char out[NAME_MAX_BYTES + 1], char why[NAME_WHY_SIZE])
{
    char described[UTF8_DESCRIPTION_SIZE];
    uint32_t hidden;
    switch (applicant_name_take(text, len, out, &hidden)) {
    case NAME_GOOD:
        return true;
    case NAME_TOO_LONG:
        (void)snprintf(why, NAME_WHY_SIZE, "a name has at most %d bytes: shorten it",
                       NAME_MAX_BYTES);
        break;
    case NAME_NOT_UTF8:
        (void)snprintf(why, NAME_WHY_SIZE, "a name is UTF-8 text: type it anew");
        break;
    case NAME_HIDDEN:
        utf8_describe(hidden, described);
        (void)snprintf(why, NAME_WHY_SIZE,
                       "a name cannot hold %s: type it by hand, without that character", described);
        break;
    }
    return false;
}
