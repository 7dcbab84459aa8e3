#include "client/full/replies.h"

#include "client/full/question.h"
#include "client/full/requests.h"
#include "client/refusal.h"
#include "client/result.h"
#include "client/say.h"
#include "client/screen.h"
#include "client/tell.h"
#include "common/clock.h"

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

/* How the answer to a question stands that was not saved as it was at the end. */
static void put_unsaved(const struct full *f, size_t number, struct buffer *out)
{
    const struct full_sending *s = &f->sending[number];
    int64_t before_s = (f->ended.ms - s->kept.ms + 999) / 1000;
    if (s->kept.ms == 0)
        buffer_printf(out, _("Question %zu: your last answer is NOT saved.\n"), number);
    else
        buffer_printf(out,
                      _("Question %zu: saved as it stood %lld s before the end. What came after is "
                        "NOT saved.\n"),
                      number, (long long)(before_s > 0 ? before_s : 0));
}

/* What the deadline found saved. */
static void tell_end(struct full *f)
{
    struct buffer out = {0};
    size_t asked = 0, unsaved = 0;
    const struct edit *e = state_edit(f);
    bool typing = f->editing && e->changed;
    for (size_t i = 1; i <= f->view->questions; i++)
        asked += !f->view->item[i].is_text;
    buffer_text(&out, f->view->standing.ended ? _("The staff ended the exam.\n")
                                              : _("The time ran out.\n"));
    buffer_printf(&out, _("Saved: the answers to %zu of %zu questions.\n"), f->view->answered,
                  asked);
    for (size_t i = 1; i <= f->view->questions; i++) {
        if (!f->view->item[i].sending && !(typing && i == f->view->current))
            continue;
        put_unsaved(f, i, &out);
        unsaved++;
    }
    if (unsaved > 0)
        buffer_text(&out, _("What came after the end is not counted; the board can see it.\n"));
    if (f->editing && unsaved == 0 && e->len > 0)
        buffer_printf(&out, _("Your text in question %zu is saved whole.\n"), f->view->current);
    (void)snprintf(f->end, sizeof f->end, "%.*s", (int)out.len, out.data != NULL ? out.data : "");
    buffer_release(&out);
}

static void take_result(struct full *f, const struct connection *c)
{
    struct buffer text = {0};
    result_text(c, &text);
    if (f->time_up)
        tell_end(f);
    (void)snprintf(f->result, sizeof f->result, "%s%.*s", f->end, (int)text.len,
                   text.data != NULL ? text.data : "");
    buffer_release(&text);
    f->view->state = VIEW_FINISHED;
    f->editing = false;
    f->outcome = OUTCOME_FINISHED;
    state_show(f, FULL_RESULT);
    state_tell(f, false, "");
    /* The node decides whether the right answers are shown. */
    f->view->current = 1;
    requests_fetch_anew(f);
}

/* The node keeps the answer that it had. What was typed stays in its text, to be corrected; while
 * it is being typed a part of it is no mistake yet. */
static void take_refused_answer(struct full *f, size_t number, const struct connection *reply)
{
    const struct wire_value *error = &reply->values[0];
    view_saved(f->view, number);
    f->sending[number].refused = true;
    f->sending[number].why = errors_read(error->data, error->len).kind;
    f->fetched[number] = false;
    requests_fetch(f, number);
    if (!f->editing || number != f->view->current)
        question_tell_refused(f, number);
}

static bool is_passing(const struct connection *reply)
{
    return connection_error_is(reply, "BUSY") || connection_error_is(reply, "IOERR") ||
           connection_error_is(reply, "CLOSED");
}

/* Does the person sit at the other centre now? The words say where to go. */
static bool is_away(const struct connection *reply)
{
    return connection_error_is(reply, "TRANSIT") || connection_error_is(reply, "ELSEWHERE") ||
           connection_error_is(reply, "GONE");
}

/* The node refused a request: the exam is over, or over for this terminal, or the answer was wrong
 * in form. */
