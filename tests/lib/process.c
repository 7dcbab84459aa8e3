#define _GNU_SOURCE /* nftw, memmem */
#include "tests/lib/process.h"

#include "common/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 5 };

bool process_start(struct process *p, char *const *argv, const char *input, const char *output)
{
    pid_t pid = fork();
    if (pid < 0)
        return false;
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nothing running */
        int in = open(input ? input : "/dev/null", O_RDONLY);
        int out = open(output, O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
            _exit(126);
        execv(argv[0], argv);
        _exit(127);
    }
    p->pid = pid;
    return true;
}

int process_wait(struct process *p, int ms)
{
    struct mono deadline = clock_deadline(ms);
    int state;
    if (p->pid == 0)
        return -1;
    for (;;) {
        pid_t done = waitpid(p->pid, &state, WNOHANG);
        if (done == p->pid)
            break;
        if (clock_left_ms(deadline) == 0)
            return -1;
        (void)poll(NULL, 0, LOOK_MS);
    }
    p->pid = 0;
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

int process_end(struct process *p, int number, int ms)
{
    if (p->pid == 0)
        return -1;
    (void)kill(p->pid, number);
    return process_wait(p, ms);
}

int process_run(char *const *argv, const char *input, const char *output, int ms)
{
    struct process p = {0};
    if (!process_start(&p, argv, input, output))
        return -1;
    int result = process_wait(&p, ms);
    if (result < 0)
        (void)process_end(&p, SIGKILL, 5000);
    return result;
}

bool until(bool (*holds)(void *), void *context, int ms)
{
    struct mono deadline = clock_deadline(ms);
    while (!holds(context)) {
        if (clock_left_ms(deadline) == 0)
            return false;
        (void)poll(NULL, 0, LOOK_MS);
    }
    return true;
}

/* Reads in pieces that overlap, so that no text lies across an end. */
static bool range_holds(int fd, off_t from, off_t end, const char *text)
{
    static char piece[1 << 20];
    size_t len = strlen(text);
    while (from < end) {
        size_t room = end - from < (off_t)sizeof piece ? (size_t)(end - from) : sizeof piece;
        ssize_t got = pread(fd, piece, room, from);
        if (got <= 0)
            return false;
        if (memmem(piece, (size_t)got, text, len) != NULL)
            return true;
        from += (size_t)got > len ? got - (ssize_t)len : got;
    }
    return false;
}

int process_holds(const struct process *p, const char *text)
{
    char path[64], line[512];
    (void)snprintf(path, sizeof path, "/proc/%d/mem", (int)p->pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    (void)snprintf(path, sizeof path, "/proc/%d/maps", (int)p->pid);
    FILE *maps = fopen(path, "re");
    int held = fd < 0 || maps == NULL ? -1 : 0;
    while (held == 0 && fgets(line, sizeof line, maps) != NULL) {
        unsigned long from, end;
        char rights;
        if (sscanf(line, "%lx-%lx %*c%c", &from, &end, &rights) == 3 && rights == 'w')
            held = range_holds(fd, (off_t)from, (off_t)end, text);
    }
    if (fd >= 0)
        close(fd);
    if (maps != NULL)
        (void)fclose(maps);
    return held;
}

bool file_has(const char *path, const char *text)
{
    FILE *file = fopen(path, "r");
    char line[4096];
    bool found = false;
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
        found = strstr(line, text) != NULL;
    if (file != NULL)
        (void)fclose(file);
    return found;
}

const char *file_end(const char *path)
{
    static char text[3000];
    FILE *file = fopen(path, "r");
    bool long_one = file != NULL && fseek(file, -(long)(sizeof text - 1), SEEK_END) == 0;
    if (file != NULL && !long_one)
        rewind(file);
    size_t len = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    text[len] = '\0';
    if (file != NULL)
        (void)fclose(file);
    return text;
}

bool command_works(const char *name)
{
    static const char trial[] = "command -v \"$0\" && { [ \"$0\" != tmux ] ||"
                                " tmux -L \"sinodo-trial-$$\" -f /dev/null new-session -d true; }";
    const char *const argv[] = {"/bin/sh", "-c", trial, name, NULL};
    return process_run((char *const *)argv, NULL, "/dev/null", 10000) == 0;
}

void skipped(const char *why)
{
    (void)fprintf(stderr, "skipped: %s\n", why);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info;
    (void)type;
    (void)where;
    return remove(path);
}

void remove_tree(const char *path)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
