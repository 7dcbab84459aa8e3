#include "server/ctl/archived.h"

#include "common/file.h"
#include "common/printable.h"
#include "db/archive.h"

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

static void show_file(const struct call *c, bool first, const char *name, int64_t bytes)
{
    if (c->format != SHOW_JSON) {
        printable_line(stdout, "%12lld %s", (long long)bytes, name);
        return;
    }
    (void)fputs(first ? "\n  {\"name\": \"" : ",\n  {\"name\": \"", stdout);
    for (const char *at = name; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            (void)putchar('\\');
        if ((unsigned char)*at < ' ')
            printf("\\u%04x", (unsigned char)*at);
        else
            (void)putchar(*at);
    }
    printf("\", \"bytes\": %lld}", (long long)bytes);
}

int archived_list(const struct call *c, const char *path)
{
    struct archive *archive;
    char name[ARCHIVE_NAME_SIZE] = "", error[DATABASE_ERROR_SIZE];
    int64_t bytes;
    bool first = true;
    enum status status = archive_open(path, &archive, error);
    if (status != STATUS_OK)
        return refuse(error);
    if (c->format == SHOW_JSON)
        (void)putchar('[');
    for (; archive_next(archive, name, name, &bytes); first = false)
        show_file(c, first, name, bytes);
    if (c->format == SHOW_JSON)
        (void)puts(first ? "]" : "\n]");
    status = archive_status(archive);
    archive_abandon(archive);
    return status == STATUS_OK ? EX_OK : refuse("the archive cannot be read to its end");
}

/* Splits a path; dir: as of file_put_new(). */
static const char *split(const char *path, char dir[PATH_SIZE])
{
    const char *slash = strrchr(path, '/');
    int len = slash == NULL || slash == path ? 1 : (int)(slash - path);
    (void)snprintf(dir, PATH_SIZE, "%.*s", len, slash == NULL ? "." : path);
    return slash != NULL ? slash + 1 : path;
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
    const char *file = split(out, dir);
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