static void take_error(struct full *f, const struct courier_event *e)
{
    char words[FULL_MESSAGE_SIZE];
    if (e->tag == TAG_FINISH || e->tag == TAG_RESULT)
        f->ending = false;
    if (f->view->state == VIEW_FINISHED)
        return; /* the plan does not show the answers */
    if (e->tag == TAG_QUESTION && (is_passing(e->reply) || connection_holds_up(e->reply)))
        f->fetched[e->number] = false;
    if (e->tag == TAG_ANSWER &&
        (connection_error_is(e->reply, "STALE") || connection_error_is(e->reply, "BADANSWER"))) {
        take_refused_answer(f, e->number, e->reply);
        return;
    }
    refusal_of_reply(e->reply, true, words, sizeof words);
    if (connection_holds_up(e->reply) && e->tag != TAG_FINISH) {
        requests_refresh(f); /* EXAM says by what */
        return;
    }
    state_tell(f, true, words);
    if (connection_error_is(e->reply, "TIMEUP") || connection_error_is(e->reply, "FINISHED")) {
        if (connection_error_is(e->reply, "TIMEUP") && !f->time_up) {
            f->time_up = true;
            f->ended = clock_mono();
        }
        requests_refresh(f); /* what is saved, and then the result */
    } else if (connection_error_is(e->reply, "NOAUTH")) {
        f->lapsed = f->over = true; /* answers that are not saved are kept, and sent again */
    } else if (is_away(e->reply)) {
        f->outcome = OUTCOME_REFUSED;
        f->over = true;
    }
}

/* T9: later answers of this terminal were saved before this one, which gets a new number. */
static bool takes_new_number(struct full *f, const struct courier_event *e)
{
    const struct wire_value *error = &e->reply->values[0];
    int64_t newest;
    if (e->result != CONNECTION_ERROR || !connection_error_is(e->reply, "STALE"))
        return false;
    struct error_read read = errors_read(error->data, error->len);
    return read.kind == ERROR_STALE && wire_integer(&read.fact[0], 1, INT32_MAX, &newest) &&
           view_take_stale(f->view, e->number, (uint32_t)newest);
}

static void take_answer(struct full *f, const struct courier_event *e)
{
    struct full_sending *s = &f->sending[e->number];
    bool kept = e->result == CONNECTION_REPLY;
    /* A node that is busy, full or closed will take the answer later, as a paused one will. */
    bool held = e->result == CONNECTION_ERROR && connection_holds_up(e->reply);
    bool again = takes_new_number(f, e);
    bool refused = e->result == CONNECTION_ERROR && !is_passing(e->reply) && !held && !again;
    s->in_flight = false;
    if (kept) {
        s->kept = s->taken;
        view_take_saved(f->view, e->number, e->reply->values, e->reply->count);
    }
    if (kept && !s->waiting)
        view_saved(f->view, e->number);
    else if (!refused)
        s->waiting = true; /* T1 */
    if (refused || held)
        take_error(f, e);
    else if (!kept && !again)
        state_tell(f, true, not_saved());
    else if (kept && !s->waiting && (f->message[0] == '\0' || strcmp(f->message, not_saved()) == 0))
        state_tell(f, false, _("Saved."));
}

/* The words of news, as one message. */
static void tell_message(struct full *f, const struct standing_news *news, struct mono now)
{
    struct buffer text = {0};
    char words[FULL_MESSAGE_SIZE];
    tell_news(f->view, news, now, &text);
    if (text.len == 0)
        return;
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '\n')
            text.data[i] = ' ';
    (void)snprintf(words, sizeof words, "%.*s", (int)text.len - 1, text.data);
    state_tell(f, true, words);
    buffer_release(&text);
}

enum { FIRST_WARNING_S = 600, LAST_WARNING_S = 60 }; /* of full.c */

/* A warning about the time is due again after time was given. */
static void warn_again(struct full *f, int64_t left_s)
{
    f->warned_s = left_s > FIRST_WARNING_S  ? 0
                  : left_s > LAST_WARNING_S ? FIRST_WARNING_S
                                            : LAST_WARNING_S;
}

/* The exam goes on that was finished: the paper comes anew, without its right answers. */
static void go_on_again(struct full *f)
{
    f->outcome = OUTCOME_LEFT;
    f->ending = f->time_up = f->may_review = false;
    f->end[0] = f->result[0] = '\0';
    for (size_t i = 1; i <= f->view->questions; i++) {
        free(f->question[i]);
        f->question[i] = NULL;
    }
    state_show(f, FULL_QUESTION);
    requests_fetch_anew(f);
}

