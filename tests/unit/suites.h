/* suites.h - every unit suite, one a module or a few that belong together. */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>

Suite *basics_suite(void);
Suite *ident_suite(void);
Suite *wire_suite(void);
Suite *journal_suite(void);
Suite *claim_suite(void);
Suite *sitting_suite(void);
Suite *hours_suite(void);
Suite *examclock_suite(void);
Suite *recovery_suite(void);
Suite *message_suite(void);
Suite *link_suite(void);
Suite *grace_suite(void);
Suite *pace_suite(void);
Suite *lobby_suite(void);
Suite *instance_suite(void);
Suite *errors_suite(void);
Suite *bank_suite(void);
Suite *screen_suite(void);
Suite *attention_suite(void);
Suite *secrets_suite(void);
Suite *printable_suite(void);
Suite *text_suite(void);
Suite *gift_suite(void);
Suite *weight_suite(void);
Suite *typed_suite(void);
Suite *advice_suite(void);
Suite *plan_suite(void);
Suite *roster_suite(void);
Suite *blocks_suite(void);
Suite *reload_suite(void);
Suite *seal_suite(void);
Suite *id_table_suite(void);
Suite *applicants_suite(void);
Suite *journal_table_suite(void);
Suite *ledger_suite(void);
Suite *peer_suite(void);
Suite *contest_suite(void);
Suite *adoption_suite(void);
Suite *adopt_suite(void);
Suite *schedule_suite(void);
Suite *standing_suite(void);
Suite *store_suite(void);
Suite *server_suite(void);
Suite *sandbox_suite(void);
Suite *session_suite(void);
Suite *board_suite(void);
Suite *desk_suite(void);
Suite *worker_suite(void);
Suite *client_suite(void);
Suite *tls_suite(void);

#endif
