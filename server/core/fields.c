#include "server/core/fields.h"

#include <assert.h>
#include <string.h>

static const uint8_t *take(struct coder *c, size_t len)
{
    if (c->bad || (size_t)(c->end - c->in) < len) {
        c->bad = true;
        return NULL;
    }
    const uint8_t *bytes = c->in;
    c->in += len;
    return bytes;
}

static void code_bytes(struct coder *c, void *data, size_t len)
{
    if (!c->reads) {
        memcpy(c->out, data, len);
        c->out += len;
        return;
    }
    const uint8_t *bytes = take(c, len);
    if (bytes != NULL)
        memcpy(data, bytes, len);
}

void coder_uint(struct coder *c, uint64_t *value, int width, uint64_t most)
{
    if (!c->reads) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
            *c->out++ = (uint8_t)(*value >> shift);
        return;
    }
    const uint8_t *bytes = take(c, (size_t)width);
    *value = 0;
    for (int i = 0; bytes != NULL && i < width; i++)
        *value = *value << 8 | bytes[i];
    if (*value > most)
        c->bad = true;
}

void coder_text(struct coder *c, char *text, size_t most)
{
    uint64_t len = c->reads ? 0 : strlen(text);
    assert(len <= most);
    coder_uint(c, &len, 1, most);
    if (c->bad)
        len = 0;
    code_bytes(c, text, len);
    if (!c->reads)
        return;
    text[len] = '\0';
    if (strlen(text) != len)
        c->bad = true;
}

/* --- fields of each width --- */

static void code_u64(struct coder *c, uint64_t *value)
{
    coder_uint(c, value, 8, UINT64_MAX);
}

static void code_i64(struct coder *c, int64_t *value)
{
    uint64_t bits = (uint64_t)*value;
    code_u64(c, &bits);
    *value = (int64_t)bits;
}

static void code_u32(struct coder *c, uint32_t *value)
{
    uint64_t wide = *value;
    coder_uint(c, &wide, 4, UINT32_MAX);
    *value = (uint32_t)wide;
}

static void code_u16(struct coder *c, uint16_t *value)
{
    uint64_t wide = *value;
    coder_uint(c, &wide, 2, UINT16_MAX);
    *value = (uint16_t)wide;
}

static void code_flag(struct coder *c, bool *value)
{
    uint64_t wide = *value;
    coder_uint(c, &wide, 1, 1);
    *value = wide == 1;
}

/* One of least … most, as a byte. Returns the value. */
static int code_choice(struct coder *c, int value, int least, int most)
{
    uint64_t wide = (uint64_t)value;
    coder_uint(c, &wide, 1, (uint64_t)most);
    if (wide < (uint64_t)least)
        c->bad = true;
    return c->bad ? least : (int)wide;
}

static void code_percent(struct coder *c, uint8_t *value)
{
    *value = (uint8_t)code_choice(c, *value, 0, 100);
}

static void code_digest(struct coder *c, struct digest *value)
{
    code_bytes(c, value->bytes, DIGEST_BYTES);
}

static void code_code(struct coder *c, struct code_hash *value)
{
    code_bytes(c, value->salt, SALT_BYTES);
    code_digest(c, &value->hash);
}

/* A wall time after 1970, or 0 for none. */
static void code_moment(struct coder *c, struct wall *value)
{
    uint64_t ms = (uint64_t)value->ms;
    coder_uint(c, &ms, 8, INT64_MAX);
    value->ms = (int64_t)ms;
}

static void code_seq(struct coder *c, uint32_t *value)
{
    uint64_t wide = *value;
    coder_uint(c, &wide, 4, ANSWER_SEQ_MAX);
    *value = (uint32_t)wide;
}

static void code_values(struct coder *c, uint16_t *question, const uint8_t **values, size_t *len)
{
    uint64_t wide = *len;
    code_u16(c, question);
    coder_uint(c, &wide, 2, ANSWER_MAX_BYTES);
    *len = c->reads && c->bad ? 0 : (size_t)wide;
    assert(*len <= ANSWER_MAX_BYTES);
    if (c->reads) {
        *values = take(c, *len);
    } else {
        memcpy(c->out, *values, *len);
        c->out += *len;
    }
    if (*question == 0)
        c->bad = true;
}

/* --- the kinds --- */

static void code_claim(struct coder *c, struct entry *e)
{
    code_i64(c, &e->claim.stamp.ms);
    coder_text(c, e->claim.name, NAME_MAX_BYTES);
    code_code(c, &e->claim.code);
    coder_text(c, e->claim.from, IDENT_MAX);
    if (e->claim.from[0] != '\0' && !ident_is_canonical(e->claim.from, strlen(e->claim.from)))
        c->bad = true;
}

static void code_start(struct coder *c, struct entry *e)
{
    code_u64(c, &e->start.seed);
    code_u32(c, &e->start.seconds);
    code_u64(c, &e->start.left_ms);
    code_flag(c, &e->start.after_restore);
    code_digest(c, &e->start.exam);
    code_digest(c, &e->start.paper);
    code_percent(c, &e->start.pass_percent);
    code_digest(c, &e->start.token);
}

