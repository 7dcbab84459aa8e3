#include "server/ctl/watching.h"

#include "client/say.h"
#include "common/printable.h"
#include "server/ctl/board_draw.h"
#include "server/ctl/ordering.h"

#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    ASK_MS = 800,    /* between two looks at the board */
    KEY_MS = 200,    /* for a key */
    REPLY_MS = 5000, /* for the node's */
    MESSAGE_SIZE = 400,
    ESCAPE = 27
};

/* A command of a key. */
struct hotkey {
    int key;
    const char *name;    /* in desk_table.c */
    const char *people;  /* "--all"; "": it is about nobody; NULL: the chosen person */
    const char *asks[2]; /* what is typed before it is sent: the text, the reason; NULL: nothing */
    const char *sure;    /* asked before it is sent; NULL: nothing */
};

static const struct hotkey hotkeys[] = {
    {'a', "admit", NULL, {NULL, NULL}, NULL},
    {'p', "pause", NULL, {NULL, NULL}, NULL},
    {'r', "resume", NULL, {NULL, NULL}, NULL},
    {'e', "extend", NULL, {"Minutes more: ", "Why: "}, NULL},
    {'n', "note", NULL, {NULL, "What happened: "}, NULL},
    {'m', "move", NULL, {NULL, NULL}, "Free this exam from its terminal? Type yes: "},
    {'x', "end", NULL, {NULL, NULL}, "End this exam in 10 s? Type yes: "},
    {'c', "amend", NULL, {"The right name: ", NULL}, NULL},
    {'v', "void", NULL, {NULL, "Why is this exam void: "}, "Declare it void? Type yes: "},
    {'u', "unvoid", NULL, {NULL, NULL}, "Does this exam count again? Type yes: "},
    {'o', "reopen", NULL, {NULL, "Why does this exam go on: "}, "Reopen it? Type yes: "},
    {'t', "transfer", NULL, {"To which centre: ", NULL}, NULL},
    {'b', "begin", "", {NULL, NULL}, "Begin the exam for all who wait? Type yes: "},
    {'A', "announce", "", {"Say to everybody: ", NULL}, NULL},
    {'P', "pause", "--all", {NULL, NULL}, "Pause everybody of this node? Type yes: "},
    {'R', "resume", "--all", {NULL, NULL}, "Let time run again at this node? Type yes: "},
};

enum step { STEP_NONE, STEP_FILTER, STEP_TEXT, STEP_REASON, STEP_SURE, STEP_SEND };

/* What is being typed, or waits for the node's reply. */
struct doing {
    enum step step;
    const struct hotkey *hotkey;
    struct ordered ordered;
    char id[IDENT_SIZE];
    char *ids[1];
    char key[ORDERING_KEY_SIZE];
    char typed[ORDERING_TEXT_SIZE];
};

struct watch {
    struct call *call;
    struct board_rows rows;
    struct board_screen screen;
    struct doing doing;
    char message[MESSAGE_SIZE];
    struct mono asked;
    bool ends;
};

/* --- what the node says --- */

static void tell(struct watch *w, const char *text, size_t len)
{
    (void)printable_copy(w->message, sizeof w->message, text, len, PRINTABLE_LINE);
}

static void tell_text(struct watch *w, const char *text)
{
    tell(w, text, strlen(text));
}

static void ask_board(struct watch *w)
{
    const char *const request[] = {"DESK", "BOARD", w->rows.cursor};
    struct mono now = clock_mono();
    enum call_result result = call_try(w->call, request, 3);
    w->asked = now;
    w->screen.lost = result == CALL_LOST;
    if (result == CALL_ERROR)
        tell(w, w->call->values[0].data, w->call->values[0].len);
    else if (result == CALL_ANSWERED &&
             (!board_rows_take(&w->rows, w->call->values, w->call->count, clock_mono()) ||
              !board_rows_order(&w->rows)))
        tell_text(w, "the node's reply is not what this program knows");
}

/* --- a command --- */

static void forget(struct watch *w)
{
    memset(&w->doing, 0, sizeof w->doing);
}

