#include "server/core/journal.h"

#include <assert.h>
#include <string.h>

enum { FORMAT_VERSION = 3 };

const char *entry_kind_text(enum entry_kind kind)
{
    switch (kind) {
    case ENTRY_CLAIM:
        return "claim";
    case ENTRY_GRANT:
        return "grant";
    case ENTRY_CONFIRM:
        return "confirm";
    case ENTRY_RELEASE:
        return "release";
    case ENTRY_FREED:
        return "freed";
    case ENTRY_START:
        return "start";
    case ENTRY_ANSWER:
        return "answer";
    case ENTRY_FINISH:
        return "finish";
    case ENTRY_REISSUE:
        return "reissue";
    case ENTRY_ALLOW:
        return "allow";
    case ENTRY_OUTAGE:
        return "outage";
    case ENTRY_BEAT:
        return "beat";
    case ENTRY_OPENED:
        return "opened";
    case ENTRY_REMARK:
        return "remark";
    case ENTRY_HOURS:
        return "hours";
    }
    return "?";
}

struct digest journal_origin(const char *cluster, const char *node)
{
    struct digest zero = {{0}}, c = digest_of(cluster, strlen(cluster));
    struct digest named = journal_chain(&zero, c.bytes, sizeof c.bytes);
    return journal_chain(&named, (const uint8_t *)node, strlen(node));
}

struct digest journal_chain(const struct digest *before, const uint8_t *bytes, size_t len)
{
    return digest_of_two(before->bytes, DIGEST_BYTES, bytes, len);
}

struct writer {
    uint8_t *at;
};

static void put_bytes(struct writer *w, const void *data, size_t len)
{
    memcpy(w->at, data, len);
    w->at += len;
}

static void put_uint(struct writer *w, uint64_t value, int width)
{
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
        *w->at++ = (uint8_t)(value >> shift);
}

static void put_text(struct writer *w, const char *text, size_t most)
{
    size_t len = strlen(text);
    assert(len <= most);
    put_uint(w, len, 1);
    put_bytes(w, text, len);
}

static void put_code(struct writer *w, const struct code_hash *code)
{
    put_bytes(w, code->salt, SALT_BYTES);
    put_bytes(w, code->hash.bytes, DIGEST_BYTES);
}

static void put_fields(struct writer *w, const struct entry *e)
{
    switch (e->kind) {
    case ENTRY_CLAIM:
        put_uint(w, (uint64_t)e->claim.stamp.ms, 8);
        put_text(w, e->claim.name, NAME_MAX_BYTES);
        put_code(w, &e->claim.code);
        break;
    case ENTRY_RELEASE:
        put_text(w, e->release.by, BY_MAX_BYTES);
        break;
    case ENTRY_ALLOW:
        put_text(w, e->allow.by, BY_MAX_BYTES);
        break;
    case ENTRY_START:
        put_uint(w, e->start.seed, 8);
        put_uint(w, e->start.seconds, 4);
        put_uint(w, e->start.after_restore, 1);
        put_bytes(w, e->start.exam.bytes, DIGEST_BYTES);
        put_bytes(w, e->start.paper.bytes, DIGEST_BYTES);
        put_uint(w, e->start.pass_percent, 1);
        break;
    case ENTRY_ANSWER:
        assert(e->answer.values_len <= ANSWER_MAX_BYTES);
        put_uint(w, e->answer.question, 2);
        put_uint(w, e->answer.values_len, 2);
        put_bytes(w, e->answer.values, e->answer.values_len);
        break;
    case ENTRY_FINISH:
        put_uint(w, e->finish.reason, 1);
        put_uint(w, (uint64_t)e->finish.score, 8);
        put_uint(w, (uint64_t)e->finish.max, 8);
        put_uint(w, (uint64_t)e->finish.unmarked, 8);
        put_uint(w, e->finish.answered, 2);
        break;
    case ENTRY_REISSUE:
        put_text(w, e->reissue.by, BY_MAX_BYTES);
        put_code(w, &e->reissue.code);
        break;
    case ENTRY_OUTAGE:
        put_uint(w, e->outage.down_ms, 8);
        break;
    case ENTRY_OPENED:
        put_uint(w, e->opened.reason, 1);
        put_text(w, e->opened.by, BY_MAX_BYTES);
        break;
    case ENTRY_REMARK:
        put_uint(w, (uint64_t)e->remark.old_score, 8);
        put_uint(w, (uint64_t)e->remark.score, 8);
        put_uint(w, (uint64_t)e->remark.max, 8);
        put_uint(w, (uint64_t)e->remark.unmarked, 8);
        put_bytes(w, e->remark.exam.bytes, DIGEST_BYTES);
        put_uint(w, e->remark.pass_percent, 1);
        put_text(w, e->remark.by, BY_MAX_BYTES);
        break;
    case ENTRY_HOURS:
        put_uint(w, e->hours.plan, 1);
        put_uint(w, (uint64_t)e->hours.opens.ms, 8);
        put_uint(w, (uint64_t)e->hours.closes.ms, 8);
        put_text(w, e->hours.by, BY_MAX_BYTES);
        put_text(w, e->hours.reason, REASON_MAX_BYTES);
        break;
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_FREED:
    case ENTRY_BEAT:
        break;
    }
}

