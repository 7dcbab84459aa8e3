/* claims.pml - the claim table between two nodes for one applicant, with releases, transfers and
 * restored disks, and a node that adopts its peer, as server/core/claim, server/core/transfer,
 * server/core/adoption, server/core/recovery and db/ledger_peer decide it. Checked exhaustively by
 * tests/model/check.sh; each MUTANT_… leaves a rule out and must be rejected.
 *
 *   safety    C1 never home at two open nodes; C2 no act of the sitting at both; X4 whoever acts has
 *             every act before that is left on any disk; C6, X5 no incident; no fork
 *   settled   linked, both open, everything delivered: one home and the other away, or none at both
 *
 * A sitting is a row of acts: the start, answers, the finish. Without ACTS it is the start alone.
 *
 * A restore puts a disk back to any moment of its past: its own journal and its copy of the peer's
 * together. It is known as one: a backup says so, an empty disk is new, and a plain copy or a disk that
 * lost its tail writes nothing before the peer has told it what is lost (server/core/grace.h R5); so the
 * node starts closed.
 *
 * With RAWS a plain copy also serves with the line down: it misses its peer and goes on, and others
 * register there. When they meet the journals may differ, and the node whose own is contested closes
 * (R6): from then on C1 holds. Whoever started on the copy before that is excused. The peer's disk
 * is not lost meanwhile, since nobody else has what the copy lacks.
 *
 * With ADOPTS a node without a link takes the other's place. Until they meet both may serve: whoever acts
 * without an act that happened is in violation, and only for a person who was the peer's, or where
 * both adopted. From the first contact on one is closed, and once its journal has come a violation
 * is named (FORKED) or its acts are all here. ADOPT stands for the entry and the person's takeover.
 *
 * A crash loses nothing that matters here and is no step. Clocks choose each claim's stamp freely. */

#ifndef REGISTRATIONS
#define REGISTRATIONS 3
#endif
#ifndef RELEASES
#define RELEASES 1
#endif
#ifndef RESTORES
#define RESTORES 3
#endif

#ifndef TRANSFERS
#define TRANSFERS 0
#endif
#ifndef RECALLS
#define RECALLS 0
#endif
#ifndef ACTS
#define ACTS 1
#endif

#ifndef ADOPTS
#define ADOPTS 0
#endif
#ifndef RETIRES
#define RETIRES 0
#endif
#if ADOPTS + RETIRES > 0
#define ADOPTION
#endif

#ifdef RAWS
#define MARK(i) (raw[i] -> 9 : 0) /* what is written on a plain copy is nothing that was written before */
#else
#define MARK(i) 0
#endif

#ifdef ADOPTION
#define LENGTH 22
#else
#define LENGTH 18 /* of a journal, entry 0 unused */
#endif

#define CLAIM 1
#define GRANT 2
#define CONFIRM 3
#define RELEASE 4
#define FREED 5
#define ACT 6
#define OPENED 7
#define OTHER 8 /* of somebody else */
#define TRANSFER 9
#define BROUGHT 10 /* what goes along: counts with the transfer or takeover right behind it */
#define TAKEOVER 11
#define RECALL 12
#define CANCEL 13 /* of mutants */
#define ADOPT 14  /* ref: how much of the peer's journal counts */
#define RETIRED 15
#define FORKED 16

#define NONE 0
#define PENDING 1
#define HOME 2
#define AWAY 3

typedef journal {
    byte last;
    byte kind[LENGTH];
    byte ref[LENGTH]; /* a claim's stamp; the acts that an ACT or BROUGHT makes; the own transfer that
                         a RECALL is about; else the peer's entry that is answered */
    byte seen[LENGTH]
};

journal own[2], copy[2]; /* copy[i]: what node i holds of the other's journal */

/* the fold of own[i] */
byte claim[2], claim_n[2], stamp[2], confirm_n[2], restored_n[2];
byte acts[2];
byte transfer_n[2]; /* our own last transfer, while away by it */
byte taken_n[2];    /* the peer's transfer by whose takeover we are home */

byte seen_n[2];
bool open[2];
bool met, quiet; /* the link */
byte own_target[2], held_target[2];

