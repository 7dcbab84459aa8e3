/* registering.h - who registers people at this node: the setting `registration`, and what the roster
 * has for it.
 * Threads: any. Memory: the caller's. Errors: a text for people. */
#ifndef SERVER_SETUP_REGISTERING_H
#define SERVER_SETUP_REGISTERING_H

#include "server/core/policy.h"
#include "server/setup/roster.h"

/* Gives the setting its default where neither the plan nor an option gives it: `secret` with a roster
 * in which everybody has a secret, `open` otherwise. roster: NULL when there is none. NULL, or what
 * is wrong: `secret` needs such a roster. */
const char *registering_settle(struct policy *policy, const struct roster *roster);

/* A registration does not prove who somebody is: why, and what to do. NULL: nothing is to be said. */
const char *registering_warning(const struct policy *policy, const struct roster *roster);

#endif
