#include "server/server.h"

#include "common/file.h"
#include "common/log.h"
#include "common/moment.h"
#include "common/random.h"
#include "server/bank/bank.h"
#include "server/bank/plan.h"
#include "db/hours_table.h"
#include "db/ledger_operator.h"
#include "server/desk/desk_board.h"
#include "server/desk/essays.h"
#include "server/door/seb.h"
#include "server/desk/operator_backup.h"
#include "server/desk/reporter.h"
#include "server/door/terminal_here.h"
#include "server/setup/confine.h"
#include "server/setup/registering.h"
#include "server/setup/roster_file.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { WORKERS_STOP_MS = 3500 };

static void print_errors(struct buffer *text)
{
    log_text(LOG_ERROR, text->data, text->len);
    buffer_release(text);
}

static void release_files(struct exam_file *files)
{
    buffer_release(&files->bank_bytes);
    buffer_release(&files->plan_bytes);
    memset(files, 0, sizeof *files);
}

/* Fills in what the options say. */
static enum status take_options(const struct config *c, struct exam *exam)
{
    exam->title = strdup(c->title);
    exam->seconds = (uint32_t)c->seconds;
    exam->pass_percent = (uint32_t)c->pass_percent;
    exam->policy = c->policy;
    return exam->title == NULL ? STATUS_NOMEM : STATUS_OK;
}

enum status server_read_exam(const struct config *c, const char *bank, struct exam *exam,
                             struct exam_file *files, struct buffer *warnings)
{
    struct buffer errors = {0};
    struct exam_file read = {.bank = bank, .plan = c->plan};
    const char *passphrase_file = c->developer ? NULL : c->passphrase_file;
    enum status status =
        bank_read(bank, passphrase_file, &read.bank_bytes, exam, &errors, warnings);
    if (status == STATUS_OK)
        status = take_options(c, exam);
    if (status == STATUS_OK && c->plan[0] != '\0')
        status = plan_read(c->plan, &read.plan_bytes, exam, &errors);
    print_errors(&errors);
    if (status == STATUS_OK) {
        exam_seal(exam);
        bank_warnings(exam, bank, warnings);
    }
    if (status == STATUS_OK && files != NULL)
        *files = read;
    else
        release_files(&read);
    return status;
}

/* The first few, and how many there are. Of a sealed bank only the number: they quote it, and the
 * log is a file. */
static void log_warnings(const struct server *s, const struct buffer *warnings)
{
    enum { SHOWN = 5 };
    size_t count = 0;
    const char *at = warnings->data, *end = at + warnings->len, *stop;
    for (; at < end; at = stop + 1, count++) {
        stop = memchr(at, '\n', (size_t)(end - at));
        assert(stop != NULL);
        if (count < SHOWN && !s->exam.confidential)
            log_event(LOG_WARN, "%.*s", (int)(stop - at), at);
    }
    if (count > SHOWN || (count > 0 && s->exam.confidential))
        log_event(LOG_WARN, "the bank has %zu probable mistake%s: see sinodod --check-bank %s",
                  count, count == 1 ? "" : "s", s->config.bank);
}

static enum status open_exam(struct server *s)
{
    struct buffer warnings = {0};
    enum status status =
        server_read_exam(&s->config, s->config.bank, &s->exam, &s->files, &warnings);
    if (status == STATUS_OK && warnings.len > 0)
        log_warnings(s, &warnings);
    buffer_wipe(&warnings);
    if (status != STATUS_OK) {
        log_event(LOG_ERROR, "the bank %s or its plan cannot be used: see above, and start again",
                  s->config.bank);
        return status;
    }
    if (s->exam.confidential)
        log_event(LOG_INFO, "the bank is sealed: no file of this node will hold its questions");
    else if (s->config.passphrase_file[0] != '\0')
        log_event(LOG_WARN, "the bank %s is not sealed: the passphrase is not needed",
                  s->config.bank);
    return STATUS_OK;
}