#ifdef RAWS
bool raw[2];       /* serves from a plain copy, and has not met its peer since */
bool contested[2]; /* R6 */
bool excused;      /* somebody started on a plain copy with the line down */
byte raws;
#endif

#ifdef ADOPTION
byte adopt_n[2], cut[2];
bool retired[2], forked[2];
bool told[2]; /* the peer's HELLO says that it stands in this node's place */
bool era;     /* somebody adopted */
bool risk;    /* … while the person was the peer's */
bool mutual;  /* … the node that had adopted it */
bool violated, lost;
byte adopts, retires;
bool xact, yact; /* scratch */
#endif

byte did[2]; /* bit a: act a happened there, whatever the disks say */
byte left;   /* the acts that are left on any disk */
byte registrations, releases, restores, transfers, recalls;

/* scratch, zero between steps */
byte k, h, least, most, e, r, p, v;

inline apply(i, n)
{
    if
    :: own[i].kind[n] == CLAIM ->
        claim[i] = PENDING; claim_n[i] = n; stamp[i] = own[i].ref[n]; confirm_n[i] = 0
    :: own[i].kind[n] == GRANT -> claim[i] = AWAY
    :: own[i].kind[n] == CONFIRM -> claim[i] = HOME; confirm_n[i] = n
    :: own[i].kind[n] == RELEASE || own[i].kind[n] == FREED ->
        claim[i] = NONE; transfer_n[i] = 0; taken_n[i] = 0
    :: own[i].kind[n] == ACT -> acts[i]++
    :: own[i].kind[n] == OPENED -> restored_n[i] = n - 1
    :: own[i].kind[n] == TRANSFER ->
        transfer_n[i] = n; taken_n[i] = 0;
#ifndef MUTANT_STAYS_HOME
        claim[i] = AWAY /* X2 */
#endif
    :: own[i].kind[n] == BROUGHT ->
#ifdef MUTANT_TAKEOVER_FIRST
        acts[i] = own[i].ref[n]
#else
        skip
#endif
    :: own[i].kind[n] == TAKEOVER ->
        claim[i] = HOME; confirm_n[i] = n; taken_n[i] = own[i].ref[n]; transfer_n[i] = 0;
#ifndef MUTANT_SITTING_STAYS
        acts[i] = (own[i].kind[n - 1] == BROUGHT -> own[i].ref[n - 1] : 0) /* X4 */
#endif
#ifdef ADOPTION
    :: own[i].kind[n] == ADOPT -> /* Z2 */
        if
        :: own[i].kind[n - 1] == BROUGHT -> acts[i] = own[i].ref[n - 1]; claim[i] = HOME
        :: else
        fi;
        if
#ifdef MUTANT_ON_THE_WAY_IS_GONE
        :: claim[i] == AWAY && transfer_n[i] == 0 -> claim[i] = HOME
#else
        :: claim[i] == AWAY -> claim[i] = HOME
#endif
#ifndef MUTANT_PENDING_WAITS
        :: claim[i] == PENDING -> claim[i] = HOME
#endif
        :: else
        fi;
        confirm_n[i] = n; adopt_n[i] = n; cut[i] = own[i].ref[n];
        transfer_n[i] = 0; taken_n[i] = 0
    :: own[i].kind[n] == RETIRED -> retired[i] = true
    :: own[i].kind[n] == FORKED -> forked[i] = true
#endif
    :: own[i].kind[n] == RECALL
    :: own[i].kind[n] == CANCEL -> claim[i] = HOME; transfer_n[i] = 0
#ifdef RAWS
    :: own[i].kind[n] == OTHER
#endif
    fi
}

inline append(i, what, reference)
{
    own[i].last++;
    assert(own[i].last < LENGTH);
    own[i].kind[own[i].last] = what;
    own[i].ref[own[i].last] = reference;
    own[i].seen[own[i].last] = seen_n[i];
    apply(i, own[i].last)
}

/* X4. In one transaction what goes along, v acts, and the entry itself, which answers the peer's entry
 * `reference` or none. What has been seen reaches that entry only with the last one. */