static void code_answer(struct coder *c, struct entry *e)
{
    code_flag(c, &e->answer.apart);
    code_seq(c, &e->answer.seq);
    code_values(c, &e->answer.question, &e->answer.values, &e->answer.values_len);
}

static void code_finish(struct coder *c, struct entry *e)
{
    e->finish.reason = (enum finish_reason)code_choice(c, (int)e->finish.reason,
                                                       FINISH_BY_APPLICANT, FINISH_BY_STAFF);
    code_u64(c, &e->finish.left_ms);
    code_i64(c, &e->finish.score);
    code_i64(c, &e->finish.max);
    code_i64(c, &e->finish.unmarked);
    code_u16(c, &e->finish.answered);
}

static void code_remark(struct coder *c, struct entry *e)
{
    code_i64(c, &e->remark.old_score);
    code_i64(c, &e->remark.score);
    code_i64(c, &e->remark.max);
    code_i64(c, &e->remark.unmarked);
    code_digest(c, &e->remark.exam);
    code_percent(c, &e->remark.pass_percent);
    coder_text(c, e->remark.by, BY_MAX_BYTES);
}

/* J3: the plan's hours are not in the entry. */
static void code_hours(struct coder *c, struct entry *e)
{
    code_flag(c, &e->hours.plan);
    code_moment(c, &e->hours.opens);
    code_moment(c, &e->hours.closes);
    if (e->hours.plan && (e->hours.opens.ms != 0 || e->hours.closes.ms != 0))
        c->bad = true;
}

static void code_outage(struct coder *c, struct entry *e)
{
    code_u64(c, &e->outage.down_ms);
    code_flag(c, &e->outage.started);
    if (e->outage.started)
        code_u64(c, &e->outage.from_ms);
}

static void code_opened(struct coder *c, struct entry *e)
{
    e->opened.reason =
        (enum opened_reason)code_choice(c, (int)e->opened.reason, OPENED_CAUGHT_UP, OPENED_FORCED);
    coder_text(c, e->opened.by, BY_MAX_BYTES);
}

static void code_extend(struct coder *c, struct entry *e)
{
    code_u64(c, &e->time.left_ms);
    code_i64(c, &e->time.delta_ms);
    code_i64(c, &e->time.extra_ms);
}

static void code_announce(struct coder *c, struct entry *e)
{
    coder_text(c, e->announce.room, ROOM_MAX_BYTES);
    coder_text(c, e->announce.text, TEXT_MAX_BYTES);
}

static void code_terminal(struct coder *c, struct entry *e)
{
    e->terminal.event = (enum terminal_event)code_choice(c, (int)e->terminal.event, TERMINAL_TAKEN,
                                                         TERMINAL_EXPELLED);
    code_digest(c, &e->terminal.token);
}

static void code_renew(struct coder *c, struct entry *e)
{
    code_flag(c, &e->renew.used);
    code_digest(c, &e->renew.token);
}

static void code_staff(struct coder *c, struct entry *e)
{
    coder_text(c, e->staff.name, STAFF_NAME_MAX);
    e->staff.role = (enum role)code_choice(c, (int)e->staff.role, ROLE_NONE, ROLE_BOARD);
    code_code(c, &e->staff.code);
    if (!node_name_valid(e->staff.name, strlen(e->staff.name)))
        c->bad = true;
}

/* The part of a sitting that moves. */
static void code_sitting(struct coder *c, struct sitting *s)
{
    s->state = (enum sitting_state)code_choice(c, (int)s->state, SITTING_NONE, SITTING_RUNNING);
    code_u32(c, &s->number);
    code_u64(c, &s->seed);
    code_u32(c, &s->seconds);
    code_flag(c, &s->after_restore);
    code_digest(c, &s->exam);
    code_digest(c, &s->paper);
    code_percent(c, &s->pass_percent);
    code_i64(c, &s->started_at.ms);
    code_u64(c, &s->left_ms);
    code_flag(c, &s->ended);
    code_flag(c, &s->voided);
    s->shown = (enum shown)code_choice(c, (int)s->shown, SHOWN_NOTHING, SHOWN_KEY);
    code_u32(c, &s->reopened);
}

static void code_person(struct coder *c, struct person *p)
{
    coder_text(c, p->name, NAME_MAX_BYTES);
    code_code(c, &p->code);
    code_i64(c, &p->stamp.ms);
    code_i64(c, &p->extra_ms);
    code_flag(c, &p->admitted);
    code_flag(c, &p->ready);
    code_flag(c, &p->paused);
    code_sitting(c, &p->sitting);
}

static void code_brought(struct coder *c, struct entry *e)
{
    code_u64(c, &e->brought.bytes);
    code_seq(c, &e->brought.seq);
    code_values(c, &e->brought.question, &e->brought.values, &e->brought.values_len);
}

