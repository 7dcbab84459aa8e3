#include "server/core/link.h"

void link_init(struct link *link, struct mono now)
{
    *link = (struct link){.begun = now,
                          .heard = now,
                          .spoke = now,
                          .received_at = now,
                          .told_at = now,
                          .tail_next = 1};
    pace_init(&link->pace);
}

void link_heard(struct link *link, uint64_t bytes, struct mono now)
{
    link->heard = now;
    if (bytes == 0)
        return;
    link->received += bytes;
    link->received_at = now;
}

static bool takes_long(bool before, int64_t left_ms)
{
    return left_ms > (before ? LINK_BEHIND_MS / 2 : LINK_BEHIND_MS);
}

static void take_receipt(struct link *link, const struct message_receipt *receipt, struct mono now)
{
    pace_receipt(&link->pace, receipt->bytes, receipt->ms, now);
    if (link->answered || receipt->bytes < link->hello_end)
        return;
    link->answered = true;
    link->answered_ms = receipt->ms;
}

static enum link_task receive_ack(struct link *link, const struct message *ack, struct mono now)
{
    if (ack->n > link->sent_n || ack->n < link->peer_n)
        return LINK_BROKEN;
    link->peer_n = ack->n;
    take_receipt(link, &ack->receipt, now);
    return LINK_ACKED;
}

static enum link_task receive_beat(struct link *link, const struct message *beat, struct mono now)
{
    take_receipt(link, &beat->receipt, now);
    link->peer_slow = takes_long(link->peer_slow, beat->left_ms);
    return LINK_NOTHING;
}

enum link_task link_receive(struct link *link, const struct message *message, uint64_t own_n,
                            struct mono now)
{
    if (message->kind == MESSAGE_REFUSE)
        return LINK_REFUSED;
    if (message->kind == MESSAGE_RETIRE)
        return LINK_RETIRED;
    if (!link->met && message->kind == MESSAGE_WAIT)
        return LINK_NOTHING;
    if (!link->met && !link->contested) /* L1 */
        return message->kind == MESSAGE_HELLO ? LINK_MEET : LINK_BROKEN;
    if (message->kind == MESSAGE_CONTEST) {
        link_contest(link);
        return LINK_CONTEST;
    }
    if (link->contested && message->kind != MESSAGE_HELLO)
        return LINK_NOTHING; /* the peer sent it before it knew of the contest */
    switch (message->kind) {
    case MESSAGE_ENTRIES:
        return link->quiet ? LINK_BROKEN : LINK_ENTRIES;
    case MESSAGE_TAIL:
        return message->n <= own_n + 1 ? LINK_TAIL : LINK_BROKEN;
    case MESSAGE_ACK:
        return receive_ack(link, message, now);
    case MESSAGE_HEAD:
        return LINK_HEAD;
    case MESSAGE_COUNTER:
        return LINK_COUNTER;
    case MESSAGE_BEAT:
        return receive_beat(link, message, now);
    case MESSAGE_TERMINALS:
        return LINK_TERMINALS;
    case MESSAGE_CHALLENGE:
        return LINK_CHALLENGED;
    case MESSAGE_PRESENT:
        return LINK_PRESENT;
    case MESSAGE_HELLO:
    case MESSAGE_WAIT:
    case MESSAGE_CONTEST:
    case MESSAGE_REFUSE:
    case MESSAGE_RETIRE:
        break;
    }
    return LINK_BROKEN;
}

void link_contest(struct link *link)
{
    link->contested = true;
    link->met = false;
}

static bool lacks_much(uint64_t has_n, uint64_t there_n)
{
    return there_n > has_n && there_n - has_n > LINK_BACKLOG;
}

