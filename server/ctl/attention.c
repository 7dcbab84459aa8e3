#include "server/ctl/attention.h"

#include "server/core/offset.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The reply, and where lines go. */
struct look {
    const struct wire_value *values;
    size_t count;
    struct attention *out;
};

static void add(struct look *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct look *l, const char *format, ...)
{
    if (l->out->count == ATTENTION_MOST)
        return;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(l->out->line[l->out->count++], ATTENTION_LINE_SIZE, format, args);
    va_end(args);
}

/* 0 when there is no such number. */
static long long number(const struct look *l, const char *name)
{
    const struct wire_value *v = wire_pair(l->values, l->count, name);
    return v != NULL && v->type == WIRE_INTEGER ? (long long)v->integer : 0;
}

struct text {
    int len;
    const char *data;
};

/* Empty when there is no such text. */
static struct text text(const struct look *l, const char *name)
{
    const struct wire_value *v = wire_pair(l->values, l->count, name);
    return v != NULL && v->type == WIRE_BULK ? (struct text){(int)v->len, v->data}
                                             : (struct text){0, ""};
}

static bool is(const struct look *l, const char *name, const char *value)
{
    struct text t = text(l, name);
    return t.len == (int)strlen(value) && memcmp(t.data, value, (size_t)t.len) == 0;
}

/* Does the node serve? */
static void look_at_standing(struct look *l)
{
    struct text standing = text(l, "standing"), waiting = text(l, "waiting");
    struct text retired = text(l, "retired"), contested = text(l, "contested");
    long long missing = number(l, "missing_here"), incidents = number(l, "incidents");
    if (!is(l, "standing", "open") && !is(l, "standing", "adopted"))
        add(l, "this node is closed: it serves nobody (standing %.*s)", standing.len,
            standing.data);
    if (waiting.len > 0 && !is(l, "waiting", "no"))
        add(l, "nobody is served yet: this node waits %.*s", waiting.len, waiting.data);
    if (retired.len > 0)
        add(l, "this node is retired: %.*s", retired.len, retired.data);
    if (contested.len > 0)
        add(l, "%.*s: see what_to_do", contested.len, contested.data);
    if (missing > 0)
        add(l, "%lld entries of this node's journal are missing on its disk", missing);
    if (incidents > 0)
        add(l, "%lld incidents: %.*s", incidents, text(l, "incident").len,
            text(l, "incident").data);
}

static void look_at_adoption(struct look *l)
{
    struct text peer = text(l, "peer"), ids = text(l, "forked_ids");
    long long left = number(l, "to_take_over"), forked = number(l, "forked");
    if (is(l, "standing", "adopted"))
        add(l, "%.*s has taken over the people of this node, which is closed for good", peer.len,
            peer.data);
    if (left > 0)
        add(l, "%lld people of %.*s are yet to be taken over", left, peer.len, peer.data);
    if (forked > 0)
        add(l, "%lld people went on at both centres (%.*s): the board decides, with count", forked,
            ids.len, ids.data);
}

static void look_at_line(struct look *l)
{
    struct text peer = text(l, "peer"), problem = text(l, "link_problem");
    const char *between = problem.len > 0 ? ": " : "";
    bool down = is(l, "link", "down");
    if (is(l, "adopted_peer", "yes")) {
        if (down)
            add(l, "%.*s was adopted, and is not linked: this node has its people", peer.len,
                peer.data);
        return;
    }
    if (down)
        add(l, "the link to %.*s is down%s%.*s", peer.len, peer.data, between, problem.len,
            problem.data);
    else if (is(l, "link", "quiet"))
        add(l, "%.*s is connected, but neither node serves%s%.*s", peer.len, peer.data, between,
            problem.len, problem.data);
    else if (problem.len > 0)
        add(l, "the link to %.*s: %.*s", peer.len, peer.data, problem.len, problem.data);
}

static void look_at_link(struct look *l)
{
    struct text peer = text(l, "peer");
    long long pending = number(l, "pending"), in_transit = number(l, "in_transit");
    long long duplicates = number(l, "duplicates");
    bool serves = is(l, "link", "up") || is(l, "link", "none");
    look_at_line(l);
    if (in_transit > 0 && !serves)
        add(l, "%lld people are on the way to %.*s, and sit nowhere: recall, or adopt %.*s",
            in_transit, peer.len, peer.data, peer.len, peer.data);
    if (pending > 0 && !serves)
        add(l, "%lld registrations are pending until the link is up", pending);
    if (duplicates > 0)
        add(l, "%.*s was started twice: the second start was refused %lld times", peer.len,
            peer.data, duplicates);
}

