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
    }
    return "?";
}

/* A side whose own journal is shorter than the other's copy of it lost its tail, whatever it says
 * of itself. */
static enum standing judge(enum standing said, uint64_t own_n, uint64_t copied_n)
{
    return copied_n > own_n ? STANDING_RESTORED : said;
}

/* R4. Each side checks where it holds both digests; where it does not, the other one does. An empty
 * journal agrees with every other. */
static bool histories_forked(const struct recovery_side *us, const struct digest *own_at,
                             const struct digest *held_at, const struct recovery_side *peer)
{
    if (peer->held_n > 0 && peer->held_n <= us->own_n && !digest_equal(own_at, &peer->held))
        return true;
    return peer->own_n > 0 && peer->own_n <= us->held_n && !digest_equal(held_at, &peer->own);
}

struct recovery_verdict recovery_meet(const struct recovery_side *us, const struct digest *own_at,
                                      const struct digest *held_at,
                                      const struct recovery_side *peer)
{
    struct recovery_verdict v = {
        .forked = histories_forked(us, own_at, held_at, peer),
        .standing = judge(us->standing, us->own_n, peer->held_n),
        .own_target = peer->held_n > us->own_n ? peer->held_n : us->own_n,
        .held_target = peer->own_n,
    };
    enum standing theirs = judge(peer->standing, peer->own_n, us->held_n);
    bool both_new = v.standing == STANDING_NEW && theirs == STANDING_NEW;
    v.quiet = v.standing != STANDING_OPEN && theirs != STANDING_OPEN && !both_new;
    v.can_open = !v.quiet;
    if (!v.forked && recovery_complete(&v, us->own_n, us->held_n))
        v.standing = STANDING_OPEN;
    return v;
}

bool recovery_complete(const struct recovery_verdict *verdict, uint64_t own_n, uint64_t held_n)
{
    return verdict->can_open && own_n >= verdict->own_target && held_n >= verdict->held_target;
}
