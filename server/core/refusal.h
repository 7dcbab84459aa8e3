/* refusal.h - why the rules said no. A normal result, not a failure (common/status.h). */
#ifndef CORE_REFUSAL_H
#define CORE_REFUSAL_H

enum refusal {
    REFUSAL_NONE,
    REFUSAL_ELSEWHERE,    /* the ID is the peer's */
    REFUSAL_REGISTERED,   /* the ID is registered here already */
    REFUSAL_UNREGISTERED, /* the ID is registered nowhere that we know of */
    REFUSAL_PENDING,      /* not confirmed by the peer yet */
    REFUSAL_CLOSED,       /* this node is new, or catching up after a restore */
    REFUSAL_CONTESTED,    /* R6: this node is closed until its staff have decided */
    REFUSAL_PEER_HOLDS,   /* R7: the peer holds more of this node's journal than its disk */
    REFUSAL_WAITING, /* this node has just started, and its peer may hold more of its journal */
    REFUSAL_RETIRED, /* R8: the peer takes another start of this node */
    REFUSAL_RULES_DIFFER, /* R9: the peer was started with other rules */
    REFUSAL_EXAM_DIFFERS, /* the peer holds another exam */
    REFUSAL_EARLY,        /* the exam is not open yet */
    REFUSAL_LATE,         /* the exam is over: nobody starts any more */
    REFUSAL_NOTSTARTED,
    REFUSAL_RUNNING, /* the sitting is not finished yet */
    REFUSAL_FINISHED,
    REFUSAL_TIMEUP,
    REFUSAL_BADANSWER, /* no such question, option or value */
    REFUSAL_SAT,       /* a started applicant cannot be released */
    REFUSAL_CAUTION,   /* held since before a restore: needs an operator's allow */
    REFUSAL_UNSAVED,   /* writes fail: nobody's time runs, and no question is shown */
    REFUSAL_OFTEN,     /* S9: this sitting has saved too much to save more than once a minute */
    REFUSAL_OPEN       /* the node is open: nothing to unlock */
};

#endif
