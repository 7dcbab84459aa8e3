#include "server/ctl/itemizing.h"

#include "server/ctl/checking.h"
#include "server/ctl/exporting.h"
#include "server/report/items_sheet.h"

#include <string.h>
#include <sysexits.h>

enum { WORDS_MOST = 64 };

/* The report that the words ask for; the words of all reports are left. NULL: they ask for two. */
static const struct export_report *take_which(int count, char **words, char **left, int *left_count)
{
    const struct export_report *which = &items_report;
    *left_count = 0;
    for (int i = 0; i < count; i++) {
        const struct export_report *asked = strcmp(words[i], "--options") == 0
                                                ? &items_options_report
                                            : strcmp(words[i], "--exam") == 0 ? &items_exam_report
                                                                              : NULL;
        if (asked != NULL && which != &items_report)
            return NULL;
        if (asked != NULL)
            which = asked;
        else
            left[(*left_count)++] = words[i];
    }
    return which;
}

int itemizing_run(struct call *call, int count, char **words)
{
    struct reporting r;
    struct source source;
    char *left[WORDS_MOST];
    int left_count;
    if (count > WORDS_MOST)
        return CHECKING_WRONG_USE;
    const struct export_report *which = take_which(count - 1, words + 1, left, &left_count);
    int result =
        which != NULL ? reporting_parse(call, left_count, left, true, &r) : CHECKING_WRONG_USE;
    if (result == EX_OK)
        result = source_open(&r.source, &source);
    if (result != EX_OK)
        return result;
    result = exporting_write(&r, &source, which);
    source_close(&source);
    return result;
}