/* A pair has two nodes; without --node the roster may name both. */
enum status server_read_roster(const struct config *c, const char *path, struct roster **roster,
                               struct buffer *out)
{
    bool named = c->node[0] != '\0';
    const struct roster_rules rules = {.ids = c->ids,
                                       .node = named ? c->node : NULL,
                                       .others = named ? 1 : 2,
                                       .alone = c->listen.port[0] != '\0' && !config_is_paired(c)};
    return roster_read(path, &rules, roster, out);
}

static void log_report(const char *text, size_t len)
{
    const char *const warning = ": warning: ";
    for (const char *at = text, *end = text + len, *stop; at < end; at = stop + 1) {
        char line[LOG_LINE_BYTES];
        stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL)
            stop = end;
        (void)snprintf(line, sizeof line, "%.*s", (int)(stop - at), at);
        log_event(strstr(line, warning) != NULL ? LOG_WARN : LOG_INFO, "%s", line);
    }
}

enum status server_load_roster(const struct config *c, const char *path, struct roster **out)
{
    struct buffer words = {0};
    enum status status = server_read_roster(c, path, out, &words);
    if (status != STATUS_OK) {
        print_errors(&words);
        return status;
    }
    log_report(words.data, words.len);
    buffer_release(&words);
    return STATUS_OK;
}

/* roster: NULL when there is none. */
static bool settle_policy(struct server *s, const struct roster *roster)
{
    struct policy *policy = &s->exam.policy;
    const char *wrong = registering_settle(policy, roster);
    policy_default(policy);
    if (wrong != NULL) {
        log_event(LOG_ERROR, "%s", wrong);
        return false;
    }
    const char *warning = registering_warning(policy, roster);
    log_event(LOG_INFO, "registration: %s", policy_word(policy, POLICY_REGISTRATION));
    if (warning != NULL)
        log_event(LOG_WARN, "%s", warning);
    return true;
}

static enum status open_roster(struct server *s)
{
    struct roster *roster = NULL;
    enum status status = STATUS_OK;
    if (s->config.roster[0] != '\0') {
        status = server_load_roster(&s->config, s->config.roster, &roster);
        if (status == STATUS_OK)
            status = listed_open(roster, &s->node.listed);
        if (status == STATUS_OK)
            log_event(LOG_INFO, "roster: %zu people", roster_count(roster));
        else
            log_event(LOG_ERROR, "the roster %s cannot be used: correct it and start again",
                      s->config.roster);
    }
    return status == STATUS_OK && !settle_policy(s, roster) ? STATUS_INVALID : status;
}

static bool roster_node_of(void *listed, const char *id, char node[NODE_NAME_MAX + 1])
{
    struct roster_person person;
    if (!listed_find(listed, id, &person))
        return false;
    memcpy(node, person.node, sizeof person.node);
    return true;
}

static bool roster_stranger_of(void *listed, const char *node, const char *peer,
                               char stranger[NODE_NAME_MAX + 1])
{
    return listed_stranger(listed, node, peer, stranger);
}

/* The rules and the roster that the peer must be started with too. */
static struct agreement agreement_of(const struct server *s)
{
    struct agreement a;
    memset(&a, 0, sizeof a);
    char formats[IDENT_NAMES_SIZE], letter[] = {s->config.ids.letter, '\0'};
    ident_formats_text(s->config.ids.formats, '-', formats);
    bool all = agree_add_rule(a.rules, "id-format", formats) &&
               agree_add_rule(a.rules, "id-letter", letter) &&
               agree_add_rule(a.rules, "roster", s->node.listed != NULL ? "yes" : "no") &&
               policy_add_rules(&s->exam.policy, a.rules);
    assert(all);
    if (s->node.listed != NULL)
        a.roster = listed_digest(s->node.listed);
    return a;
}

uint64_t server_people_most(const struct server *s)
{
    enum { PEOPLE_MOST = 100000 };
    if (s->config.people_max > 0)
        return (uint64_t)s->config.people_max;
    return s->node.listed != NULL ? listed_count(s->node.listed) : PEOPLE_MOST;
}

/* F1. A room that is not known is no reason to refuse anybody: status tells of it. */
static uint64_t free_bytes_of(void *data)
{
    int64_t bytes = operator_backup_room(data);
    return bytes >= 0 ? (uint64_t)bytes : UINT64_MAX;
}