static void tell_done(struct watch *w)
{
    char text[MESSAGE_SIZE];
    struct doing *d = &w->doing;
    const char *people = d->ordered.people != NULL ? d->ordered.people : d->id;
    (void)snprintf(text, sizeof text, "%s%s%s: done", d->hotkey->name, people[0] != '\0' ? " " : "",
                   people);
    tell_text(w, text);
}

/* With the same key until there is a reply. */
static void send_command(struct watch *w)
{
    const char *request[WIRE_REQUEST_WORDS];
    struct doing *d = &w->doing;
    int taken;
    char *name[] = {(char *)d->hotkey->name};
    const struct desk_row *row = desk_row_find(1, name, &taken);
    size_t used = ordering_request(row, &d->ordered, d->key, 0, request);
    enum call_result result = call_try(w->call, request, used);
    w->screen.lost = result == CALL_LOST;
    if (result == CALL_LOST) {
        tell_text(w, "no answer yet: the command is sent again until there is one");
        return;
    }
    if (result == CALL_ANSWERED)
        tell_done(w);
    else
        tell(w, w->call->values[0].data, w->call->values[0].len);
    forget(w);
    w->asked.ms = 0; /* the board shows it at once */
}

/* What is asked in this step; NULL: nothing. */
static const char *asked_in(const struct hotkey *h, enum step step)
{
    return step == STEP_TEXT     ? h->asks[0]
           : step == STEP_REASON ? h->asks[1]
           : step == STEP_SURE   ? h->sure
                                 : NULL;
}

/* Prepares what is asked in this step, or in the next one in which something is; sends when nothing is
 * asked any more. */
static void begin_step(struct watch *w, enum step step)
{
    struct doing *d = &w->doing;
    const char *asks = asked_in(d->hotkey, step);
    while (asks == NULL && step != STEP_SEND)
        asks = asked_in(d->hotkey, ++step);
    d->step = step;
    d->typed[0] = '\0';
    if (asks == NULL)
        send_command(w);
    else
        tell_text(w, asks);
}

static void next_step(struct watch *w)
{
    begin_step(w, (enum step)(w->doing.step + 1));
}

static void begin_command(struct watch *w, const struct hotkey *hotkey)
{
    struct doing *d = &w->doing;
    const struct board_line *line = board_rows_chosen(&w->rows);
    forget(w);
    if (line == NULL && hotkey->people == NULL)
        return;
    d->hotkey = hotkey;
    if (hotkey->people != NULL && hotkey->people[0] != '\0')
        d->ordered.people = hotkey->people;
    if (hotkey->people == NULL) {
        memcpy(d->id, line->id, sizeof d->id);
        d->ids[0] = d->id;
        d->ordered.ids = d->ids;
        d->ordered.id_count = 1;
    }
    d->ordered.confirmed = hotkey->sure != NULL;
    if (ordering_draw_key(d->key))
        begin_step(w, STEP_TEXT);
}

/* --- keys --- */

static void take_typed(struct watch *w)
{
    struct doing *d = &w->doing;
    switch (d->step) {
    case STEP_FILTER:
        tell_text(w, "");
        forget(w);
        return;
    case STEP_TEXT:
        memcpy(d->ordered.text, d->typed, sizeof d->typed);
        break;
    case STEP_REASON:
        memcpy(d->ordered.reason, d->typed, sizeof d->typed);
        break;
    case STEP_SURE:
        if (strcmp(d->typed, "yes") != 0) {
            tell_text(w, "nothing was changed");
            forget(w);
            return;
        }
        break;
    case STEP_NONE:
    case STEP_SEND:
        return;
    }
    if (d->typed[0] != '\0')
        next_step(w);
}

static void set_filter(struct watch *w)
{
    (void)snprintf(w->rows.filter, sizeof w->rows.filter, "%.*s", BOARD_ROWS_TEXT - 1,
                   w->doing.typed);
    (void)board_rows_order(&w->rows);
}

static void leave(struct watch *w)
{
    bool filter = w->doing.step == STEP_FILTER;
    tell_text(w, filter ? "" : "nothing was changed");
    forget(w);
    if (filter)
        set_filter(w);
}

