#include "server/ctl/board_draw.h"

#include "client/full/put.h"
#include "common/buffer.h"

#include <ncurses.h>
#include <stdio.h>
#include <string.h>

enum { HEAD_ROWS = 2, KEY_ROWS = 3, FOOT_ROWS = KEY_ROWS + 3, TEXT_SIZE = 512, SPAN_SIZE = 24 };

/* The places of the columns, of which the name takes what is left. */
enum {
    AT_ID = 2,
    AT_PLACE = 17,
    PLACE_MOST = 16,
    PLACE_LEAST = 7,
    RIGHT = 42 /* behind the name */
};

struct columns {
    int place, name,
        right; /* the width of the rooms; where the names and what is behind them begin */
};

static struct columns columns(void)
{
    int place = COLS >= 100 ? PLACE_MOST : PLACE_LEAST, name = AT_PLACE + place + 1;
    return (struct columns){place, name, COLS > name + RIGHT ? COLS - RIGHT : name};
}

int board_draw_height(void)
{
    int height = LINES - HEAD_ROWS - FOOT_ROWS;
    return height > 1 ? height : 1;
}

/* "1:02:33", "12:05", "-". */
static void say_left(int64_t s, char out[SPAN_SIZE])
{
    long long seconds = (long long)s;
    if (s < 0)
        (void)snprintf(out, SPAN_SIZE, "-");
    else if (s < 3600)
        (void)snprintf(out, SPAN_SIZE, "%lld:%02lld", seconds / 60, seconds % 60);
    else
        (void)snprintf(out, SPAN_SIZE, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60,
                       seconds % 60);
}

/* "now", "40s", "12m", "3h", "-". */
static void say_ago(int64_t s, char out[SPAN_SIZE])
{
    if (s < 0)
        (void)snprintf(out, SPAN_SIZE, "-");
    else if (s < 5)
        (void)snprintf(out, SPAN_SIZE, "now");
    else if (s < 100)
        (void)snprintf(out, SPAN_SIZE, "%llds", (long long)s);
    else if (s < 6000)
        (void)snprintf(out, SPAN_SIZE, "%lldm", (long long)s / 60);
    else
        (void)snprintf(out, SPAN_SIZE, "%lldh", (long long)s / 3600);
}

static void draw_bar(int y, const char *text)
{
    (void)attrset(A_REVERSE);
    (void)mvhline(y, 0, ' ', COLS);
    put_fitting(y, 1, COLS - 2, text);
    (void)attrset(0);
}

/* How long the line is down, and what each node does not have of the other. */
static void say_apart(const struct board_rows *b, struct buffer *text)
{
    char down[SPAN_SIZE], heard[SPAN_SIZE];
    say_ago(b->down_s, down);
    say_ago(b->heard_s, heard);
    buffer_printf(text, " | line to %s %s for %s", b->peer, b->link, down);
    if (b->answers_not_at_peer > 0)
        buffer_printf(text, ", %lld answers are here alone", (long long)b->answers_not_at_peer);
    else if (b->not_at_peer > 0)
        buffer_printf(text, ", %lld entries are here alone", (long long)b->not_at_peer);
    if (b->not_here > 0)
        buffer_printf(text, ", %lld or more of %s are not here", (long long)b->not_here, b->peer);
    buffer_printf(text, ", last entry %s", heard);
}

/* What somebody must see comes first: a narrow terminal cuts the end. */
static void draw_head(const struct board_screen *s)
{
    const struct board_rows *b = s->rows;
    size_t taken = board_rows_needing(b, 3), silent = board_rows_needing(b, 2);
    bool paired = strcmp(b->link, "none") != 0, up = strcmp(b->link, "up") == 0;
    struct columns at = columns();
    struct buffer text = {0};
    buffer_printf(&text, "%s%s", s->lost ? "NO ANSWER from " : "", b->node);
    if (strcmp(b->time, "stands") == 0)
        buffer_text(&text, " | TIME STANDS");
    if (paired && !up)
        say_apart(b, &text);
    if (taken > 0)
        buffer_printf(&text, " | %zu taken over", taken);
    if (silent > 0)
        buffer_printf(&text, " | %zu silent", silent);
    buffer_printf(&text, " | %zu people, %zu running, %zu finished", b->count,
                  board_rows_in(b, "running"), board_rows_in(b, "finished"));
    if (paired && up)
        buffer_printf(&text, " | line to %s up", b->peer);
    if (paired && up && b->not_at_peer > 0)
        buffer_printf(&text, ", %lld entries under way, %lld s", (long long)b->not_at_peer,
                      (long long)b->backlog_s);
    buffer_append(&text, "", 1);
    draw_bar(0, text.failed ? "" : text.data);
    buffer_release(&text);
    (void)attrset(A_BOLD);
    put_fitting(1, AT_ID, COLS, "ID");
    put_fitting(1, AT_PLACE, COLS, "ROOM");
    put_fitting(1, at.name, COLS, "NAME");
    put_fitting(1, at.right, COLS - at.right, "STATE      ANSWERED     LEFT SEEN SAVE D");
    (void)attrset(0);
}

