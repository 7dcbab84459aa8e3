#include "db/ledger_exam.h"
#include "tests/sim/cases.h"
#include "db/audit.h"
#include "db/codes.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"
#include "tests/sim/memory.h"

#include <stdio.h>
#include <string.h>

static void copies_are_remembered_over_a_restart(struct world *w)
{
    steps_start_sitting(w);
    struct call c = call_node(w, CARACAS, CALL_FINISH, "V1");
    world_settle(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(store_peer_held(w->node[CARACAS].store) >= c.result.finish_n);
    world_stop(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(store_peer_held(w->node[CARACAS].store) >= c.result.finish_n);
}

/* What is due by itself must neither spin nor take what only reads with it. */
static void a_full_disk_is_not_tried_without_pause(struct world *w)
{
    steps_start_sitting(w);
    w->now_ms += 6000; /* a beat is due */
    disk_limit(w->node[CARACAS].disk, 1);
    world_turn(w, CARACAS, 1);
    unsigned operations = disk_operations(w->node[CARACAS].disk);
    for (int i = 0; i < 100; i++)
        world_turn(w, CARACAS, 1);
    CHECK(disk_operations(w->node[CARACAS].disk) == operations);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").status == STATUS_OK);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V3").status == STATUS_FULL);
    disk_heal(w->node[CARACAS].disk);
    w->now_ms += 2000;
    world_turn(w, CARACAS, 1);
    CHECK(disk_operations(w->node[CARACAS].disk) > operations);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V3").status == STATUS_OK);
}

/* The log has then no more room than it needs. */
static void a_full_disk_keeps_no_node_from_starting(struct world *w)
{
    enum { SOME = 64 * 1024 };
    steps_start_sitting(w);
    world_kill(w, CARACAS);
    size_t before = disk_bytes(w->node[CARACAS].disk);
    disk_limit(w->node[CARACAS].disk, before + SOME);
    w->node[CARACAS].log_pages = 100;
    CHECK(world_start(w, CARACAS));
    CHECK(disk_bytes(w->node[CARACAS].disk) < before + SOME / 2);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").status == STATUS_OK);
    /* What it was found with is copied: the log begins anew, and has room for as much again. */
    disk_limit(w->node[CARACAS].disk, 1);
    bool full = false;
    for (int i = 0; i < 100 && !full; i++) {
        char id[IDENT_SIZE];
        (void)snprintf(id, sizeof id, "V%d", 100 + i);
        full = call_node(w, CARACAS, CALL_REGISTER, id).status == STATUS_FULL;
    }
    CHECK(full);
}

/* V1 registers on a disk that is about to fail; the process ends, another finds V1 or not, and then
 * the power goes. Was it found? */
static bool restart_keeps_what_it_finds(struct world *w, unsigned seed)
{
    (void)call_node(w, CARACAS, CALL_REGISTER, "V1");
    if (w->node[CARACAS].up)
        world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    bool there = ledger_find(w->node[CARACAS].ledger, "V1").claim != CLAIM_NONE;
    world_kill(w, CARACAS);
    disk_cut(w->node[CARACAS].disk, seed);
    CHECK(world_start(w, CARACAS));
    CHECK(!there || ledger_find(w->node[CARACAS].ledger, "V1").claim != CLAIM_NONE);
    return there;
}

/* D4: it was in the log, but not synced, when the process died. */
static void what_a_restart_finds_survives_a_power_cut(struct world *w)
{
    unsigned found = 0;
    for (unsigned k = 0; k < 12; k++) {
        steps_start_pair(w);
        world_cut(w, true, true);
        world_settle(w);
        disk_die(w->node[CARACAS].disk, k);
        found += restart_keeps_what_it_finds(w, k);
    }
    CHECK(found > 0);
}

/* D4: the sync of it failed, and those that follow have nothing to do any more. */
static void what_a_restart_finds_is_written_again(struct world *w)
{
    unsigned found = 0;
    for (unsigned k = 0; k < 12; k++) {
        steps_start_pair(w);
        world_cut(w, true, true);
        world_settle(w);
        CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").status == STATUS_OK); /* on its pages */
        disk_fail(w->node[CARACAS].disk, k, DISK_SYNC_FAILED, false);
        found += restart_keeps_what_it_finds(w, k);
        CHECK(ledger_find(w->node[CARACAS].ledger, "V2").claim != CLAIM_NONE);
    }
    CHECK(found > 0);
}

/* D4: the log was copied, and that was not synced. Another program keeps the log's index, which
 * says that all is copied, so that the next commit begins the log anew. */
