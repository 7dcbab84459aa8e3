#include "client/full/draw.h"

#include "client/full/put.h"
#include "client/full/rows.h"
#include "client/layout.h"
#include "client/say.h"
#include "client/tell.h"
#include "common/clock.h"
#include "common/printable.h"

#include <ncurses.h>
#include <stdio.h>
#include <string.h>

enum {
    NAV_MOST = 2,
    FOOT_MOST = 3,
    MESSAGE_MOST = 6,
    HEAD_ROWS = 3,
    BAND_MOST = 6,
    WARN_S = 600,
    LAST_S = 60,
    TIME_COLUMNS = 12
};

/* --- the frame --- */

/* Without the node this is the least that can be left (server/core/examclock.h): "42:10+". */
static void draw_time(const struct full *f)
{
    char text[VIEW_CLOCK_SIZE + 4], clock[VIEW_CLOCK_SIZE];
    int64_t left = view_seconds_left(f->view, clock_mono());
    if (f->view->state == VIEW_FINISHED)
        return;
    view_clock(left, clock);
    (void)snprintf(text, sizeof text, " %s%s ", clock, f->lost ? "+" : "");
    (void)attrset(left <= WARN_S ? A_BOLD | (left <= LAST_S ? A_BLINK : 0) : A_REVERSE);
    put_fitting(0, COLS - (int)strlen(text), COLS, text);
    (void)attrset(0);
}

/* Where the answer is saved; it is also shown by a sign. */
static const char *saved_text(const struct full *f)
{
    unsigned copies = view_copies(f->view, f->view->current);
    return copies == 2   ? _("●● saved at both centres")
           : copies == 1 ? _("● saved here")
                         : _("saved");
}

/* Is the answer saved? In words. */
static const char *state_text(const struct full *f)
{
    const struct view_item *item = &f->view->item[f->view->current];
    if (f->view->state == VIEW_FINISHED)
        return "";
    if (f->editing && state_edit(f)->changed)
        return _("not saved yet");
    if (item->is_text)
        return _("to read");
    const struct view_question *q = state_current(f);
    if (f->sending[f->view->current].refused)
        return q != NULL && q->kind == VIEW_NUMERIC ? _("NOT SAVED: not a number")
                                                    : _("NOT SAVED: not possible");
    if (item->sending)
        return f->lost ? _("NOT SAVED: trying again") : _("saving...");
    return view_answered(f->view, f->view->current) ? saved_text(f) : _("unanswered");
}

/* Whose exam it is, beside the time: the name may be cut, the ID is not. The title takes what is
 * left. */
static void draw_title(const struct full *f)
{
    const struct view *view = f->view;
    int room = COLS - TIME_COLUMNS;
    int at = room - (int)printable_columns(view->id, strlen(view->id));
    (void)attrset(A_REVERSE);
    (void)mvhline(0, 0, ' ', COLS);
    put_fitting(0, at > 0 ? at : 0, room, view->id);
    int wanted = (int)printable_columns(view->name, strlen(view->name));
    int columns = wanted < at - 2 ? wanted : at - 2;
    if (columns > 0)
        at -= columns + 1;
    put_fitting(0, at, columns, view->name);
    put_fitting(0, 1, at - 3, view->title);
    (void)attrset(0);
}

/* "Question 2 of 38 - points: 1, wrong: -0.25" */
static void put_place(const struct full *f, char *line, size_t size)
{
    const struct view *view = f->view;
    const struct view_question *q = state_current(f);
    size_t used =
        (size_t)snprintf(line, size, _("Question %zu of %zu"), view->current, view->questions);
    if (q == NULL || q->points.len == 0 || q->kind == VIEW_DESCRIPTION || used >= size)
        return;
    used += (size_t)snprintf(line + used, size - used, _(" - points: %.*s"), (int)q->points.len,
                             q->points.data);
    if (view_costs(q) && used < size)
        (void)snprintf(line + used, size - used, _(", wrong: -%.*s"), (int)q->penalty.len,
                       q->penalty.data);
}

