#include "tests/bench/calibrate.h"

#include "common/thread.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EXCHANGES = 20, PAGE = 4096, PAIRS = 8 };

/* As many as keep every core busy: what a sleeping core costs to wake is not what is compared. */
struct two {
    const char *dir;
    struct mono end;
    int ends[2];
    pthread_t asking, echoing;
    uint64_t rounds;
};

static void *echo(void *arg)
{
    const struct two *t = arg;
    char byte;
    while (read(t->ends[1], &byte, 1) == 1 && write(t->ends[1], &byte, 1) == 1) {
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

static void *ask(void *arg)
{
    struct two *t = arg;
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/calibrate-XXXXXX", t->dir);
    int file = mkstemp(path);
    while (file >= 0 && clock_left_ms(t->end) > 0 && one_round(t->ends[0], file))
        t->rounds++;
    if (file >= 0) {
        close(file);
        (void)unlink(path);
    }
    close(t->ends[0]);
    return NULL;
}

double calibrate(const char *dir, double seconds)
{
    static struct two all[PAIRS];
    struct mono begun = clock_mono();
    uint64_t rounds = 0;
    for (int i = 0; i < PAIRS; i++) {
        struct two *t = &all[i];
        *t = (struct two){.dir = dir, .end = clock_deadline((int64_t)(seconds * 1000))};
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, t->ends) != 0 ||
            thread_start(&t->echoing, "echo", 0, echo, t) != STATUS_OK ||
            thread_start(&t->asking, "ask", 0, ask, t) != STATUS_OK)
            exit(EXIT_FAILURE);
    }
    for (int i = 0; i < PAIRS; i++) {
        (void)pthread_join(all[i].asking, NULL);
        (void)pthread_join(all[i].echoing, NULL);
        close(all[i].ends[1]);
        rounds += all[i].rounds;
    }
    return (double)rounds * 1000 / (double)(clock_mono().ms - begun.ms);
}
