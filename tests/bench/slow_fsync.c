/* Preloaded: every sync takes SLOW_FSYNC_MS longer, as on a slower disk. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void dawdle(void)
{
    const char *text = getenv("SLOW_FSYNC_MS");
    long ms = text != NULL ? strtol(text, NULL, 10) : 0;
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&t, NULL);
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
