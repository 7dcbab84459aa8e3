/* sweep: one short life of a pair, again and again, and each time another operation fails: every
 * disk operation of either node, with each error it can have; every allocation; every system call
 * of the record writer; once and for ever, and the process killed there. After each the faults are
 * healed and both nodes must agree, have what they acknowledged, and pass the audit.
 *   STRIDE=n takes every n-th operation only. */
#include "common/file.h"
#include "common/log.h"
#include "tests/lib/chance.h"
#include "tests/sim/calls.h"
#include "tests/sim/history.h"
#include "tests/sim/memory.h"
#include "db/audit.h"
#include "tests/sweep/syscalls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CARACAS, MARACAY, TRIES = 20 };

enum fault_kind { FAULT_NONE, FAULT_DISK, FAULT_DEATH, FAULT_MEMORY };

struct fault {
    enum fault_kind kind;
    int which;
    enum disk_error error;
    bool for_ever;
    unsigned k;
};

static struct history history;
static unsigned long runs, broken, refused;

/* --- the life --- */

/* Starts what has ended by itself, and links the two. */
static void bring_back(struct world *w)
{
    for (int i = 0; i < 2; i++)
        if (!w->node[i].up)
            (void)world_start(w, i);
    if (world_can_connect(w))
        world_connect(w);
}

/* True when it was acknowledged. */
static bool ask(struct world *w, int which, enum call_kind kind, int id, struct call *out)
{
    bring_back(w);
    if (!w->node[which].up)
        return false;
    *out = call_node(w, which, kind, history_names[id]);
    world_turn(w, which, 0); /* a node that lost its disk ends */
    refused += out->status != STATUS_OK;
    world_settle(w);
    history_look(&history, w);
    return out->status == STATUS_OK && out->refusal == REFUSAL_NONE;
}

static void do_register(struct world *w, int which, int id)
{
    struct call c;
    if (ask(w, which, CALL_REGISTER, id, &c))
        history_tell(&history, which, id, FACT_PENDING, 1);
}

static void sit(struct world *w, int which, int id)
{
    struct call c;
    if (ask(w, which, CALL_START, id, &c))
        history_started(&history, which, id, c.start_n, 1);
    history.id[id].answer[which][0].unclear = true;
    if (ask(w, which, CALL_ANSWER, id, &c)) {
        history.id[id].answer[which][0].told = 1;
        history.id[id].answer[which][0].unclear = false;
    }
    if (ask(w, which, CALL_FINISH, id, &c)) {
        history_tell(&history, which, id, FACT_FINISHED, 1);
        history.id[id].score[which] = c.result.score;
    }
}

static void live(struct world *w)
{
    bring_back(w);
    world_settle(w);
    do_register(w, CARACAS, 0);
    do_register(w, MARACAY, 1);
    do_register(w, MARACAY, 0);
    sit(w, CARACAS, 0);
    struct call release;
    history.id[1].released = true;
    (void)ask(w, MARACAY, CALL_RELEASE, 1, &release);
    do_register(w, CARACAS, 1);
    if (w->node[MARACAY].up)
        world_stop(w, MARACAY);
    do_register(w, CARACAS, 2);
    bring_back(w);
    world_settle(w);
    /* Maracay's disk is replaced, and takes everything back. */
    if (w->node[MARACAY].up)
        world_kill(w, MARACAY);
    disk_load(w->node[MARACAY].disk, w->node[MARACAY].fresh);
    history_lost(&history, MARACAY);
    bring_back(w);
    world_settle(w);
    history_look(&history, w);
}

/* --- one fault --- */

static void plant(struct world *w, const struct fault *f)
{
    switch (f->kind) {
    case FAULT_NONE:
        break;
    case FAULT_DISK:
        disk_fail(w->node[f->which].disk, f->k, f->error, f->for_ever);
        break;
    case FAULT_DEATH:
        disk_die(w->node[f->which].disk, f->k);
        break;
    case FAULT_MEMORY:
        memory_fail(f->k, f->for_ever);
        break;
    }
}

static void audit(struct world *w, int which)
{
    char path[128];
    struct buffer report = {0};
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, w->node[which].dir);
    if (!audit_run(path, &report))
        history_broken(&history, "J2: %.*s", (int)report.len, report.data);
    buffer_release(&report);
}

