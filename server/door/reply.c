#include "server/door/reply.h"

#include "common/errors.h"
#include "common/moment.h"
#include "server/core/sitting.h"
#include "server/core/terminal.h"

#include <inttypes.h>
#include <stdio.h>

int64_t reply_seconds_until(struct wall then, struct wall now)
{
    return then.ms > now.ms ? (then.ms - now.ms + 999) / 1000 : 0;
}

static void put_early(struct buffer *out, const struct reply_facts *facts)
{
    char moment[MOMENT_TEXT_SIZE], seconds[32];
    moment_word(facts->hours.opens, moment);
    (void)snprintf(seconds, sizeof seconds, "%" PRId64,
                   reply_seconds_until(facts->hours.opens, facts->now));
    errors_put(out, ERROR_CLOSED_EARLY, moment, seconds, NULL);
}

static void put_late(struct buffer *out, const struct reply_facts *facts)
{
    char moment[MOMENT_TEXT_SIZE];
    moment_word(facts->hours.closes, moment);
    errors_put(out, ERROR_CLOSED_LATE, moment, NULL);
}

static void put_in_use(struct buffer *out, enum error_kind kind, int64_t wait_ms)
{
    char seconds[32];
    (void)snprintf(seconds, sizeof seconds, "%" PRId64, (wait_ms + 999) / 1000);
    errors_put(out, kind, seconds, NULL);
}

static void put_begin(struct buffer *out, const struct reply_facts *facts)
{
    char seconds[32];
    if (facts->begins.ms == 0) {
        errors_put(out, ERROR_WAITING_BEGIN, "",
                   "the exam begins for all at once, when the staff begin it: ask again", NULL);
        return;
    }
    (void)snprintf(seconds, sizeof seconds, "%" PRId64,
                   reply_seconds_until(facts->begins, facts->now));
    errors_put(out, ERROR_WAITING_BEGIN, seconds, NULL);
}

static void put_often(struct buffer *out, enum error_kind kind, int least_ms)
{
    char seconds[32];
    (void)snprintf(seconds, sizeof seconds, "%d", least_ms / 1000);
    errors_put(out, kind, seconds, NULL);
}

static void put_stale(struct buffer *out, const struct reply_facts *facts)
{
    char seq[32];
    (void)snprintf(seq, sizeof seq, "%" PRIu32, facts->last_seq);
    errors_put(out, ERROR_STALE, seq, NULL);
}