static void draw_head(const struct full *f)
{
    char line[FULL_MESSAGE_SIZE], state[80];
    const struct view *view = f->view;
    const struct view_item *item = &view->item[view->current];
    draw_title(f);
    draw_time(f);
    if (f->mode != FULL_QUESTION || state_is_held(f))
        return;
    put_place(f, line, sizeof line);
    (void)attrset(A_BOLD);
    put_fitting(1, 1, COLS - 1, line);
    (void)attrset(0);
    if (view->state == VIEW_FINISHED)
        return;
    (void)snprintf(state, sizeof state, "%s[%s]", item->marked ? _("marked for review ") : "",
                   state_text(f));
    int columns = (int)printable_columns(state, strlen(state)), x = COLS - 1 - columns;
    /* In the row below where both do not fit beside each other. */
    int y = 2 + (int)printable_columns(line, strlen(line)) <= x ? 1 : 2;
    bool bad = (item->sending && f->lost) || f->sending[view->current].refused;
    (void)attrset(bad ? A_BOLD : 0);
    put_fitting(y, x > 0 ? x : 0, COLS, state);
    (void)attrset(0);
}

/* "12+": answered, "-" not, "?" marked, "~" on its way, "!" refused; no sign while the question, with
 * its saved answer, has not come. */
static void draw_cell(const struct full *f, int y, int x, size_t number, bool here)
{
    char text[8];
    const struct view_item *item = &f->view->item[number];
    char sign = item->sending                                  ? '~'
                : f->sending[number].refused                   ? '!'
                : item->marked                                 ? '?'
                : f->question[number] == NULL || item->is_text ? ' '
                : view_answered(f->view, number)               ? '+'
                                                               : '-';
    (void)snprintf(text, sizeof text, "%4zu%c", number % 10000, sign);
    (void)attrset(here ? A_REVERSE : strchr("?~!", sign) != NULL ? A_BOLD : 0);
    put_fitting(y, x, COLS - x, text);
    (void)attrset(0);
}

static void draw_cells(const struct full *f, int top, int height, size_t here)
{
    if (height < 1)
        return; /* the terminal is too low */
    size_t per_row = COLS >= 10 ? (size_t)COLS / 5 : 1;
    size_t row_here = (here - 1) / per_row, all = (f->view->questions + per_row - 1) / per_row;
    size_t first = row_here >= (size_t)height ? row_here - (size_t)height + 1 : 0;
    if (row_here + 1 == first + (size_t)height && row_here + 1 < all && height > 1)
        first++;
    for (size_t i = 0; i < (size_t)height * per_row; i++) {
        size_t number = first * per_row + i + 1;
        if (number <= f->view->questions)
            draw_cell(f, top + (int)(i / per_row), (int)(i % per_row) * 5, number, number == here);
    }
}

/* Lines at the lower end, above `below` rows; returns their number. */
static int draw_low(const char *text, int below, size_t most, int attributes)
{
    struct layout_line lines[MESSAGE_MOST];
    size_t columns = COLS > 10 ? (size_t)COLS - 2 : 8;
    size_t count = layout_wrap(text, strlen(text), columns, lines, most);
    for (size_t i = 0; i < count; i++) {
        int y = LINES - below - (int)(count - i);
        (void)attrset(0);
        (void)mvhline(y, 0, ' ', COLS);
        (void)attrset(attributes);
        put_at(y, 1, lines[i].text, lines[i].len);
    }
    (void)attrset(0);
    return (int)count;
}

/* The keys; returns their rows and one for the message. */
static int draw_foot(const char *keys)
{
    return draw_low(keys, 0, FOOT_MOST, A_DIM) + 1;
}

/* Whole, since its end says what to do: a long one covers what is above it. foot: as draw_foot(). */
static void draw_message(const struct full *f, int foot)
{
    char text[2 * FULL_MESSAGE_SIZE], clock[VIEW_CLOCK_SIZE];
    size_t used = (size_t)snprintf(text, sizeof text, "%s", f->message);
    if (f->lost && f->view->state != VIEW_FINISHED) {
        view_clock(view_seconds_left(f->view, clock_mono()), clock);
        (void)snprintf(text + used, sizeof text - used,
                       _(" At least %s is left; if the centre is down, this time is given back."),
                       clock);
    }
    if (f->mode == FULL_QUESTION || f->alarm)
        (void)draw_low(text, foot - 1, MESSAGE_MOST, f->alarm ? A_BOLD | A_REVERSE : A_BOLD);
}