static void run_with(struct world *w, const struct fault *f)
{
    history_reset(&history);
    world_reset(w, 1);
    for (int i = 0; i < 2; i++)
        disk_count_reads(w->node[i].disk, true);
    history_blind(&history, f->kind != FAULT_NONE);
    plant(w, f);
    live(w);
    memory_heal();
    for (int i = 0; i < 2; i++)
        disk_heal(w->node[i].disk);
    history_blind(&history, false);
    for (int i = 0; i < TRIES; i++) {
        w->now_ms += 2000;
        bring_back(w);
        world_settle(w);
    }
    history_look(&history, w);
    history_check_end(&history, w);
    for (int i = 0; i < 2; i++) {
        world_stop(w, i);
        disk_count_reads(w->node[i].disk, false);
        audit(w, i);
    }
    runs++;
    if (history.broken > 0) {
        broken++;
        printf("BROKEN by kind %d at node %d, operation %u, error %d%s\n", (int)f->kind, f->which,
               f->k, (int)f->error, f->for_ever ? ", for ever" : "");
        (void)fflush(stdout);
    }
}

/* --- all of them --- */

static void sweep_disk(struct world *w, int which, unsigned operations, unsigned stride)
{
    for (unsigned k = 0; k < operations; k += stride) {
        for (int error = 0; error < DISK_ERRORS; error++)
            for (int for_ever = 0; for_ever < 2; for_ever++)
                run_with(w, &(struct fault){FAULT_DISK, which, (enum disk_error)error,
                                            for_ever == 1, k});
        run_with(w, &(struct fault){.kind = FAULT_DEATH, .which = which, .k = k});
    }
}

static void sweep_memory(struct world *w, unsigned operations, unsigned stride)
{
    for (unsigned k = 0; k < operations; k += stride)
        for (int for_ever = 0; for_ever < 2; for_ever++)
            run_with(w, &(struct fault){.kind = FAULT_MEMORY, .for_ever = for_ever == 1, .k = k});
}

/* A record is whole or not there, whatever fails; and nothing else is left behind. */
static void check_record(const char *dir, enum status status)
{
    char path[160], content[16] = "";
    (void)snprintf(path, sizeof path, "%s/V1.json", dir);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        content[fread(content, 1, sizeof content - 1, file)] = '\0';
        (void)fclose(file);
        (void)unlink(path);
    }
    bool whole = strcmp(content, "{\"whole\":1}") == 0;
    if (content[0] != '\0' && !whole)
        history_broken(&history, "a record is not whole: '%s'", content);
    if (status == STATUS_OK && !whole)
        history_broken(&history, "a record was said to be written and is not");
    (void)snprintf(path, sizeof path, "%s/.V1.json.partial", dir);
    if (access(path, F_OK) == 0) {
        /* The next try writes over it. */
        (void)unlink(path);
    }
}

static void sweep_records(const char *base)
{
    static const char record[] = "{\"whole\":1}";
    unsigned k = 0;
    bool reached = true;
    history_reset(&history);
    while (reached) {
        for (int for_ever = 0; for_ever < 2; for_ever++) {
            syscalls_fail(k, for_ever == 1);
            enum status status = file_put(base, "V1.json", record, sizeof record - 1);
            reached = syscalls_heal();
            check_record(base, status);
            runs++;
        }
        k++;
    }
    printf("sweep: %u system calls of the record writer\n", k - 1);
    broken += history.broken;
}

int main(void)
{
    struct world w;
    char base[] = "/tmp/sinodo-sweep-XXXXXX", command[64];
    unsigned stride = (unsigned)setting("STRIDE", 1);
    if (stride == 0 || mkdtemp(base) == NULL)
        return EXIT_FAILURE;
    log_open("sweep", LOG_ERROR + 1);
    memory_use();
    world_make(&w, base);

    unsigned disk[2], before[2], allocations = memory_operations();
    for (int i = 0; i < 2; i++)
        before[i] = disk_operations(w.node[i].disk);
    run_with(&w, &(struct fault){.kind = FAULT_NONE});
    for (int i = 0; i < 2; i++)
        disk[i] = disk_operations(w.node[i].disk) - before[i];
    allocations = memory_operations() - allocations;
    printf("sweep: %u and %u disk operations, %u allocations, every %u\n", disk[0], disk[1],
           allocations, stride);
    (void)fflush(stdout);
    sweep_disk(&w, CARACAS, disk[CARACAS], stride);
    sweep_disk(&w, MARACAY, disk[MARACAY], stride);
    sweep_memory(&w, allocations, stride);
    sweep_records(base);
    world_free(&w);
    printf("sweep: %lu runs, %lu requests refused, %lu broken\n", runs, refused, broken);
    (void)snprintf(command, sizeof command, "rm -rf %s", base);
    (void)!system(command);
    return broken == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
