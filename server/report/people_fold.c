#include "server/report/people_fold.h"

#include "server/core/apply.h"
#include "server/core/terminal.h"

#include <string.h>

/* --- the core's applicant, and what is kept of it --- */

static struct people_kept *present(const struct people_fold *f)
{
    return f->sittings != NULL && f->sittings->past == 0 ? f->sittings : NULL;
}

static struct people_kept *make_present(struct people_fold *f, struct arena *arena)
{
    struct people_kept *kept = present(f);
    if (kept != NULL)
        return kept;
    kept = arena_take(arena, sizeof *kept);
    if (kept == NULL)
        return NULL;
    kept->next = f->sittings;
    f->sittings = kept;
    return kept;
}

/* Without the code and the ID that was replaced: no rule of a later entry reads them. */
static struct applicant load(const struct people_fold *f, const char *id)
{
    struct applicant a = applicant_unknown(id);
    const struct people_kept *now = present(f);
    a.claim = f->claim;
    a.fork = f->fork;
    a.admitted = f->admitted;
    a.paused = f->paused;
    a.claim_n = f->claim_n;
    a.confirm_n = f->confirm_n;
    a.allow_n = f->allow_n;
    a.away_n = f->away_n;
    a.transfer_n = f->transfer_n;
    a.ready_n = f->ready_n;
    a.stamp = f->stamp;
    a.extra_ms = f->extra_ms;
    if (f->name != NULL)
        (void)strncpy(a.name, f->name, sizeof a.name - 1);
    if (a.claim == CLAIM_HOME && now != NULL) /* C2: nobody else has a sitting */
        a.sitting = now->sitting;
    return a;
}

static void keep(struct people_fold *f, struct arena *arena, const struct applicant *a,
                 unsigned changes)
{
    f->claim = a->claim;
    f->fork = a->fork;
    f->admitted = a->admitted;
    f->paused = a->paused;
    f->claim_n = a->claim_n;
    f->confirm_n = a->confirm_n;
    f->allow_n = a->allow_n;
    f->away_n = a->away_n;
    f->transfer_n = a->transfer_n;
    f->ready_n = a->ready_n;
    f->stamp = a->stamp;
    f->extra_ms = a->extra_ms;
    if (f->name == NULL || strcmp(f->name, a->name) != 0)
        f->name = arena_text(arena, a->name);
    if ((changes & APPLY_SITTING) == 0 || a->sitting.number == 0)
        return;
    struct people_kept *now = make_present(f, arena);
    if (now != NULL)
        now->sitting = a->sitting;
}

/* --- entries --- */

/* The present sitting is given up (reset), or goes on at the other node. number: its own. */
static void give_up(struct people_fold *f, const struct entry *e, uint32_t number)
{
    struct people_kept *kept = present(f);
    if (kept == NULL)
        return;
    kept->past = number > 0 ? number : 1;
    kept->moved = e->kind == ENTRY_TRANSFER;
    if (!kept->moved) {
        kept->sitting.voided = true;
        kept->sitting.ruled_n = e->n;
    }
    for (struct people_kept **at = &kept->next; *at != NULL; at = &(*at)->next)
        if ((*at)->past == kept->past) { /* it left for the other node before */
            *at = (*at)->next;
            break;
        }
}

/* terminal.h K5. */
static void settle_apart(struct people_fold *f, struct arena *arena, bool counts)
{
    struct people_kept *now = counts && f->apart.first != NULL ? make_present(f, arena) : NULL;
    if (now != NULL)
        people_saved_join(&now->saved, arena, &f->apart);
    memset(&f->apart, 0, sizeof f->apart);
}

static void change(struct people_fold *f, struct arena *arena, const struct entry *e)
{
    struct applicant a = load(f, e->id);
    uint32_t number = a.sitting.number;
    apply_entry(&a, e);
    if (e->kind == ENTRY_RESET || e->kind == ENTRY_TRANSFER)
        give_up(f, e, number);
    if (e->kind == ENTRY_TERMINAL)
        settle_apart(f, arena, terminal_keeps_answers(e->terminal.event));
    if (e->kind == ENTRY_TAKEOVER) { /* what came with the person counts alone */
        settle_apart(f, arena, false);
        f->taken_over = true;
        f->took_ref = e->ref;
    }
    keep(f, arena, &a, apply_changes(e->kind));
}

static void save(struct people_fold *f, struct arena *arena, const struct entry *e)
{
    struct people_kept *now = make_present(f, arena);
    if (now == NULL)
        return;
    if (e->kind == ENTRY_BROUGHT)
        people_saved_put(&now->saved, arena, e->brought.question, e->brought.values,
                         e->brought.values_len);
    else
        people_saved_put(e->answer.apart ? &f->apart : &now->saved, arena, e->answer.question,
                         e->answer.values, e->answer.values_len);
}

static void name_finish(struct people_fold *f, struct arena *arena, const struct entry *e,
                        const struct digest *digest)
{
    struct people_finish *finish = arena_take(arena, sizeof *finish);
    if (finish == NULL)
        return;
    *finish = (struct people_finish){f->finishes, e->n, e->ref, *digest};
    f->finishes = finish;
}

void people_fold_take(struct people_fold *f, struct arena *arena, const struct entry *e,
                      const struct digest *finish)
{
    if (e->kind == ENTRY_ANSWER || e->kind == ENTRY_BROUGHT)
        save(f, arena, e);
    else if (apply_changes(e->kind) != 0)
        change(f, arena, e);
    if (finish != NULL)
        name_finish(f, arena, e, finish);
}

const struct people_kept *people_fold_now(const struct people_fold *f)
{
    const struct people_kept *now = present(f);
    return f->claim == CLAIM_HOME && now != NULL && now->sitting.number > 0 ? now : NULL;
}

const struct people_kept *people_fold_moved(const struct people_fold *f)
{
    const struct people_kept *last = NULL;
    for (const struct people_kept *k = f->sittings; k != NULL; k = k->next)
        if (k->moved && (last == NULL || k->past > last->past))
            last = k;
    return last;
}
