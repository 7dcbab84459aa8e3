#include "client/full/replies.h"

#include "client/full/question.h"
#include "client/full/requests.h"
#include "client/result.h"
#include "client/say.h"
#include "client/screen.h"
#include "common/clock.h"
#include "common/printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *not_saved(void)
{
    return _("NOT saved yet: the server cannot take it now. Go on: it is kept at this terminal and "
             "sent again.");
}

static void take_question(struct full *f, const struct courier_event *e)
{
    struct view_question q;
    struct view_question **held = &f->question[e->number];
    if (!view_take_question(f->view, e->reply->values, e->reply->count, &q) ||
        q.number != e->number)
        return;
    free(*held);
    *held = view_copy(&q);
    if (e->number == f->view->current && !f->editing && f->mode == FULL_QUESTION)
        question_write(f);
    for (size_t i = 1; i <= f->view->questions; i++) /* one after another, all are fetched */
        if (!f->fetched[i]) {
            requests_fetch(f, i);
            return;
        }
}

static void take_result(struct full *f, const struct connection *c)
{
    struct buffer text = {0};
    result_text(c, &text);
    (void)snprintf(f->result, sizeof f->result, "%.*s", (int)text.len,
                   text.data != NULL ? text.data : "");
    buffer_release(&text);
    f->view->state = VIEW_FINISHED;
    f->mode = FULL_RESULT;
    f->editing = false;
    f->outcome = OUTCOME_FINISHED;
    state_tell(f, false, "");
    /* The node decides whether the right answers are shown. */
    memset(f->fetched, 0, sizeof f->fetched);
    requests_fetch(f, 1);
}

/* The node refused a request: the exam is over, or over for this terminal, or the answer was wrong
 * in form. */
static void take_error(struct full *f, const struct courier_event *e)
{
    struct wire_word code = connection_error_code(e->reply);
    const char *words = say_error(code.data, code.len);
    bool over =
        connection_error_is(e->reply, "TIMEUP") || connection_error_is(e->reply, "FINISHED");
    if (f->view->state == VIEW_FINISHED)
        return; /* the plan does not show the answers */
    char unknown[FULL_MESSAGE_SIZE];
    (void)printable_copy(unknown, sizeof unknown, e->reply->values[0].data, e->reply->values[0].len,
                         PRINTABLE_LINE);
    state_tell(f, true, words != NULL ? words : unknown);
    if (e->tag == TAG_FINISH || e->tag == TAG_RESULT)
        f->ending = false;
    if (over) {
        requests_result(f);
    } else if (connection_error_is(e->reply, "TAKEN") || connection_error_is(e->reply, "NOAUTH")) {
        f->outcome = OUTCOME_REFUSED;
        f->over = true;
    } else if (e->tag == TAG_ANSWER && connection_error_is(e->reply, "BADANSWER")) {
        view_saved(f->view, e->number); /* the node keeps the answer that it had */
        f->fetched[e->number] = false;
        requests_fetch(f, e->number);
    }
}

static void take_answer(struct full *f, const struct courier_event *e)
{
    struct full_sending *s = &f->sending[e->number];
    bool kept = e->result == CONNECTION_REPLY;
    /* A node that is busy, full or closed will take the answer later. */
    bool refused = e->result == CONNECTION_ERROR && !connection_error_is(e->reply, "BUSY") &&
                   !connection_error_is(e->reply, "IOERR") &&
                   !connection_error_is(e->reply, "CLOSED");
    s->in_flight = false;
    if (kept && !s->waiting)
        view_saved(f->view, e->number);
    else if (!refused)
        s->waiting = true; /* T1 */
    if (refused)
        take_error(f, e);
    else if (!kept)
        state_tell(f, true, not_saved());
    else if (!s->waiting)
        state_tell(f, false, _("Saved."));
}

static void take_reply(struct full *f, const struct courier_event *e)
{
    if (e->tag == TAG_ANSWER) {
        take_answer(f, e);
    } else if (e->result == CONNECTION_GONE) {
        state_tell(f, true, _("The server does not answer. Tell the staff."));
        f->ending = false;
        if (e->tag == TAG_QUESTION)
            f->fetched[e->number] = false;
    } else if (e->result == CONNECTION_ERROR) {
        take_error(f, e);
    } else if (e->tag == TAG_QUESTION) {
        if (f->view->state == VIEW_FINISHED)
            f->may_review = true;
        take_question(f, e);
    } else if (e->tag == TAG_EXAM) {
        (void)view_take_exam(f->view, e->reply->values, e->reply->count, clock_mono());
        if (f->view->state == VIEW_FINISHED)
            requests_result(f);
    } else {
        take_result(f, e->reply);
    }
}

static void take_news(struct full *f, enum connection_news news)
{
    f->lost = news == CONNECTION_LOST;
    if (news == CONNECTION_LOST)
        state_tell(
            f, true,
            _("The connection was lost: trying again. Go on: what you answer is kept at this "
              "terminal and sent when it is back."));
    else if (news == CONNECTION_BACK)
        state_tell(f, false, _("The connection is back."));
    else if (news == CONNECTION_STRANGER || news == CONNECTION_SECRET)
        state_tell(f, true, screen_warning(news));
    else
        state_tell(f, true, not_saved());
}

void replies_take(struct full *f)
{
    struct courier_event e;
    while (courier_take(f->courier, &e)) {
        if (e.what == COURIER_NEWS)
            take_news(f, e.news);
        else
            take_reply(f, &e);
    }
}
