/* refusal.h - the reason for which a rule refuses a command. A normal result, not a failure
 * (common/status.h). */
#ifndef CORE_REFUSAL_H
#define CORE_REFUSAL_H

enum refusal {
    REFUSAL_NONE,
    REFUSAL_ELSEWHERE,         /* the ID belongs to the peer */
    REFUSAL_REGISTERED,        /* the ID is already registered here */
    REFUSAL_UNREGISTERED,      /* no registration of the ID is known here */
    REFUSAL_PENDING,           /* the peer has not granted the claim yet */
    REFUSAL_CLOSED,            /* this node is new, or catching up after a restore */
    REFUSAL_CONTESTED,         /* R6: this node is closed until its staff have decided */
    REFUSAL_PEER_HOLDS,        /* R7: the peer holds more of this node's journal than its disk */
    REFUSAL_GONE,              /* Z3: this node was adopted, and registers nobody ever again */
    REFUSAL_WAITING,           /* R5: this node has just started and has not met its peer yet */
    REFUSAL_RETIRED,           /* R8: the peer accepts another instance of this node */
    REFUSAL_RULES_DIFFER,      /* R9: the peer was started with other rules */
    REFUSAL_EXAM_DIFFERS,      /* the peer holds another exam */
    REFUSAL_EARLY,             /* the exam is not open yet */
    REFUSAL_LATE,              /* the hours in which the exam may be started are over */
    REFUSAL_INUSE_ALIVE,       /* K1, K3: another terminal has the sitting */
    REFUSAL_INUSE_STAFF,       /* K3, K6: and only the staff give it to this one */
    REFUSAL_INUSE_PROVISIONAL, /* K4: this terminal has taken it, and may lose it again */
    REFUSAL_INUSE_RESUMED,     /* K9: this terminal's token was renewed, and used elsewhere */
    REFUSAL_NO_TOKEN,          /* K9: no sitting of this ID has that token */
    REFUSAL_RENEWED_OFTEN,     /* K10: this sitting's token is renewed once a minute */
    REFUSAL_ADMISSION,         /* E2: the staff have not admitted the applicant */
    REFUSAL_BEGIN,             /* E3: the exam has not begun at this node */
    REFUSAL_NOTSTARTED,
    REFUSAL_RUNNING, /* the sitting is not finished yet */
    REFUSAL_FINISHED,
    REFUSAL_TIMEUP,
    REFUSAL_STAFF_ENDED,   /* the staff have ended the exam of this applicant */
    REFUSAL_PAUSED,        /* B4: the applicant is paused */
    REFUSAL_PAUSED_NODE,   /* B4: the node is paused */
    REFUSAL_VOID,          /* U1: the sitting does not count */
    REFUSAL_OVER,          /* the sitting has finished, or its time is up */
    REFUSAL_ENDING,        /* the staff are ending the sitting */
    REFUSAL_SHORT,         /* B5: less than a minute would be left */
    REFUSAL_BOUND,         /* B5: more than the plan lets an invigilator give or take */
    REFUSAL_LATER,         /* U2: the sitting was reset, and there is a later one */
    REFUSAL_MINUTES,       /* U3: no time is left to go on with */
    REFUSAL_RESULT_SHOWN,  /* U3: only the board may reopen */
    REFUSAL_KEY_SHOWN,     /* U3: nobody may reopen */
    REFUSAL_BADANSWER,     /* no such question, option or value */
    REFUSAL_NO_NUMBER,     /* the answer is a number, and letters, a unit or a fraction are none */
    REFUSAL_GROUPS,        /* the points, commas or spaces in the number do not group by three */
    REFUSAL_LARGE,         /* the number is too large, or has too many digits */
    REFUSAL_LONG,          /* the text is too long */
    REFUSAL_CONTROL,       /* the text holds a control character, or is not UTF-8 */
    REFUSAL_SAT,           /* has started: is not released, and keeps the ID */
    REFUSAL_CAUTION,       /* held since before a restore: needs an operator's allow */
    REFUSAL_UNSAVED,       /* S8: writes fail, the exam clock stands, and no question is shown */
    REFUSAL_OFTEN,         /* S9: this sitting may save one answer a minute */
    REFUSAL_STALE,         /* S13: the sitting has a newer answer than this one */
    REFUSAL_OPEN,          /* the node is open: nothing to unlock */
    REFUSAL_STARTED,       /* an admission cannot be taken back after the start */
    REFUSAL_EACH,          /* there is no begin: everybody starts alone */
    REFUSAL_PAST,          /* that moment has passed */
    REFUSAL_NO_HOUR,       /* an hour that has no limit cannot be moved */
    REFUSAL_TRANSIT,       /* X2: on the way to the other node */
    REFUSAL_LINK_DOWN,     /* X2: in transit until the link is back, which the staff must confirm */
    REFUSAL_HERE,          /* a person who is to come back is here already */
    REFUSAL_HOURS_CROSSED, /* the exam would close before it opens */
    REFUSAL_ACCOUNT,       /* the staff have an account of that name already */
    REFUSAL_NO_ACCOUNT,    /* the staff have no such account */
    REFUSAL_NO_PEER,       /* this node has never met its peer */
    REFUSAL_LINKED,        /* the peer is linked: nothing to adopt */
    REFUSAL_JUST_LINKED,   /* Z1: the peer was linked a short time ago */
    REFUSAL_UNLINKED,      /* Z7: there is no link to an open peer */
    REFUSAL_ADOPTED,       /* this node has adopted its peer, or was adopted by it */
    REFUSAL_NO_FORK,       /* Z5: nobody but one node went on with this person */
    REFUSAL_COUNTED,       /* Z5: the board has decided about this person */
    REFUSAL_UNLISTED,      /* G1: the roster does not list the ID */
    REFUSAL_LISTED_ELSEWHERE, /* G1: it lists it at the other node */
    REFUSAL_DESK,             /* G2: the desk registers */
    REFUSAL_SECRET,           /* G2: the secret of the letter is missing */
    REFUSAL_WRONG_SECRET,     /* G2 */
    REFUSAL_FULL_PEOPLE,      /* F2 */
    REFUSAL_FULL_DISK,        /* F1 */
    REFUSAL_NO_ROSTER,        /* without a roster everybody may register */
    REFUSAL_MARK_POINTS,      /* H6: more points than the question has */
    REFUSAL_MARKED,           /* H5: somebody else has marked this */
    REFUSAL_NO_ESSAY,         /* H1: no finished exam has this essay, answered */
    REFUSAL_ESSAY_AWAY,       /* H7: it is of the other node's people, and there is no link */
    REFUSAL_NOT_WITHHELD,     /* the plan withholds no results: there is nothing to publish */
    REFUSAL_CUT,              /* I4: the cut is not held here, or is behind what is published */
    REFUSAL_LINE_DOWN         /* the other node must be reached for this */
};

#endif