static enum status open_ledger(struct server *s)
{
    enum status status = STATUS_IO;
    char address[NET_ADDRESS_SIZE], error[DATABASE_ERROR_SIZE];
    net_format(&s->config.advertise, address);
    struct identity identity = {.paired = config_is_paired(&s->config)};
    struct ledger_options options = {.exam = &s->exam,
                                     .address = address,
                                     .agreement = agreement_of(s),
                                     .roster_node = s->node.listed != NULL ? roster_node_of : NULL,
                                     .roster_stranger =
                                         s->node.listed != NULL ? roster_stranger_of : NULL,
                                     .roster = s->node.listed,
                                     .people_most = server_people_most(s),
                                     .free_bytes = free_bytes_of,
                                     .disk = s->config.data,
                                     .grace_ms = s->config.grace_seconds * 1000,
                                     .continued = s->config.continued};
    memcpy(identity.cluster, s->config.cluster, sizeof identity.cluster);
    memcpy(identity.node, s->config.node, sizeof identity.node);
    if (random_bytes(options.instance.bytes, INSTANCE_BYTES) != STATUS_OK)
        (void)snprintf(error, sizeof error, "the system has no random bytes");
    else
        status = database_open(s->config.data, &identity, DATABASE_LOG_PAGES, &s->database, error);
    if (status == STATUS_OK)
        status = ledger_open(&s->database, &options, &s->ledger, error);
    if (status != STATUS_OK)
        log_event(LOG_ERROR, "%s", error);
    return status;
}

/* Reports need the files long after (db/exam_file.h). A node without room for them can hold an exam. */
static enum status keep_files(struct server *s)
{
    char settings[TITLE_MAX_BYTES + 100];
    (void)snprintf(settings, sizeof settings, "title = %s\nseconds = %lld\npass-percent = %lld\n",
                   s->config.title, (long long)s->config.seconds,
                   (long long)s->config.pass_percent);
    s->files.bank = file_name(s->files.bank);
    s->files.plan = file_name(s->files.plan);
    s->files.settings = settings;
    enum status status = exam_file_keep(&s->database, &s->exam.digest, &s->files);
    release_files(&s->files);
    if (status == STATUS_FULL)
        log_event(LOG_WARN,
                  "the disk has no room for a copy of the bank: keep the bank and the plan, "
                  "reports will need them (--bank, --plan)");
    else if (status != STATUS_OK)
        log_event(LOG_ERROR, "cannot keep the bank in the database: %s", status_text(status));
    return status == STATUS_FULL ? STATUS_OK : status;
}

static bool open_peer_tls(struct server *s)
{
    const struct config *c = &s->config;
    struct tls_options o = {.server = c->peer_listen.port[0] != '\0',
                            .trust = TLS_PINNED,
                            .key = key_path(s->key),
                            .certificate = key_certificate_path(s->key)};
    o.pin_count = config_peer_pins(c, o.pins);
    return o.pin_count == 0 || tls_context_open(&o, &s->peer_tls) == STATUS_OK;
}

static bool open_key(struct server *s)
{
    char error[KEY_ERROR_SIZE], text[FINGERPRINT_TEXT_SIZE];
    if (key_open(s->config.key_dir, &s->key, error) != STATUS_OK) {
        log_event(LOG_ERROR, "%s", error);
        return false;
    }
    fingerprint_text(key_fingerprint(s->key), text);
    log_event(LOG_INFO, "this node's key: %s", text);
    if (open_peer_tls(s) && listeners_open_tls(&s->listeners, &s->config, s->key))
        return listeners_open_hosts(&s->listeners, &s->config);
    log_event(LOG_ERROR, "cannot use the node's key and certificate for TLS");
    return false;
}

static void on_committed(void *context)
{
    struct server *s = context;
    if (s->peer != NULL)
        peer_nudge(s->peer);
}

static void on_finished(void *context)
{
    struct server *s = context;
    recorder_nudge(s->recorder);
}

static void on_lost(void *context)
{
    (void)context;
    log_event(LOG_ERROR, "the disk failed, and its contents are unknown: this process ends; "
                         "start it again, and it reads what is on the disk");
    _exit(EX_IOERR);
}

