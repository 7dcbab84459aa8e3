#include "server/ctl/archiving.h"

#include "common/file.h"
#include "common/printable.h"
#include "db/archive.h"
#include "db/audit.h"
#include "server/ctl/archived.h"
#include "server/ctl/checking.h"
#include "server/ctl/copying.h"
#include "server/report/export_sig.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { PATH_SIZE = CALL_PATH_SIZE, FILE_MOST = 512 * 1024 * 1024 };

/* What is being written. sum: of the names and bytes of all files, in any order. */
struct work {
    struct archive *archive;
    size_t files, records;
    struct digest sum;
    char error[DATABASE_ERROR_SIZE];
};

static int exit_status(enum status status)
{
    return status == STATUS_INVALID ? EX_DATAERR : status == STATUS_NOMEM ? EX_OSERR : EX_CANTCREAT;
}

static int say_failed(enum status status, const char *words)
{
    printable_line(stderr, "sinodoctl: %s", words);
    return exit_status(status);
}

/* Differences cancel only where two files are swapped for two of the same digests. */
static void add_to_sum(struct digest *sum, const char *name, const struct buffer *bytes)
{
    struct digest one = digest_of_two(name, strlen(name) + 1, bytes->data, bytes->len);
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        sum->bytes[i] ^= one.bytes[i];
}

/* --- the files beside the database --- */

static bool put_file(struct work *w, const char *place, const char *path)
{
    struct buffer bytes = {0}, words = {0};
    char name[ARCHIVE_NAME_SIZE];
    int len = snprintf(name, sizeof name, "%s/%s", place, file_name(path));
    static const char no_memory[] = "out of memory";
    bool put = false;
    if (file_read(path, FILE_MOST, &bytes, &words) != STATUS_OK)
        (void)snprintf(w->error, sizeof w->error, "%.*s",
                       words.len > 0 ? (int)words.len - 1 : (int)sizeof no_memory,
                       words.len > 0 ? words.data : no_memory);
    else if (len >= (int)sizeof name)
        (void)snprintf(w->error, sizeof w->error, "%.300s: its name is too long", path);
    else
        put = archive_put(w->archive, name, bytes.data, bytes.len, w->error) == STATUS_OK;
    if (put) {
        w->files++;
        add_to_sum(&w->sum, name, &bytes);
    }
    buffer_release(&bytes);
    buffer_release(&words);
    return put;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name), end = strlen(ending);
    return len > end && strcmp(name + len - end, ending) == 0;
}

/* The files of that ending in a directory, which need not be there. */
static bool put_directory(struct work *w, const char *place, const char *dir, const char *ending)
{
    DIR *all = opendir(dir);
    char path[PATH_SIZE + 300];
    bool put = all != NULL || errno == ENOENT;
    if (!put)
        (void)snprintf(w->error, sizeof w->error, "%.300s cannot be read: %s", dir,
                       strerror(errno));
    for (struct dirent *e; put && all != NULL && (e = readdir(all)) != NULL;) {
        if (e->d_name[0] == '.' || !ends_with(e->d_name, ending))
            continue;
        (void)snprintf(path, sizeof path, "%.4000s/%s", dir, e->d_name);
        put = put_file(w, place, path);
    }
    if (all != NULL)
        (void)closedir(all);
    return put;
}

static bool put_all(struct work *w, const struct archiving *what)
{
    char records[PATH_SIZE];
    (void)snprintf(records, sizeof records, "%.4000s/records", what->dir);
    bool put = put_directory(w, "certificates", what->dir, ".crt") &&
               (what->roster == NULL || put_file(w, "roster", what->roster));
    for (int i = 0; put && i < what->with_count; i++)
        put = put_file(w, "with", what->with[i]);
    size_t before = w->files;
    put = put && put_directory(w, "records", records, ".json");
    w->records = w->files - before;
    return put;
}

static int put_files(struct work *w, const char *partial, const struct archiving *what)
{
    enum status status = archive_make(partial, &w->archive, w->error);
    if (status != STATUS_OK)
        return say_failed(status, w->error);
    if (!put_all(w, what)) {
        archive_abandon(w->archive);
        return say_failed(STATUS_FULL, w->error);
    }
    status = archive_end(w->archive, w->error);
    return status == STATUS_OK ? EX_OK : say_failed(status, w->error);
}

/* --- the database --- */

static int copy_running(struct call *c, const char *partial)
{
    struct copying_offer offer;
    int result = copying_ask(c, &offer);
    if (result != EX_OK)
        return result;
    int fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        (void)fprintf(stderr, "sinodoctl: cannot write %s: %s\n", partial, strerror(errno));
        return EX_CANTCREAT;
    }
    bool taken = copying_take(c, fd, offer.bytes);
    return close(fd) == 0 && taken ? EX_OK : EX_CANTCREAT;
}

static int copy_stopped(const struct archiving *what, const char *partial)
{
    char error[DATABASE_ERROR_SIZE];
    int lock = -1;
    enum status status = what->locked || access(what->dir, F_OK) != 0
                             ? STATUS_OK
                             : database_lock(what->dir, FILE_ROOT_MAY, &lock, error);
    if (status == STATUS_OK)
        status = archive_copy(what->dir, partial, error);
    if (lock >= 0)
        close(lock);
    return status == STATUS_OK ? EX_OK : say_failed(status, error);
}

