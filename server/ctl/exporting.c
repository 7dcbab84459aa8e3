#include "server/ctl/exporting.h"

#include "common/printable.h"
#include "common/whole_file.h"
#include "server/ctl/checking.h"
#include "server/ctl/keys.h"
#include "server/report/export_sig.h"
#include "server/report/items_sheet.h"
#include "server/report/results.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static const struct export_report *const reports[] = {&results_report, &items_report,
                                                      &items_options_report, &items_exam_report};

const struct export_report *exporting_find(const char *name)
{
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++)
        if (strcmp(reports[i]->name, name) == 0)
            return reports[i];
    return NULL;
}

static int tell_failure(const char *path, enum status status)
{
    if (status == STATUS_NOMEM) {
        (void)fputs("sinodoctl: out of memory\n", stderr);
        return EX_OSERR;
    }
    printable_line(stderr, "sinodoctl: cannot write %s: %s", path != NULL ? path : "the report",
                   strerror(errno));
    return EX_CANTCREAT;
}

/* --- FILE.sig --- */

/* The node's key. EX_OK with *out NULL: the directory has none, which was told. */
static int open_key(const char *dir, struct key **out)
{
    char path[KEY_PATH_SIZE], error[KEY_ERROR_SIZE];
    *out = NULL;
    int len = snprintf(path, sizeof path, "%s/node.key", dir);
    if (len >= (int)sizeof path || access(path, F_OK) != 0) {
        printable_line(stderr,
                       "sinodoctl: not signed: there is no node.key in %s; name its directory by "
                       "--key-dir DIR",
                       dir);
        return EX_OK;
    }
    if (keys_open(dir, out, error) == STATUS_OK)
        return EX_OK;
    printable_line(stderr, "sinodoctl: %s", error);
    return EX_NOPERM;
}

static int put_sig(const struct reporting *r, const struct source *source,
                   const struct export_report *report, const struct key *key)
{
    struct export_sig sig;
    struct digest digest;
    struct buffer text = {0};
    char path[WHOLE_FILE_PATH_SIZE];
    const struct export_options options = {.format = r->format, .spanish = r->spanish};
    if (!export_digest(r->out, &digest)) {
        printable_line(stderr, "sinodoctl: cannot read %s: %s", r->out, strerror(errno));
        return EX_IOERR;
    }
    export_sig_describe(source, report, &options, &digest, &sig);
    if (!export_sig_sign(&sig, key)) {
        (void)fputs("sinodoctl: out of memory: the report is not signed\n", stderr);
        return EX_OSERR;
    }
    (void)snprintf(path, sizeof path, "%s.sig", r->out);
    export_sig_write(&sig, &text);
    enum status status = whole_file_put(path, &text);
    buffer_release(&text);
    if (status != STATUS_OK)
        return tell_failure(path, status);
    printable_line(stderr, "sinodoctl: wrote %s and %s, signed by %s", r->out, path, sig.node);
    return EX_OK;
}

/* A copy, or an archive, has no key. */
static int sign(const struct reporting *r, const struct source *source,
                const struct export_report *report)
{
    struct key *key = NULL;
    if (r->key_dir == NULL) {
        printable_line(stderr,
                       "sinodoctl: wrote %s; it is not signed, since a copy has no key: name the "
                       "directory of node.key by --key-dir DIR",
                       r->out);
        return EX_OK;
    }
    int result = open_key(r->key_dir, &key);
    if (result == EX_OK && key != NULL)
        result = put_sig(r, source, report, key);
    key_close(key);
    return result;
}

int exporting_write(const struct reporting *r, const struct source *source,
                    const struct export_report *report)
{
    const struct export_options options = {.format = r->format, .spanish = r->spanish};
    enum status status = report->write(source, &options, r->out);
    if (status != STATUS_OK)
        return tell_failure(r->out, status);
    return r->out != NULL ? sign(r, source, report) : EX_OK;
}

/* --- results --- */

/* What a reader must know who sees the list alone. */
static void tell_results(const struct source *source, const struct results *results)
{
    char cut[CUT_TEXT_SIZE];
    size_t ranked = results_count(results, RANKING_NONE);
    cut_text(&source->cut, source->node, cut);
    printable_line(stderr, "sinodoctl: the cut is %s: %zu people, %zu of them with a rank", cut,
                   people_count(source->people), ranked);
    for (enum ranking_bar bar = RANKING_NONE + 1; bar < RANKING_BARS; bar++)
        if (results_count(results, bar) > 0)
            printable_line(stderr, "sinodoctl: without a rank: %zu %s", results_count(results, bar),
                           results_bar_text(bar, false));
    if (results_count(results, RANKING_REMARK) > 0)
        (void)fputs("sinodoctl: their points do not follow from this exam's key: run 'sinodoctl "
                    "remark' at their centre, or name the exam's files by --bank and --plan\n",
                    stderr);
    if (results_tied(results) > 0)
        printable_line(stderr,
                       "sinodoctl: %zu are tied across the last of %u places: the board "
                       "decides",
                       results_tied(results), source->exam.places);
}

int exporting_results(struct call *call, int count, char **words)
{
    struct reporting r;
    struct source source;
    struct results *results;
    int result = reporting_parse(call, count - 1, words + 1, true, &r);
    if (result == EX_OK)
        result = source_open(&r.source, &source);
    if (result != EX_OK)
        return result;
    enum status status = results_make(&source, &results);
    if (status == STATUS_OK) {
        tell_results(&source, results);
        results_release(results);
        result = exporting_write(&r, &source, &results_report);
    } else {
        result = tell_failure(r.out, status);
    }
    source_close(&source);
    return result;
}
