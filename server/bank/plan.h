/* plan.h - the exam's plan beside the bank: lines of `name = value` (server/setup/settings.h).
 *
 *   title         = Admission 2027
 *   seconds       = 5400               allowed for the exam
 *   pass-percent  = 50
 *   shuffle       = yes | no           questions and options in an order of each person's own
 *   reveal        = yes | no           afterwards the applicant may see which answers were right
 *   opens         = 2027-03-01 08:00 -04:00     first and last moment of a start; with an offset or
 *   closes        = 2027-03-01 10:00 Z          Z, so that both nodes read the same
 *
 *   section       = Mathematics        a category of the bank, with those below it
 * ("Mathematics/…") questions     = 10                 how many of them one person gets; all of
 * them when left out points        = 1.5                each (1) negative      = 0.5 taken off for
 * a wrong answer (0)
 *
 * A section that one draws from has nothing that is only read. The last three belong to the section
 * above them. Without a section the whole bank is one. What is in no section is not asked. Threads:
 * any. Memory: the exam's. Errors: every error, as bank.h. */
#ifndef BANK_PLAN_H
#define BANK_PLAN_H

#include "common/buffer.h"
#include "common/status.h"
#include "server/core/exam.h"

/* Sets what the plan says of the exam, whose bank was read; the rest keeps its value. */
enum status plan_read(const char *path, struct exam *exam, struct buffer *errors);
enum status plan_parse(const char *file, const char *text, size_t len, struct exam *exam,
                       struct buffer *errors);

#endif
