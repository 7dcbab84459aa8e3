/* sim: runs seeds. SEED=n runs one and prints its steps; RUNS=n and FIRST=n choose which; JOBS=n
 * processes share them. */
#include "common/log.h"
#include "tests/lib/chance.h"
#include "tests/sim/cases.h"
#include "tests/sim/disk.h"
#include "tests/sim/run.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS_MOST = 64, REPEATED_EVERY = 64 };

struct totals {
    uint64_t runs, failed, steps, replies, kills, cuts, refused_commits, lost_disks, unlocks,
        transfers, marks;
};

static void add(struct totals *t, const struct run_result *r)
{
    t->runs++;
    t->failed += r->broken > 0;
    t->steps += r->steps;
    t->replies += r->replies;
    t->kills += r->kills;
    t->cuts += r->cuts;
    t->refused_commits += r->refused_commits;
    t->lost_disks += r->lost_disks;
    t->unlocks += r->unlocks;
    t->transfers += r->transfers;
    t->marks += r->marks;
}

/* Now and then a seed is run twice: a run that does not repeat could not be replayed. */
static bool repeats(struct world *w, uint64_t seed, const struct run_result *first)
{
    struct run_result again = run_seed(w, seed, false);
    if (again.print == first->print)
        return true;
    (void)fprintf(stderr, "seed %llu does not repeat itself\n", (unsigned long long)seed);
    return false;
}

static struct totals run_seeds(const char *base, uint64_t first, uint64_t count, uint64_t stride)
{
    struct world w;
    struct totals t = {0};
    world_make(&w, base);
    for (uint64_t i = 0; i < count; i += stride) {
        struct run_result r = run_seed(&w, first + i, false);
        if (r.broken > 0)
            (void)fprintf(stderr, "BROKEN by seed %llu: make sim SEED=%llu shows the steps\n",
                          (unsigned long long)(first + i), (unsigned long long)(first + i));
        add(&t, &r);
        if ((first + i) % REPEATED_EVERY == 0 && !repeats(&w, first + i, &r))
            t.failed++;
    }
    world_free(&w);
    return t;
}

static pid_t start_job(const char *base, uint64_t first, uint64_t count, uint64_t stride, int *out)
{
    int ends[2];
    char dir[64];
    if (pipe(ends) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)snprintf(dir, sizeof dir, "%.40s/XXXXXX", base);
        if (mkdtemp(dir) == NULL)
            _exit(2);
        struct totals t = run_seeds(dir, first, count, stride);
        _exit(write(ends[1], &t, sizeof t) == (ssize_t)sizeof t ? 0 : 2);
    }
    close(ends[1]);
    *out = ends[0];
    return pid;
}

static void sum(struct totals *all, const struct totals *t)
{
    const uint64_t *from = (const uint64_t *)t;
    uint64_t *to = (uint64_t *)all;
    for (size_t i = 0; i < sizeof *t / sizeof *to; i++)
        to[i] += from[i];
}

static int run_all(const char *base, uint64_t first, uint64_t runs, uint64_t jobs)
{
    int out[JOBS_MOST];
    pid_t pid[JOBS_MOST];
    struct totals all = {0}, t;
    bool whole = true;
    for (uint64_t i = 0; i < jobs; i++)
        pid[i] = start_job(base, first + i, i < runs ? runs - i : 0, jobs, &out[i]);
    for (uint64_t i = 0; i < jobs; i++) {
        int state = 0;
        if (read(out[i], &t, sizeof t) == (ssize_t)sizeof t)
            sum(&all, &t);
        if (waitpid(pid[i], &state, 0) != pid[i] || state != 0)
            whole = false;
    }
    printf("sim: %llu runs, %llu failed; %llu steps, %llu replies, %llu crashes, %llu link cuts, "
           "%llu refused commits, %llu lost disks, %llu unlocks, %llu transfers, %llu marks\n",
           (unsigned long long)all.runs, (unsigned long long)all.failed,
           (unsigned long long)all.steps, (unsigned long long)all.replies,
           (unsigned long long)all.kills, (unsigned long long)all.cuts,
           (unsigned long long)all.refused_commits, (unsigned long long)all.lost_disks,
           (unsigned long long)all.unlocks, (unsigned long long)all.transfers,
           (unsigned long long)all.marks);
    if (!whole)
        puts("sim: a process ended before its runs were done");
    return whole && all.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run_one(const char *base, uint64_t seed)
{
    struct world w;
    world_make(&w, base);
    struct run_result r = run_seed(&w, seed, true);
    printf("sim: seed %llu: %u steps, %u broken promises, print %016llx\n",
           (unsigned long long)seed, r.steps, r.broken, (unsigned long long)r.print);
    world_free(&w);
    return r.broken == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool run_cases(const char *base)
{
    struct world w;
    world_make(&w, base);
    unsigned failed = cases_link(&w) + cases_sitting(&w) + cases_disk(&w) + cases_restore(&w) +
                      cases_contest(&w) + cases_instance(&w) + cases_roster(&w) + cases_start(&w) +
                      cases_adopt(&w) + cases_terminal(&w) + cases_room(&w) + cases_transfer(&w) +
                      cases_oracle(&w);
    world_free(&w);
    if (failed > 0)
        printf("sim: %u of the named cases failed\n", failed);
    return failed == 0;
}

int main(void)
{
    char base[] = "/tmp/sinodo-sim-XXXXXX", command[64];
    uint64_t runs = setting("RUNS", 1000), first = setting("FIRST", 1), jobs = setting("JOBS", 2);
    /* Large blocks come as fresh pages, of which a run touches few. */
    (void)mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    disk_fast();
    if (mkdtemp(base) == NULL)
        return EXIT_FAILURE;
    if (jobs < 1 || jobs > JOBS_MOST)
        jobs = 1;
    bool one = getenv("SEED") != NULL && getenv("SEED")[0] != '\0';
    log_open("sim", one ? LOG_INFO : LOG_ERROR + 1); /* faults are many, and told by the steps */
    int result;
    if (one) {
        result = run_one(base, setting("SEED", 0));
    } else {
        printf("sim: seeds %llu to %llu, %llu processes\n", (unsigned long long)first,
               (unsigned long long)(first + runs - 1), (unsigned long long)jobs);
        (void)fflush(stdout);
        bool cases = setting("CASES", 1) == 0 || run_cases(base);
        result = cases ? run_all(base, first, runs, jobs) : EXIT_FAILURE;
    }
    (void)snprintf(command, sizeof command, "rm -rf %s", base);
    (void)!system(command);
    return result;
}
