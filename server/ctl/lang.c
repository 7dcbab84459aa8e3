#include "server/ctl/lang.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

bool lang_is_spanish(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "es", 2) == 0;
    }
    return false;
}
