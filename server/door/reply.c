#include "server/door/reply.h"

static void reply_elsewhere(struct buffer *out, const struct ledger_peer *peer)
{
    wire_put_error(out, "ELSEWHERE", "%s %s this ID is registered at the other centre: go there",
                   peer->node, peer->address);
}

void reply_refusal(struct buffer *out, enum refusal refusal, const struct ledger_peer *peer)
{
    switch (refusal) {
    case REFUSAL_NONE:
        return;
    case REFUSAL_ELSEWHERE:
        reply_elsewhere(out, peer);
        return;
    case REFUSAL_REGISTERED:
        wire_put_error(out, "REGISTERED", "this ID is registered here already");
        return;
    case REFUSAL_UNREGISTERED:
        wire_put_error(out, "WRONGPASS",
                       "wrong ID or code; who registered at another centre signs in there");
        return;
    case REFUSAL_PENDING:
        wire_put_error(out, "PENDING",
                       "registered here, but the other centre has not confirmed it "
                       "yet: try again when the line is back");
        return;
    case REFUSAL_CLOSED:
        wire_put_error(out, "CLOSED", "this node has yet to catch up with the other: try later");
        return;
    case REFUSAL_CONTESTED:
        wire_put_error(out, "CLOSED",
                       "this node's disk contradicts the other centre's: it is closed until the "
                       "staff have put that right");
        return;
    case REFUSAL_PEER_HOLDS:
        wire_put_error(out, "CLOSED",
                       "the other node holds more of this node's journal than its disk: it is "
                       "closed until it has that back");
        return;
    case REFUSAL_WAITING:
        wire_put_error(out, "BUSY",
                       "this node has just started and looks for the other one first: try again in "
                       "some seconds");
        return;
    case REFUSAL_RETIRED:
        wire_put_error(out, "ERR",
                       "the other node takes another start of this node: stop that one for good, "
                       "then start this one again");
        return;
    case REFUSAL_RULES_DIFFER:
        wire_put_error(out, "CLOSED",
                       "the two nodes were started with different options: nobody registers until "
                       "the staff have put that right");
        return;
    case REFUSAL_EXAM_DIFFERS:
        wire_put_error(out, "CLOSED",
                       "the two nodes hold different exams: no exam starts until "
                       "the staff have put that right");
        return;
    case REFUSAL_EARLY:
        wire_put_error(out, "CLOSED", "the exam has not opened yet: wait for its hour");
        return;
    case REFUSAL_LATE:
        wire_put_error(out, "CLOSED", "the exam is over: it cannot be started any more");
        return;
    case REFUSAL_NOTSTARTED:
        wire_put_error(out, "NOTSTARTED", "the exam was not started: START first");
        return;
    case REFUSAL_RUNNING:
        wire_put_error(out, "NOTSTARTED", "the exam is still running: FINISH first");
        return;
    case REFUSAL_FINISHED:
        wire_put_error(out, "FINISHED", "the exam is finished: see RESULT");
        return;
    case REFUSAL_TIMEUP:
        wire_put_error(out, "TIMEUP", "the time is up: the exam was finished with what was saved");
        return;
    case REFUSAL_BADANSWER:
        wire_put_error(out, "BADANSWER", "no such question, option or value");
        return;
    case REFUSAL_SAT:
        wire_put_error(out, "ERR", "this applicant has started the exam and cannot be released");
        return;
    case REFUSAL_CAUTION:
        wire_put_error(out, "ERR",
                       "this applicant was here before the disk was restored and may "
                       "have started: allow the ID first if you are sure");
        return;
    case REFUSAL_UNSAVED:
        wire_put_error(out, "IOERR",
                       "the node cannot save anything now, and your time stands still: try again "
                       "and tell the staff");
        return;
    case REFUSAL_OFTEN:
        wire_put_error(out, "BUSY",
                       "this exam has saved more than 8 MiB: one answer a minute is taken now, so "
                       "try again a minute after the last one");
        return;
    case REFUSAL_OPEN:
        wire_put_error(out, "ERR", "this node is open: there is nothing to unlock");
        return;
    case REFUSAL_NO_HOUR:
        wire_put_error(out, "ERR",
                       "there is no such hour yet that could be made later: give it as a moment");
        return;
    case REFUSAL_HOURS_CROSSED:
        wire_put_error(out, "ERR", "the exam would close before it opens: nothing was changed");
        return;
    }
}

void reply_failure(struct buffer *out, enum status status)
{
    switch (status) {
    case STATUS_BUSY:
        wire_put_error(out, "BUSY", "too much to do at the moment, nothing was saved: try again");
        return;
    case STATUS_CLOSED:
        wire_put_error(out, "BUSY", "the node is stopping, nothing was saved: try again soon");
        return;
    case STATUS_OK:
    case STATUS_FULL:
    case STATUS_TIMEOUT:
    case STATUS_NOMEM:
    case STATUS_INVALID:
    case STATUS_IO:
        wire_put_error(out, "IOERR",
                       "the node could not save this, nothing was saved: try again "
                       "and tell the staff");
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
