#include "server/desk/desk_view.h"

#include "common/clock.h"
#include "common/version.h"
#include "db/hours_table.h"
#include "db/ledger_adopt.h"
#include "db/ledger_mark.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "db/ledger_transfer.h"
#include "db/reader.h"
#include "server/core/marking.h"
#include "server/desk/operator_backup.h"
#include "server/desk/desk_hours.h"
#include "server/desk/operator_protocol.h"
#include "server/door/reply.h"
#include "server/evidence/recorder.h"

#include <stdio.h>
#include <stdlib.h>

/* --- STATUS --- */

enum { FORKED_SAID = 10 /* IDs */, STATUS_PAIRS = 68 };

/* Whose place this node has taken, and who went on at both (core/adoption.h). */
struct adoption_call {
    struct ledger_adoption now;
    char ids[FORKED_SAID * (IDENT_SIZE + 1) + 1];
};

static void run_adoption(struct ledger *ledger, struct adoption_call *c)
{
    char id[IDENT_SIZE] = "";
    size_t used = 0;
    c->ids[0] = '\0';
    ledger_adoption(ledger, &c->now);
    for (int i = 0; i < FORKED_SAID && ledger_next_forked(ledger, id, id); i++)
        used += (size_t)snprintf(c->ids + used, sizeof c->ids - used, "%s%s", i > 0 ? " " : "", id);
}

struct status_call {
    struct ledger_counts counts;
    struct ledger_hours hours;
    struct contested_view contested;
    struct adoption_call adoption;
    uint64_t in_transit;
    struct publication_made publication;
};

static void run_status(struct ledger *ledger, struct task *task)
{
    struct status_call *c = task->context;
    ledger_counts(ledger, &c->counts);
    ledger_hours(ledger, &c->hours);
    ledger_contested(ledger, &c->contested);
    run_adoption(ledger, &c->adoption);
    c->in_transit = ledger_transit_count(ledger);
    c->publication = ledger_published(ledger);
}

static void put_node(const struct node *node, struct buffer *out)
{
    char print[FINGERPRINT_TEXT_SIZE];
    fingerprint_text(key_fingerprint(node->key), print);
    reply_pair_text(out, "node", node->config->node);
    reply_pair_text(out, "version", SINODO_VERSION);
    reply_pair_text(out, "fingerprint", print);
    reply_pair_text(out, "exam", node->exam->title);
}

/* R6. */
static void put_contested(const struct contested_view *view, struct buffer *out)
{
    struct contested_words words;
    contested_say(view, &words);
    reply_pair_text(out, "contested", words.what);
    reply_pair_text(out, "what_to_do", words.advice);
    reply_pair_text(out, "never", words.never);
}

/* R5 (core/grace.h): why nobody is served yet, and for how long at most. */
static void put_waiting(struct store *store, struct buffer *out)
{
    struct grace grace = store_grace(store);
    int left_s = (clock_left_ms(grace_end(&grace)) + 999) / 1000;
    char words[80] = "no";
    if (grace.state == GRACE_LASTS)
        (void)snprintf(words, sizeof words, "for the other node%s, %d s at most",
                       grace.linked ? ", which is connected" : "", left_s);
    reply_pair_text(out, "waiting", words);
}

static void put_link(const struct node *node, struct buffer *out)
{
    static const char *const links[] = {[STORE_LINK_DOWN] = "down",
                                        [STORE_LINK_QUIET] = "quiet",
                                        [STORE_LINK_BEHIND] = "behind",
                                        [STORE_LINK_UP] = "up"};
    bool paired = config_is_paired(node->config);
    struct report_line line = {0, 0, 0};
    char problem[LEDGER_REASON_SIZE] = "";
    struct ledger_peer peer;
    store_peer(node->store, &peer);
    if (node->peer != NULL) {
        peer_problem(node->peer, problem);
        peer_line(node->peer, &line);
    }
    reply_pair_text(out, "peer", paired ? peer.node : "none");
    reply_pair_text(out, "link", paired ? links[store_link(node->store)] : "none");
    reply_pair_text(out, "link_problem", problem);
    reply_pair_integer(out, "peer_clock_ahead_ms",
                       node->peer != NULL ? peer_offset(node->peer) : 0);
    reply_pair_integer(out, "line_rate", (int64_t)line.rate);
    reply_pair_integer(out, "backlog_bytes", (int64_t)line.backlog_bytes);
    reply_pair_integer(out, "backlog_seconds", (line.backlog_ms + 999) / 1000);
}

