#include "server/setup/roster.h"

#include "common/file.h"
#include "common/text.h"
#include "common/wire.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 64 * 1024 * 1024, EXTRA_MINUTES_MOST = 24 * 60, COLUMNS = 4 };

struct roster {
    struct roster_person *people; /* by ID */
    size_t count, cap;
};

/* The file while it is read, a row at a time. */
struct reader {
    struct roster *roster;
    const char *path;
    const struct ident_rules *ids;
    struct buffer *errors;
    struct roster_person person;
    unsigned line, column, error_count;
    bool bad, heading, nomem;
};

static void refuse_row(struct reader *r, const char *words)
{
    if (!r->bad)
        buffer_printf(r->errors, "%s:%u: %s\n", r->path, r->line, words);
    r->bad = true;
}

static bool has_digit(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] >= '0' && text[i] <= '9')
            return true;
    return false;
}

static void take_id(struct reader *r, const char *text, size_t len)
{
    r->heading = r->line == 1 && !has_digit(text, len);
    if (r->heading)
        return;
    char words[IDENT_WORDS_SIZE];
    enum ident_fault fault = ident_take(text, len, r->ids, r->person.id);
    ident_explain(fault, r->ids, words);
    if (fault != IDENT_GOOD)
        refuse_row(r, words);
}

static void take_minutes(struct reader *r, const char *text, size_t len)
{
    int64_t minutes = 0;
    struct wire_word word = {text, len};
    if (len > 0 && !wire_integer(&word, 0, EXTRA_MINUTES_MOST, &minutes))
        refuse_row(r, "the extra minutes are a whole number from 0 to 1440");
    r->person.extra_s = (uint32_t)minutes * 60;
}

static void take_field(void *field, size_t len, void *context)
{
    struct reader *r = context;
    const char *text = field != NULL ? field : "";
    char why[NAME_WHY_SIZE];
    switch (r->column++) {
    case 0:
        take_id(r, text, len);
        break;
    case 1:
        if (!person_name_take(text, len, r->person.name, why))
            refuse_row(r, why);
        break;
    case 2:
        if (len > 0 && !r->heading && !node_name_valid(text, len))
            refuse_row(r, "the third column is a node's name, or empty");
        else if (len <= NODE_NAME_MAX)
            memcpy(r->person.node, text, len);
        break;
    case 3:
        if (!r->heading)
            take_minutes(r, text, len);
        break;
    default:
        refuse_row(r, "expected at most 4 columns: ID, name, node, extra minutes");
    }
}

static void take_row(int end, void *context)
{
    struct reader *r = context;
    struct roster *roster = r->roster;
    (void)end;
    if (!r->bad && !r->heading && r->column > 0) {
        if (roster->count == roster->cap) {
            size_t cap = roster->cap > 0 ? 2 * roster->cap : 256;
            struct roster_person *grown = realloc(roster->people, cap * sizeof *grown);
            if (grown == NULL) {
                r->nomem = true;
                return;
            }
            roster->people = grown;
            roster->cap = cap;
        }
        roster->people[roster->count++] = r->person;
    }
    r->error_count += r->bad;
    r->line++;
    r->column = 0;
    r->bad = r->heading = false;
    memset(&r->person, 0, sizeof r->person);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct roster_person *)a)->id, ((const struct roster_person *)b)->id);
}

/* Names the IDs that are listed twice: after the sort their lines are not known any more. */
static void find_twins(struct reader *r)
{
    const struct roster *roster = r->roster;
    for (size_t i = 1; i < roster->count; i++) {
        if (strcmp(roster->people[i - 1].id, roster->people[i].id) != 0)
            continue;
        buffer_printf(r->errors, "%s: %s is listed twice\n", r->path, roster->people[i].id);
        r->error_count++;
    }
}

static enum status parse(struct reader *r, const struct buffer *text)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return STATUS_NOMEM;
    size_t done =
        text->len > 0 ? csv_parse(&parser, text->data, text->len, take_field, take_row, r) : 0;
    if (done != text->len || csv_fini(&parser, take_field, take_row, r) != 0) {
        r->nomem |= csv_error(&parser) == CSV_ENOMEM;
        refuse_row(r, "a quotation mark stands where none may be, or is not closed");
        r->error_count++;
    }
    csv_free(&parser);
    if (r->roster->count > 0)
        qsort(r->roster->people, r->roster->count, sizeof *r->roster->people, by_id);
    find_twins(r);
    if (r->nomem || r->errors->failed)
        return STATUS_NOMEM;
    return r->error_count > 0 ? STATUS_INVALID : STATUS_OK;
}

enum status roster_open(const char *path, const struct ident_rules *ids, struct roster **out,
                        struct buffer *errors)
{
    struct buffer bytes = {0}, text = {0};
    struct roster *roster = calloc(1, sizeof *roster);
    struct reader r = {.roster = roster, .path = path, .ids = ids, .errors = errors, .line = 1};
    enum status status =
        roster == NULL ? STATUS_NOMEM : file_read(path, FILE_BYTES, &bytes, errors);
    if (status == STATUS_OK)
        status = text_take(path, bytes.data, bytes.len, &text, errors);
    if (status == STATUS_OK)
        status = parse(&r, &text);
    buffer_release(&bytes);
    buffer_release(&text);
    if (status == STATUS_OK)
        *out = roster;
    else
        roster_close(roster);
    return status;
}

void roster_close(struct roster *roster)
{
    if (roster != NULL)
        free(roster->people);
    free(roster);
}

const struct roster_person *roster_find(const struct roster *roster, const char *id)
{
    struct roster_person key = {.extra_s = 0};
    size_t len = strlen(id);
    if (len >= sizeof key.id || roster->count == 0)
        return NULL;
    memcpy(key.id, id, len + 1);
    return bsearch(&key, roster->people, roster->count, sizeof key, by_id);
}

struct digest roster_digest(const struct roster *roster)
{
    struct digest digest = digest_of("roster", sizeof "roster");
    for (size_t i = 0; i < roster->count; i++) {
        const struct roster_person *p = &roster->people[i];
        char pair[IDENT_SIZE + NODE_NAME_MAX + 1];
        size_t id_size = strlen(p->id) + 1, node_size = strlen(p->node) + 1;
        memcpy(pair, p->id, id_size);
        memcpy(pair + id_size, p->node, node_size);
        digest = digest_of_two(digest.bytes, DIGEST_BYTES, pair, id_size + node_size);
    }
    return digest;
}

size_t roster_count(const struct roster *roster)
{
    return roster->count;
}

static bool is_same(const struct roster_person *a, const struct roster_person *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->node, b->node) == 0 &&
           a->extra_s == b->extra_s;
}

/* Both are in the order of the IDs. */
struct roster_change roster_compare(const struct roster *before, const struct roster *now)
{
    struct roster_change change = {0};
    size_t i = 0, k = 0;
    while (i < before->count || k < now->count) {
        int order = i == before->count ? 1
                    : k == now->count  ? -1
                                       : by_id(&before->people[i], &now->people[k]);
        change.gone += order < 0;
        change.added += order > 0;
        change.changed += order == 0 && !is_same(&before->people[i], &now->people[k]);
        i += order <= 0;
        k += order >= 0;
    }
    return change;
}