inline append_batch(i, what, reference)
{
    if
    :: v > 0 ->
#ifdef MUTANT_TAKEOVER_FIRST
        append(i, what, reference);
        append(i, BROUGHT, v)
#else
#ifndef MUTANT_BROUGHT_IS_SEEN
        seen_n[i] = (reference > 0 -> reference - 1 : seen_n[i]);
#endif
        append(i, BROUGHT, v);
        seen_n[i] = (reference > 0 -> reference : seen_n[i]);
        append(i, what, reference)
#endif
    :: else -> append(i, what, reference)
    fi;
    v = 0
}

inline transfer(i, reference)
{
    v = acts[i];
    append_batch(i, TRANSFER, reference)
}

#define CLEAR(i) (confirm_n[i] > restored_n[i]) /* C7 */

#ifdef ADOPTION
#define CLOSED_FOR_GOOD(i) (told[i] || retired[i])
#else
#define CLOSED_FOR_GOOD(i) false
#endif

inline try_open(i)
{
    if
#ifdef ADOPTION
    :: told[i] && !retired[i] && met && own[i].last >= own_target[i] ->
        append(i, RETIRED, 0) /* Z3 */
#endif
    :: !CLOSED_FOR_GOOD(i) && !open[i] && met && !quiet && own[i].last >= own_target[i] &&
#ifdef MUTANT_OWN_TAIL_IS_ENOUGH
           true ->
#else
           copy[i].last >= held_target[i] ->
#endif
        open[i] = true;
        append(i, OPENED, 0)
    :: else
    fi
}

/* What node i answers to the peer's entry n of kind e with ref r, while nobody is adopted. */
inline answer(i, n)
{
    if
    :: e == CLAIM ->
        assert(claim[i] != HOME); /* C6 */
        if
        :: claim[i] == PENDING &&
#ifdef MUTANT_YIELDS_ALWAYS
               false ->
#else
               !(r < stamp[i] || (r == stamp[i] && i == 1)) ->
#endif
            skip /* C4 */
        :: else -> append(i, GRANT, n)
        fi
    :: e == GRANT ->
        if
        :: claim[i] == PENDING && r == claim_n[i] -> /* C3 */
            append(i, CONFIRM, n)
        :: else
        fi
    :: e == RELEASE ->
        if
        :: claim[i] == AWAY -> append(i, FREED, n)
        :: else
        fi
    :: e == TRANSFER ->
#ifdef MUTANT_CANCEL_BY_HANDSHAKE
        /* its best chance: who was cancelled in time is not taken over */
        p = n;
        do
        :: p <= own[1 - i].last && own[1 - i].kind[p] != CANCEL -> p++
        :: else -> break
        od;
        least = (p <= own[1 - i].last -> 1 : 0);
        p = 0;
#endif
        if
        :: least > 0 -> least = 0
        :: else ->
            assert(claim[i] == AWAY); /* X5 */
            v = (copy[i].kind[n - 1] == BROUGHT -> copy[i].ref[n - 1] : 0);
            append_batch(i, TAKEOVER, n)
        fi
    :: e == TAKEOVER ->
#ifdef MUTANT_STAYS_HOME
        if
        :: r == transfer_n[i] -> claim[i] = AWAY
        :: else
        fi
#else
        assert(claim[i] == AWAY && r == transfer_n[i]) /* X5 */
#endif
    :: e == RECALL ->
        if
        :: claim[i] == HOME && taken_n[i] == r && acts[i] < ACTS &&
#ifdef MUTANT_RECALL_IN_DOUBT
               true ->
#else
               open[i] && CLEAR(i) -> /* X6 */
#endif
            transfer(i, n)
        :: else
        fi
    :: else
    fi
}

#ifdef ADOPTION
#ifdef MUTANT_ADOPTER_ANSWERS
#define ANSWERS_PEER(i) true
#else
#define ANSWERS_PEER(i) (adopt_n[i] == 0)
#endif
#define ENDED(i) (copy[i].last > 0 && copy[i].kind[copy[i].last] == RETIRED)
#define SETTLED(i) (ENDED(i) && adopt_n[i] > 0 && cut[i] == copy[i].last)

