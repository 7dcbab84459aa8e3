/* sinodo-bench: a load on one node, and what it cost. */
#include "tests/bench/calibrate.h"
#include "tests/bench/workloads.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIDS_MOST = 8 };

struct options {
    const struct workload *workload;
    struct net_address address;
    size_t clients, threads;
    double seconds, rate;
    const char *json;
    int pid[PIDS_MOST];
    size_t pids;
};

static void usage(FILE *to)
{
    (void)fputs(
        "sinodo-bench WORKLOAD HOST:PORT [--clients N] [--seconds N] [--rate N] [--threads N]\n"
        "             [--pid N]... [--json FILE]\n\n"
        "sinodo-bench calibrate DIR    # rounds of hand-overs and a sync, a second\n\n"
        "--rate: operations a second of all clients, latency from the scheduled instant.\n"
        "--pid: a node, whose CPU time and private memory are read.\n\n",
        to);
    workload_help();
}

static bool take_option(struct options *o, const char *name, const char *value)
{
    char *end;
    double number = strtod(value, &end);
    bool is_number = end != value && *end == '\0' && number > 0;
    if (strcmp(name, "--json") == 0)
        o->json = value;
    else if (!is_number)
        return false;
    else if (strcmp(name, "--clients") == 0)
        o->clients = (size_t)number;
    else if (strcmp(name, "--threads") == 0)
        o->threads = (size_t)number;
    else if (strcmp(name, "--seconds") == 0)
        o->seconds = number;
    else if (strcmp(name, "--rate") == 0)
        o->rate = number;
    else if (strcmp(name, "--pid") == 0 && o->pids < PIDS_MOST)
        o->pid[o->pids++] = (int)number;
    else
        return false;
    return true;
}

static bool read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options){.clients = 16, .threads = 2, .seconds = 5};
    o->workload = argc > 2 ? workload_find(argv[1]) : NULL;
    if (o->workload == NULL || !net_parse(argv[2], &o->address))
        return false;
    for (int i = 3; i + 1 < argc; i += 2)
        if (!take_option(o, argv[i], argv[i + 1]))
            return false;
    return argc % 2 == 1;
}

/* Seconds of CPU that the nodes have had. */
static double cpu_of(const struct options *o)
{
    double total = 0;
    for (size_t i = 0; i < o->pids; i++) {
        char path[64];
        unsigned long user = 0, system = 0;
        (void)snprintf(path, sizeof path, "/proc/%d/stat", o->pid[i]);
        FILE *file = fopen(path, "r");
        if (file != NULL &&
            fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                   &system) == 2)
            total += (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
        if (file != NULL)
            (void)fclose(file);
    }
    return total;
}

/* KiB of memory that the nodes share with nobody. */
static unsigned long memory_of(const struct options *o)
{
    unsigned long total = 0, kib;
    for (size_t i = 0; i < o->pids; i++) {
        char path[64], line[256];
        (void)snprintf(path, sizeof path, "/proc/%d/smaps_rollup", o->pid[i]);
        FILE *file = fopen(path, "r");
        while (file != NULL && fgets(line, sizeof line, file) != NULL)
            if (sscanf(line, "Private_Clean: %lu", &kib) == 1 ||
                sscanf(line, "Private_Dirty: %lu", &kib) == 1)
                total += kib;
        if (file != NULL)
            (void)fclose(file);
    }
    return total;
}

/* What is read once all are ready. */
struct reading {
    const struct options *options;
    double cpu;
    unsigned long kib;
};

static void read_nodes(void *context)
{
    struct reading *r = context;
    r->cpu = cpu_of(r->options);
    r->kib = memory_of(r->options);
}

static double ms(uint64_t us)
{
    return (double)us / 1000;
}

static bool write_json(const struct options *o, const struct load_result *r, double cpu,
                       unsigned long kib)
{
    FILE *file = fopen(o->json, "w");
    if (file == NULL)
        return false;
    (void)fprintf(
        file,
        "{\"workload\": \"%s\", \"clients\": %zu, \"rate\": %g, \"seconds\": %.3f, \"ops\": %llu, "
        "\"tps\": %.1f, \"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f, \"max\": %.3f, \"errors\": "
        "%llu, \"connect\": %.3f, \"cpu\": %.3f, \"kib\": %lu}\n",
        o->workload->name, o->clients, o->rate, r->seconds, (unsigned long long)r->latency.count,
        (double)r->latency.count / r->seconds, ms(histogram_at(&r->latency, 500)),
        ms(histogram_at(&r->latency, 990)), ms(histogram_at(&r->latency, 999)), ms(r->latency.max),
        (unsigned long long)r->errors, r->connect_seconds, cpu, kib);
    return fclose(file) == 0;
}

int main(int argc, char **argv)
{
    struct options o;
    static struct load_result r;
    if (argc == 3 && strcmp(argv[1], "calibrate") == 0) {
        printf("%.0f\n", calibrate(argv[2], 1));
        return EXIT_SUCCESS;
    }
    if (!read_options(argc, argv, &o)) {
        usage(stderr);
        return 2;
    }
    struct reading ready = {.options = &o};
    struct load_plan plan = {.address = o.address,
                             .clients = o.clients,
                             .threads = o.threads,
                             .seconds = o.workload->once ? 0 : o.seconds,
                             .rate = o.rate,
                             .all_ready = read_nodes,
                             .context = &ready,
                             .next = o.workload->next,
                             .reply = o.workload->reply};
    unsigned long before = memory_of(&o);
    bool good = load_run(&plan, &r);
    double cpu = cpu_of(&o) - ready.cpu;
    printf(
        "%-9s %6zu clients %9.0f/s  p50 %8.2f  p99 %8.2f  p99.9 %8.2f  max %8.2f ms  errors %llu",
        o.workload->name, o.clients, (double)r.latency.count / r.seconds,
        ms(histogram_at(&r.latency, 500)), ms(histogram_at(&r.latency, 990)),
        ms(histogram_at(&r.latency, 999)), ms(r.latency.max), (unsigned long long)r.errors);
    if (o.pids > 0)
        printf("  cpu %.0f us/op, memory %lu KiB (+%ld)",
               r.latency.count > 0 ? cpu * 1e6 / (double)r.latency.count : 0, ready.kib,
               (long)ready.kib - (long)before);
    printf("  connected in %.2f s\n", r.connect_seconds);
    if (!good)
        puts("sinodo-bench: not all clients could connect and get ready");
    if (o.json != NULL && !write_json(&o, &r, cpu, ready.kib))
        return EXIT_FAILURE;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
