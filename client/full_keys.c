/* The keys of full.h: moving about, choosing, writing. */
#include "client/full_state.h"
#include "client/say.h"

#include <limits.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { KEY_INTERRUPT = 3, KEY_ESC = 27, NUMBER_BYTES = 40, SHORT_BYTES = 500 };

void full_begin_editing(struct run *r)
{
    const struct view_question *q = full_current(&r->f);
    if (q == NULL || !view_is_written(q->kind) || r->f.view->state == VIEW_FINISHED)
        return;
    struct view_values values = view_answer(r->f.view, q->number);
    edit_set(&r->f.edit, values.count > 0 ? values.word[0].data : "",
             values.count > 0 ? values.word[0].len : 0,
             q->kind == VIEW_NUMERIC ? 40
             : q->kind == VIEW_SHORT ? 500
                                     : EDIT_BYTES);
    r->f.editing = true;
    r->typed = clock_mono();
}

void full_save_edit(struct run *r)
{
    struct view_values values = {.word = {{r->f.edit.text, r->f.edit.len}}, .count = 1};
    if (!r->f.editing || !r->f.edit.changed)
        return;
    if (r->f.edit.len == 0)
        values.count = 0;
    r->f.edit.changed = false;
    full_give(r, &values);
}

void full_go_to(struct run *r, size_t number)
{
    full_save_edit(r);
    if (number < 1 || number > r->f.view->questions)
        return;
    r->f.editing = false;
    r->f.view->current = number;
    r->f.mode = FULL_QUESTION;
    r->f.chosen = r->f.scroll = 0;
    full_fetch(r, number);
    full_fetch(r, number + 1);
    full_begin_editing(r);
}

static void next(struct run *r)
{
    if (r->f.view->current < r->f.view->questions)
        full_go_to(r, r->f.view->current + 1);
    else if (r->f.view->state != VIEW_FINISHED) {
        full_save_edit(r);
        r->f.mode = FULL_FINISH;
    }
}

/* --- answering --- */

static void choose(struct run *r, size_t position)
{
    char digits[VIEW_WORDS][4];
    const struct view_question *q = full_current(&r->f);
    if (q == NULL || position < 1 || position > q->option_count)
        return;
    struct view_values given = view_answer(r->f.view, q->number);
    uint32_t bit = (uint32_t)1 << (position - 1), choices = view_choices(&given);
    r->f.chosen = position;
    if (q->kind == VIEW_MULTIPLE)
        choices ^= bit;
    else
        choices = bit;
    struct view_values values = view_from_choices(choices, digits);
    full_give(r, &values);
}

/* The prompt that the arrows are at gets this option. */
static void match(struct run *r, size_t position)
{
    static const char *const none = "0";
    const struct view_question *q = full_current(&r->f);
    char digits[4];
    if (r->f.chosen == 0)
        r->f.chosen = 1;
    if (position > q->option_count)
        return;
    struct view_values values = view_answer(r->f.view, q->number);
    for (size_t i = values.count; i < q->prompt_count; i++)
        values.word[i] = (struct wire_word){none, 1};
    int len = snprintf(digits, sizeof digits, "%zu", position % 100);
    values.count = q->prompt_count;
    values.word[r->f.chosen - 1] = (struct wire_word){digits, (size_t)len};
    full_give(r, &values);
    if (r->f.chosen < q->prompt_count)
        r->f.chosen++;
}

static void move_choice(struct run *r, int by)
{
    const struct view_question *q = full_current(&r->f);
    size_t count = q == NULL ? 0 : q->kind == VIEW_MATCHING ? q->prompt_count : q->option_count;
    if (count == 0 || r->f.view->state == VIEW_FINISHED) {
        r->f.scroll = by > 0 ? r->f.scroll + 1 : r->f.scroll > 0 ? r->f.scroll - 1 : 0;
        return;
    }
    if (by > 0)
        r->f.chosen = r->f.chosen < count ? r->f.chosen + 1 : count;
    else
        r->f.chosen = r->f.chosen > 1 ? r->f.chosen - 1 : 1;
}

static bool is_chosen(const struct run *r, const struct view_question *q)
{
    struct view_values given = view_answer(r->f.view, q->number);
    return r->f.chosen > 0 && (view_choices(&given) >> (r->f.chosen - 1) & 1);
}

static void press_enter(struct run *r)
{
    const struct view_question *q = full_current(&r->f);
    if (q != NULL && view_is_written(q->kind) && r->f.view->state != VIEW_FINISHED) {
        full_begin_editing(r);
        return;
    }
    if (q != NULL && q->kind <= VIEW_TRUEFALSE && r->f.chosen > 0 && !is_chosen(r, q) &&
        r->f.view->state != VIEW_FINISHED)
        choose(r, r->f.chosen);
    next(r);
}

static void clear_answer(struct run *r)
{
    const struct view_question *q = full_current(&r->f);
    if (q != NULL && q->kind != VIEW_DESCRIPTION)
        full_give(r, &(struct view_values){.count = 0});
}

/* --- keys --- */

/* A key of both languages: n/s next, p/a previous, l list, c/b clear, f/t finish, q/x leave. */
static void press_letter(struct run *r, int key)
{
    struct view *view = r->f.view;
    if (strchr("ns", key) != NULL)
        next(r);
    else if (strchr("pa", key) != NULL)
        full_go_to(r, view->current - 1);
    else if (key == 'm')
        view->item[view->current].marked ^= true;
    else if (strchr("cb", key) != NULL)
        clear_answer(r);
    else if (strchr("ft", key) != NULL)
        r->f.mode = FULL_FINISH;
    else if (strchr("qx", key) != NULL)
        r->f.mode = FULL_LEAVE;
    else if (strchr("h?", key) != NULL)
        r->f.mode = FULL_HELP;
    if (key == 'l') {
        r->f.listed = view->current;
        r->f.mode = FULL_LIST;
    }
}

