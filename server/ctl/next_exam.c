#include "server/ctl/next_exam.h"

#include "common/clock.h"
#include "common/printable.h"
#include "db/succession.h"
#include "server/ctl/archiving.h"
#include "server/ctl/checking.h"
#include "server/ctl/owner.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define PAST "past"
#define NEXT_DIR "new-exam" /* where the next database is made */
#define ARCHIVE_NAME "archive-"

enum { PATH_SIZE = 1200, NUMBERS_MOST = 1000 };

struct change {
    const char *dir, *name; /* the data directory; the next cluster */
    char past[PATH_SIZE];   /* DIR/past/OLD */
    char archive[PATH_SIZE + 64];
    struct succession now;
    int lock;
};

static int say_failed(const char *doing, const char *path)
{
    printable_line(stderr, "sinodoctl: cannot %s %s: %s", doing, path, strerror(errno));
    return EX_IOERR;
}

static void path_in(const char *dir, const char *name, char out[PATH_SIZE])
{
    (void)snprintf(out, PATH_SIZE, "%.900s/%.280s", dir, name);
}

static bool make_directory(const char *path)
{
    if (mkdir(path, 0700) == 0 ? file_sync_parent(path) : errno == EEXIST)
        return true;
    (void)say_failed("make", path);
    return false;
}

/* --- may it begin? --- */

static int refuse(int status, const char *words)
{
    printable_line(stderr, "sinodoctl: %s", words);
    return status;
}

/* The log would stay behind when the database moves. */
static bool has_log(const char *dir)
{
    char log[PATH_SIZE];
    struct stat st;
    path_in(dir, DATABASE_FILE "-wal", log);
    return stat(log, &st) == 0 && st.st_size > 0;
}

static int look(struct change *c)
{
    char error[DATABASE_ERROR_SIZE], past[PATH_SIZE], used[PATH_SIZE];
    path_in(c->dir, PAST, past);
    path_in(past, c->name, used);
    if (access(used, F_OK) == 0) {
        printable_line(stderr,
                       "sinodoctl: an exam before had the name %s (%s): each exam needs its own",
                       c->name, used);
        return EX_DATAERR;
    }
    if (succession_read(c->dir, &c->now, error) != STATUS_OK)
        return refuse(EX_DATAERR, error);
    if (c->now.running > 0) {
        printable_line(stderr,
                       "sinodoctl: %llu exams run here: start the node and see to their end "
                       "(sinodoctl end --running), then give this command again",
                       (unsigned long long)c->now.running);
        return EX_DATAERR;
    }
    if (database_lock(c->dir, FILE_OWN, &c->lock, error) != STATUS_OK)
        return refuse(EX_TEMPFAIL, error);
    if (has_log(c->dir))
        return refuse(EX_TEMPFAIL, "another program has the database open: end it, and give this "
                                   "command again");
    path_in(past, c->now.identity.cluster, c->past);
    return make_directory(past) && make_directory(c->past) ? EX_OK : EX_IOERR;
}

/* --- the steps --- */

/* Copies of the database that a command which was killed has not finished. The directory is locked:
 * nobody else writes one here. */
static void clear_partials(const char *past)
{
    DIR *all = opendir(past);
    char path[PATH_SIZE];
    for (struct dirent *e; all != NULL && (e = readdir(all)) != NULL;) {
        if (strncmp(e->d_name, ARCHIVE_NAME, sizeof ARCHIVE_NAME - 1) != 0 ||
            strstr(e->d_name, DATABASE_PARTIAL) == NULL)
            continue;
        path_in(past, e->d_name, path);
        (void)unlink(path);
    }
    if (all != NULL)
        (void)closedir(all);
}

/* An archive of this state may be there already. */
static int keep_archive(struct call *call, struct change *c)
{
    (void)snprintf(c->archive, sizeof c->archive, "%s/" ARCHIVE_NAME "%llu-%llu", c->past,
                   (unsigned long long)c->now.own_n, (unsigned long long)c->now.peer_n);
    clear_partials(c->past);
    if (access(c->archive, F_OK) == 0)
        return EX_OK;
    const struct archiving what = {.dir = c->dir, .file = c->archive, .locked = true};
    int result = archiving_make(call, &what);
    if (result == EX_DATAERR)
        (void)fputs("sinodoctl: look at it first (sinodoctl check, verify). The next exam begins "
                    "when this command is given again\n",
                    stderr);
    return result;
}

/* Moves a file or directory to the past, under its own name or, where that is taken, with a number. */
static bool move_away(const struct change *c, const char *name)
{
    char from[PATH_SIZE], to[PATH_SIZE], numbered[PATH_SIZE];
    path_in(c->dir, name, from);
    path_in(c->past, name, to);
    for (int i = 2; access(to, F_OK) == 0 && i < NUMBERS_MOST; i++) {
        (void)snprintf(numbered, sizeof numbered, "%.280s.%d", name, i);
        path_in(c->past, numbered, to);
    }
    if (rename(from, to) == 0 || errno == ENOENT)
        return file_sync(c->past) && file_sync(c->dir);
    (void)say_failed("move", from);
    return false;
}

