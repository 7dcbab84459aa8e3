/* nemesis: a pair at work, and two faults at once, for every pair of faults; then everything is
 * healed, both nodes must agree, and every promise that a client was given is asked for.
 *   SECONDS=n for each combination; ONLY=n runs one; SEED=n. Prints a table of what happened. */
#define _GNU_SOURCE /* prlimit */
#include "tests/lib/candidates.h"
#include "tests/lib/chance.h"
#include "tests/lib/relay.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { COMMAND_MS = 20000, FEW_DESCRIPTORS = 24, ROUND_MS = 700 };

/* What is done to the pair, once a round, besides what the link suffers. */
enum harm {
    HARM_NONE,
    HARM_KILL_CARACAS,
    HARM_KILL_MARACAY,
    HARM_KILL_BOTH,
    HARM_FREEZE_CARACAS, /* SIGSTOP, and later SIGCONT */
    HARM_FREEZE_MARACAY,
    HARM_FEW_DESCRIPTORS, /* at maracay */
    HARM_EMPTY_DISK,      /* at maracay, once */
    HARM_OLD_BACKUP,      /* at caracas, once */
    HARMS
};

static const char *const harm_texts[HARMS] = {"nothing",         "kill caracas",   "kill maracay",
                                              "kill both",       "freeze caracas", "freeze maracay",
                                              "few descriptors", "empty disk",     "old backup"};

static struct pair pair;
static struct candidates candidates;
static struct relay *relay;
static uint64_t random_state;
static unsigned crashes;

static unsigned draw(unsigned n)
{
    return (unsigned)chance(&random_state, n);
}

static void pause_ms(unsigned ms)
{
    (void)poll(NULL, 0, (int)ms);
}

/* A node may end by itself only when it says why. */
static bool bring_back(int which)
{
    if (pair.node[which].process.pid != 0 && process_wait(&pair.node[which].process, 0) < 0)
        return true;
    return node_start(&pair, which);
}

static void kill_one(int which)
{
    crashes++;
    (void)process_end(&pair.node[which].process, SIGKILL, COMMAND_MS);
}

static void freeze(int which, bool frozen)
{
    (void)kill(pair.node[which].process.pid, frozen ? SIGSTOP : SIGCONT);
}

static void limit_descriptors(int which, rlim_t most)
{
    struct rlimit limit = {most, 1024};
    (void)prlimit(pair.node[which].process.pid, RLIMIT_NOFILE, &limit, NULL);
}

/* The disk is replaced while the node is down. */
static bool replace_disk(int which, const char *backup)
{
    char path[256], copy[1024];
    candidates.disk_lost[which] = true;
    kill_one(which);
    remove_tree(pair.node[which].data);
    if (backup == NULL)
        return node_start(&pair, which);
    (void)snprintf(path, sizeof path, "%s", pair.node[which].data);
    (void)snprintf(copy, sizeof copy, "mkdir -p %s && cp %s %s/sinodo.db", path, backup, path);
    const char *argv[] = {"/bin/sh", "-c", copy, NULL};
    return process_run((char *const *)argv, NULL, pair.node[which].log, COMMAND_MS) == 0 &&
           node_start(&pair, which);
}

static bool harm(enum harm what, bool first, const char *backup)
{
    switch (what) {
    case HARM_NONE:
        break;
    case HARM_KILL_CARACAS:
        kill_one(CARACAS);
        break;
    case HARM_KILL_MARACAY:
        kill_one(MARACAY);
        break;
    case HARM_KILL_BOTH:
        kill_one(CARACAS);
        kill_one(MARACAY);
        break;
    case HARM_FREEZE_CARACAS:
    case HARM_FREEZE_MARACAY:
        freeze(what == HARM_FREEZE_CARACAS ? CARACAS : MARACAY, true);
        pause_ms(200 + draw(300));
        freeze(what == HARM_FREEZE_CARACAS ? CARACAS : MARACAY, false);
        break;
    case HARM_FEW_DESCRIPTORS:
        limit_descriptors(MARACAY, FEW_DESCRIPTORS);
        break;
    case HARM_EMPTY_DISK:
        return !first || replace_disk(MARACAY, NULL);
    case HARM_OLD_BACKUP:
        return !first || replace_disk(CARACAS, backup);
    case HARMS:
        break;
    }
    pause_ms(draw(200));
    return bring_back(CARACAS) && bring_back(MARACAY);
}

static bool heal(void)
{
    relay_set(relay, RELAY_PASS);
    for (int i = 0; i < 2; i++)
        if (pair.node[i].process.pid != 0)
            limit_descriptors(i, 1024);
    return bring_back(CARACAS) && bring_back(MARACAY) && node_peer_is(&pair, CARACAS, "up") &&
           node_peer_is(&pair, MARACAY, "up");
}

/* A fresh pair suffers from both for some seconds. */
static bool run(enum relay_mode mode, enum harm what, unsigned seconds)
{
    char backup[256], out[1024];
    unsigned rounds = seconds * 1000 / ROUND_MS + 1;
    bool good = pair_open(&pair) && relay_open(pair.peer_port, &relay);
    pair.dial_port = relay_port(relay);
    (void)snprintf(backup, sizeof backup, "%s/backup.db", pair.dir);
    good = good && candidates_open(&candidates, &pair) && pair_start(&pair) &&
           node_ctl(&pair, CARACAS, out, sizeof out, "backup", backup, NULL) == 0 &&
           candidates_start(&candidates);
    for (unsigned i = 0; good && i < rounds; i++) {
        pause_ms(ROUND_MS / 2);
        relay_set(relay, mode);
        good = harm(what, i == 0, backup);
        pause_ms(ROUND_MS / 2);
        if (draw(2) == 0)
            relay_set(relay, RELAY_PASS);
    }
    good = heal() && good;
    candidates_stop(&candidates);
    good = good && pair_settled(&pair) && candidates_check(&candidates) && pair_check(&pair);
    long incidents =
        node_status(&pair, CARACAS, "incidents") + node_status(&pair, MARACAY, "incidents");
    printf("%-16s + %-15s %8lu %8lu %6lu %4ld  %s\n", relay_mode_text(mode), harm_texts[what],
           atomic_load(&candidates.acknowledged), candidates.asked, candidates.lost, incidents,
           good && incidents == 0 ? "good" : "BROKEN");
    (void)fflush(stdout);
    good = good && incidents == 0;
    if (!good)
        (void)setenv("SINODO_KEEP", "1", 1); /* for whoever looks into it */
    candidates_close(&candidates);
    pair_close(&pair);
    relay_close(relay);
    return good;
}

int main(void)
{
    unsigned seconds = (unsigned)setting("SECONDS", 2), only = (unsigned)setting("ONLY", 0),
             every = (unsigned)setting("EVERY", 1);
    unsigned number = 0, failed = 0, ran = 0;
    random_state = setting("SEED", 1);
    printf("nemesis: seed %u, %u s a combination\n%-16s   %-15s %8s %8s %6s %4s\n",
           (unsigned)random_state, seconds, "the link", "the nodes", "promised", "asked", "lost",
           "inc");
    for (int mode = 0; mode < RELAY_MODES; mode++)
        for (int what = 0; what < HARMS; what++) {
            number++;
            if ((only != 0 && number != only) || number % every != 0)
                continue;
            ran++;
            failed += !run((enum relay_mode)mode, (enum harm)what, seconds);
        }
    printf("nemesis: %u combinations, %u failed, %u crashes\n", ran, failed, crashes);
    return failed == 0 && ran > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