static void press_in_review(struct run *r, int key)
{
    if (key == KEY_RIGHT || key == KEY_NPAGE || key == '\n' || key == KEY_ENTER)
        next(r);
    else if (key == KEY_LEFT || key == KEY_PPAGE)
        full_go_to(r, r->f.view->current - 1);
    else if (key == KEY_UP || key == KEY_DOWN)
        move_choice(r, key == KEY_DOWN ? 1 : -1);
    else if (key == KEY_ESC || key == 'q')
        r->f.mode = FULL_RESULT;
}

static void press_in_question(struct run *r, int key)
{
    const struct view_question *q = full_current(&r->f);
    if (r->f.view->state == VIEW_FINISHED)
        press_in_review(r, key);
    else if (key >= '0' && key <= '9' && q != NULL && q->kind == VIEW_MATCHING)
        match(r, (size_t)(key - '0'));
    else if (key >= '1' && key <= '9' && q != NULL && q->kind <= VIEW_MULTIPLE)
        choose(r, (size_t)(key - '0'));
    else if (key == ' ' && q != NULL && q->kind <= VIEW_MULTIPLE)
        choose(r, r->f.chosen);
    else if (key == KEY_UP || key == KEY_DOWN)
        move_choice(r, key == KEY_DOWN ? 1 : -1);
    else if (key == KEY_RIGHT || key == KEY_NPAGE)
        next(r);
    else if (key == KEY_LEFT || key == KEY_PPAGE)
        full_go_to(r, r->f.view->current - 1);
    else if (key == '\n' || key == KEY_ENTER)
        press_enter(r);
    else if (key > ' ' && key < 127)
        press_letter(r, key >= 'A' && key <= 'Z' ? key - 'A' + 'a' : key);
}

/* Keys that write, and those that move within the text. True when it was one of them. */
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

static void press_in_text(struct run *r, int key)
{
    const struct view_question *q = full_current(&r->f);
    struct edit *e = &r->f.edit;
    r->typed = clock_mono();
    /* Beyond the text's ends the arrows lead on. */
    if (key == KEY_RIGHT && e->cursor == e->len)
        key = KEY_NPAGE;
    else if (key == KEY_LEFT && e->cursor == 0)
        key = KEY_PPAGE;
    if (write_key(e, key, q->kind == VIEW_ESSAY))
        return;
    if (key == KEY_ESC) {
        full_save_edit(r);
        r->f.editing = false;
    } else if (key == '\n' || key == KEY_ENTER || key == '\t' || key == KEY_NPAGE) {
        next(r);
    } else if (key == KEY_PPAGE) {
        full_go_to(r, r->f.view->current - 1);
    }
}

static void press_in_list(struct run *r, int key)
{
    size_t per_row = COLS >= 10 ? (size_t)COLS / 5 : 1, at = r->f.listed;
    if (key == KEY_RIGHT)
        at++;
    else if (key == KEY_LEFT)
        at--;
    else if (key == KEY_DOWN)
        at += per_row;
    else if (key == KEY_UP)
        at = at > per_row ? at - per_row : at;
    else if (key == '\n' || key == KEY_ENTER)
        full_go_to(r, at);
    else if (key == KEY_ESC || key == 'l' || key == 'q')
        full_go_to(r, r->f.view->current);
    if (at >= 1 && at <= r->f.view->questions)
        r->f.listed = at;
}

static bool is_yes(int key)
{
    return key == 'y' || key == 'Y' || key == 's' || key == 'S';
}

static void press_in_finish(struct run *r, int key)
{
    r->f.mode = FULL_QUESTION;
    if (!is_yes(key) || r->ending)
        return;
    if (view_unsaved(r->f.view) > 0) { /* V1: behind the finish nothing is taken */
        full_tell(r, true, _("Some answers are still being saved: finish when they are."));
        return;
    }
    full_ask_finish(r);
}

static void press_in_result(struct run *r, int key)
{
    if (key == 'r' && r->f.may_review) {
        r->f.mode = FULL_QUESTION;
        full_go_to(r, 1);
    } else if (key == '\n' || key == KEY_ENTER || key == 'q') {
        r->over = true;
    }
}

static void press(struct run *r, int key)
{
    if (key == KEY_INTERRUPT) {
        full_save_edit(r);
        r->f.mode = FULL_LEAVE;
        return;
    }
    switch (r->f.mode) {
    case FULL_QUESTION:
        if (r->f.editing)
            press_in_text(r, key);
        else
            press_in_question(r, key);
        break;
    case FULL_LIST:
        press_in_list(r, key);
        break;
    case FULL_FINISH:
        press_in_finish(r, key);
        break;
    case FULL_LEAVE:
        r->f.mode = FULL_QUESTION;
        r->over = is_yes(key);
        break;
    case FULL_HELP:
        r->f.mode = FULL_QUESTION;
        break;
    case FULL_RESULT:
        press_in_result(r, key);
        break;
    }
}

void full_take_keys(struct run *r)
{
    wint_t key;
    int kind;
    while (!r->over && (kind = get_wch(&key)) != ERR) {
        char bytes[MB_LEN_MAX];
        bool text =
            kind == OK && key >= ' ' && key != 127 && r->f.editing && r->f.mode == FULL_QUESTION;
        int len = text ? wctomb(bytes, (wchar_t)key) : 0;
        if (kind == OK && key == '\r')
            key = '\n';
        if (len > 0) {
            r->typed = clock_mono();
            if (!edit_insert(&r->f.edit, bytes, (size_t)len))
                full_tell(r, true, _("That is too long."));
        } else {
            press(r, (int)key);
        }
    }
}
