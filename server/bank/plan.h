/* plan.h - the exam's plan beside the bank: lines of `name = value` (server/setup/settings.h).
 *
 *   title         = Admission 2027
 *   seconds       = 5400               allowed for the exam
 *   pass-percent  = 50
 *   shuffle       = yes | no           each person gets questions and options in another order
 *   reveal        = yes | no           after the exam the applicant may see the right answers
 *   extend-max    = 30                 minutes that an invigilator gives one person at most, in all
 *   opens         = 2027-03-01 08:00 -04:00     a start is allowed from this time ...
 *   closes        = 2027-03-01 10:00 Z          ... to this one (common/moment.h)
 *   registration  = open | secret | staff       who registers people (server/core/policy.h)
 *   takeover      = dead | staff | free         when another terminal may go on with an exam
 *   admit         = anyone | staff     who may start (server/core/room.h)
 *   start         = each | together    alone, or all at the begin
 *   late          = full | rest        the time of who starts after the begin
 *
 *   withhold      = yes | no           nobody learns a score before `publish`
 *                                      (server/core/publication.h)
 *   tie-break     = category:Reading   people of equal score are ranked by their points of this
 *                                      category; several lines: one after another
 *   places        = 120                so many people are admitted
 *   markers       = 1 | 2              people who mark each essay (server/core/mark.h)
 *   tolerance     = 0.5                by so many points two markers may differ
 *
 *   section       = Mathematics        a category of the bank, with those below it
 *                                      ("Mathematics/...")
 *   questions     = 10                 number that one person gets; all of them when left out
 *                                      (texts are not counted)
 *   points        = 1.5                of each question (default 1)
 *   negative      = 0.5                deducted for a wrong answer (default 0)
 *
 *   block         = Reading/Text A     a category, with those below it, whose texts and questions stay
 *                                      together and in order: drawn and shuffled as one
 *
 * `questions`, `points` and `negative` belong to the section above them. Without a section the whole
 * bank is one section; otherwise questions in no section are not asked.
 *
 * A section of three texts, each with its five questions, of which each person gets one text:
 *
 *   section   = Reading
 *   block     = Reading/Text A
 *   block     = Reading/Text B
 *   block     = Reading/Text C
 *   questions = 5                      5: one block, 10: two, 15 or left out: all, in random order
 *
 * Blocks that are drawn from must have the same number of questions, of points and of texts, and
 * `questions` is a multiple of theirs (blocks.h). Options within questions are shuffled still. A
 * text in no block stays before the one question behind it.
 *
 * Threads: any. Memory: the exam's. Errors: every error of the file, as in bank.h. */
#ifndef BANK_PLAN_H
#define BANK_PLAN_H

#include "common/buffer.h"
#include "common/status.h"
#include "server/core/exam.h"

/* Sets the fields of the exam that the plan names; the others keep their values. The bank must have
 * been read into the exam before. `text` gets the file as it is. */
enum status plan_read(const char *path, struct buffer *text, struct exam *exam,
                      struct buffer *errors);
enum status plan_parse(const char *file, const char *text, size_t len, struct exam *exam,
                       struct buffer *errors);

#endif
