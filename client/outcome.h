/* outcome.h - how a choice of the menu, or a command, ended. */
#ifndef CLIENT_OUTCOME_H
#define CLIENT_OUTCOME_H

enum outcome {
    OUTCOME_FINISHED, /* registered, or the result of the exam was shown */
    OUTCOME_LEFT,     /* signed in, or the applicant left; the exam may go on */
    OUTCOME_REFUSED,  /* the node said no; the applicant was told why */
    OUTCOME_GONE      /* the node could not be reached */
};

#endif