/* T6: another terminal had the exam, and may have saved answers. They stay: what this terminal had
 * not saved before is given up. */
static void come_back(struct full *f)
{
    for (size_t i = 1; i <= f->view->questions; i++) {
        f->sending[i].waiting = false;
        view_saved(f->view, i);
    }
    f->editing = false;
    requests_fetch_anew(f);
}

/* T5 to T8: what the staff, or another terminal, have done since the last reply. */
static void take_news(struct full *f, const struct standing *before, struct mono now)
{
    struct standing_news news = standing_news(before, &f->view->standing);
    if (news.held || news.announced || news.ended || news.more_s != 0 || news.goes_on)
        f->ring = true;
    if (news.held || news.ended)
        question_save(f); /* the node takes it for some seconds more */
    if (news.held)
        state_show(f, FULL_QUESTION);
    if (news.held || news.goes_on)
        state_clear(f);
    if (news.goes_on && standing_hold(before) == HOLD_TERMINAL)
        come_back(f);
    if (news.more_s > 0)
        warn_again(f, view_seconds_left(f->view, now));
    if (state_is_held(f))
        f->given_s += news.more_s; /* said again when the people are back (T7) */
    if (news.goes_on) {
        news.more_s += f->given_s;
        f->given_s = 0;
    }
    if (news.ended)
        f->warned_s = LAST_WARNING_S; /* nothing comes over what is said of it */
    if (news.reopened)
        go_on_again(f);
    tell_message(f, &news, now);
    if (news.another) { /* T6 */
        view_forget_answers(f->view);
        f->outcome = OUTCOME_REFUSED;
        f->over = true;
    }
}

/* The node ended the exam, by the deadline or for the staff, before the clock here said so: the node
 * rounds the time up to seconds. */
static void note_end(struct full *f, const struct standing *before, struct mono now)
{
    enum { ROUNDED_MS = 2000 };
    int64_t left_ms = before->left_ms - (now.ms - before->heard.ms);
    if (f->time_up || f->ending || before->state != VIEW_RUNNING ||
        f->view->state != VIEW_FINISHED || (left_ms > ROUNDED_MS && !f->view->standing.ended))
        return;
    f->time_up = true;
    f->ended = now;
}

static void take_exam(struct full *f, const struct connection *reply)
{
    struct mono now = clock_mono();
    struct standing before = f->view->standing;
    if (!view_take_exam(f->view, reply->values, reply->count, now))
        return;
    note_end(f, &before, now);
    take_news(f, &before, now);
    if (f->over)
        return;
    if (standing_wants_start(&f->view->standing))
        requests_take_over(f);
    if (f->view->state == VIEW_FINISHED || view_seconds_left(f->view, now) == 0)
        requests_result(f);
    else
        f->time_up = false; /* the node's clock is behind this one's, or stood still */
}

static void take_reply(struct full *f, const struct courier_event *e)
{
    f->asked--;
    f->heard = clock_mono();
    if (f->lost && e->result != CONNECTION_GONE) { /* it was only slow */
        f->lost = false;
        state_tell(f, false, _("The connection is back."));
        requests_refresh(f); /* the exam clock may have stood still */
    }
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
        take_exam(f, e->reply);
    } else {
        take_result(f, e->reply);
    }
}

void replies_tell_lost(struct full *f)
{
    f->lost = true;
    state_tell(f, true,
               _("No connection. Go on: what you answer is kept here and sent when it is back."));
}

static void take_connection(struct full *f, enum connection_news news)
{
    f->lost = news != CONNECTION_BACK; /* a node that is busy may be waiting, its clock standing */
    if (news == CONNECTION_LOST) {
        replies_tell_lost(f);
    } else if (news == CONNECTION_BACK) {
        state_tell(f, false, _("The connection is back."));
        requests_refresh(f); /* the exam clock may have stood still */
        requests_confirm(f);
    } else if (news == CONNECTION_STRANGER || news == CONNECTION_SECRET) {
        state_tell(f, true, screen_warning(news));
    } else {
        state_tell(f, true, not_saved());
    }
}

void replies_take(struct full *f)
{
    struct courier_event e;
    while (courier_take(f->courier, &e)) {
        if (e.what == COURIER_NEWS)
            take_connection(f, e.news);
        else
            take_reply(f, &e);
    }
}