void link_met(struct link *link, const struct recovery_side *peer, bool quiet, uint64_t own_n,
              uint64_t held_n)
{
    link->met = link->owes_beat = true;
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

struct link_backlog link_backlog(const struct link *link, uint64_t own_n, struct mono now)
{
    struct link_backlog b = {0, 0, 0};
    uint64_t each = LINK_ENTRY_BYTES;
    if (link->shipped_n > 0)
        each = link->shipped_bytes / link->shipped_n;
    if (!link->quiet && own_n > link->sent_n) /* own_n is smaller while our tail is lost */
        b.entries = own_n - link->sent_n;
    if (link->tail_next <= link->tail_end)
        b.entries += link->tail_end + 1 - link->tail_next;
    b.bytes = b.entries * each;
    b.left_ms = pace_left_ms(&link->pace, b.bytes, now);
    return b;
}

bool link_behind(struct link *link, uint64_t own_n, uint64_t held_n, struct mono now)
{
    link->slow = takes_long(link->slow, link_backlog(link, own_n, now).left_ms);
    return link->peer_n < link->own_target || held_n < link->held_target || /* L6 */
           link->slow || link->peer_slow;                                   /* L11 */
}

/* The earliest time of the next receipt while the line is full. */
static int64_t next_told_ms(const struct link *link)
{
    return link->told_at.ms +
           (pace_has_room_for_news(&link->pace) ? LINK_RECEIPT_MS : LINK_CROWDED_MS);
}

static bool receipt_is_due(const struct link *link, struct mono now)
{
    uint64_t untold = link->received - link->told;
    return untold >= LINK_RECEIPT_BYTES ||
           (untold >= PACE_RECEIPT_BYTES && now.ms >= next_told_ms(link));
}

/* L9: the short messages that the peer waits for. They are sent even while entries fill the line:
 * otherwise each side could wait for the other's acknowledgement. Their rate is limited, so that
 * they do not fill the line themselves. */
static struct link_next next_news(const struct link *link, uint64_t held_n, struct mono now)
{
    bool may = pace_has_room_for_news(&link->pace) || now.ms >= next_told_ms(link);
    if (link->met && may) {
        if (held_n > link->acked_n)
            return (struct link_next){LINK_SEND_ACK, held_n};
        if (link->owes_beat || link->slow != link->told_slow || receipt_is_due(link, now))
            return (struct link_next){LINK_SEND_BEAT, 0};
    }
    if (now.ms - link->spoke.ms >= LINK_BEAT_MS)
        return (struct link_next){LINK_SEND_BEAT, 0};
    return (struct link_next){LINK_SEND_NOTHING, 0};
}

struct link_next link_next(const struct link *link, uint64_t own_n, uint64_t held_n,
                           struct mono now)
{
    if (!link->greeted)
        return (struct link_next){LINK_SEND_HELLO, 0};
    struct link_next news = next_news(link, held_n, now);
    if (news.send != LINK_SEND_NOTHING || !link->met || !pace_has_room(&link->pace, now)) /* L8 */
        return news;
    if (link->tail_next <= link->tail_end) /* L4 */
        return (struct link_next){LINK_SEND_TAIL, link->tail_next};
    if (!link->quiet && own_n > link->sent_n && link->sent_n - link->peer_n < LINK_AHEAD) /* L5 */
        return (struct link_next){LINK_SEND_ENTRIES, link->sent_n + 1};
    return news;
}

uint64_t link_message_bytes(const struct link *link)
{
    uint64_t bytes = pace_message_bytes(&link->pace);
    return bytes < MESSAGE_ENTRIES_BYTES ? bytes : MESSAGE_ENTRIES_BYTES;
}

/* L12 */
bool link_may_tell(const struct link *link, uint64_t own_n, struct mono now)
{
    return link->met && !link->quiet && link->tail_next > link->tail_end && own_n <= link->sent_n &&
           now.ms >= link->tell_from.ms && pace_has_room(&link->pace, now);
}

uint64_t link_tell_bytes(const struct link *link)
{
    uint64_t bytes = link->pace.rate * LINK_TELL_TAKES_MS / 1000;
    if (link->pace.rate == 0)
        return LINK_TELL_UNKNOWN;
    return bytes < LINK_TELL_LEAST  ? LINK_TELL_LEAST
           : bytes > LINK_TELL_MOST ? LINK_TELL_MOST
                                    : bytes;
}

void link_told(struct link *link, uint64_t bytes, struct mono now)
{
    uint64_t rate = link->pace.rate;
    int64_t wait_ms = rate > 0 ? (int64_t)(bytes * 1000 * LINK_TELL_SHARE / rate) : 0;
    link->tell_from.ms = now.ms + (wait_ms > LINK_TELL_MS ? wait_ms : LINK_TELL_MS);
}

struct message_receipt link_receipt(const struct link *link)
{
    return (struct message_receipt){link->received, link->received_at.ms - link->begun.ms};
}

static void shipped(struct link *link, uint64_t entries, uint64_t bytes)
{
    link->shipped_n += entries;
    link->shipped_bytes += bytes;
}

static void told(struct link *link, struct mono now)
{
    link->told = link->received;
    link->told_at = now;
}

void link_sent(struct link *link, struct link_next next, uint64_t upto, uint64_t bytes,
               struct mono now)
{
    link->spoke = now;
    pace_sent(&link->pace, bytes, now);
    switch (next.send) {
    case LINK_SEND_HELLO:
        link->greeted = true;
        link->hello_end = link->pace.sent;
        break;
    case LINK_SEND_ACK:
        link->acked_n = next.n;
        told(link, now);
        break;
    case LINK_SEND_TAIL:
        shipped(link, upto + 1 - link->tail_next, bytes);
        link->tail_next = upto + 1;
        break;
    case LINK_SEND_ENTRIES:
        shipped(link, upto - link->sent_n, bytes);
        link->sent_n = upto;
        break;
    case LINK_SEND_BEAT:
        link->owes_beat = false;
        link->told_slow = link->slow;
        told(link, now);
        break;
    case LINK_SEND_NOTHING: /* a signature */
        break;
    }
}

bool link_dead(const struct link *link, struct mono now)
{
    return now.ms - link->heard.ms >= LINK_SILENCE_MS;
}

struct mono link_timer(const struct link *link)
{
    int64_t dead = link->heard.ms + LINK_SILENCE_MS, next = link->spoke.ms + LINK_BEAT_MS;
    if (link->met && link->received - link->told >= PACE_RECEIPT_BYTES)
        next = next_told_ms(link); /* never later: `told_at` is not after `spoke` */
    return (struct mono){next < dead ? next : dead};
}