/* v: the acts of the person in copy[i] up to entry p. */
inline fold_copy(i)
{
    v = 0;
    do
    :: p > 0 ->
        if
        :: copy[i].kind[p] == ACT -> v = copy[i].ref[p]; break
        :: copy[i].kind[p] == TAKEOVER || (copy[i].kind[p] == ADOPT && copy[i].kind[p - 1] == BROUGHT) ->
            v = (copy[i].kind[p - 1] == BROUGHT -> copy[i].ref[p - 1] : 0);
            break
        :: else
        fi;
        p--
    :: else -> break
    od;
    p = 0
}

/* v: what is to be brought: nothing where the peer has not taken the person over. */
inline fold_away(i)
{
    v = 0;
    p = 1;
    do
    :: p <= copy[i].last && transfer_n[i] > 0 &&
       !(copy[i].kind[p] == TAKEOVER && copy[i].ref[p] == transfer_n[i]) -> p++
    :: else -> break
    od;
#ifdef MUTANT_COPY_ALWAYS_COUNTS
    p = 1;
#endif
    if
    :: claim[i] == AWAY && (transfer_n[i] == 0 || p <= copy[i].last) ->
        p = copy[i].last;
        fold_copy(i)
    :: else -> p = 0
    fi
}

inline adopt(i)
{
    era = true;
    risk = risk || claim[i] == AWAY;
    mutual = mutual || (adopt_n[1 - i] > 0 && !retired[1 - i]);
    fold_away(i);
    append_batch(i, ADOPT, copy[i].last)
}

/* The end of the peer's journal has come, its RETIRED in entry n: Z5, Z6. Until this is settled it is due,
 * also after a restore. */
inline settle(i, n)
{
    most = 255; /* our branch begins behind this own entry … */
    least = 255; /* … and theirs behind this one */
    if
    :: adopt_n[i] > 0 -> most = adopt_n[i]; least = cut[i]
    :: else
    fi;
    p = 1;
    do /* did they adopt us? */
    :: p <= copy[i].last ->
        if
        :: copy[i].kind[p] == ADOPT ->
            most = (copy[i].ref[p] < most -> copy[i].ref[p] : most);
            least = (least == 255 -> p : least)
        :: else
        fi;
        p++
    :: else -> break
    od;
    p = 1;
    do
    :: p <= copy[i].last -> xact = xact || (p > least && copy[i].kind[p] == ACT); p++
    :: else -> break
    od;
    p = 1;
    do
    :: p <= own[i].last -> yact = yact || (p > most && own[i].kind[p] == ACT); p++
    :: else -> break
    od;
    p = 0; least = 0; most = 0;
#ifdef MUTANT_LATE_OVERRIDES
    yact = false;
#endif
    if
#ifndef MUTANT_UNNAMED
    :: xact && yact -> append(i, FORKED, 0)
#endif
#ifndef MUTANT_NO_LATE
    :: xact && !yact ->
        p = copy[i].last;
        fold_copy(i)
#endif
    :: !xact && adopt_n[i] == 0 -> fold_away(i)
    :: else
    fi;
    xact = false; yact = false;
    append_batch(i, ADOPT, n) /* it is settled */
}
#endif

/* What node i answers to the peer's entry n of kind e with ref r. */
inline react(i, n)
{
    if
#ifdef ADOPTION
    :: CLOSED_FOR_GOOD(i) || e == RETIRED || !ANSWERS_PEER(i) -> skip /* Z3, Z4 */
    :: else -> answer(i, n)
#else
    :: true -> answer(i, n)
#endif
    fi
}

/* The next entry of the other's journal comes to node i. */
inline deliver(i)
{
    copy[i].last++;
    k = copy[i].last;
    e = own[1 - i].kind[k];
    r = own[1 - i].ref[k];
    copy[i].kind[k] = e;
    copy[i].ref[k] = r;
    copy[i].seen[k] = own[1 - i].seen[k];
    if
    :: k > seen_n[i] -> seen_n[i] = k; react(i, k)
    :: else
    fi;
    k = 0; e = 0; r = 0;
    try_open(i)
}

