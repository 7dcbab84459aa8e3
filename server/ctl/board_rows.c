#include "server/ctl/board_rows.h"

#include "common/array.h"
#include "common/id_table.h"
#include "common/printable.h"
#include "common/random.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = 16 /* pairs */, FIELDS = 15 };

/* A line, and its place in the table of IDs. */
struct kept {
    struct id_node named;
    struct board_line line;
};

bool board_rows_open(struct board_rows *b)
{
    uint8_t key[ID_TABLE_KEY_BYTES];
    memset(b, 0, sizeof *b);
    return random_bytes(key, sizeof key) == STATUS_OK && id_table_open(key, &b->by_id) == STATUS_OK;
}

static struct kept *kept_of(struct board_line *line)
{
    return (struct kept *)(void *)((char *)line - offsetof(struct kept, line));
}

static void forget_rows(struct board_rows *b)
{
    for (size_t i = 0; i < b->count; i++) {
        struct kept *kept = kept_of(b->line[i]);
        id_table_remove(b->by_id, &kept->named);
        free(kept);
    }
    b->count = b->shown_count = 0;
}

void board_rows_close(struct board_rows *b)
{
    forget_rows(b);
    free(b->line);
    free(b->shown);
    id_table_close(b->by_id);
}

/* --- a reply --- */

/* As it may be shown. */
static void copy(char *out, size_t size, const struct wire_value *v)
{
    (void)printable_copy(out, size, v->data, v->len, PRINTABLE_LINE);
}

/* Texts and numbers, as FIELDS says. */
static bool is_row(const struct wire_value *v)
{
    static const char kinds[FIELDS + 1] = "tttttiittiiiiti";
    if (v->type != WIRE_ARRAY || v->count != FIELDS)
        return false;
    for (size_t i = 0; i < FIELDS; i++)
        if (v[1 + i].type != (kinds[i] == 't' ? WIRE_BULK : WIRE_INTEGER))
            return false;
    return v[1].len > 0 && v[1].len < IDENT_SIZE && v[3].len <= NODE_NAME_MAX;
}

/* Pairs, of which the last is `rows`. */
static bool is_board(const struct wire_value *v, size_t count)
{
    size_t head = 1 + (size_t)2 * HEAD;
    if (count < head || v[0].type != WIRE_ARRAY || v[0].count != head - 1)
        return false;
    for (size_t i = 1; i < head; i++)
        if (v[i].type != WIRE_BULK && v[i].type != WIRE_INTEGER && i + 1 < head)
            return false;
    const struct wire_value *rows = &v[head - 1];
    if (rows->type != WIRE_ARRAY || count != head + rows->count * (FIELDS + 1))
        return false;
    for (size_t i = 0; i < rows->count; i++)
        if (!is_row(rows + 1 + i * (FIELDS + 1)))
            return false;
    return true;
}

static bool is_word(const struct wire_value *v, const char *word)
{
    return v->len == strlen(word) && memcmp(v->data, word, v->len) == 0;
}

static struct board_line *find(const struct board_rows *b, const char *id, const char *node)
{
    struct id_node *n = id_table_find(b->by_id, id);
    for (; n != NULL; n = id_table_next(n)) {
        struct kept *kept = (struct kept *)(void *)((char *)n - offsetof(struct kept, named));
        if (strcmp(kept->line.node, node) == 0)
            return &kept->line;
    }
    return NULL;
}

static struct board_line *add(struct board_rows *b, const char *id)
{
    if (!array_grow((void **)&b->line, &b->cap, b->count, sizeof(struct board_line *)))
        return NULL;
    struct kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL)
        return NULL;
    id_table_add(b->by_id, &kept->named, id);
    b->line[b->count++] = &kept->line;
    return &kept->line;
}

static void drop(struct board_rows *b, struct board_line *line)
{
    size_t at = 0;
    while (b->line[at] != line)
        at++;
    b->line[at] = b->line[--b->count];
    struct kept *kept = kept_of(line);
    id_table_remove(b->by_id, &kept->named);
    free(kept);
}

