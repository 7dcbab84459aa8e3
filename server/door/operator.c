#define _GNU_SOURCE /* struct ucred */
#include "server/door/operator.h"

#include "common/log.h"
#include "common/wipe.h"
#include "db/reader.h"
#include "db/run.h"
#include "server/door/access.h"
#include "server/core/marking.h"
#include "server/door/reply.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum command {
    COMMAND_STATUS,
    COMMAND_APPLICANTS,
    COMMAND_REISSUE,
    COMMAND_RELEASE,
    COMMAND_ALLOW,
    COMMAND_UNLOCK,
    COMMAND_UNLOCK_FORCED,
    COMMAND_BACKUP,
    COMMAND_PIECE,
    COMMAND_REMARK,
    COMMAND_UNKNOWN
};

static const struct command_rule {
    const char *name;
    size_t words;
} rules[] = {
    [COMMAND_STATUS] = {"STATUS", 1},   [COMMAND_APPLICANTS] = {"APPLICANTS", 2},
    [COMMAND_REISSUE] = {"REISSUE", 2}, [COMMAND_RELEASE] = {"RELEASE", 2},
    [COMMAND_ALLOW] = {"ALLOW", 2},     [COMMAND_UNLOCK] = {"UNLOCK", 1},
    [COMMAND_BACKUP] = {"BACKUP", 1},   [COMMAND_PIECE] = {"PIECE", 2},
    [COMMAND_REMARK] = {"REMARK", 1},   [COMMAND_UNLOCK_FORCED] = {"UNLOCK-FORCED", 2},
};

/* Who is at the other end. */
static uid_t user_of(int fd)
{
    struct ucred peer = {.uid = (uid_t)-1};
    socklen_t len = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 ? peer.uid : (uid_t)-1;
}

/* The system user's name, or its number when it has none. */
static void name_user(uid_t uid, char out[BY_MAX_BYTES + 1])
{
    struct passwd entry, *found = NULL;
    char room[4096];
    if (getpwuid_r(uid, &entry, room, sizeof room, &found) == 0 && found != NULL)
        (void)snprintf(out, BY_MAX_BYTES + 1, "%s", entry.pw_name);
    else
        (void)snprintf(out, BY_MAX_BYTES + 1, "%lu", (unsigned long)uid);
}

void operator_init(struct operator_session *session, struct node *node, int fd)
{
    session->node = node;
    task_init(&session->task);
    session->uid = user_of(fd);
    session->by[0] = '\0';
    session->copy = -1;
    session->permitted = session->uid == 0 || session->uid == geteuid();
}

static void drop_copy(struct operator_session *session)
{
    if (session->copy >= 0)
        close(session->copy);
    session->copy = -1;
}

void operator_release(struct operator_session *session)
{
    drop_copy(session);
    task_destroy(&session->task);
}

static bool run(struct operator_session *s, void (*function)(struct ledger *, struct task *),
                void *context, struct buffer *out)
{
    s->task.run = function;
    s->task.context = context;
    enum status status = store_run(s->node->store, &s->task, 0);
    if (status != STATUS_OK)
        reply_failure(out, status);
    return status == STATUS_OK;
}

/* --- STATUS --- */

struct status_call {
    struct ledger_counts counts;
    struct contested_view contested;
};

