#include "server/core/message.h"

#include <assert.h>
#include <string.h>

static bool parse_number(const struct wire_word *word, uint64_t *out)
{
    int64_t value;
    if (!wire_integer(word, 0, INT64_MAX, &value))
        return false;
    *out = (uint64_t)value;
    return true;
}

static bool parse_bytes(const struct wire_word *word, uint8_t *out, size_t len)
{
    if (word->len != len)
        return false;
    memcpy(out, word->data, len);
    return true;
}

static bool parse_digest(const struct wire_word *word, struct digest *out)
{
    return parse_bytes(word, out->bytes, DIGEST_BYTES);
}

static bool parse_name(const struct wire_word *word, char out[NODE_NAME_MAX + 1])
{
    if (!node_name_valid(word->data, word->len))
        return false;
    memcpy(out, word->data, word->len);
    out[word->len] = '\0';
    return true;
}

static bool parse_standing(const struct wire_word *word, enum standing *out)
{
    static const enum standing all[] = {STANDING_NEW, STANDING_OPEN, STANDING_RESTORED,
                                        STANDING_CONTESTED, STANDING_ADOPTED};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (wire_is(word, standing_text(all[i]))) {
            *out = all[i];
            return true;
        }
    }
    return false;
}

/* The address is shown to people, so it must be printable ASCII. */
static bool parse_address(const struct wire_word *word, char out[ADDRESS_MAX + 1])
{
    if (word->len > ADDRESS_MAX)
        return false;
    for (size_t i = 0; i < word->len; i++)
        if (word->data[i] <= ' ' || word->data[i] > '~')
            return false;
    memcpy(out, word->data, word->len);
    out[word->len] = '\0';
    return true;
}

static bool parse_rules(const struct wire_word *word, char out[AGREE_RULES_MAX + 1])
{
    if (!agree_rules_valid(word->data, word->len))
        return false;
    memcpy(out, word->data, word->len);
    out[word->len] = '\0';
    return true;
}

/* At most 15 digits: differences of such times cannot overflow. */
static bool parse_ms(const struct wire_word *word, int64_t *out)
{
    enum { DIGITS_MOST = 15 };
    return word->len <= DIGITS_MOST && wire_integer(word, 0, INT64_MAX, out);
}

static bool parse_flag(const struct wire_word *word, bool *out)
{
    *out = wire_is(word, "1");
    return *out || wire_is(word, "0");
}

static bool parse_hello(const struct wire_word *words, size_t count, struct hello *out)
{
    memset(out, 0, sizeof *out);
    if (count < 2 || !parse_number(&words[1], &out->protocol))
        return false;
    /* HELLO of another protocol version may have other fields; its number is enough to refuse
     * it. */
    if (out->protocol != MESSAGE_PROTOCOL)
        return true;
    return count == MESSAGE_HELLO_WORDS && parse_name(&words[2], out->cluster) &&
           parse_name(&words[3], out->node) &&
           parse_bytes(&words[4], out->instance.bytes, INSTANCE_BYTES) &&
           parse_standing(&words[5], &out->side.standing) &&
           parse_number(&words[6], &out->side.own_n) && parse_digest(&words[7], &out->side.own) &&
           parse_number(&words[8], &out->side.held_n) && parse_digest(&words[9], &out->side.held) &&
           parse_digest(&words[10], &out->exam) && parse_rules(&words[11], out->agreement.rules) &&
           parse_digest(&words[12], &out->agreement.roster) &&
           parse_address(&words[13], out->address) &&
           parse_ms(&words[14], &out->plan_hours.opens.ms) &&
           parse_ms(&words[15], &out->plan_hours.closes.ms) &&
           parse_ms(&words[16], &out->clock.ms) && parse_flag(&words[17], &out->adopts);
}

static bool parse_entries(const struct wire_word *words, size_t count, struct message *out)
{
    if (count < 4 || !parse_number(&words[1], &out->n) || out->n == 0 ||
        !parse_digest(&words[2], &out->digest))
        return false;
    out->entries = words + 3;
    out->entry_count = count - 3;
    return true;
}

static bool parse_signed(const struct wire_word *words, size_t count, struct message_signed *out)
{
    return count == 5 && parse_number(&words[1], &out->n) && out->n > 0 &&
           parse_digest(&words[2], &out->digest) &&
           parse_bytes(&words[3], out->key, sizeof out->key) &&
           parse_bytes(&words[4], out->signature, sizeof out->signature);
}

static bool parse_receipt(const struct wire_word *words, struct message_receipt *out)
{
    return parse_number(&words[0], &out->bytes) && parse_ms(&words[1], &out->ms);
}

