#include "common/array.h"
#include "common/hex.h"
#include "common/random.h"
#include "server/core/apply.h"
#include "server/core/paper.h"
#include "server/core/terminal.h"
#include "server/desk/essay_list_private.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_BYTES = IDENT_MAX / 2 };

/* --- references --- */

void essay_ref_text(const struct essay_ref *ref, char out[ESSAY_REF_SIZE])
{
    char hex[DIGEST_TEXT_SIZE];
    digest_text(&ref->finish, hex);
    (void)snprintf(out, ESSAY_REF_SIZE, "%s:%u", hex, (unsigned)ref->question);
}

static bool parse_question(const char *text, size_t len, uint16_t *out)
{
    unsigned value = 0;
    if (len == 0 || len > 4 || text[0] == '0')
        return false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (unsigned)(text[i] - '0');
    }
    *out = (uint16_t)value;
    return true;
}

bool essay_ref_parse(const char *text, size_t len, struct essay_ref *out)
{
    enum { HEX = 2 * DIGEST_BYTES };
    struct essay_ref ref;
    if (len < HEX + 2 || text[HEX] != ':')
        return false;
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        ref.finish.bytes[i] = (uint8_t)(high << 4 | low);
    }
    if (!parse_question(text + HEX + 1, len - HEX - 1, &ref.question))
        return false;
    *out = ref;
    return true;
}

/* --- opening --- */

enum status essay_list_open(const struct exam *exam, const char *const node[2],
                            struct essay_list **out)
{
    struct essay_list *l = calloc(1, sizeof *l);
    uint8_t key[ID_TABLE_KEY_BYTES];
    enum status status = l != NULL ? random_bytes(key, sizeof key) : STATUS_NOMEM;
    for (int i = 0; i < 2 && status == STATUS_OK; i++) {
        l->side[i].node = node[i];
        status = id_table_open(key, &l->side[i].by_id);
    }
    if (status == STATUS_OK)
        status = id_table_open(key, &l->by_digest);
    if (status == STATUS_OK) {
        l->exam = exam;
        l->paper = calloc(exam->paper_count, sizeof *l->paper);
        l->marks = calloc(MARKS_MOST, sizeof *l->marks);
        status = l->paper == NULL || l->marks == NULL ? STATUS_NOMEM : STATUS_OK;
    }
    if (status != STATUS_OK) {
        essay_list_close(l);
        return status;
    }
    *out = l;
    return STATUS_OK;
}

static void free_finish(struct finish *f)
{
    for (struct kept_mark *m = f->marks, *next; m != NULL; m = next) {
        next = m->next;
        free(m);
    }
    free(f);
}

static void free_side(struct essay_side *side)
{
    for (size_t i = 0; i < side->count; i++) {
        free(side->person[i]->essays);
        free(side->person[i]->brought);
        free(side->person[i]);
    }
    free(side->person);
    free(side->finish);
    id_table_close(side->by_id);
}

void essay_list_close(struct essay_list *l)
{
    if (l == NULL)
        return;
    for (int i = 0; i < 2; i++)
        free_side(&l->side[i]);
    for (size_t i = 0; i < l->finish_count; i++)
        free_finish(l->finish[i]);
    for (size_t i = 0; i < l->account_count; i++)
        free(l->account[i]);
    id_table_close(l->by_digest);
    free(l->finish);
    free(l->account);
    free(l->open);
    free(l->paper);
    free(l->marks);
    free(l);
}

enum status essay_list_status(const struct essay_list *l)
{
    return l->status;
}

static bool grow(struct essay_list *l, void **items, size_t *cap, size_t count, size_t size)
{
    if (array_grow(items, cap, count, size))
        return true;
    l->status = STATUS_NOMEM;
    return false;
}

static void *allocate(struct essay_list *l, size_t count, size_t size)
{
    void *made = calloc(count, size);
    if (made == NULL)
        l->status = STATUS_NOMEM;
    return made;
}

