/* page.h - the next few applicants after some ID, wherever one looks for them: each place offers
 * those that it has, and the page keeps the first of all.
 * Threads: one at a time. Memory: plain values. Errors: none. */
#ifndef DB_PAGE_H
#define DB_PAGE_H

#include "common/ident.h"

enum { PAGE_IDS = 100 };

struct page {
    char after[IDENT_SIZE];
    size_t count;
    char ids[PAGE_IDS][IDENT_SIZE]; /* ascending, each once */
};

void page_begin(struct page *page, const char *after);

/* False: neither this ID nor a later one belongs on it any more. */
bool page_takes(const struct page *page, const char *id);

/* Any ID, in any order, as often as one likes. */
void page_offer(struct page *page, const char *id);

#endif
