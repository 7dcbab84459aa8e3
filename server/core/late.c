#include "server/core/late.h"

#include "server/core/terminal.h"

enum late_why late_why(enum refusal refused)
{
    if (refused == REFUSAL_TIMEUP || refused == REFUSAL_FINISHED || refused == REFUSAL_STAFF_ENDED)
        return LATE_OVER;
    if (refused == REFUSAL_VOID)
        return LATE_VOID;
    bool in_use = refused == REFUSAL_INUSE_ALIVE || refused == REFUSAL_INUSE_STAFF ||
                  refused == REFUSAL_INUSE_RESUMED;
    return in_use ? LATE_LOST : 0;
}

const char *late_text(enum late_why why)
{
    static const char *const texts[] = {
        [LATE_OVER] = "after the end",
        [LATE_VOID] = "while the exam was void",
        [LATE_LOST] = "from a terminal that had lost the exam",
    };
    return texts[why];
}

bool late_decide(const struct applicant *a, enum refusal refused, const struct digest *token,
                 const struct sitting_answer *given, struct entry *out)
{
    const struct late *late = &a->sitting.late;
    enum late_why why = late_why(refused);
    if (why == 0 || !terminal_had(&a->sitting.terminal, token))
        return false;
    if (!terminal_has(&a->sitting.terminal, token))
        why = LATE_LOST;
    if (given->seq > 0 && given->seq <= (why == LATE_LOST ? late->lost_seq : late->seq))
        return false; /* it is journaled already */
    if (late->count >= LATE_ANSWERS || late->bytes + given->values_len > LATE_BYTES)
        return false;
    entry_begin(out, ENTRY_LATE, a->id);
    out->late.why = why;
    out->late.question = given->question;
    out->late.seq = given->seq;
    out->late.values = given->values;
    out->late.values_len = given->values_len;
    return true;
}

void late_apply(struct late *late, const struct entry *own)
{
    late->count++;
    late->bytes += (uint32_t)own->late.values_len;
    if (own->late.seq == 0)
        return;
    if (own->late.why == LATE_LOST)
        late->lost_seq = own->late.seq;
    else
        late->seq = own->late.seq;
}

void late_forget_numbers(struct late *late)
{
    late->seq = late->lost_seq = 0;
}
