#include "server/core/instance.h"

#include <assert.h>
#include <string.h>

bool instance_equal(const struct instance *a, const struct instance *b)
{
    return memcmp(a->bytes, b->bytes, INSTANCE_BYTES) == 0;
}

enum instance_decision instance_decide(const struct instance *newcomer, bool fenced,
                                       const struct instance *last, enum instance_present present)
{
    if (fenced)
        return INSTANCE_FENCED;
    if (last == NULL || instance_equal(newcomer, last))
        return INSTANCE_TAKE;
    switch (present) {
    case INSTANCE_GONE:
        return INSTANCE_SUCCEED;
    case INSTANCE_ASKED:
        return INSTANCE_WAIT;
    case INSTANCE_ANSWERED:
        break;
    }
    return INSTANCE_DUPLICATE;
}

void challenge_begin(struct challenge *challenge, const struct nonce *nonce, struct mono now)
{
    *challenge = (struct challenge){.open = true, .nonce = *nonce};
    challenge->until.ms = now.ms + INSTANCE_ANSWER_MS;
}

void challenge_hear(struct challenge *challenge, const struct nonce *nonce)
{
    if (challenge->asked && memcmp(challenge->nonce.bytes, nonce->bytes, NONCE_BYTES) == 0)
        challenge->answered = true;
}

enum instance_present challenge_look(const struct challenge *challenge, struct mono now)
{
    assert(challenge->open);
    if (challenge->answered)
        return INSTANCE_ANSWERED;
    return now.ms < challenge->until.ms ? INSTANCE_ASKED : INSTANCE_GONE;
}
