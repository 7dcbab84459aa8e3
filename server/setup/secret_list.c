#include "server/setup/secret_list.h"

#include "common/array.h"
#include "common/wipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct secret_given {
    unsigned line;
    bool hashed;
    char text[SECRET_HASH_TEXT_SIZE]; /* the normal form, or that of the hash */
};

static void take_plain(struct secret_list *list, const char *id, struct secret_given *g,
                       struct code_hash *out)
{
    /* The ID's digest is a salt of this process alone: the roster has the secret itself. A reload
     * then sees which secrets have changed. */
    struct digest salt = digest_of(id, strlen(id));
    *out = secret_hash(g->text, salt.bytes);
    secret_column_add(&list->column, g->text);
}

const char *secret_list_take(struct secret_list *list, const struct wire_word *cell, unsigned line,
                             const char *id, struct code_hash *out)
{
    if (cell->len == 0)
        return "the secret is missing: everybody on the list needs one (sinodoctl roster-secrets "
               "makes them), or remove the column";
    list->nomem |= !array_grow((void **)&list->given, &list->cap, list->count, sizeof *list->given);
    if (list->nomem)
        return NULL;
    struct secret_given *g = &list->given[list->count];
    *g = (struct secret_given){.line = line, .hashed = secret_is_hash(cell)};
    if (g->hashed && !secret_hash_parse(cell, out))
        return "this hash of a secret is damaged: copy the file that sinodoctl roster-secrets "
               "wrote "
               "as it is";
    if (!g->hashed && !secret_take(cell->data, cell->len, g->text))
        return "a secret is up to 64 letters, digits and signs of ASCII (no ñ, no accents)";
    if (g->hashed)
        secret_hash_text(out, g->text);
    else
        take_plain(list, id, g, out);
    list->count++;
    return NULL;
}

static int by_text_and_line(const void *a, const void *b)
{
    const struct secret_given *one = a, *other = b;
    int order = strcmp(one->text, other->text);
    return order != 0 ? order : (one->line > other->line) - (one->line < other->line);
}

void secret_list_check(struct secret_list *list,
                       void (*refuse)(void *context, unsigned line, const char *words),
                       void *context)
{
    char words[160];
    for (size_t i = 0; i < list->count; i++)
        if (!list->given[i].hashed && !secret_is_strong(&list->column, list->given[i].text)) {
            (void)snprintf(
                words, sizeof words,
                "this secret can be guessed: it has fewer than %d random bits; sinodoctl "
                "roster-secrets makes better ones",
                SECRET_BITS_LEAST);
            refuse(context, list->given[i].line, words);
        }
    if (list->count > 0)
        qsort(list->given, list->count, sizeof *list->given, by_text_and_line);
    for (size_t i = 1; i < list->count; i++) {
        if (strcmp(list->given[i - 1].text, list->given[i].text) != 0)
            continue;
        (void)snprintf(words, sizeof words,
                       "this secret is given twice: line %u has it too; each person needs another",
                       list->given[i - 1].line);
        refuse(context, list->given[i].line, words);
    }
}

void secret_list_release(struct secret_list *list)
{
    if (list->given != NULL)
        wipe(list->given, list->count * sizeof *list->given);
    free(list->given);
    wipe(&list->column, sizeof list->column);
}