static const char *question_keys(const struct full *f)
{
    const struct view_question *q = state_current(f);
    if (f->view->state == VIEW_FINISHED)
        return _("<- -> other questions   Esc back to the result");
    if (f->editing)
        return q != NULL && q->kind == VIEW_ESSAY
                   ? _("PgDn next  PgUp previous  Esc stop writing  Ctrl-Z undo")
                   : _("Enter next  PgUp previous  Esc stop writing  Ctrl-Z undo");
    if (q != NULL && view_is_written(q->kind))
        return _("Enter write  <- -> other questions  m mark  l list  f finish  h help");
    if (q != NULL && q->kind == VIEW_MATCHING)
        return _("arrows line  number its partner, 0 none  Enter next  l list  f finish  h help");
    return _("number or arrows choose  Enter next  m mark  l list  f finish  h help");
}

/* Lines above the keys; the arrows scroll. */
static void draw_lines(struct full *f, const char *text, const char *keys)
{
    int foot = draw_foot(keys);
    static struct layout_line lines[ROWS_LINES_MOST];
    size_t columns = COLS > 6 ? (size_t)COLS - 4 : 8;
    size_t count = layout_wrap(text, strlen(text), columns, lines, ROWS_LINES_MOST);
    size_t height = LINES > HEAD_ROWS + foot ? (size_t)(LINES - HEAD_ROWS - foot) : 1;
    size_t last = count > height ? count - height : 0;
    if (f->scroll > last)
        f->scroll = last;
    for (size_t i = 0; i < height && f->scroll + i < count; i++)
        put_at(HEAD_ROWS + (int)i, 2, lines[f->scroll + i].text, lines[f->scroll + i].len);
    if (last > f->scroll)
        put_fitting(HEAD_ROWS + (int)height - 1, COLS - 4, 4, " ...");
    draw_message(f, foot);
}

static size_t refused(const struct full *f)
{
    size_t count = 0;
    for (size_t i = 1; i <= f->view->questions; i++)
        count += f->sending[i].refused;
    return count;
}

static void draw_finish(struct full *f, bool ready)
{
    struct buffer text = {0};
    char keys[200];
    size_t marked = 0;
    for (size_t i = 1; i <= f->view->questions; i++)
        marked += f->view->item[i].marked;
    buffer_printf(&text, _("Unanswered: %zu\nMarked for review: %zu\nStill being saved: %zu\n"),
                  view_unanswered(f->view), marked, view_unsaved(f->view));
    if (refused(f) > 0)
        buffer_printf(&text, _("NOT saved, since the answer is not possible: %zu\n"), refused(f));
    buffer_text(&text, _("\nFinish the exam? Nothing can be changed afterwards."));
    buffer_append(&text, "", 1);
    (void)snprintf(keys, sizeof keys,
                   _("To finish, type the word finish and press Enter. Esc: back. > %s_"), f->word);
    draw_lines(f, text.failed ? "" : text.data, ready ? keys : "");
    buffer_release(&text);
}

static void draw_leave(struct full *f, bool ready)
{
    char text[600];
    if (view_unsaved(f->view) > 0)
        (void)snprintf(text, sizeof text,
                       _("Answers that are NOT saved yet: %zu. They are lost if you leave now; "
                         "better wait until they are saved."),
                       view_unsaved(f->view));
    else
        (void)snprintf(text, sizeof text, "%s", tell_left(f->view));
    draw_lines(f, text, ready ? _("y: leave    any other key: back") : "");
}

static const char *help_text(void)
{
    return _("Choose with the number of an option, or with the arrows and the space bar.\n"
             "Every answer is saved at once, a text while you type it; its state stands at the "
             "upper right.\n\n"
             "  Enter, ->, n   next question         <-, p   previous\n"
             "  m              mark for review       l       all questions\n"
             "  c              clear the answer      u       take that back\n"
             "  f              finish the exam       q       leave; the time goes on\n"
             "  v              the last notice from the staff\n\n"
             "In a text: Ctrl-Z undoes, Ctrl-Y does it again. In a long text Enter begins a new "
             "line: PgDn goes on, or Esc and then ->.\n"
             "Below are all questions: + answered, - unanswered, ? marked, ~ being saved, ! not "
             "possible.");
}

