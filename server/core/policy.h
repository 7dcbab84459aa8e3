/* policy.h - the settings of an exam day: who registers people, and so on. A line of the plan gives
 * a setting, or an option of the node; the plan's line wins, as it does for the title and the time.
 * Both nodes need the same settings (agree.h, R9).
 *
 * Threads: any. Memory: plain values. Errors: false for a word that the setting does not have. */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include "server/core/agree.h"

#include <stdint.h>

/* Each is a row of the table in policy.c. */
enum policy_setting {
    POLICY_REGISTRATION,
    POLICY_TAKEOVER,
    POLICY_ADMIT,
    POLICY_START,
    POLICY_LATE,
    POLICY_SETTINGS
};

/* The values of a setting are numbered from 1: 0 is a setting that was not given. */
enum registration_mode {
    REGISTRATION_OPEN = 1, /* whoever knows an ID; with a roster, one that is on it */
    REGISTRATION_SECRET,   /* whoever also knows that ID's secret of the roster */
    REGISTRATION_STAFF     /* the desk */
};

/* When another terminal may go on with a sitting (terminal.h K3). */
enum takeover {
    TAKEOVER_DEAD = 1, /* when the terminal that has it is silent */
    TAKEOVER_STAFF,    /* when the staff say so */
    TAKEOVER_FREE      /* at any time */
};

/* room.h. The time of who starts after the begin is the whole, or what is left to the others. */
enum admit_mode { ADMIT_ANYONE = 1, ADMIT_STAFF };
enum start_mode { START_EACH = 1, START_TOGETHER };
enum late_mode { LATE_FULL = 1, LATE_REST };

struct policy {
    uint8_t value[POLICY_SETTINGS];
};

/* POLICY_SETTINGS: there is no setting of this name. */
enum policy_setting policy_find(const char *name);

const char *policy_name(enum policy_setting setting);

/* False: the setting has no such word. */
bool policy_set(struct policy *policy, enum policy_setting setting, const char *word);

const char *policy_choice(enum policy_setting setting); /* "open, secret or staff" */

/* The setting's word; "" when it was not given. */
const char *policy_word(const struct policy *policy, enum policy_setting setting);

/* Gives each setting that was not given its first word. */
void policy_default(struct policy *policy);

/* Adds the settings that were given to the rules. False: there is no room. */
bool policy_add_rules(const struct policy *policy, char rules[AGREE_RULES_MAX + 1]);

#endif
