#include "server/desk/desk_board.h"

#include "common/random.h"
#include "common/thread.h"
#include "db/ledger_peer.h"
#include "server/desk/board.h"
#include "server/door/reply.h"
#include "server/door/terminal_here.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BOARD_PAUSE_MS = 250,    /* between two looks */
    READ_BYTES = 256 * 1024, /* of each journal, in one task of the store */
    READ_MS = 400,           /* then the rest is left to the next request */
    ROWS_MOST = 60,          /* in one reply: WIRE_REPLY_VALUES bounds them */
    PAIRS = 16,
    ROW_VALUES = 15,
    CURSOR_SIZE = 40
};

/* Legend: (b) guarded by the lock, (r) of the worker that reads: it has set `reading`. */
struct desk_board {
    pthread_mutex_t lock;
    struct board *board;      /* (b) */
    uint64_t epoch;           /* constant: cursors of another start are not ours */
    bool reading;             /* (b) */
    bool whole;               /* (b) both journals have been read to their ends */
    struct mono looked;       /* (b) */
    struct board_now now;     /* (b) of the last look */
    uint64_t next_n[2];       /* (r) */
    struct ledger_run run[2]; /* (r) */
};

enum status desk_board_open(const struct policy *policy, struct desk_board **out)
{
    struct desk_board *d = calloc(1, sizeof *d);
    enum status status = d != NULL ? random_bytes(&d->epoch, sizeof d->epoch) : STATUS_NOMEM;
    if (status == STATUS_OK)
        status = board_open(policy, &d->board);
    if (status != STATUS_OK) {
        free(d);
        return status;
    }
    thread_mutex_init(&d->lock);
    d->next_n[JOURNAL_OWN] = d->next_n[JOURNAL_PEER] = 1;
    *out = d;
    return STATUS_OK;
}