/* T8, and an exam that is not quite this terminal's: above the question, in few rows. Returns the
 * rows that are used. */
static int draw_band(const struct full *f)
{
    struct layout_line lines[BAND_MOST];
    char text[STANDING_TEXT_SIZE + FULL_MESSAGE_SIZE];
    const struct standing *s = &f->view->standing;
    const char *ours = tell_provisional(f->view);
    size_t most = LINES >= 22 ? BAND_MOST : LINES >= 14 ? 3 : 1;
    bool notice = state_has_notice(f);
    if (!notice && ours[0] == '\0')
        return 0;
    if (notice)
        (void)snprintf(text, sizeof text, _("Notice from the staff (v: put away): %s"),
                       s->announcement);
    else
        (void)snprintf(text, sizeof text, "%s", ours);
    size_t columns = COLS > 6 ? (size_t)COLS - 2 : 8;
    size_t count = layout_wrap(text, strlen(text), columns, lines, most);
    (void)attrset(A_BOLD);
    for (size_t i = 0; i < count; i++)
        put_at(HEAD_ROWS + (int)i, 1, lines[i].text, lines[i].len);
    (void)attrset(0);
    return (int)count + 1;
}

static void draw_notice(struct full *f)
{
    draw_lines(f, f->view->standing.announcement, _("up down: more   any other key: put away"));
}

/* T5 */
static void draw_held(struct full *f, bool ready)
{
    struct buffer text = {0};
    struct mono now = clock_mono();
    const char *keys =
        tell_may_take(f->view, now) ? _("Enter: go on here    Ctrl-C: leave") : _("Ctrl-C: leave");
    if (state_has_notice(f))
        buffer_printf(&text, _("Notice from the staff: %s"), f->view->standing.announcement);
    if (text.len > 0)
        buffer_text(&text, "\n\n");
    tell_hold(f->view, now, &text);
    buffer_append(&text, "", 1);
    draw_lines(f, text.failed ? "" : text.data, ready ? keys : "");
    buffer_release(&text);
}

/* The rows of the list of questions under a question. */
static int nav_rows(void)
{
    return LINES >= 18 ? NAV_MOST : LINES >= 12 ? 1 : 0;
}

static void draw_question(struct full *f)
{
    int foot = draw_foot(question_keys(f)), nav = nav_rows();
    int top = HEAD_ROWS + draw_band(f), body = LINES - top - nav - foot;
    draw_cells(f, LINES - foot - nav, nav, f->view->current);
    draw_message(f, foot);
    rows_draw(f, top, body > 1 ? body : 1); /* last: it leaves the cursor */
}

void draw_screen(struct full *f)
{
    bool ready = state_takes_keys(f, clock_mono()); /* T4: its keys are shown when they work */
    (void)erase();
    (void)curs_set(0);
    draw_head(f);
    if (state_is_held(f) && f->mode != FULL_LEAVE) {
        draw_held(f, ready);
        (void)refresh();
        return;
    }
    switch (f->mode) {
    case FULL_QUESTION:
        draw_question(f);
        break;
    case FULL_LIST:
        draw_cells(f, HEAD_ROWS, LINES - HEAD_ROWS - 1 - FOOT_MOST, f->listed);
        (void)draw_foot(_("arrows and Enter: go there   Esc back   + answered - not ? marked ~ "
                          "saving ! not possible"));
        break;
    case FULL_FINISH:
        draw_finish(f, ready);
        break;
    case FULL_LEAVE:
        draw_leave(f, ready);
        break;
    case FULL_HELP:
        draw_lines(f, help_text(), _("up down: more   any other key: back"));
        break;
    case FULL_NOTICE:
        draw_notice(f);
        break;
    case FULL_RESULT:
        draw_lines(f, f->result,
                   !ready          ? ""
                   : f->may_review ? _("r: see the answers   Enter: leave")
                                   : _("Enter: leave"));
        break;
    }
    (void)refresh();
}
