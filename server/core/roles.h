/* roles.h - accounts of the staff: what a role allows, and the names of accounts.
 *
 *   O2  an account does nothing that its role does not allow. An invigilator ends one exam at a time,
 *       and leaves the extra time that a person alone has, and that which the node gives to all,
 *       each between nothing and the plan's bound (extend-max)
 *   O3  an account is NAME@NODE: the node in whose journal it was written, which alone changes or
 *       removes it. It is valid at a node while the last STAFF entry of that name, as far as the node
 *       holds that journal, gives a role
 *
 * Threads: any. Memory: the caller's. Errors: false. */
#ifndef CORE_ROLES_H
#define CORE_ROLES_H

#include "server/core/journal.h"
#include "server/core/refusal.h"

/* What a command asks of whoever gives it. */
enum duty {
    DUTY_LOOK, /* who is where, and how the node stands */
    DUTY_ROOM, /* the people of a room: register, admit, begin, pause, announce, note, move, amend */
    DUTY_EXTEND, /* within the plan's bound: roles_may_extend() */
    DUTY_END,    /* one person's exam */
    DUTY_GRADE,  /* essays */
    DUTY_DECIDE  /* whatever else */
};

bool roles_may(enum role role, enum duty duty);

/* May the role bring the extra time of a person, or of the node, to extra_ms in all? bound_ms: the
 * plan's. */
bool roles_may_extend(enum role role, int64_t extra_ms, int64_t bound_ms);

/* O3. The entry, without its order, that adds an account of this node (code: the hash of its code) or,
 * with ROLE_NONE, removes it. known: the role that it has, ROLE_NONE: there is none. An account that
 * exists is not given another code: it is removed first, which ends its connections. */
enum refusal roles_decide(enum role known, const char *name, enum role wanted,
                          const struct code_hash *code, struct entry *out);

/* "invigilator", "marker", "board"; "none". */
const char *role_text(enum role role);

/* ROLE_NONE for another word. */
enum role role_named(const char *text, size_t len);

/* Splits NAME@NODE. False when it is no name of an account: the name has 1 to STAFF_NAME_MAX letters,
 * digits, "-" and "_". */
bool account_parse(const char *text, size_t len, char name[STAFF_NAME_MAX + 1],
                   char node[NODE_NAME_MAX + 1]);

/* May this be an account's name, without its node? */
bool account_name_valid(const char *name, size_t len);

#endif