/* --- who --- */

static struct essay_person *find_person(const struct essay_list *l, enum journal_owner journal,
                                        const char *id)
{
    struct id_node *node = id_table_find(l->side[journal].by_id, id);
    return node != NULL ? list_item(node, struct essay_person, named) : NULL;
}

/* NULL without memory. Only who is home starts (claim.h C2). */
static struct essay_person *find_or_add(struct essay_list *l, enum journal_owner journal,
                                        const char *id)
{
    struct essay_side *side = &l->side[journal];
    struct essay_person *p = find_person(l, journal, id);
    if (p != NULL)
        return p;
    if (!grow(l, (void **)&side->person, &side->cap, side->count, sizeof(struct essay_person *)))
        return NULL;
    p = allocate(l, 1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->journal = journal;
    p->claim = CLAIM_HOME;
    id_table_add(side->by_id, &p->named, id);
    side->person[side->count++] = p;
    return p;
}

static bool matches(const struct essay_list *l, size_t account, const char *name)
{
    return strcmp(l->account[account]->marker, name) == 0;
}

size_t essay_list_account(struct essay_list *l, const char *name)
{
    size_t at = 0;
    while (at < l->account_count && !matches(l, at, name))
        at++;
    if (at < l->account_count)
        return at;
    if (!grow(l, (void **)&l->account, &l->account_cap, at, sizeof(struct mark *)))
        return SIZE_MAX;
    struct mark *made = allocate(l, 1, sizeof *made);
    if (made == NULL)
        return SIZE_MAX;
    (void)snprintf(made->marker, sizeof made->marker, "%s", name);
    l->account[l->account_count++] = made;
    return at;
}

/* --- finishes --- */

static void name_of(const struct digest *digest, char out[IDENT_SIZE])
{
    char hex[DIGEST_TEXT_SIZE];
    digest_text(digest, hex);
    (void)snprintf(out, IDENT_SIZE, "%.*s", 2 * NAMED_BYTES, hex);
}

static struct finish *find_finish(const struct essay_list *l, const struct digest *digest)
{
    char name[IDENT_SIZE];
    name_of(digest, name);
    struct id_node *at = id_table_find(l->by_digest, name);
    while (at != NULL && !digest_equal(&list_item(at, struct finish, named)->digest, digest))
        at = id_table_next(at);
    return at != NULL ? list_item(at, struct finish, named) : NULL;
}

static struct finish *find_or_add_finish(struct essay_list *l, const struct digest *digest)
{
    char name[IDENT_SIZE];
    struct finish *f = find_finish(l, digest);
    if (f != NULL)
        return f;
    if (!grow(l, (void **)&l->finish, &l->finish_cap, l->finish_count, sizeof(struct finish *)))
        return NULL;
    f = allocate(l, 1, sizeof *f);
    if (f == NULL)
        return NULL;
    f->digest = *digest;
    name_of(digest, name);
    id_table_add(l->by_digest, &f->named, name);
    l->finish[l->finish_count++] = f;
    return f;
}

static int compare_numbers(const void *key, const void *item)
{
    uint64_t a = *(const uint64_t *)key, b = (*(struct finish *const *)item)->n;
    return (a > b) - (a < b);
}

static struct finish *find_number(const struct essay_side *side, uint64_t n)
{
    struct finish **found = side->finish_count > 0
                                ? bsearch(&n, side->finish, side->finish_count,
                                          sizeof(struct finish *), compare_numbers)
                                : NULL;
    return found != NULL ? *found : NULL;
}

/* The order of an essay depends on what it is of alone. */
static void set_finish(struct essay_person *p, struct finish *f)
{
    p->finish = f;
    for (size_t i = 0; i < p->essay_count; i++) {
        struct essay *e = &p->essays[i];
        uint8_t question[2] = {(uint8_t)(e->question >> 8), (uint8_t)e->question};
        struct digest d = digest_of_two(f->digest.bytes, DIGEST_BYTES, question, sizeof question);
        e->order = 0;
        for (int k = 0; k < 8; k++)
            e->order = e->order << 8 | d.bytes[k];
        e->judged = false;
    }
}

static void take_finish(struct essay_list *l, struct essay_person *p, const struct entry *e,
                        const struct digest *digest)
{
    struct essay_side *side = &l->side[p->journal];
    p->finish = NULL;
    p->finish_ref = e->ref;
    if (e->ref != 0) /* brought by an adoption: marks name the other node's finish */
        return;
    struct finish *f = find_or_add_finish(l, digest);
    if (f == NULL || !grow(l, (void **)&side->finish, &side->finish_cap, side->finish_count,
                           sizeof(struct finish *)))
        return;
    f->person = p;
    f->n = e->n;
    side->finish[side->finish_count++] = f;
    set_finish(p, f);
}

/* --- papers and answers --- */

static struct essay *find_shown(struct essay_person *p, uint16_t shown)
{
    for (size_t i = 0; i < p->essay_count; i++)
        if (p->essays[i].shown == shown)
            return &p->essays[i];
    return NULL;
}

static void forget_essays(struct essay_person *p)
{
    free(p->essays);
    p->essays = NULL;
    p->essay_count = 0;
    p->finish = NULL;
    p->finish_ref = 0;
}

static void forget_brought(struct essay_person *p)
{
    free(p->brought);
    p->brought = NULL;
    p->brought_count = p->brought_cap = 0;
}

static bool is_essay(const struct essay_list *l, size_t place)
{
    return l->exam->questions[l->paper[place].question].kind == QUESTION_ESSAY;
}

/* The essay questions of the person's paper. */
static void make_essays(struct essay_list *l, struct essay_person *p)
{
    size_t count = 0;
    forget_essays(p);
    if (p->state != SITTING_RUNNING || !p->fits)
        return;
    paper_make(l->exam, p->seed, l->paper);
    for (size_t i = 0; i < l->exam->paper_count; i++)
        count += is_essay(l, i);
    p->essays = count > 0 ? allocate(l, count, sizeof *p->essays) : NULL;
    for (size_t i = 0; i < l->exam->paper_count && p->essays != NULL; i++) {
        if (!is_essay(l, i))
            continue;
        struct essay *e = &p->essays[p->essay_count++];
        e->person = p;
        e->shown = (uint16_t)(i + 1);
        e->question = (uint16_t)(l->paper[i].question + 1);
    }
}

static void take_answer(struct essay_person *p, const struct entry *e)
{
    struct essay *essay = find_shown(p, e->answer.question);
    if (essay == NULL)
        return;
    if (e->answer.apart) {
        essay->apart = true;
        essay->apart_n = e->n;
        essay->apart_answered = e->answer.values_len > 0;
    } else {
        essay->n = e->n;
        essay->answered = e->answer.values_len > 0;
    }
}

/* The answers of a provisional terminal count, or do not. */
static void settle_apart(struct essay_person *p, enum terminal_event event)
{
    for (size_t i = 0; i < p->essay_count; i++) {
        struct essay *e = &p->essays[i];
        if (e->apart && terminal_keeps_answers(event)) {
            e->n = e->apart_n;
            e->answered = e->apart_answered;
        }
        e->apart = false;
    }
}

static void take_brought(struct essay_list *l, struct essay_person *p, const struct entry *e)
{
    if (!grow(l, (void **)&p->brought, &p->brought_cap, p->brought_count, sizeof *p->brought))
        return;
    p->brought[p->brought_count++] = (struct brought){
        .shown = e->brought.question, .answered = e->brought.values_len > 0, .n = e->n};
}

static void place_brought(struct essay_person *p)
{
    for (size_t i = 0; i < p->brought_count; i++) {
        const struct brought *b = &p->brought[i];
        struct essay *e = find_shown(p, b->shown);
        if (e == NULL)
            continue;
        e->n = b->n;
        e->answered = b->answered;
    }
}

/* --- the fold --- */

/* The rules of apply.h, on the little that is kept of a person. */
static void apply(struct essay_list *l, struct essay_person *p, const struct entry *e)
{
    struct applicant a = applicant_unknown(p->named.id);
    a.claim = p->claim;
    a.fork = p->fork;
    a.sitting.state = p->state;
    a.sitting.voided = p->voided;
    a.sitting.number = p->number;
    a.sitting.seed = p->seed;
    a.sitting.finish_n = p->finish_n;
    if (p->fits)
        a.sitting.paper = l->exam->paper_digest;
    apply_entry(&a, e);
    p->claim = a.claim;
    p->fork = a.fork;
    p->state = a.sitting.state;
    p->voided = a.sitting.voided;
    p->number = a.sitting.number;
    p->seed = a.sitting.seed;
    p->finish_n = a.sitting.finish_n;
    p->fits = digest_equal(&a.sitting.paper, &l->exam->paper_digest);
    l->changed = true;
}

static void take_person(struct essay_list *l, struct essay_person *p, const struct entry *e,
                        const struct digest *digest)
{
    if (apply_changes(e->kind) != 0)
        apply(l, p, e);
    if (e->kind == ENTRY_ANSWER)
        take_answer(p, e);
    else if (e->kind == ENTRY_BROUGHT)
        take_brought(l, p, e);
    else if (e->kind == ENTRY_TERMINAL && e->terminal.event != TERMINAL_TAKEN)
        settle_apart(p, e->terminal.event);
    else if (e->kind == ENTRY_FINISH)
        take_finish(l, p, e, digest);
    else if (e->kind == ENTRY_REOPEN)
        p->finish = NULL;
    else if (e->kind == ENTRY_RESET || e->kind == ENTRY_TRANSFER)
        forget_essays(p);
    else if (e->kind == ENTRY_START || e->kind == ENTRY_TAKEOVER)
        make_essays(l, p);
    if (e->kind == ENTRY_TAKEOVER)
        place_brought(p);
    if (e->kind == ENTRY_TAKEOVER || e->kind == ENTRY_TRANSFER)
        forget_brought(p);
}

static void judge_again(const struct finish *f, uint16_t question)
{
    for (size_t i = 0; f->person != NULL && i < f->person->essay_count; i++)
        if (f->person->essays[i].question == question)
            f->person->essays[i].judged = false;
}

static void take_mark(struct essay_list *l, enum journal_owner journal, const struct entry *e)
{
    struct finish *f = find_or_add_finish(l, &e->mark.finish);
    size_t account = essay_list_account(l, e->order.by);
    struct kept_mark *m = f != NULL && account < SIZE_MAX ? allocate(l, 1, sizeof *m) : NULL;
    if (m == NULL)
        return;
    *m = (struct kept_mark){.next = f->marks,
                            .n = e->n,
                            .at = e->at,
                            .points = e->mark.points,
                            .round = e->mark.round,
                            .account = (uint32_t)account,
                            .question = e->mark.question,
                            .part = e->mark.part,
                            .journal = (uint8_t)journal};
    f->marks = m;
    f->mark_count++;
    judge_again(f, m->question);
}

void essay_list_take(struct essay_list *l, enum journal_owner journal, const struct entry *e,
                     const struct digest *digest)
{
    bool begins = e->kind == ENTRY_START || e->kind == ENTRY_BROUGHT;
    if (e->kind == ENTRY_ADOPT || e->kind == ENTRY_RETIRED) {
        adoption_apply(&l->side[journal].adoption, e);
        l->changed = true;
    } else if (e->kind == ENTRY_MARK) {
        take_mark(l, journal, e);
    } else if (e->id[0] != '\0') {
        struct essay_person *p =
            begins ? find_or_add(l, journal, e->id) : find_person(l, journal, e->id);
        if (p == NULL && e->kind == ENTRY_TAKEOVER && e->move.person.sitting.state != SITTING_NONE)
            p = find_or_add(l, journal, e->id);
        if (p != NULL)
            take_person(l, p, e, digest);
    }
}

bool essay_list_find(const struct essay_list *l, const struct digest *finish, char id[IDENT_SIZE])
{
    const struct finish *f = find_finish(l, finish);
    if (f == NULL || f->person == NULL)
        return false;
    memcpy(id, f->person->named.id, IDENT_SIZE);
    return true;
}

/* --- what there is --- */

/* Is the person's last sitting at the node of this journal one whose essays are marked? Who has been
 * adopted is in the adopter's journal. */
static bool counts(struct essay_list *l, struct essay_person *p)
{
    enum journal_owner other = p->journal == JOURNAL_OWN ? JOURNAL_PEER : JOURNAL_OWN;
    if (p->state != SITTING_FINISHED || p->voided || p->claim != CLAIM_HOME ||
        p->fork == FORK_OPEN || l->adopter == (int)other)
        return false;
    struct finish *f = p->finish_ref > 0 ? find_number(&l->side[other], p->finish_ref) : p->finish;
    if (f == NULL)
        return false;
    if (p->finish != f)
        set_finish(p, f);
    f->person = p;
    return true;
}

static void add_essays(struct essay_list *l, struct essay_person *p)
{
    for (size_t i = 0; i < p->essay_count; i++) {
        if (!p->essays[i].answered)
            continue;
        if (!grow(l, (void **)&l->open, &l->open_cap, l->open_count, sizeof(struct essay *)))
            return;
        l->open[l->open_count++] = &p->essays[i];
    }
}

static int compare_essays(const void *a, const void *b)
{
    const struct essay *x = *(struct essay *const *)a, *y = *(struct essay *const *)b;
    if (x->question != y->question)
        return x->question < y->question ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return memcmp(x->person->finish->digest.bytes, y->person->finish->digest.bytes, DIGEST_BYTES);
}

static void make_open(struct essay_list *l)
{
    const struct adoption adoption[2] = {l->side[0].adoption, l->side[1].adoption};
    const char *const node[2] = {l->side[0].node, l->side[1].node};
    l->open_count = 0;
    l->adopter = adoption_adopter(adoption, node);
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < l->side[i].count; k++)
            if (counts(l, l->side[i].person[k]))
                add_essays(l, l->side[i].person[k]);
    if (l->open_count > 1)
        qsort(l->open, l->open_count, sizeof(struct essay *), compare_essays);
    l->changed = false;
}

