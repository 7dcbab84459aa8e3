#include "tests/bench/calibrate.h"

#include "common/thread.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EXCHANGES = 20, PAGE = 4096 };

static void *echo(void *arg)
{
    const int *fd = arg;
    char byte;
    while (read(*fd, &byte, 1) == 1 && write(*fd, &byte, 1) == 1) {
    }
    return NULL;
}

static bool one_round(int fd, int file)
{
    static const char page[PAGE];
    char byte = 'x';
    for (int i = 0; i < EXCHANGES; i++)
        if (write(fd, &byte, 1) != 1 || read(fd, &byte, 1) != 1)
            return false;
    return pwrite(file, page, sizeof page, 0) == PAGE && fdatasync(file) == 0;
}

double calibrate(const char *dir, double seconds)
{
    char path[1024];
    int ends[2];
    pthread_t thread;
    (void)snprintf(path, sizeof path, "%s/calibrate-XXXXXX", dir);
    int file = mkstemp(path);
    if (file < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 ||
        thread_start(&thread, 0, echo, &ends[1]) != STATUS_OK)
        return 0;
    struct mono begun = clock_mono();
    uint64_t rounds = 0;
    while ((double)(clock_mono().ms - begun.ms) < seconds * 1000 && one_round(ends[0], file))
        rounds++;
    double took = (double)(clock_mono().ms - begun.ms) / 1000;
    close(ends[0]);
    (void)pthread_join(thread, NULL);
    close(ends[1]);
    close(file);
    (void)unlink(path);
    return took > 0 ? (double)rounds / took : 0;
}