/* Entries that only a lost part of the peer's journal held never happened. */
inline forget_lost(i)
{
    least = (copy[i].last > held_target[i] -> copy[i].last : held_target[i]);
    if
    :: seen_n[i] > least -> seen_n[i] = least
    :: else
    fi;
    least = 0
}

/* Node i takes an entry of its own journal back from the other's copy. */
inline regain(i)
{
    own[i].last++;
    k = own[i].last;
    own[i].kind[k] = copy[1 - i].kind[k];
    own[i].ref[k] = copy[1 - i].ref[k];
    own[i].seen[k] = copy[1 - i].seen[k];
    apply(i, k);
    seen_n[i] = (own[i].seen[k] > copy[i].last -> own[i].seen[k] : copy[i].last);
    k = 0;
    forget_lost(i);
    try_open(i)
}

#ifdef RAWS
/* R6: the own journal differs from the copy of it: that node closes. */
inline compare(i)
{
    k = 1;
    do
    :: k <= own[i].last && k <= copy[1 - i].last ->
        if
        :: own[i].kind[k] != copy[1 - i].kind[k] || own[i].ref[k] != copy[1 - i].ref[k] ->
            contested[i] = true
        :: else
        fi;
        k++
    :: else -> break
    od;
    k = 0;
    raw[i] = false;
#ifdef MUTANT_CONTESTED_SERVES
    if
    :: copy[1 - i].last > own[i].last -> open[i] = false
    :: else
    fi
#else
    if
    :: contested[i] || copy[1 - i].last > own[i].last -> open[i] = false
    :: else
    fi
#endif
}
#endif

inline same_history(i)
{
    k = 1;
    do
    :: k <= own[i].last && k <= copy[1 - i].last ->
        assert(own[i].kind[k] == copy[1 - i].kind[k] && own[i].ref[k] == copy[1 - i].ref[k]);
        k++
    :: else -> break
    od;
    k = 0
}

inline meet(i)
{
    own_target[i] = (copy[1 - i].last > own[i].last -> copy[1 - i].last : own[i].last);
    held_target[i] = own[1 - i].last;
    if
    :: copy[1 - i].last > own[i].last -> open[i] = false
    :: else
    fi
}

#ifdef ADOPTION
#define STANDS(i) (adopt_n[i] > 0 && !retired[i])
#define HEALS (CLOSED_FOR_GOOD(0) || CLOSED_FOR_GOOD(1))

inline tell()
{
#ifdef MUTANT_GOES_ON
    skip
#else
#ifdef MUTANT_BOTH_RETIRE
    told[0] = STANDS(1);
    told[1] = STANDS(0);
#else
    told[0] = STANDS(1) && !STANDS(0);
    told[1] = STANDS(0); /* Z6: the lesser name stays */
#endif
    open[0] = open[0] && !told[0];
    open[1] = open[1] && !told[1]
#endif
}
#else
#define HEALS false
#endif

inline greet()
{
    meet(0);
    meet(1);
    met = true;
#ifdef ADOPTION
    tell();
#endif
#ifndef MUTANT_TWO_CLOSED_HEAL
    quiet = !open[0] && !open[1] && !HEALS;
#endif
    forget_lost(0);
    forget_lost(1);
    try_open(0);
    try_open(1)
}

inline handshake()
{
#ifdef RAWS
    compare(0);
    compare(1);
    if
    :: contested[0] || contested[1] -> skip /* R4: no link */
    :: else -> greet()
    fi
#else
    same_history(0);
    same_history(1);
    greet()
#endif
}

/* The acts that a journal has. */
inline count_acts(j)
{
    p = 1;
    do
    :: p <= j.last ->
        left = (j.kind[p] == ACT && j.ref[p] > left -> j.ref[p] : left);
        p++
    :: else -> break
    od;
    p = 0
}

