#include "server/desk/operator_backup.h"

#include "common/log.h"
#include "db/run.h"
#include "db/store/backup.h"
#include "server/desk/operator_protocol.h"
#include "server/door/reply.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int64_t file_bytes(const char *dir, const char *name)
{
    char path[CONFIG_PATH_SIZE + 32];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

int64_t operator_backup_room(const char *dir)
{
    struct statvfs disk;
    return statvfs(dir, &disk) == 0 ? (int64_t)(disk.f_bavail * disk.f_frsize) : -1;
}

/* A copy must not fill the disk. */
static bool has_room(const struct request *r)
{
    const char *dir = r->node->config->data;
    int64_t bytes = file_bytes(dir, DATABASE_FILE) + file_bytes(dir, DATABASE_FILE "-wal");
    int64_t room = operator_backup_room(dir);
    if (room >= bytes + OPERATOR_BACKUP_SPARE)
        return true;
    wire_put_error(r->out, "ERR",
                   "the node makes its copy in its data directory first, and there is too little "
                   "room: it needs %lld MiB and %lld are free",
                   (long long)((bytes + OPERATOR_BACKUP_SPARE) >> 20),
                   (long long)(room < 0 ? 0 : room >> 20));
    return false;
}

/* Returns -1, with the error as the reply. The copy loses its name as soon as it is whole. */
static int copy_database(const struct request *r, uint64_t *own_n)
{
    struct node *node = r->node;
    char path[CONFIG_PATH_SIZE + 64], error[DATABASE_ERROR_SIZE];
    if (atomic_exchange(&node->backup_runs, true)) {
        wire_put_error(r->out, "ERR", "another backup is running: try again later");
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/backup-%016llx" DATABASE_PARTIAL, node->config->data,
                   (unsigned long long)run_draw());
    enum status status =
        backup_make(node->store, node->config->data, path, OPERATOR_BACKUP_LOG, own_n, error);
    atomic_store(&node->backup_runs, false);
    if (status != STATUS_OK) {
        wire_put_error(r->out, "ERR", "%s", error);
        return -1;
    }
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int saved = errno;
    (void)unlink(path);
    if (fd < 0)
        wire_put_error(r->out, "ERR", "the copy cannot be read: %s", strerror(saved));
    return fd;
}

void operator_backup_drop(int *copy)
{
    if (*copy >= 0)
        close(*copy);
    *copy = -1;
}

void operator_backup_make(const struct request *r, int *copy)
{
    struct stat st;
    uint64_t own_n;
    operator_backup_drop(copy);
    if (!has_room(r))
        return;
    *copy = copy_database(r, &own_n);
    if (*copy < 0)
        return;
    if (fstat(*copy, &st) != 0) {
        wire_put_error(r->out, "ERR", "the copy cannot be read: %s", strerror(errno));
        return;
    }
    log_event(LOG_INFO, "a backup of %lld bytes goes to %s", (long long)st.st_size, r->by);
    wire_put_array(r->out, 8);
    reply_pair_text(r->out, "node", r->node->config->node);
    reply_pair_text(r->out, "cluster", r->node->config->cluster);
    reply_pair_integer(r->out, "journal", (int64_t)own_n);
    reply_pair_integer(r->out, "bytes", (int64_t)st.st_size);
}

void operator_backup_piece(const struct request *r, int copy)
{
    int64_t offset;
    char *room = copy >= 0 ? malloc(OPERATOR_PIECE) : NULL;
    if (!wire_integer(&r->words[1], 0, INT64_MAX, &offset) || copy < 0) {
        wire_put_error(r->out, "ERR", "a piece of which backup, and from where on?");
    } else if (room == NULL) {
        reply_failure(r->out, STATUS_NOMEM);
    } else {
        ssize_t got = pread(copy, room, OPERATOR_PIECE, (off_t)offset);
        if (got < 0)
            wire_put_error(r->out, "ERR", "the copy cannot be read: %s", strerror(errno));
        else
            wire_put_bulk(r->out, room, (size_t)got);
    }
    free(room);
}