static void put_journals(const struct node *node, const struct ledger_position *at,
                         struct buffer *out)
{
    uint64_t missing = at->peer_has_n > 0 ? at->peer_has_n - at->own_n : 0;
    bool paired = config_is_paired(node->config);
    reply_pair_integer(out, "missing_here", (int64_t)missing);
    reply_pair_text(out, "exams_agree", at->exams_agree ? "yes" : "no");
    reply_pair_integer(out, "journal", (int64_t)at->own_n);
    reply_pair_integer(out, "not_at_peer", paired ? (int64_t)store_not_at_peer(node->store) : 0);
    reply_pair_integer(out, "peer_journal", (int64_t)at->held_n);
}

static void put_people(const struct node *node, const struct ledger_counts *n, struct buffer *out)
{
    const struct tally *tally = &n->tally;
    uint64_t pending = tally->claims[CLAIM_PENDING] + n->intents;
    wire_put_text(out, "listed");
    if (node->listed != NULL)
        wire_put_integer(out, (int64_t)listed_count(node->listed));
    else
        wire_put_null(out, WIRE_RESP2);
    for (enum policy_setting i = POLICY_REGISTRATION; i < POLICY_SETTINGS; i++)
        reply_pair_text(out, policy_name(i), policy_word(&node->exam->policy, i));
    reply_pair_integer(out, "registered", (int64_t)(tally->claims[CLAIM_HOME] + pending));
    reply_pair_integer(out, "connected", (int64_t)clients_signed_in(node->clients));
    reply_pair_integer(out, "clients", (int64_t)clients_count(node->clients));
    reply_pair_integer(out, "wrong_codes", (int64_t)guesses_total(node->guesses));
    reply_pair_integer(out, "pending", (int64_t)pending);
    reply_pair_integer(out, "home", (int64_t)tally->claims[CLAIM_HOME]);
    reply_pair_integer(out, "away", (int64_t)tally->claims[CLAIM_AWAY]);
    reply_pair_integer(out, "released", (int64_t)tally->claims[CLAIM_NONE]);
    reply_pair_integer(out, "running", (int64_t)tally->running);
    reply_pair_text(out, "paused", n->paused ? "yes" : "no");
    reply_pair_integer(out, "taken_over", (int64_t)n->taken);
    reply_pair_integer(out, "finished", (int64_t)tally->finished);
}

static void put_agreement(const struct node *node, const struct ledger_counts *n,
                          struct buffer *out)
{
    char digest[DIGEST_TEXT_SIZE];
    digest_text(&node->exam->digest, digest);
    reply_pair_integer(out, "incidents", (int64_t)n->incidents);
    reply_pair_text(out, "incident", n->incident);
    reply_pair_text(out, "exam_digest", digest);
    reply_pair_text(out, "rules_differ", n->rules_differ);
    reply_pair_text(out, "rosters_agree", n->rosters_differ ? "no" : "yes");
    reply_pair_integer(out, "withheld", (int64_t)n->withheld);
    reply_pair_text(out, "retired", n->retired);
    reply_pair_integer(out, "duplicates", (int64_t)n->duplicates);
}

static void put_hours(const struct ledger_hours *h, struct buffer *out)
{
    char ours[HOURS_SAID_SIZE], theirs[HOURS_SAID_SIZE] = "";
    hours_say(&h->hours, ours);
    if (h->has_peer)
        hours_say(&h->peer_hours, theirs);
    reply_pair_text(out, "hours", ours);
    reply_pair_text(out, "peer_hours", theirs);
    desk_hours_put_agree(out, h);
}

