/* status.h - how an outside failure is told inside the programs. errno and SQLite codes are turned
 * into these at the edge where they happen, which logs the cause once. A refusal by the exam's
 * rules is not a failure and has its own type (server/core/refusal.h). */
#ifndef COMMON_STATUS_H
#define COMMON_STATUS_H

enum status {
    STATUS_OK,
    STATUS_FULL,    /* a queue or the disk: nothing was done, try again */
    STATUS_BUSY,    /* too much to do at the moment: nothing was done, try again */
    STATUS_CLOSED,  /* the other side, or this queue, is closed */
    STATUS_TIMEOUT, /* the deadline passed */
    STATUS_NOMEM,   /* nothing was done */
    STATUS_INVALID, /* what came from outside is not well-formed */
    STATUS_IO       /* the outcome is unknown; for storage: the process must end */
};

const char *status_text(enum status status);

#endif
