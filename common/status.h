/* status.h - the failures that come from outside the program. The function that makes a system or
 * library call turns errno or an SQLite code into one of these and logs the cause, once. A refusal
 * by the exam's rules is not a failure and has its own type (server/core/refusal.h). */
#ifndef COMMON_STATUS_H
#define COMMON_STATUS_H

enum status {
    STATUS_OK,
    STATUS_FULL,    /* a queue or the disk: nothing was done, try again */
    STATUS_BUSY,    /* too much to do at the moment: nothing was done, try again */
    STATUS_CLOSED,  /* the other side, or this queue, is closed */
    STATUS_TIMEOUT, /* the deadline passed */
    STATUS_NOMEM,   /* nothing was done */
    STATUS_INVALID, /* input is not well-formed */
    STATUS_IO       /* the outcome is unknown; for storage: the process must end */
};

/* For the log: "timed out". */
const char *status_text(enum status status);

#endif