/* Locks of this process are not found: a backup that it makes itself is named. */
static void put_disk(const struct node *node, const struct ledger_counts *n, struct buffer *out)
{
    char reader[READER_TEXT_SIZE];
    int64_t room = operator_backup_room(node->config->data);
    reader_text(n->log_kept_by, reader);
    if (reader[0] == '\0' && atomic_load(&node->backup_runs))
        (void)snprintf(reader, sizeof reader, "this node (backup)");
    reply_pair_text(out, "writes", n->failing ? "fail" : "work");
    wire_put_text(out, "free_bytes");
    if (room >= 0)
        wire_put_integer(out, room);
    else
        wire_put_null(out, WIRE_RESP2);
    reply_pair_integer(out, "log_bytes", n->log_bytes);
    reply_pair_text(out, "log_kept_by", reader); /* sinodoctl adds its command: see confine.h */
}

/* The moment that is set for the common begin and has not come. */
static void put_begin(const struct ledger_position *at, struct buffer *out)
{
    char text[CLOCK_TEXT_SIZE] = "";
    if (at->begins.ms > 0)
        clock_text(at->begins, text);
    reply_pair_text(out, "begins", text);
}

/* Where applicants sit the exam in a browser, and until when browsers take the node's certificate. */
static void put_pages(const struct node *node, struct buffer *out)
{
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    char at[CLOCK_TEXT_SIZE] = "";
    bool certified = node->cert_until.ms > 0;
    if (certified)
        clock_text(node->cert_until, at);
    reply_pair_text(out, "exam_page", node->exam_page);
    reply_pair_text(out, "web_cert_until", at);
    wire_put_text(out, "web_cert_days");
    if (certified)
        wire_put_integer(out, (node->cert_until.ms - clock_wall().ms) / DAY_MS);
    else
        wire_put_null(out, WIRE_RESP2);
}

static void put_adoption(const struct adoption_call *c, struct buffer *out)
{
    reply_pair_text(out, "adopted_peer", c->now.stands ? "yes" : "no");
    reply_pair_integer(out, "to_take_over", (int64_t)c->now.left);
    reply_pair_integer(out, "forked", (int64_t)c->now.forked);
    reply_pair_text(out, "forked_ids", c->ids);
}

/* What is left of the marking here, and what applicants are told (core/publication.h). */
static void put_results(const struct node *node, const struct publication_made *p,
                        struct buffer *out)
{
    char at[CLOCK_TEXT_SIZE] = "";
    if (p->cut.number > 0)
        clock_text(p->at, at);
    reply_pair_integer(out, "unmarked",
                       node->recorder != NULL ? (int64_t)recorder_waiting(node->recorder) : 0);
    reply_pair_text(out, "withhold", node->exam->withhold ? "yes" : "no");
    reply_pair_integer(out, "publication", p->cut.number);
    reply_pair_text(out, "published_at", at);
    reply_pair_text(out, "published_by", p->by);
}

void desk_status(const struct request *r, const struct desk_words *w)
{
    const struct node *node = r->node;
    struct status_call c;
    (void)w;
    if (!request_run(r, run_status, &c))
        return;
    struct ledger_position at = store_position(node->store);
    wire_put_array(r->out, (size_t)2 * STATUS_PAIRS);
    put_node(node, r->out);
    reply_pair_text(r->out, "standing", standing_text(at.standing));
    put_waiting(node->store, r->out);
    put_link(node, r->out);
    put_contested(&c.contested, r->out);
    put_journals(node, &at, r->out);
    put_people(node, &c.counts, r->out);
    reply_pair_integer(r->out, "in_transit", (int64_t)c.in_transit);
    put_agreement(node, &c.counts, r->out);
    put_adoption(&c.adoption, r->out);
    put_hours(&c.hours, r->out);
    put_results(node, &c.publication, r->out);
    put_begin(&at, r->out);
    put_pages(node, r->out);
    put_disk(node, &c.counts, r->out);
}

