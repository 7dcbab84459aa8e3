#include "server/report/people.h"

#include "common/array.h"
#include "common/id_table.h"
#include "common/random.h"
#include "server/core/adoption.h"
#include "server/report/people_fold.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* In English and in Spanish. */
struct note_words {
    const char *in[PEOPLE_LANGUAGES];
};

/* Something about a person that the board should know. */
struct note {
    struct note *next;
    struct wall at;
    enum journal_owner journal;
    uint64_t n;
    const struct note_words *what; /* "", "void", … */
    const char *why;               /* in the words of the staff */
};

/* A mark, also one that is evidence alone. */
struct given {
    struct given *next;
    struct digest finish;
    struct mark mark;
};

struct registrant {
    struct id_node node; /* in the table */
    struct people_fold *of[2];
    struct note *notes;
    struct given *given;
    /* Once settled: */
    enum journal_owner journal;
    enum people_state state;
    const struct people_kept *kept; /* NULL: no sitting */
    struct digest finish;
    const struct mark *marks;
    size_t mark_count;
    const char *words[PEOPLE_LANGUAGES]; /* the notes */
};

struct people {
    char node[2][NODE_NAME_MAX + 1];
    struct arena arena;
    struct id_table *table;
    struct registrant **all; /* as they came; settled: who is registered, by ID */
    size_t count, cap;
    struct registrant *last; /* of whom the last entry was */
    struct adoption adoption[2];
    struct wall last_at;
    enum status status;
};

/* --- opening --- */

enum status people_open(const char *const node[2], struct people **out)
{
    uint8_t key[ID_TABLE_KEY_BYTES];
    struct people *p = calloc(1, sizeof *p);
    if (p == NULL)
        return STATUS_NOMEM;
    for (int i = 0; i < 2; i++)
        (void)strncpy(p->node[i], node[i], NODE_NAME_MAX);
    if (random_bytes(key, sizeof key) != STATUS_OK || id_table_open(key, &p->table) != STATUS_OK) {
        people_close(p);
        return STATUS_NOMEM;
    }
    *out = p;
    return STATUS_OK;
}

void people_close(struct people *p)
{
    if (p == NULL)
        return;
    id_table_close(p->table);
    arena_release(&p->arena);
    free(p->all);
    free(p);
}

enum status people_status(const struct people *p)
{
    return p->arena.failed ? STATUS_NOMEM : p->status;
}

/* --- entries --- */

static struct registrant *find(struct people *p, const char *id)
{
    if (p->last != NULL && strcmp(p->last->node.id, id) == 0)
        return p->last;
    struct id_node *node = id_table_find(p->table, id);
    if (node != NULL)
        return p->last = (struct registrant *)node;
    struct registrant *new = arena_take(&p->arena, sizeof *new);
    if (new == NULL ||
        !array_grow((void **)&p->all, &p->cap, p->count, sizeof(struct registrant *))) {
        p->status = STATUS_NOMEM;
        return NULL;
    }
    id_table_add(p->table, &new->node, id);
    p->all[p->count++] = new;
    return p->last = new;
}

static const struct note_words plain = {{"", ""}}, voided = {{"void", "anulado"}},
                               counts = {{"not void", "ya no anulado"}},
                               again = {{"sat again", "examen nuevo"}},
                               reopened = {{"reopened", "reabierto"}},
                               ended = {{"ended", "terminado"}},
                               forked = {{"went on at both nodes", "siguió en ambos centros"}};

/* Answers that came too late. */
static const struct note_words *late_of(enum late_why why)
{
    static const struct note_words
        lost = {{"answers from a terminal that had lost the exam: not counted",
                 "respuestas de un terminal que había perdido el examen: no se cuentan"}},
        in_void = {{"answers while the exam was void: not counted",
                    "respuestas mientras el examen estaba anulado: no se cuentan"}},
        late = {
            {"answers after the end: not counted", "respuestas después del final: no se cuentan"}};
    return why == LATE_LOST ? &lost : why == LATE_VOID ? &in_void : &late;
}

