/* Runs the end-to-end suites against the programs in $SINODO_BUILD. CK_RUN_CASE=name runs one. */
#include "tests/e2e/suites.h"

#include <stdlib.h>

int main(void)
{
    SRunner *runner = srunner_create(NULL);
    srunner_add_suite(runner, cases_suite());
    srunner_add_suite(runner, faults_suite());
    srunner_add_suite(runner, line_suite());
    srunner_add_suite(runner, start_suite());
    srunner_add_suite(runner, reload_suite());
    srunner_add_suite(runner, disks_suite());
    srunner_add_suite(runner, contested_suite());
    srunner_add_suite(runner, day_suite());
    srunner_add_suite(runner, exam_suite());
    srunner_add_suite(runner, board_suite());
    srunner_add_suite(runner, doors_suite());
    srunner_add_suite(runner, operator_suite());
    srunner_add_suite(runner, staff_suite());
    srunner_add_suite(runner, grading_suite());
    srunner_add_suite(runner, codes_suite());
    srunner_add_suite(runner, secrets_suite());
    srunner_add_suite(runner, evidence_suite());
    srunner_add_suite(runner, results_suite());
    srunner_add_suite(runner, paper_suite());
    srunner_add_suite(runner, seal_suite());
    srunner_add_suite(runner, libraries_suite());
    srunner_add_suite(runner, client_suite());
    srunner_add_suite(runner, terminal_suite());
    srunner_add_suite(runner, hostile_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
