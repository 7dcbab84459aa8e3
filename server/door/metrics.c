#include "server/door/metrics.h"

#include "common/version.h"
#include "db/ledger_operator.h"
#include "server/desk/operator_backup.h"
#include "server/evidence/recorder.h"

#include <inttypes.h>

static void run_counts(struct ledger *ledger, struct task *task)
{
    ledger_counts(ledger, task->context);
}

static void begin(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_printf(out, "# HELP sinodo_%s %s\n# TYPE sinodo_%s %s\n", name, help, name, type);
}

static void put_gauge(struct buffer *out, const char *name, const char *help, int64_t value)
{
    begin(out, name, "gauge", help);
    buffer_printf(out, "sinodo_%s %" PRId64 "\n", name, value);
}

static void put_counter(struct buffer *out, const char *name, const char *help, uint64_t value)
{
    begin(out, name, "counter", help);
    buffer_printf(out, "sinodo_%s %" PRIu64 "\n", name, value);
}

/* A histogram: how many took no longer than each bound, and how many in all. */
static void put_commits(struct node *node, struct buffer *out)
{
    struct store_commits n;
    store_commits(node->store, &n);
    begin(out, "commit_seconds", "histogram",
          "How long commits that wrote something took until they were on disk.");
    for (size_t i = 0; i < STORE_COMMIT_BOUNDS; i++)
        buffer_printf(out, "sinodo_commit_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                      store_commit_bounds_ms[i] / 1000.0, n.within[i]);
    buffer_printf(out, "sinodo_commit_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", n.count);
    buffer_printf(out, "sinodo_commit_seconds_sum %.3f\n", (double)n.sum_ms / 1000);
    buffer_printf(out, "sinodo_commit_seconds_count %" PRIu64 "\n", n.count);
}

static void put_build(const struct node *node, struct buffer *out)
{
    begin(out, "build_info", "gauge", "The version of the program and the node's name.");
    buffer_printf(out, "sinodo_build_info{version=\"%s\",node=\"%s\"} 1\n", SINODO_VERSION,
                  node->config->node);
}

static void put_clients(const struct node *node, struct buffer *out)
{
    put_gauge(out, "clients", "Connected clients: terminals, browsers, libraries.",
              (int64_t)clients_count(node->clients));
    put_gauge(out, "clients_signed_in", "Those of them that have signed in.",
              (int64_t)clients_signed_in(node->clients));
    put_counter(out, "wrong_codes_total", "Wrong codes and keys since the start of the node.",
                guesses_total(node->guesses));
}

static void put_people(const struct node *node, const struct ledger_counts *n, struct buffer *out)
{
    static const struct {
        enum claim_state state;
        const char *text;
    } states[] = {{CLAIM_PENDING, "pending"},
                  {CLAIM_HOME, "home"},
                  {CLAIM_AWAY, "away"},
                  {CLAIM_NONE, "released"}};
    begin(out, "people", "gauge", "People that this node knows, by the state of their claim.");
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        buffer_printf(out, "sinodo_people{state=\"%s\"} %" PRIu64 "\n", states[i].text,
                      n->tally.claims[states[i].state] +
                          (states[i].state == CLAIM_PENDING ? n->intents : 0));
    put_gauge(out, "sittings_running", "Sittings that run here.", (int64_t)n->tally.running);
    put_gauge(out, "sittings_finished", "Sittings that have ended here.",
              (int64_t)n->tally.finished);
    put_gauge(out, "sittings_unmarked", "Those of them that wait for a person's marks.",
              node->recorder != NULL ? (int64_t)recorder_waiting(node->recorder) : 0);
    put_gauge(out, "paused", "Whether all sittings here are paused.", n->paused ? 1 : 0);
}

static void put_link(const struct node *node, struct buffer *out)
{
    struct ledger_position at = store_position(node->store);
    bool paired = config_is_paired(node->config);
    put_gauge(out, "link_up", "Whether the other node can be reached.",
              store_is_linked(node->store) ? 1 : 0);
    put_counter(out, "journal_entries_total", "Entries of this node's journal.", at.own_n);
    put_counter(out, "peer_journal_entries_total",
                "Entries of the other node's journal that are on this disk.", at.held_n);
    put_gauge(out, "journal_entries_not_at_peer",
              "Entries of this node's journal that are on this disk alone.",
              paired ? (int64_t)store_not_at_peer(node->store) : 0);
}

static void put_disk(const struct node *node, const struct ledger_counts *n, struct buffer *out)
{
    int64_t room = operator_backup_room(node->config->data);
    put_gauge(out, "writes_failing", "Whether the disk refuses writes.", n->failing ? 1 : 0);
    if (room >= 0)
        put_gauge(out, "free_bytes", "Room on the disk of the database.", room);
    put_gauge(out, "log_bytes", "Size of the database's write-ahead log.", n->log_bytes);
    put_counter(out, "incidents_total", "Incidents, which status names.", n->incidents);
    begin(out, "served_seconds_total", "counter",
          "Time in which the node answered, since its start.");
    buffer_printf(out, "sinodo_served_seconds_total %.3f\n",
                  (double)store_served_ms(node->store) / 1000);
}

bool metrics_put(struct node *node, struct buffer *out)
{
    struct ledger_counts counts;
    size_t queued = store_queued(node->store);
    if (store_call(node->store, run_counts, &counts) != STATUS_OK)
        return false;
    put_build(node, out);
    put_clients(node, out);
    put_people(node, &counts, out);
    put_link(node, out);
    put_disk(node, &counts, out);
    put_gauge(out, "requests_queued", "Requests that wait for the database.", (int64_t)queued);
    put_commits(node, out);
    return !out->failed;
}
