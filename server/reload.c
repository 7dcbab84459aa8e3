#include "server/reload.h"

#include "common/log.h"
#include "db/ledger_operator.h"
#include "server/setup/registering.h"

#include <string.h>

struct roster_call {
    struct digest digest;
    uint64_t people_most;
    bool changed;
};

static void run_set_roster(struct ledger *ledger, struct task *task)
{
    struct roster_call *c = task->context;
    c->changed = ledger_set_roster(ledger, &c->digest, c->people_most);
}

/* R9: the other node compares its roster with ours, and a handshake tells it. */
static void tell_roster(struct server *s, const struct digest *digest)
{
    struct roster_call c = {.digest = *digest, .people_most = server_people_most(s)};
    if (store_call(s->node.store, run_set_roster, &c) != STATUS_OK)
        log_event(LOG_ERROR,
                  "reload: the other node cannot be told of the roster now: reload again");
    else if (c.changed && s->peer != NULL)
        peer_renew(s->peer);
}

static void reload_roster(struct server *s, const struct config *fresh)
{
    struct roster *roster = NULL;
    if (s->node.listed == NULL || fresh->roster[0] == '\0')
        return;
    /* The formats of IDs and the node's name stay what they are while it runs. */
    if (server_load_roster(&s->config, fresh->roster, &roster) != STATUS_OK) {
        log_event(
            LOG_ERROR,
            "reload: the roster %s cannot be used, and the one before stays in force: correct "
            "it and reload again",
            fresh->roster);
        return;
    }
    /* Who registers stays what it is while the node runs: the other node was told. */
    struct policy policy = s->exam.policy;
    const char *wrong = registering_settle(&policy, roster),
               *warning = registering_warning(&policy, roster);
    if (wrong != NULL) {
        log_event(LOG_ERROR, "reload: %s: the roster before stays in force", wrong);
        roster_close(roster);
        return;
    }
    if (warning != NULL)
        log_event(LOG_WARN, "reload: %s", warning);
    struct digest digest = roster_digest(roster);
    size_t count = roster_count(roster);
    struct roster_change change = listed_replace(s->node.listed, roster);
    if (change.added + change.gone + change.changed == 0)
        log_event(LOG_INFO, "reload: roster: %zu people listed, unchanged", count);
    else
        log_event(
            LOG_INFO,
            "reload: roster: %zu people listed, %zu new, %zu no longer listed, %zu with other "
            "details, otherwise unchanged",
            count, change.added, change.gone, change.changed);
    tell_roster(s, &digest);
}

static void log_pin(const char *option, const char *before, const char *now)
{
    if (strcmp(before, now) != 0)
        log_event(LOG_INFO, "reload: %s: %s", option, now[0] != '\0' ? now : "none");
}

/* A link without keys gets them at a start only: the fields stay as they were. */
static void reload_pins(struct server *s, const struct config *fresh)
{
    struct config *c = &s->config;
    struct fingerprint pins[TLS_PINS];
    if (s->peer_tls == NULL || fresh->peer_pin[0] == '\0' ||
        (strcmp(c->peer_pin, fresh->peer_pin) == 0 &&
         strcmp(c->peer_pin_next, fresh->peer_pin_next) == 0))
        return;
    log_pin("peer-pin", c->peer_pin, fresh->peer_pin);
    log_pin("peer-pin-next", c->peer_pin_next, fresh->peer_pin_next);
    memcpy(c->peer_pin, fresh->peer_pin, sizeof c->peer_pin);
    memcpy(c->peer_pin_next, fresh->peer_pin_next, sizeof c->peer_pin_next);
    tls_context_set_pins(s->peer_tls, pins, config_peer_pins(c, pins));
    peer_renew(s->peer);
}

/* The line is written if either level lets it. */
static void reload_level(struct server *s, const struct config *fresh)
{
    enum log_level before = s->config.log_level, now = fresh->log_level;
    s->config.log_level = now;
    if (before == now)
        return;
    log_set_level(now < before ? now : before);
    log_event(LOG_INFO, "reload: log-level: %s", log_level_text(now));
    log_set_level(now);
}

/* Was the option taken above? */
static bool is_taken(const struct server *s, const char *name, const struct config *fresh)
{
    if (strcmp(name, "roster") == 0)
        return s->node.listed != NULL && fresh->roster[0] != '\0';
    if (strcmp(name, "peer-pin") == 0 || strcmp(name, "peer-pin-next") == 0)
        return s->peer_tls != NULL && fresh->peer_pin[0] != '\0';
    return strcmp(name, "log-level") == 0;
}

void reload(struct server *s, int argc, char *const *argv)
{
    char error[CONFIG_ERROR_SIZE];
    struct config fresh;
    const char *name;
    size_t at = 0;
    log_event(LOG_INFO, "reload: reading the options and the roster again");
    if (config_read(argc, argv, &fresh, error) != CONFIG_RUN) {
        log_event(LOG_ERROR, "reload: %s; nothing was changed", error);
        return;
    }
    reload_roster(s, &fresh);
    reload_pins(s, &fresh);
    while ((name = config_next_difference(&s->given, &fresh, &at)) != NULL)
        if (!is_taken(s, name, &fresh))
            log_event(LOG_WARN, "reload: %s has changed: that takes effect at the next start",
                      name);
    reload_level(s, &fresh);
    log_event(LOG_INFO, "reload: the rest stays as it was");
}
