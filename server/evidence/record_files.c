#include "server/evidence/record_files.h"

#include "common/clock.h"
#include "common/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = RECORD_DIR_SIZE + 300 };

static void make_path(const struct record_files *f, const char *name, char path[PATH_SIZE])
{
    (void)snprintf(path, PATH_SIZE, "%s/%s", f->dir, name);
}

/* Reads a record and ends it with NUL. *out is empty when there is no regular file of that name.
 * False: the file cannot be read. */
static bool read_record(const struct record_files *f, const char *name, struct buffer *out)
{
    char path[PATH_SIZE];
    struct stat st;
    make_path(f, name, path);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == ELOOP;
    bool good = fstat(fd, &st) == 0;
    size_t size = good && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
    char *room = buffer_reserve(out, size + 1);
    ssize_t got = good && room != NULL ? read(fd, room, size) : -1;
    close(fd);
    if (got < 0)
        return false;
    room[got] = '\0';
    out->len += (size_t)got + 1;
    return true;
}

/* The name of a record that does not count, or no more: by the entry that made it. */
static void name_by(const struct record_files *f, const char *id, const char *node, uint64_t n,
                    char name[RECORD_NAME_SIZE])
{
    if (strcmp(node, f->node) == 0)
        (void)snprintf(name, RECORD_NAME_SIZE, "%s.%llu.json", id, (unsigned long long)n);
    else
        (void)snprintf(name, RECORD_NAME_SIZE, "%s.%s-%llu.json", id, node, (unsigned long long)n);
}

static bool rename_to(const struct record_files *f, const char *name, const char *to_name)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    make_path(f, name, from);
    make_path(f, to_name, to);
    if (rename(from, to) == 0)
        return true;
    log_event(LOG_ERROR, "record %s cannot be renamed to %s: %s; trying again", name, to_name,
              strerror(errno));
    return false;
}

/* Renames a record; the new name has the digest of its finish entry. */
static bool set_aside(const struct record_files *f, const char *name, const char *json)
{
    char digest[DIGEST_TEXT_SIZE], to[PATH_SIZE];
    uint64_t n;
    int stem = (int)(strlen(name) - strlen(".json"));
    if (!record_finish(json, digest, &n))
        (void)snprintf(digest, sizeof digest, "unknown-%lld", (long long)clock_wall().ms);
    (void)snprintf(to, sizeof to, "%.*s.superseded-%.24s.json", stem, name, digest);
    if (!rename_to(f, name, to))
        return false;
    log_event(LOG_WARN, "record %s is of a sitting that was lost: it is kept as %s", name, to);
    return true;
}

/* Is it of a sitting whose finish entry is in our journal? */
static bool is_held(const struct record_files *f, const char *json, bool *held)
{
    char digest[DIGEST_TEXT_SIZE];
    uint64_t n;
    *held = false;
    return !record_finish(json, digest, &n) || f->holds(f->context, n, digest, held);
}

/* Is it the name of a record of that person which was not set aside? */
static bool is_name_of(const char *name, const char *id)
{
    size_t len = strlen(id), whole = strlen(name);
    return whole >= len + 5 && strncmp(name, id, len) == 0 && name[len] == '.' &&
           strcmp(name + whole - 5, ".json") == 0 && strstr(name, ".superseded-") == NULL;
}

/* Sets aside each record of this person whose finish entry is not in our journal. */
static bool set_lost_aside(const struct record_files *f, const char *id)
{
    bool done = true;
    DIR *dir = opendir(f->dir);
    for (struct dirent *e = NULL; dir != NULL && (e = readdir(dir)) != NULL;) {
        struct buffer json = {0};
        bool held = true;
        if (is_name_of(e->d_name, id)) {
            bool read =
                read_record(f, e->d_name, &json) && json.len > 0 && is_held(f, json.data, &held);
            done &= read && (held || set_aside(f, e->d_name, json.data));
        }
        buffer_release(&json);
    }
    if (dir != NULL)
        (void)closedir(dir);
    return dir != NULL && done;
}

/* Frees a name under which another record stands. A record of an entry whose number was given once
 * more, after a disk had lost the first, would be lost otherwise. */
static bool free_name(const struct record_files *f, const char *name, const char *json)
{
    struct buffer there = {0};
    bool done = read_record(f, name, &there);
    if (done && there.len > 0 && strcmp(there.data, json) != 0)
        done = set_aside(f, name, there.data);
    buffer_release(&there);
    return done;
}

/* Renames ID.json, which says `json`: another result counts now. */
static bool replace(const struct record_files *f, const char *id, const char *head,
                    const char *json)
{
    char node[NODE_NAME_MAX + 1], to[RECORD_NAME_SIZE];
    uint64_t n;
    bool held;
    if (!is_held(f, json, &held))
        return false;
    if (!held)
        return set_lost_aside(f, id);
    if (!record_made_by(json, node, &n))
        return set_aside(f, head, json);
    name_by(f, id, node, n, to);
    return free_name(f, to, json) && rename_to(f, head, to);
}

/* A sitting that was given up, while a later one counts. ID.json is still its own until that
 * is written. */
static enum record_place place_kept(const struct record_files *f, const struct record_basis *basis,
                                    const char *name)
{
    struct buffer json = {0};
    enum record_place place = RECORD_UNCLEAR;
    if (read_record(f, name, &json)) {
        bool there = json.len > 1;
        if (there && record_says(json.data, basis))
            place = RECORD_THERE;
        else if (!there || set_aside(f, name, json.data))
            place = RECORD_DUE;
    }
    buffer_release(&json);
    return place;
}

enum record_place record_files_place(const struct record_files *f,
                                     const struct ledger_record *record,
                                     const struct record_basis *basis, char name[RECORD_NAME_SIZE])
{
    const char *id = record->applicant.id;
    struct buffer json = {0};
    char head[RECORD_NAME_SIZE];
    enum record_place place = RECORD_UNCLEAR;
    (void)snprintf(head, sizeof head, "%s.json", id);
    (void)snprintf(name, RECORD_NAME_SIZE, "%s", head);
    if (read_record(f, head, &json)) {
        if (json.len > 1 && record_says(json.data, basis)) {
            place = RECORD_THERE;
        } else if (!record->counts) {
            name_by(f, id, basis->by_node, basis->by_n, name);
            place = place_kept(f, basis, name);
        } else if (json.len <= 1 || replace(f, id, head, json.data)) {
            place = RECORD_DUE;
        }
    }
    buffer_release(&json);
    return place;
}
