#include "server/report/source.h"

#include "common/printable.h"
#include "server/bank/bank.h"
#include "server/report/source_exam.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* --- the file --- */

static int open_file(struct source *s, const char *path)
{
    enum status status = cut_open(path, &s->file);
    if (status == STATUS_NOMEM) {
        (void)fputs("sinodoctl: out of memory\n", stderr);
        return EX_OSERR;
    }
    if (status != STATUS_OK) {
        const char *why = access(path, R_OK) != 0 ? strerror(errno)
                                                  : "it is no database of this version of Sinodo";
        printable_line(stderr,
                       "sinodoctl: cannot read %s: %s. Name the node's data directory with --data, "
                       "or a copy or an archive with --from",
                       path, why);
        return EX_NOINPUT;
    }
    s->node[JOURNAL_OWN] = cut_identity(s->file)->node;
    s->node[JOURNAL_PEER] = cut_peer(s->file);
    return EX_OK;
}

/* --- the cut --- */

/* "NODE:N" at *at, up to a comma or the end. */
static bool take_part(const struct source *s, const char **at, struct cut *cut, bool given[2])
{
    for (int journal = 0; journal < 2; journal++) {
        size_t len = strlen(s->node[journal]);
        if (len == 0 || given[journal] || strncmp(*at, s->node[journal], len) != 0 ||
            (*at)[len] != ':')
            continue;
        const char *digits = *at + len + 1;
        char *end;
        errno = 0;
        cut->n[journal] = strtoull(digits, &end, 10);
        if (*digits < '0' || *digits > '9' || errno != 0 || (*end != ',' && *end != '\0'))
            return false;
        given[journal] = true;
        *at = *end == ',' ? end + 1 : end;
        return true;
    }
    return false;
}

static int take_cut(struct source *s, const char *text)
{
    bool given[2] = {false, s->node[JOURNAL_PEER][0] == '\0'};
    struct cut whole = cut_whole(s->file);
    const char *at = text;
    while (*at != '\0' && take_part(s, &at, &s->cut, given))
        continue;
    if (*at != '\0' || !given[0] || !given[1]) {
        char example[SOURCE_CUT_SIZE];
        s->cut = whole;
        source_cut_text(s, example);
        printable_line(stderr, "sinodoctl: --at %.100s is no cut of this file: it is like %s", text,
                       example);
        return EX_USAGE;
    }
    for (int journal = 0; journal < 2; journal++)
        if (s->cut.n[journal] > whole.n[journal]) {
            (void)fprintf(stderr,
                          "sinodoctl: this file has %llu entries of %s, not %llu: name a smaller "
                          "number, or wait until the two nodes have met\n",
                          (unsigned long long)whole.n[journal], s->node[journal],
                          (unsigned long long)s->cut.n[journal]);
            return EX_UNAVAILABLE;
        }
    return EX_OK;
}

/* The end of the own journal that the peer is not known to hold. */
static void say_left_out(struct source *s)
{
    char at[SOURCE_CUT_SIZE];
    struct source all = *s;
    all.cut = cut_whole(s->file);
    uint64_t last = all.cut.n[JOURNAL_OWN], left = last - s->cut.n[JOURNAL_OWN];
    if (left == 0)
        return;
    source_cut_text(&all, at);
    (void)fprintf(stderr,
                  "sinodoctl: left out: the last %llu entr%s of %s, which %s is not known to hold. "
                  "Make the report again in a few seconds, or where the line is down when it is "
                  "back; --at %s takes them in, and %s cannot make the same until then\n",
                  (unsigned long long)left, left == 1 ? "y" : "ies", s->node[JOURNAL_OWN],
                  s->node[JOURNAL_PEER], at, s->node[JOURNAL_PEER]);
}

static int choose_cut(struct source *s, const struct source_options *o)
{
    int result = EX_OK;
    if (o->at != NULL)
        result = take_cut(s, o->at);
    else
        s->cut = cut_of_both(s->file);
    if (result == EX_OK && o->at == NULL && !o->quiet)
        say_left_out(s);
    bool found =
        result != EX_OK || (cut_digest(s->file, &s->cut, JOURNAL_OWN, &s->digest[JOURNAL_OWN]) &&
                            cut_digest(s->file, &s->cut, JOURNAL_PEER, &s->digest[JOURNAL_PEER]));
    return found ? result : EX_DATAERR;
}

void source_cut_text(const struct source *s, char out[SOURCE_CUT_SIZE])
{
    int first = strcmp(s->node[0], s->node[1]) < 0 ? 0 : 1;
    if (s->node[JOURNAL_PEER][0] == '\0')
        (void)snprintf(out, SOURCE_CUT_SIZE, "%s:%llu", s->node[JOURNAL_OWN],
                       (unsigned long long)s->cut.n[JOURNAL_OWN]);
    else
        (void)snprintf(out, SOURCE_CUT_SIZE, "%s:%llu,%s:%llu", s->node[first],
                       (unsigned long long)s->cut.n[first], s->node[1 - first],
                       (unsigned long long)s->cut.n[1 - first]);
}

/* --- the people --- */

struct taking {
    struct people *people;
    enum journal_owner journal;
};

static void take(void *context, const struct entry *e, const struct digest *digest)
{
    const struct taking *t = context;
    people_take(t->people, t->journal, e, digest);
}

static enum status read_people(struct source *s)
{
    enum status status = people_open(s->node, &s->people);
    for (enum journal_owner journal = JOURNAL_OWN; status == STATUS_OK && journal <= JOURNAL_PEER;
         journal++) {
        struct taking t = {s->people, journal};
        status = cut_read(s->file, &s->cut, journal, take, &t);
    }
    if (status == STATUS_OK)
        people_settle(s->people);
    return status != STATUS_OK ? status : people_status(s->people);
}

int source_open(const struct source_options *o, struct source *out)
{
    struct source s = {.file = NULL};
    int result = open_file(&s, o->path);
    if (result == EX_OK)
        result = choose_cut(&s, o);
    if (result == EX_OK && o->check_digests)
        cut_check_digests(s.file);
    if (result == EX_OK) {
        enum status status = read_people(&s);
        result = status == STATUS_NOMEM ? EX_OSERR : status == STATUS_OK ? EX_OK : EX_DATAERR;
    }
    if (result == EX_DATAERR || result == EX_OSERR)
        printable_line(stderr, "sinodoctl: %s: %s", o->path,
                       result == EX_OSERR ? "out of memory"
                                          : "the journals cannot be read to the cut: sinodoctl "
                                            "check says what is wrong");
    if (result == EX_OK)
        result = source_exam(s.file, o, s.people, &s.exam);
    if (result == EX_OK)
        *out = s;
    else
        source_close(&s);
    return result;
}

void source_close(struct source *s)
{
    bank_free(&s->exam);
    people_close(s->people);
    cut_close(s->file);
    memset(s, 0, sizeof *s);
}
