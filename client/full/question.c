#include "client/full/question.h"

#include "client/full/requests.h"
#include "common/clock.h"

enum { NUMBER_BYTES = 40, SHORT_BYTES = 500 };

void question_write(struct full *f)
{
    const struct view_question *q = state_current(f);
    if (q == NULL || !view_is_written(q->kind) || f->view->state == VIEW_FINISHED)
        return;
    struct view_values values = view_answer(f->view, q->number);
    edit_set(&f->edit, values.count > 0 ? values.word[0].data : "",
             values.count > 0 ? values.word[0].len : 0,
             q->kind == VIEW_NUMERIC ? NUMBER_BYTES
             : q->kind == VIEW_SHORT ? SHORT_BYTES
                                     : EDIT_BYTES);
    f->editing = true;
    f->typed = clock_mono();
}

void question_save(struct full *f)
{
    struct view_values values = {.word = {{f->edit.text, f->edit.len}}, .count = 1};
    if (!f->editing || !f->edit.changed)
        return;
    if (f->edit.len == 0)
        values.count = 0;
    f->edit.changed = false;
    requests_answer(f, &values);
}

void question_go_to(struct full *f, size_t number)
{
    question_save(f);
    if (number < 1 || number > f->view->questions)
        return;
    f->editing = false;
    f->view->current = number;
    f->mode = FULL_QUESTION;
    f->chosen = f->scroll = 0;
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
        f->mode = FULL_FINISH;
    }
}