/* Back to entry k of the own journal and entry h of the copy. */
inline roll_back(i)
{
    do
    :: own[i].last > k ->
#ifdef ADOPTION
        lost = lost || (era && own[i].last > copy[1 - i].last && own[i].kind[own[i].last] == ACT);
#endif
        own[i].kind[own[i].last] = 0; own[i].ref[own[i].last] = 0; own[i].seen[own[i].last] = 0;
        own[i].last--
    :: else -> break
    od;
    do
    :: copy[i].last > h ->
        copy[i].kind[copy[i].last] = 0; copy[i].ref[copy[i].last] = 0;
        copy[i].seen[copy[i].last] = 0;
        copy[i].last--
    :: else -> break
    od;
    claim[i] = NONE; claim_n[i] = 0; stamp[i] = 0; confirm_n[i] = 0; restored_n[i] = 0;
    acts[i] = 0; transfer_n[i] = 0; taken_n[i] = 0;
#ifdef ADOPTION
    adopt_n[i] = 0; cut[i] = 0; retired[i] = false; forked[i] = false;
    told[0] = false; told[1] = false;
#endif
    seen_n[i] = (own[i].seen[k] > h -> own[i].seen[k] : h);
    k = 1;
    do
    :: k <= own[i].last -> apply(i, k); k++
    :: else -> break
    od;
    k = 0; h = 0;
#ifdef MUTANT_RESTORED_SERVES
    open[i] = true;
#else
    open[i] = false;
#endif
    met = false; quiet = false;
    own_target[0] = 0; own_target[1] = 0; held_target[0] = 0; held_target[1] = 0;
    left = 0;
    count_acts(own[0]); count_acts(own[1]); count_acts(copy[0]); count_acts(copy[1])
}

#ifdef RAWS
#define FORGET_FORK(i) raw[i] = false; contested[i] = false;
#else
#define FORGET_FORK(i)
#endif

#define ANSWERS(i, n) (own[i].kind[n] == GRANT || own[i].kind[n] == CONFIRM || own[i].kind[n] == FREED || \
                       own[i].kind[n] == TAKEOVER || (own[i].kind[n] == TRANSFER && own[i].ref[n] > 0))
#define BATCH_ENDS(i, n) ((own[i].kind[n] == TRANSFER || own[i].kind[n] == TAKEOVER || \
                           own[i].kind[n] == ADOPT) && own[i].kind[n - 1] == BROUGHT)

inline restore(i)
{
    k = 0;
    do /* any length of the own journal… */
    :: k < own[i].last -> k++
    :: break
    od;
    if /* a batch is one transaction */
    :: k < own[i].last && BATCH_ENDS(i, k + 1) -> k--
    :: else
    fi;
    /* … and of the copy, as it was between the own entries k and k + 1 */
    h = own[i].seen[k];
    if /* an entry and its answer come in one transaction */
    :: k == own[i].last -> most = copy[i].last
    :: k < own[i].last && ANSWERS(i, k + 1) -> most = own[i].ref[k + 1] - 1
    :: k + 1 < own[i].last && BATCH_ENDS(i, k + 2) && ANSWERS(i, k + 2) -> most = own[i].ref[k + 2] - 1
    :: else -> most = own[i].seen[k + 1]
    fi;
    most = (most > copy[i].last -> copy[i].last : most);
    h = (h > most -> most : h);
    do
    :: h < most -> h++
    :: break
    od;
    most = 0;
    d_step { FORGET_FORK(i) roll_back(i) }
}

#ifdef RAWS
/* A plain copy, that the peer can tell: it serves until it has met the peer. */
inline put_raw(i)
{
    raws++;
    restore(i);
    if
    :: copy[1 - i].last > own[i].last -> open[i] = true; raw[i] = true
    :: else
    fi
}
#endif

#define DELIVERED (copy[0].last == own[1].last && copy[1].last == own[0].last)
#define AGREED ((claim[0] == HOME && claim[1] == AWAY) || (claim[0] == AWAY && claim[1] == HOME) || \
                (claim[0] == NONE && claim[1] == NONE))

#ifdef ADOPTION
/* One node is retired, and w is the other. */
inline settled(w)
{
    assert(!retired[w]);
    if
    :: open[w] && SETTLED(w) ->
        assert(claim[w] == HOME || claim[w] == NONE);
        assert(lost || !violated || forked[w]); /* Z5 */
        assert(!forked[w] || violated);
        assert(violated || forked[w] || acts[w] >= left)
    :: else
    fi
}

