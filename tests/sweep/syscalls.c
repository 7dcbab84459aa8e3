#include "tests/sweep/syscalls.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/types.h>

static unsigned calls, fail_at;
static bool armed, always;

int __real_open(const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *data, size_t len);
int __real_fsync(int fd);
int __real_close(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_write(int fd, const void *data, size_t len);
int __wrap_fsync(int fd);
int __wrap_close(int fd);
int __wrap_rename(const char *from, const char *to);

int __real_unlink(const char *path);
int __wrap_unlink(const char *path);

static bool fails(void)
{
    if (!armed)
        return false;
    unsigned at = calls++;
    bool failed = at == fail_at || (always && at > fail_at);
    if (failed)
        errno = ENOSPC;
    return failed;
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int mode = va_arg(args, int);
    va_end(args);
    return fails() ? -1 : __real_open(path, flags, mode);
}

/* A write that fails has written a part. */
ssize_t __wrap_write(int fd, const void *data, size_t len)
{
    if (!fails())
        return __real_write(fd, data, len);
    (void)!__real_write(fd, data, len / 2);
    errno = ENOSPC;
    return -1;
}

int __wrap_fsync(int fd)
{
    return fails() ? -1 : __real_fsync(fd);
}

int __wrap_close(int fd)
{
    int result = __real_close(fd);
    return fails() ? -1 : result;
}

int __wrap_rename(const char *from, const char *to)
{
    return fails() ? -1 : __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    return fails() ? -1 : __real_unlink(path);
}

void syscalls_fail(unsigned k, bool for_ever)
{
    armed = true;
    always = for_ever;
    calls = 0;
    fail_at = k;
}

bool syscalls_heal(void)
{
    armed = false;
    return calls > fail_at;
}