/* Opens the parts that must exist before the first thread starts. */
static bool open_parts(struct server *s)
{
    struct node *node = &s->node;
    node->exam_page = s->listeners.exam_page;
    node->cert_until = s->listeners.cert_until;
    enum status status = journal_cache_open(&s->cache);
    if (status == STATUS_OK)
        status = clients_open((size_t)s->config.max_clients, true, &node->clients);
    if (status == STATUS_OK)
        status = clients_open(16, false, &node->operators);
    if (status == STATUS_OK)
        status = clients_open(4, false, &node->meters);
    if (status == STATUS_OK)
        status = guesses_open(&node->guesses);
    if (status == STATUS_OK)
        status = terminals_open(&node->terminals);
    if (status == STATUS_OK)
        status = desk_board_open(&s->exam.policy, &node->board);
    if (status == STATUS_OK)
        status = essays_open(&s->exam, &node->essays);
    if (status == STATUS_OK && s->config.seb)
        status = seb_open(s->config.seb_config_key, &node->seb);
    if (status == STATUS_OK)
        status = reporter_open(s->config.data, &s->exam, &node->reporter);
    if (status == STATUS_OK)
        status = recorder_open(s->config.data, s->config.node, &s->exam, &s->recorder);
    s->node.recorder = s->recorder;
    if (status == STATUS_OK && config_is_paired(&s->config)) {
        status = peer_open(&s->config.peer, s->listeners.peer_fd, s->peer_tls,
                           key_fingerprint(s->key), &s->peer);
        if (status == STATUS_OK)
            s->listeners.peer_fd = -1;
    }
    node->config = &s->config;
    node->exam = &s->exam;
    node->key = s->key;
    node->peer = s->peer;
    s->watch = terminal_here_watch(node);
    if (status != STATUS_OK)
        log_event(LOG_ERROR, "cannot start: %s", status_text(status));
    return status == STATUS_OK;
}

static enum status start_notary(struct server *s)
{
    struct notary_options o = {.key = s->key,
                               .cluster = s->config.cluster,
                               .node = s->config.node,
                               .peer_tls = s->peer_tls,
                               .news = on_committed,
                               .context = s};
    return notary_open(&o, s->node.store, &s->notary);
}

static bool start_threads(struct server *s)
{
    struct store_events events = {on_committed, on_finished, on_lost, s};
    enum status status = store_open(&s->database, s->ledger, s->cache, &events, &s->node.store);
    if (status == STATUS_OK)
        status = store_start(s->node.store, (unsigned)s->config.spin_us);
    if (status == STATUS_OK)
        status = recorder_start(s->recorder, s->node.store);
    if (status == STATUS_OK)
        status = reporter_start(s->node.reporter);
    if (status == STATUS_OK)
        status = start_notary(s);
    if (status == STATUS_OK && s->peer != NULL)
        status = peer_start(s->peer, s->node.store, s->cache, notary_hooks(s->notary), &s->watch,
                            (unsigned)s->config.spin_us);
    if (status == STATUS_OK)
        status = acceptor_start(&s->node, s->listeners.at, WORKER_ROLES, &s->acceptor);
    if (status != STATUS_OK)
        log_event(LOG_ERROR, "cannot start the threads: %s", status_text(status));
    return status == STATUS_OK;
}

/* Before the threads start: the ledger is theirs then. S10: an entry that is older than the plan
 * still counts. */
static void log_hours(const struct server *s)
{
    struct ledger_hours h;
    char now[HOURS_SAID_SIZE], plan[HOURS_SAID_SIZE], at[MOMENT_TEXT_SIZE];
    ledger_hours(s->ledger, &h);
    hours_say(&h.hours, now);
    hours_say(&h.plan, plan);
    moment_text(h.last.at, at);
    if (h.last.n == 0 || h.last.plan)
        log_event(LOG_INFO, "exams may be started %s", now);
    else
        log_event(LOG_INFO,
                  "exams may be started %s: so %s changed it on %s (%s); the plan says %s, which "
                  "sinodoctl hours --plan puts back",
                  now, h.last.by, at, h.last.reason, plan);
}