static void fill(struct board_line *line, const struct wire_value *v, struct mono now)
{
    copy(line->id, sizeof line->id, &v[0]);
    copy(line->name, sizeof line->name, &v[1]);
    copy(line->node, sizeof line->node, &v[2]);
    copy(line->room, sizeof line->room, &v[3]);
    copy(line->state, sizeof line->state, &v[4]);
    line->answered = v[5].integer;
    line->left_s = v[6].integer;
    line->runs = is_word(&v[7], "yes");
    copy(line->here, sizeof line->here, &v[8]);
    line->silent_s = v[9].integer;
    line->saved_s = v[10].integer;
    line->copies = v[11].integer;
    line->attention = v[12].integer;
    copy(line->event, sizeof line->event, &v[13]);
    line->came = now;
}

static bool take_row(struct board_rows *b, const struct wire_value *v, struct mono now)
{
    char id[IDENT_SIZE], node[NODE_NAME_MAX + 1];
    copy(id, sizeof id, &v[0]);
    copy(node, sizeof node, &v[2]);
    struct board_line *line = find(b, id, node);
    if (is_word(&v[4], "gone")) {
        if (line != NULL)
            drop(b, line);
        return true;
    }
    if (line == NULL)
        line = add(b, id);
    if (line == NULL)
        return false;
    fill(line, v, now);
    return true;
}

static int64_t number(const struct wire_value *values, size_t count, const char *name)
{
    const struct wire_value *v = wire_pair(values, count, name);
    return v != NULL && v->type == WIRE_INTEGER ? v->integer : -1;
}

static void text(const struct wire_value *values, size_t count, const char *name, char *out,
                 size_t size)
{
    const struct wire_value *v = wire_pair(values, count, name);
    out[0] = '\0';
    if (v != NULL && v->type == WIRE_BULK)
        copy(out, size, v);
}

bool board_rows_take(struct board_rows *b, const struct wire_value *values, size_t count,
                     struct mono now)
{
    char flag[8];
    if (!is_board(values, count))
        return false;
    text(values, count, "fresh", flag, sizeof flag);
    if (strcmp(flag, "yes") == 0)
        forget_rows(b);
    b->shown_count = 0; /* rows may go */
    const struct wire_value *rows = &values[(size_t)2 * HEAD];
    for (size_t i = 0; i < rows->count; i++)
        if (!take_row(b, rows + 2 + i * (FIELDS + 1), now))
            return false;
    text(values, count, "more", flag, sizeof flag);
    b->more = strcmp(flag, "yes") == 0;
    text(values, count, "cursor", b->cursor, sizeof b->cursor);
    text(values, count, "node", b->node, sizeof b->node);
    text(values, count, "peer", b->peer, sizeof b->peer);
    text(values, count, "link", b->link, sizeof b->link);
    text(values, count, "time", b->time, sizeof b->time);
    b->heard_s = number(values, count, "heard");
    b->down_s = number(values, count, "down");
    b->told_s = number(values, count, "told");
    b->not_at_peer = number(values, count, "not_at_peer");
    b->answers_not_at_peer = number(values, count, "answers_not_at_peer");
    b->backlog_s = number(values, count, "backlog");
    b->not_here = number(values, count, "not_here");
    b->questions = number(values, count, "questions");
    return true;
}

/* --- which rows, in which order --- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Does the text hold the words, whatever their case? Of ASCII letters: others must be typed as they
 * are. */
static bool holds(const char *where, const char *what)
{
    for (; *where != '\0'; where++) {
        size_t i = 0;
        while (what[i] != '\0' && lower(where[i]) == lower(what[i]))
            i++;
        if (what[i] == '\0')
            return true;
    }
    return what[0] == '\0';
}

static bool is_wanted(const struct board_rows *b, const struct board_line *line)
{
    if (b->room[0] != '\0' && strcmp(line->room, b->room) != 0)
        return false;
    return holds(line->id, b->filter) || holds(line->name, b->filter) ||
           holds(line->room, b->filter) || holds(line->state, b->filter) ||
           holds(line->node, b->filter) || holds(line->event, b->filter);
}

