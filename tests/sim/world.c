#include "tests/sim/world.h"

#include "common/clock.h"
#include "server/core/examclock.h"
#include "tests/lib/sample.h"
#include "tests/sim/memory.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { QUESTIONS = 3, START_MS = 1000 };

/* The clocks of the node that runs at the moment; the linker puts these in the place of the real
 * ones. */
static int64_t mono_ms, wall_offset_ms;

struct mono __wrap_clock_mono(void);
struct wall __wrap_clock_wall(void);
struct mono __wrap_clock_deadline(int64_t ms);
int __wrap_clock_left_ms(struct mono deadline);

struct mono __wrap_clock_mono(void)
{
    return (struct mono){mono_ms};
}

struct wall __wrap_clock_wall(void)
{
    return (struct wall){mono_ms + wall_offset_ms};
}

struct mono __wrap_clock_deadline(int64_t ms)
{
    return (struct mono){mono_ms + ms};
}

int __wrap_clock_left_ms(struct mono deadline)
{
    return deadline.ms > mono_ms ? (int)(deadline.ms - mono_ms) : 0;
}

static struct world_node *enter(struct world *w, int which)
{
    mono_ms = w->now_ms;
    wall_offset_ms = w->node[which].wall_offset_ms;
    return &w->node[which];
}

void world_enter(struct world *w, int which)
{
    (void)enter(w, which);
}

static struct mono now(const struct world *w)
{
    return (struct mono){w->now_ms};
}

/* --- life of a node --- */

static void on_news(void *context)
{
    (void)context; /* whoever drives the world steps the node when it likes */
}

static void on_finished(void *context)
{
    struct world_node *n = context;
    n->finished++;
}

static void on_lost(void *context)
{
    struct world_node *n = context;
    n->lost = true;
}

static uint64_t free_bytes_of(void *node)
{
    return ((struct world_node *)node)->free_bytes;
}

static enum status open_ledger(struct world_node *n)
{
    char error[DATABASE_ERROR_SIZE];
    struct identity identity = {.cluster = "sim", .paired = true};
    struct ledger_options options = {
        .exam = n->exam, .address = "127.0.0.1:1", .grace_ms = n->grace_ms};
    (void)snprintf(identity.node, sizeof identity.node, "%s", n->name);
    options.roster_node = n->roster_node;
    options.roster = (void *)n->name;
    options.people_most = n->people_most;
    options.free_bytes = free_bytes_of;
    options.disk = n;
    n->starts++;
    memcpy(options.instance.bytes, &n->starts, sizeof n->starts);
    options.instance.bytes[INSTANCE_BYTES - 1] = (uint8_t)n->dir[strlen(n->dir) - 1];
    enum status status = database_open(n->dir, &identity, n->log_pages, &n->database, error);
    if (status == STATUS_OK)
        status = ledger_open(&n->database, &options, &n->ledger, error);
    if (status == STATUS_OK && n->log_pages < DATABASE_LOG_PAGES) /* that would take its time */
        status = database_reserve(&n->database);
    return status;
}

static void close_ledger(struct world_node *n)
{
    ledger_close(n->ledger);
    database_close(&n->database);
    n->ledger = NULL;
}

static void free_parts(struct world_node *n)
{
    store_close(n->store);
    exchange_close(n->exchange);
    journal_cache_close(n->cache);
    close_ledger(n);
    n->store = NULL;
    n->exchange = NULL;
    n->cache = NULL;
    n->up = false;
}

struct presence world_presence(const struct world *w, const char *id)
{
    static const struct presence all[] = {
        {PRESENCE_HERE, 0}, {PRESENCE_SILENT, PRESENCE_SILENT_MS}, {PRESENCE_ABSENT, -1}};
    int64_t turn = w->now_ms / WORLD_PRESENCE_MS + id[strlen(id) - 1];
    struct presence p = all[turn % 3];
    if (p.here == PRESENCE_SILENT)
        p.silent_ms += w->now_ms % WORLD_PRESENCE_MS;
    return p;
}

static struct presence hear_terminal(void *context, const char *id, const struct digest *token)
{
    (void)token;
    return world_presence(context, id);
}

