#include "common/nearest.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MOST = 40 /* longer words are nobody's mistake for a name */ };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Three rows of the table of distances between the beginnings of both words. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t rows[3][WORD_MOST + 1], *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t k = 0; k <= b_len; k++)
        last[k] = k;
    for (size_t i = 1; i <= a_len; i++) {
        row[0] = i;
        for (size_t k = 1; k <= b_len; k++) {
            row[k] = least(last[k - 1] + (a[i - 1] != b[k - 1]), least(last[k], row[k - 1]) + 1);
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                row[k] = least(row[k], before[k - 2] + 1);
        }
        size_t *next = before;
        before = last;
        last = row;
        row = next;
    }
    return last[b_len];
}

void nearest_try(struct nearest *n, const char *name)
{
    size_t word_len = strlen(n->word), name_len = strlen(name);
    if (word_len > WORD_MOST || name_len > WORD_MOST)
        return;
    size_t changes = distance(n->word, word_len, name, name_len);
    if (changes >= name_len || changes > (name_len + 2) / 3 ||
        (n->name != NULL && changes >= n->changes))
        return;
    n->name = name;
    n->changes = changes;
}

void nearest_ask(const struct nearest *n, const char *mark, char out[NEAREST_QUESTION_SIZE])
{
    out[0] = '\0';
    if (n->name != NULL)
        (void)snprintf(out, NEAREST_QUESTION_SIZE, "; did you mean '%s%s'?", mark, n->name);
}

bool nearest_is_among(const char *word, int count, char *const *words)
{
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}
