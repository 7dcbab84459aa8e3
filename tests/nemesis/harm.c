#define _GNU_SOURCE /* prlimit */
#include "tests/nemesis/harm.h"

#include "tests/lib/chance.h"
#include "tests/nemesis/place.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum {
    COMMAND_MS = 20000,
    FEW_DESCRIPTORS = 24,
    MANY_DESCRIPTORS = 1024,
    SMALL_DISK_KIB = 1024,
    LARGE_DISK_KIB = 1024 * 1024,
    DAY_S = 86400
};

const char *harm_text(enum harm what)
{
    static const char *const texts[HARMS] = {
        "nothing",        "kill caracas",   "kill maracay", "kill both",  "freeze caracas",
        "freeze maracay", "no descriptors", "no memory",    "empty disk", "old backup",
        "both disks old", "wrong node",     "full disk",    "clocks jump"};
    return texts[what];
}

static unsigned draw(struct victims *v, unsigned n)
{
    return (unsigned)chance(&v->random_state, n);
}

/* A node may end by itself only when it says why. */
static bool bring_back(struct victims *v, int which)
{
    struct process *process = &v->pair->node[which].process;
    if (process->pid != 0 && process_wait(process, 0) < 0)
        return true;
    return node_start(v->pair, which);
}

static void kill_one(struct victims *v, int which)
{
    v->crashes++;
    (void)process_end(&v->pair->node[which].process, SIGKILL, COMMAND_MS);
}

static void freeze(struct victims *v, int which)
{
    pid_t pid = v->pair->node[which].process.pid;
    (void)kill(pid, SIGSTOP);
    (void)poll(NULL, 0, 200 + (int)draw(v, 300));
    (void)kill(pid, SIGCONT);
}

static void limit(struct victims *v, int which, enum __rlimit_resource resource, rlim_t most)
{
    struct rlimit value = {most, resource == RLIMIT_NOFILE ? MANY_DESCRIPTORS : RLIM_INFINITY};
    if (v->pair->node[which].process.pid != 0)
        (void)prlimit(v->pair->node[which].process.pid, resource, &value, NULL);
}

/* No more than it has at the moment. */
static void limit_memory(struct victims *v, int which)
{
    char path[64];
    unsigned long pages = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/statm", (int)v->pair->node[which].process.pid);
    FILE *file = fopen(path, "r");
    if (file != NULL && fscanf(file, "%lu", &pages) == 1)
        limit(v, which, RLIMIT_AS, pages * 4096);
    if (file != NULL)
        (void)fclose(file);
}

/* The node is down; backup: "" for an empty disk. */
static bool replace_disk(struct victims *v, int which, const char *backup)
{
    char copy[1024];
    const struct test_node *n = &v->pair->node[which];
    v->candidates->disk_lost[which] = true;
    kill_one(v, which);
    remove_tree(n->data);
    if (backup[0] == '\0')
        return true;
    (void)snprintf(copy, sizeof copy, "mkdir -p %s && cp %s %s/sinodo.db", n->data, backup,
                   n->data);
    const char *argv[] = {"/bin/sh", "-c", copy, NULL};
    return process_run((char *const *)argv, NULL, n->log, COMMAND_MS) == 0;
}

/* What was promised until now may have been on these two disks alone. */
static bool age_both(struct victims *v)
{
    candidates_stop(v->candidates);
    return replace_disk(v, CARACAS, v->backup[CARACAS]) &&
           replace_disk(v, MARACAY, v->backup[MARACAY]) && candidates_start(v->candidates);
}

/* Both nodes that were restored wait for somebody to say which one opens. */
static bool unlock_one(void *context)
{
    struct victims *v = context;
    char out[1024];
    if (!node_shows_status(v->pair, CARACAS, out, sizeof out))
        return false;
    if (strstr(out, "standing        open") != NULL)
        return true;
    return strstr(out, "link            quiet") != NULL &&
           node_ctl(v->pair, CARACAS, out, sizeof out, "unlock", NULL) == 0;
}

static bool start_as_the_other(struct victims *v, int which)
{
    struct test_node *n = &v->pair->node[which];
    const char *name = n->name;
    kill_one(v, which);
    n->name = v->pair->node[1 - which].name;
    bool refused = node_refuses(v->pair, which);
    n->name = name;
    if (!refused)
        printf("BROKEN: %s's database was opened by the other node's settings\n", name);
    return refused;
}

static bool move_clocks(struct victims *v)
{
    for (int i = 0; i < 2; i++)
        if (!place_set_clock(i, ((long)draw(v, 9) - 4) * DAY_S + (long)draw(v, 7)))
            return false;
    return true;
}

bool harm_prepare(struct victims *v, enum harm what)
{
    v->disk_kib = SMALL_DISK_KIB;
    if (what == HARM_FULL_DISK)
        return place_small_disk(v->pair, CARACAS, SMALL_DISK_KIB);
    return what != HARM_CLOCKS || place_clock(v->pair);
}

bool harm_do(struct victims *v, enum harm what, bool first)
{
    bool good = true;
    switch (what) {
    case HARM_NONE:
        break;
    case HARM_KILL_CARACAS:
        kill_one(v, CARACAS);
        break;
    case HARM_KILL_MARACAY:
        kill_one(v, MARACAY);
        break;
    case HARM_KILL_BOTH:
        kill_one(v, CARACAS);
        kill_one(v, MARACAY);
        break;
    case HARM_FREEZE_CARACAS:
        freeze(v, CARACAS);
        break;
    case HARM_FREEZE_MARACAY:
        freeze(v, MARACAY);
        break;
    case HARM_FEW_DESCRIPTORS:
        limit(v, MARACAY, RLIMIT_NOFILE, FEW_DESCRIPTORS);
        break;
    case HARM_NO_ROOM:
        limit_memory(v, CARACAS);
        break;
    case HARM_EMPTY_DISK:
        good = !first || replace_disk(v, MARACAY, "");
        break;
    case HARM_OLD_BACKUP:
        good = !first || replace_disk(v, CARACAS, v->backup[CARACAS]);
        break;
    case HARM_BOTH_OLD:
        good = !first || age_both(v);
        if (!first)
            (void)unlock_one(v);
        break;
    case HARM_WRONG_NODE:
        good = start_as_the_other(v, (int)draw(v, 2));
        break;
    case HARM_FULL_DISK:
        if (!first) /* it fills by itself, and somebody makes a little room */
            good = place_resize_disk(v->disk_kib += SMALL_DISK_KIB / 4);
        break;
    case HARM_CLOCKS:
        good = move_clocks(v);
        break;
    case HARMS:
        break;
    }
    (void)poll(NULL, 0, (int)draw(v, 200));
    return good && bring_back(v, CARACAS) && bring_back(v, MARACAY);
}

bool harm_heal(struct victims *v, enum harm what)
{
    bool good = what != HARM_FULL_DISK || place_resize_disk(LARGE_DISK_KIB);
    for (int i = 0; i < 2; i++) {
        limit(v, i, RLIMIT_NOFILE, MANY_DESCRIPTORS);
        limit(v, i, RLIMIT_AS, RLIM_INFINITY);
        good = good && bring_back(v, i);
    }
    if (what == HARM_BOTH_OLD)
        good = good && until(unlock_one, v, COMMAND_MS);
    return good && node_peer_is(v->pair, CARACAS, "up") && node_peer_is(v->pair, MARACAY, "up");
}
