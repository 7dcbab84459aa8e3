#include "server/ctl/changing_hours.h"

#include "server/ctl/ordering.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { TEXT_SIZE = 600 };

struct options {
    char opens[TEXT_SIZE], closes[TEXT_SIZE], reason[TEXT_SIZE];
    bool plan;
};

static int wrong_use(const char *what)
{
    (void)fprintf(
        stderr,
        "sinodoctl: %s. For example:\n"
        "  sinodoctl --data DIR hours --closes +30 --reason the power failed\n"
        "  sinodoctl --data DIR hours --closes 2027-03-01 12:30 -04:00 --reason the power "
        "failed\n"
        "  sinodoctl --data DIR hours --plan --reason a mistake\n",
        what);
    return EX_USAGE;
}

/* Joins the words up to the next option, so that nobody needs quotation marks. Returns how many
 * they are; 0: there are none, or they are too long. */
static int take_words(int count, char **words, char out[TEXT_SIZE])
{
    size_t used = 0;
    int taken = 0;
    for (; taken < count && strncmp(words[taken], "--", 2) != 0; taken++) {
        size_t len = strlen(words[taken]);
        if (used + len + 2 > TEXT_SIZE)
            return 0;
        if (taken > 0)
            out[used++] = ' ';
        memcpy(out + used, words[taken], len);
        used += len;
    }
    out[used] = '\0';
    return used > 0 ? taken : 0;
}

static bool read_options(int count, char **words, struct options *o)
{
    for (int at = 0; at < count;) {
        const char *name = words[at++];
        char *value = strcmp(name, "--opens") == 0    ? o->opens
                      : strcmp(name, "--closes") == 0 ? o->closes
                      : strcmp(name, "--reason") == 0 ? o->reason
                                                      : NULL;
        int taken = value != NULL ? take_words(count - at, words + at, value) : 0;
        if (value == NULL && strcmp(name, "--plan") != 0)
            return false;
        if (value != NULL && taken == 0)
            return false;
        o->plan = o->plan || value == NULL;
        at += taken;
    }
    return true;
}

int changing_hours(struct call *c, int count, char **words)
{
    struct options o = {.plan = false};
    char key[ORDERING_KEY_SIZE];
    if (count == 1)
        return ordering_send(c, (const char *const[]){"DESK", "HOURS"}, 2);
    if (!read_options(count - 1, words + 1, &o))
        return wrong_use("hours takes --opens, --closes and --reason, each with what it says, or "
                         "--plan and --reason");
    bool ends = o.opens[0] != '\0' || o.closes[0] != '\0';
    if (o.plan == ends)
        return wrong_use(ends ? "--plan puts the plan's hours back: leave out the others"
                              : "which hour changes? Give --opens, --closes or --plan");
    if (o.reason[0] == '\0')
        return wrong_use("say why, with --reason");
    if (!ordering_draw_key(key))
        return EX_OSERR;
    const char *const request[] = {
        "DESK", o.plan ? "HOURS-PLAN" : "HOURS-CHANGE", key, o.reason, o.opens, o.closes};
    return ordering_send(c, request, o.plan ? 4 : 6);
}
