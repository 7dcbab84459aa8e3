#include "server/core/link.h"

void link_init(struct link *link, struct mono now)
{
    *link = (struct link){.heard = now, .spoke = now, .tail_next = 1};
}

static enum link_task receive_ack(struct link *link, uint64_t n)
{
    if (n > link->sent_n || n < link->peer_n)
        return LINK_BROKEN;
    link->peer_n = n;
    return LINK_ACKED;
}

enum link_task link_receive(struct link *link, const struct message *message, uint64_t own_n,
                            struct mono now)
{
    link->heard = now;
    if (message->kind == MESSAGE_REFUSE)
        return LINK_REFUSED;
    if (!link->met) /* L1 */
        return message->kind == MESSAGE_HELLO ? LINK_MEET : LINK_BROKEN;
    switch (message->kind) {
    case MESSAGE_ENTRIES:
        return link->quiet ? LINK_BROKEN : LINK_ENTRIES;
    case MESSAGE_TAIL:
        return message->n <= own_n + 1 ? LINK_TAIL : LINK_BROKEN;
    case MESSAGE_ACK:
        return receive_ack(link, message->n);
    case MESSAGE_HEAD:
        return LINK_HEAD;
    case MESSAGE_COUNTER:
        return LINK_COUNTER;
    case MESSAGE_BEAT:
        return LINK_NOTHING;
    case MESSAGE_HELLO:
    case MESSAGE_REFUSE:
        break;
    }
    return LINK_BROKEN;
}

static bool lacks_much(uint64_t has_n, uint64_t there_n)
{
    return there_n > has_n && there_n - has_n > LINK_BACKLOG;
}

void link_met(struct link *link, const struct recovery_side *peer, bool quiet, uint64_t own_n,
              uint64_t held_n)
{
    link->met = true;
    link->quiet = quiet;
    link->sent_n = peer->held_n;
    link->peer_n = peer->held_n;
    link->acked_n = held_n;
    link->tail_next = peer->own_n + 1;
    link->tail_end = held_n;
    if (lacks_much(peer->held_n, own_n) || lacks_much(held_n, peer->own_n)) { /* L6 */
        link->own_target = own_n;
        link->held_target = peer->own_n;
    }
}

bool link_behind(const struct link *link, uint64_t held_n)
{
    return link->peer_n < link->own_target || held_n < link->held_target;
}

struct link_next link_next(const struct link *link, uint64_t own_n, uint64_t held_n,
                           struct mono now)
{
    if (!link->greeted)
        return (struct link_next){LINK_SEND_HELLO, 0};
    if (link->met) {
        if (held_n > link->acked_n)
            return (struct link_next){LINK_SEND_ACK, held_n};
        if (link->tail_next <= link->tail_end) /* L4 */
            return (struct link_next){LINK_SEND_TAIL, link->tail_next};
        if (!link->quiet && own_n > link->sent_n &&
            link->sent_n - link->peer_n < LINK_AHEAD) /* L5 */
            return (struct link_next){LINK_SEND_ENTRIES, link->sent_n + 1};
    }
    if (now.ms - link->spoke.ms >= LINK_BEAT_MS)
        return (struct link_next){LINK_SEND_BEAT, 0};
    return (struct link_next){LINK_SEND_NOTHING, 0};
}

void link_sent(struct link *link, struct link_next next, uint64_t upto, struct mono now)
{
    link->spoke = now;
    switch (next.send) {
    case LINK_SEND_HELLO:
        link->greeted = true;
        break;
    case LINK_SEND_ACK:
        link->acked_n = next.n;
        break;
    case LINK_SEND_TAIL:
        link->tail_next = upto + 1;
        break;
    case LINK_SEND_ENTRIES:
        link->sent_n = upto;
        break;
    case LINK_SEND_BEAT:
    case LINK_SEND_NOTHING:
        break;
    }
}

bool link_dead(const struct link *link, struct mono now)
{
    return now.ms - link->heard.ms >= LINK_SILENCE_MS;
}

struct mono link_timer(const struct link *link)
{
    int64_t beat = link->spoke.ms + LINK_BEAT_MS, dead = link->heard.ms + LINK_SILENCE_MS;
    return (struct mono){beat < dead ? beat : dead};
}
