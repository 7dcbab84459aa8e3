#include "client/lines.h"
#include "tests/lib/puppet.h"

#include "client/full/draw.h"
#include "client/hold.h"
#include "client/result.h"
#include "client/screen.h"
#include "server/ctl/board_rows.h"
#include "server/ctl/show.h"
#include "tests/lib/hostile.h"

#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDE_MOST = 4096 };

/* --- catching --- */

static FILE *terminal; /* standard output as it was */
static char *caught;
static size_t caught_len;

static void begin_catching(void)
{
    FILE *to = open_memstream(&caught, &caught_len);
    if (to == NULL)
        abort();
    terminal = stdout;
    stdout = to;
}

static void end_catching(struct buffer *shown)
{
    (void)fclose(stdout);
    stdout = terminal;
    if (hostile_find(caught, caught_len) != NULL)
        abort();
    buffer_append(shown, caught, caught_len);
    free(caught);
}

/* --- replies --- */

static void fill(struct wire_reader *in, const char *bytes, size_t len)
{
    wire_reader_init(in, WIRE_REPLY_BYTES);
    for (size_t at = 0, step; at < len; at += step) {
        size_t room;
        char *space = wire_reader_space(in, &room);
        if (space == NULL)
            abort();
        step = len - at < room ? len - at : room;
        memcpy(space, bytes + at, step);
        wire_reader_filled(in, step);
    }
}

/* --- the client --- */

static void open_screen(void)
{
    static bool open;
    if (open)
        return;
    FILE *nowhere = fopen("/dev/null", "r+");
    if (nowhere == NULL || newterm("xterm", nowhere, nowhere) == NULL)
        abort();
    open = true;
}

static void put_wide(struct buffer *out, uint32_t code)
{
    const unsigned char bytes[] = {
        (unsigned char)(0xF0 | code >> 18), (unsigned char)(0x80 | (code >> 12 & 0x3F)),
        (unsigned char)(0x80 | (code >> 6 & 0x3F)), (unsigned char)(0x80 | (code & 0x3F))};
    if (code < 0x80) {
        char c = (char)code;
        buffer_append(out, &c, 1);
    } else if (code < 0x800) {
        const unsigned char two[] = {(unsigned char)(0xC0 | code >> 6), bytes[3]};
        buffer_append(out, two, 2);
    } else if (code < 0x10000) {
        const unsigned char three[] = {(unsigned char)(0xE0 | code >> 12), bytes[2], bytes[3]};
        buffer_append(out, three, 3);
    } else {
        buffer_append(out, bytes, 4);
    }
}

/* What the screen holds. */
static void read_screen(struct buffer *shown)
{
    static wchar_t row[WIDE_MOST];
    for (int y = 0; y < LINES; y++) {
        if (mvinnwstr(y, 0, row, WIDE_MOST - 1) == ERR)
            continue;
        for (size_t i = 0; row[i] != L'\0'; i++) {
            if (hostile_is((uint32_t)row[i]))
                abort();
            put_wide(shown, (uint32_t)row[i]);
        }
        buffer_text(shown, "\n");
    }
}

static void draw(struct full *f, struct buffer *shown)
{
    static const enum full_mode modes[] = {FULL_QUESTION, FULL_LIST,   FULL_FINISH, FULL_LEAVE,
                                           FULL_HELP,     FULL_NOTICE, FULL_RESULT};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        f->mode = modes[i];
        draw_screen(f);
        read_screen(shown);
    }
    f->mode = FULL_QUESTION;
}

/* One reply, taken for each that it might be. */
static void take(struct connection *c, struct full *f, struct buffer *shown)
{
    struct view_question q;
    struct mono now = {0};
    struct buffer result = {0};
    char text[64];
    connection_text(c, "code", text, sizeof text);
    begin_catching();
    screen_code(text, text);
    if (c->values[0].type == WIRE_ERROR)
        screen_error(c);
    (void)view_take_exam(f->view, c->values, c->count, now);
    screen_result(c);
    if (f->view->questions > 0 && view_take_question(f->view, c->values, c->count, &q)) {
        screen_question(f->view, &q, now);
        free(f->question[q.number]);
        f->question[q.number] = view_copy(&q);
        f->view->current = q.number;
        f->chosen = f->listed = q.number;
    }
    lines_wrap(f->view->title, strlen(f->view->title), 0);
    screen_list(f->view);
    hold_announcement(f->view);
    end_catching(shown);
    result_text(c, &result);
    (void)snprintf(f->result, sizeof f->result, "%.*s", (int)result.len, result.data);
    buffer_release(&result);
}