/* What kind of note an entry is; NULL: none. */
static const struct note_words *note_of(const struct entry *e)
{
    if (e->kind == ENTRY_NOTE)
        return &plain;
    if (e->kind == ENTRY_VOID)
        return e->voiding.on ? &voided : &counts;
    if (e->kind == ENTRY_RESET)
        return &again;
    if (e->kind == ENTRY_REOPEN)
        return &reopened;
    if (e->kind == ENTRY_END)
        return &ended;
    if (e->kind == ENTRY_LATE)
        return late_of(e->late.why);
    if (e->kind == ENTRY_COUNT && e->count.node[0] == '\0')
        return &forked;
    return NULL;
}

/* Of many answers that came too late one note is enough. */
static bool has_note(const struct registrant *who, const struct note_words *what)
{
    for (const struct note *note = who->notes; note != NULL; note = note->next)
        if (note->what == what)
            return true;
    return false;
}

static void take_note(struct people *p, struct registrant *who, enum journal_owner journal,
                      const struct entry *e)
{
    const struct note_words *what = note_of(e);
    if (e->kind == ENTRY_LATE && has_note(who, what))
        return;
    struct note *note = what != NULL ? arena_take(&p->arena, sizeof *note) : NULL;
    if (note == NULL)
        return;
    *note = (struct note){who->notes, e->at, journal,
                          e->n,       what,  arena_text(&p->arena, e->order.reason)};
    who->notes = note;
}

static void take_mark(struct people *p, struct registrant *who, enum journal_owner journal,
                      const struct entry *e)
{
    struct given *given = arena_take(&p->arena, sizeof *given);
    if (given == NULL)
        return;
    *given = (struct given){who->given, e->mark.finish, mark_of(e, p->node[journal])};
    who->given = given;
}

static void take_of_person(struct people *p, enum journal_owner journal, const struct entry *e,
                           const struct digest *finish)
{
    struct registrant *who = find(p, e->id);
    if (who == NULL)
        return;
    if (e->kind == ENTRY_MARK) {
        take_mark(p, who, journal, e);
        return;
    }
    take_note(p, who, journal, e);
    if (who->of[journal] == NULL)
        who->of[journal] = arena_take(&p->arena, sizeof *who->of[journal]);
    if (who->of[journal] != NULL)
        people_fold_take(who->of[journal], &p->arena, e, finish);
}

void people_take(struct people *p, enum journal_owner journal, const struct entry *e,
                 const struct digest *finish)
{
    if (people_status(p) != STATUS_OK)
        return;
    if (e->at.ms > p->last_at.ms)
        p->last_at = e->at;
    if (e->kind == ENTRY_ADOPT || e->kind == ENTRY_RETIRED)
        adoption_apply(&p->adoption[journal], e);
    else if (e->id[0] != '\0')
        take_of_person(p, journal, e, finish);
}

/* --- whose a person is --- */

static bool is(const struct registrant *who, int journal, enum claim_state claim)
{
    return who->of[journal] != NULL && who->of[journal]->claim == claim;
}

/* Of two nodes of which each says so: the earlier claim counts (claim.h C4). */
static enum journal_owner earlier(const struct people *p, const struct registrant *who)
{
    struct wall at[2] = {who->of[0]->stamp, who->of[1]->stamp};
    if (at[0].ms != at[1].ms)
        return at[0].ms < at[1].ms ? JOURNAL_OWN : JOURNAL_PEER;
    return strcmp(p->node[0], p->node[1]) < 0 ? JOURNAL_OWN : JOURNAL_PEER;
}

/* -1: home nowhere. An adopted node has its people still. */
static int home_of(const struct people *p, const struct registrant *who)
{
    bool home[2] = {is(who, 0, CLAIM_HOME), is(who, 1, CLAIM_HOME)};
    const char *const node[2] = {p->node[0], p->node[1]};
    int stays = adoption_adopter(p->adoption, node);
    if (home[0] && home[1])
        return stays >= 0 ? stays : (int)earlier(p, who);
    return home[0] ? 0 : home[1] ? 1 : -1;
}

/* The node that sent the person on the way; -1: none. */
static int transit_of(const struct registrant *who)
{
    for (int i = 0; i < 2; i++) {
        const struct people_fold *f = who->of[i], *other = who->of[1 - i];
        if (f == NULL || f->claim != CLAIM_AWAY || f->transfer_n == 0)
            continue;
        bool arrived = other != NULL && other->taken_over && other->took_ref == f->transfer_n;
        if (!arrived)
            return i;
    }
    return -1;
}