/* The room; of a person of the other node that node too. */
static void say_place(const struct board_rows *b, const struct board_line *line, char *out,
                      size_t size)
{
    bool other = strcmp(line->node, b->node) != 0;
    (void)snprintf(out, size, "%s%s%s", other ? line->node : "", other ? " " : "", line->room);
}

static void draw_line(const struct board_screen *s, int y, const struct board_line *line, bool here,
                      struct mono now)
{
    static const char *const marks[] = {" ", "*", "!", "!!"};
    char place[96], left[SPAN_SIZE], seen[SPAN_SIZE], saved[SPAN_SIZE], text[TEXT_SIZE];
    char answered[48];
    struct columns at = columns();
    bool away = strcmp(line->here, "no") == 0 || strcmp(line->here, "unknown") == 0;
    say_place(s->rows, line, place, sizeof place);
    say_left(board_line_left(line, now), left);
    say_ago(away ? -1 : board_line_silent(line, now), seen);
    say_ago(board_line_saved(line, now), saved);
    (void)snprintf(answered, sizeof answered, "%lld/%lld", (long long)line->answered,
                   (long long)s->rows->questions);
    (void)attrset(here ? A_REVERSE : line->attention > 1 ? A_BOLD : 0);
    (void)mvhline(y, 0, ' ', COLS);
    put_fitting(y, 0, 2,
                line->attention >= 0 && line->attention <= 3 ? marks[line->attention] : "?");
    put_fitting(y, AT_ID, AT_PLACE - AT_ID - 1, line->id);
    put_fitting(y, AT_PLACE, at.place, place);
    put_fitting(y, at.name, at.right - at.name - 1, line->name);
    (void)snprintf(text, sizeof text, "%-10.10s %8.8s %8.8s %4.4s %4.4s %lld", line->state,
                   answered, left, seen, saved, (long long)line->copies);
    put_fitting(y, at.right, COLS - at.right, text);
    (void)attrset(0);
}

static void draw_lines(struct board_screen *s, struct mono now)
{
    const struct board_rows *b = s->rows;
    size_t height = (size_t)board_draw_height();
    if (b->chosen < s->top)
        s->top = b->chosen;
    if (b->chosen >= s->top + height)
        s->top = b->chosen - height + 1;
    if (s->top > 0 && s->top + height > b->shown_count)
        s->top = b->shown_count > height ? b->shown_count - height : 0;
    for (size_t i = 0; i < height && s->top + i < b->shown_count; i++)
        draw_line(s, HEAD_ROWS + (int)i, b->shown[s->top + i], s->top + i == b->chosen, now);
}

/* Of watching.c, and the commands about a person that have no key; 80 columns show them all. */
static const char *const keys[KEY_ROWS] = {
    "a admit  p pause  r resume  e extend  m move  n note  c name  x end  b begin",
    "v void  u unvoid  o reopen  t transfer  A announce  P R all  / find  g room  q",
    "in a shell: sinodoctl ... register unadmit reissue rename-id reset recall"};

static void draw_foot(const struct board_screen *s)
{
    const struct board_rows *b = s->rows;
    const struct board_line *chosen = board_rows_chosen(b);
    char text[TEXT_SIZE];
    (void)snprintf(text, sizeof text, "%zu of %zu%s%s%s%s", b->shown_count, b->count,
                   b->room[0] != '\0' ? " | room " : "", b->room,
                   b->filter[0] != '\0' ? " | with: " : "", b->filter);
    (void)attrset(A_BOLD);
    put_fitting(LINES - FOOT_ROWS, 1, COLS - 2, text);
    (void)attrset(0);
    if (chosen != NULL && chosen->event[0] != '\0')
        put_fitting(LINES - FOOT_ROWS + 1, 1, COLS - 2, chosen->event);
    put_fitting(LINES - FOOT_ROWS + 2, 1, COLS - 2, s->message);
    if (s->typed != NULL) {
        int y, x;
        getyx(stdscr, y, x);
        put_fitting(y, x, COLS - x - 1, s->typed);
        getyx(stdscr, y, x);
        (void)y;
        (void)curs_set(1);
        (void)attrset(A_DIM);
        put_fitting(LINES - 1, 1, COLS - 2, "Enter: go on   Esc: leave it");
        (void)attrset(0);
        (void)move(LINES - FOOT_ROWS + 2, x < COLS ? x : COLS - 1);
        return;
    }
    (void)curs_set(0);
    (void)attrset(A_DIM);
    for (int i = 0; i < KEY_ROWS; i++)
        put_fitting(LINES - KEY_ROWS + i, 1, COLS - 2, keys[i]);
    (void)attrset(0);
}

void board_draw(struct board_screen *s, struct mono now)
{
    (void)erase();
    draw_head(s);
    draw_lines(s, now);
    draw_foot(s);
    (void)refresh();
}