/* --- what was written, read back --- */

static bool is_read_back(const char *path, const struct digest *sum)
{
    struct archive *archive;
    struct digest found = {{0}};
    char name[ARCHIVE_NAME_SIZE] = "", error[DATABASE_ERROR_SIZE];
    int64_t bytes;
    if (archive_open(path, &archive, error) != STATUS_OK)
        return false;
    while (archive_next(archive, name, name, &bytes)) {
        struct buffer file = {0};
        if (archive_get(archive, name, &file))
            add_to_sum(&found, name, &file);
        buffer_release(&file);
    }
    bool same = archive_status(archive) == STATUS_OK && digest_equal(&found, sum);
    archive_abandon(archive);
    return same;
}

/* original: as of audit_run_copy(). */
static int check_journals(const char *partial, const char *original)
{
    struct buffer report = {0};
    bool good = audit_run_copy(partial, original, &report);
    if (!good) {
        printable_write(stderr, report.data, report.len, PRINTABLE_TEXT);
        (void)fputs("sinodoctl: NOT as it should be: the archive holds the database as it is\n",
                    stderr);
    }
    buffer_release(&report);
    return good ? EX_OK : EX_DATAERR;
}

static bool place(const char *partial, const char *file)
{
    bool placed = file_sync(partial) && file_place_new(partial, file) && file_sync_parent(file);
    if (!placed)
        (void)fprintf(stderr, "sinodoctl: cannot write %s: %s\n", file, strerror(errno));
    return placed;
}

static int check_and_place(const struct work *w, const char *partial, const char *original,
                           const char *file)
{
    struct digest digest;
    struct stat st;
    char hex[DIGEST_TEXT_SIZE];
    if (!is_read_back(partial, &w->sum) || !export_digest(partial, &digest) ||
        stat(partial, &st) != 0) {
        (void)fputs("sinodoctl: what was written is not what the disk gives back: no archive was "
                    "made. Use another disk\n",
                    stderr);
        return EX_IOERR;
    }
    int result = check_journals(partial, original);
    if (!place(partial, file))
        return EX_CANTCREAT;
    digest_text(&digest, hex);
    printable_line(stdout,
                   "%s: %lld bytes: the database, %zu record%s and %zu other file%s. Names, "
                   "answers and results in it are not encrypted.",
                   file, (long long)st.st_size, w->records, w->records == 1 ? "" : "s",
                   w->files - w->records, w->files - w->records == 1 ? "" : "s");
    printf("SHA-256: %s\n", hex);
    return result;
}

int archiving_make(struct call *c, const struct archiving *what)
{
    struct work w = {.files = 0};
    char database[PATH_SIZE], partial[PATH_SIZE];
    if (access(what->file, F_OK) == 0) {
        (void)fprintf(stderr, "sinodoctl: %s exists already: choose another name\n", what->file);
        return EX_CANTCREAT;
    }
    (void)snprintf(database, sizeof database, "%.4000s/" DATABASE_FILE, what->dir);
    (void)snprintf(partial, sizeof partial, "%.4000s.%ld" DATABASE_PARTIAL, what->file,
                   (long)getpid());
    bool runs = !what->locked && call_connect_owner(c, database);
    int result = runs ? copy_running(c, partial) : copy_stopped(what, partial);
    if (result == EX_OK)
        result = put_files(&w, partial, what);
    if (result == EX_OK)
        result = check_and_place(&w, partial, runs ? database : partial, what->file);
    (void)unlink(partial);
    return result;
}

/* --- the words --- */

static bool take_words(int count, char **words, struct archiving *out)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], "--roster") == 0 && i + 1 < count && out->roster == NULL) {
            out->roster = words[++i];
        } else if (strcmp(words[i], "--with") == 0 && i + 1 < count && out->with == NULL) {
            out->with = words + i + 1;
            while (i + 1 < count && strncmp(words[i + 1], "--", 2) != 0) {
                out->with_count++;
                i++;
            }
        } else if (out->file == NULL && words[i][0] != '-' && words[i][0] != '\0') {
            out->file = words[i];
        } else {
            return false;
        }
    }
    return out->file != NULL && (out->with == NULL || out->with_count > 0);
}

int archiving_run(struct call *c, int count, char **words)
{
    struct archiving what = {.dir = c->data};
    if (count == 3 && strcmp(words[1], "--list") == 0)
        return archived_list(c, words[2]);
    if (count == 5 && strcmp(words[1], "--extract") == 0)
        return archived_extract(words[2], words[3], words[4]);
    if (!take_words(count - 1, words + 1, &what) || c->format == SHOW_JSON)
        return CHECKING_WRONG_USE;
    if (c->data == NULL) {
        (void)fputs("sinodoctl: 'archive' needs --data DIR before it: the data directory of a "
                    "node\n",
                    stderr);
        return EX_USAGE;
    }
    return archiving_make(c, &what);
}