static void run_status(struct ledger *ledger, struct task *task)
{
    struct status_call *c = task->context;
    ledger_counts(ledger, &c->counts);
    ledger_contested(ledger, &c->contested);
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

/* R5 (core/grace.h): why nobody is served yet, and how long at most. */
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

static void do_status(struct operator_session *s, struct buffer *out)
{
    struct status_call c;
    if (!run(s, run_status, &c, out))
        return;
    const struct ledger_counts *n = &c.counts;
    struct node *node = s->node;
    struct ledger_position position = store_position(node->store);
    struct ledger_peer peer;
    store_peer(node->store, &peer);
    static const char *const links[] = {[STORE_LINK_DOWN] = "down",
                                        [STORE_LINK_QUIET] = "quiet",
                                        [STORE_LINK_BEHIND] = "behind",
                                        [STORE_LINK_UP] = "up"};
    enum store_link link = store_link(node->store);
    uint64_t holds = store_peer_held(node->store);
    bool paired = config_is_paired(node->config);
    char digest[DIGEST_TEXT_SIZE];
    digest_text(&node->exam->digest, digest);
    char reader[READER_TEXT_SIZE];
    reader_text(n->log_kept_by, reader);

    char problem[LEDGER_REASON_SIZE] = "";
    struct exchange_line line = {0, 0, 0};
    if (node->peer != NULL) {
        peer_problem(node->peer, problem);
        peer_line(node->peer, &line);
    }

    wire_put_array(out, 70);
    reply_pair_text(out, "node", node->config->node);
    reply_pair_text(out, "standing", standing_text(position.standing));
    put_waiting(node->store, out);
    reply_pair_text(out, "peer", paired ? peer.node : "none");
    reply_pair_text(out, "link", paired ? links[link] : "none");
    reply_pair_text(out, "link_problem", problem);
    reply_pair_integer(out, "line_rate", (int64_t)line.rate);
    reply_pair_integer(out, "backlog_bytes", (int64_t)line.backlog_bytes);
    reply_pair_integer(out, "backlog_seconds", (line.backlog_ms + 999) / 1000);
    put_contested(&c.contested, out);
    reply_pair_integer(
        out, "missing_here",
        (int64_t)(position.peer_has_n > 0 ? position.peer_has_n - position.own_n : 0));
    reply_pair_text(out, "exams_agree", position.exams_agree ? "yes" : "no");
    reply_pair_integer(out, "journal", (int64_t)position.own_n);
    reply_pair_integer(out, "not_at_peer",
                       paired && position.own_n > holds ? (int64_t)(position.own_n - holds) : 0);
    reply_pair_integer(out, "peer_journal", (int64_t)position.held_n);
    reply_pair_integer(out, "clients", (int64_t)clients_count(node->clients));
    reply_pair_integer(out, "wrong_codes", (int64_t)guesses_total(node->guesses));
    reply_pair_integer(out, "pending", (int64_t)(n->tally.claims[CLAIM_PENDING] + n->intents));
    reply_pair_integer(out, "home", (int64_t)n->tally.claims[CLAIM_HOME]);
    reply_pair_integer(out, "away", (int64_t)n->tally.claims[CLAIM_AWAY]);
    reply_pair_integer(out, "released", (int64_t)n->tally.claims[CLAIM_NONE]);
    reply_pair_integer(out, "running", (int64_t)n->tally.running);
    reply_pair_integer(out, "finished", (int64_t)n->tally.finished);
    reply_pair_integer(out, "incidents", (int64_t)n->incidents);
    reply_pair_text(out, "incident", n->incident);
    reply_pair_text(out, "exam", digest);
    reply_pair_text(out, "rules_differ", n->rules_differ);
    reply_pair_text(out, "rosters_agree", n->rosters_differ ? "no" : "yes");
    reply_pair_integer(out, "withheld", (int64_t)n->withheld);
    reply_pair_text(out, "retired", n->retired);
    reply_pair_integer(out, "duplicates", (int64_t)n->duplicates);
    reply_pair_integer(out, "log_bytes", n->log_bytes);
    reply_pair_text(out, "log_kept_by", reader); /* sinodoctl adds its command: see confine.h */
}

/* --- APPLICANTS --- */

struct page_call {
    int64_t after;
    struct applicant *page;
    size_t count;
};

static void run_page(struct ledger *ledger, struct task *task)
{
    struct page_call *c = task->context;
    c->count = ledger_page(ledger, (uint64_t)c->after, c->page);
}

static void put_applicant(struct buffer *out, const struct applicant *a)
{
    static const char *const sittings[] = {
        [SITTING_NONE] = "none", [SITTING_RUNNING] = "running", [SITTING_FINISHED] = "finished"};
    char score[MARKING_TEXT_SIZE] = "", max[MARKING_TEXT_SIZE] = "";
    if (a->sitting.state == SITTING_FINISHED) {
        marking_text(a->sitting.score, score);
        marking_text(a->sitting.max, max);
    }
    wire_put_array(out, 6);
    wire_put_text(out, a->id);
    wire_put_text(out, claim_state_text(a->claim));
    wire_put_text(out, a->claim == CLAIM_AWAY ? "" : a->name);
    wire_put_text(out, sittings[a->sitting.state]);
    wire_put_text(out, score);
    wire_put_text(out, max);
}

static void do_applicants(struct operator_session *s, const struct wire_word *after,
                          struct buffer *out)
{
    struct page_call c = {.page = calloc(OPERATOR_PAGE, sizeof *c.page)};
    if (!wire_integer(after, 0, INT64_MAX, &c.after)) {
        wire_put_error(out, "ERR", "the applicants after how many?");
    } else if (c.page == NULL) {
        reply_failure(out, STATUS_NOMEM);
    } else if (run(s, run_page, &c, out)) {
        wire_put_array(out, c.count);
        for (size_t i = 0; i < c.count; i++)
            put_applicant(out, &c.page[i]);
    }
    free(c.page);
}

/* --- changes --- */

struct change_call {
    char id[IDENT_SIZE];
    const char *by;
    bool linked, forced;
    struct code_hash hash;
    enum refusal refusal;
};

static void run_reissue(struct ledger *ledger, struct task *task)
{
    struct change_call *c = task->context;
    c->refusal = ledger_reissue(ledger, c->id, c->by, &c->hash);
}

static void run_release(struct ledger *ledger, struct task *task)
{
    struct change_call *c = task->context;
    c->refusal = ledger_release(ledger, c->id, c->by);
}

struct remark_call {
    const char *by;
    enum refusal refusal;
    struct ledger_remarked remarked;
};

static void run_allow(struct ledger *ledger, struct task *task)
{
    struct change_call *c = task->context;
    c->refusal = ledger_allow(ledger, c->id, c->by);
}

static void run_unlock(struct ledger *ledger, struct task *task)
{
    struct change_call *c = task->context;
    c->refusal = ledger_unlock(ledger, c->by, c->linked, c->forced);
}

/* True when the change was made; otherwise the error is replied. */
static bool change(struct operator_session *s, void (*function)(struct ledger *, struct task *),
                   struct change_call *c, struct buffer *out)
{
    c->by = s->by;
    if (!run(s, function, c, out))
        return false;
    if (c->refusal == REFUSAL_NONE)
        return true;
    if (c->refusal == REFUSAL_UNREGISTERED) {
        wire_put_error(out, "ERR", "this ID is not registered here");
    } else {
        struct ledger_peer peer;
        store_peer(s->node->store, &peer);
        reply_refusal(out, c->refusal, &peer);
    }
    return false;
}

/* R7: what stands in the way, and what to do instead. */
static void refuse_unlock(struct operator_session *s, enum refusal refusal, struct buffer *out)
{
    struct ledger_position at = store_position(s->node->store);
    struct ledger_peer peer;
    store_peer(s->node->store, &peer);
    if (refusal == REFUSAL_CONTESTED)
        wire_put_error(
            out, "ERR",
            "the journal of %s is contested: status says what to do. Only unlock --force "
            "opens it, and then a person can sit at both nodes while %s serves",
            s->node->config->node, peer.node);
    else if (refusal == REFUSAL_PEER_HOLDS)
        wire_put_error(out, "ERR",
                       "%s holds %llu entries of this node's journal and this disk %llu: connect "
                       "them, and %s gives the rest back. unlock --force gives up what %s alone "
                       "has: a person can then sit at both nodes",
                       peer.node, (unsigned long long)at.peer_has_n, (unsigned long long)at.own_n,
                       peer.node, peer.node);
    else if (refusal == REFUSAL_CLOSED)
        wire_put_error(out, "ERR", "this node is catching up with %s and then opens by itself",
                       peer.node);
    else
        reply_refusal(out, refusal, &peer);
}

static void do_unlock(struct operator_session *s, const struct wire_word *name, struct buffer *out)
{
    struct change_call c = {.by = s->by, .refusal = REFUSAL_NONE, .forced = name != NULL};
    c.linked = store_link(s->node->store) != STORE_LINK_DOWN;
    const char *own = s->node->config->node;
    if (name != NULL && (name->len != strlen(own) || memcmp(name->data, own, name->len) != 0)) {
        wire_put_error(out, "ERR", "this node is %s: to unlock it by force type that name", own);
        return;
    }
    if (!run(s, run_unlock, &c, out))
        return;
    if (c.refusal == REFUSAL_NONE)
        wire_put_simple(out, "OK");
    else
        refuse_unlock(s, c.refusal, out);
}

static void put_code(const char *id, const char *code, struct buffer *out)
{
    char shown[ACCESS_SHOWN_SIZE];
    access_show(code, shown);
    wire_put_array(out, 4);
    reply_pair_text(out, "id", id);
    reply_pair_text(out, "code", shown);
    wipe(shown, sizeof shown);
}

static void do_reissue(struct operator_session *s, struct change_call *c, struct buffer *out)
{
    char code[ACCESS_CODE_SIZE];
    enum status status = access_issue(s->node->config->cluster, c->id, NULL, 0, code, &c->hash);
    if (status != STATUS_OK) {
        reply_failure(out, status);
    } else if (change(s, run_reissue, c, out)) {
        put_code(c->id, code, out);
    }
    wipe(code, sizeof code);
}

/* --- BACKUP, PIECE --- */

static int64_t file_bytes(const char *dir, const char *name)
{
    char path[CONFIG_PATH_SIZE + 32];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* A copy must not be what fills the disk. */
static bool has_room(const struct operator_session *s, struct buffer *out)
{
    const char *dir = s->node->config->data;
    struct statvfs disk;
    int64_t bytes = file_bytes(dir, DATABASE_FILE) + file_bytes(dir, DATABASE_FILE "-wal");
    int64_t room = statvfs(dir, &disk) == 0 ? (int64_t)(disk.f_bavail * disk.f_frsize) : 0;
    if (room >= bytes + OPERATOR_SPARE)
        return true;
    wire_put_error(out, "ERR",
                   "the node makes its copy in its data directory first, and there is too little "
                   "room: it needs %lld MiB and %lld are free",
                   (long long)((bytes + OPERATOR_SPARE) >> 20), (long long)(room >> 20));
    return false;
}

/* The copy loses its name as soon as it is whole. */
static bool make_copy(struct operator_session *s, struct buffer *out)
{
    char path[CONFIG_PATH_SIZE + 64], error[DATABASE_ERROR_SIZE];
    (void)snprintf(path, sizeof path, "%s/backup-%016llx" DATABASE_PARTIAL, s->node->config->data,
                   (unsigned long long)run_draw());
    if (store_backup(s->node->store, path, error) != STATUS_OK) {
        wire_put_error(out, "ERR", "%s", error);
        return false;
    }
    s->copy = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int saved = errno;
    (void)unlink(path);
    if (s->copy < 0)
        wire_put_error(out, "ERR", "the copy cannot be read: %s", strerror(saved));
    return s->copy >= 0;
}

static void do_backup(struct operator_session *s, struct buffer *out)
{
    struct stat st;
    drop_copy(s);
    if (!has_room(s, out) || !make_copy(s, out))
        return;
    if (fstat(s->copy, &st) != 0) {
        wire_put_error(out, "ERR", "the copy cannot be read: %s", strerror(errno));
        return;
    }
    log_event(LOG_INFO, "a backup of %lld bytes goes to %s", (long long)st.st_size, s->by);
    wire_put_array(out, 8);
    reply_pair_text(out, "node", s->node->config->node);
    reply_pair_text(out, "cluster", s->node->config->cluster);
    reply_pair_integer(out, "journal", (int64_t)store_position(s->node->store).own_n);
    reply_pair_integer(out, "bytes", (int64_t)st.st_size);
}

static void do_piece(struct operator_session *s, const struct wire_word *word, struct buffer *out)
{
    int64_t offset;
    char *room = s->copy >= 0 ? malloc(OPERATOR_PIECE) : NULL;
    if (!wire_integer(word, 0, INT64_MAX, &offset) || s->copy < 0) {
        wire_put_error(out, "ERR", "a piece of which backup, and from where on?");
    } else if (room == NULL) {
        reply_failure(out, STATUS_NOMEM);
    } else {
        ssize_t got = pread(s->copy, room, OPERATOR_PIECE, (off_t)offset);
        if (got < 0)
            wire_put_error(out, "ERR", "the copy cannot be read: %s", strerror(errno));
        else
            wire_put_bulk(out, room, (size_t)got);
    }
    free(room);
}

static void run_remark(struct ledger *ledger, struct task *task)
{
    struct remark_call *c = task->context;
    c->refusal = ledger_remark(ledger, c->by, &c->remarked);
}

/* In small transactions: the node serves meanwhile. */
static void do_remark(struct operator_session *s, struct buffer *out)
{
    struct remark_call c = {.by = s->by};
    while (!c.remarked.done) {
        if (clients_stopping(s->node->operators)) { /* the next time goes on where this one ends */
            reply_failure(out, STATUS_CLOSED);
            return;
        }
        if (!run(s, run_remark, &c, out))
            return;
        if (c.refusal != REFUSAL_NONE) {
            struct ledger_peer peer;
            store_peer(s->node->store, &peer);
            reply_refusal(out, c.refusal, &peer);
            return;
        }
    }
    log_event(LOG_INFO, "%llu sittings marked anew by %s", (unsigned long long)c.remarked.marked,
              s->by);
    wire_put_array(out, 6);
    reply_pair_integer(out, "marked", (int64_t)c.remarked.marked);
    reply_pair_integer(out, "changed", (int64_t)c.remarked.changed);
    reply_pair_integer(out, "other_paper", (int64_t)c.remarked.other_paper);
}

/* --- dispatch --- */

static enum command find_command(const struct wire_word *word)
{
    for (size_t i = 0; i < COMMAND_UNKNOWN; i++)
        if (wire_is(word, rules[i].name))
            return (enum command)i;
    return COMMAND_UNKNOWN;
}

static void do_change(struct operator_session *s, enum command command,
                      const struct wire_word *words, size_t count, struct buffer *out)
{
    struct change_call c = {.refusal = REFUSAL_NONE};
    if (count > 1 && !ident_canonical(words[1].data, words[1].len, s->node->config->letter, c.id)) {
        wire_put_error(out, "BADID", "not a possible ID");
        return;
    }
    if (command == COMMAND_REISSUE)
        do_reissue(s, &c, out);
    else if (change(s, command == COMMAND_RELEASE ? run_release : run_allow, &c, out))
        wire_put_simple(out, "OK");
}

bool operator_request(struct operator_session *s, const struct wire_word *words, size_t count,
                      struct buffer *out)
{
    if (s->by[0] == '\0')
        name_user(s->uid, s->by);
    enum command command = find_command(&words[0]);
    if (!s->permitted) {
        log_event(LOG_WARN, "user %s is refused: this is for the node's own user", s->by);
        wire_put_error(out, "ERR", "only the user that sinodod runs as, and root, may do this");
        return false;
    }
    if (command == COMMAND_UNKNOWN || count != rules[command].words) {
        wire_put_error(out, "ERR", "unknown command or wrong number of words");
        return true;
    }
    if (command != COMMAND_STATUS && command != COMMAND_APPLICANTS && command != COMMAND_PIECE)
        log_event(LOG_INFO, "user %s: %s", s->by, rules[command].name);
    switch (command) {
    case COMMAND_STATUS:
        do_status(s, out);
        break;
    case COMMAND_APPLICANTS:
        do_applicants(s, &words[1], out);
        break;
    case COMMAND_REISSUE:
    case COMMAND_RELEASE:
    case COMMAND_ALLOW:
        do_change(s, command, words, count, out);
        break;
    case COMMAND_UNLOCK:
        do_unlock(s, NULL, out);
        break;
    case COMMAND_UNLOCK_FORCED:
        do_unlock(s, &words[1], out);
        break;
    case COMMAND_REMARK:
        do_remark(s, out);
        break;
    case COMMAND_BACKUP:
        do_backup(s, out);
        break;
    case COMMAND_PIECE:
        do_piece(s, &words[1], out);
        break;
    case COMMAND_UNKNOWN:
        break;
    }
    return true;
}
