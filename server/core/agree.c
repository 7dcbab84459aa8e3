#include "server/core/agree.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* The length of the run of name characters at the start of the text. */
static size_t count_letters(const char *text, size_t len)
{
    size_t count = 0;
    while (count < len && is_letter(text[count]))
        count++;
    return count;
}

/* Like strcmp(3), for two names that no NUL terminates. */
static int compare_names(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    if (order != 0)
        return order;
    return a_len < b_len ? -1 : a_len > b_len;
}

bool agree_rules_valid(const char *rules, size_t len)
{
    const char *before = "";
    size_t before_len = 0, at = 0;
    if (len > AGREE_RULES_MAX)
        return false;
    while (at < len) {
        size_t name_len = count_letters(rules + at, len - at), value = at + name_len + 1;
        if (name_len == 0 || value > len || rules[value - 1] != '=' ||
            compare_names(before, before_len, rules + at, name_len) >= 0)
            return false;
        size_t value_len = count_letters(rules + value, len - value);
        if (value_len == 0)
            return false;
        before = rules + at;
        before_len = name_len;
        at = value + value_len;
        if (at < len && (rules[at++] != ' ' || at == len))
            return false;
    }
    return true;
}

/* One "name=value" of valid rules. */
struct rule {
    const char *name, *value;
    size_t name_len, value_len;
};

/* The rule at *at; moves *at to the next rule. At the end: a rule with an empty name. */
static struct rule next_rule(const char *rules, size_t *at)
{
    struct rule r = {.name = rules + *at};
    size_t left = strlen(r.name);
    if (left == 0)
        return r;
    r.name_len = count_letters(r.name, left);
    r.value = r.name + r.name_len + 1;
    r.value_len = count_letters(r.value, left - r.name_len - 1);
    *at += r.name_len + 1 + r.value_len;
    *at += rules[*at] == ' ';
    return r;
}

static char *put(char *at, const char *text, size_t len)
{
    memcpy(at, text, len);
    return at + len;
}

static char *put_value(char *at, const struct rule *rule)
{
    return rule->value != NULL ? put(at, rule->value, rule->value_len) : put(at, "not set", 7);
}

/* ours, theirs: with value NULL on the side that has no rule of this name. */
static void say_difference(const struct rule *named, const struct rule *ours,
                           const struct rule *theirs, char words[AGREE_WORDS_SIZE])
{
    char *at = put(words, named->name, named->name_len);
    at = put_value(put(at, " is ", 4), ours);
    at = put_value(put(at, " here and ", 10), theirs);
    at = put(at, " there", 6);
    *at = '\0';
}

bool agree_rules_differ(const char *ours, const char *theirs, char words[AGREE_WORDS_SIZE])
{
    size_t our_at = 0, their_at = 0;
    for (;;) {
        struct rule us = next_rule(ours, &our_at), them = next_rule(theirs, &their_at);
        if (us.name_len == 0 && them.name_len == 0)
            return false;
        int order = us.name_len == 0 ? 1
                    : them.name_len == 0
                        ? -1
                        : compare_names(us.name, us.name_len, them.name, them.name_len);
        if (order == 0 && us.value_len == them.value_len &&
            memcmp(us.value, them.value, us.value_len) == 0)
            continue;
        const struct rule none = {.value = NULL};
        say_difference(order <= 0 ? &us : &them, order <= 0 ? &us : &none,
                       order >= 0 ? &them : &none, words);
        return true;
    }
}

bool agree_add_rule(char rules[AGREE_RULES_MAX + 1], const char *name, const char *value)
{
    char longer[AGREE_RULES_MAX + 1] = "";
    size_t at = 0, next = 0, used = strlen(rules), name_len = strlen(name),
           value_len = strlen(value);
    if (used + name_len + value_len + 2 > AGREE_RULES_MAX)
        return false;
    for (struct rule r = next_rule(rules, &next);
         r.name_len > 0 && compare_names(r.name, r.name_len, name, name_len) < 0;
         r = next_rule(rules, &next))
        at = next;
    char *end = put(longer, rules, at);
    if (at > 0 && at == used)
        end = put(end, " ", 1);
    end = put(put(put(end, name, name_len), "=", 1), value, value_len);
    if (at < used)
        end = put(put(end, " ", 1), rules + at, used - at);
    bool valid = agree_rules_valid(longer, (size_t)(end - longer));
    if (valid)
        memcpy(rules, longer, (size_t)(end - longer) + 1);
    return valid;
}

bool agree_rosters_differ(const struct agreement *ours, const struct agreement *theirs)
{
    return !digest_is_zero(&ours->roster) && !digest_is_zero(&theirs->roster) &&
           !digest_equal(&ours->roster, &theirs->roster);
}

bool agree_may_grant(bool rules_differ, bool has_roster, const char *node, const char *peer_node,
                     bool listed)
{
    if (rules_differ)
        return false;
    if (!has_roster || listed)
        return true;
    return node != NULL && (node[0] == '\0' || strcmp(node, peer_node) == 0);
}
