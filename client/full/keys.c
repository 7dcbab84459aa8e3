#include "client/full/keys.h"

#include "client/full/question.h"
#include "client/full/requests.h"
#include "client/say.h"
#include "common/clock.h"

#include <limits.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { KEY_INTERRUPT = 3, KEY_ESC = 27 };

/* --- answering --- */

static void choose(struct full *f, size_t position)
{
    char digits[VIEW_WORDS][4];
    const struct view_question *q = state_current(f);
    if (q == NULL || position < 1 || position > q->option_count)
        return;
    struct view_values given = view_answer(f->view, q->number);
    uint32_t bit = (uint32_t)1 << (position - 1), choices = view_choices(&given);
    f->chosen = position;
    if (q->kind == VIEW_MULTIPLE)
        choices ^= bit;
    else
        choices = bit;
    struct view_values values = view_from_choices(choices, digits);
    requests_answer(f, &values);
}

/* Pairs the chosen prompt with this option. */
static void match(struct full *f, size_t position)
{
    static const char *const none = "0";
    const struct view_question *q = state_current(f);
    char digits[4];
    if (f->chosen == 0)
        f->chosen = 1;
    if (position > q->option_count)
        return;
    struct view_values values = view_answer(f->view, q->number);
    for (size_t i = values.count; i < q->prompt_count; i++)
        values.word[i] = (struct wire_word){none, 1};
    int len = snprintf(digits, sizeof digits, "%zu", position % 100);
    values.count = q->prompt_count;
    values.word[f->chosen - 1] = (struct wire_word){digits, (size_t)len};
    requests_answer(f, &values);
    if (f->chosen < q->prompt_count)
        f->chosen++;
}

static void move_choice(struct full *f, int by)
{
    const struct view_question *q = state_current(f);
    size_t count = q == NULL ? 0 : q->kind == VIEW_MATCHING ? q->prompt_count : q->option_count;
    if (count == 0 || f->view->state == VIEW_FINISHED) {
        f->scroll = by > 0 ? f->scroll + 1 : f->scroll > 0 ? f->scroll - 1 : 0;
        return;
    }
    if (by > 0)
        f->chosen = f->chosen < count ? f->chosen + 1 : count;
    else
        f->chosen = f->chosen > 1 ? f->chosen - 1 : 1;
}

static bool is_chosen(const struct full *f, const struct view_question *q)
{
    struct view_values given = view_answer(f->view, q->number);
    return f->chosen > 0 && (view_choices(&given) >> (f->chosen - 1) & 1);
}

static void press_enter(struct full *f)
{
    const struct view_question *q = state_current(f);
    if (q != NULL && view_is_written(q->kind) && f->view->state != VIEW_FINISHED) {
        question_write(f);
        return;
    }
    if (q != NULL && q->kind <= VIEW_TRUEFALSE && f->chosen > 0 && !is_chosen(f, q) &&
        f->view->state != VIEW_FINISHED)
        choose(f, f->chosen);
    question_next(f);
}

static void clear_answer(struct full *f)
{
    const struct view_question *q = state_current(f);
    if (q != NULL && q->kind != VIEW_DESCRIPTION)
        requests_answer(f, &(struct view_values){.count = 0});
}

/* --- keys --- */

/* A key of both languages: n/s next, p/a previous, l list, c/b clear, f/t finish, q/x leave. */
static void press_letter(struct full *f, int key)
{
    struct view *view = f->view;
    if (strchr("ns", key) != NULL)
        question_next(f);
    else if (strchr("pa", key) != NULL)
        question_go_to(f, view->current - 1);
    else if (key == 'm')
        view->item[view->current].marked ^= true;
    else if (strchr("cb", key) != NULL)
        clear_answer(f);
    else if (strchr("ft", key) != NULL)
        f->mode = FULL_FINISH;
    else if (strchr("qx", key) != NULL)
        f->mode = FULL_LEAVE;
    else if (strchr("h?", key) != NULL)
        f->mode = FULL_HELP;
    if (key == 'l') {
        f->listed = view->current;
        f->mode = FULL_LIST;
    }
}

static void press_in_review(struct full *f, int key)
{
    if (key == KEY_RIGHT || key == KEY_NPAGE || key == '\n' || key == KEY_ENTER)
        question_next(f);
    else if (key == KEY_LEFT || key == KEY_PPAGE)
        question_go_to(f, f->view->current - 1);
    else if (key == KEY_UP || key == KEY_DOWN)
        move_choice(f, key == KEY_DOWN ? 1 : -1);
    else if (key == KEY_ESC || key == 'q')
        f->mode = FULL_RESULT;
}

