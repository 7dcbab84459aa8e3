#include "server/report/source.h"

#include "common/printable.h"
#include "server/bank/bank.h"
#include "server/report/source_exam.h"

#include <errno.h>
#include <stdio.h>
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

static int check_held(const struct source *s, const struct cut *whole)
{
    for (int journal = 0; journal < 2; journal++)
        if (s->cut.n[journal] > whole->n[journal]) {
            (void)fprintf(stderr,
                          "sinodoctl: this file has %llu entries of %s, not %llu: name a smaller "
                          "number, or wait until the two nodes have met\n",
                          (unsigned long long)whole->n[journal], s->node[journal],
                          (unsigned long long)s->cut.n[journal]);
            return EX_UNAVAILABLE;
        }
    return EX_OK;
}

static int take_cut(struct source *s, const char *text)
{
    struct cut whole = cut_whole(s->file);
    if (!cut_parse(text, s->node, &s->cut)) {
        char example[CUT_TEXT_SIZE];
        s->cut = whole;
        cut_text(&s->cut, s->node, example);
        printable_line(stderr, "sinodoctl: --at %.100s is no cut of this file: it is like %s", text,
                       example);
        return EX_USAGE;
    }
    return check_held(s, &whole);
}

/* So many of our entries, and all of the peer's. */
static int take_own(struct source *s, uint64_t own_n)
{
    struct cut whole = cut_whole(s->file);
    s->cut = whole;
    s->cut.n[JOURNAL_OWN] = own_n;
    return check_held(s, &whole);
}

/* The end of the own journal that the peer is not known to hold. */
static void say_left_out(struct source *s)
{
    char at[CUT_TEXT_SIZE];
    struct source all = *s;
    all.cut = cut_whole(s->file);
    uint64_t last = all.cut.n[JOURNAL_OWN], left = last - s->cut.n[JOURNAL_OWN];
    if (left == 0)
        return;
    cut_text(&all.cut, all.node, at);
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
    else if (o->own_n != NULL)
        result = take_own(s, *o->own_n);
    else
        s->cut = cut_of_both(s->file);
    if (result == EX_OK && o->at == NULL && !o->quiet)
        say_left_out(s);
    bool found =
        result != EX_OK || (cut_digest(s->file, &s->cut, JOURNAL_OWN, &s->digest[JOURNAL_OWN]) &&
                            cut_digest(s->file, &s->cut, JOURNAL_PEER, &s->digest[JOURNAL_PEER]));
    return found ? result : EX_DATAERR;
}

/* --- the people --- */

struct taking {
    struct people *people;
    enum journal_owner journal;
    const struct source_progress *progress;
};

static void take(void *context, const struct entry *e, const struct digest *digest)
{
    const struct taking *t = context;
    people_take(t->people, t->journal, e, digest);
    if (t->progress != NULL)
        t->progress->read(t->progress->context, e);
}

enum status source_people(struct cut_file *file, const struct cut *cut,
                          const struct source_progress *progress, struct people **out)
{
    const char *const node[2] = {cut_identity(file)->node, cut_peer(file)};
    struct people *people = NULL;
    enum status status = people_open(node, &people);
    if (progress != NULL)
        cut_stop_when(file, progress->stops, progress->context);
    for (enum journal_owner journal = JOURNAL_OWN; status == STATUS_OK && journal <= JOURNAL_PEER;
         journal++) {
        struct taking t = {people, journal, progress};
        status = cut_read(file, cut, journal, take, &t);
    }
    if (status == STATUS_OK)
        people_settle(people);
    if (status == STATUS_OK)
        status = people_status(people);
    if (status == STATUS_OK)
        *out = people;
    else
        people_close(people);
    return status;
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
        enum status status = source_people(s.file, &s.cut, NULL, &s.people);
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