bool world_start(struct world *w, int which)
{
    struct world_node *n = enter(w, which);
    assert(!n->up);
    n->lost = n->heard = false;
    n->finished = 0;
    struct store_events events = {on_news, on_finished, on_lost, n};
    n->watch = (struct exchange_watch){hear_terminal, w};
    enum status status = open_ledger(n);
    if (status == STATUS_OK)
        status = journal_cache_open(&n->cache);
    if (status == STATUS_OK)
        status = store_open(&n->database, n->ledger, n->cache, &events, &n->store);
    if (status == STATUS_OK)
        status = exchange_open(n->store, n->cache, on_news, n, NULL, &n->watch, &n->exchange);
    if (status != STATUS_OK) {
        free_parts(n);
        return false;
    }
    n->up = true;
    n->started_ms = w->now_ms;
    n->found_n = ledger_position(n->ledger).own_n;
    store_turn(n->store, 0);
    if (!n->lost)
        return true;
    world_kill(w, which);
    return false;
}

/* Does what one node sends reach the other one? */
static bool hears(const struct world *w, int to, int from)
{
    const struct world_node *n = &w->node[to];
    return n->connected && n->other == from && !n->waits && !w->node[from].waits;
}

/* This end is no more; the other sees it once it has read what was sent before. */
static void hang_up(struct world *w, int which)
{
    struct world_node *n = &w->node[which];
    if (!n->connected)
        return;
    exchange_end(n->exchange);
    n->connected = false;
    n->end_comes = false;
    buffer_clear(&n->coming);
    if (hears(w, n->other, which))
        w->node[n->other].end_comes = true;
}

void world_stop(struct world *w, int which)
{
    struct world_node *n = enter(w, which);
    store_hurry(n->store);
    while (!n->lost && !exchange_is_idle(n->exchange))
        store_turn(n->store, SIZE_MAX);
    if (!n->lost)
        store_turn(n->store, SIZE_MAX);
    hang_up(w, which);
    if (n->lost)
        disk_die(n->disk, 0);
    free_parts(n);
    disk_heal(n->disk);
}

void world_kill(struct world *w, int which)
{
    struct world_node *n = enter(w, which);
    disk_die(n->disk, 0);
    hang_up(w, which);
    free_parts(n);
    disk_heal(n->disk);
}

/* A process that lost its disk ends by itself. */
static void end_lost(struct world *w, int which)
{
    if (w->node[which].lost)
        world_kill(w, which);
}

void world_turn(struct world *w, int which, size_t most)
{
    store_turn(enter(w, which)->store, most);
    end_lost(w, which);
}

static bool ticks(const struct world_node *n)
{
    return n->up && !n->stalls && ledger_next_tick_ms(n->ledger) != LEDGER_NO_DEADLINE;
}

void world_pass(struct world *w, int64_t ms, int stopped)
{
    if (stopped >= 0) {
        w->node[stopped].held_ms += ms;
        w->node[stopped].holds++;
    }
    while (ms > 0) {
        int64_t slice = ms < EXAMCLOCK_TICK_MS ? ms : EXAMCLOCK_TICK_MS;
        w->now_ms += slice;
        ms -= slice;
        for (int i = 0; i < 2; i++)
            if (i != stopped && ticks(&w->node[i]))
                world_turn(w, i, 0);
    }
    if (stopped >= 0 && ticks(&w->node[stopped]))
        world_turn(w, stopped, 0);
}

static void stalled(void *context)
{
    struct world_node *n = context;
    n->stalls = true;
    world_pass(n->world, n->stall_ms, (int)(n - n->world->node));
    n->stalls = false;
    (void)enter(n->world, (int)(n - n->world->node));
}

void world_stall(struct world *w, int which, unsigned k, int64_t ms)
{
    struct world_node *n = &w->node[which];
    n->stall_ms = ms;
    n->world = w;
    disk_stall(n->disk, k, stalled, n);
}

/* --- the link --- */

bool world_can_connect(struct world *w)
{
    for (int i = 0; i < 2; i++) {
        const struct world_node *n = &w->node[i];
        if (!n->up || n->connected || !exchange_is_idle(n->exchange))
            return false;
    }
    return true;
}

/* What it has to say is under way. */
static void collect(struct world *w, int which)
{
    struct world_node *n = &w->node[which], *other = &w->node[n->other];
    struct wire_word out = exchange_output(n->exchange);
    memory_pause();
    if (other->coming.len == 0 && other->come_from_ms < w->now_ms + w->line_delay_ms)
        other->come_from_ms = w->now_ms + w->line_delay_ms;
    if (hears(w, n->other, which))
        buffer_append(&other->coming, out.data, out.len);
    memory_resume();
    exchange_sent(n->exchange, out.len);
}

static void step(struct world *w, int which)
{
    struct world_node *n = enter(w, which);
    bool open;
    do {
        open = exchange_step(n->exchange, now(w));
        if (n->lost)
            return;
        if (open || exchange_was_refused(n->exchange))
            collect(w, which);
    } while (open && exchange_has_more(n->exchange));
    if (!open)
        hang_up(w, which);
}