static int pending_of(const struct people *p, const struct registrant *who)
{
    bool pending[2] = {is(who, 0, CLAIM_PENDING), is(who, 1, CLAIM_PENDING)};
    if (pending[0] && pending[1])
        return (int)earlier(p, who);
    return pending[0] ? 0 : pending[1] ? 1 : -1;
}

static enum people_state state_at_home(const struct people_fold *f, const struct people_kept *kept)
{
    if (f->fork == FORK_OPEN)
        return PEOPLE_FORKED;
    if (kept == NULL || kept->sitting.state == SITTING_NONE)
        return PEOPLE_REGISTERED;
    return kept->sitting.state == SITTING_RUNNING ? PEOPLE_RUNNING : PEOPLE_FINISHED;
}

/* False: registered at neither node. */
static bool place(const struct people *p, struct registrant *who)
{
    int home = home_of(p, who), transit = home < 0 ? transit_of(who) : -1;
    int pending = home < 0 && transit < 0 ? pending_of(p, who) : -1;
    if (home >= 0) {
        who->journal = (enum journal_owner)home;
        who->kept = people_fold_now(who->of[home]);
        who->state = state_at_home(who->of[home], who->kept);
    } else if (transit >= 0) {
        who->journal = (enum journal_owner)transit;
        who->kept = people_fold_moved(who->of[transit]);
        who->state = PEOPLE_TRANSIT;
    } else if (pending >= 0) {
        who->journal = (enum journal_owner)pending;
        who->state = PEOPLE_PENDING;
    }
    return home >= 0 || transit >= 0 || pending >= 0;
}

/* --- marks and notes --- */

static const struct people_finish *finish_of(const struct people_fold *f, uint64_t n)
{
    const struct people_finish *at = f != NULL ? f->finishes : NULL;
    while (at != NULL && at->n != n)
        at = at->next;
    return at;
}

/* The digest by which marks name the finish: of a sitting that was adopted when it had finished the
 * other node's entry. */
static struct digest finish_digest(const struct registrant *who)
{
    struct digest none = {{0}};
    uint64_t n = who->kept != NULL ? who->kept->sitting.finish_n : 0;
    const struct people_finish *f = n > 0 ? finish_of(who->of[who->journal], n) : NULL;
    const struct people_finish *first =
        f != NULL && f->ref > 0 ? finish_of(who->of[1 - who->journal], f->ref) : f;
    return first != NULL ? first->digest : none;
}

/* By question, and in one order whichever node's file it is. */
static int compare_marks(const void *a, const void *b)
{
    const struct mark *first = a, *second = b;
    if (first->question != second->question)
        return first->question < second->question ? -1 : 1;
    int order = strcmp(first->node, second->node);
    return order != 0 ? order : (first->n > second->n) - (first->n < second->n);
}

static void settle_marks(struct people *p, struct registrant *who)
{
    size_t count = 0;
    who->finish = finish_digest(who);
    if (digest_is_zero(&who->finish))
        return;
    for (const struct given *g = who->given; g != NULL; g = g->next)
        count += digest_equal(&g->finish, &who->finish);
    struct mark *marks = count > 0 ? arena_take(&p->arena, count * sizeof *marks) : NULL;
    if (marks == NULL)
        return;
    size_t at = 0;
    for (const struct given *g = who->given; g != NULL; g = g->next)
        if (digest_equal(&g->finish, &who->finish))
            marks[at++] = g->mark;
    qsort(marks, count, sizeof *marks, compare_marks);
    who->marks = marks;
    who->mark_count = count;
}

static bool is_before(const struct people *p, const struct note *a, const struct note *b)
{
    if (a->at.ms != b->at.ms)
        return a->at.ms < b->at.ms;
    int order = strcmp(p->node[a->journal], p->node[b->journal]);
    return order != 0 ? order < 0 : a->n < b->n;
}