/* --- APPLICANTS --- */

struct page_call {
    int64_t after;
    struct applicant *page;
    bool in_transit[LEDGER_PAGE];
    struct marks total[LEDGER_PAGE]; /* of those who have finished */
    size_t count;
};

static void run_page(struct ledger *ledger, struct task *task)
{
    struct page_call *c = task->context;
    c->count = ledger_page(ledger, (uint64_t)c->after, c->page);
    for (size_t i = 0; i < c->count; i++) {
        c->in_transit[i] = ledger_in_transit(ledger, &c->page[i]);
        if (c->page[i].sitting.state == SITTING_FINISHED)
            c->total[i] = ledger_total(ledger, &c->page[i]);
    }
}

static void put_applicant_row(struct buffer *out, const struct applicant *a, bool in_transit,
                              const struct marks *total)
{
    static const char *const sittings[] = {
        [SITTING_NONE] = "none", [SITTING_RUNNING] = "running", [SITTING_FINISHED] = "finished"};
    char score[MARKING_TEXT_SIZE] = "", max[MARKING_TEXT_SIZE] = "";
    if (a->sitting.state == SITTING_FINISHED) {
        marking_text(total->score, score);
        marking_text(total->max, max);
    }
    wire_put_array(out, 6);
    wire_put_text(out, a->id);
    wire_put_text(out, in_transit ? "in transit" : claim_state_text(a->claim));
    wire_put_text(out, a->claim == CLAIM_AWAY ? "" : a->name);
    wire_put_text(out, sittings[a->sitting.state]);
    wire_put_text(out, score);
    wire_put_text(out, max);
}

void desk_applicants(const struct request *r, const struct desk_words *w)
{
    struct page_call c = {.page = calloc(OPERATOR_PAGE, sizeof *c.page)};
    if (!wire_integer(&w->word[0], 0, INT64_MAX, &c.after)) {
        wire_put_error(r->out, "ERR", "the applicants after how many?");
    } else if (c.page == NULL) {
        reply_failure(r->out, STATUS_NOMEM);
    } else if (request_run(r, run_page, &c)) {
        wire_put_array(r->out, c.count);
        for (size_t i = 0; i < c.count; i++)
            put_applicant_row(r->out, &c.page[i], c.in_transit[i], &c.total[i]);
    }
    free(c.page);
}

/* --- ORDERED --- */

struct ordered_call {
    struct order_key key;
    size_t count;
    struct ledger_ordered entry[LEDGER_ORDERED_PAGE];
};

static void run_ordered(struct ledger *ledger, struct task *task)
{
    struct ordered_call *c = task->context;
    c->count = ledger_ordered(ledger, &c->key, c->entry);
}

static void put_ordered(struct buffer *out, const struct ledger_ordered *e)
{
    char at[CLOCK_TEXT_SIZE];
    clock_text(e->at, at);
    wire_put_array(out, 6);
    wire_put_integer(out, (int64_t)e->n);
    wire_put_text(out, e->kind != 0 ? entry_kind_text(e->kind) : "");
    wire_put_text(out, e->id);
    wire_put_text(out, at);
    wire_put_text(out, e->by);
    wire_put_text(out, e->reason);
}

void desk_ordered(const struct request *r, const struct desk_words *w)
{
    struct ordered_call *c = calloc(1, sizeof *c);
    if (c == NULL) {
        reply_failure(r->out, STATUS_NOMEM);
    } else if (desk_words_key(&w->word[0], r->node->config->cluster, r->out, &c->key) &&
               request_run(r, run_ordered, c)) {
        size_t shown = c->count < LEDGER_ORDERED_PAGE ? c->count : LEDGER_ORDERED_PAGE;
        wire_put_array(r->out, 4);
        reply_pair_integer(r->out, "count", (int64_t)c->count);
        wire_put_text(r->out, "entries");
        wire_put_array(r->out, shown);
        for (size_t i = 0; i < shown; i++)
            put_ordered(r->out, &c->entry[i]);
    }
    free(c);
}
