/* suites.h - the end-to-end suites. */
#ifndef TESTS_E2E_SUITES_H
#define TESTS_E2E_SUITES_H

#include <check.h>

Suite *cases_suite(void);     /* the six cases that the pair exists for */
Suite *line_suite(void);      /* slow lines */
Suite *faults_suite(void);    /* crashes, lost disks, order of start */
Suite *start_suite(void);     /* a start whose disk lacks something, or whose peer is away */
Suite *reload_suite(void);    /* SIGHUP */
Suite *disks_suite(void);     /* backups, restores, lost records, files' modes */
Suite *contested_suite(void); /* disks that went their own way */
Suite *day_suite(void);       /* staff and applicants from morning to evening */
Suite *exam_suite(void);      /* one node's commands, the operator, the records */
Suite *board_suite(void);     /* plan, roster, a corrected key, long papers, many people */
Suite *doors_suite(void);     /* keys, encryption, who is let in */
Suite *browser_suite(void);   /* browsers, and who else comes to their ports */
Suite *seb_suite(void);       /* Safe Exam Browser is asked for */
Suite *operator_suite(void);  /* who operates a node */
Suite *staff_suite(void);
Suite *orders_suite(void);    /* what staff change about a person */
Suite *grading_suite(void);   /* essays, marked by people */
Suite *codes_suite(void);     /* signing in beside wrong codes */
Suite *secrets_suite(void);   /* what nobody finds in logs, on the wire, in memory */
Suite *evidence_suite(void);  /* signatures, receipts, copies */
Suite *results_suite(void);   /* the list of both centres, signed */
Suite *paper_suite(void);     /* slips, lists, archives, the next exam */
Suite *seal_suite(void);      /* a bank that is kept encrypted */
Suite *libraries_suite(void); /* Redis clients of others */
Suite *client_suite(void);    /* the terminal client, typed at */
Suite *terminal_suite(void);  /* the same on the whole screen */
Suite *hostile_suite(void);   /* an impostor in a node's place, a forged database */

#endif