/* The saved answer is being written on. */
static void edit(struct full *f, struct buffer *shown)
{
    const struct view_question *q = state_current(f);
    if (q == NULL || !view_is_written(q->kind))
        return;
    struct view_values given = view_answer(f->view, q->number);
    static struct edit text;
    const struct wire_word *word = &given.word[0];
    if (!edit_set(&text, given.count > 0 ? word->data : "", given.count > 0 ? word->len : 0,
                  q->bytes))
        abort();
    f->edit[q->number] = &text;
    f->editing = true;
    draw(f, shown);
    f->editing = false;
    f->edit[q->number] = NULL;
    edit_release(&text);
}

void puppet_client(const char *replies, size_t len, int columns, int rows, struct buffer *shown)
{
    static struct connection c;
    static struct full f;
    static struct view view;
    static const struct door nowhere;
    const char *reason;
    open_screen();
    (void)resizeterm(rows, columns);
    memset(&f, 0, sizeof f);
    f.view = &view;
    f.listed = 1;
    connection_init(&c, &nowhere, screen_news, NULL);
    fill(&c.in, replies, len);
    while (wire_reply(&c.in, c.values, WIRE_REPLY_VALUES, &c.count, &reason) == WIRE_READY) {
        take(&c, &f, shown);
        if (view.questions > 0 && view.current > 0) {
            draw(&f, shown);
            edit(&f, shown);
        }
    }
    for (size_t i = 0; i <= VIEW_QUESTIONS; i++)
        free(f.question[i]);
    view_release(&view);
    connection_close(&c);
}

/* --- sinodoctl --- */

/* What the board would draw, which nothing cleans once more. */
static void take_board(const struct wire_value *values, size_t count)
{
    static const struct mono now;
    struct board_rows b;
    if (!board_rows_open(&b))
        abort();
    if (board_rows_take(&b, values, count, now) && board_rows_order(&b)) {
        printf("%s %s %s %s\n", b.node, b.peer, b.link, b.time);
        for (size_t i = 0; i < b.shown_count; i++)
            printf("%s %s %s %s %s %s\n", b.shown[i]->id, b.shown[i]->name, b.shown[i]->node,
                   b.shown[i]->room, b.shown[i]->state, b.shown[i]->event);
    }
    board_rows_close(&b);
}

static void take_ctl(const struct wire_value *values, size_t count, struct buffer *shown)
{
    struct show_list listed = {.format = SHOW_CSV}, table = {.format = SHOW_LINES};
    struct show_list objects = {.format = SHOW_JSON};
    static struct attention attention;
    struct show_done done = {0};
    size_t rows;
    begin_catching();
    if (show_take_done(&done, values, count))
        (void)show_done(stdout, SHOW_LINES, &done);
    show_done_release(&done);
    if (values[0].type == WIRE_ERROR)
        show_error(stdout, &values[0]);
    (void)show_reply(stdout, SHOW_LINES, values, count);
    take_board(values, count);
    attention_find(values, count, &attention);
    (void)show_status(stdout, SHOW_LINES, values, count, &attention);
    (void)show_status(stdout, SHOW_JSON, values, count, &attention);
    if (show_take_applicants(&table, values, count, &rows))
        show_list(stdout, &table);
    if (show_take_applicants(&listed, values, count, &rows))
        show_list(stdout, &listed);
    end_catching(shown);
    show_list_release(&table);
    if (show_take_applicants(&objects, values, count, &rows))
        show_list(stdout, &objects);
    show_list_release(&objects);
    show_list_release(&listed);
}

/* Only as many values are there as came: a checker sees who reads past them. */
void puppet_ctl(const char *replies, size_t len, struct buffer *shown)
{
    static struct wire_value values[WIRE_REPLY_VALUES];
    struct wire_reader in;
    const char *reason;
    size_t count;
    fill(&in, replies, len);
    while (wire_reply(&in, values, WIRE_REPLY_VALUES, &count, &reason) == WIRE_READY) {
        struct wire_value *came = malloc(count * sizeof *came);
        if (came == NULL)
            abort();
        memcpy(came, values, count * sizeof *came);
        take_ctl(came, count, shown);
        free(came);
    }
    wire_reader_release(&in);
}
