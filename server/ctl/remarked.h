/* remarked.h - shows whose points a remark changed, from what to what and, where it is known, why:
 * as lines for people, as CSV with a row for each question, or as JSON.
 * Threads: main. Memory: begin, then end or abandon. Errors: false, when memory or writing fails. */
#ifndef CTL_REMARKED_H
#define CTL_REMARKED_H

#include "common/ident.h"
#include "server/core/names.h"
#include "server/ctl/explaining.h"
#include "server/ctl/show.h"
#include "server/report/table.h"

/* Points in thousandths; texts cleaned. */
struct remarked_person {
    char id[IDENT_SIZE];
    char name[NAME_MAX_BYTES + 1];
    int64_t before, after, max;
};

/* What the node said of its sittings. */
struct remarked_counts {
    int64_t marked, changed, other_paper;
};

struct remarked {
    enum show_format format;
    struct explaining *why; /* NULL: there is no file to say it */
    size_t unexplained;     /* people */
    struct table *table;    /* of CSV */
    struct buffer text;     /* of JSON */
    struct json json;
};

/* counts NULL: nothing was marked now. since: the entry before the remark. */
bool remarked_begin(struct remarked *remarked, const struct remarked_counts *counts,
                    uint64_t since);
bool remarked_tell(struct remarked *remarked, const struct remarked_person *person);
bool remarked_end(struct remarked *remarked);
void remarked_abandon(struct remarked *remarked);

#endif