/* The records, and databases that were set aside (restore.h). */
static bool move_files(const struct change *c)
{
    DIR *all = opendir(c->dir);
    bool moved = all != NULL && move_away(c, "records");
    for (struct dirent *e; moved && (e = readdir(all)) != NULL;)
        if (strncmp(e->d_name, DATABASE_FILE ".", sizeof DATABASE_FILE) == 0)
            moved = move_away(c, e->d_name);
    if (all != NULL)
        (void)closedir(all);
    return moved;
}

/* What a command that was interrupted left of the next database, which nobody has used. */
static void clear_next(const char *dir)
{
    static const char *const names[] = {DATABASE_FILE, DATABASE_FILE "-wal", DATABASE_FILE "-shm",
                                        DATABASE_LOCK};
    char next[PATH_SIZE], path[PATH_SIZE];
    path_in(dir, NEXT_DIR, next);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        path_in(next, names[i], path);
        (void)unlink(path);
    }
    (void)rmdir(next);
}

static int make_next(const struct change *c, char next[PATH_SIZE])
{
    char dir[PATH_SIZE], error[DATABASE_ERROR_SIZE];
    clear_next(c->dir);
    path_in(c->dir, NEXT_DIR, dir);
    path_in(dir, DATABASE_FILE, next);
    if (succession_make(dir, c->name, &c->now, clock_wall(), error) != STATUS_OK)
        return refuse(EX_CANTCREAT, error);
    return has_log(dir) ? refuse(EX_IOERR, "the next database has a log: see above") : EX_OK;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_ino == other.st_ino &&
           one.st_dev == other.st_dev;
}

/* Steps 3 and 4. */
static int switch_database(const struct change *c, const char *next)
{
    char database[PATH_SIZE], kept[PATH_SIZE];
    path_in(c->dir, DATABASE_FILE, database);
    path_in(c->past, DATABASE_FILE, kept);
    if (link(database, kept) != 0 && !(errno == EEXIST && is_same_file(database, kept)))
        return say_failed("keep the database as", kept);
    if (!file_sync(c->past) || rename(next, database) != 0 || !file_sync(c->dir))
        return say_failed("put in its place", database);
    return EX_OK;
}

static int take_steps(struct call *call, struct change *c)
{
    char next[PATH_SIZE];
    int result = keep_archive(call, c);
    if (result == EX_OK)
        result = make_next(c, next);
    if (result == EX_OK && !move_files(c))
        result = EX_IOERR;
    if (result == EX_OK)
        result = switch_database(c, next);
    if (result == EX_OK)
        clear_next(c->dir);
    return result;
}

/* --- the words --- */

static void say_next(const char *cluster, const struct identity *node)
{
    printable_line(stdout,
                   "Next: write cluster = %s into this node's options, with the new bank, plan and "
                   "roster.",
                   cluster);
    if (node->paired)
        printable_line(stdout,
                       "Do the same at the other node: sinodoctl --data DIR new-exam %s. Until "
                       "then the two refuse each other's link.",
                       cluster);
    (void)puts("Then start sinodod.");
}

static int change(struct call *call, struct change *c)
{
    int result = look(c);
    if (result == EX_OK)
        result = take_steps(call, c);
    if (result != EX_OK)
        return result;
    printable_line(stdout,
                   "The exam of %s is in %s: database, records, archive. Nothing was deleted.",
                   c->now.identity.cluster, c->past);
    printable_line(
        stdout,
        "The next one, %s, has nobody registered. Accounts of the staff that were made at "
        "this node, and stay: %zu.",
        c->name, c->now.count);
    say_next(c->name, &c->now.identity);
    return EX_OK;
}

int next_exam_run(struct call *call, int count, char **words)
{
    struct change c = {.name = words[1], .lock = -1};
    struct identity present;
    char error[DATABASE_ERROR_SIZE];
    if (count != 2 || !node_name_valid(c.name, strlen(c.name)))
        return CHECKING_WRONG_USE;
    c.dir = owner_enter(call->data);
    if (succession_identity(c.dir, &present, error) != STATUS_OK)
        return refuse(EX_NOINPUT, error);
    if (strcmp(present.cluster, c.name) == 0) {
        printable_line(stdout, "The database is that of %s already.", c.name);
        clear_next(c.dir);
        say_next(c.name, &present);
        return EX_OK;
    }
    int result = change(call, &c);
    succession_release(&c.now);
    if (c.lock >= 0)
        close(c.lock);
    return result;
}
