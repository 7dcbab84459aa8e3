#include "server/core/apply.h"

#include "server/core/adoption.h"
#include "server/core/claim.h"
#include "server/core/late.h"
#include "server/core/sitting.h"
#include "server/core/terminal.h"
#include "server/core/transfer.h"

#include <assert.h>
#include <string.h>

unsigned apply_changes(enum entry_kind kind)
{
    static const uint8_t changes[ENTRY_LAST + 1] = {
        [ENTRY_CLAIM] = APPLY_APPLICANT,
        [ENTRY_GRANT] = APPLY_APPLICANT,
        [ENTRY_CONFIRM] = APPLY_APPLICANT,
        [ENTRY_RELEASE] = APPLY_APPLICANT,
        [ENTRY_FREED] = APPLY_APPLICANT,
        [ENTRY_START] = APPLY_SITTING,
        [ENTRY_FINISH] = APPLY_SITTING,
        [ENTRY_REISSUE] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_ALLOW] = APPLY_APPLICANT,
        [ENTRY_REMARK] = APPLY_SITTING,
        [ENTRY_ADMIT] = APPLY_APPLICANT,
        [ENTRY_READY] = APPLY_APPLICANT,
        [ENTRY_EXTEND] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_PAUSE] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_RESUME] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_HOLD] = APPLY_SITTING,
        [ENTRY_END] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_VOID] = APPLY_SITTING,
        [ENTRY_REOPEN] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_RESET] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_AMEND] = APPLY_APPLICANT,
        [ENTRY_TERMINAL] = APPLY_SITTING,
        [ENTRY_SHOWN] = APPLY_SITTING,
        [ENTRY_TRANSFER] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_TAKEOVER] = APPLY_APPLICANT | APPLY_SITTING,
        [ENTRY_COUNT] = APPLY_APPLICANT,
        [ENTRY_RENEW] = APPLY_SITTING,
        [ENTRY_LATE] = APPLY_SITTING,
    };
    return changes[kind];
}

/* Each entry that changes the time says what is left, and the last one counts. */
static void apply_left(struct sitting *s, const struct entry *own)
{
    s->left_ms = own->time.left_ms;
    s->since_clock_ms = own->clock_ms;
    s->time_n = own->n;
}

static void apply_time(struct applicant *a, const struct entry *own)
{
    struct sitting *s = &a->sitting;
    uint64_t since_ms = s->since_clock_ms;
    if (s->state == SITTING_RUNNING)
        apply_left(s, own);
    if (own->kind == ENTRY_EXTEND) {
        a->extra_ms = own->time.extra_ms;
        if (a->paused) /* B4: since the pause */
            s->since_clock_ms = since_ms;
    }
    if (own->kind == ENTRY_PAUSE)
        a->paused = true;
    if (own->kind == ENTRY_RESUME || own->kind == ENTRY_END)
        a->paused = false;
    if (own->kind == ENTRY_HOLD || own->kind == ENTRY_END)
        s->waits = false;
    if (own->kind == ENTRY_END) {
        s->ended = true;
        s->had_ms = own->time.had_ms;
    }
}

static void apply_reopen(struct applicant *a, const struct entry *own)
{
    struct sitting *s = &a->sitting;
    s->state = SITTING_RUNNING;
    s->finish_n = s->marked_n = 0;
    s->ended = false;
    s->reopened++;
    late_forget_numbers(&s->late);
    a->paused = true;
    apply_left(s, own);
}

static void apply_void(struct sitting *s, const struct entry *own)
{
    s->voided = own->voiding.on;
    s->ruled_n = own->n;
    if (s->number == 0)
        s->number = 1;
}

static void apply_reset(struct applicant *a)
{
    uint32_t number = a->sitting.number == 0 ? 1 : a->sitting.number;
    memset(&a->sitting, 0, sizeof a->sitting);
    a->sitting.number = number + 1;
    a->paused = false;
    a->ready_n = 0;
}

void apply_entry(struct applicant *a, const struct entry *own)
{
    assert(strcmp(a->id, own->id) == 0);
    a->on_record = true;
    switch (own->kind) {
    case ENTRY_CLAIM:
    case ENTRY_GRANT:
    case ENTRY_CONFIRM:
    case ENTRY_RELEASE:
    case ENTRY_FREED:
    case ENTRY_ALLOW:
        claim_apply(a, own);
        break;
    case ENTRY_REISSUE: /* a token dies with its code */
        claim_apply(a, own);
        memset(&a->sitting.terminal, 0, sizeof a->sitting.terminal);
        break;
    case ENTRY_START:
    case ENTRY_FINISH:
    case ENTRY_REMARK:
        sitting_apply(&a->sitting, own);
        break;
    case ENTRY_EXTEND:
    case ENTRY_PAUSE:
    case ENTRY_RESUME:
    case ENTRY_HOLD:
    case ENTRY_END:
        apply_time(a, own);
        break;
    case ENTRY_ADMIT:
        a->admitted = own->admit.on;
        break;
    case ENTRY_READY:
        a->ready_n = own->n;
        break;
    case ENTRY_VOID:
        apply_void(&a->sitting, own);
        break;
    case ENTRY_REOPEN:
        apply_reopen(a, own);
        break;
    case ENTRY_RESET:
        apply_reset(a);
        break;
    case ENTRY_AMEND:
        memcpy(a->name, own->amend.name, sizeof a->name);
        break;
    case ENTRY_TERMINAL:
        if (own->terminal.event != TERMINAL_SETTLED)
            late_forget_numbers(&a->sitting.late);
        terminal_apply(&a->sitting.terminal, own);
        break;
    case ENTRY_RENEW:
        terminal_apply(&a->sitting.terminal, own);
        break;
    case ENTRY_LATE:
        late_apply(&a->sitting.late, own);
        break;
    case ENTRY_SHOWN:
        a->sitting.shown = own->shown.what;
        break;
    case ENTRY_TRANSFER:
    case ENTRY_TAKEOVER:
        transfer_apply(a, own);
        break;
    case ENTRY_COUNT:
        adoption_apply_count(a, own);
        break;
    case ENTRY_ANSWER: /* kept apart from the sitting, by question */
    case ENTRY_BROUGHT:
    case ENTRY_MARK:   /* H2 */
    case ENTRY_NOTE:   /* for people */
    case ENTRY_LIST:   /* of the roster (db/listed_table.h) */
    case ENTRY_RECALL: /* a question to the peer */
    case ENTRY_OUTAGE: /* and these are about the node */
    case ENTRY_BEAT:
    case ENTRY_OPENED:
    case ENTRY_HOURS:
    case ENTRY_BEGIN:
    case ENTRY_ANNOUNCE:
    case ENTRY_STAFF:
    case ENTRY_ADOPT:
    case ENTRY_RETIRED:
    case ENTRY_PUBLISH:
        break;
    }
}
