#include "common/wake.h"

#include <fcntl.h>
#include <unistd.h>

enum status wake_open(struct wake *out)
{
    int fds[2];
    if (pipe(fds) != 0)
        return STATUS_IO;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
    }
    *out = (struct wake){fds[0], fds[1]};
    return STATUS_OK;
}

void wake_close(struct wake *wake)
{
    close(wake->read_fd);
    close(wake->write_fd);
}

void wake_signal(const struct wake *wake)
{
    /* A full pipe is readable already. */
    ssize_t written = write(wake->write_fd, "", 1);
    (void)written;
}

void wake_clear(const struct wake *wake)
{
    char drain[64];
    while (read(wake->read_fd, drain, sizeof drain) > 0) {
    }
}
