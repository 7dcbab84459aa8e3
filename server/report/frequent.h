/* frequent.h - the frequent ones of many texts, in little memory: each text that is more than a
 * hundredth of all is among those that are kept at the end. How often each was there has to be
 * counted again.
 *
 * Misra, Gries: "Finding repeated elements", Science of Computer Programming 2 (1982), 143-152: a
 * text that is kept counts up; one that is not takes a free place, or takes one from every count.
 *
 * Threads: one at a time. Memory: zeros are none; release. Errors: `failed`, without memory. */
#ifndef SERVER_REPORT_FREQUENT_H
#define SERVER_REPORT_FREQUENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FREQUENT_KEPT = 99 };

struct frequent {
    size_t count;
    bool failed;
    struct {
        char *text;
        uint64_t hash;
        size_t left;
    } kept[FREQUENT_KEPT];
};

void frequent_add(struct frequent *f, const char *text);
void frequent_release(struct frequent *f);

/* The place of the text among those that are kept; f->count: none. */
size_t frequent_find(const struct frequent *f, const char *text);

#endif
