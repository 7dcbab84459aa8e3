/* secret_list.h - the secrets of one roster while it is read: after the last row those are refused that
 * are too weak or are given twice.
 * Threads: main. Memory: init/release; zeros are an empty list, and the release wipes it.
 * Errors: a text for people. */
#ifndef SERVER_SETUP_SECRET_LIST_H
#define SERVER_SETUP_SECRET_LIST_H

#include "server/setup/secret.h"

struct secret_list {
    struct secret_given *given; /* in the order of the rows */
    size_t count, cap;
    struct secret_column column;
    bool nomem;
};

/* Takes the cell of one person: a secret or a hash of one. NULL, or what is wrong with it. Sets nomem
 * when memory is short. */
const char *secret_list_take(struct secret_list *list, const struct wire_word *cell, unsigned line,
                             const char *id, struct code_hash *out);

/* Calls refuse for each secret that must be replaced. Changes the order. */
void secret_list_check(struct secret_list *list,
                       void (*refuse)(void *context, unsigned line, const char *words),
                       void *context);

void secret_list_release(struct secret_list *list);

#endif