static void code_late(struct coder *c, struct entry *e)
{
    e->late.why = (enum late_why)code_choice(c, (int)e->late.why, LATE_OVER, LATE_LOST);
    code_seq(c, &e->late.seq);
    code_values(c, &e->late.question, &e->late.values, &e->late.values_len);
}

static void code_mark(struct coder *c, struct entry *e)
{
    code_digest(c, &e->mark.finish);
    code_u16(c, &e->mark.question);
    e->mark.part = (uint8_t)code_choice(c, e->mark.part, 1, MARK_PARTS);
    code_u32(c, &e->mark.round);
    uint64_t points = (uint64_t)e->mark.points;
    coder_uint(c, &points, 8, INT64_MAX);
    e->mark.points = (int64_t)points;
    if (e->mark.question == 0 || e->mark.round == 0)
        c->bad = true;
}

static void code_publish(struct coder *c, struct entry *e)
{
    code_u32(c, &e->publish.number);
    code_u64(c, &e->publish.own_n);
    code_u64(c, &e->publish.peer_n);
    code_digest(c, &e->publish.own);
    code_digest(c, &e->publish.peer);
    if (e->publish.number == 0)
        c->bad = true;
}

/* An entry that nobody ordered has one zero byte here. */
static void code_order(struct coder *c, struct order *order)
{
    bool ordered = !order_is_empty(order);
    code_flag(c, &ordered);
    if (!ordered)
        return;
    code_bytes(c, order->key.bytes, ORDER_KEY_BYTES);
    coder_text(c, order->by, BY_MAX_BYTES);
    coder_text(c, order->reason, REASON_MAX_BYTES);
    if (order_is_empty(order))
        c->bad = true;
}

void fields_code(struct coder *c, struct entry *e)
{
    if (entry_has_order(e->kind))
        code_order(c, &e->order);
    switch (e->kind) {
    case ENTRY_CLAIM:
        code_claim(c, e);
        break;
    case ENTRY_START:
        code_start(c, e);
        break;
    case ENTRY_ANSWER:
        code_answer(c, e);
        break;
    case ENTRY_FINISH:
        code_finish(c, e);
        break;
    case ENTRY_REISSUE:
        code_code(c, &e->reissue.code);
        break;
    case ENTRY_OUTAGE:
        code_outage(c, e);
        break;
    case ENTRY_OPENED:
        code_opened(c, e);
        break;
    case ENTRY_REMARK:
        code_remark(c, e);
        break;
    case ENTRY_HOURS:
        code_hours(c, e);
        break;
    case ENTRY_LIST:
        coder_text(c, e->list.name, NAME_MAX_BYTES);
        code_flag(c, &e->list.here);
        break;
    case ENTRY_ADMIT:
        code_flag(c, &e->admit.on);
        break;
    case ENTRY_BEGIN:
        code_moment(c, &e->begin.at);
        break;
    case ENTRY_EXTEND:
        code_extend(c, e);
        break;
    case ENTRY_PAUSE:
    case ENTRY_RESUME:
    case ENTRY_HOLD:
    case ENTRY_REOPEN:
        code_u64(c, &e->time.left_ms);
        break;
    case ENTRY_END:
        code_u64(c, &e->time.left_ms);
        code_u64(c, &e->time.had_ms);
        break;
    case ENTRY_ANNOUNCE:
        code_announce(c, e);
        break;
    case ENTRY_VOID:
        code_flag(c, &e->voiding.on);
        break;
    case ENTRY_AMEND:
        coder_text(c, e->amend.name, NAME_MAX_BYTES);
        break;
    case ENTRY_TERMINAL:
        code_terminal(c, e);
        break;
    case ENTRY_LATE:
        code_late(c, e);
        break;
    case ENTRY_RENEW:
        code_renew(c, e);
        break;
    case ENTRY_SHOWN:
        e->shown.what = (enum shown)code_choice(c, (int)e->shown.what, SHOWN_RESULT, SHOWN_KEY);
        break;
    case ENTRY_STAFF:
        code_staff(c, e);
        break;
    case ENTRY_TRANSFER:
        code_person(c, &e->move.person);
        code_u32(c, &e->move.parts);
        break;
    case ENTRY_BROUGHT:
        code_brought(c, e);
        break;
    case ENTRY_TAKEOVER:
        code_person(c, &e->move.person);
        break;
    case ENTRY_RECALL:
        code_u64(c, &e->recall.transfer_n);
        break;
    case ENTRY_ADOPT:
    case ENTRY_RETIRED:
        code_u64(c, &e->adopt.peer_n);
        code_digest(c, &e->adopt.digest);
        break;
    case ENTRY_COUNT:
        coder_text(c, e->count.node, NODE_NAME_MAX);
        break;
    case ENTRY_MARK:
        code_mark(c, e);
        break;
    case ENTRY_PUBLISH:
        code_publish(c, e);
        break;
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_RELEASE:
    case ENTRY_FREED:
    case ENTRY_ALLOW:
    case ENTRY_BEAT:
    case ENTRY_READY:
    case ENTRY_RESET:
    case ENTRY_NOTE:
        break;
    }
}
