#include "client/full/question.h"

#include "client/full/requests.h"
#include "client/refusal.h"
#include "client/say.h"
#include "common/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell_no_memory(struct full *f)
{
    state_tell(f, true, _("This terminal has no memory left: tell the staff."));
}

/* Is this the text of the answer? */
static bool is_text(const struct edit *e, const struct wire_word *word)
{
    return e->len == word->len && (word->len == 0 || memcmp(e->text, word->data, word->len) == 0);
}

void question_write(struct full *f)
{
    const struct view_question *q = state_current(f);
    if (q == NULL || !view_is_written(q->kind) || f->view->state == VIEW_FINISHED)
        return;
    struct edit **e = &f->edit[q->number];
    struct view_values values = view_answer(f->view, q->number);
    struct wire_word saved = values.count > 0 ? values.word[0] : (struct wire_word){"", 0};
    if (*e == NULL)
        *e = calloc(1, sizeof **e);
    /* The text stays as it is, with its steps, while it is the answer or the node refused it. */
    bool stays =
        *e != NULL && (*e)->text != NULL && (f->sending[q->number].refused || is_text(*e, &saved));
    if (*e == NULL || (!stays && !edit_set(*e, saved.data, saved.len, q->bytes))) {
        tell_no_memory(f);
        return;
    }
    f->editing = true;
    f->draft.sent = clock_mono();
}

void question_save(struct full *f)
{
    struct edit *e = state_edit(f);
    if (!f->editing || !e->changed)
        return;
    struct view_values values = {.word = {{e->text, e->len}}, .count = e->len > 0};
    e->changed = false;
    f->draft.sent = clock_mono();
    requests_answer(f, &values);
}

void question_save_draft(struct full *f, struct mono now)
{
    const struct edit *e = state_edit(f);
    if (f->editing && e->changed && draft_due(&f->draft, e->len, now, f->view->deadline))
        question_save(f);
}

void question_tell_refused(struct full *f, size_t number)
{
    const char *why = refusal_template(f->sending[number].why);
    char words[FULL_MESSAGE_SIZE];
    (void)snprintf(words, sizeof words, _("Question %zu is NOT saved. %s"), number,
                   why != NULL ? why : refusal_template(ERROR_ANSWER_VALUE));
    state_tell(f, true, words);
}

void question_go_to(struct full *f, size_t number)
{
    size_t from = f->view->current;
    question_save(f);
    if (number < 1 || number > f->view->questions)
        return;
    if (number != from && f->sending[from].refused)
        question_tell_refused(f, from);
    else
        state_clear(f);
    f->editing = false;
    f->view->current = number;
    f->chosen = f->scroll = 0;
    state_show(f, FULL_QUESTION);
    requests_fetch(f, number);
    requests_fetch(f, number + 1);
    question_write(f);
}

void question_next(struct full *f)
{
    if (f->view->current < f->view->questions)
        question_go_to(f, f->view->current + 1);
    else if (f->view->state != VIEW_FINISHED) {
        question_save(f);
        state_show(f, FULL_FINISH);
    }
}

void question_clear(struct full *f)
{
    const struct view_question *q = state_current(f);
    if (q == NULL || q->kind == VIEW_DESCRIPTION)
        return;
    if (view_is_written(q->kind)) {
        question_write(f);
        if (!f->editing || state_edit(f)->len == 0)
            return;
        edit_clear(state_edit(f));
        f->draft.changed = clock_mono();
        state_tell(f, false, _("Erased. Ctrl-Z brings it back."));
        return;
    }
    requests_answer(f, &(struct view_values){.count = 0});
    state_tell(f, false, _("Cleared. u brings it back."));
}

/* Notes when the first change came that is not saved. */
static void note_change(struct full *f, bool before)
{
    if (!before && state_edit(f)->changed)
        f->draft.changed = clock_mono();
}

void question_type(struct full *f, const char *bytes, size_t len)
{
    struct edit *e = state_edit(f);
    bool before = e->changed;
    if (!edit_insert(e, bytes, len)) {
        char words[FULL_MESSAGE_SIZE];
        (void)snprintf(words, sizeof words,
                       _("The answer is full: %zu letters. What you type now is not taken."),
                       e->most);
        state_tell(f, true, words);
    }
    note_change(f, before);
}

void question_paste(struct full *f, const char *bytes, size_t len)
{
    const struct view_question *q = state_current(f);
    struct edit *e = state_edit(f);
    bool before = e->changed;
    size_t left_out;
    edit_paste(e, bytes, len, q->kind == VIEW_ESSAY, &left_out);
    note_change(f, before);
    if (left_out > 0) {
        char words[FULL_MESSAGE_SIZE];
        (void)snprintf(words, sizeof words,
                       _("The end of the pasted text did not fit: %zu characters were left out. "
                         "Ctrl-Z takes the paste back."),
                       left_out);
        state_tell(f, true, words);
    }
}
