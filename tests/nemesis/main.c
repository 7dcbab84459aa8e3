/* nemesis: a pair at work, and two faults at once, for every pair of faults; then everything is
 * healed, both nodes must agree, and every promise that a client was given is asked for.
 *   SECONDS=n for each combination; EVERY=n-th or ONLY=n of them; SEED=n.
 * Prints a table of what happened. */
#include "tests/lib/chance.h"
#include "tests/lib/relay.h"
#include "tests/nemesis/harm.h"
#include "tests/nemesis/place.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUND_MS = 700, CABLE = RELAY_MODES, LINKS };

static struct pair pair;
static struct candidates candidates;
static struct relay *relay; /* NULL: a cable between two namespaces */
static struct victims victims = {.pair = &pair, .candidates = &candidates};

static const char *link_text(int link)
{
    return link == CABLE ? "cable pulled" : relay_mode_text((enum relay_mode)link);
}

static void disturb(int link, bool disturbed)
{
    if (relay == NULL)
        place_pull(disturbed);
    else
        relay_set(relay, disturbed ? (enum relay_mode)link : RELAY_PASS);
}

static bool prepare(int link, enum harm what)
{
    if (link == CABLE)
        return place_cable(&pair) && harm_prepare(&victims, what);
    if (!relay_open(pair.peer_port, &relay))
        return false;
    pair.dial_port = relay_port(relay);
    return harm_prepare(&victims, what);
}

static bool start(enum harm what)
{
    char out[1024];
    bool good = candidates_open(&candidates, &pair) && pair_start(&pair);
    for (int i = 0; good && what != HARM_FULL_DISK && i < 2; i++) { /* a copy needs room */
        (void)snprintf(victims.backup[i], sizeof victims.backup[i], "%s/backup%d.db", pair.dir, i);
        good = node_ctl(&pair, i, out, sizeof out, "backup", victims.backup[i], NULL) == 0;
    }
    return good && candidates_start(&candidates);
}

static bool suffer(int link, enum harm what, unsigned seconds)
{
    unsigned rounds = seconds * 1000 / ROUND_MS + 1;
    bool good = start(what);
    for (unsigned i = 0; good && i < rounds; i++) {
        (void)poll(NULL, 0, ROUND_MS / 2);
        disturb(link, true);
        good = harm_do(&victims, what, i == 0);
        (void)poll(NULL, 0, ROUND_MS / 2);
        if (chance(&victims.random_state, 2) == 0)
            disturb(link, false);
    }
    disturb(link, false);
    good = harm_heal(&victims, what) && good;
    candidates_stop(&candidates);
    good = good && pair_settled(&pair) && candidates_check(&candidates) && pair_check(&pair);
    long incidents =
        node_status(&pair, CARACAS, "incidents") + node_status(&pair, MARACAY, "incidents");
    good = good && incidents == 0;
    printf("%-16s + %-15s %8lu %8lu %6lu %4ld  %s\n", link_text(link), harm_text(what),
           atomic_load(&candidates.acknowledged), candidates.asked, candidates.lost, incidents,
           good ? "good" : "BROKEN");
    candidates_close(&candidates);
    return good;
}

/* A fresh pair suffers from both for some seconds. */
static bool run(int link, enum harm what, unsigned seconds)
{
    bool good = pair_open(&pair);
    pair.grace = true;
    relay = NULL;
    if (good && prepare(link, what))
        good = suffer(link, what, seconds);
    else
        printf("%-16s + %-15s not on this machine\n", link_text(link), harm_text(what));
    (void)fflush(stdout);
    bool keep = getenv("SINODO_KEEP") != NULL;
    if (!good)
        (void)setenv("SINODO_KEEP", "1", 1); /* for whoever looks into it */
    place_remove_disk();
    pair_close(&pair);
    relay_close(relay);
    place_uncable();
    if (!keep)
        (void)unsetenv("SINODO_KEEP");
    return good;
}

int main(void)
{
    unsigned seconds = (unsigned)setting("SECONDS", 60), only = (unsigned)setting("ONLY", 0),
             every = (unsigned)setting("EVERY", 3);
    unsigned number = 0, failed = 0, ran = 0;
    victims.random_state = setting("SEED", 1);
    printf("nemesis: seed %u, %u s a combination\n%-16s   %-15s %8s %8s %6s %4s\n",
           (unsigned)victims.random_state, seconds, "the link", "the nodes", "promised", "asked",
           "lost", "inc");
    for (int link = 0; link < LINKS; link++)
        for (int what = 0; what < HARMS; what++) {
            number++;
            if (only != 0 ? number != only : number % every != 0)
                continue;
            ran++;
            failed += !run(link, (enum harm)what, seconds);
        }
    printf("nemesis: %u combinations, %u failed, %u crashes\n", ran, failed, victims.crashes);
    return failed == 0 && ran > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