static void what_was_copied_survives_a_power_cut(struct world *w)
{
    struct world_node *n = &w->node[CARACAS];
    for (unsigned k = 0; k < 40; k++) {
        world_reset(w, 1);
        n->log_pages = 1;
        CHECK(world_start(w, CARACAS));
        disk_keep_index(n->disk, true);
        if (k % 2 == 0)
            disk_fail(n->disk, k / 2, DISK_SYNC_FAILED, false);
        else
            disk_die(n->disk, k / 2);
        bool heard = call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK;
        if (n->up)
            world_kill(w, CARACAS);
        CHECK(world_start(w, CARACAS)); /* which begins the log anew */
        world_kill(w, CARACAS);
        disk_keep_index(n->disk, false);
        disk_cut(n->disk, k);
        CHECK(world_start(w, CARACAS));
        CHECK(!heard || ledger_find(n->ledger, "V1").claim != CLAIM_NONE);
    }
}

static bool is_sound(struct world *w, int which)
{
    char path[128];
    struct buffer report = {0};
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, w->node[which].dir);
    bool sound = audit_run(path, &report);
    buffer_release(&report);
    return sound;
}

/* D4, too, for the start itself: it copies what it found. The last sync before it failed, and the
 * power goes at any of its steps. */
static void a_start_copies_only_what_is_on_the_disk(struct world *w)
{
    struct world_node *n = &w->node[CARACAS];
    steps_start_sitting(w);
    world_stop(w, CARACAS);
    struct disk_image *image = disk_save(n->disk);
    for (unsigned k = 0; k < 12 * 40; k++) {
        disk_load(n->disk, image);
        CHECK(world_start(w, CARACAS));
        disk_fail(n->disk, k % 12, DISK_SYNC_FAILED, false);
        (void)call_node(w, CARACAS, CALL_REGISTER, "V2");
        if (n->up)
            world_kill(w, CARACAS);
        disk_die(n->disk, k / 12);
        if (world_start(w, CARACAS))
            world_kill(w, CARACAS);
        disk_heal(n->disk);
        disk_cut(n->disk, k);
        CHECK(world_start(w, CARACAS));
        CHECK(ledger_find(n->ledger, "V1").claim != CLAIM_NONE);
        world_stop(w, CARACAS);
        CHECK(is_sound(w, CARACAS));
    }
    disk_image_release(image);
}

/* D9: the file of an earlier run beside the log that caracas left when it was killed. */
static void a_log_is_opened_with_its_own_file_only(struct world *w)
{
    struct world_node *n = &w->node[CARACAS];
    steps_start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK);
    world_stop(w, CARACAS);
    struct disk_image *earlier = disk_save(n->disk);
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").status == STATUS_OK);
    world_kill(w, CARACAS);
    struct disk_image *present = disk_save(n->disk);
    disk_load_file(n->disk, earlier, DATABASE_FILE);
    CHECK(!world_start(w, CARACAS));
    CHECK(!world_start(w, CARACAS));
    disk_load_file(n->disk, n->fresh, DATABASE_FILE);
    CHECK(!world_start(w, CARACAS));
    disk_load_file(n->disk, present, DATABASE_FILE);
    CHECK(world_start(w, CARACAS));
    CHECK(ledger_find(n->ledger, "V2").claim != CLAIM_NONE);
    world_stop(w, CARACAS); /* which leaves no log */
    disk_load_file(n->disk, earlier, DATABASE_FILE);
    CHECK(world_start(w, CARACAS));
    CHECK(ledger_find(n->ledger, "V2").claim == CLAIM_NONE);
    disk_image_release(earlier);
    disk_image_release(present);
}

/* Caracas finds what a killed process left, or nothing at all. */
static void prepare_start(struct world *w, bool found)
{
    world_reset(w, 1);
    disk_erase(w->node[CARACAS].disk);
    if (!found)
        return;
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK);
    world_kill(w, CARACAS);
}

/* Of a start that nothing disturbs. */
static unsigned start_operations(struct world *w, bool found)
{
    prepare_start(w, found);
    unsigned before = disk_operations(w->node[CARACAS].disk);
    CHECK(world_start(w, CARACAS));
    return disk_operations(w->node[CARACAS].disk) - before;
}

/* D9: whichever operation is the last of a start, and of the next one, a third finds the log to be
 * its own; also after a power cut. */
static void a_start_may_die_at_any_step(struct world *w)
{
    struct world_node *n = &w->node[CARACAS];
    for (int found = 0; found < 2; found++) {
        unsigned steps = start_operations(w, found);
        CHECK(steps > 10);
        for (unsigned k = 0; k < steps * steps; k += 11) {
            prepare_start(w, found);
            for (unsigned i = 0; i < 2; i++) {
                disk_die(n->disk, i == 0 ? k / steps : k % steps);
                if (world_start(w, CARACAS))
                    world_kill(w, CARACAS);
                disk_heal(n->disk);
                if (k % 3 == i)
                    disk_cut(n->disk, k);
            }
            CHECK(world_start(w, CARACAS));
            CHECK(!found || ledger_find(n->ledger, "V1").claim != CLAIM_NONE);
        }
    }
}

