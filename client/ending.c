#include "client/ending.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

enum { SIGNALS = sizeof signals / sizeof signals[0] };

static struct sigaction before[SIGNALS];
static volatile sig_atomic_t came;

static void note(int number)
{
    came = number;
}

void ending_watch(void)
{
    struct sigaction action = {.sa_handler = note}; /* without SA_RESTART */
    came = 0;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++)
        (void)sigaction(signals[i], &action, &before[i]);
}

bool ending_came(void)
{
    return came != 0;
}

void ending_release(void)
{
    for (size_t i = 0; i < SIGNALS; i++)
        (void)sigaction(signals[i], &before[i], NULL);
    if (came != 0)
        (void)raise(came);
}
