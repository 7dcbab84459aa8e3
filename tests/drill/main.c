/* drill: what an exam board runs on its machine the evening before. A pair of nodes registers and
 * examines synthetic applicants while the line is cut and nodes lose their power (SIGKILL) at
 * random; then a page says what was promised, what is there, and how long each recovery took.
 *   SECONDS=n how long; SEED=n. Exit status 0: passed. */
#include "common/clock.h"
#include "tests/lib/candidates.h"
#include "tests/lib/chance.h"
#include "tests/lib/relay.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EVENTS_MOST = 256, COMMAND_MS = 20000 };

enum event_kind { EVENT_LINE, EVENT_CARACAS, EVENT_MARACAY, EVENT_BOTH, EVENT_KINDS };

static const char *const event_texts[EVENT_KINDS] = {"line cut", "power lost at Caracas",
                                                     "power lost at Maracay", "power lost at both"};

struct event {
    enum event_kind kind;
    int64_t at_ms, down_ms;
    int64_t serving_ms; /* until the nodes answered again */
    int64_t linked_ms;  /* until both were linked again */
};

static struct pair pair;
static struct candidates candidates;
static struct relay *relay;
static struct event events[EVENTS_MOST];
static unsigned event_count;
static uint64_t random_state;

static unsigned draw(unsigned n)
{
    return (unsigned)chance(&random_state, n);
}

static bool linked(void)
{
    return node_peer_is(&pair, CARACAS, "up") && node_peer_is(&pair, MARACAY, "up");
}

/* One failure and its end. */
static bool fail_once(struct mono begun)
{
    struct event *e = &events[event_count++];
    e->kind = (enum event_kind)draw(EVENT_KINDS);
    e->at_ms = clock_mono().ms - begun.ms;
    e->down_ms = 200 + draw(2000);
    bool hit[2] = {e->kind == EVENT_CARACAS || e->kind == EVENT_BOTH,
                   e->kind == EVENT_MARACAY || e->kind == EVENT_BOTH};
    if (e->kind == EVENT_LINE)
        relay_set(relay, RELAY_CUT);
    for (int i = 0; i < 2; i++)
        if (hit[i])
            (void)process_end(&pair.node[i].process, SIGKILL, COMMAND_MS);
    (void)poll(NULL, 0, (int)e->down_ms);
    struct mono back = clock_mono();
    relay_set(relay, RELAY_PASS);
    bool good = true;
    for (int i = 0; i < 2; i++)
        if (hit[i])
            good &= node_start(&pair, i);
    e->serving_ms = clock_mono().ms - back.ms;
    good &= linked();
    e->linked_ms = clock_mono().ms - back.ms;
    return good;
}

static void report(unsigned seconds, unsigned seed, bool good, int64_t settled_ms)
{
    time_t now = time(NULL);
    char day[32];
    (void)strftime(day, sizeof day, "%Y-%m-%d %H:%M", localtime(&now));
    printf("\nSINODO - DRILL OF %s (%u s, seed %u)\n\n", day, seconds, seed);
    printf("  %-24s %10s %10s %14s %14s\n", "failure", "at (s)", "for (ms)", "serving (ms)",
           "linked (ms)");
    for (unsigned i = 0; i < event_count; i++)
        printf("  %-24s %10.1f %10lld %14lld %14lld\n", event_texts[events[i].kind],
               (double)events[i].at_ms / 1000, (long long)events[i].down_ms,
               (long long)events[i].serving_ms, (long long)events[i].linked_ms);
    printf("\n  both nodes agreed %lld ms after the last applicant stopped\n",
           (long long)settled_ms);
    printf("  promises made to applicants: %lu\n", atomic_load(&candidates.acknowledged));
    printf("  asked for afterwards:        %lu\n", candidates.asked);
    printf("  broken:                      %lu\n\n", candidates.lost);
    printf("  %s\n\n", good ? "PASSED: everything that was promised is there, and the journals of "
                              "both nodes verify."
                            : "FAILED: see above, and the nodes' logs.");
}

int main(void)
{
    unsigned seconds = (unsigned)setting("SECONDS", 30);
    unsigned seed = (unsigned)setting("SEED", (uint64_t)time(NULL));
    random_state = seed;
    printf("drill: %u seconds, seed %u\n", seconds, seed);
    (void)fflush(stdout);
    bool good = pair_open(&pair) && relay_open(pair.peer_port, &relay);
    pair.grace = true;
    pair.dial_port = relay_port(relay);
    good = good && candidates_open(&candidates, &pair) && pair_start(&pair) &&
           candidates_start(&candidates);
    struct mono begun = clock_mono();
    while (good && clock_mono().ms - begun.ms < (int64_t)seconds * 1000 &&
           event_count < EVENTS_MOST) {
        (void)poll(NULL, 0, 500 + (int)draw(2500));
        good = fail_once(begun);
    }
    candidates_stop(&candidates);
    struct mono stopped = clock_mono();
    good = pair_settled(&pair) && good;
    int64_t settled_ms = clock_mono().ms - stopped.ms;
    good = candidates_check(&candidates) && pair_check(&pair) && good;
    good = atomic_load(&candidates.acknowledged) > 0 && good;
    report(seconds, seed, good, settled_ms);
    if (!good)
        (void)setenv("SINODO_KEEP", "1", 1);
    candidates_close(&candidates);
    pair_close(&pair);
    relay_close(relay);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
