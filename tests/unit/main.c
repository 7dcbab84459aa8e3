/* Runs every unit suite. CK_RUN_SUITE=name runs one. */
#include "common/log.h"
#include "server/report/table.h"
#include "tests/unit/suites.h"

#include <stdlib.h>

/* Whoever asks for more memory than there is gets none, under the sanitizers too. */
#define NO_MEMORY_IS_NULL "allocator_may_return_null=1"
const char *__asan_default_options(void);
const char *__tsan_default_options(void);

const char *__asan_default_options(void)
{
    return NO_MEMORY_IS_NULL;
}

const char *__tsan_default_options(void)
{
    return NO_MEMORY_IS_NULL;
}

/* The tests cause errors that the log tells of: LOG_LEVEL=debug, or another level, shows it. */
static void open_log(void)
{
    const char *name = getenv("LOG_LEVEL");
    enum log_level least = LOG_ERROR + 1;
    if (name != NULL)
        (void)log_level_parse(name, &least);
    log_open("test", least);
}

int main(void)
{
    open_log();
    table_workbooks();
    SRunner *runner = srunner_create(NULL);
    srunner_add_suite(runner, basics_suite());
    srunner_add_suite(runner, ident_suite());
    srunner_add_suite(runner, wire_suite());
    srunner_add_suite(runner, http_suite());
    srunner_add_suite(runner, websocket_suite());
    srunner_add_suite(runner, journal_suite());
    srunner_add_suite(runner, claim_suite());
    srunner_add_suite(runner, transfer_suite());
    srunner_add_suite(runner, sitting_suite());
    srunner_add_suite(runner, late_suite());
    srunner_add_suite(runner, mark_suite());
    srunner_add_suite(runner, allowance_suite());
    srunner_add_suite(runner, hours_suite());
    srunner_add_suite(runner, room_suite());
    srunner_add_suite(runner, examclock_suite());
    srunner_add_suite(runner, records_suite());
    srunner_add_suite(runner, recovery_suite());
    srunner_add_suite(runner, telling_suite());
    srunner_add_suite(runner, message_suite());
    srunner_add_suite(runner, link_suite());
    srunner_add_suite(runner, grace_suite());
    srunner_add_suite(runner, terminal_suite());
    srunner_add_suite(runner, pace_suite());
    srunner_add_suite(runner, presence_suite());
    srunner_add_suite(runner, reporter_suite());
    srunner_add_suite(runner, lobby_suite());
    srunner_add_suite(runner, instance_suite());
    srunner_add_suite(runner, errors_suite());
    srunner_add_suite(runner, bank_suite());
    srunner_add_suite(runner, screen_suite());
    srunner_add_suite(runner, printable_suite());
    srunner_add_suite(runner, attention_suite());
    srunner_add_suite(runner, secrets_suite());
    srunner_add_suite(runner, paper_suite());
    srunner_add_suite(runner, enrolment_suite());
    srunner_add_suite(runner, text_suite());
    srunner_add_suite(runner, gift_suite());
    srunner_add_suite(runner, weight_suite());
    srunner_add_suite(runner, typed_suite());
    srunner_add_suite(runner, advice_suite());
    srunner_add_suite(runner, plan_suite());
    srunner_add_suite(runner, roster_suite());
    srunner_add_suite(runner, blocks_suite());
    srunner_add_suite(runner, reporting_suite());
    srunner_add_suite(runner, table_suite());
    srunner_add_suite(runner, ranking_suite());
    srunner_add_suite(runner, results_suite());
    srunner_add_suite(runner, reload_suite());
    srunner_add_suite(runner, seal_suite());
    srunner_add_suite(runner, id_table_suite());
    srunner_add_suite(runner, applicants_suite());
    srunner_add_suite(runner, journal_table_suite());
    srunner_add_suite(runner, ledger_suite());
    srunner_add_suite(runner, peer_suite());
    srunner_add_suite(runner, contest_suite());
    srunner_add_suite(runner, adoption_suite());
    srunner_add_suite(runner, adopt_suite());
    srunner_add_suite(runner, cut_suite());
    srunner_add_suite(runner, people_suite());
    srunner_add_suite(runner, source_suite());
    srunner_add_suite(runner, schedule_suite());
    srunner_add_suite(runner, standing_suite());
    srunner_add_suite(runner, store_suite());
    srunner_add_suite(runner, server_suite());
    srunner_add_suite(runner, sandbox_suite());
    srunner_add_suite(runner, session_suite());
    srunner_add_suite(runner, board_suite());
    srunner_add_suite(runner, essays_suite());
    srunner_add_suite(runner, desk_suite());
    srunner_add_suite(runner, changes_suite());
    srunner_add_suite(runner, worker_suite());
    srunner_add_suite(runner, client_suite());
    srunner_add_suite(runner, tls_suite());
    srunner_add_suite(runner, web_cert_suite());
    srunner_add_suite(runner, kiosk_suite());
    srunner_add_suite(runner, seb_suite());
    srunner_add_suite(runner, statistics_suite());
    srunner_add_suite(runner, items_suite());
    srunner_add_suite(runner, items_sheet_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