#define BOTH (open[0] && open[1] && claim[0] == HOME && claim[1] == HOME)

inline check()
{
    assert(!BOTH || (era && !met && (risk || mutual)));
    assert(era || (did[0] & did[1]) == 0);
    assert(!(open[0] && STANDS(0)) || claim[0] == HOME || claim[0] == NONE); /* Z2 */
    assert(!(open[1] && STANDS(1)) || claim[1] == HOME || claim[1] == NONE);
    if
    :: met && !quiet && DELIVERED && !retired[0] && !retired[1] ->
        assert(!(open[0] && open[1]) || AGREED)
    :: met && !quiet && DELIVERED && retired[0] -> settled(1)
    :: met && !quiet && DELIVERED && !retired[0] && retired[1] -> settled(0)
    :: else
    fi
}
#else
inline check()
{
#ifdef RAWS
    assert(raw[0] || raw[1] || !(open[0] && open[1] && claim[0] == HOME && claim[1] == HOME));
    assert(excused || (did[0] & did[1]) == 0);
#else
    assert(!(open[0] && open[1] && claim[0] == HOME && claim[1] == HOME));
    assert((did[0] & did[1]) == 0);
#endif
    assert(!(met && !quiet && open[0] && open[1] && DELIVERED) || AGREED)
}
#endif

