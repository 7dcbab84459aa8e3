#include "server/ctl/archived.h"

#include "common/file.h"
#include "common/printable.h"
#include "db/archive.h"
#include "server/evidence/json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { PATH_SIZE = CALL_PATH_SIZE };

static int refuse(const char *words)
{
    printable_line(stderr, "sinodoctl: %s", words);
    return EX_DATAERR;
}

/* The archive may come from anybody: the name is cleaned, as on a terminal. */
static bool add_file(struct json *json, const char *name, int64_t bytes)
{
    struct buffer clean = {0};
    printable_append(&clean, name, strlen(name), PRINTABLE_LINE);
    json_begin(json, NULL, '{');
    json_text(json, "name", clean.len > 0 ? clean.data : "", clean.len);
    json_integer(json, "bytes", bytes);
    json_end(json, '}');
    bool added = !clean.failed && !json->out->failed;
    buffer_release(&clean);
    return added;
}

int archived_list(const struct call *c, const char *path)
{
    struct archive *archive;
    char name[ARCHIVE_NAME_SIZE] = "", error[DATABASE_ERROR_SIZE];
    int64_t bytes;
    struct buffer text = {0};
    struct json json = {.out = &text, .first = true};
    bool listed = true;
    if (archive_open(path, &archive, error) != STATUS_OK)
        return refuse(error);
    json_begin(&json, NULL, '[');
    while (listed && archive_next(archive, name, name, &bytes))
        if (c->format == SHOW_JSON)
            listed = add_file(&json, name, bytes);
        else
            printable_line(stdout, "%12lld %s", (long long)bytes, name);
    json_end(&json, ']');
    listed = listed && archive_status(archive) == STATUS_OK;
    if (listed && c->format == SHOW_JSON)
        printf("%.*s\n", (int)text.len, text.data);
    buffer_release(&text);
    archive_abandon(archive);
    return listed ? EX_OK : refuse("the archive cannot be read to its end");
}

int archived_extract(const char *path, const char *name, const char *out)
{
    struct archive *archive;
    struct buffer bytes = {0};
    char error[DATABASE_ERROR_SIZE], dir[PATH_SIZE];
    enum status status = archive_open(path, &archive, error);
    if (status != STATUS_OK)
        return refuse(error);
    int result = EX_OK;
    const char *file = file_split(out, dir, sizeof dir);
    if (!archive_get(archive, name, &bytes)) {
        printable_line(stderr,
                       "sinodoctl: %s has no file %s: sinodoctl archive --list %s shows all", path,
                       name, path);
        result = EX_DATAERR;
    } else if (file_put_new(dir, file, bytes.len > 0 ? bytes.data : "", bytes.len) != STATUS_OK) {
        (void)fprintf(stderr, "sinodoctl: cannot write %s: %s\n", out, strerror(errno));
        result = EX_CANTCREAT;
    }
    buffer_release(&bytes);
    archive_abandon(archive);
    return result;
}
