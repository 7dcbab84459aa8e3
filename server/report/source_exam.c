#include "server/report/source_exam.h"

#include "common/file.h"
#include "common/printable.h"
#include "server/bank/bank.h"
#include "server/bank/plan.h"
#include "server/bank/seal.h"
#include "server/setup/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* What an exam is made of. */
struct files {
    const char *bank, *plan; /* names in messages; "" for no plan */
    struct buffer bank_bytes, plan_bytes;
    const char *settings;
};

static int exit_of(enum status status)
{
    return status == STATUS_NOMEM ? EX_OSERR : status == STATUS_IO ? EX_NOINPUT : EX_DATAERR;
}

static void print_errors(struct buffer *errors)
{
    printable_write(stderr, errors->data, errors->len, PRINTABLE_TEXT);
    buffer_release(errors);
}

/* --- from bytes to an exam --- */

/* The plan's lines win over the options', as at the node's start. */
static enum status parse(const struct files *f, const char *passphrase_file, struct exam *out,
                         struct buffer *errors)
{
    struct buffer warnings = {0};
    const char *plan = f->plan_bytes.data != NULL ? f->plan_bytes.data : "";
    enum status status =
        bank_take(f->bank, &f->bank_bytes, passphrase_file, out, errors, &warnings);
    buffer_wipe(&warnings);
    if (status != STATUS_OK)
        return status;
    status = plan_parse("options", f->settings, strlen(f->settings), out, errors);
    if (status == STATUS_OK && f->plan[0] != '\0')
        status = plan_parse(f->plan, plan, f->plan_bytes.len, out, errors);
    if (status == STATUS_OK && (out->title == NULL || out->seconds == 0)) {
        buffer_printf(errors, "%s: without the plan the exam has no title and no time\n", f->bank);
        status = STATUS_INVALID;
    }
    if (status == STATUS_OK)
        exam_seal(out);
    else
        bank_free(out);
    return status;
}

/* --- what differs, in words --- */

static void say(struct buffer *out, const char *words)
{
    buffer_printf(out, "%s%s", out->len > 0 ? ", " : "", words);
}

static bool same_options(const struct question *a, const struct question *b)
{
    bool same = a->option_count == b->option_count && a->prompt_count == b->prompt_count;
    for (size_t i = 0; same && i < a->option_count; i++)
        same = strcmp(a->options[i].text, b->options[i].text) == 0 &&
               a->options[i].weight == b->options[i].weight;
    for (size_t i = 0; same && i < a->prompt_count; i++)
        same = strcmp(a->prompts[i].text, b->prompts[i].text) == 0 &&
               a->prompts[i].option == b->prompts[i].option;
    return same;
}

static void compare_questions(const struct exam *a, const struct exam *b, struct buffer *out)
{
    char words[80];
    if (a->question_count != b->question_count) {
        (void)snprintf(words, sizeof words, "it has %zu questions, not %zu", a->question_count,
                       b->question_count);
        say(out, words);
        return;
    }
    for (size_t i = 0; i < a->question_count; i++) {
        const struct question *p = &a->questions[i], *q = &b->questions[i];
        const char *what = strcmp(p->text, q->text) != 0 || p->kind != q->kind ? "is another one"
                           : !same_options(p, q) ? "has other options or right answers"
                           : p->points != q->points || p->negative != q->negative
                               ? "has other points"
                               : NULL;
        if (what == NULL)
            continue;
        (void)snprintf(words, sizeof words, "question %zu %s", i + 1, what);
        say(out, words);
        return;
    }
}

/* a: what was found; b: what is wanted. */
static void compare(const struct exam *a, const struct exam *b, struct buffer *out)
{
    if (strcmp(a->title, b->title) != 0)
        say(out, "the title is another one");
    if (a->seconds != b->seconds)
        say(out, "the time is another one");
    if (a->pass_percent != b->pass_percent)
        say(out, "the pass mark is another one");
    compare_questions(a, b, out);
    if (out->len == 0)
        say(out, digest_equal(&a->paper_digest, &b->paper_digest)
                     ? "the feedback, a name or a category is another one"
                     : "the sections, or how results are ranked, marked and told, are others");
}

/* The wanted exam's own files tell more than digests. A sealed bank stays closed: nobody is asked for a
 * second passphrase. */
static void explain(const struct exam *exam, const struct cut_exam *stored, struct buffer *out)
{
    struct exam wanted = {.title = NULL};
    struct buffer errors = {0};
    const struct files f = {.bank = stored->bank,
                            .plan = stored->plan,
                            .bank_bytes = stored->bank_bytes,
                            .plan_bytes = stored->plan_bytes,
                            .settings = stored->settings};
    if (parse(&f, NULL, &wanted, &errors) == STATUS_OK) {
        compare(exam, &wanted, out);
        bank_free(&wanted);
    }
    buffer_release(&errors);
}