inline steps(i)
{
    if
    :: open[i] && claim[i] == NONE && registrations < REGISTRATIONS ->
        registrations++;
        if
#ifdef ADOPTION
        :: adopt_n[i] > 0 -> append(i, CLAIM, 1); append(i, CONFIRM, 0) /* Z2: alone */
        :: adopt_n[i] == 0 -> append(i, CLAIM, 1)
        :: adopt_n[i] == 0 -> append(i, CLAIM, 2)
#else
        :: append(i, CLAIM, 1 + MARK(i))
        :: append(i, CLAIM, 2 + MARK(i))
#endif
        fi
    :: open[i] && acts[i] < ACTS && /* the finish is also the deadline's: X3 */
#ifdef MUTANT_EXPIRES_AWAY
           (claim[i] == HOME || (claim[i] == AWAY && acts[i] > 0 && acts[i] == ACTS - 1)) ->
#else
           claim[i] == HOME ->
#endif
#ifdef ADOPTION
        assert(!CLOSED_FOR_GOOD(i)); /* Z3 */
        if
        :: acts[i] < left ->
            assert(era && (risk || mutual)); /* X4 */
            violated = true
        :: else
        fi;
#elif !defined(RAWS)
        assert(acts[i] >= left); /* X4 */
#endif
        append(i, ACT, acts[i] + 1 + MARK(i));
        left = acts[i];
        did[i] = did[i] | (1 << acts[i]);
#ifdef RAWS
        excused = excused || raw[i]
#endif
    :: open[i] && releases < RELEASES && acts[i] == 0 &&
#ifdef MUTANT_PENDING_IS_RELEASED
           (claim[i] == HOME || claim[i] == PENDING) &&
#elif defined(MUTANT_AWAY_IS_RELEASED)
           (claim[i] == HOME || transfer_n[i] > 0) && /* X3 */
#else
           claim[i] == HOME && /* C5 */
#endif
#ifdef MUTANT_HELD_BEFORE_IS_RELEASED
           true ->
#else
           (claim[i] == PENDING || CLEAR(i)) ->
#endif
        releases++;
        append(i, RELEASE, MARK(i))
    :: open[i] && transfers < TRANSFERS && claim[i] == HOME && acts[i] < ACTS &&
#ifdef ADOPTION
           adopt_n[i] == 0 &&
#endif
#ifdef MUTANT_STAYS_HOME
           transfer_n[i] == 0 &&
#endif
#ifdef MUTANT_HELD_BEFORE_IS_TRANSFERRED
           true ->
#elif defined(MUTANT_TAKEOVER_IS_CLEAR)
           (CLEAR(i) || taken_n[i] > 0) ->
#else
           CLEAR(i) -> /* X1 */
#endif
        transfers++;
        transfer(i, 0)
    :: open[i] && recalls < RECALLS && transfer_n[i] > 0 ->
        recalls++;
        append(i, RECALL, transfer_n[i])
#ifdef MUTANT_CANCEL_ALONE
    :: open[i] && recalls < RECALLS && transfer_n[i] > 0 -> recalls++; append(i, CANCEL, 0)
#endif
#ifdef MUTANT_CANCEL_BY_HANDSHAKE
    :: open[i] && recalls < RECALLS && transfer_n[i] > 0 && met && copy[1 - i].last < transfer_n[i] ->
        recalls++;
        append(i, CANCEL, 0)
#endif
#ifdef ADOPTION
    :: adopts < ADOPTS && adopt_n[i] == 0 && !retired[i] &&
#ifdef MUTANT_ADOPTS_CLOSED
           !met ->
#elif defined(MUTANT_ADOPTS_LINKED)
           open[i] ->
#else
           open[i] && !met -> /* Z1 */
#endif
        adopts++;
        d_step { adopt(i) }
    :: open[i] && !CLOSED_FOR_GOOD(i) && ENDED(i) && !SETTLED(i) ->
        d_step { settle(i, copy[i].last) }
    :: retires < RETIRES && open[i] && met && !quiet && open[1 - i] && adopt_n[i] == 0 &&
#ifdef MUTANT_RETIRES_IN_DOUBT
           true ->
#else
           (claim[i] != HOME || CLEAR(i)) -> /* Z7 */
#endif
        retires++;
        open[i] = false;
        append(i, RETIRED, 0)
#ifdef MUTANT_RETIRES_IN_MEMORY
    :: !met && retired[i] && !open[i] && own[i].kind[own[i].last] == RETIRED -> /* a restart */
        own[i].kind[own[i].last] = 0; own[i].last--; retired[i] = false; open[i] = true
#endif
#endif
    :: met && !quiet && own[i].last >= own_target[i] && copy[i].last < own[1 - i].last ->
        d_step { deliver(i) }
    :: met && own[i].last < copy[1 - i].last -> d_step { regain(i) }
#ifdef RAWS
    :: restores < RESTORES && !raw[1 - i] -> restores++; restore(i)
    :: raws < RAWS -> put_raw(i)
    :: raw[i] && own[i].last < copy[1 - i].last -> append(i, OTHER, MARK(i))
#else
    :: restores < RESTORES -> restores++; restore(i)
#endif
#if defined(MUTANT_SENT_UNSYNCED) || defined(MUTANT_TAKEN_UNSYNCED)
    :: restores < RESTORES && !met && open[i] && own[i].last == copy[1 - i].last &&
#ifdef MUTANT_SENT_UNSYNCED
       own[i].kind[own[i].last] == TRANSFER -> /* L2: a crash loses what was sent */
#else
       own[i].kind[own[i].last] == TAKEOVER ->
#endif
        restores++;
        k = own[i].last - 1;
        h = copy[i].last;
        d_step { roll_back(i); open[i] = true }
#endif
    fi
}

/* Node j gets the last entry of the other's journal, which it does not answer. */
#define COPY_LAST(j) \
    copy[j].last = own[1 - j].last; \
    copy[j].kind[copy[j].last] = own[1 - j].kind[own[1 - j].last]; \
    copy[j].ref[copy[j].last] = own[1 - j].ref[own[1 - j].last]; \
    seen_n[j] = copy[j].last

init {
    open[0] = true;
    open[1] = true;
#if REGISTRATIONS == 0
    d_step { /* confirmed at node 0 */
        append(0, CLAIM, 1);
        COPY_LAST(1);
        append(1, GRANT, 1);
        COPY_LAST(0);
        append(0, CONFIRM, 1)
    }
#endif
    do
    :: atomic { steps(0); check() }
    :: atomic { steps(1); check() }
    :: atomic { !met -> handshake(); check() }
#ifdef ADOPTION
    :: atomic { met -> met = false; quiet = false; told[0] = false; told[1] = false }
#else
    :: atomic { met -> met = false; quiet = false }
#endif
    od
}
