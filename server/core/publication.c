#include "server/core/publication.h"

#include <assert.h>
#include <string.h>

void publication_take(struct publication *p, const struct entry *e, const char *node, bool own)
{
    assert(e->kind == ENTRY_PUBLISH);
    uint64_t own_n = own ? e->publish.own_n : e->publish.peer_n;
    uint64_t peer_n = own ? e->publish.peer_n : e->publish.own_n;
    p->own_n = own_n > p->own_n ? own_n : p->own_n;
    p->peer_n = peer_n > p->peer_n ? peer_n : p->peer_n;
    if (e->publish.number < p->number ||
        (e->publish.number == p->number && strcmp(node, p->node) >= 0))
        return;
    p->number = e->publish.number;
    memset(p->node, 0, sizeof p->node);
    (void)strncpy(p->node, node, NODE_NAME_MAX);
}

bool publication_covers(const struct publication *p, bool own, uint64_t n)
{
    return p->number > 0 && n > 0 && n <= (own ? p->own_n : p->peer_n);
}

/* I4 */
static bool may_publish(const struct publication *in_force, const struct publication_cut *cut,
                        const struct publication_cut *held)
{
    if (cut->own_n + cut->peer_n == 0 || in_force->number == UINT32_MAX)
        return false;
    return cut->own_n >= in_force->own_n && cut->peer_n >= in_force->peer_n &&
           cut->own_n <= held->own_n && cut->peer_n <= held->peer_n;
}

enum refusal publication_decide(const struct exam *exam, const struct publication *in_force,
                                const struct publication_cut *cut,
                                const struct publication_cut *held, struct entry *out)
{
    if (!exam->withhold)
        return REFUSAL_NOT_WITHHELD;
    if (!may_publish(in_force, cut, held))
        return REFUSAL_CUT;
    entry_begin(out, ENTRY_PUBLISH, "");
    out->publish.number = in_force->number + 1;
    out->publish.own_n = cut->own_n;
    out->publish.peer_n = cut->peer_n;
    return REFUSAL_NONE;
}
