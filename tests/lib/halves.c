#include "tests/lib/halves.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESSES = 2 };

/* Every second suite. */
static int run_from(halves_suite *const suites[], size_t first, size_t count)
{
    SRunner *runner = srunner_create(NULL);
    for (size_t i = first; i < count; i += PROCESSES)
        srunner_add_suite(runner, suites[i]());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int halves_run(const char *name, halves_suite *const suites[], size_t count)
{
    int status = EXIT_FAILURE;
    pid_t other = fork();
    if (other == 0)
        exit(run_from(suites, 1, count));
    int result = run_from(suites, 0, count);
    if (other < 0 || waitpid(other, &status, 0) != other || !WIFEXITED(status) ||
        WEXITSTATUS(status) != EXIT_SUCCESS) {
        (void)fprintf(stderr, "%s: tests of the second process failed: see above\n", name);
        result = EXIT_FAILURE;
    }
    return result;
}
