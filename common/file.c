#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static bool write_all(int fd, const char *data, size_t len)
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

static bool sync_directory(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return synced;
}

enum status file_put(const char *dir, const char *name, const char *data, size_t len)
{
    char path[PATH_SIZE], partial[PATH_SIZE];
    int path_len = snprintf(path, sizeof path, "%s/%s", dir, name);
    int partial_len = snprintf(partial, sizeof partial, "%s/.%s.partial", dir, name);
    if (path_len >= PATH_SIZE || partial_len >= PATH_SIZE) {
        errno = ENAMETOOLONG;
        return STATUS_IO;
    }
    int fd = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return STATUS_IO;
    bool written = write_all(fd, data, len) && fsync(fd) == 0;
    if (close(fd) != 0)
        written = false;
    if (written && rename(partial, path) == 0 && sync_directory(dir))
        return STATUS_OK;
    int saved = errno;
    (void)unlink(partial);
    errno = saved;
    return STATUS_IO;
}
