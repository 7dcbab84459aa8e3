#define _GNU_SOURCE /* struct ucred */
#include "server/desk/operator.h"

#include "common/log.h"
#include "server/desk/desk.h"
#include "server/desk/operator_backup.h"
#include "server/desk/operator_unlock.h"

#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum ctl_command { CTL_DESK, CTL_UNLOCK, CTL_UNLOCK_FORCED, CTL_BACKUP, CTL_PIECE, CTL_COMMANDS };

static const struct command_rule ctl_rules[CTL_COMMANDS] = {
    [CTL_DESK] = {"DESK", 2, WIRE_REQUEST_WORDS, false},
    [CTL_UNLOCK] = {"UNLOCK", 1, 1, false},
    [CTL_UNLOCK_FORCED] = {"UNLOCK-FORCED", 2, 2, false},
    [CTL_BACKUP] = {"BACKUP", 1, 1, false},
    [CTL_PIECE] = {"PIECE", 2, 2, false},
};

/* The user at the other end. */
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
    *session = (struct operator_session){.node = node, .uid = user_of(fd), .copy = -1};
    session->permitted = session->uid == 0 || session->uid == geteuid();
    task_init(&session->task);
}

void operator_release(struct operator_session *session)
{
    operator_backup_drop(&session->copy);
    task_destroy(&session->task);
}

static void do_ctl_command(enum ctl_command command, struct operator_session *s,
                           const struct request *r)
{
    switch (command) {
    case CTL_DESK:
        desk_request(r, ROLE_BOARD); /* whoever operates the node may do anything */
        break;
    case CTL_UNLOCK:
        operator_unlock(r);
        break;
    case CTL_UNLOCK_FORCED:
        operator_unlock_forced(r);
        break;
    case CTL_BACKUP:
        operator_backup_make(r, &s->copy);
        break;
    case CTL_PIECE:
        operator_backup_piece(r, s->copy);
        break;
    case CTL_COMMANDS:
        break;
    }
}

/* A line for each command that changes something, and for each that is refused; desk.c logs its own.
 * reply: where the reply begins. */
static void log_command(enum ctl_command command, const struct request *r, size_t reply)
{
    const char *text = r->out->data + reply;
    if (r->out->failed || r->out->len <= reply || command == CTL_DESK)
        return;
    if (*text == '-')
        log_event(LOG_WARN, "%s: %s is refused: %.*s", r->by, ctl_rules[command].name,
                  (int)(r->out->len - reply - 3), text + 1);
    else if (command != CTL_PIECE)
        log_event(LOG_INFO, "%s: %s", r->by, ctl_rules[command].name);
}

bool operator_request(struct operator_session *s, const struct wire_word *words, size_t count,
                      struct buffer *out)
{
    const struct request request = {.node = s->node,
                                    .by = s->by,
                                    .task = &s->task,
                                    .words = words,
                                    .count = count,
                                    .out = out,
                                    .came = clock_mono()};
    size_t command;
    if (s->by[0] == '\0')
        name_user(s->uid, s->by);
    if (!s->permitted) {
        log_event(LOG_WARN, "user %s is refused: this is for the node's own user", s->by);
        wire_put_error(out, "ERR", "only the user that sinodod runs as, and root, may do this");
        return false;
    }
    if (!request_command(&request, ctl_rules, CTL_COMMANDS, &command))
        return true;
    size_t before = out->len;
    do_ctl_command((enum ctl_command)command, s, &request);
    log_command((enum ctl_command)command, &request, before);
    return true;
}
