#include "server/report/frequent.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a, to compare most texts by a number. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

static size_t find(const struct frequent *f, const char *text, uint64_t hash)
{
    size_t i = 0;
    while (i < f->count && (f->kept[i].hash != hash || strcmp(f->kept[i].text, text) != 0))
        i++;
    return i;
}

size_t frequent_find(const struct frequent *f, const char *text)
{
    return find(f, text, hash_of(text));
}

/* Takes one from every count; who is at 0 leaves. */
static void take_away(struct frequent *f)
{
    size_t stay = 0;
    for (size_t i = 0; i < f->count; i++)
        if (--f->kept[i].left == 0)
            free(f->kept[i].text);
        else
            f->kept[stay++] = f->kept[i];
    f->count = stay;
}

void frequent_add(struct frequent *f, const char *text)
{
    uint64_t hash = hash_of(text);
    size_t at = find(f, text, hash);
    if (at < f->count) {
        f->kept[at].left++;
    } else if (f->count == FREQUENT_KEPT) {
        take_away(f);
    } else if ((f->kept[at].text = strdup(text)) == NULL) {
        f->failed = true;
    } else {
        f->kept[at].hash = hash;
        f->kept[at].left = 1;
        f->count++;
    }
}

void frequent_release(struct frequent *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->kept[i].text);
    *f = (struct frequent){0};
}