static int refuse(const struct exam *exam, const struct digest *wanted,
                  const struct cut_exam *stored, bool own)
{
    char found[DIGEST_TEXT_SIZE], other[DIGEST_TEXT_SIZE];
    struct buffer words = {0};
    digest_text(&exam->digest, found);
    digest_text(wanted, other);
    if (own) {
        (void)fprintf(
            stderr,
            "sinodoctl: the files of the exam %.12s that the database keeps make the exam "
            "%.12s: they were changed, or another version of Sinodo kept them. Give the "
            "bank and the plan with --bank and --plan\n",
            other, found);
        return EX_DATAERR;
    }
    if (stored->bank != NULL)
        explain(exam, stored, &words);
    (void)fprintf(
        stderr,
        "sinodoctl: this bank and this plan make the exam %.12s, and the report is of the "
        "exam %.12s%s%.*s. Give the files that the node served\n",
        found, other, words.len > 0 ? ": " : "", (int)words.len, words.len > 0 ? words.data : "");
    buffer_release(&words);
    return EX_DATAERR;
}

/* The database says nothing of exams: is it the one that its people sat? */
static int check_sat(const struct exam *exam, const struct people *people)
{
    size_t sittings = 0;
    for (size_t i = 0; i < people_count(people); i++) {
        struct person_report r = people_at(people, i);
        const struct sitting *s = &r.now.sitting;
        if (s->state == SITTING_NONE)
            continue;
        if (digest_equal(&s->exam, &exam->digest) || digest_equal(&s->marked_exam, &exam->digest))
            return EX_OK;
        sittings++;
    }
    if (sittings == 0)
        return EX_OK;
    (void)fputs(
        "sinodoctl: nobody has sat the exam of this bank and this plan. Give the files that "
        "the node served; the title, the time and the pass mark are the plan's\n",
        stderr);
    return EX_DATAERR;
}

/* --- the files --- */

/* The database's, and those that the options name in their places. settings: of an exam that the
 * database does not keep. */
static enum status gather(const struct source_options *o, const struct cut_exam *stored,
                          const char *settings, struct files *f, struct buffer *errors)
{
    enum status status = STATUS_OK;
    bool kept = stored->bank != NULL;
    *f = (struct files){.bank = o->bank != NULL ? o->bank : stored->bank,
                        .plan = o->plan != NULL ? o->plan
                                : kept          ? stored->plan
                                                : "",
                        .settings = kept ? stored->settings : settings};
    if (o->bank != NULL)
        status = file_read(o->bank, SEAL_FILE_BYTES, &f->bank_bytes, errors);
    else
        buffer_append(&f->bank_bytes, stored->bank_bytes.data, stored->bank_bytes.len);
    if (status == STATUS_OK && o->plan != NULL)
        status = file_read(o->plan, SETTINGS_FILE_BYTES, &f->plan_bytes, errors);
    else if (kept)
        buffer_append(&f->plan_bytes, stored->plan_bytes.data, stored->plan_bytes.len);
    return f->bank_bytes.failed || f->plan_bytes.failed ? STATUS_NOMEM : status;
}

/* Of an exam that is not kept the options are taken to be those of the one that was served last. */
static int read_exam(struct cut_file *file, const struct source_options *o,
                     const struct cut_exam *stored, struct exam *out)
{
    struct files f;
    struct buffer errors = {0};
    struct cut_exam last = {.bank = NULL};
    bool known = stored->bank == NULL && cut_exam(file, NULL, &last);
    enum status status = gather(o, stored, known ? last.settings : "", &f, &errors);
    if (status == STATUS_OK)
        status = parse(&f, o->passphrase_file != NULL ? o->passphrase_file : "", out, &errors);
    print_errors(&errors);
    buffer_release(&f.bank_bytes);
    buffer_release(&f.plan_bytes);
    cut_exam_release(&last);
    return status == STATUS_OK ? EX_OK : exit_of(status);
}

int source_exam(struct cut_file *file, const struct source_options *o, const struct people *people,
                struct exam *out)
{
    struct cut_exam stored = {.bank = NULL};
    struct exam exam = {.title = NULL};
    bool kept = cut_exam(file, o->exam_digest, &stored);
    if (!kept && o->bank == NULL) {
        (void)fputs("sinodoctl: the database keeps no files of this exam: give its bank, and its "
                    "plan, with --bank and --plan\n",
                    stderr);
        return EX_NOINPUT;
    }
    int result = read_exam(file, o, &stored, &exam);
    const struct digest *wanted = o->exam_digest != NULL ? o->exam_digest
                                  : kept                 ? &stored.digest
                                                         : NULL;
    if (result == EX_OK && wanted == NULL)
        result = check_sat(&exam, people);
    else if (result == EX_OK && !digest_equal(&exam.digest, wanted))
        result = refuse(&exam, wanted, &stored, o->bank == NULL && o->plan == NULL);
    if (result == EX_OK)
        *out = exam;
    else
        bank_free(&exam);
    cut_exam_release(&stored);
    return result;
}
