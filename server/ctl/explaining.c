#include "server/ctl/explaining.h"

#include "server/bank/bank.h"
#include "server/report/source_exam.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

int explaining_open(const char *path, uint64_t from_n, const struct source_options *was,
                    struct explaining *out)
{
    /* The cut before the remark: answers that only this node holds yet are in it. */
    const struct source_options options = {
        .path = path, .own_n = &from_n, .passphrase_file = was->passphrase_file, .quiet = true};
    memset(out, 0, sizeof *out);
    out->was = *was;
    int result = source_open(&options, &out->source);
    if (result != EX_OK)
        return result;
    out->answers = calloc(out->source.exam.paper_count, sizeof *out->answers);
    if (out->answers != NULL)
        return EX_OK;
    (void)fputs("sinodoctl: out of memory\n", stderr);
    explaining_close(out);
    return EX_OSERR;
}

void explaining_close(struct explaining *e)
{
    for (size_t i = 0; i < e->exam_count; i++)
        bank_free(&e->before[i]);
    free(e->answers);
    source_close(&e->source);
}

/* --- the exam before --- */

static bool is_kept(struct cut_file *file, const struct digest *digest)
{
    struct cut_exam kept;
    if (!cut_exam(file, digest, &kept))
        return false;
    cut_exam_release(&kept);
    return true;
}

/* Files that were named are tried also where the database has none. */
static void read_exam(struct explaining *e, const struct digest *digest, struct exam *out)
{
    struct source_options options = e->was;
    options.exam_digest = digest;
    if (options.bank == NULL && !is_kept(e->source.file, digest))
        return;
    if (source_exam(e->source.file, &options, e->source.people, out) != EX_OK)
        memset(out, 0, sizeof *out);
}

static const struct exam *find_exam(struct explaining *e, const struct digest *digest)
{
    size_t i = 0;
    while (i < e->exam_count && !digest_equal(&e->tried[i], digest))
        i++;
    if (i == EXPLAINING_EXAMS)
        return NULL;
    if (i == e->exam_count) {
        e->exam_count++;
        e->tried[i] = *digest;
        read_exam(e, digest, &e->before[i]);
    }
    return e->before[i].title != NULL ? &e->before[i] : NULL;
}

/* --- one person --- */

const struct changes *explaining_find(struct explaining *e, const char *id, int64_t before,
                                      int64_t after)
{
    struct person_report person;
    const struct exam *now = &e->source.exam;
    if (!people_by_id(e->source.people, id, &person) ||
        person.now.sitting.state != SITTING_FINISHED)
        return NULL;
    const struct sitting *s = &person.now.sitting;
    const struct exam *was = find_exam(e, &s->marked_exam);
    if (was == NULL || !digest_equal(&s->paper, &now->paper_digest) ||
        !digest_equal(&was->paper_digest, &now->paper_digest))
        return NULL;
    people_answers(&person.now, now, e->answers);
    changes_find(was, now, s->seed, e->answers, &e->changes);
    return e->changes.before == before && e->changes.after == after ? &e->changes : NULL;
}

const struct answer *explaining_answer(const struct explaining *e,
                                       const struct changed_question *question)
{
    return &e->answers[question->number - 1];
}
