#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, READ_BYTES = 64 * 1024 };

bool file_is_safe_directory(const char *dir, enum file_rule rule, char words[FILE_WORDS_SIZE])
{
    struct stat st;
    words[0] = '\0';
    if ((rule == FILE_NO_LINK ? lstat(dir, &st) : stat(dir, &st)) != 0)
        (void)snprintf(words, FILE_WORDS_SIZE, "cannot look at %.200s: %s", dir, strerror(errno));
    else if (!S_ISDIR(st.st_mode))
        (void)snprintf(words, FILE_WORDS_SIZE,
                       "%.200s must be a directory, and no link to one: move it away", dir);
    else if (st.st_uid != geteuid() && !(rule == FILE_OR_ROOTS && st.st_uid == 0) &&
             !(rule == FILE_ROOT_MAY && geteuid() == 0))
        (void)snprintf(words, FILE_WORDS_SIZE,
                       "%.200s belongs to another user: run this as that user, or chown it", dir);
    else if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        (void)snprintf(words, FILE_WORDS_SIZE,
                       "others may write in %.200s: chmod 700 it, and look whether all that is in "
                       "it is yours",
                       dir);
    return words[0] == '\0';
}

bool file_write(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

bool file_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return synced;
}

bool file_sync_parent(const char *path)
{
    char parent[PATH_SIZE];
    (void)snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash == NULL)
        return file_sync(".");
    *slash = '\0';
    return file_sync(parent[0] ? parent : "/");
}

/* Writes, syncs and closes. */
static bool write_whole(int fd, const char *data, size_t len)
{
    bool written = file_write(fd, data, len) && fsync(fd) == 0;
    return close(fd) == 0 && written;
}

/* The file's name and another one beside it; false when they are too long. */
static bool name_both(const char *dir, const char *name, const char *ending, char path[PATH_SIZE],
                      char partial[PATH_SIZE])
{
    int path_len = snprintf(path, PATH_SIZE, "%s/%s", dir, name);
    int partial_len = snprintf(partial, PATH_SIZE, "%s/.%s.%s", dir, name, ending);
    errno = ENAMETOOLONG;
    return path_len < PATH_SIZE && partial_len < PATH_SIZE;
}

enum status file_put(const char *dir, const char *name, const char *data, size_t len)
{
    char path[PATH_SIZE], partial[PATH_SIZE];
    if (!name_both(dir, name, "partial", path, partial))
        return STATUS_IO;
    (void)unlink(partial); /* of a process that was killed */
    int fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return STATUS_IO;
    if (write_whole(fd, data, len) && rename(partial, path) == 0 && file_sync(dir))
        return STATUS_OK;
    int saved = errno;
    (void)unlink(partial);
    errno = saved;
    return STATUS_IO;
}

const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

const char *file_split(const char *path, char *dir, size_t size)
{
    const char *name = file_name(path);
    int len = name - path > 1 ? (int)(name - path - 1) : 1;
    (void)snprintf(dir, size, "%.*s", len, name == path ? "." : path);
    return name;
}

bool file_place_new(const char *present, const char *name)
{
    struct stat st;
    if (link(present, name) == 0)
        return true;
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
        return false;
    if (lstat(name, &st) == 0) {
        errno = EEXIST;
        return false;
    }
    return errno == ENOENT && rename(present, name) == 0;
}

enum status file_put_new(const char *dir, const char *name, const char *data, size_t len)
{
    char path[PATH_SIZE], partial[PATH_SIZE];
    if (!name_both(dir, name, "XXXXXX", path, partial)) /* nobody else's */
        return STATUS_IO;
    int fd = mkstemp(partial);
    if (fd < 0)
        return STATUS_IO;
    bool placed = write_whole(fd, data, len) && file_place_new(partial, path);
    int saved = errno;
    (void)unlink(partial);
    errno = saved;
    return placed && file_sync(dir) ? STATUS_OK : STATUS_IO;
}

enum status file_read(const char *path, size_t most, struct buffer *out, struct buffer *errors)
{
    FILE *file = fopen(path, "re");
    enum status status = STATUS_IO;
    if (file != NULL) {
        size_t got = 1;
        status = STATUS_OK;
        while (status == STATUS_OK && got > 0 && out->len <= most) {
            char *room = buffer_reserve(out, READ_BYTES);
            got = room != NULL ? fread(room, 1, READ_BYTES, file) : 0;
            out->len += got;
            status = room == NULL ? STATUS_NOMEM : ferror(file) ? STATUS_IO : STATUS_OK;
        }
    }
    if (status == STATUS_IO)
        buffer_printf(errors, "%s: cannot be read: %s\n", path, strerror(errno));
    if (file != NULL)
        (void)fclose(file);
    if (status == STATUS_OK && out->len > most) {
        buffer_printf(errors, "%s: is longer than %zu bytes\n", path, most);
        status = STATUS_INVALID;
    }
    return status;
}
