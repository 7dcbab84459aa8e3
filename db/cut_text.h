/* cut_text.h - a cut, so many entries of both journals, and its text: "caracas:1234,maracay:1180", the
 * lesser name first. Of a node that has met no peer it has one part.
 * Threads: any. Memory: plain values. Errors: false. */
#ifndef DB_CUT_TEXT_H
#define DB_CUT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/* By enum journal_owner (db/journal_table.h), as are the names of the nodes below; "" for no peer. */
struct cut {
    uint64_t n[2];
};

enum { CUT_TEXT_SIZE = 128 };
void cut_text(const struct cut *cut, const char *const node[2], char out[CUT_TEXT_SIZE]);

/* A part for each node, in any order. False, and *out is untouched: it is no cut of these nodes. */
bool cut_parse(const char *text, const char *const node[2], struct cut *out);

#endif
