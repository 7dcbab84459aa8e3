#include "server/core/terminal.h"

#include <string.h>

bool terminal_token_valid(const char *token, size_t len)
{
    if (len < TERMINAL_TOKEN_LEAST || len > TERMINAL_TOKEN_MOST)
        return false;
    for (size_t i = 0; i < len; i++)
        if (token[i] <= ' ' || token[i] > '~')
            return false;
    return true;
}

struct digest terminal_token_digest(const char *cluster, const char *id, const char *token,
                                    size_t len)
{
    struct digest c = digest_of(cluster, strlen(cluster)), i = digest_of(id, strlen(id));
    struct digest whose = digest_of_two(c.bytes, DIGEST_BYTES, i.bytes, DIGEST_BYTES);
    return digest_of_two(whose.bytes, DIGEST_BYTES, token, len);
}

/* K8 */
static bool is_new(const struct terminal *t, const struct digest *token)
{
    return !t->renewed && digest_equal(&t->renewal, token);
}

/* K9 */
static bool is_old(const struct terminal *t, const struct digest *token)
{
    return t->renewed && digest_equal(&t->renewal, token);
}

static bool is_former(const struct terminal *t, const struct digest *token)
{
    return digest_equal(&t->former, token) || digest_equal(&t->former_renewal, token);
}

bool terminal_has(const struct terminal *t, const struct digest *token)
{
    return digest_equal(&t->token, token) || is_new(t, token);
}

bool terminal_had(const struct terminal *t, const struct digest *token)
{
    return digest_equal(&t->token, token) || digest_equal(&t->renewal, token) ||
           is_former(t, token);
}

enum terminal_place terminal_place(const struct sitting *s, const struct digest *token)
{
    const struct terminal *t = &s->terminal;
    if (s->state != SITTING_RUNNING)
        return TERMINAL_FREE;
    if (terminal_has(t, token))
        return t->provisional ? TERMINAL_PROVISIONAL : TERMINAL_YOURS;
    if (is_old(t, token))
        return TERMINAL_RENEWED;
    if (is_former(t, token) && (t->provisional || t->former_ended))
        return t->provisional ? TERMINAL_FIRST : TERMINAL_ENDED;
    return digest_is_zero(&t->token) ? TERMINAL_FREE : TERMINAL_OTHERS;
}

bool terminal_settles_at(const struct sitting *s, uint64_t *clock_ms)
{
    if (s->state != SITTING_RUNNING || !s->terminal.provisional)
        return false;
    *clock_ms = s->terminal.taken_clock_ms + TERMINAL_PROVISIONAL_MS;
    return true;
}

/* K4. Milliseconds of the provisional time that are left. */
static uint64_t provisional_ms(const struct sitting *s, uint64_t clock_ms)
{
    uint64_t until;
    return terminal_settles_at(s, &until) && until > clock_ms ? until - clock_ms : 0;
}

/* K7. Milliseconds for which it stays with the terminal that took it last. */
static uint64_t kept_ms(const struct sitting *s, uint64_t clock_ms)
{
    uint64_t until = s->terminal.taken_clock_ms + TERMINAL_KEPT_MS;
    return s->terminal.taken_clock_ms > 0 && until > clock_ms ? until - clock_ms : 0;
}

/* K3, K4, K7. May the terminal of another take the sitting? If not, *wait_ms says when it may. */
static enum refusal refuse_other(const struct sitting *s, const struct terminal_asks *who,
                                 int64_t *wait_ms)
{
    uint64_t provisional = provisional_ms(s, who->clock_ms);
    bool is_free = who->takeover == TAKEOVER_FREE;
    uint64_t alive = is_free ? kept_ms(s, who->clock_ms) : who->alive_ms;
    *wait_ms = TERMINAL_NEVER;
    if (who->takeover == TAKEOVER_STAFF)
        return REFUSAL_INUSE_STAFF;
    *wait_ms = (int64_t)(alive > provisional ? alive : provisional);
    return *wait_ms > 0 ? REFUSAL_INUSE_ALIVE : REFUSAL_NONE;
}

int64_t terminal_wait_ms(const struct sitting *s, const struct terminal_asks *who)
{
    int64_t wait_ms = 0;
    switch (terminal_place(s, &who->token)) {
    case TERMINAL_FREE:
    case TERMINAL_YOURS:
    case TERMINAL_FIRST:
        break;
    case TERMINAL_PROVISIONAL:
        return (int64_t)provisional_ms(s, who->clock_ms);
    case TERMINAL_OTHERS:
        (void)refuse_other(s, who, &wait_ms);
        break;
    case TERMINAL_RENEWED:
    case TERMINAL_ENDED:
        return TERMINAL_NEVER;
    }
    return wait_ms;
}