size_t journal_encode(const struct entry *entry, uint8_t out[ENTRY_MAX_BYTES])
{
    struct writer w = {out};
    put_uint(&w, FORMAT_VERSION, 1);
    put_uint(&w, entry->kind, 1);
    put_uint(&w, entry->n, 8);
    put_uint(&w, entry->seen, 8);
    put_uint(&w, entry->ref, 8);
    put_uint(&w, (uint64_t)entry->at.ms, 8);
    put_uint(&w, entry->clock_ms, 8);
    put_text(&w, entry->id, IDENT_MAX);
    put_fields(&w, entry);
    return (size_t)(w.at - out);
}

/* A read past the end gives zeros and sets `short_of`: one check at the end of decoding is enough.
 */
struct reader {
    const uint8_t *at, *end;
    bool short_of;
};

static const uint8_t *get_bytes(struct reader *r, size_t len)
{
    if ((size_t)(r->end - r->at) < len) {
        r->short_of = true;
        return NULL;
    }
    const uint8_t *bytes = r->at;
    r->at += len;
    return bytes;
}

static uint64_t get_uint(struct reader *r, size_t width)
{
    const uint8_t *bytes = get_bytes(r, width);
    uint64_t value = 0;
    for (size_t i = 0; bytes != NULL && i < width; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* Reads a text of at most `most` bytes, without NUL, into out[most + 1]. */
static bool get_text(struct reader *r, size_t most, char *out)
{
    size_t len = (size_t)get_uint(r, 1);
    const uint8_t *bytes = get_bytes(r, len);
    if (bytes == NULL || len > most || memchr(bytes, 0, len) != NULL)
        return false;
    memcpy(out, bytes, len);
    out[len] = '\0';
    return true;
}

static void get_digest(struct reader *r, struct digest *out)
{
    const uint8_t *bytes = get_bytes(r, DIGEST_BYTES);
    if (bytes != NULL)
        memcpy(out->bytes, bytes, DIGEST_BYTES);
}

static void get_code(struct reader *r, struct code_hash *out)
{
    const uint8_t *bytes = get_bytes(r, SALT_BYTES);
    if (bytes != NULL)
        memcpy(out->salt, bytes, SALT_BYTES);
    get_digest(r, &out->hash);
}

static bool get_percent(struct reader *r, uint8_t *out)
{
    *out = (uint8_t)get_uint(r, 1);
    return *out <= 100;
}

static bool get_start(struct reader *r, struct entry *e)
{
    e->start.seed = get_uint(r, 8);
    e->start.seconds = (uint32_t)get_uint(r, 4);
    uint64_t flag = get_uint(r, 1);
    e->start.after_restore = flag == 1;
    get_digest(r, &e->start.exam);
    get_digest(r, &e->start.paper);
    return flag <= 1 && get_percent(r, &e->start.pass_percent);
}

static bool get_answer(struct reader *r, struct entry *e)
{
    e->answer.question = (uint16_t)get_uint(r, 2);
    e->answer.values_len = (size_t)get_uint(r, 2);
    e->answer.values = get_bytes(r, e->answer.values_len);
    return e->answer.question > 0 && e->answer.values_len <= ANSWER_MAX_BYTES;
}

static bool get_finish(struct reader *r, struct entry *e)
{
    uint64_t reason = get_uint(r, 1);
    e->finish.reason = reason == FINISH_BY_DEADLINE ? FINISH_BY_DEADLINE : FINISH_BY_APPLICANT;
    e->finish.score = (int64_t)get_uint(r, 8);
    e->finish.max = (int64_t)get_uint(r, 8);
    e->finish.unmarked = (int64_t)get_uint(r, 8);
    e->finish.answered = (uint16_t)get_uint(r, 2);
    return reason == e->finish.reason;
}

static bool get_remark(struct reader *r, struct entry *e)
{
    e->remark.old_score = (int64_t)get_uint(r, 8);
    e->remark.score = (int64_t)get_uint(r, 8);
    e->remark.max = (int64_t)get_uint(r, 8);
    e->remark.unmarked = (int64_t)get_uint(r, 8);
    get_digest(r, &e->remark.exam);
    return get_percent(r, &e->remark.pass_percent) && get_text(r, BY_MAX_BYTES, e->remark.by);
}

static bool get_opened(struct reader *r, struct entry *e)
{
    uint64_t reason = get_uint(r, 1);
    if (reason < OPENED_CAUGHT_UP || reason > OPENED_FORCED)
        return false;
    e->opened.reason = (enum opened_reason)reason;
    return get_text(r, BY_MAX_BYTES, e->opened.by);
}

/* J3: the plan's hours are not in the entry. Hours lie after 1970. */
static bool get_hours(struct reader *r, struct entry *e)
{
    uint64_t plan = get_uint(r, 1);
    e->hours.plan = plan == 1;
    e->hours.opens.ms = (int64_t)get_uint(r, 8);
    e->hours.closes.ms = (int64_t)get_uint(r, 8);
    bool none = e->hours.opens.ms == 0 && e->hours.closes.ms == 0;
    bool after = e->hours.opens.ms >= 0 && e->hours.closes.ms >= 0;
    return plan <= 1 && after && (plan == 0 || none) && get_text(r, BY_MAX_BYTES, e->hours.by) &&
           get_text(r, REASON_MAX_BYTES, e->hours.reason);
}

static bool get_fields(struct reader *r, struct entry *e)
{
    switch (e->kind) {
    case ENTRY_CLAIM:
        e->claim.stamp.ms = (int64_t)get_uint(r, 8);
        if (!get_text(r, NAME_MAX_BYTES, e->claim.name))
            return false;
        get_code(r, &e->claim.code);
        return true;
    case ENTRY_RELEASE:
        return get_text(r, BY_MAX_BYTES, e->release.by);
    case ENTRY_ALLOW:
        return get_text(r, BY_MAX_BYTES, e->allow.by);
    case ENTRY_START:
        return get_start(r, e);
    case ENTRY_ANSWER:
        return get_answer(r, e);
    case ENTRY_FINISH:
        return get_finish(r, e);
    case ENTRY_REISSUE:
        if (!get_text(r, BY_MAX_BYTES, e->reissue.by))
            return false;
        get_code(r, &e->reissue.code);
        return true;
    case ENTRY_OUTAGE:
        e->outage.down_ms = get_uint(r, 8);
        return true;
    case ENTRY_OPENED:
        return get_opened(r, e);
    case ENTRY_REMARK:
        return get_remark(r, e);
    case ENTRY_HOURS:
        return get_hours(r, e);
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_FREED:
    case ENTRY_BEAT:
        return true;
    }
    return false;
}

/* Entries about the node carry no ID; all others carry a canonical ID. */
static bool id_fits(const struct entry *e)
{
    if (e->kind == ENTRY_OUTAGE || e->kind == ENTRY_BEAT || e->kind == ENTRY_OPENED ||
        e->kind == ENTRY_HOURS)
        return e->id[0] == '\0';
    return ident_is_canonical(e->id, strlen(e->id));
}

bool journal_decode(const uint8_t *bytes, size_t len, struct entry *out)
{
    struct reader r = {bytes, bytes + len, false};
    struct entry e;
    memset(&e, 0, sizeof e);
    uint64_t version = get_uint(&r, 1), kind = get_uint(&r, 1);
    if (version != FORMAT_VERSION || kind < ENTRY_CLAIM || kind > ENTRY_HOURS)
        return false;
    e.kind = (enum entry_kind)kind;
    e.n = get_uint(&r, 8);
    e.seen = get_uint(&r, 8);
    e.ref = get_uint(&r, 8);
    e.at.ms = (int64_t)get_uint(&r, 8);
    e.clock_ms = get_uint(&r, 8);
    if (!get_text(&r, IDENT_MAX, e.id) || !id_fits(&e) || !get_fields(&r, &e))
        return false;
    if (r.short_of || r.at != r.end)
        return false;
    *out = e;
    return true;
}
