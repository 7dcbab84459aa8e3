#include "tests/sim/tabs.h"

#include "tests/lib/chance.h"

#include <string.h>

enum { FIRST, DUPLICATE, ELSEWHERE };

void tabs_begin(struct tabs *tabs)
{
    memset(tabs, 0, sizeof *tabs);
    tabs->tab[FIRST].token.bytes[0] = tabs->tab[DUPLICATE].token.bytes[0] = 1;
    tabs->tab[ELSEWHERE].token.bytes[0] = 2;
    for (int i = 0; i < TABS; i++)
        tabs->tab[i].before = tabs->tab[i].token;
}

static struct digest new_token(struct tabs *tabs)
{
    uint16_t n = ++tabs->drawn;
    return (struct digest){{3, (uint8_t)(n >> 8), (uint8_t)n}};
}

void tabs_draw(struct tabs *tabs, uint64_t *random, struct tabs_request *out)
{
    static const int who[] = {FIRST, FIRST, DUPLICATE, ELSEWHERE};
    out->tab = who[chance(random, sizeof who / sizeof who[0])];
    struct tab *tab = &tabs->tab[out->tab];
    if (out->tab == DUPLICATE && chance(random, 4) == 0)
        *tab = tabs->tab[FIRST];
    out->token = chance(random, 8) == 0 ? tab->before : tab->token;
    if (digest_is_zero(&tab->asked) || chance(random, 3) > 0)
        tab->asked = new_token(tabs);
    out->renewal = tab->asked;
    out->repeats = tab->seq > 0 && chance(random, 4) == 0;
    out->numbered = chance(random, 8) > 0;
    out->back = chance(random, 4) == 0 ? 1 + (uint32_t)chance(random, 8) : 0;
}

void tabs_sent(struct tabs *tabs, const struct tabs_request *q, int question, int option,
               uint32_t seq)
{
    struct tab *tab = &tabs->tab[q->tab];
    tab->question = question;
    tab->option = option;
    tab->seq = seq;
}

void tabs_renewed(struct tabs *tabs, const struct tabs_request *q)
{
    struct tab *tab = &tabs->tab[q->tab];
    if (!digest_equal(&tab->token, &q->token) && !digest_equal(&tab->before, &q->token))
        return; /* another tab was duplicated into it */
    tab->before = q->token;
    tab->token = q->renewal;
}