void desk_board_close(struct desk_board *d)
{
    if (d == NULL)
        return;
    buffer_release(&d->run[JOURNAL_OWN].bytes);
    buffer_release(&d->run[JOURNAL_PEER].bytes);
    board_close(d->board);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

/* --- reading --- */

struct read_call {
    struct desk_board *d;
    uint64_t last_n[2];
    uint64_t clock_ms;
    bool clock_runs;
};

static void run_read(struct ledger *ledger, struct task *task)
{
    struct read_call *c = task->context;
    struct ledger_position at = ledger_position(ledger);
    c->last_n[JOURNAL_OWN] = at.own_n;
    c->last_n[JOURNAL_PEER] = at.held_n;
    for (int i = 0; i < 2; i++) {
        c->d->run[i].count = 0;
        if (c->d->next_n[i] <= c->last_n[i])
            ledger_read(ledger, i == JOURNAL_OWN, c->d->next_n[i], READ_BYTES, &c->d->run[i]);
    }
    c->clock_ms = ledger_clock_ms(ledger);
    c->clock_runs = ledger_clock_runs(ledger);
}

/* False: memory was out, and the same entries are read again. */
static bool take_run_locked(struct desk_board *d, enum journal_owner journal, struct mono now)
{
    const struct ledger_run *run = &d->run[journal];
    const uint8_t *bytes = (const uint8_t *)run->bytes.data;
    struct entry e;
    if (run->bytes.failed)
        return false;
    for (size_t i = 0; i < run->count; i++) {
        if (journal_decode(bytes, run->len[i], &e))
            board_take(d->board, journal, &e, now);
        bytes += run->len[i];
    }
    d->next_n[journal] += run->count;
    return true;
}

static struct presence find_terminal(void *context, enum journal_owner journal,
                                     const struct applicant *a)
{
    const struct node *node = context;
    bool runs = a->sitting.state == SITTING_RUNNING;
    if (journal == JOURNAL_OWN)
        return terminal_here(node, a->id, runs ? &a->sitting.terminal.token : NULL);
    if (node->peer != NULL)
        return watch_peer(peer_watch(node->peer), a->id, clock_mono());
    return (struct presence){PRESENCE_UNKNOWN, -1};
}

static void look_locked(struct desk_board *d, const struct request *r, const struct read_call *c)
{
    d->now = (struct board_now){.mono = clock_mono(),
                                .wall = clock_wall(),
                                .clock_ms = c->clock_ms,
                                .clock_runs = c->clock_runs,
                                .peer_held_n = store_peer_held(r->node->store),
                                .paired = config_is_paired(r->node->config),
                                .terminal = find_terminal,
                                .context = r->node};
    board_look(d->board, &d->now);
    d->looked = d->now.mono;
}

/* Reads what is new, as far as there is time. False: the reply says why not. */
static bool read_journals(const struct request *r, struct desk_board *d)
{
    struct read_call c = {.d = d};
    struct mono end = clock_deadline(READ_MS);
    bool whole = false;
    while (!whole && clock_left_ms(end) > 0) {
        if (!request_run(r, run_read, &c))
            return false;
        thread_lock(&d->lock);
        struct mono now = clock_mono();
        bool taken = take_run_locked(d, JOURNAL_OWN, now) && take_run_locked(d, JOURNAL_PEER, now);
        thread_unlock(&d->lock);
        if (!taken) {
            reply_failure(r->out, STATUS_NOMEM);
            return false;
        }
        whole = d->next_n[JOURNAL_OWN] > c.last_n[JOURNAL_OWN] &&
                d->next_n[JOURNAL_PEER] > c.last_n[JOURNAL_PEER];
    }
    thread_lock(&d->lock);
    d->whole = whole;
    look_locked(d, r, &c);
    thread_unlock(&d->lock);
    return true;
}

/* One worker reads, for all. */
static bool refresh(const struct request *r, struct desk_board *d)
{
    thread_lock(&d->lock);
    bool due = !d->reading && (!d->whole || clock_mono().ms - d->looked.ms >= BOARD_PAUSE_MS);
    d->reading = d->reading || due;
    thread_unlock(&d->lock);
    if (!due)
        return true;
    bool good = read_journals(r, d);
    thread_lock(&d->lock);
    d->reading = false;
    thread_unlock(&d->lock);
    return good;
}

/* --- the reply --- */

/* EPOCH-VERSION, both hexadecimal. Another start's, and anything else: from the beginning. */
static uint64_t read_cursor(const struct desk_board *d, const struct wire_word *word)
{
    char text[CURSOR_SIZE];
    char *end;
    (void)snprintf(text, sizeof text, "%.*s", (int)(word->len < CURSOR_SIZE ? word->len : 0),
                   word->data);
    if (strtoull(text, &end, 16) != d->epoch || *end != '-')
        return 0;
    uint64_t version = strtoull(end + 1, &end, 16);
    return *end == '\0' ? version : 0;
}

static int64_t whole_seconds(int64_t ms)
{
    return ms < 0 ? -1 : ms / 1000;
}

static void put_row(const struct request *r, const struct board_row *row, const char *peer)
{
    static const char *const here[] = {[PRESENCE_HERE] = "yes",
                                       [PRESENCE_SILENT] = "silent",
                                       [PRESENCE_ABSENT] = "no",
                                       [PRESENCE_UNKNOWN] = "unknown"};
    struct roster_person person = {.room = ""};
    if (r->node->listed != NULL)
        (void)listed_find(r->node->listed, row->id, &person);
    wire_put_array(r->out, ROW_VALUES);
    wire_put_text(r->out, row->id);
    wire_put_text(r->out, row->name);
    wire_put_text(r->out, row->journal == JOURNAL_OWN ? r->node->config->node : peer);
    wire_put_text(r->out, person.room);
    wire_put_text(r->out, board_state_text(row->state));
    wire_put_integer(r->out, row->answered);
    wire_put_integer(r->out, row->left_ms < 0 ? -1 : (row->left_ms + 999) / 1000);
    wire_put_text(r->out, row->runs ? "yes" : "no");
    wire_put_text(r->out, here[row->terminal.here]);
    wire_put_integer(r->out, whole_seconds(row->terminal.silent_ms));
    wire_put_integer(r->out, whole_seconds(row->saved_ms));
    wire_put_integer(r->out, row->copies);
    wire_put_integer(r->out, row->attention);
    wire_put_text(r->out, row->event);
    wire_put_integer(r->out, (int64_t)row->event_n);
}

/* How far the two nodes are apart. */
static void put_link(const struct request *r, const struct desk_board *d, struct mono now)
{
    const struct node *node = r->node;
    struct ledger_position at = store_position(node->store);
    bool paired = config_is_paired(node->config), linked = node->peer != NULL;
    bool down = paired && !store_is_linked(node->store);
    struct report_line line = {0, 0, 0};
    uint64_t theirs = linked ? peer_journal_n(node->peer) : 0;
    if (linked)
        peer_line(node->peer, &line);
    reply_pair_text(r->out, "link", !paired ? "none" : down ? "down" : "up");
    reply_pair_integer(r->out, "down", down ? store_unlinked_ms(node->store) / 1000 : -1);
    reply_pair_integer(r->out, "heard", whole_seconds(board_peer_age_ms(d->board, now)));
    reply_pair_integer(r->out, "told",
                       linked ? whole_seconds(watch_peer_age_ms(peer_watch(node->peer), now)) : -1);
    reply_pair_integer(r->out, "not_at_peer", paired ? (int64_t)store_not_at_peer(node->store) : 0);
    reply_pair_integer(r->out, "answers_not_at_peer", paired ? board_answers_here(d->board) : 0);
    reply_pair_integer(r->out, "backlog", (line.backlog_ms + 999) / 1000);
    reply_pair_integer(r->out, "not_here", theirs > at.held_n ? (int64_t)(theirs - at.held_n) : 0);
}

static void put_board(const struct request *r, struct desk_board *d, const struct wire_word *cursor)
{
    struct board_row rows[ROWS_MOST];
    struct ledger_peer peer;
    char next[CURSOR_SIZE];
    store_peer(r->node->store, &peer);
    uint64_t since = read_cursor(d, cursor);
    bool fresh = since == 0;
    struct board_now now = d->now;
    now.mono = clock_mono();
    now.wall = clock_wall();
    size_t count = board_changes(d->board, &now, &since, rows, ROWS_MOST);
    (void)snprintf(next, sizeof next, "%" PRIx64 "-%" PRIx64, d->epoch, since);
    wire_put_array(r->out, (size_t)2 * PAIRS);
    reply_pair_text(r->out, "cursor", next);
    reply_pair_text(r->out, "fresh", fresh ? "yes" : "no");
    reply_pair_text(r->out, "more", count == ROWS_MOST || !d->whole ? "yes" : "no");
    reply_pair_text(r->out, "node", r->node->config->node);
    reply_pair_text(r->out, "peer", peer.node);
    put_link(r, d, now.mono);
    reply_pair_text(r->out, "time", d->now.clock_runs ? "runs" : "stands");
    reply_pair_integer(r->out, "questions", (int64_t)r->node->exam->asked_count);
    wire_put_text(r->out, "rows");
    wire_put_array(r->out, count);
    for (size_t i = 0; i < count; i++)
        put_row(r, &rows[i], peer.node);
}

void desk_board(const struct request *r, const struct desk_words *w)
{
    struct desk_board *d = r->node->board;
    if (!refresh(r, d))
        return;
    thread_lock(&d->lock);
    put_board(r, d, &w->word[0]);
    thread_unlock(&d->lock);
}
