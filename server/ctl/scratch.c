#include "server/ctl/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

static char dir[PATH_SIZE], path[PATH_SIZE + 16];

const char *scratch_path(void)
{
    return path;
}

const char *scratch_parent(void)
{
    const char *parent = getenv("TMPDIR");
    return parent != NULL && parent[0] != '\0' ? parent : "/var/tmp";
}

void scratch_remove(void)
{
    (void)unlink(path);
    (void)rmdir(dir);
}

/* The signal then does what it would have done. */
static void on_signal(int number)
{
    scratch_remove();
    (void)raise(number);
}

int scratch_open(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    if (snprintf(dir, sizeof dir, "%s/sinodoctl-XXXXXX", scratch_parent()) >= (int)sizeof dir) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (mkdtemp(dir) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/sinodo.db", dir);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        (void)sigaction(ending[i], &action, NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        scratch_remove();
    return fd;
}
