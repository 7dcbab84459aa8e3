/* room.h - who may start, and when: the staff admit people, the exam of a node begins for all at once,
 * and the staff announce something in a room.
 *
 *         begin --at ─▶ set ── the moment comes ─┐
 *         begin ─────────────────────────────────┴▶ begun
 *
 *   E2  with admit = staff nobody starts whom the staff have not admitted
 *   E3  with start = together nobody's time runs before this node's begin; it begins once
 *   E4  who asked to start in the last ROOM_ASK_MS before the begin, and still may, starts in its
 *       transaction
 *   E5  who asks to start within the hours and has to wait has a `ready` entry, once, and may start
 *       after the hours are over
 *   E6  with late = rest who starts after the begin has the time that is left to those who started at
 *       it: pauses and the node's extensions count
 *   E7  a moment that the staff of one node set is set at the other too when the entry comes, unless
 *       it has passed by then; of two that were set without knowing of each other both nodes take
 *       that of the lesser name. It needs no link when it comes
 *   E8  a terminal is told the last announcement that is for all or for its room
 *
 * "Begun" is an entry of its own, also when a moment was set: it holds the exam clock for E6, and no
 * clock that is set back undoes it.
 *
 * Threads: any. Memory: plain values; the list of askers is the caller's. Errors: refusals. */
#ifndef CORE_ROOM_H
#define CORE_ROOM_H

#include "server/core/applicant.h"
#include "server/core/hours.h"
#include "server/core/policy.h"
#include "server/core/refusal.h"

enum {
    ROOM_ASK_MS = 5000, /* of the exam clock; waiting terminals ask each second */
    ROOM_ASKERS = 4096  /* who is not kept starts with the next request */
};

/* The begins in one node's journal. */
struct room {
    uint64_t begun_n; /* the entry; 0: not begun */
    uint64_t begun_clock_ms;
    struct wall begun_at;
    struct wall at;     /* the moment that is set; 0: none */
    struct order order; /* which set it */
    uint64_t set_n;     /* the entry; 0: none */
    uint64_t set_seen;
    uint64_t set_ref; /* the other node's entry that it repeats; 0: that node's own staff set it */
};

/* Takes a begin entry of that journal. */
void room_apply(struct room *room, const struct entry *begin);

/* E2, E3. May this applicant start now, as far as the room goes? REFUSAL_NONE, REFUSAL_ADMISSION or
 * REFUSAL_BEGIN. */
enum refusal room_check_start(const struct applicant *a, const struct room *room,
                              const struct policy *policy);

/* E5. The hours' refusal of a start, or REFUSAL_NONE for who was ready. */
enum refusal room_check_hours(const struct applicant *a, const struct hours *hours,
                              struct wall now);

/* E6. What is left of the whole time of somebody who starts now; 0: nothing. */
uint64_t room_left_ms(const struct room *room, const struct policy *policy, uint64_t whole_ms,
                      uint64_t clock_ms);

/* --- decisions. REFUSAL_NONE with out->kind set: the caller appends the entry, with its order.
 * REFUSAL_NONE with out->kind 0: it is so already. --- */

/* at: 0 for now. REFUSAL_EACH: everybody starts alone. REFUSAL_PAST: the moment has passed.
 * REFUSAL_EARLY: it is before the hours. */
enum refusal room_begin(const struct room *room, const struct policy *policy,
                        const struct hours *hours, struct wall at, struct wall now,
                        struct entry *out);

/* Has the moment come that was set, within the hours? Then the entry of the begin. */
bool room_due(const struct room *room, const struct hours *hours, struct wall now,
              struct entry *out);

/* E7. Is the moment of the peer's staff to be set here too? Then the entry. */
bool room_repeat(const struct room *ours, const struct room *theirs, struct wall now,
                 const char *own_node, const char *peer_node, struct entry *out);

/* --- who asks to start while the exam has not begun --- */

struct room_asker {
    char id[IDENT_SIZE];
    uint64_t seed; /* of the start */
    struct digest token;
    uint32_t extra_s;
    uint64_t clock_ms; /* exam clock of the request */
};

struct room_askers {
    struct room_asker *all; /* room for ROOM_ASKERS */
    size_t count;
};

/* E4. Was it asked lately enough? */
bool room_asked(const struct room_asker *asker, uint64_t clock_ms);

/* Keeps the request. While the last one of another terminal for the same ID counts, that one stays. */
void room_ask(struct room_askers *askers, const struct room_asker *asker);

/* Forgets those who no longer count. */
void room_forget(struct room_askers *askers, uint64_t clock_ms);

/* --- rooms --- */

/* Is it the same room? People write "Aula 5" and "aula  5": names are compared as typed texts are
 * (typed.h Y1). When memory cannot be allocated the process ends. */
bool room_same(const char *a, const char *b);

/* E8. Is an announcement for this room ("": for all) for somebody in that one ("": in none)? */
bool room_hears(const char *announced, const char *room);

#endif
