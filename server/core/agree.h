/* agree.h - what both nodes of a pair must be started with, besides the same exam: an option that
 * decides which ID a person has, or who may register. `12345678` is V12345678 at one node and
 * E12345678 at the other when their default letters differ, and that person is registered twice.
 *
 * Threads: any. Memory: plain values. Errors: false for rules that are none. */
#ifndef CORE_AGREE_H
#define CORE_AGREE_H

#include "server/core/digest.h"

enum { AGREE_RULES_MAX = 200 /* bytes */ };

struct agreement {
    /* Words "name=value" with one space between two, the names ascending. */
    char rules[AGREE_RULES_MAX + 1];
    struct digest roster; /* of its IDs and nodes (server/roster.h); zeros: there is no roster */
};

/* Are these rules in the one form in which they are compared? Names and values are letters, digits
 * and "-"; no name occurs twice. */
bool agree_rules_valid(const char *rules, size_t len);

#endif