/* An irregularity that is only on record does not go before an exam. */
static int64_t rank(const struct board_line *line)
{
    return line->attention > 1 ? -line->attention : 0;
}

static const char *own_node; /* of the rows that are being ordered */

static int compare(const void *first, const void *second)
{
    const struct board_line *a = *(struct board_line *const *)first;
    const struct board_line *b = *(struct board_line *const *)second;
    if (rank(a) != rank(b))
        return rank(a) < rank(b) ? -1 : 1;
    bool a_own = strcmp(a->node, own_node) == 0, b_own = strcmp(b->node, own_node) == 0;
    if (a_own != b_own)
        return a_own ? -1 : 1;
    int rooms = strcmp(a->room, b->room);
    return rooms != 0 ? rooms : strcmp(a->id, b->id);
}

static void find_chosen(struct board_rows *b)
{
    for (size_t i = 0; i < b->shown_count; i++) {
        if (strcmp(b->shown[i]->id, b->chosen_id) == 0 &&
            strcmp(b->shown[i]->node, b->chosen_node) == 0) {
            b->chosen = i;
            return;
        }
    }
    board_rows_move(b, 0);
}

bool board_rows_order(struct board_rows *b)
{
    b->shown_count = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (!is_wanted(b, b->line[i]))
            continue;
        if (!array_grow((void **)&b->shown, &b->shown_cap, b->shown_count,
                        sizeof(struct board_line *)))
            return false;
        b->shown[b->shown_count++] = b->line[i];
    }
    own_node = b->node;
    if (b->shown_count > 0)
        qsort(b->shown, b->shown_count, sizeof(struct board_line *), compare);
    find_chosen(b);
    return true;
}

void board_rows_move(struct board_rows *b, int by)
{
    int64_t at = (int64_t)b->chosen + by, last = (int64_t)b->shown_count - 1;
    at = at > last ? last : at;
    b->chosen = at > 0 ? (size_t)at : 0;
    if (b->shown_count == 0)
        return;
    memcpy(b->chosen_id, b->shown[b->chosen]->id, sizeof b->chosen_id);
    memcpy(b->chosen_node, b->shown[b->chosen]->node, sizeof b->chosen_node);
}

const struct board_line *board_rows_chosen(const struct board_rows *b)
{
    return b->shown_count > 0 ? b->shown[b->chosen] : NULL;
}

void board_rows_next_room(struct board_rows *b)
{
    const char *next = NULL;
    for (size_t i = 0; i < b->count; i++) {
        const char *room = b->line[i]->room;
        if (strcmp(room, b->room) > 0 && (next == NULL || strcmp(room, next) < 0))
            next = room;
    }
    char chosen[ROOM_MAX_BYTES + 1] = "";
    if (next != NULL)
        memcpy(chosen, next, strlen(next) + 1);
    memcpy(b->room, chosen, sizeof chosen);
}

/* --- numbers --- */

static int64_t since(const struct board_line *line, struct mono now)
{
    return (now.ms - line->came.ms) / 1000;
}

int64_t board_line_left(const struct board_line *line, struct mono now)
{
    if (line->left_s < 0 || !line->runs)
        return line->left_s;
    int64_t passed = since(line, now);
    return line->left_s > passed ? line->left_s - passed : 0;
}

int64_t board_line_silent(const struct board_line *line, struct mono now)
{
    bool silent = strcmp(line->here, "silent") == 0;
    return line->silent_s < 0 ? -1 : line->silent_s + (silent ? since(line, now) : 0);
}

int64_t board_line_saved(const struct board_line *line, struct mono now)
{
    return line->saved_s < 0 ? -1 : line->saved_s + since(line, now);
}

size_t board_rows_in(const struct board_rows *b, const char *state)
{
    size_t count = 0;
    for (size_t i = 0; i < b->count; i++)
        count += strcmp(b->line[i]->state, state) == 0;
    return count;
}

size_t board_rows_needing(const struct board_rows *b, int64_t attention)
{
    size_t count = 0;
    for (size_t i = 0; i < b->count; i++)
        count += b->line[i]->attention == attention;
    return count;
}
