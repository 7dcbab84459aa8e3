#include "server/core/policy.h"

#include <string.h>

enum { WORDS_MOST = 3 };

static const struct {
    const char *name, *choice, *word[WORDS_MOST];
} settings[POLICY_SETTINGS] = {
    [POLICY_REGISTRATION] = {"registration", "open, secret or staff", {"open", "secret", "staff"}},
    [POLICY_TAKEOVER] = {"takeover", "dead, staff or free", {"dead", "staff", "free"}},
    [POLICY_ADMIT] = {"admit", "anyone or staff", {"anyone", "staff"}},
    [POLICY_START] = {"start", "each or together", {"each", "together"}},
    [POLICY_LATE] = {"late", "full or rest", {"full", "rest"}},
};

enum policy_setting policy_find(const char *name)
{
    enum policy_setting setting = POLICY_REGISTRATION;
    while (setting < POLICY_SETTINGS && strcmp(settings[setting].name, name) != 0)
        setting++;
    return setting;
}

const char *policy_name(enum policy_setting setting)
{
    return settings[setting].name;
}

bool policy_set(struct policy *policy, enum policy_setting setting, const char *word)
{
    for (uint8_t i = 0; i < WORDS_MOST && settings[setting].word[i] != NULL; i++)
        if (strcmp(settings[setting].word[i], word) == 0) {
            policy->value[setting] = i + 1;
            return true;
        }
    return false;
}

const char *policy_choice(enum policy_setting setting)
{
    return settings[setting].choice;
}

const char *policy_word(const struct policy *policy, enum policy_setting setting)
{
    uint8_t value = policy->value[setting];
    return value == 0 ? "" : settings[setting].word[value - 1];
}

void policy_default(struct policy *policy)
{
    for (enum policy_setting i = POLICY_REGISTRATION; i < POLICY_SETTINGS; i++)
        if (policy->value[i] == 0)
            policy->value[i] = 1;
}

bool policy_add_rules(const struct policy *policy, char rules[AGREE_RULES_MAX + 1])
{
    bool room = true;
    for (enum policy_setting i = POLICY_REGISTRATION; i < POLICY_SETTINGS && room; i++)
        room =
            policy->value[i] == 0 || agree_add_rule(rules, policy_name(i), policy_word(policy, i));
    return room;
}
