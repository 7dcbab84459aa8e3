#include "server/core/recovery.h"

const char *standing_text(enum standing standing)
{
    switch (standing) {
    case STANDING_NEW:
        return "new";
    case STANDING_OPEN:
        return "open";
    case STANDING_RESTORED:
        return "restored";
    case STANDING_CONTESTED:
        return "contested";
    case STANDING_ADOPTED:
        return "adopted";
    }
    return "?";
}

/* A side whose own journal is shorter than the other's copy of it has lost its tail, whatever
 * standing it reports; only a contested side stays contested, and an adopted one adopted. */
static enum standing judge(enum standing said, uint64_t own_n, uint64_t copied_n)
{
    bool stays = said == STANDING_CONTESTED || said == STANDING_ADOPTED;
    return copied_n > own_n && !stays ? STANDING_RESTORED : said;
}

/* R4: do two histories differ at entry n? said: the digest that the peer reports for entry n of one
 * of them; here: ours at entry min(n, held_n); held_n: our length. Only the side that holds entry n
 * can compare, and an empty history agrees with every other. */
static bool differs(uint64_t n, uint64_t held_n, const struct digest *said,
                    const struct digest *here)
{
    return n > 0 && n <= held_n && !digest_equal(said, here);
}

/* R6: the peer's copy has the entry in question as we have it (own_contested was checked
 * before). */
static bool is_settled(const struct recovery_side *us, uint64_t contested_n,
                       const struct recovery_side *peer)
{
    return peer->held_n >= contested_n && peer->held_n <= us->own_n;
}

struct recovery_verdict recovery_meet(const struct recovery_side *us, const struct digest *own_at,
                                      const struct digest *held_at, uint64_t contested_n,
                                      const struct recovery_side *peer)
{
    struct recovery_verdict v = {
        .own_contested = differs(peer->held_n, us->own_n, &peer->held, own_at),
        .peer_contested = differs(peer->own_n, us->held_n, &peer->own, held_at),
        .standing = judge(us->standing, us->own_n, peer->held_n),
        .peer = judge(peer->standing, peer->own_n, us->held_n),
        .own_target = peer->held_n > us->own_n ? peer->held_n : us->own_n,
        .held_target = peer->own_n,
    };
    if (v.own_contested)
        v.standing = STANDING_CONTESTED;
    else if (v.standing == STANDING_CONTESTED && is_settled(us, contested_n, peer))
        v.standing = STANDING_RESTORED;
    v.refused = v.standing == STANDING_CONTESTED;
    bool both_new = v.standing == STANDING_NEW && v.peer == STANDING_NEW;
    bool adopted = v.standing == STANDING_ADOPTED || v.peer == STANDING_ADOPTED; /* Z3 */
    v.quiet = v.standing != STANDING_OPEN && v.peer != STANDING_OPEN && !both_new && !adopted;
    v.can_open = !v.quiet && v.standing != STANDING_ADOPTED;
    if (!v.refused && !v.peer_contested && recovery_complete(&v, us->own_n, us->held_n))
        v.standing = STANDING_OPEN;
    return v;
}

bool recovery_complete(const struct recovery_verdict *verdict, uint64_t own_n, uint64_t held_n)
{
    return verdict->can_open && own_n >= verdict->own_target && held_n >= verdict->held_target;
}

enum refusal recovery_unlock(const struct recovery_lock *lock, bool forced)
{
    if (lock->standing == STANDING_OPEN)
        return REFUSAL_OPEN;
    if (lock->standing == STANDING_ADOPTED) /* Z3 */
        return REFUSAL_ADOPTED;
    if (forced)
        return REFUSAL_NONE;
    if (lock->standing == STANDING_CONTESTED)
        return REFUSAL_CONTESTED;
    if (lock->peer_has_n > lock->own_n)
        return REFUSAL_PEER_HOLDS;
    return lock->healing ? REFUSAL_CLOSED : REFUSAL_NONE;
}
