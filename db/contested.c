#include "db/contested.h"

#include "common/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *contested_name(enum journal_owner journal)
{
    return journal == JOURNAL_OWN ? "contested_own" : "contested_peer";
}

void contested_text(const struct contested *c, char out[CONTESTED_TEXT_SIZE])
{
    out[0] = '\0';
    if (c->contest.differs_n > 0)
        (void)snprintf(out, CONTESTED_TEXT_SIZE, "%llu %llu %d %d",
                       (unsigned long long)c->contest.agreed_n,
                       (unsigned long long)c->contest.differs_n, c->settled, c->healer_open);
}

void contested_parse(const char *text, struct contested *out)
{
    char *end = NULL;
    memset(out, 0, sizeof *out);
    struct contest contest = {.agreed_n = strtoull(text, &end, 10)};
    contest.differs_n = strtoull(end, &end, 10);
    if (contest.differs_n <= contest.agreed_n)
        return;
    out->contest = contest;
    out->settled = strtoull(end, &end, 10) == 1;
    out->healer_open = strtoull(end, &end, 10) == 1;
}

static void add(char out[CONTESTED_WORDS_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char out[CONTESTED_WORDS_SIZE], const char *format, ...)
{
    size_t len = strlen(out);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(out + len, CONTESTED_WORDS_SIZE - len, format, args);
    va_end(args);
}

/* "the journal of A differs from B's copy of it from entry 5 on". */
static void say_where(char out[CONTESTED_WORDS_SIZE], const struct contested *c, const char *owner,
                      const char *holder, const char *written)
{
    char when[CLOCK_TEXT_SIZE];
    const struct contest *at = &c->contest;
    clock_text(c->at, when);
    add(out, "%sthe journal of %s differs from %s's copy of it ", out[0] == '\0' ? "" : "; ", owner,
        holder);
    if (contest_is_found(at))
        add(out, "from entry %llu on (%s %s)", (unsigned long long)at->differs_n, written, when);
    else
        add(out, "at entry %llu (%s %s) and maybe since an entry after %llu",
            (unsigned long long)at->differs_n, written, when, (unsigned long long)at->agreed_n);
}

/* One journal is contested, and the other node serves: it can heal the one that is. */
static void say_heal(const char *wrong, const char *right, struct contested_words *out)
{
    add(out->advice,
        "at %s: stop the node, keep its disk aside (what that disk alone has is listed by "
        "sinodoctl contested), and start it with the disk that %s knows, or with an empty data "
        "directory that has its node.key and node.crt alone: %s gives its journal back",
        wrong, right, right);
    add(out->never, "empty or replace the disk of %s, or unlock %s while %s runs", right, wrong,
        right);
}

static void say_decide(struct contested_words *out)
{
    add(out->advice,
        "keep both disks as they are. If one of them was put in by mistake, put the "
        "right one back. Otherwise look at what each has alone (sinodoctl contested, at "
        "both nodes); a person decides which node goes on (README, \"A journal is "
        "contested\")");
    add(out->never, "empty either disk before that is decided");
}

void contested_say(const struct contested_view *v, struct contested_words *out)
{
    const struct contested *own = &v->of[JOURNAL_OWN], *peers = &v->of[JOURNAL_PEER];
    bool own_is = own->contest.differs_n > 0, peers_is = peers->contest.differs_n > 0;
    memset(out, 0, sizeof *out);
    if (own_is)
        say_where(out->what, own, v->node, v->peer, "written here");
    if (peers_is)
        say_where(out->what, peers, v->peer, v->node, "in the copy of");
    if (!own_is && !peers_is)
        return;
    if ((own_is && !own->settled) || (peers_is && !peers->settled)) {
        add(out->advice, "keep both nodes running and connected until they have compared their "
                         "journals: what to do is said then");
        add(out->never, "empty or change a disk before that");
    } else if (own_is && !peers_is && own->healer_open) {
        say_heal(v->node, v->peer, out);
    } else if (peers_is && !own_is && peers->healer_open) {
        say_heal(v->peer, v->node, out);
    } else {
        say_decide(out);
    }
}
