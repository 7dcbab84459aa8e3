#include "server/core/room.h"

#include "server/core/typed.h"

#include <stdlib.h>
#include <string.h>

bool room_same(const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return true;
    char *one = typed_canonical(a, strlen(a)), *other = typed_canonical(b, strlen(b));
    bool same = strcmp(one, other) == 0;
    free(one);
    free(other);
    return same;
}
