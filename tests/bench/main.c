/* sinodo-bench: a load on one node, and what it cost. */
#include "tests/bench/calibrate.h"
#include "tests/bench/cost.h"
#include "tests/bench/workloads.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIDS_MOST = 8 };

struct options {
    const struct workload *workload;
    struct net_address address;
    size_t clients, threads;
    double seconds, rate;
    bool tls, web, drip;
    const char *json;
    int pid[PIDS_MOST];
    size_t pids;
};

static void usage(FILE *to)
{
    (void)fputs(
        "sinodo-bench WORKLOAD HOST:PORT [--clients N] [--seconds N] [--rate N] [--threads N]\n"
        "             [--pid N]... [--tls yes] [--web yes] [--drip yes] [--json FILE]\n\n"
        "sinodo-bench calibrate DIR    # rounds of hand-overs and a sync, a second\n\n"
        "--tls: whatever key the node shows. --web: each client is a browser at the node's --web.\n"
        "--drip: a byte a second from each, no whole request.\n"
        "--rate: operations a second of all clients, latency from the scheduled instant.\n"
        "--pid: a node, whose CPU time, private memory and writes are read.\n\n",
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
    else if (strcmp(name, "--tls") == 0)
        o->tls = strcmp(value, "yes") == 0;
    else if (strcmp(name, "--web") == 0)
        o->web = strcmp(value, "yes") == 0;
    else if (strcmp(name, "--drip") == 0)
        o->drip = strcmp(value, "yes") == 0;
    else if (!is_number)
        return false;
    else if (strcmp(name, "--clients") == 0 && number <= WORKLOAD_CLIENTS)
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

/* What is read once all are ready. */
struct reading {
    const struct options *options;
    struct cost cost;
};

static void read_nodes(void *context)
{
    struct reading *r = context;
    r->cost = cost_read(r->options->pid, r->options->pids);
}

/* What an operation cost on average, and the memory of all when they were ready. */
static struct cost cost_each(const struct cost *from, const struct cost *to, uint64_t count)
{
    double n = count > 0 ? (double)count : 1;
    return (struct cost){.cpu_seconds = (to->cpu_seconds - from->cpu_seconds) / n,
                         .private_kib = from->private_kib,
                         .written_bytes = (to->written_bytes - from->written_bytes) / n,
                         .flushes = (to->flushes - from->flushes) / n};
}

static double ms(uint64_t us)
{
    return (double)us / 1000;
}

static bool write_json(const struct options *o, const struct load_result *r,
                       const struct cost *each)
{
    FILE *file = fopen(o->json, "w");
    if (file == NULL)
        return false;
    (void)fprintf(
        file,
        "{\"workload\": \"%s\", \"clients\": %zu, \"rate\": %g, \"seconds\": %.3f, \"ops\": %llu, "
        "\"tps\": %.1f, \"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f, \"max\": %.3f, \"errors\": "
        "%llu, \"connect\": %.3f, \"cpu\": %.6f, \"kib\": %lu, \"written\": %.0f, "
        "\"flushes\": %.3f}\n",
        o->workload->name, o->clients, o->rate, r->seconds, (unsigned long long)r->latency.count,
        (double)r->latency.count / r->seconds, ms(histogram_at(&r->latency, 500)),
        ms(histogram_at(&r->latency, 990)), ms(histogram_at(&r->latency, 999)), ms(r->latency.max),
        (unsigned long long)r->errors, r->connect_seconds, each->cpu_seconds, each->private_kib,
        each->written_bytes, each->flushes);
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
                             .web = o.web,
                             .drip = o.drip,
                             .all_ready = read_nodes,
                             .context = &ready,
                             .next = o.workload->next,
                             .reply = o.workload->reply};
    const struct tls_options tls = {.trust = TLS_NOTED};
    (void)signal(SIGPIPE, SIG_IGN);
    if (o.tls && tls_context_open(&tls, &plan.tls) != STATUS_OK)
        return EXIT_FAILURE;
    unsigned long before = cost_read(o.pid, o.pids).private_kib;
    bool good = load_run(&plan, &r);
    struct cost end = cost_read(o.pid, o.pids);
    struct cost each = cost_each(&ready.cost, &end, r.latency.count);
    printf(
        "%-9s %6zu clients %9.0f/s  p50 %8.2f  p99 %8.2f  p99.9 %8.2f  max %8.2f ms  errors %llu",
        o.workload->name, o.clients, (double)r.latency.count / r.seconds,
        ms(histogram_at(&r.latency, 500)), ms(histogram_at(&r.latency, 990)),
        ms(histogram_at(&r.latency, 999)), ms(r.latency.max), (unsigned long long)r.errors);
    if (o.pids > 0)
        printf("  cpu %.0f us/op, written %.1f KiB/op, flushes %.2f/op, memory %lu KiB (+%ld)",
               each.cpu_seconds * 1e6, each.written_bytes / 1024, each.flushes, each.private_kib,
               (long)each.private_kib - (long)before);
    printf("  connected in %.2f s\n", r.connect_seconds);
    if (!good)
        puts("sinodo-bench: not all clients could connect and get ready");
    if (o.json != NULL && !write_json(&o, &r, &each))
        return EXIT_FAILURE;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