static bool parse_contest(const struct wire_word *words, size_t count, struct message_contest *out)
{
    uint64_t points[CONTEST_POINTS];
    if (count < 4 || !(wire_is(&words[1], "mine") || wire_is(&words[1], "yours")) ||
        !parse_number(&words[2], &out->contest.agreed_n) ||
        !parse_number(&words[3], &out->contest.differs_n) ||
        out->contest.agreed_n >= out->contest.differs_n ||
        count - 4 != contest_points(&out->contest, points))
        return false;
    out->senders = wire_is(&words[1], "mine");
    for (size_t i = 4; i < count; i++)
        if (!parse_digest(&words[i], &out->digests[i - 4]))
            return false;
    return true;
}

static bool parse_terminal(const struct wire_word words[2], struct message_terminal *out)
{
    int64_t seconds = -1;
    if (!ident_is_canonical(words[0].data, words[0].len))
        return false;
    memset(out, 0, sizeof *out);
    memcpy(out->id, words[0].data, words[0].len);
    if (wire_is(&words[1], "here"))
        out->presence.here = PRESENCE_HERE;
    else if (wire_is(&words[1], "absent"))
        out->presence.here = PRESENCE_ABSENT;
    else if (wire_integer(&words[1], 0, MESSAGE_SILENT_MOST_S, &seconds))
        out->presence.here = PRESENCE_SILENT;
    else
        return false;
    out->presence.silent_ms = seconds < 0 ? -1 : seconds * 1000;
    return true;
}

static bool parse_terminals(const struct wire_word *words, size_t count, struct message *out)
{
    struct message_terminal terminal;
    if (count < 2 || count % 2 != 0 || (count - 2) / 2 > MESSAGE_TERMINALS_MOST ||
        !wire_integer(&words[1], 0, INT32_MAX, &out->terminals_left))
        return false;
    for (size_t i = 2; i < count; i += 2)
        if (!parse_terminal(&words[i], &terminal))
            return false;
    out->terminals = words + 2;
    out->terminal_count = (count - 2) / 2;
    return true;
}

struct message_terminal message_terminal(const struct message *message, size_t i)
{
    struct message_terminal terminal;
    bool valid = parse_terminal(message->terminals + 2 * i, &terminal);
    assert(valid);
    return terminal;
}

bool message_parse(const struct wire_word *words, size_t count, struct message *out)
{
    struct message m;
    memset(&m, 0, sizeof m);
    bool valid = false;
    if (count == 0)
        return false;
    if (wire_is(&words[0], "HELLO")) {
        m.kind = MESSAGE_HELLO;
        valid = parse_hello(words, count, &m.hello);
    } else if (wire_is(&words[0], "TAIL") || wire_is(&words[0], "ENTRIES")) {
        m.kind = wire_is(&words[0], "TAIL") ? MESSAGE_TAIL : MESSAGE_ENTRIES;
        valid = parse_entries(words, count, &m);
    } else if (wire_is(&words[0], "HEAD") || wire_is(&words[0], "COUNTER")) {
        m.kind = wire_is(&words[0], "HEAD") ? MESSAGE_HEAD : MESSAGE_COUNTER;
        valid = parse_signed(words, count, &m.head);
    } else if (wire_is(&words[0], "ACK")) {
        m.kind = MESSAGE_ACK;
        valid = count == 4 && parse_number(&words[1], &m.n) && parse_receipt(&words[2], &m.receipt);
    } else if (wire_is(&words[0], "BEAT")) {
        m.kind = MESSAGE_BEAT;
        valid =
            count == 4 && parse_receipt(&words[1], &m.receipt) && parse_ms(&words[3], &m.left_ms);
    } else if (wire_is(&words[0], "TERMINALS")) {
        m.kind = MESSAGE_TERMINALS;
        valid = parse_terminals(words, count, &m);
    } else if (wire_is(&words[0], "CONTEST")) {
        m.kind = MESSAGE_CONTEST;
        valid = parse_contest(words, count, &m.contest);
    } else if (wire_is(&words[0], "CHALLENGE") || wire_is(&words[0], "PRESENT")) {
        m.kind = wire_is(&words[0], "PRESENT") ? MESSAGE_PRESENT : MESSAGE_CHALLENGE;
        valid = count == 2 && parse_bytes(&words[1], m.nonce.bytes, NONCE_BYTES);
    } else if (wire_is(&words[0], "WAIT")) {
        m.kind = MESSAGE_WAIT;
        valid = count == 1;
    } else if (wire_is(&words[0], "REFUSE") || wire_is(&words[0], "RETIRE")) {
        m.kind = wire_is(&words[0], "RETIRE") ? MESSAGE_RETIRE : MESSAGE_REFUSE;
        valid = count == 2;
        if (valid)
            m.reason = words[1];
    }
    if (valid)
        *out = m;
    return valid;
}

/* A number is sent as a bulk string. */
static void put_number(struct buffer *out, uint64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    wire_put_bulk(out, digits + at, sizeof digits - at);
}

