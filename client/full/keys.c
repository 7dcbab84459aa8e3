#include "client/full/keys.h"

#include "client/full/question.h"
#include "client/full/requests.h"
#include "client/layout.h"
#include "client/say.h"
#include "client/tell.h"
#include "common/clock.h"
#include "common/utf8.h"

#include <limits.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

/* Characters below a space, as keys. A key of the keyboard that is no character has one of ncurses'
 * codes, which begin at KEY_MIN; other characters are not keys. */
enum { CTRL_C = 3, CTRL_Y = 25, CTRL_Z = 26, KEY_ESC = 27 };

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
    state_clear(f);
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
    state_clear(f);
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

/* Gives the answer again that was there before the last one. A text has its own steps. */
static void take_back(struct full *f)
{
    const struct view_question *q = state_current(f);
    if (q == NULL || q->kind == VIEW_DESCRIPTION)
        return;
    if (view_is_written(q->kind)) {
        question_write(f);
        return;
    }
    struct view_values before = view_before(f->view, q->number);
    state_clear(f);
    requests_answer(f, &before);
}

/* --- keys --- */

/* A key of both languages: n next, p/a previous, l list, c/b clear, u/d take back, f/t finish, q/x
 * leave. No key that says yes in a dialog is a command here. */
static void press_letter(struct full *f, int key)
{
    struct view *view = f->view;
    if (key == 'n')
        question_next(f);
    else if (strchr("pa", key) != NULL)
        question_go_to(f, view->current - 1);
    else if (key == 'm')
        view->item[view->current].marked ^= true;
    else if (strchr("cb", key) != NULL)
        question_clear(f);
    else if (strchr("ud", key) != NULL)
        take_back(f);
    else if (strchr("ft", key) != NULL)
        state_show(f, FULL_FINISH);
    else if (strchr("qx", key) != NULL)
        state_show(f, FULL_LEAVE);
    else if (strchr("h?", key) != NULL)
        state_show(f, FULL_HELP);
    else if (key == 'v' && view->standing.announced != 0)
        state_show(f, FULL_NOTICE);
    if (key == 'l') {
        f->listed = view->current;
        state_show(f, FULL_LIST);
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
        state_show(f, FULL_RESULT);
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

static void undo(struct full *f, bool again)
{
    struct edit *e = state_edit(f);
    bool changed = e->changed;
    if (!(again ? edit_redo(e) : edit_undo(e)))
        state_tell(f, false, again ? _("There is nothing to do again.") : _("Nothing to undo."));
    else
        state_tell(f, false, again ? "" : _("Undone. Ctrl-Y does it again."));
    if (!changed && e->changed)
        f->draft.changed = clock_mono();
}

/* Keys that move within the text or take away from it; false for another key. */
static bool edit_key(struct full *f, int key)
{
    struct edit *e = state_edit(f);
    bool changed = e->changed;
    size_t columns = state_text_columns(COLS, STATE_TEXT_INDENT);
    switch (key) {
    case KEY_BACKSPACE:
    case 127:
    case 8:
        edit_backspace(e);
        break;
    case KEY_DC:
        edit_delete(e);
        break;
    case KEY_LEFT:
        edit_left(e);
        break;
    case KEY_RIGHT:
        edit_right(e);
        break;
    case KEY_HOME:
        edit_home(e);
        break;
    case KEY_END:
        edit_end(e);
        break;
    case KEY_UP:
        e->cursor = layout_above(e->text, e->len, columns, e->cursor);
        break;
    case KEY_DOWN:
        e->cursor = layout_below(e->text, e->len, columns, e->cursor);
        break;
    default:
        return false;
    }
    if (!changed && e->changed)
        f->draft.changed = clock_mono();
    return true;
}

/* In an essay Enter and Tab are text: it is left by keys that write nothing. */
static void press_in_text(struct full *f, int key)
{
    const struct edit *e = state_edit(f);
    bool essay = state_current(f)->kind == VIEW_ESSAY;
    if (!essay || e->len == 0) { /* beyond the text's ends the arrows go to other questions */
        if (key == KEY_RIGHT && e->cursor == e->len)
            key = KEY_NPAGE;
        else if (key == KEY_LEFT && e->cursor == 0)
            key = KEY_PPAGE;
    }
    if (edit_key(f, key))
        return;
    if (key == CTRL_Z || key == CTRL_Y) {
        undo(f, key == CTRL_Y);
    } else if (key == KEY_ESC) {
        question_save(f);
        f->editing = false;
    } else if (key == KEY_PPAGE) {
        question_go_to(f, f->view->current - 1);
    } else if (key == KEY_NPAGE) {
        question_next(f);
    } else if (key == '\n' || key == KEY_ENTER || key == '\t') {
        if (essay)
            question_type(f, key == '\t' ? "\t" : "\n", 1);
        else
            question_next(f);
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

static bool is_finish_word(const char *word)
{
    return strcasecmp(word, "finish") == 0 || strcasecmp(word, "terminar") == 0;
}

static void finish(struct full *f)
{
    bool meant = is_finish_word(f->word);
    state_show(f, FULL_QUESTION);
    if (f->ending)
        return;
    if (!meant) {
        state_tell(f, false, _("The exam goes on: the word was not typed."));
        return;
    }
    if (view_unsaved(f->view) > 0) { /* T1: after the finish the node refuses answers */
        state_tell(f, true, _("Some answers are still being saved: finish when they are."));
        return;
    }
    requests_finish(f);
}

/* Finishing takes a whole word: no key that is held down or typed too often ends an exam. */
static void press_in_finish(struct full *f, int key)
{
    size_t len = strlen(f->word);
    if (key == '\n' || key == KEY_ENTER) {
        finish(f);
    } else if (key == KEY_ESC) {
        state_show(f, FULL_QUESTION);
    } else if (key == KEY_BACKSPACE || key == 127 || key == 8) {
        f->word[len > 0 ? len - 1 : 0] = '\0';
    } else if (key > ' ' && key < 127 && len + 1 < sizeof f->word) {
        f->word[len] = (char)key;
        f->word[len + 1] = '\0';
    }
}

static bool scroll_key(struct full *f, int key)
{
    if (key != KEY_UP && key != KEY_DOWN)
        return false;
    if (key == KEY_DOWN)
        f->scroll++;
    else if (f->scroll > 0)
        f->scroll--;
    return true;
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

/* T5. Another terminal that has fallen silent gives the exam up to Enter. */
static void press_in_hold(struct full *f, int key)
{
    bool enter = key == '\n' || key == KEY_ENTER;
    if (!scroll_key(f, key) && enter && tell_may_take(f->view, clock_mono()))
        requests_take_over(f);
}

static void press(struct full *f, int key)
{
    if (key == CTRL_C) {
        question_save(f);
        if (f->mode == FULL_RESULT || f->view->state == VIEW_FINISHED)
            f->over = true;
        else
            state_show(f, FULL_LEAVE);
        return;
    }
    if (state_is_held(f) && f->mode != FULL_LEAVE) {
        press_in_hold(f, key);
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
        state_show(f, FULL_QUESTION);
        f->over = is_yes(key);
        break;
    case FULL_HELP:
        if (!scroll_key(f, key))
            state_show(f, FULL_QUESTION);
        break;
    case FULL_NOTICE:
        if (!scroll_key(f, key)) {
            f->put_away = f->view->standing.announced; /* T8 */
            state_show(f, FULL_QUESTION);
        }
        break;
    case FULL_RESULT:
        if (!scroll_key(f, key))
            press_in_result(f, key);
        break;
    }
}

static bool is_writing(const struct full *f)
{
    return f->editing && f->mode == FULL_QUESTION && !state_is_held(f);
}

/* A character that is seen, or a space, goes into the text; any other is a key. */
static void take_character(struct full *f, int code)
{
    char bytes[MB_LEN_MAX];
    int len = is_writing(f) && code >= ' ' && !utf8_hidden((uint32_t)code)
                  ? wctomb(bytes, (wchar_t)code)
                  : 0;
    if (len > 0)
        question_type(f, bytes, (size_t)len);
    else if (code < KEY_MIN)
        press(f, code);
}

static void take_paste(struct full *f, const struct input *in)
{
    if (is_writing(f))
        question_paste(f, in->pasted.data, in->pasted.len);
    else
        state_tell(f, true, _("Pasted text does nothing here: use the keys below."));
}

/* Does a character come behind this one? */
static bool is_followed(const struct input *in, size_t at)
{
    for (size_t i = at + 1; i < in->count; i++)
        if (in->keys[i].kind == INPUT_CHARACTER)
            return true;
    return false;
}

/* Keys that came together. The first that opens a dialog is the last (T4), and in a burst the first
 * that opens anything. */
static void take_keys(struct full *f, const struct input *in)
{
    enum full_mode mode = f->mode;
    bool burst = input_is_burst(in);
    for (size_t i = 0; i < in->count && !f->over; i++) {
        if (f->mode != mode && (burst || !state_takes_keys(f, clock_mono())))
            return;
        struct input_key key = in->keys[i];
        if (key.kind == INPUT_PASTE)
            take_paste(f, in);
        else if (key.kind == INPUT_KEY)
            press(f, key.code);
        else if (burst && is_writing(f) && key.code == '\n' && is_followed(in, i))
            question_paste(f, "\n", 1); /* a line end within the text, and no Enter */
        else
            take_character(f, key.code);
    }
}

void keys_take(struct full *f)
{
    while (!f->over && input_take(&f->input)) {
        bool writes = is_writing(f) || f->mode == FULL_FINISH;
        if (!state_takes_keys(f, clock_mono()))
            f->opened = clock_mono(); /* T4 */
        else if (input_is_burst(&f->input) && !writes)
            state_tell(f, true, _("Many keys at once, or a pasted text: nothing was done."));
        else
            take_keys(f, &f->input);
    }
}
