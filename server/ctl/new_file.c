#include "server/ctl/new_file.h"

#include "common/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum status new_file_write(const char *path, const char *data, size_t len, struct buffer *errors)
{
    char dir[PATH_MAX];
    const char *name = file_split(path, dir, sizeof dir);
    enum status status = file_put_new(dir, name, data, len);
    if (status != STATUS_OK && errno == EEXIST)
        buffer_printf(errors, "%s exists already; give another name\n", path);
    else if (status != STATUS_OK)
        buffer_printf(errors, "%s: cannot be written: %s\n", path, strerror(errno));
    return status;
}
