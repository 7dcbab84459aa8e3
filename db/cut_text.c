#include "db/cut_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cut_text(const struct cut *cut, const char *const node[2], char out[CUT_TEXT_SIZE])
{
    int first = node[1][0] == '\0' || strcmp(node[0], node[1]) < 0 ? 0 : 1, second = 1 - first;
    int len = snprintf(out, CUT_TEXT_SIZE, "%s:%" PRIu64, node[first], cut->n[first]);
    if (node[second][0] != '\0' && len < CUT_TEXT_SIZE)
        (void)snprintf(out + len, (size_t)(CUT_TEXT_SIZE - len), ",%s:%" PRIu64, node[second],
                       cut->n[second]);
}

/* "NODE:N" at the beginning of the text. The end of it, or NULL. */
static const char *take_part(const char *text, const char *node, uint64_t *n)
{
    size_t len = strlen(node);
    const char *digits = text + len + 1;
    char *end;
    if (len == 0 || strncmp(text, node, len) != 0 || text[len] != ':' || *digits < '0' ||
        *digits > '9')
        return NULL;
    errno = 0;
    *n = strtoull(digits, &end, 10);
    return errno == 0 ? end : NULL;
}

bool cut_parse(const char *text, const char *const node[2], struct cut *out)
{
    struct cut cut = {{0, 0}};
    int first = 0;
    const char *end = take_part(text, node[0], &cut.n[0]);
    if (end == NULL)
        end = take_part(text, node[first = 1], &cut.n[1]);
    if (end != NULL && node[1][0] != '\0')
        end = *end == ',' ? take_part(end + 1, node[1 - first], &cut.n[1 - first]) : NULL;
    bool good = end != NULL && *end == '\0';
    if (good)
        *out = cut;
    return good;
}
