#include "db/page.h"

#include <string.h>

void page_begin(struct page *page, const char *after)
{
    *page = (struct page){.count = 0};
    strncat(page->after, after, IDENT_MAX);
}

bool page_takes(const struct page *page, const char *id)
{
    return page->count < PAGE_IDS || strcmp(id, page->ids[PAGE_IDS - 1]) <= 0;
}

void page_offer(struct page *page, const char *id)
{
    size_t at = page->count;
    if (strcmp(id, page->after) <= 0)
        return;
    while (at > 0 && strcmp(page->ids[at - 1], id) > 0)
        at--;
    if (at == PAGE_IDS || (at > 0 && strcmp(page->ids[at - 1], id) == 0))
        return;
    page->count += page->count < PAGE_IDS; /* else the last falls out */
    memmove(page->ids + at + 1, page->ids + at, (page->count - at - 1) * sizeof page->ids[0]);
    memcpy(page->ids[at], id, strlen(id) + 1);
}
