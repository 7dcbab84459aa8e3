/* What an applicant may see of a finished sitting: the result, and what each answer earned. */
#include "db/ledger_exam.h"
#include "db/ledger_mark.h"
#include "db/ledger_private.h"
#include "db/publication_table.h"
#include "server/core/marking.h"
#include "server/core/paper.h"

#include <string.h>

/* What is told: a sitting as it stood at a cut, or stands now (I2). */
struct telling {
    struct publication cut;
    const struct publication *at; /* the cut; NULL: the plan withholds nothing */
    struct applicant then;
    struct marks total;
};

/* False: nothing yet (I1). */
static bool find(struct ledger *l, const struct applicant *a, struct telling *t)
{
    t->cut = ledger_publication(l);
    t->at = l->exam->withhold ? &t->cut : NULL;
    return ledger_at_cut(l, a, t->at, &t->then, &t->total);
}

/* Was it marked by the exam that this node has? Otherwise its key would tell another result. */
static bool is_by_this_exam(const struct ledger *l, const struct telling *t)
{
    return digest_equal(&t->then.sitting.marked_exam, &l->exam->digest);
}

/* --- the result --- */

static bool has_same_machine_part(const struct sitting *a, const struct sitting *b)
{
    return a->score == b->score && a->max == b->max && a->pass_percent == b->pass_percent;
}

/* Did an earlier publication tell another result? That an essay has been marked since corrects
 * nothing: that result was provisional. */
static bool is_correction(struct ledger *l, const struct applicant *a, const struct telling *t)
{
    const char *const node[2] = {l->identity.node, l->state.peer.node};
    struct publication p = t->cut;
    while ((p = publication_table_before(&l->db->sql, node, p.number)).number > 0) {
        struct applicant then;
        struct marks told;
        if (!ledger_at_cut(l, a, &p, &then, &told))
            continue;
        if (!has_same_machine_part(&then.sitting, &t->then.sitting) ||
            (told.unmarked == 0 && told.score != t->total.score))
            return true;
    }
    return false;
}

/* The points of a question that people have marked. False: they have yet to. */
static bool find_points(struct ledger *l, const struct telling *t, uint16_t index, int64_t *points)
{
    const struct digest finish = ledger_finish_digest(l, &t->then);
    size_t count = ledger_find_marks(l, &finish, (uint16_t)(index + 1), t->at);
    const struct mark_verdict verdict = mark_settle(l->exam, l->marks, count);
    *points = verdict.points;
    return verdict.decided;
}

/* Of the paper and the answers that are loaded. */
static void tell_categories(struct ledger *l, const struct telling *t, struct ledger_result *out)
{
    out->category_count =
        marking_categories(l->exam, l->paper, l->answers, out->categories, LEDGER_CATEGORIES);
    for (size_t i = 0; i < l->exam->paper_count; i++) {
        uint16_t index = l->paper[i].question;
        int64_t points;
        if (l->exam->questions[index].kind == QUESTION_ESSAY && l->answers[i].len > 0 &&
            find_points(l, t, index, &points))
            marking_add_essay(l->exam, index, points, out->categories, out->category_count);
    }
}

static void tell_score(struct ledger *l, const struct applicant *a, const struct telling *t,
                       struct ledger_result *out)
{
    out->score = t->total.score;
    out->max = t->total.max;
    out->unmarked = t->total.unmarked;
    out->pass_percent = t->then.sitting.pass_percent;
    if (t->at != NULL) {
        out->publication = t->cut.number;
        out->corrected = is_correction(l, a, t);
    }
}

bool ledger_tell(struct ledger *l, const struct applicant *a, struct ledger_result *out)
{
    struct telling t;
    struct buffer bytes = {0};
    bool loaded = true, same_paper = digest_equal(&a->sitting.paper, &l->exam->paper_digest);
    memset(out, 0, sizeof *out);
    out->withheld = !find(l, a, &t);
    out->voided = a->sitting.voided;
    out->answered = a->sitting.answered;
    out->finish_n = a->sitting.finish_n;
    out->reveals = ledger_reveals(l, a);
    if (!out->withheld)
        tell_score(l, a, &t, out);
    if (same_paper)
        loaded = ledger_load_paper(l, a, 0, &bytes);
    if (same_paper && loaded) {
        out->questions = (uint16_t)l->exam->asked_count;
        if (!out->withheld && is_by_this_exam(l, &t))
            tell_categories(l, &t, out);
    }
    buffer_release(&bytes);
    return loaded;
}

/* --- the right answers --- */

bool ledger_reveals(struct ledger *l, const struct applicant *a)
{
    struct telling t;
    if (!l->exam->reveal || a->sitting.voided ||
        !digest_equal(&a->sitting.paper, &l->exam->paper_digest))
        return false;
    return !l->exam->withhold || (find(l, a, &t) && is_by_this_exam(l, &t));
}

void ledger_review(struct ledger *l, const struct applicant *a, struct ledger_question *out)
{
    const struct answer answer = {out->answer, out->answer_len};
    struct telling t;
    out->open = false;
    out->earned = marking_question(l->exam, &out->shown, &answer);
    if (out->question->kind != QUESTION_ESSAY || answer.len == 0 || !find(l, a, &t))
        return;
    out->open = !find_points(l, &t, out->shown.question, &out->earned);
}
