#include "server/desk/desk_report.h"

#include "server/door/reply.h"
#include "server/desk/reporter.h"
#include "server/report/items_sheet.h"
#include "server/report/results.h"

#include <stdio.h>

enum { PART_BYTES = 128 * 1024 };

static const struct export_report *report_of(const struct wire_word *kind)
{
    if (wire_is(kind, "results"))
        return &results_report;
    if (wire_is(kind, "items"))
        return &items_report;
    if (wire_is(kind, "items-options"))
        return &items_options_report;
    return wire_is(kind, "exam") ? &items_exam_report : NULL;
}

static bool format_of(const struct wire_word *word, enum table_format *out)
{
    *out = wire_is(word, "csv") ? TABLE_CSV : wire_is(word, "csv-es") ? TABLE_CSV_ES : TABLE_JSON;
    return *out != TABLE_JSON || wire_is(word, "json");
}

void desk_report(const struct request *r, const struct desk_words *w)
{
    const struct export_report *report = report_of(&w->word[0]);
    enum table_format format;
    char ref[REPORTER_REF_SIZE];
    if (report == NULL) {
        wire_put_error(r->out, "ERR", "which report? Say results, items, items-options or exam");
        return;
    }
    if (!format_of(&w->word[1], &format)) {
        wire_put_error(r->out, "ERR",
                       "in which format? Say csv, csv-es or json; sinodoctl makes workbooks");
        return;
    }
    enum status status = reporter_ask(r->node->reporter, r->by, report, format, ref);
    if (status == STATUS_BUSY) {
        wire_put_error(r->out, "ERR", "%d others are making reports: ask again in a few minutes",
                       REPORTER_MOST);
        return;
    }
    if (status != STATUS_OK) {
        reply_failure(r->out, status);
        return;
    }
    wire_put_array(r->out, 2);
    reply_pair_text(r->out, "ref", ref);
}

void desk_report_part(const struct request *r, const struct desk_words *w)
{
    char ref[REPORTER_REF_SIZE];
    struct reporter_part part;
    struct buffer bytes = {0};
    int64_t offset;
    (void)snprintf(ref, sizeof ref, "%.*s", (int)(w->word[0].len < sizeof ref ? w->word[0].len : 0),
                   w->word[0].data);
    if (!wire_integer(&w->word[1], 0, INT64_MAX, &offset)) {
        wire_put_error(r->out, "ERR", "from which byte of the report?");
    } else if (!reporter_part(r->node->reporter, r->by, ref, (size_t)offset, PART_BYTES, &bytes,
                              &part)) {
        wire_put_error(r->out, "ERR",
                       "there is no such report of yours (any more): ask for it again");
    } else if (part.problem != NULL) {
        wire_put_error(r->out, "ERR", "%s", part.problem);
    } else if (bytes.failed) {
        reply_failure(r->out, STATUS_NOMEM);
    } else {
        wire_put_array(r->out, 8);
        reply_pair_integer(r->out, "percent", part.percent);
        reply_pair_integer(r->out, "bytes", (int64_t)part.bytes);
        reply_pair_text(r->out, "cut", part.cut);
        wire_put_text(r->out, "part");
        wire_put_bulk(r->out, bytes.data != NULL ? bytes.data : "", bytes.len);
    }
    buffer_wipe(&bytes);
}
