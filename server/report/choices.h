/* choices.h - what people answered to one question: how often each option was chosen, by all and by
 * the upper and the lower group, and whether its key is suspect.
 *
 *   single, truefalse, multiple   a row for each option
 *   matching                      for each prompt a row for each option
 *   numeric, short                a row for each accepted answer, and for others that more than a
 *                                 hundredth of the people gave, CHOICES_OTHERS at most
 *   essay, description            none
 *
 * and a row for those who did not answer (for each prompt).
 *
 * Threads: one at a time. Memory: open/release; the exam outlives it. Errors: `status`
 * STATUS_NOMEM. */
#ifndef SERVER_REPORT_CHOICES_H
#define SERVER_REPORT_CHOICES_H

#include "common/status.h"
#include "server/core/answer.h"
#include "server/core/exam.h"
#include "server/core/paper.h"
#include "server/report/frequent.h"
#include "server/report/readings.h"

enum { CHOICES_OTHERS = 10 };

struct choice {
    uint16_t prompt;  /* of the bank, from 1; 0: no matching question */
    uint16_t option;  /* of the bank, from 1; 0: none: not answered, or another answer */
    const char *text; /* of another answer, in canonical form (typed.h); else NULL */
    bool right;       /* it has the greatest weight; of a multiple question a weight above 0 */
    size_t chosen;
    double upper, lower; /* people of the groups who chose it */
    double rest;         /* sum of the rest scores of those who chose it, less the mean of all */
    double correlation;  /* of choosing it and the rest; NAN: no value */
    bool suspect;        /* a right option that makes the key suspect, or the other one that does */
};

struct choices {
    const struct exam *exam;
    const struct question *question;
    enum status status;
    struct readings readings;
    size_t per_prompt; /* rows for each prompt: the options and "not answered" */
    struct choice *row;
    size_t count;
    struct frequent others;
    struct choice *other; /* by place in `others`, from choices_begin() to choices_end() */
};

/* What a person is to the groups of the item. */
struct choices_person {
    double upper, lower; /* in [0, 1] */
    double rest;         /* less the mean of all who had the item */
};

void choices_open(struct choices *choices, const struct exam *exam, size_t question);
void choices_release(struct choices *choices);

/* marking_question(), for the question of these choices. */
int64_t choices_score(struct choices *choices, const struct paper_question *shown,
                      const struct answer *answer);

/* First all answers are looked at, then begin, all of them again, and end. */
void choices_look(struct choices *choices, const struct answer *answer);
void choices_begin(struct choices *choices);
void choices_take(struct choices *choices, const struct paper_question *shown,
                  const struct answer *answer, const struct choices_person *person);

/* n: people who had the item; rest_squares: of `rest` over them. Returns whether the key is
 * suspect. */
bool choices_end(struct choices *choices, size_t n, double rest_squares);

#endif