static void sort_notes(const struct people *p, struct registrant *who)
{
    struct note *sorted = NULL;
    for (struct note *note = who->notes, *next; note != NULL; note = next) {
        struct note **at = &sorted;
        next = note->next;
        while (*at != NULL && is_before(p, *at, note))
            at = &(*at)->next;
        note->next = *at;
        *at = note;
    }
    who->notes = sorted;
}

/* The sorted notes in a language; "" without any. */
static const char *join_notes(struct people *p, const struct registrant *who, size_t language)
{
    struct buffer words = {0};
    const char *joined = "";
    for (const struct note *note = who->notes; note != NULL; note = note->next) {
        const char *what = note->what->in[language], *why = note->why != NULL ? note->why : "";
        const char *colon = what[0] != '\0' && why[0] != '\0' ? ": " : "";
        buffer_printf(&words, "%s%s%s%s", words.len > 0 ? "; " : "", what, colon, why);
    }
    buffer_append(&words, "", 1);
    if (words.failed)
        p->status = STATUS_NOMEM;
    else if (words.len > 1)
        joined = arena_text(&p->arena, words.data);
    buffer_release(&words);
    return joined;
}

static void settle_notes(struct people *p, struct registrant *who)
{
    sort_notes(p, who);
    for (size_t i = 0; i < PEOPLE_LANGUAGES; i++)
        who->words[i] = join_notes(p, who, i);
}

static int compare_ids(const void *a, const void *b)
{
    struct registrant *const *first = a, *const *second = b;
    return strcmp((*first)->node.id, (*second)->node.id);
}

void people_settle(struct people *p)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        struct registrant *who = p->all[i];
        if (!place(p, who))
            continue;
        settle_marks(p, who);
        settle_notes(p, who);
        p->all[count++] = who;
    }
    p->count = count;
    if (count > 0)
        qsort(p->all, count, sizeof(struct registrant *), compare_ids);
}

/* --- what is given out --- */

const char *people_state_text(enum people_state state)
{
    static const char *const texts[PEOPLE_STATES] = {
        [PEOPLE_PENDING] = "pending", [PEOPLE_REGISTERED] = "registered",
        [PEOPLE_RUNNING] = "running", [PEOPLE_FINISHED] = "finished",
        [PEOPLE_TRANSIT] = "transit", [PEOPLE_FORKED] = "forked",
    };
    return texts[state];
}

size_t people_count(const struct people *p)
{
    return p->count;
}

struct person_report people_at(const struct people *p, size_t i)
{
    assert(i < p->count);
    const struct registrant *who = p->all[i];
    const struct people_fold *f = who->of[who->journal];
    struct person_report r = {.id = who->node.id,
                              .name = f->name,
                              .journal = who->journal,
                              .state = who->state,
                              .admitted = f->admitted,
                              .extra_ms = f->extra_ms,
                              .notes = {who->words[0], who->words[1]}};
    if (who->kept != NULL)
        r.now = (struct people_sitting){.sitting = who->kept->sitting,
                                        .finish = who->finish,
                                        .saved = &who->kept->saved,
                                        .marks = who->marks,
                                        .mark_count = who->mark_count};
    return r;
}

bool people_by_id(const struct people *p, const char *id, struct person_report *out)
{
    size_t low = 0, high = p->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(p->all[middle]->node.id, id);
        if (order == 0) {
            *out = people_at(p, middle);
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

void people_answers(const struct people_sitting *s, const struct exam *exam, struct answer *out)
{
    static const struct people_saved none;
    people_saved_read(s->saved != NULL ? s->saved : &none, out, exam->paper_count);
}

struct marks people_marks(const struct people_sitting *s, const struct exam *exam)
{
    struct marks m = {.score = s->sitting.score,
                      .max = s->sitting.max,
                      .unmarked = s->sitting.unmarked,
                      .answered = s->sitting.answered};
    for (size_t i = 0, count; i < s->mark_count; i += count) {
        uint16_t question = s->marks[i].question;
        const struct mark *given = mark_slice(s->marks + i, s->mark_count - i, question, &count);
        if (question >= 1 && question <= exam->question_count)
            mark_count(exam, question, given, count, &m);
    }
    return m;
}

struct wall people_last_at(const struct people *p)
{
    return p->last_at;
}
