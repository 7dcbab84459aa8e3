#include "server/link/signatures.h"

void signatures_begin(struct signatures *s)
{
    *s = (struct signatures){.notary = s->notary};
}

void signatures_take(struct signatures *s, enum journal_owner journal,
                     const struct message_signed *theirs, uint64_t acked_n)
{
    if (s->notary == NULL)
        return;
    if (journal == JOURNAL_PEER) {
        /* One counter-signature an entry is enough, and only of entries that are here. */
        if (theirs->n <= s->taken_n || theirs->n > acked_n)
            return;
        s->taken_n = theirs->n;
        s->owes_counter = true;
    }
    s->notary->take(s->notary->context, journal, theirs);
}

void signatures_put(struct signatures *s, uint64_t peer_n, struct buffer *out)
{
    struct message_signed head, counter;
    if (s->notary == NULL)
        return;
    if (s->notary->head(s->notary->context, s->sent_n, peer_n, &head)) {
        message_put_signed(out, MESSAGE_HEAD, &head);
        s->sent_n = head.n;
    }
    if (s->owes_counter && s->notary->counter(s->notary->context, s->taken_n, &counter)) {
        message_put_signed(out, MESSAGE_COUNTER, &counter);
        s->owes_counter = false;
    }
}