/* mark.h H3, H4. */
static void judge(struct essay_list *l, struct essay *e)
{
    size_t count = 0;
    const struct kept_mark *from[MARKS_MOST] = {NULL};
    for (const struct kept_mark *m = e->person->finish->marks; m != NULL && count < MARKS_MOST;
         m = m->next) {
        if (m->question != e->question)
            continue;
        struct mark *out = &l->marks[count];
        *out = *l->account[m->account];
        (void)snprintf(out->node, sizeof out->node, "%s", l->side[m->journal].node);
        out->n = m->n;
        out->at = m->at;
        out->question = m->question;
        out->part = m->part;
        out->round = m->round;
        out->points = m->points;
        from[count++] = m;
    }
    struct mark_verdict v = mark_settle(l->exam, l->marks, count);
    e->decided = v.decided;
    e->wanted = v.wanted;
    for (int i = 0; i < MARK_PARTS; i++)
        e->by[i] = v.counts[i] != NULL ? from[v.counts[i] - l->marks]->account + 1 : 0;
    e->judged = true;
}

void essay_list_settle(struct essay_list *l)
{
    if (l->changed)
        make_open(l);
    for (size_t i = 0; i < l->open_count; i++)
        if (!l->open[i]->judged)
            judge(l, l->open[i]);
}
