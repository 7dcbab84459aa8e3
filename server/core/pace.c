#include "server/core/pace.h"

static uint64_t min(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t max(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

void pace_init(struct pace *pace)
{
    *pace = (struct pace){.window = PACE_WINDOW_FIRST};
}

static uint64_t under_way(const struct pace *p)
{
    return p->sent - p->taken;
}

static bool measures_way(const struct pace *p)
{
    return p->end != 0 && p->alone;
}

/* Begins a measurement that ends when the peer has received all bytes sent so far. */
static void measure(struct pace *p, bool alone)
{
    p->end = p->sent;
    p->from = p->taken;
    p->from_ms = p->taken_ms;
    p->at = p->sent_at;
    p->alone = alone;
    p->filled = under_way(p) >= p->window;
}

void pace_sent(struct pace *p, uint64_t bytes, struct mono now)
{
    bool alone = under_way(p) <= PACE_RECEIPT_BYTES;
    p->sent += bytes;
    if (under_way(p) >= p->window)
        p->filled = true;
    p->sent_at = now;
    /* A message that is in flight alone measures the delay too, and so replaces a measurement that
     * has begun: a receipt has the time of the last bytes only, not of those sent before them. */
    if (p->end == 0 || alone)
        measure(p, alone);
}

static uint64_t fitting_window(const struct pace *p)
{
    uint64_t window = p->rate * (uint64_t)(p->round_ms + PACE_QUEUE_MS) / 1000;
    return min(max(window, PACE_MESSAGE_LEAST), PACE_WINDOW_MOST);
}

/* The delay of the first byte: the time that the message's own bytes take is subtracted. */
static void measure_way(struct pace *p, int64_t way_ms, struct mono now)
{
    p->way_ms = way_ms;
    if (p->rate > 0)
        p->way_ms -= (int64_t)((p->end - p->from) * 1000 / p->rate);
    p->round_ms = now.ms - p->at.ms;
    p->way_known = true;
    p->way_until.ms = now.ms + PACE_AGAIN_MS;
}

/* With a queue on the line the bytes that arrive show its full rate; without one they show only a
 * lower bound. */
static void measure_rate(struct pace *p, int64_t queue_ms)
{
    int64_t from_ms = p->alone ? p->at.ms + p->way_ms : p->from_ms;
    int64_t took_ms = p->taken_ms > from_ms ? p->taken_ms - from_ms : 1;
    uint64_t bytes = p->taken - p->from, rate = bytes * 1000 / (uint64_t)took_ms;
    if (queue_ms >= PACE_BUSY_MS)
        p->rate = p->rate > 0 ? (p->rate + rate) / 2 : rate;
    else if (bytes >= PACE_MESSAGE_LEAST && rate > p->rate)
        p->rate = rate;
}

static void fit_window(struct pace *p, int64_t queue_ms)
{
    uint64_t fitting = fitting_window(p);
    if (queue_ms > PACE_QUEUE_MOST_MS)
        p->window = fitting;
    else if (queue_ms < PACE_QUEUE_LEAST_MS && p->filled && p->window < fitting)
        p->window += min(p->taken - p->from, fitting - p->window);
}

void pace_receipt(struct pace *p, uint64_t bytes, int64_t ms, struct mono now)
{
    p->taken = min(bytes, p->sent);
    p->taken_ms = ms;
    if (p->taken < p->from)
        p->end = 0;
    if (p->end == 0)
        return;
    int64_t way_ms = ms - p->at.ms, queue_ms = p->way_known ? way_ms - p->way_ms : 0;
    bool slow = queue_ms > PACE_QUEUE_MOST_MS && ms - p->from_ms >= PACE_MEASURE_MS;
    if (p->taken < p->end && !slow)
        return;
    if (p->alone && p->taken >= p->end && (!p->way_known || now.ms >= p->way_until.ms)) {
        measure_way(p, way_ms, now);
    } else {
        if (queue_ms < 0)
            p->way_ms = way_ms;
        measure_rate(p, queue_ms);
        fit_window(p, queue_ms);
    }
    p->end = 0;
    if (under_way(p) > 0)
        measure(p, false);
}

bool pace_has_room(const struct pace *p, struct mono now)
{
    /* The smallest delay is due to be measured again: the next message must be in flight alone. */
    if (p->way_known && now.ms >= p->way_until.ms && !measures_way(p))
        return under_way(p) <= PACE_RECEIPT_BYTES;
    return under_way(p) < p->window;
}

uint64_t pace_message_bytes(const struct pace *p)
{
    return max(min(p->rate * PACE_MESSAGE_MS / 1000, p->window), PACE_MESSAGE_LEAST);
}

bool pace_has_room_for_news(const struct pace *p)
{
    return under_way(p) < p->window + p->window / 4 + pace_message_bytes(p);
}

int64_t pace_left_ms(const struct pace *p, uint64_t backlog, struct mono now)
{
    uint64_t rate = p->rate;
    int64_t late_ms = now.ms - p->at.ms - p->round_ms;
    if (p->end != 0 && under_way(p) > PACE_RECEIPT_BYTES && late_ms >= PACE_LATE_MS) {
        uint64_t slow = (p->taken - p->from + 1) * 1000 / (uint64_t)late_ms;
        rate = max(rate > 0 ? min(rate, slow) : slow, 1);
    }
    return rate > 0 ? (int64_t)((backlog + under_way(p)) * 1000 / rate) : 0;
}