void message_put_hello(struct buffer *out, const struct hello *hello)
{
    wire_put_array(out, MESSAGE_HELLO_WORDS);
    wire_put_text(out, "HELLO");
    put_number(out, hello->protocol);
    wire_put_text(out, hello->cluster);
    wire_put_text(out, hello->node);
    wire_put_bulk(out, hello->instance.bytes, INSTANCE_BYTES);
    wire_put_text(out, standing_text(hello->side.standing));
    put_number(out, hello->side.own_n);
    wire_put_bulk(out, hello->side.own.bytes, DIGEST_BYTES);
    put_number(out, hello->side.held_n);
    wire_put_bulk(out, hello->side.held.bytes, DIGEST_BYTES);
    wire_put_bulk(out, hello->exam.bytes, DIGEST_BYTES);
    wire_put_text(out, hello->agreement.rules);
    wire_put_bulk(out, hello->agreement.roster.bytes, DIGEST_BYTES);
    wire_put_text(out, hello->address);
    put_number(out, (uint64_t)hello->plan_hours.opens.ms);
    put_number(out, (uint64_t)hello->plan_hours.closes.ms);
    put_number(out, (uint64_t)hello->clock.ms);
    put_number(out, hello->adopts);
}

void message_put_entries(struct buffer *out, enum message_kind kind, uint64_t first,
                         const struct digest *digest, const struct wire_word *entries, size_t count)
{
    assert(kind == MESSAGE_TAIL || kind == MESSAGE_ENTRIES);
    wire_put_array(out, count + 3);
    wire_put_text(out, kind == MESSAGE_TAIL ? "TAIL" : "ENTRIES");
    put_number(out, first);
    wire_put_bulk(out, digest->bytes, DIGEST_BYTES);
    for (size_t i = 0; i < count; i++)
        wire_put_bulk(out, entries[i].data, entries[i].len);
}

void message_put_signed(struct buffer *out, enum message_kind kind,
                        const struct message_signed *head)
{
    assert(kind == MESSAGE_HEAD || kind == MESSAGE_COUNTER);
    wire_put_array(out, 5);
    wire_put_text(out, kind == MESSAGE_HEAD ? "HEAD" : "COUNTER");
    put_number(out, head->n);
    wire_put_bulk(out, head->digest.bytes, DIGEST_BYTES);
    wire_put_bulk(out, head->key, sizeof head->key);
    wire_put_bulk(out, head->signature, sizeof head->signature);
}

void message_put_ack(struct buffer *out, uint64_t n, const struct message_receipt *receipt)
{
    wire_put_array(out, 4);
    wire_put_text(out, "ACK");
    put_number(out, n);
    put_number(out, receipt->bytes);
    put_number(out, (uint64_t)receipt->ms);
}

void message_put_beat(struct buffer *out, const struct message_receipt *receipt, int64_t left_ms)
{
    wire_put_array(out, 4);
    wire_put_text(out, "BEAT");
    put_number(out, receipt->bytes);
    put_number(out, (uint64_t)receipt->ms);
    put_number(out, (uint64_t)left_ms);
}

void message_put_terminals(struct buffer *out, const struct message_terminal *terminals,
                           size_t count, int64_t left)
{
    assert(count <= MESSAGE_TERMINALS_MOST);
    wire_put_array(out, 2 + 2 * count);
    wire_put_text(out, "TERMINALS");
    put_number(out, (uint64_t)left);
    for (size_t i = 0; i < count; i++) {
        const struct presence *p = &terminals[i].presence;
        wire_put_text(out, terminals[i].id);
        if (p->here == PRESENCE_SILENT)
            put_number(out, (uint64_t)p->silent_ms / 1000);
        else
            wire_put_text(out, p->here == PRESENCE_HERE ? "here" : "absent");
    }
}

void message_put_contest(struct buffer *out, const struct message_contest *contest)
{
    uint64_t points[CONTEST_POINTS];
    size_t count = contest_points(&contest->contest, points);
    wire_put_array(out, 4 + count);
    wire_put_text(out, "CONTEST");
    wire_put_text(out, contest->senders ? "mine" : "yours");
    put_number(out, contest->contest.agreed_n);
    put_number(out, contest->contest.differs_n);
    for (size_t i = 0; i < count; i++)
        wire_put_bulk(out, contest->digests[i].bytes, DIGEST_BYTES);
}

void message_put_nonce(struct buffer *out, enum message_kind kind, const struct nonce *nonce)
{
    assert(kind == MESSAGE_CHALLENGE || kind == MESSAGE_PRESENT);
    wire_put_array(out, 2);
    wire_put_text(out, kind == MESSAGE_CHALLENGE ? "CHALLENGE" : "PRESENT");
    wire_put_bulk(out, nonce->bytes, NONCE_BYTES);
}

void message_put_wait(struct buffer *out)
{
    wire_put_array(out, 1);
    wire_put_text(out, "WAIT");
}

void message_put_refuse(struct buffer *out, const char *reason)
{
    wire_put_array(out, 2);
    wire_put_text(out, "REFUSE");
    wire_put_text(out, reason);
}

void message_put_retire(struct buffer *out, const char *reason)
{
    wire_put_array(out, 2);
    wire_put_text(out, "RETIRE");
    wire_put_text(out, reason);
}
