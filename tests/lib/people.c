#include "tests/lib/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ID = 1234567, ID_STEP = 7777777 };

void people_name(char (*ids)[IDENT_SIZE], size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)snprintf(ids[i], IDENT_SIZE, "V%zu", FIRST_ID + i * ID_STEP);
}

size_t people_find(char (*ids)[IDENT_SIZE], size_t count, const char *id)
{
    size_t person = (strtoull(id + 1, NULL, 10) - FIRST_ID) / ID_STEP;
    return person < count && strcmp(ids[person], id) == 0 ? person : count;
}