void world_step(struct world *w, int which)
{
    if (w->node[which].connected)
        step(w, which);
    end_lost(w, which);
}

static void begin_connection(struct world *w, int which, int other)
{
    struct world_node *n = enter(w, which);
    n->other = other;
    n->waits = false;
    exchange_begin(n->exchange, now(w));
    exchange_peer_shown(n->exchange);
    buffer_clear(&n->coming);
    n->end_comes = false;
    n->connected = true;
}

static void connect_pair(struct world *w, int first, int second)
{
    begin_connection(w, first, second);
    begin_connection(w, second, first);
    world_step(w, first);
    world_step(w, second);
}

void world_connect(struct world *w)
{
    connect_pair(w, 0, 1);
}

void world_connect_spare(struct world *w)
{
    connect_pair(w, WORLD_SPARE, 1);
}

/* --- a newcomer --- */

static bool read_hello(struct world *w, struct hello *out)
{
    static struct wire_word words[MESSAGE_WORDS];
    struct wire_reader reader;
    struct message m;
    const char *reason;
    size_t room, count;
    wire_reader_init(&reader, MESSAGE_BYTES);
    char *space = wire_reader_space(&reader, &room);
    assert(space != NULL && room >= w->newcomer_said.len);
    memcpy(space, w->newcomer_said.data, w->newcomer_said.len);
    wire_reader_filled(&reader, w->newcomer_said.len);
    bool read = wire_request(&reader, words, MESSAGE_WORDS, &count, &reason) == WIRE_READY &&
                message_parse(words, count, &m) && m.kind == MESSAGE_HELLO;
    wire_reader_release(&reader);
    *out = m.hello;
    return read;
}

/* As the second node's connection: what it had said already comes first. */
static void take_newcomer(struct world *w)
{
    int which = w->newcomer_which;
    struct world_node *n = enter(w, 1);
    w->newcomer = false;
    if (n->connected)
        hang_up(w, 1);
    begin_connection(w, 1, which);
    w->node[which].waits = false;
    buffer_append(&n->coming, w->newcomer_said.data, w->newcomer_said.len);
    world_step(w, 1);
}

enum instances_decision world_ask_newcomer(struct world *w)
{
    struct world_node *n = enter(w, 1);
    struct nonce nonce = {{(uint8_t)(w->now_ms / 7), 1}};
    struct buffer reply = {0};
    struct hello hello;
    bool read = read_hello(w, &hello);
    assert(w->newcomer && read);
    enum instances_decision result = INSTANCES_TAKEN;
    if (n->connected)
        result = exchange_newcomer(n->exchange, &hello, &nonce, now(w), &reply);
    if (result == INSTANCES_TAKEN)
        take_newcomer(w);
    struct world_node *newcomer = &w->node[w->newcomer_which];
    if (result == INSTANCES_WAIT)
        message_put_wait(&newcomer->coming);
    if (result == INSTANCES_REFUSED) {
        w->newcomer = false;
        buffer_append(&newcomer->coming, reply.data, reply.len);
        newcomer->end_comes = true;
    }
    buffer_release(&reply);
    if (n->connected)
        world_step(w, 1);
    return result;
}

enum instances_decision world_come(struct world *w, int which)
{
    struct world_node *n = &w->node[which];
    begin_connection(w, which, 1); /* which has another connection, and hears nothing of this one */
    bool open = exchange_step(enter(w, which)->exchange, now(w));
    struct wire_word said = exchange_output(n->exchange);
    assert(open);
    buffer_clear(&w->newcomer_said);
    buffer_append(&w->newcomer_said, said.data, said.len);
    exchange_sent(n->exchange, said.len);
    w->newcomer = n->waits = true;
    w->newcomer_which = which;
    exchange_forget_newcomer(enter(w, 1)->exchange);
    return world_ask_newcomer(w);
}

void world_cut(struct world *w, bool told0, bool told1)
{
    for (int i = 0; i < 2; i++) {
        buffer_clear(&w->node[i].coming);
        w->node[i].end_comes = i == 0 ? told0 : told1;
    }
}

/* How much of what is under way the line has carried by now. */
static size_t carried(const struct world *w, const struct world_node *n)
{
    int64_t ms = w->now_ms - n->come_from_ms;
    size_t bytes = ms > 0 ? (size_t)(ms * w->line_rate / 1000) : 0;
    return w->line_rate > 0 && bytes < n->coming.len ? bytes : n->coming.len;
}

