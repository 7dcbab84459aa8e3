#include "tests/bench/cost.h"

#include <stdio.h>
#include <unistd.h>

static FILE *open_of(int pid, const char *name)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    return fopen(path, "r");
}

static void add_cpu(int pid, struct cost *cost)
{
    unsigned long user = 0, system = 0;
    FILE *file = open_of(pid, "stat");
    if (file == NULL)
        return;
    if (fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
               &system) == 2)
        cost->cpu_seconds += (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
    (void)fclose(file);
}

static void add_memory(int pid, struct cost *cost)
{
    char line[256];
    unsigned long kib;
    FILE *file = open_of(pid, "smaps_rollup");
    if (file == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "Private_Clean: %lu", &kib) == 1 ||
            sscanf(line, "Private_Dirty: %lu", &kib) == 1)
            cost->private_kib += kib;
    (void)fclose(file);
}

static void add_written(int pid, struct cost *cost)
{
    char line[256];
    unsigned long long bytes;
    FILE *file = open_of(pid, "io");
    if (file == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "write_bytes: %llu", &bytes) == 1)
            cost->written_bytes += (double)bytes;
    (void)fclose(file);
}

static void add_flushes(struct cost *cost)
{
    char line[512];
    unsigned long long flushes;
    FILE *file = fopen("/proc/diskstats", "r");
    if (file == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line,
                   "%*d %*d %*s %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %llu",
                   &flushes) == 1)
            cost->flushes += (double)flushes;
    (void)fclose(file);
}

struct cost cost_read(const int *pids, size_t count)
{
    struct cost cost = {0};
    for (size_t i = 0; i < count; i++) {
        add_cpu(pids[i], &cost);
        add_memory(pids[i], &cost);
        add_written(pids[i], &cost);
    }
    add_flushes(&cost);
    return cost;
}