/* The refusal of all commands but START. */
static enum refusal refuse(const struct sitting *s, const struct terminal_asks *who)
{
    int64_t wait_ms;
    enum refusal refusal = refuse_other(s, who, &wait_ms);
    return refusal == REFUSAL_NONE ? REFUSAL_INUSE_ALIVE : refusal; /* K3: only START takes it */
}

enum refusal terminal_check(const struct sitting *s, const struct terminal_asks *who)
{
    switch (terminal_place(s, &who->token)) {
    case TERMINAL_YOURS:
    case TERMINAL_PROVISIONAL:
        return REFUSAL_NONE;
    case TERMINAL_FREE:
        return REFUSAL_INUSE_ALIVE;
    case TERMINAL_RENEWED:
        return REFUSAL_INUSE_RESUMED;
    case TERMINAL_ENDED:
        return REFUSAL_INUSE_STAFF;
    case TERMINAL_FIRST:
    case TERMINAL_OTHERS:
        break;
    }
    return refuse(s, who);
}

enum refusal terminal_check_finish(const struct sitting *s, const struct terminal_asks *who)
{
    enum refusal refusal = terminal_check(s, who);
    bool provisional = terminal_place(s, &who->token) == TERMINAL_PROVISIONAL;
    return refusal == REFUSAL_NONE && provisional ? REFUSAL_INUSE_PROVISIONAL : refusal;
}

static void fill(struct entry *out, const struct applicant *a, enum terminal_event event,
                 const struct digest *token)
{
    entry_begin(out, ENTRY_TERMINAL, a->id);
    out->terminal.event = event;
    out->terminal.token = *token;
}

enum refusal terminal_start(const struct applicant *a, const struct terminal_asks *who,
                            struct entry *out)
{
    int64_t wait_ms;
    enum refusal refusal = REFUSAL_NONE;
    memset(out, 0, sizeof *out);
    switch (terminal_place(&a->sitting, &who->token)) {
    case TERMINAL_YOURS:
    case TERMINAL_PROVISIONAL:
        break;
    case TERMINAL_FREE:
        fill(out, a, TERMINAL_SEATED, &who->token);
        break;
    case TERMINAL_FIRST:
        fill(out, a, TERMINAL_RETURNED, &who->token);
        break;
    case TERMINAL_RENEWED:
        return REFUSAL_INUSE_RESUMED;
    case TERMINAL_ENDED:
        return REFUSAL_INUSE_STAFF;
    case TERMINAL_OTHERS:
        refusal = refuse_other(&a->sitting, who, &wait_ms);
        if (refusal == REFUSAL_NONE)
            fill(out, a, who->takeover == TAKEOVER_FREE ? TERMINAL_SEATED : TERMINAL_TAKEN,
                 &who->token);
        break;
    }
    return refusal;
}

bool terminal_return(const struct applicant *a, const struct digest *token, struct entry *out)
{
    if (terminal_place(&a->sitting, token) != TERMINAL_FIRST)
        return false;
    fill(out, a, TERMINAL_RETURNED, token);
    return true;
}

static void fill_renewal(struct entry *out, const struct applicant *a, bool used,
                         const struct digest *token)
{
    entry_begin(out, ENTRY_RENEW, a->id);
    out->renew.used = used;
    out->renew.token = *token;
}

bool terminal_use(const struct applicant *a, const struct digest *token, struct entry *out)
{
    if (!is_new(&a->sitting.terminal, token))
        return false;
    fill_renewal(out, a, true, token);
    return true;
}

enum refusal terminal_renew(const struct applicant *a, const struct digest *token,
                            const struct digest *renewal, uint64_t clock_ms, struct entry *out)
{
    const struct terminal *t = &a->sitting.terminal;
    memset(out, 0, sizeof *out);
    if (is_old(t, token))
        return REFUSAL_INUSE_RESUMED; /* K9 */
    if (!digest_equal(&t->token, token))
        return REFUSAL_NO_TOKEN;
    if (terminal_has(t, renewal)) /* also its own, which would end with its own use */
        return REFUSAL_NONE;
    if (t->renewals >= TERMINAL_RENEWALS && clock_ms < t->renewed_clock_ms + TERMINAL_RENEW_MS)
        return REFUSAL_RENEWED_OFTEN; /* K10 */
    fill_renewal(out, a, false, renewal);
    return REFUSAL_NONE;
}