static void consume(const struct world *w, struct world_node *n, size_t len)
{
    buffer_consume(&n->coming, len);
    if (w->line_rate > 0)
        n->come_from_ms += (int64_t)len * 1000 / w->line_rate;
}

void world_deliver(struct world *w, int which, size_t most)
{
    struct world_node *n = enter(w, which);
    if (!n->connected || exchange_busy(n->exchange))
        return;
    if (n->coming.len == 0) {
        if (n->end_comes)
            hang_up(w, which);
        return;
    }
    size_t room, there = carried(w, n), len = there < most ? there : most;
    if (len == 0)
        return;
    char *space = exchange_space(n->exchange, &room);
    if (space == NULL) {
        hang_up(w, which);
        return;
    }
    if (len > room)
        len = room;
    memcpy(space, n->coming.data, len);
    n->heard = true;
    exchange_received(n->exchange, len, now(w));
    consume(w, n, len);
    world_step(w, which);
}

static bool busy(const struct world_node *n)
{
    return n->connected && !n->stopped &&
           (n->coming.len > 0 || n->end_comes || !exchange_is_idle(n->exchange));
}

/* Time passes until a slow line has carried a little more. */
static void wait_for_line(struct world *w)
{
    enum { LITTLE_BYTES = 64 };
    if (w->line_rate > 0 && w->node[0].coming.len + w->node[1].coming.len > 0)
        w->now_ms += 1 + LITTLE_BYTES * 1000 / w->line_rate;
}

void world_settle(struct world *w)
{
    bool more = true;
    while (more) {
        wait_for_line(w);
        more = false;
        for (int i = 0; i < WORLD_NODES; i++) {
            if (!w->node[i].up || w->node[i].stopped)
                continue;
            world_turn(w, i, SIZE_MAX);
            world_step(w, i);
            world_deliver(w, i, SIZE_MAX);
        }
        for (int i = 0; i < WORLD_NODES; i++)
            more = more || busy(&w->node[i]);
    }
}

/* --- the world --- */

void world_make(struct world *w, const char *base)
{
    static const char *const names[] = {"caracas", "maracay", "caracas"};
    memset(w, 0, sizeof *w);
    w->exam = sample_exam(QUESTIONS);
    disk_use(1);
    for (int i = 0; i < WORLD_NODES; i++) {
        struct world_node *n = &w->node[i];
        n->name = names[i];
        n->exam = w->exam;
        (void)snprintf(n->dir, sizeof n->dir, "%s/%s", base, i == WORLD_SPARE ? "spare" : names[i]);
        n->disk = disk_open(n->dir);
        enum status status = open_ledger(n);
        assert(status == STATUS_OK);
        close_ledger(n);
        n->fresh = disk_save(n->disk);
    }
}

void world_free(struct world *w)
{
    buffer_release(&w->newcomer_said);
    for (int i = 0; i < WORLD_NODES; i++) {
        struct world_node *n = &w->node[i];
        if (n->up)
            world_kill(w, i);
        disk_image_release(n->fresh);
        disk_close(n->disk);
        buffer_release(&n->coming);
    }
    sample_free(w->exam);
}

void world_reset(struct world *w, uint64_t seed)
{
    static const int log_pages[] = {DATABASE_LOG_PAGES, 12, 5, 1};
    w->now_ms = START_MS;
    w->line_rate = w->line_delay_ms = 0;
    w->newcomer = false;
    w->exam->policy = (struct policy){{0}};
    for (int i = 0; i < WORLD_NODES; i++) {
        struct world_node *n = &w->node[i];
        if (n->up)
            world_kill(w, i);
        disk_heal(n->disk);
        disk_load(n->disk, n->fresh);
        buffer_clear(&n->coming);
        n->end_comes = n->stopped = n->waits = n->stalls = false;
        n->held_ms = 0;
        n->holds = 0;
        n->other = i == 1 ? 0 : 1;
        n->come_from_ms = 0;
        n->wall_offset_ms = 1000000;
        n->log_pages = log_pages[seed / 4 % 4];
        n->grace_ms = 0;
        n->roster_node = NULL;
        n->people_most = 0;
        n->free_bytes = UINT64_MAX;
    }
    disk_use(seed);
}

void world_mark_restored(struct world *w, int which)
{
    char text[96];
    assert(!w->node[which].up);
    (void)snprintf(text, sizeof text, "UPDATE meta SET value = %d WHERE name = 'standing'",
                   STANDING_RESTORED);
    disk_change(w->node[which].disk, DATABASE_FILE, text);
}
