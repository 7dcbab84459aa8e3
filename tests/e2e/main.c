/* Runs the end-to-end suites against the programs in $SINODO_BUILD, in two processes at once: each
 * waits for its nodes most of the time. CK_RUN_SUITE=name runs one suite, CK_RUN_CASE=name one
 * case. */
#include "tests/e2e/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static Suite *(*const suites[])(void) = {
    cases_suite,     faults_suite,   line_suite,    start_suite,  reload_suite,  disks_suite,
    contested_suite, day_suite,      exam_suite,    board_suite,  doors_suite,   browser_suite,
    seb_suite,       operator_suite, staff_suite,   orders_suite, grading_suite, codes_suite,
    secrets_suite,   evidence_suite, results_suite, paper_suite,  seal_suite,    libraries_suite,
    client_suite,    terminal_suite, hostile_suite,
};

enum { PROCESSES = 2, SUITES = sizeof suites / sizeof suites[0] };

/* Every second suite. */
static int run_from(size_t first)
{
    SRunner *runner = srunner_create(NULL);
    for (size_t i = first; i < SUITES; i += PROCESSES)
        srunner_add_suite(runner, suites[i]());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(void)
{
    int status = EXIT_FAILURE;
    pid_t other = fork();
    if (other == 0)
        return run_from(1);
    int result = run_from(0);
    if (other < 0 || waitpid(other, &status, 0) != other || !WIFEXITED(status) ||
        WEXITSTATUS(status) != EXIT_SUCCESS) {
        (void)fputs("e2e: tests of the second process failed: see above\n", stderr);
        result = EXIT_FAILURE;
    }
    return result;
}
