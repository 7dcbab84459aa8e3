/* Runs every unit suite. */
#include "common/log.h"
#include "server/report/table.h"
#include "tests/lib/halves.h"
#include "tests/unit/suites.h"

#include <stdlib.h>

static halves_suite *const suites[] = {
    basics_suite,     ident_suite,         wire_suite,     http_suite,        websocket_suite,
    journal_suite,    claim_suite,         transfer_suite, sitting_suite,     late_suite,
    mark_suite,       allowance_suite,     hours_suite,    room_suite,        examclock_suite,
    records_suite,    recovery_suite,      telling_suite,  message_suite,     link_suite,
    grace_suite,      terminal_suite,      pace_suite,     presence_suite,    reporter_suite,
    lobby_suite,      instance_suite,      errors_suite,   bank_suite,        screen_suite,
    printable_suite,  attention_suite,     secrets_suite,  paper_suite,       enrolment_suite,
    text_suite,       gift_suite,          weight_suite,   typed_suite,       advice_suite,
    plan_suite,       roster_suite,        blocks_suite,   reporting_suite,   table_suite,
    ranking_suite,    results_suite,       reload_suite,   seal_suite,        id_table_suite,
    applicants_suite, journal_table_suite, ledger_suite,   peer_suite,        contest_suite,
    adoption_suite,   adopt_suite,         cut_suite,      people_suite,      source_suite,
    schedule_suite,   standing_suite,      store_suite,    server_suite,      sandbox_suite,
    session_suite,    board_suite,         essays_suite,   desk_suite,        changes_suite,
    worker_suite,     client_suite,        tls_suite,      web_cert_suite,    kiosk_suite,
    seb_suite,        statistics_suite,    items_suite,    items_sheet_suite,
};

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
    return halves_run("unit", suites, sizeof suites / sizeof suites[0]);
}
