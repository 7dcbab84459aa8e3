/* list.h - a doubly linked list whose links are members of the items, so that an item joins and
 * leaves in constant time and needs no memory of its own. The list is a ring: its head lies between
 * the last item and the first one.
 * Threads: one at a time per list. Memory: the items stay their owners'. Errors: none. */
#ifndef COMMON_LIST_H
#define COMMON_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* The head of a list, or the link of an item. All zeros: an item that is in no list. */
struct list {
    struct list *next, *prev;
};

/* An empty list. A head does not move in memory while it is in use. */
static inline void list_init(struct list *head)
{
    head->next = head->prev = head;
}

static inline bool list_is_empty(const struct list *head)
{
    return head->next == head;
}

/* Is the item in a list? */
static inline bool list_is_linked(const struct list *link)
{
    return link->next != NULL;
}

/* `place` is an item's link or the head. After the head the item is the first one, after head->prev
 * the last one. */
static inline void list_insert_after(struct list *place, struct list *link)
{
    link->prev = place;
    link->next = place->next;
    place->next->prev = link;
    place->next = link;
}

/* Of whatever list it is in; it must be in one. */
static inline void list_remove(struct list *link)
{
    link->prev->next = link->next;
    link->next->prev = link->prev;
    link->next = link->prev = NULL;
}

/* The item of this type whose `member` is the link. */
#define list_item(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

#endif