/* In one transaction, which takes more pages of the log than that of one person. */
static void run_crowd(struct ledger *l, struct task *task)
{
    (void)task;
    for (unsigned i = 1; i <= 90; i++) {
        char id[IDENT_SIZE];
        struct ledger_enrolled a;
        const struct code_hash code = {{1}, {{1}}};
        const struct ledger_wish wish = {.id = id, .name = "Ana", .code = &code};
        (void)snprintf(id, sizeof id, "E%u", i);
        (void)ledger_register(l, &wish, &a);
    }
}

/* D4: a log that begins anew lies over the one that was copied. Where the power goes meanwhile a
 * part of the old log may be left: its commits are older than what the database holds. */
static void a_log_that_begins_anew_survives_a_power_cut(struct world *w)
{
    enum { LOG_PAGES = 10 };
    struct world_node *n = &w->node[CARACAS];
    unsigned operations = 1; /* of the crowd's commit and its sync */
    steps_start_pair(w);
    world_cut(w, true, true);
    world_settle(w);
    world_stop(w, CARACAS);
    n->log_pages = LOG_PAGES;
    struct disk_image *image = disk_save(n->disk);
    for (unsigned k = 0; k < operations; k++) {
        char id[IDENT_SIZE];
        unsigned people = 0;
        disk_load(n->disk, image);
        CHECK(world_start(w, CARACAS));
        do {
            (void)snprintf(id, sizeof id, "V%u", ++people);
            CHECK(call_node(w, CARACAS, CALL_REGISTER, id).status == STATUS_OK);
        } while (n->database.log_old == 0 || n->database.log_old != n->database.log_pages);
        CHECK(people > 1);
        if (k > 0)
            disk_die(n->disk, operations - 1);
        unsigned before = disk_operations(n->disk);
        world_enter(w, CARACAS);
        (void)store_call(n->store, run_crowd, NULL);
        if (k == 0)
            operations = disk_operations(n->disk) - before;
        if (n->up)
            world_kill(w, CARACAS);
        disk_cut_first(n->disk, k);
        CHECK(world_start(w, CARACAS));
        for (; people > 0; people--) {
            (void)snprintf(id, sizeof id, "V%u", people);
            CHECK(ledger_find(n->ledger, id).claim != CLAIM_NONE);
        }
        world_stop(w, CARACAS);
        CHECK(is_sound(w, CARACAS));
    }
    CHECK(operations > 10);
    disk_image_release(image);
}

/* D3: neither in a commit nor when the log is copied into the database. */
static void no_failure_of_the_disk_is_passed_over(struct world *w)
{
    unsigned k = 0;
    for (bool met = true; met; k++) {
        world_reset(w, 1);
        w->node[CARACAS].log_pages = 1;
        CHECK(world_start(w, CARACAS));
        unsigned before = disk_operations(w->node[CARACAS].disk);
        disk_fail(w->node[CARACAS].disk, k, DISK_WRITE_FAILED, false);
        (void)call_node(w, CARACAS, CALL_REGISTER, "V1");
        met = disk_operations(w->node[CARACAS].disk) - before > k;
        CHECK(w->node[CARACAS].lost == met);
    }
    CHECK(k > 5); /* the log, its sync, the database and its sync */
}

/* D1: whichever operation of the disk is the process's last. */
static void what_was_told_survives_a_power_cut(struct world *w)
{
    unsigned told = 0;
    for (unsigned k = 0; k < 12; k++) {
        steps_start_pair(w);
        world_cut(w, true, true);
        world_settle(w);
        disk_die(w->node[CARACAS].disk, k);
        bool heard = call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK;
        told += heard;
        if (w->node[CARACAS].up)
            world_kill(w, CARACAS);
        disk_cut(w->node[CARACAS].disk, k);
        CHECK(world_start(w, CARACAS));
        CHECK(!heard || ledger_find(w->node[CARACAS].ledger, "V1").claim != CLAIM_NONE);
    }
    CHECK(told > 0 && told < 12);
}

/* A registration that waits for the peer's grant. */
struct waiting {
    struct task task;
    bool told;
};

static void run_waiting(struct ledger *l, struct task *task)
{
    struct code_hash code = {{1}, {{1}}};
    const struct ledger_wish wish = {.id = "V1", .name = "Ana", .code = &code};
    struct ledger_enrolled a;
    CHECK(ledger_register(l, &wish, &a) == REFUSAL_NONE);
    task->wait = TASK_WAIT_CONFIRM;
    memcpy(task->wait_id, a.applicant.id, sizeof a.applicant.id);
}

