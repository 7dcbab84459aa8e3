/* Runs the end-to-end suites against the programs in $SINODO_BUILD. */
#include "tests/e2e/suites.h"
#include "tests/lib/halves.h"

static halves_suite *const suites[] = {
    cases_suite,     faults_suite,   line_suite,    start_suite,  reload_suite,  disks_suite,
    contested_suite, day_suite,      exam_suite,    board_suite,  doors_suite,   browser_suite,
    seb_suite,       operator_suite, staff_suite,   orders_suite, grading_suite, codes_suite,
    secrets_suite,   evidence_suite, results_suite, paper_suite,  seal_suite,    libraries_suite,
    client_suite,    terminal_suite, hostile_suite,
};

int main(void)
{
    return halves_run("e2e", suites, sizeof suites / sizeof suites[0]);
}
