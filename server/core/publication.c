#include "server/core/publication.h"

#include <assert.h>
#include <string.h>

void publication_take(struct publication *p, const struct entry *e, const char *node, bool own)
{
    assert(e->kind == ENTRY_PUBLISH);
    if (e->publish.number < p->number ||
        (e->publish.number == p->number && strcmp(node, p->node) >= 0))
        return;
    p->number = e->publish.number;
    memset(p->node, 0, sizeof p->node);
    (void)strncpy(p->node, node, NODE_NAME_MAX);
    p->own_n = own ? e->publish.own_n : e->publish.peer_n;
    p->peer_n = own ? e->publish.peer_n : e->publish.own_n;
}

bool publication_covers(const struct publication *p, bool own, uint64_t n)
{
    return p->number > 0 && n > 0 && n <= (own ? p->own_n : p->peer_n);
}