static void on_told(struct task *task)
{
    struct waiting *waiting = task->context;
    waiting->told = task->status == STATUS_OK && task->settled == CLAIM_HOME;
}

/* D1: the grant is on the peer's disk, but with the line down that helps nobody. */
static void whoever_is_told_confirmed_may_start_after_a_power_cut(struct world *w)
{
    unsigned told = 0;
    for (unsigned k = 0; k < 12; k++) {
        struct waiting waiting = {.told = false};
        steps_start_pair(w);
        task_init(&waiting.task);
        waiting.task.run = run_waiting;
        waiting.task.done = on_told;
        waiting.task.context = &waiting;
        CHECK(store_submit(w->node[CARACAS].store, &waiting.task) == STATUS_OK);
        world_turn(w, CARACAS, 1);
        world_step(w, CARACAS);
        while (w->node[CARACAS].coming.len == 0) {
            world_deliver(w, MARACAY, SIZE_MAX);
            world_turn(w, MARACAY, 1);
            world_step(w, MARACAY);
        }
        disk_die(w->node[CARACAS].disk, k);
        world_settle(w);
        told += waiting.told;
        if (w->node[CARACAS].up)
            world_kill(w, CARACAS);
        disk_cut(w->node[CARACAS].disk, k);
        CHECK(world_start(w, CARACAS));
        CHECK(!waiting.told || call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
        task_destroy(&waiting.task);
    }
    CHECK(told > 0 && told < 12);
}

/* The log begins anew once what is in it is in the database itself, and synced there. */
static void what_was_told_survives_checkpoints(struct world *w)
{
    enum { PEOPLE = 600 };
    char id[IDENT_SIZE];
    steps_start_pair(w);
    world_cut(w, true, true);
    world_settle(w);
    for (int i = 1; i <= PEOPLE; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        CHECK(call_node(w, CARACAS, CALL_REGISTER, id).status == STATUS_OK);
    }
    world_kill(w, CARACAS);
    disk_cut(w->node[CARACAS].disk, 1);
    CHECK(world_start(w, CARACAS));
    for (int i = 1; i <= PEOPLE && w->node[CARACAS].up; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        CHECK(ledger_find(w->node[CARACAS].ledger, id).claim != CLAIM_NONE);
    }
}

static enum claim_state claim_at(struct world *w, int which, const char *id)
{
    return ledger_find(w->node[which].ledger, id).claim;
}

/* D5: wherever memory fails, a registration is whole or not there, at both nodes; and the next one
 * works. */
static void memory_that_fails_costs_one_transaction(struct world *w)
{
    for (unsigned k = 0; k < 60; k++) {
        world_reset(w, 1);
        CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
        world_connect(w);
        world_settle(w);
        memory_fail(k, false);
        struct call first = call_node(w, CARACAS, CALL_REGISTER, "V1");
        if (w->node[CARACAS].up && w->node[MARACAY].up)
            world_settle(w);
        memory_heal();
        for (int i = CARACAS; i <= MARACAY; i++) {
            if (w->node[i].up)
                world_stop(w, i);
            CHECK(world_start(w, i));
        }
        world_connect(w);
        world_settle(w);
        CHECK(first.status == STATUS_OK || first.status == STATUS_NOMEM);
        CHECK(first.status == STATUS_NOMEM || claim_at(w, CARACAS, "V1") == CLAIM_HOME);
        CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK);
        CHECK(call_node(w, MARACAY, CALL_REGISTER, "V2").status == STATUS_OK);
        world_settle(w);
        CHECK(claim_at(w, CARACAS, "V1") == CLAIM_HOME && claim_at(w, MARACAY, "V1") == CLAIM_AWAY);
        CHECK(claim_at(w, MARACAY, "V2") == CLAIM_HOME && claim_at(w, CARACAS, "V2") == CLAIM_AWAY);
        for (int i = CARACAS; i <= MARACAY; i++) {
            world_stop(w, i);
            CHECK(is_sound(w, i));
        }
    }
}

unsigned cases_disk(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        memory_that_fails_costs_one_transaction,
        copies_are_remembered_over_a_restart,
        a_full_disk_is_not_tried_without_pause,
        a_full_disk_keeps_no_node_from_starting,
        what_a_restart_finds_survives_a_power_cut,
        what_a_restart_finds_is_written_again,
        what_was_copied_survives_a_power_cut,
        a_start_copies_only_what_is_on_the_disk,
        a_log_is_opened_with_its_own_file_only,
        a_start_may_die_at_any_step,
        a_log_that_begins_anew_survives_a_power_cut,
        no_failure_of_the_disk_is_passed_over,
        what_was_told_survives_a_power_cut,
        whoever_is_told_confirmed_may_start_after_a_power_cut,
        what_was_told_survives_checkpoints,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