/* A key while something is typed. Letters beyond ASCII come in several bytes, one after the other. */
static void type_key(struct watch *w, int key)
{
    char *typed = w->doing.typed;
    size_t len = strlen(typed);
    if (key == ESCAPE)
        leave(w);
    else if (key == '\n' || key == '\r' || key == KEY_ENTER)
        take_typed(w);
    else if ((key == KEY_BACKSPACE || key == 127 || key == '\b') && len > 0) {
        while (len > 0 && ((unsigned char)typed[--len] & 0xC0) == 0x80) {
        }
        typed[len] = '\0';
    } else if (key >= ' ' && key < 256 && key != 127 && len + 1 < ORDERING_TEXT_SIZE) {
        typed[len] = (char)key;
        typed[len + 1] = '\0';
    }
    if (w->doing.step == STEP_FILTER)
        set_filter(w);
}

static bool move_key(struct watch *w, int key)
{
    static const struct {
        int key, rows, pages;
    } moves[] = {{KEY_UP, -1, 0},   {KEY_DOWN, 1, 0},        {KEY_PPAGE, 0, -1},
                 {KEY_NPAGE, 0, 1}, {KEY_HOME, -1000000, 0}, {KEY_END, 1000000, 0}};
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (key != moves[i].key)
            continue;
        board_rows_move(&w->rows, moves[i].rows + moves[i].pages * board_draw_height());
        return true;
    }
    return false;
}

static void choose_key(struct watch *w, int key)
{
    if (move_key(w, key))
        return;
    tell_text(w, "");
    if (key == 'q')
        w->ends = true;
    if (key == 'g') {
        board_rows_next_room(&w->rows);
        (void)board_rows_order(&w->rows);
    }
    if (key == '/') {
        forget(w);
        w->doing.step = STEP_FILTER;
        set_filter(w);
        tell_text(w, "Find: ");
    }
    for (size_t i = 0; i < sizeof hotkeys / sizeof hotkeys[0]; i++)
        if (key == hotkeys[i].key)
            begin_command(w, &hotkeys[i]);
}

/* --- the loop --- */

static void step(struct watch *w)
{
    struct mono now = clock_mono();
    bool typing = w->doing.step != STEP_NONE && w->doing.step != STEP_SEND;
    if (w->doing.step == STEP_SEND && now.ms - w->asked.ms >= ASK_MS) {
        w->asked = now;
        send_command(w);
    }
    if (w->rows.more || now.ms - w->asked.ms >= ASK_MS)
        ask_board(w);
    w->screen.typed = typing ? w->doing.typed : NULL;
    board_draw(&w->screen, clock_mono());
    timeout(w->rows.more && !w->screen.lost ? 0 : KEY_MS);
    int key = getch();
    if (key == ERR)
        return;
    if (typing)
        type_key(w, key);
    else if (w->doing.step == STEP_NONE)
        choose_key(w, key);
    else if (key == ESCAPE) {
        forget(w);
        tell_text(w, "not sent again: it may have been done");
    }
}

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

static void watch_signals(void)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        (void)sigaction(ends[i], &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static int show(struct watch *w)
{
    say_choose(SAY_ENGLISH); /* the terminal's character set; what staff read is English */
    if (newterm(NULL, stdout, stdin) == NULL) {
        (void)fputs("sinodoctl: this terminal cannot show the board\n", stderr);
        return EX_UNAVAILABLE;
    }
    watch_signals();
    (void)cbreak();
    (void)noecho();
    (void)keypad(stdscr, TRUE);
    (void)set_escdelay(50);
    while (!w->ends && !interrupted)
        step(w);
    (void)endwin();
    return EX_OK;
}

int watching_run(struct call *c, int count, char **words)
{
    static struct watch w;
    (void)count;
    (void)words;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        (void)fputs("sinodoctl: the board needs a terminal; status and applicants do not\n",
                    stderr);
        return EX_USAGE;
    }
    if (!call_connect(c))
        return c->failure;
    c->quiet = true;
    c->reply_ms = REPLY_MS;
    w = (struct watch){.call = c};
    w.screen.rows = &w.rows;
    w.screen.message = w.message;
    int result = board_rows_open(&w.rows) ? show(&w) : EX_OSERR;
    board_rows_close(&w.rows);
    c->quiet = false;
    return result;
}
