/* standing.h - how an exam stands by the node's last reply to EXAM or START: what holds it up, and
 * what has changed since the reply before. Pure.
 *
 *   T5  while an exam is held up (paused, at another terminal, void) its questions are hidden and no
 *       key answers; what was given before is kept, and sent again when it goes on
 *   T6  an answer is sent only in the sitting in which it was given, and not after another terminal
 *       had the exam: the applicant is told to give it again
 *   T7  time that the staff gave or took is said once. A node that was down gives back no more time
 *       than has passed since its last reply: what is more comes from the staff
 *   T8  an announcement stays in sight until the applicant puts it away; a terminal that comes later
 *       shows the last one, too
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CLIENT_STANDING_H
#define CLIENT_STANDING_H

#include "common/instant.h"

#include <stdbool.h>
#include <stdint.h>

enum view_state { VIEW_READY, VIEW_RUNNING, VIEW_FINISHED };

enum standing_pause { STANDING_GOES, STANDING_PAUSED_PERSON, STANDING_PAUSED_NODE };
enum standing_wait { STANDING_WAITS_NOT, STANDING_WAITS_ADMISSION, STANDING_WAITS_BEGIN };

/* Whose the sitting is: nobody's yet, this terminal's, another's, or this one's for the moment. */
enum standing_terminal { STANDING_FREE, STANDING_YOURS, STANDING_OTHERS, STANDING_PROVISIONAL };

enum {
    STANDING_TEXT_SIZE = 1024,
    STANDING_NEVER = -1,  /* seconds: nobody can say when */
    STANDING_LEAST_S = 30 /* a change of time that is worth a word (T7) */
};

struct standing {
    enum view_state state;
    int64_t sitting; /* its number; 0: none yet, or the node says nothing of it */
    enum standing_pause pause;
    enum standing_wait wait;
    enum standing_terminal terminal;
    bool is_void, ended;   /* by the staff */
    int64_t begin_in_s;    /* the common start; STANDING_NEVER: it has no hour yet */
    int64_t terminal_in_s; /* another terminal may go on then; STANDING_NEVER: only by the staff */
    uint64_t announced;    /* the entry of the last announcement; 0: none */
    char announcement[STANDING_TEXT_SIZE];
    int64_t left_ms;
    struct mono heard; /* when the reply came */
};

/* What keeps the applicant from going on. */
enum standing_hold {
    HOLD_NONE,
    HOLD_VOID,
    HOLD_TERMINAL, /* another terminal has the exam */
    HOLD_PERSON,   /* paused: this person, */
    HOLD_NODE,     /* or everybody here */
    HOLD_ADMISSION,
    HOLD_BEGIN
};
enum standing_hold standing_hold(const struct standing *s);

/* Is the running exam nobody's, after the staff moved it, say? START makes it this terminal's. */
bool standing_wants_start(const struct standing *s);

/* Does the exam's time run? */
bool standing_runs(const struct standing *s);

/* Seconds until the common start, or until another terminal may go on; STANDING_NEVER: unknown. */
int64_t standing_begin_in(const struct standing *s, struct mono now);
int64_t standing_terminal_in(const struct standing *s, struct mono now);

/* Has the exam begun for everybody, and the time runs of who comes later as well (late = rest)?
 * seconds: allowed. */
bool standing_time_has_begun(const struct standing *s, int64_t seconds);

/* What the applicant must hear. */
struct standing_news {
    int64_t more_s; /* T7: given by the staff; negative: taken */
    bool announced;
    bool held;     /* what holds the exam up is another thing now */
    bool goes_on;  /* the running exam is held up no more */
    bool ended;    /* the staff end it, within seconds */
    bool reopened; /* what was finished goes on */
    bool provisional, settled;
    bool another; /* another sitting of the same person (T6) */
};
struct standing_news standing_news(const struct standing *before, const struct standing *now);

#endif