void reply_refusal(struct buffer *out, enum refusal refusal, const struct reply_facts *facts)
{
    switch (refusal) {
    case REFUSAL_NONE:
        return;
    case REFUSAL_ELSEWHERE:
        errors_put(out, ERROR_ELSEWHERE, facts->peer.node, facts->peer.address, NULL);
        return;
    case REFUSAL_GONE:
        errors_put(out, ERROR_GONE, facts->peer.node, facts->peer.address, NULL);
        return;
    case REFUSAL_REGISTERED:
        errors_put(out, ERROR_REGISTERED, NULL);
        return;
    case REFUSAL_UNREGISTERED:
        errors_put(out, ERROR_WRONGPASS, NULL);
        return;
    case REFUSAL_PENDING:
        errors_put(out, ERROR_PENDING, NULL);
        return;
    case REFUSAL_CLOSED:
        errors_put(out, ERROR_CLOSED_CATCHING_UP, NULL);
        return;
    case REFUSAL_CONTESTED:
        errors_put(out, ERROR_CLOSED_CONTESTED, NULL);
        return;
    case REFUSAL_PEER_HOLDS:
        errors_put(out, ERROR_CLOSED_PEER_AHEAD, NULL);
        return;
    case REFUSAL_WAITING:
        errors_put(out, ERROR_BUSY_STARTING, NULL);
        return;
    case REFUSAL_RETIRED:
        wire_put_error(out, "ERR",
                       "the other node takes another start of this node: stop that one for good, "
                       "then start this one again");
        return;
    case REFUSAL_RULES_DIFFER:
        errors_put(out, ERROR_CLOSED_OPTIONS_DIFFER, NULL);
        return;
    case REFUSAL_EXAM_DIFFERS:
        errors_put(out, ERROR_CLOSED_EXAMS_DIFFER, NULL);
        return;
    case REFUSAL_EARLY:
        put_early(out, facts);
        return;
    case REFUSAL_LATE:
        put_late(out, facts);
        return;
    case REFUSAL_INUSE_ALIVE:
        put_in_use(out, ERROR_INUSE_ALIVE, facts->wait_ms);
        return;
    case REFUSAL_INUSE_STAFF:
        errors_put(out, ERROR_INUSE_STAFF, NULL);
        return;
    case REFUSAL_INUSE_PROVISIONAL:
        put_in_use(out, ERROR_INUSE_PROVISIONAL, facts->wait_ms);
        return;
    case REFUSAL_NOTSTARTED:
        errors_put(out, ERROR_NOT_STARTED, NULL);
        return;
    case REFUSAL_RUNNING:
        errors_put(out, ERROR_STILL_RUNNING, NULL);
        return;
    case REFUSAL_FINISHED:
        errors_put(out, ERROR_FINISHED, NULL);
        return;
    case REFUSAL_TIMEUP:
        errors_put(out, ERROR_TIMEUP, NULL);
        return;
    case REFUSAL_BADANSWER:
        errors_put(out, ERROR_ANSWER_VALUE, NULL);
        return;
    case REFUSAL_NO_NUMBER:
        errors_put(out, ERROR_ANSWER_NUMBER, NULL);
        return;
    case REFUSAL_GROUPS:
        errors_put(out, ERROR_ANSWER_GROUPS, NULL);
        return;
    case REFUSAL_LARGE:
        errors_put(out, ERROR_ANSWER_LARGE, NULL);
        return;
    case REFUSAL_LONG:
        errors_put(out, ERROR_ANSWER_LONG, NULL);
        return;
    case REFUSAL_CONTROL:
        errors_put(out, ERROR_ANSWER_CONTROL, NULL);
        return;
    case REFUSAL_SAT:
        wire_put_error(
            out, "ERR",
            "this applicant has started the exam: this is possible only before the start");
        return;
    case REFUSAL_CAUTION:
        wire_put_error(out, "ERR",
                       "this applicant was here before the disk was restored and may "
                       "have started: allow the ID first if you are sure");
        return;
    case REFUSAL_UNSAVED:
        errors_put(out, ERROR_CLOCK_STANDS, NULL);
        return;
    case REFUSAL_OFTEN:
        put_often(out, ERROR_BUSY_OFTEN, SITTING_SAVE_MS);
        return;
    case REFUSAL_RENEWED_OFTEN:
        put_often(out, ERROR_BUSY_RESUMED, TERMINAL_RENEW_MS);
        return;
    case REFUSAL_INUSE_RESUMED:
        errors_put(out, ERROR_INUSE_RESUMED, NULL);
        return;
    case REFUSAL_NO_TOKEN:
        errors_put(out, ERROR_NOAUTH_TOKEN, NULL);
        return;
    case REFUSAL_STALE:
        put_stale(out, facts);
        return;
    case REFUSAL_OPEN:
        wire_put_error(out, "ERR", "this node is open: there is nothing to unlock");
        return;
    case REFUSAL_NO_HOUR:
        wire_put_error(out, "ERR",
                       "there is no such hour yet that could be made later: give it as a moment");
        return;
    case REFUSAL_NO_PEER:
        wire_put_error(out, "ERR", "this node has never met another one");
        return;
    case REFUSAL_LINKED:
        wire_put_error(out, "ERR", "the other node is linked and answers: retire it there");
        return;
    case REFUSAL_JUST_LINKED:
        wire_put_error(out, "ERR",
                       "the link was up less than 10 minutes ago: wait, it may come back");
        return;
    case REFUSAL_UNLINKED:
        wire_put_error(out, "ERR",
                       "there is no link to an open node: it must take these people over");
        return;
    case REFUSAL_ADOPTED:
        wire_put_error(out, "ERR", "one of the two nodes has adopted the other already");
        return;
    case REFUSAL_NO_FORK:
        wire_put_error(out, "ERR", "this person did not go on at both nodes: nothing to decide");
        return;
    case REFUSAL_COUNTED:
        wire_put_error(out, "ERR", "it was decided already whose answers count");
        return;
    case REFUSAL_STAFF_ENDED:
        errors_put(out, ERROR_TIMEUP_STAFF, NULL);
        return;
    case REFUSAL_PAUSED:
        errors_put(out, ERROR_PAUSED_PERSON, NULL);
        return;
    case REFUSAL_PAUSED_NODE:
        errors_put(out, ERROR_PAUSED_NODE, NULL);
        return;
    case REFUSAL_VOID:
        errors_put(out, ERROR_VOID, NULL);
        return;
    case REFUSAL_OVER:
        wire_put_error(out, "ERR", "this exam is over: reopen it first");
        return;
    case REFUSAL_ENDING:
        wire_put_error(out, "ERR",
                       "the staff have ended this exam, and it stops within 10 seconds: reopen it "
                       "then");
        return;
    case REFUSAL_SHORT:
        wire_put_error(out, "ERR", "less than a minute would be left: take less, or end the exam");
        return;
    case REFUSAL_BOUND:
        wire_put_error(out, "ERR",
                       "that is more than an invigilator may give or take in all (extend-max of "
                       "the plan): ask the board");
        return;
    case REFUSAL_LATER:
        wire_put_error(out, "ERR",
                       "the exam of this applicant was reset: the earlier sitting stays void");
        return;
    case REFUSAL_MINUTES:
        wire_put_error(out, "ERR", "no time was left: say for how many minutes the exam goes on");
        return;
    case REFUSAL_RESULT_SHOWN:
        wire_put_error(out, "ERR",
                       "the applicant has seen the result: only the board reopens this exam");
        return;
    case REFUSAL_KEY_SHOWN:
        wire_put_error(out, "ERR",
                       "the applicant has seen the right answers: this exam cannot be reopened; "
                       "the board can reset it");
        return;
    case REFUSAL_TRANSIT:
        errors_put(out, ERROR_TRANSIT, facts->peer.node, facts->peer.address, NULL);
        return;
    case REFUSAL_LINK_DOWN:
        wire_put_error(out, "ERR",
                       "the link is down: until it is back this person could sit nowhere. transfer "
                       "--yes sends the person nevertheless");
        return;
    case REFUSAL_HERE:
        wire_put_error(out, "ERR", "this person is here: there is nobody to call back");
        return;
    case REFUSAL_HOURS_CROSSED:
        wire_put_error(out, "ERR", "the exam would close before it opens: nothing was changed");
        return;
    case REFUSAL_ACCOUNT:
        wire_put_error(out, "ERR",
                       "there is an account of that name: remove it first, which ends its code");
        return;
    case REFUSAL_NO_ACCOUNT:
        wire_put_error(out, "ERR", "there is no account of that name at this node");
        return;
    case REFUSAL_UNLISTED:
        errors_put(out, ERROR_LISTED_NOWHERE, facts->node, NULL);
        return;
    case REFUSAL_LISTED_ELSEWHERE:
        errors_put(out, ERROR_LISTED_ELSEWHERE, facts->peer.node, facts->peer.address, NULL);
        return;
    case REFUSAL_DESK:
        errors_put(out, ERROR_LISTED_STAFF, NULL);
        return;
    case REFUSAL_SECRET:
        errors_put(out, ERROR_LISTED_SECRET, NULL);
        return;
    case REFUSAL_WRONG_SECRET:
        errors_put(out, ERROR_WRONG_SECRET, NULL);
        return;
    case REFUSAL_FULL_PEOPLE:
        errors_put(out, ERROR_FULL_PEOPLE, NULL);
        return;
    case REFUSAL_FULL_DISK:
        errors_put(out, ERROR_FULL_DISK, NULL);
        return;
    case REFUSAL_NO_ROSTER:
        wire_put_error(
            out, "ERR",
            "this node has no roster: everybody may register, and nobody need be listed");
        return;
    case REFUSAL_MARK_POINTS:
        wire_put_error(out, "ERR",
                       "a mark is from 0 to the question's points: give another number");
        return;
    case REFUSAL_MARKED:
        wire_put_error(out, "ERR",
                       "somebody else has marked this: nothing was changed; go on with the next");
        return;
    case REFUSAL_NO_ESSAY:
        wire_put_error(out, "ERR",
                       "this essay is not to be marked any more: the exam was reopened or reset "
                       "since, or has another answer; nothing was changed; go on with the next");
        return;
    case REFUSAL_ESSAY_AWAY:
        wire_put_error(out, "ERR",
                       "this essay is of somebody of the other node, which is not reached: nothing "
                       "was changed; go on with the next, and come back to it when the link is up");
        return;
    case REFUSAL_NOT_WITHHELD:
        wire_put_error(out, "ERR",
                       "there is nothing to publish: the plan withholds no results (withhold), and "
                       "each applicant sees the own one");
        return;
    case REFUSAL_CUT:
        wire_put_error(out, "ERR",
                       "this node does not hold that cut, or later results are published already: "
                       "see `results` for the cut that both nodes hold");
        return;
    case REFUSAL_LINE_DOWN:
        wire_put_error(out, "ERR",
                       "the other node is not reached, and it must agree to this: nothing was "
                       "changed; try again when the link is up");
        return;
    case REFUSAL_ADMISSION:
        errors_put(out, ERROR_WAITING_ADMISSION, NULL);
        return;
    case REFUSAL_BEGIN:
        put_begin(out, facts);
        return;
    case REFUSAL_STARTED:
        wire_put_error(out, "ERR",
                       "this applicant has started the exam: pause it, end it, or make it void");
        return;
    case REFUSAL_EACH:
        wire_put_error(out, "ERR",
                       "in this exam everybody starts alone: there is no begin (start = each)");
        return;
    case REFUSAL_PAST:
        wire_put_error(out, "ERR",
                       "that moment has passed by this node's clock: give a later one, or begin "
                       "without one");
        return;
    }
}

void reply_failure(struct buffer *out, enum status status)
{
    switch (status) {
    case STATUS_BUSY:
        errors_put(out, ERROR_BUSY_LOAD, NULL);
        return;
    case STATUS_CLOSED:
        errors_put(out, ERROR_BUSY_STOPPING, NULL);
        return;
    case STATUS_OK:
    case STATUS_FULL:
    case STATUS_TIMEOUT:
    case STATUS_NOMEM:
    case STATUS_INVALID:
    case STATUS_IO:
        errors_put(out, ERROR_UNSAVED, NULL);
        return;
    }
}

void reply_pair_text(struct buffer *out, const char *name, const char *value)
{
    wire_put_text(out, name);
    wire_put_text(out, value);
}

void reply_pair_integer(struct buffer *out, const char *name, int64_t value)
{
    wire_put_text(out, name);
    wire_put_integer(out, value);
}