bool terminal_settle(const struct applicant *a, uint64_t clock_ms, bool leaves, struct entry *out)
{
    uint64_t until;
    if (!terminal_settles_at(&a->sitting, &until) || (!leaves && clock_ms < until))
        return false;
    fill(out, a, TERMINAL_SETTLED, &a->sitting.terminal.token);
    return true;
}

enum refusal terminal_move(const struct applicant *a, enum terminal_answers answers,
                           const struct order *order, struct entry *out)
{
    static const struct digest nobody;
    const struct terminal *t = &a->sitting.terminal;
    bool dropped = t->provisional && answers == TERMINAL_ANSWERS_DROPPED;
    memset(out, 0, sizeof *out);
    if (a->sitting.state != SITTING_RUNNING)
        return a->sitting.state == SITTING_NONE ? REFUSAL_NOTSTARTED : REFUSAL_FINISHED;
    if (digest_is_zero(&t->token))
        return REFUSAL_NONE;
    if (t->provisional && answers == TERMINAL_ANSWERS_UNSAID)
        return REFUSAL_INUSE_PROVISIONAL;
    if (answers == TERMINAL_ANSWERS_KEPT && !t->provisional)
        return REFUSAL_NONE;
    if (answers == TERMINAL_ANSWERS_KEPT)
        fill(out, a, TERMINAL_SETTLED, &t->token);
    else
        fill(out, a, dropped ? TERMINAL_EXPELLED : TERMINAL_MOVED, &nobody);
    out->order = *order;
    return REFUSAL_NONE;
}

enum refusal terminal_check_reissue(const struct applicant *a)
{
    return a->sitting.terminal.provisional ? REFUSAL_INUSE_PROVISIONAL : REFUSAL_NONE;
}

bool terminal_keeps_answers(enum terminal_event event)
{
    return event != TERMINAL_RETURNED && event != TERMINAL_EXPELLED;
}

static void forget_renewal(struct terminal *t)
{
    memset(&t->renewal, 0, sizeof t->renewal);
    t->renewed = false;
}

/* The terminal that has the sitting becomes the former one. */
static void leave(struct terminal *t, bool ended)
{
    if (t->renewed)
        forget_renewal(t);
    t->former = t->token;
    t->former_renewal = t->renewal;
    t->former_ended = ended;
    forget_renewal(t);
}

/* K4. The former terminal has it again, perhaps with a new token that it uses now (K8). */
static void come_back(struct terminal *t, const struct digest *token)
{
    const struct digest first = t->former, next = t->former_renewal;
    leave(t, false);
    t->renewed = digest_equal(token, &next);
    t->renewal = t->renewed ? first : next;
}

static void apply_event(struct terminal *t, const struct entry *own)
{
    bool seated = own->terminal.event == TERMINAL_SEATED && !digest_is_zero(&t->token);
    switch (own->terminal.event) {
    case TERMINAL_TAKEN: /* K4 */
        leave(t, false);
        break;
    case TERMINAL_MOVED: /* K6 */
    case TERMINAL_EXPELLED:
        leave(t, true);
        break;
    case TERMINAL_RETURNED:
        come_back(t, &own->terminal.token);
        break;
    case TERMINAL_SEATED:
        if (seated && !t->former_ended)
            leave(t, false);
        forget_renewal(t);
        break;
    case TERMINAL_SETTLED:
        break;
    }
    t->provisional = own->terminal.event == TERMINAL_TAKEN;
    t->taken_clock_ms = t->provisional || seated ? own->clock_ms : 0;
    t->token = own->terminal.token;
}

/* K8 */
static void apply_renewal(struct terminal *t, const struct entry *own)
{
    t->renewed = own->renew.used;
    t->renewal = own->renew.used ? t->token : own->renew.token;
    if (own->renew.used) {
        t->token = own->renew.token;
        return;
    }
    t->renewals++;
    t->renewed_clock_ms = own->clock_ms;
}

void terminal_apply(struct terminal *t, const struct entry *own)
{
    if (own->kind == ENTRY_RENEW)
        apply_renewal(t, own);
    else
        apply_event(t, own);
}
