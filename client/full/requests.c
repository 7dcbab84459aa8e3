#include "client/full/requests.h"

#include "client/say.h"
#include "common/clock.h"

#include <stdio.h>
#include <string.h>

enum { DIGITS = 24 };

static struct wire_word put_number(size_t number, char digits[DIGITS])
{
    int len = snprintf(digits, DIGITS, "%zu", number);
    return (struct wire_word){digits, (size_t)len};
}

/* seq, values: of an answer, else 0 and NULL. False without memory; the applicant is told. */
static bool ask(struct full *f, enum request_tag tag, size_t number, const char *command,
                uint32_t seq, const struct view_values *values)
{
    char digits[2][DIGITS];
    struct wire_word words[3 + VIEW_WORDS] = {{command, strlen(command)}};
    size_t count = 1;
    if (number > 0)
        words[count++] = put_number(number, digits[0]);
    if (seq > 0)
        words[count++] = put_number(seq, digits[1]);
    for (size_t i = 0; values != NULL && i < values->count; i++)
        words[count++] = values->word[i];
    if (!courier_ask(f->courier, (int)tag, number, words, count)) {
        state_tell(f, true, _("This terminal has no memory left: tell the staff."));
        return false;
    }
    if (f->asked++ == 0)
        f->heard = clock_mono();
    return true;
}

void requests_refresh(struct full *f)
{
    f->refreshed = clock_mono();
    (void)ask(f, TAG_EXAM, 0, "EXAM", 0, NULL);
}

void requests_take_over(struct full *f)
{
    f->refreshed = clock_mono();
    (void)ask(f, TAG_EXAM, 0, "START", 0, NULL);
}

void requests_fetch_anew(struct full *f)
{
    memset(f->fetched, 0, sizeof f->fetched);
    requests_fetch(f, f->view->current);
}

void requests_fetch(struct full *f, size_t number)
{
    if (number == 0 || number > f->view->questions || f->fetched[number])
        return;
    f->fetched[number] = ask(f, TAG_QUESTION, number, "QUESTION", 0, NULL);
}

static void send_answer(struct full *f, size_t number)
{
    struct view_values values = view_answer(f->view, number);
    struct full_sending *s = &f->sending[number];
    if (s->in_flight) {
        s->waiting = true;
        return;
    }
    s->taken = s->given;
    s->in_flight = ask(f, TAG_ANSWER, number, "SAVE", view_seq(f->view, number), &values);
    s->waiting = !s->in_flight; /* T1 */
}

void requests_answer(struct full *f, const struct view_values *values)
{
    size_t number = f->view->current;
    if (!view_give(f->view, number, values)) {
        state_tell(f, true, _("This terminal has no memory left: tell the staff."));
        return;
    }
    f->sending[number].refused = false;
    f->sending[number].given = clock_mono();
    send_answer(f, number);
}

void requests_resend(struct full *f)
{
    if (state_is_held(f))
        return; /* T5 */
    for (size_t i = 1; i <= f->view->questions; i++)
        if ((f->sending[i].waiting || f->view->item[i].anew) && !f->sending[i].in_flight)
            send_answer(f, i);
}

void requests_confirm(struct full *f)
{
    for (size_t i = 1; i <= f->view->questions; i++)
        if (view_may_be_lost(f->view, i))
            f->sending[i].waiting = true;
}

void requests_finish(struct full *f)
{
    f->ending = ask(f, TAG_FINISH, 0, "FINISH", 0, NULL);
    state_tell(f, false, _("Finishing..."));
}

void requests_result(struct full *f)
{
    if (f->ending)
        return;
    f->ending = ask(f, TAG_RESULT, 0, "RESULT", 0, NULL);
}

void requests_begin_again(struct full *f)
{
    for (size_t i = 1; i <= f->view->questions; i++) {
        f->sending[i].in_flight = false;
        f->sending[i].waiting = f->view->item[i].sending;
        f->fetched[i] = f->fetched[i] && f->question[i] != NULL;
    }
    f->ending = f->lost = false;
    f->asked = 0;
    f->heard = f->retry = clock_mono();
    state_tell(f, false, _("The connection is back."));
    requests_refresh(f);
    requests_fetch(f, f->view->current);
}
