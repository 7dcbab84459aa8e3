#include "server/door/terminal_here.h"

struct presence terminal_here(const struct node *node, const char *id, const struct digest *token)
{
    uint64_t silent_ms;
    if (token != NULL &&
        terminals_silent_ms(node->terminals, id, token, store_served_ms(node->store), &silent_ms))
        return (struct presence){silent_ms < PRESENCE_SILENT_MS ? PRESENCE_HERE : PRESENCE_SILENT,
                                 (int64_t)silent_ms};
    bool here = clients_is_here(node->clients, id);
    return (struct presence){here ? PRESENCE_HERE : PRESENCE_ABSENT, here ? 0 : -1};
}

static struct presence of_sitting(void *context, const char *id, const struct digest *token)
{
    return terminal_here(context, id, token);
}

struct exchange_watch terminal_here_watch(struct node *node)
{
    return (struct exchange_watch){of_sitting, node};
}
