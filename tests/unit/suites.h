/* suites.h - every unit suite, one a module. */
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

#endif