static void log_ready(const struct server *s)
{
    char address[NET_ADDRESS_SIZE];
    char digest[DIGEST_TEXT_SIZE];
    net_format(&s->config.listen, address);
    digest_text(&s->exam.digest, digest);
    log_event(LOG_INFO, "exam '%s': %zu questions, %u s, digest %.12s", s->exam.title,
              s->exam.paper_count, s->exam.seconds, digest);
    listeners_log(&s->listeners);
    log_event(LOG_INFO, "ready: clients on %s%s", address,
              s->listeners.at[WORKER_CLIENT].tls ? " (TLS)" : "");
    if (store_grace(s->node.store).state == GRACE_LASTS)
        log_event(
            LOG_INFO,
            "waiting for the other node, at most %lld s (longer on a line that comes and goes): no "
            "exam runs meanwhile",
            (long long)s->config.grace_seconds);
    if (config_is_paired(&s->config) && s->config.grace_seconds == 0)
        log_event(LOG_WARN,
                  "--grace-seconds 0: clients are served although this disk may lack the end of "
                  "its journal, which only the other node can tell");
}

/* A service manager starts the node again, unless a person must mend something first. */
static int exit_status(enum status status, int when_invalid)
{
    return status == STATUS_INVALID ? when_invalid : EX_OSERR;
}

int server_start(struct server *s)
{
    listeners_init(&s->listeners);
    enum status status = open_exam(s);
    if (status == STATUS_OK)
        status = open_roster(s);
    if (status != STATUS_OK)
        return exit_status(status, EX_DATAERR);
    if (!listeners_open(&s->listeners, &s->config))
        return EX_UNAVAILABLE;
    status = open_ledger(s);
    if (status != STATUS_OK)
        return exit_status(status, EX_CONFIG);
    if (keep_files(s) != STATUS_OK)
        return EX_OSERR;
    log_hours(s);
    const char *const reread[CONFINE_REREAD] = {s->config.file, s->config.roster};
    bool confined = !s->config.developer;
    if (!open_key(s) || !listeners_open_operator(&s->listeners, &s->config) || !open_parts(s) ||
        (confined && !confine_files(s->config.data, s->config.key_dir, reread)) ||
        !start_threads(s))
        return EX_OSERR;
    log_ready(s);
    return EX_OK;
}

/* The stop order: listener, workers, peer, notary, recorder, store, reporter; then the parts they use. */
void server_stop(struct server *s)
{
    struct node *node = &s->node;
    acceptor_stop(s->acceptor);
    listeners_stop(&s->listeners);
    if (node->store != NULL) {
        store_hurry(node->store);
        clients_stop(node->clients);
        clients_stop(node->operators);
        clients_stop(node->meters);
        struct mono deadline = clock_deadline(WORKERS_STOP_MS);
        if (!clients_wait(node->clients, deadline) || !clients_wait(node->operators, deadline) ||
            !clients_wait(node->meters, deadline)) {
            /* Each of their requests is on disk, or is not answered; the journal is whole. */
            log_event(LOG_WARN, "some clients did not read their replies in time");
            _exit(EX_OK);
        }
        peer_stop(s->peer);
        notary_stop(s->notary);
        recorder_stop(s->recorder);
        store_close(node->store);
        reporter_stop(node->reporter); /* it may compute for seconds, with a file of its own */
    }
    peer_close(s->peer);
    notary_close(s->notary);
    recorder_close(s->recorder);
    terminals_close(node->terminals);
    guesses_close(node->guesses);
    reporter_close(node->reporter);
    seb_close(node->seb);
    essays_close(node->essays);
    desk_board_close(node->board);
    clients_close(node->meters);
    clients_close(node->operators);
    clients_close(node->clients);
    journal_cache_close(s->cache);
    ledger_close(s->ledger);
    database_close(&s->database);
    tls_context_close(s->peer_tls);
    key_close(s->key);
    listeners_close(&s->listeners);
    release_files(&s->files);
    bank_free(&s->exam);
    listed_close(node->listed);
}
