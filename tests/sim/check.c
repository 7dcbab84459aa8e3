#include "tests/sim/check.h"

unsigned check_failures;

unsigned check_lives(void (*const lives[])(struct world *), size_t count, struct world *w)
{
    unsigned failed = 0;
    for (size_t i = 0; i < count; i++) {
        check_failures = 0;
        lives[i](w);
        failed += check_failures > 0;
    }
    return failed;
}
