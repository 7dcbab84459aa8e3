#include "server/desk/desk_grade.h"

#include "db/ledger_mark.h"
#include "server/desk/desk_run.h"
#include "server/desk/essays.h"
#include "server/door/reply.h"

enum { SHOWN_MAX = 20 };

static enum refusal mark(struct ledger *ledger, const char *id, const struct order *order,
                         void *context)
{
    struct mark_wish wish = *(const struct mark_wish *)context;
    uint64_t entry_n;
    wish.id = id;
    return ledger_mark(ledger, &wish, order, &entry_n);
}

/* Whose essay is it? False: the reply says why that is not known. */
static bool find(const struct request *r, const struct essay_ref *ref, char id[IDENT_SIZE],
                 bool *listed)
{
    if (!essays_read_all(r->node->essays, r))
        return false;
    if (essays_find(r->node->essays, ref, id, listed))
        return true;
    desk_refuse(r, REFUSAL_NO_ESSAY);
    return false;
}

static bool take_points(const struct request *r, const struct wire_word *word, int64_t *out)
{
    if (mark_points(word->data, word->len, out))
        return true;
    wire_put_error(r->out, "ERR",
                   "a mark is a number of points such as 2 or 2.5, with at most 3 decimals, not "
                   "'%.*s'",
                   (int)(word->len < SHOWN_MAX ? word->len : SHOWN_MAX), word->data);
    return false;
}

void desk_grade_mark(const struct request *r, const struct desk_words *w)
{
    struct essay_ref ref;
    char id[IDENT_SIZE];
    struct mark_wish wish = {.role = w->role, .linked = store_is_linked(r->node->store)};
    if (!essay_ref_parse(w->word[0].data, w->word[0].len, &ref)) {
        wire_put_error(r->out, "ERR", "that is no reference of an essay: GRADE-NEXT gives them");
        return;
    }
    wish.finish = &ref.finish;
    wish.question = ref.question;
    if (take_points(r, &w->word[1], &wish.points) && find(r, &ref, id, &wish.listed) &&
        desk_do(r, w, id, mark, &wish))
        wire_put_simple(r->out, "OK");
}