static void press_in_question(struct full *f, int key)
{
    const struct view_question *q = state_current(f);
    if (f->view->state == VIEW_FINISHED)
        press_in_review(f, key);
    else if (key >= '0' && key <= '9' && q != NULL && q->kind == VIEW_MATCHING)
        match(f, (size_t)(key - '0'));
    else if (key >= '1' && key <= '9' && q != NULL && q->kind <= VIEW_MULTIPLE)
        choose(f, (size_t)(key - '0'));
    else if (key == ' ' && q != NULL && q->kind <= VIEW_MULTIPLE)
        choose(f, f->chosen);
    else if (key == KEY_UP || key == KEY_DOWN)
        move_choice(f, key == KEY_DOWN ? 1 : -1);
    else if (key == KEY_RIGHT || key == KEY_NPAGE)
        question_next(f);
    else if (key == KEY_LEFT || key == KEY_PPAGE)
        question_go_to(f, f->view->current - 1);
    else if (key == '\n' || key == KEY_ENTER)
        press_enter(f);
    else if (key > ' ' && key < 127)
        press_letter(f, key >= 'A' && key <= 'Z' ? key - 'A' + 'a' : key);
}

/* Keys that write or move within the text; false for another key. */
static bool write_key(struct edit *e, int key, bool lines)
{
    switch (key) {
    case KEY_BACKSPACE:
    case 127:
    case 8:
        edit_backspace(e);
        return true;
    case KEY_DC:
        edit_delete(e);
        return true;
    case KEY_LEFT:
        edit_left(e);
        return true;
    case KEY_RIGHT:
        edit_right(e);
        return true;
    case KEY_HOME:
        edit_home(e);
        return true;
    case KEY_END:
        edit_end(e);
        return true;
    case KEY_UP:
        edit_up(e);
        return true;
    case KEY_DOWN:
        edit_down(e);
        return true;
    default:
        return lines && key == '\n' && edit_insert(e, "\n", 1);
    }
}

static void press_in_text(struct full *f, int key)
{
    const struct view_question *q = state_current(f);
    struct edit *e = &f->edit;
    f->typed = clock_mono();
    /* Beyond the text's ends the arrows go to other questions. */
    if (key == KEY_RIGHT && e->cursor == e->len)
        key = KEY_NPAGE;
    else if (key == KEY_LEFT && e->cursor == 0)
        key = KEY_PPAGE;
    if (write_key(e, key, q->kind == VIEW_ESSAY))
        return;
    if (key == KEY_ESC) {
        question_save(f);
        f->editing = false;
    } else if (key == '\n' || key == KEY_ENTER || key == '\t' || key == KEY_NPAGE) {
        question_next(f);
    } else if (key == KEY_PPAGE) {
        question_go_to(f, f->view->current - 1);
    }
}

static void press_in_list(struct full *f, int key)
{
    size_t per_row = COLS >= 10 ? (size_t)COLS / 5 : 1, at = f->listed;
    if (key == KEY_RIGHT)
        at++;
    else if (key == KEY_LEFT)
        at--;
    else if (key == KEY_DOWN)
        at += per_row;
    else if (key == KEY_UP)
        at = at > per_row ? at - per_row : at;
    else if (key == '\n' || key == KEY_ENTER)
        question_go_to(f, at);
    else if (key == KEY_ESC || key == 'l' || key == 'q')
        question_go_to(f, f->view->current);
    if (at >= 1 && at <= f->view->questions)
        f->listed = at;
}

static bool is_yes(int key)
{
    return key == 'y' || key == 'Y' || key == 's' || key == 'S';
}

static void press_in_finish(struct full *f, int key)
{
    f->mode = FULL_QUESTION;
    if (!is_yes(key) || f->ending)
        return;
    if (view_unsaved(f->view) > 0) { /* T1: after the finish the node refuses answers */
        state_tell(f, true, _("Some answers are still being saved: finish when they are."));
        return;
    }
    requests_finish(f);
}

static void press_in_result(struct full *f, int key)
{
    if (key == 'r' && f->may_review) {
        f->mode = FULL_QUESTION;
        question_go_to(f, 1);
    } else if (key == '\n' || key == KEY_ENTER || key == 'q') {
        f->over = true;
    }
}

static void press(struct full *f, int key)
{
    if (key == KEY_INTERRUPT) {
        question_save(f);
        f->mode = FULL_LEAVE;
        return;
    }
    switch (f->mode) {
    case FULL_QUESTION:
        if (f->editing)
            press_in_text(f, key);
        else
            press_in_question(f, key);
        break;
    case FULL_LIST:
        press_in_list(f, key);
        break;
    case FULL_FINISH:
        press_in_finish(f, key);
        break;
    case FULL_LEAVE:
        f->mode = FULL_QUESTION;
        f->over = is_yes(key);
        break;
    case FULL_HELP:
        f->mode = FULL_QUESTION;
        break;
    case FULL_RESULT:
        press_in_result(f, key);
        break;
    }
}

void keys_take(struct full *f)
{
    wint_t key;
    int kind;
    while (!f->over && (kind = get_wch(&key)) != ERR) {
        char bytes[MB_LEN_MAX];
        bool text =
            kind == OK && key >= ' ' && key != 127 && f->editing && f->mode == FULL_QUESTION;
        int len = text ? wctomb(bytes, (wchar_t)key) : 0;
        if (kind == OK && key == '\r')
            key = '\n';
        if (len > 0) {
            f->typed = clock_mono();
            if (!edit_insert(&f->edit, bytes, (size_t)len))
                state_tell(f, true, _("That is too long."));
        } else {
            press(f, (int)key);
        }
    }
}
