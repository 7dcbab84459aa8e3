#include "server/ctl/remarking.h"

#include "common/printable.h"
#include "db/database.h"
#include "server/ctl/checking.h"
#include "server/ctl/ordering.h"
#include "server/ctl/remarked.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { FIELDS = 5 /* of a row of REMARKED */ };

static const struct desk_row row = {
    .name = "remark", .request = "REMARK", .words = "", .usage = ""};

struct remarking {
    struct call *call;
    struct ordered ordered;
    struct source_options was;
    const char *since; /* an entry: nothing is marked, what was marked behind it is told */
    uint64_t from_n;   /* the last entry before the remark */
    struct remarked_counts counts;
    struct remarked shown;
};

/* --- the words --- */

static const char **place_of(struct remarking *r, const char *option)
{
    const struct {
        const char *option, **value;
    } options[] = {{"--was", &r->was.bank},
                   {"--was-plan", &r->was.plan},
                   {"--passphrase-file", &r->was.passphrase_file},
                   {"--since", &r->since}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (strcmp(option, options[i].option) == 0)
            return options[i].value;
    return NULL;
}

/* Takes its own options, and moves the others to the front. Returns how many these are; -1: wrong. */
static int take_own(struct remarking *r, int count, char **words)
{
    int rest = 0;
    for (int i = 0; i < count; i++) {
        const char **place = place_of(r, words[i]);
        if (strcmp(words[i], "--csv") == 0) {
            r->shown.format = SHOW_CSV;
        } else if (place == NULL) {
            words[rest++] = words[i];
        } else if (*place != NULL || i + 1 == count) {
            return -1;
        } else {
            *place = words[++i];
        }
    }
    return rest;
}

static bool take_words(struct remarking *r, int count, char **words)
{
    int rest = take_own(r, count, words);
    bool file = r->call->data != NULL;
    if (rest < 0 || ordering_read(&row, rest, words, &r->ordered) != NULL)
        return false;
    if ((r->was.plan != NULL && r->was.bank == NULL) || (r->was.bank != NULL && !file))
        return false;
    return r->shown.format != SHOW_CSV || r->call->format != SHOW_JSON;
}

/* --- the node --- */

static bool take_number(const struct call *c, const char *name, int64_t *out)
{
    const struct wire_value *v = wire_pair(c->values, c->count, name);
    if (v == NULL || v->type != WIRE_INTEGER || v->integer < 0)
        return false;
    *out = v->integer;
    return true;
}

/* The journal's end is asked for first: the reply to REMARK may be lost. */
static int find_from(struct remarking *r)
{
    struct call *c = r->call;
    static const char *const status[] = {"DESK", "STATUS"};
    int64_t from;
    if (r->since != NULL) {
        const struct wire_word word = {r->since, strlen(r->since)};
        if (!wire_integer(&word, 0, INT64_MAX, &from))
            return CHECKING_WRONG_USE;
    } else if (!call_ask(c, status, 2)) {
        return c->failure;
    } else if (!take_number(c, "journal", &from)) {
        return call_unexpected();
    }
    r->from_n = (uint64_t)from;
    return EX_OK;
}

static int send_remark(struct remarking *r)
{
    const char *request[WIRE_REQUEST_WORDS];
    char key[ORDERING_KEY_SIZE];
    struct call *c = r->call;
    if (!ordering_draw_key(key))
        return EX_OSERR;
    size_t used = ordering_request(&row, &r->ordered, key, 0, request);
    int result = call_order(c, request, used);
    if (result != EX_OK)
        return result;
    bool known = take_number(c, "marked", &r->counts.marked) &&
                 take_number(c, "changed", &r->counts.changed) &&
                 take_number(c, "other_paper", &r->counts.other_paper);
    return known ? EX_OK : call_unexpected();
}

/* --- whose points it changed --- */

/* ID, name, points before, points after, maximum. */
static bool is_row(const struct wire_value *v)
{
    return v[0].type == WIRE_ARRAY && v[0].count == FIELDS && v[1].type == WIRE_BULK &&
           v[2].type == WIRE_BULK && v[3].type == WIRE_INTEGER && v[4].type == WIRE_INTEGER &&
           v[5].type == WIRE_INTEGER;
}

static bool take_person(const struct wire_value *v, struct remarked_person *out)
{
    if (!is_row(v))
        return false;
    (void)printable_copy(out->id, sizeof out->id, v[1].data, v[1].len, PRINTABLE_LINE);
    (void)printable_copy(out->name, sizeof out->name, v[2].data, v[2].len, PRINTABLE_LINE);
    out->before = v[3].integer;
    out->after = v[4].integer;
    out->max = v[5].integer;
    return true;
}

/* The reply's rows; *more: ask again. */
static int tell_page(struct remarking *r, int64_t *after, bool *more)
{
    struct call *c = r->call;
    const struct wire_value *v = wire_pair(c->values, c->count, "changed");
    const struct wire_value *flag = wire_pair(c->values, c->count, "more");
    struct remarked_person person;
    if (v == NULL || v->type != WIRE_ARRAY || !take_number(c, "after", after) || flag == NULL ||
        flag->type != WIRE_BULK || c->count - (size_t)(v - c->values) - 1 < v->count * (FIELDS + 1))
        return call_unexpected();
    *more = flag->len == 3;
    for (size_t i = 0; i < v->count; i++) {
        if (!take_person(v + 1 + i * (FIELDS + 1), &person))
            return call_unexpected();
        if (!remarked_tell(&r->shown, &person))
            return EX_OSERR;
    }
    return EX_OK;
}

static int tell_people(struct remarking *r)
{
    char from[24], after[24];
    int64_t next = (int64_t)r->from_n;
    const char *const request[] = {"DESK", "REMARKED", from, after};
    bool more = true;
    int result = EX_OK;
    (void)snprintf(from, sizeof from, "%lld", (long long)next);
    while (result == EX_OK && more) {
        (void)snprintf(after, sizeof after, "%lld", (long long)next);
        result = call_ask(r->call, request, 4) ? tell_page(r, &next, &more) : r->call->failure;
    }
    return result;
}

/* What to do where the reasons are not known. */
static void say_where(const struct remarking *r)
{
    unsigned long long from = (unsigned long long)r->from_n;
    if (r->shown.unexplained == 0)
        return;
    if (r->call->data == NULL)
        (void)fprintf(stderr,
                      "sinodoctl: the node's own machine says why: sinodoctl --data DIR remark "
                      "--since %llu\n",
                      from);
    else
        (void)fprintf(
            stderr,
            "sinodoctl: the reason is not known (people: %zu): they were marked more than "
            "once, or this database does not have the exam before. With the files of that "
            "exam: sinodoctl --data DIR remark --since %llu --was BANK --was-plan PLAN\n",
            r->shown.unexplained, from);
}

static int tell(struct remarking *r)
{
    if (!remarked_begin(&r->shown, r->since == NULL ? &r->counts : NULL, r->from_n)) {
        (void)fputs("sinodoctl: out of memory\n", stderr);
        return EX_OSERR;
    }
    int result = tell_people(r);
    if (result != EX_OK) {
        remarked_abandon(&r->shown);
        return result;
    }
    if (!remarked_end(&r->shown)) {
        (void)fputs("sinodoctl: the list could not be written\n", stderr);
        return EX_IOERR;
    }
    say_where(r);
    return EX_OK;
}

/* Without the file, or without the exam in it, it is told who and from what to what. */
static int explain_and_tell(struct remarking *r)
{
    static struct explaining why;
    char path[CALL_PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, r->call->data);
    if (explaining_open(path, r->from_n, &r->was, &why) != EX_OK)
        return tell(r);
    r->shown.why = &why;
    int result = tell(r);
    explaining_close(&why);
    return result;
}

int remarking_run(struct call *c, int count, char **words)
{
    static struct remarking r;
    r = (struct remarking){.call = c, .shown.format = c->format};
    if (!take_words(&r, count - 1, words + 1))
        return CHECKING_WRONG_USE;
    int result = call_connect(c) ? find_from(&r) : c->failure;
    if (result == EX_OK && r.since == NULL)
        result = send_remark(&r);
    if (result != EX_OK)
        return result;
    bool none = r.since == NULL && r.counts.marked == 0;
    return c->data != NULL && !none ? explain_and_tell(&r) : tell(&r);
}
