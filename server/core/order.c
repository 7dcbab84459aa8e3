#include "server/core/order.h"

#include <string.h>

static void copy(char *out, size_t most, const char *text)
{
    size_t len = strnlen(text, most);
    memcpy(out, text, len);
}

struct order order_by(const char *by, const char *reason)
{
    struct order order;
    memset(&order, 0, sizeof order);
    copy(order.by, BY_MAX_BYTES, by);
    copy(order.reason, REASON_MAX_BYTES, reason);
    return order;
}

bool order_key_is_zero(const struct order_key *key)
{
    static const struct order_key zero;
    return memcmp(key->bytes, zero.bytes, ORDER_KEY_BYTES) == 0;
}

bool order_is_empty(const struct order *order)
{
    return order_key_is_zero(&order->key) && order->by[0] == '\0' && order->reason[0] == '\0';
}
