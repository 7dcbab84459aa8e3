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

bool lang_take(const char *word, bool *spanish)
{
    *spanish = word != NULL ? strcmp(word, "es") == 0 : lang_is_spanish();
    return word == NULL || *spanish || strcmp(word, "en") == 0;
}
