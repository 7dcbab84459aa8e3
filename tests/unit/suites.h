/* suites.h - every unit suite, one a module or a few that belong together. */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>

Suite *ident_suite(void);
Suite *wire_suite(void);
Suite *queue_suite(void);
Suite *basics_suite(void);
Suite *net_suite(void);
Suite *claim_suite(void);
Suite *sitting_suite(void);
Suite *journal_suite(void);
Suite *link_suite(void);
Suite *exam_suite(void);
Suite *bank_suite(void);
Suite *access_suite(void);
Suite *clients_suite(void);
Suite *config_suite(void);
Suite *ledger_suite(void);
Suite *record_suite(void);
Suite *view_suite(void);
Suite *store_suite(void);

#endif