static void look_at_agreement(struct look *l)
{
    struct text differ = text(l, "rules_differ"), hours = text(l, "hours");
    struct text peer_hours = text(l, "peer_hours");
    long long withheld = number(l, "withheld");
    if (is(l, "exams_agree", "no"))
        add(l, "the two nodes have different exams: nobody starts");
    if (differ.len > 0)
        add(l, "the two nodes were started with different options (%.*s): nobody registers",
            differ.len, differ.data);
    if (is(l, "rosters_agree", "no"))
        add(l, "the two nodes' rosters differ");
    if (withheld > 0)
        add(l, "%lld registrations of the other node contradict this node's roster", withheld);
    if (is(l, "hours_agree", "no")) /* and no operator's change alone made them so */
        add(l, "the two nodes' plans, and so their hours, differ: %.*s here, %.*s there", hours.len,
            hours.data, peer_hours.len, peer_hours.data);
}

static void look_at_clocks(struct look *l)
{
    struct text peer = text(l, "peer");
    long long ahead_ms = number(l, "peer_clock_ahead_ms"), s = llabs(ahead_ms) / 1000;
    if (offset_is_wrong(ahead_ms))
        add(l,
            "the clock of %.*s is %lld s or more %s this node's: set the one that is wrong "
            "(timedatectl); each node goes by its own",
            peer.len, peer.data, s, ahead_ms > 0 ? "ahead of" : "behind");
}

static void look_at_terminals(struct look *l)
{
    long long taken = number(l, "taken_over");
    if (taken > 0)
        add(l,
            "%lld exams were taken over by another terminal less than 5 minutes ago: see board, "
            "and look who sits there",
            taken);
}

/* Nobody sits: whoever marks is to go on, and then the board. */
static void look_at_results(struct look *l)
{
    long long unmarked = number(l, "unmarked"), finished = number(l, "finished");
    if (number(l, "running") > 0 || finished == 0)
        return;
    if (unmarked > 0)
        add(l,
            "the essays of %lld %s are not all marked: their results are provisional "
            "(grade)",
            unmarked, unmarked == 1 ? "person" : "people");
}

static void look_at_registration(struct look *l)
{
    const struct wire_value *listed = wire_pair(l->values, l->count, "listed");
    if (is(l, "registration", "open") && listed != NULL && listed->type == WIRE_INTEGER)
        add(l, "registration is open: whoever knows an ID of the roster can register it");
}

enum { CERTIFICATE_DAYS = 14, DATE_CHARS = 10 };

static void look_at_certificate(struct look *l)
{
    const struct wire_value *days = wire_pair(l->values, l->count, "web_cert_days");
    struct text until = text(l, "web_cert_until");
    if (days != NULL && days->type == WIRE_INTEGER && days->integer < CERTIFICATE_DAYS)
        add(l,
            "the certificate that browsers are shown ends on %.*s: renew it (keygen --web, or your "
            "own), and start the node again",
            until.len < DATE_CHARS ? until.len : DATE_CHARS, until.data);
}

static void look_at_disk(struct look *l)
{
    const struct wire_value *room = wire_pair(l->values, l->count, "free_bytes");
    struct text reader = text(l, "log_kept_by");
    long long log_mib = number(l, "log_bytes") >> 20;
    if (is(l, "writes", "fail"))
        add(l, "the last write to the disk failed: nothing is saved, and the exam clock stands");
    if (room == NULL || room->type != WIRE_INTEGER)
        add(l, "the room on the disk is not known");
    else if (room->integer >> 20 < ATTENTION_FREE_MIB)
        add(l, "the disk has only %lld MiB left", (long long)room->integer >> 20);
    if (reader.len > 0 && number(l, "log_bytes") > ATTENTION_LOG_BYTES)
        add(l, "the log has %lld MiB, since process %.*s reads the database", log_mib, reader.len,
            reader.data);
}

void attention_find(const struct wire_value *values, size_t count, struct attention *out)
{
    struct look look = {values, count, out};
    out->count = 0;
    look_at_standing(&look);
    look_at_adoption(&look);
    look_at_link(&look);
    look_at_agreement(&look);
    look_at_clocks(&look);
    look_at_terminals(&look);
    look_at_results(&look);
    look_at_registration(&look);
    look_at_certificate(&look);
    look_at_disk(&look);
}
