/* Preloaded: every sync takes SLOW_FSYNC_MS longer, as on a slower disk. */
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void dawdle(void)
{
    const char *text = getenv("SLOW_FSYNC_MS");
    (void)poll(NULL, 0, text != NULL ? (int)strtol(text, NULL, 10) : 0);
}

int fsync(int fd)
{
    dawdle();
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    dawdle();
    return (int)syscall(SYS_fdatasync, fd);
}
