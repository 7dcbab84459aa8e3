#include "common/whole_file.h"

#include "common/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* DIR/.NAME.XXXXXX */
static bool name_both(struct whole_file *f, const char *path)
{
    const char *name = file_name(path);
    int path_len = snprintf(f->path, sizeof f->path, "%s", path);
    int partial_len =
        snprintf(f->partial, sizeof f->partial, "%.*s.%s.XXXXXX", (int)(name - path), path, name);
    errno = name[0] == '\0' ? EISDIR : ENAMETOOLONG;
    return name[0] != '\0' && path_len < WHOLE_FILE_PATH_SIZE && partial_len < WHOLE_FILE_PATH_SIZE;
}

enum status whole_file_begin(struct whole_file *f, const char *path)
{
    struct stat st;
    f->fd = -1;
    if (!name_both(f, path))
        return STATUS_IO;
    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : EEXIST;
        return STATUS_IO;
    }
    f->fd = mkstemp(f->partial);
    return f->fd >= 0 ? STATUS_OK : STATUS_IO;
}

void whole_file_abandon(struct whole_file *f)
{
    int saved = errno;
    if (f->fd >= 0) {
        (void)close(f->fd);
        (void)unlink(f->partial);
    }
    f->fd = -1;
    errno = saved;
}

enum status whole_file_commit(struct whole_file *f)
{
    if (fsync(f->fd) != 0 || rename(f->partial, f->path) != 0) {
        whole_file_abandon(f);
        return STATUS_IO;
    }
    (void)close(f->fd);
    f->fd = -1;
    return file_sync_parent(f->path) ? STATUS_OK : STATUS_IO;
}

enum status whole_file_put(const char *path, const struct buffer *text)
{
    struct whole_file file;
    enum status status = text->failed ? STATUS_NOMEM : whole_file_begin(&file, path);
    if (status != STATUS_OK)
        return status;
    if (file_write(file.fd, text->data, text->len))
        return whole_file_commit(&file);
    whole_file_abandon(&file);
    return STATUS_IO;
}
