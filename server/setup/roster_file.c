#include "server/setup/roster_file.h"

#include "common/file.h"
#include "common/text.h"
#include "common/utf8.h"
#include "server/setup/secret_list.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    FILE_BYTES = 64 * 1024 * 1024,
    EXTRA_MINUTES_MOST = 24 * 60,
    NAMES_BYTES = 512,
    ID_CELL_BYTES = 256
};

struct reader {
    const char *path;
    const struct survey *survey;
    struct roster *roster;
    struct buffer *words;
    struct secret_list secrets;
    unsigned error_count;
    unsigned odd_name_line; /* the first name that was converted wrongly; 0: none */
    bool odd_letter;        /* this row's letter of the ID is none */
    bool refused;           /* this row has an error */
    bool nomem;
};

static void refuse_line(struct reader *r, unsigned line, const char *words)
{
    r->refused = true;
    if (++r->error_count <= ROSTER_ERRORS_MOST)
        buffer_printf(r->words, "%s:%u: %s\n", r->path, line, words);
    if (r->error_count == ROSTER_ERRORS_MOST + 1)
        buffer_printf(r->words, "%s: more than %d errors: correct these first\n", r->path,
                      ROSTER_ERRORS_MOST);
}

/* --- one row --- */

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* V, e, E- or a word such as "Extranjera"; '\0': another text. */
static char letter_of(struct wire_word cell)
{
    static const struct {
        const char *begins;
        char letter;
    } words[] = {{"venez", 'V'}, {"extranj", 'E'}, {"foreign", 'E'}};
    while (cell.len > 1 && strchr("-.", cell.data[cell.len - 1]) != NULL)
        cell.len--;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (cell.len >= strlen(words[i].begins) &&
            strncasecmp(cell.data, words[i].begins, strlen(words[i].begins)) == 0)
            return words[i].letter;
    return cell.len == 1 && is_letter(cell.data[0]) ? cell.data[0] : '\0';
}

/* Without the marks of a number that is text, '81234567 or ="81234567". */
static struct wire_word without_marks(struct wire_word cell)
{
    size_t marks = cell.len > 0 && cell.data[0] == '\'' ? 1 : 0;
    if (cell.len > 3 && memcmp(cell.data, "=\"", 2) == 0 && cell.data[cell.len - 1] == '"') {
        marks = 2;
        cell.len--;
    }
    return (struct wire_word){cell.data + marks, cell.len - marks};
}

/* Puts the letter of a column of its own before a bare number. Returns the length. */
static size_t join_letter(struct reader *r, const struct sheet_row *row, char out[ID_CELL_BYTES])
{
    struct wire_word cell = survey_cell(r->survey, row, COLUMN_ID), bare = without_marks(cell),
                     letter = survey_cell(r->survey, row, COLUMN_LETTER);
    size_t used = 0;
    r->odd_letter = false;
    if (letter.len > 0 && bare.len > 0 && bare.data[0] >= '0' && bare.data[0] <= '9') {
        cell = bare;
        out[used] = letter_of(letter);
        used += out[0] != '\0';
        r->odd_letter = used == 0;
    }
    size_t len = cell.len < ID_CELL_BYTES - used ? cell.len : ID_CELL_BYTES - used;
    memcpy(out + used, cell.data, len);
    return used + len;
}

static void take_id(struct reader *r, const struct sheet_row *row, struct roster_person *p)
{
    const struct ident_rules *rules = &r->survey->rules->ids;
    struct wire_word cell = survey_cell(r->survey, row, COLUMN_ID);
    char text[ID_CELL_BYTES], words[IDENT_WORDS_SIZE];
    enum ident_fault fault = ident_take(text, join_letter(r, row, text), rules, p->id);
    /* A cédula under the letter that bare numbers get would be another person's. */
    bool guessed = r->odd_letter && p->id[0] == rules->letter && p->id[1] <= '9';
    if (fault == IDENT_GOOD && !guessed)
        return;
    if (fault == IDENT_GOOD)
        (void)snprintf(
            words, sizeof words,
            "the column of the ID's letter holds another text: write one letter, V or E");
    else if (column_of(cell.data, cell.len) == COLUMN_ID)
        (void)snprintf(words, sizeof words,
                       "these are headings: they stand in the first line, and only there");
    else
        ident_explain(fault, rules, words);
    refuse_line(r, row->line, words);
}

static bool has_letter(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (is_letter(text[i]) || (unsigned char)text[i] >= 0x80)
            return true;
    return false;
}

/* "JosÃ©": the bytes of UTF-8 were read as Latin-1 and saved as UTF-8 again. "Nu?ez": lost. */
static bool is_odd(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        if (*at == '?' || (strncmp(at, "\xc3\x83\xc2", 3) == 0 && (unsigned char)at[3] >= 0xA0))
            return true;
    return false;
}

static void take_name(struct reader *r, const struct sheet_row *row, struct roster_person *p)
{
    char text[NAMES_BYTES], why[NAME_WHY_SIZE];
    size_t used = 0;
    for (enum column c = COLUMN_NAME; c <= COLUMN_SECOND_SURNAME; c++) {
        struct wire_word cell = survey_cell(r->survey, row, c);
        if (cell.len > 0 && (cell.data[0] == '#' || !has_letter(cell.data, cell.len))) {
            refuse_line(r, row->line,
                        cell.data[0] == '#'
                            ? "a spreadsheet wrote an error in place of the name"
                            : "the name has no letters: are the columns ID, name, node, extra "
                              "minutes, or is an ID divided by a comma? Headings tell which is "
                              "which");
            return;
        }
        if (used > 0 && cell.len > 0 && used < sizeof text)
            text[used++] = ' ';
        size_t len = cell.len < sizeof text - used ? cell.len : sizeof text - used;
        memcpy(text + used, cell.data, len);
        used += len;
    }
    if (!person_name_take(text, used, p->name, why))
        refuse_line(r, row->line, why);
    else if (is_odd(p->name) && r->odd_name_line == 0)
        r->odd_name_line = row->line;
}

static void take_node(struct reader *r, const struct sheet_row *row, struct roster_person *p)
{
    struct wire_word cell = survey_cell(r->survey, row, COLUMN_NODE);
    char why[SURVEY_WHY_SIZE];
    if (cell.len == 0)
        return;
    if (!survey_is_node_name(&cell))
        refuse_line(r, row->line,
                    "the node is a node's name (letters, digits, - and _), or empty for both");
    else if (!survey_node_fits(r->survey, &cell, why))
        refuse_line(r, row->line, why);
    else
        memcpy(p->node, cell.data, cell.len);
}

/* 10, and also 10.0 or 10,0, as a column with empty cells becomes. */
static void take_minutes(struct reader *r, const struct sheet_row *row, struct roster_person *p)
{
    struct wire_word cell = survey_cell(r->survey, row, COLUMN_MINUTES);
    int64_t minutes = 0;
    size_t zeros = 0;
    while (zeros < cell.len && cell.data[cell.len - zeros - 1] == '0')
        zeros++;
    char before = zeros > 0 && zeros < cell.len ? cell.data[cell.len - zeros - 1] : '\0';
    if (before == '.' || before == ',')
        cell.len -= zeros + 1;
    if (cell.len > 0 && !wire_integer(&cell, 0, EXTRA_MINUTES_MOST, &minutes))
        refuse_line(r, row->line, "the extra minutes are a whole number from 0 to 1440");
    p->extra_s = (uint32_t)minutes * 60;
}

static void take_room(struct reader *r, const struct sheet_row *row, struct roster_person *p)
{
    struct wire_word cell = survey_cell(r->survey, row, COLUMN_ROOM);
    char why[NAME_WHY_SIZE];
    if (cell.len > 0 && !room_name_take(cell.data, cell.len, p->room, why))
        refuse_line(r, row->line, why);
}

static void take_secret(struct reader *r, const struct sheet_row *row, struct roster_person *p)
{
    struct wire_word cell = survey_cell(r->survey, row, COLUMN_SECRET);
    if (r->survey->columns.at[COLUMN_SECRET] == SIZE_MAX)
        return;
    const char *why = secret_list_take(&r->secrets, &cell, row->line, p->id, &p->secret);
    if (why != NULL)
        refuse_line(r, row->line, why);
    p->has_secret = why == NULL;
}

/* Cells where no column is. */
static void check_columns(struct reader *r, const struct sheet_row *row)
{
    const struct columns *c = &r->survey->columns;
    for (size_t i = c->count; i < row->columns; i++) {
        if (i < SHEET_COLUMNS_MOST && row->cells[i].len == 0)
            continue;
        refuse_line(r, row->line,
                    c->headed ? "this line has more cells than the headings: a cell that holds a "
                                "separator, as 12,345,678, must be in quotation marks"
                              : "expected at most 4 columns, ID, name, node, extra minutes, or a "
                                "first line of headings that tells which is which");
        return;
    }
}

static bool take_row(void *context, const struct sheet_row *row)
{
    struct reader *r = context;
    struct roster_person person = {.line = row->line};
    if (r->survey->columns.headed && row->line == r->survey->columns.line)
        return true;
    r->refused = false;
    check_columns(r, row);
    if (!r->refused)
        take_id(r, row, &person);
    if (!r->refused) {
        take_name(r, row, &person);
        take_node(r, row, &person);
        take_minutes(r, row, &person);
        take_room(r, row, &person);
        take_secret(r, row, &person);
    }
    if (!r->refused)
        r->nomem = r->secrets.nomem || !roster_add(r->roster, &person);
    return !r->nomem && r->error_count <= ROSTER_ERRORS_MOST;
}

static void find_twins(struct reader *r)
{
    char words[IDENT_SIZE + 80];
    for (size_t i = 1; i < roster_count(r->roster); i++) {
        const struct roster_person *one = roster_at(r->roster, i - 1),
                                   *other = roster_at(r->roster, i);
        if (strcmp(one->id, other->id) != 0)
            continue;
        (void)snprintf(words, sizeof words, "%s is listed twice: line %u has it too", other->id,
                       one->line);
        refuse_line(r, other->line, words);
    }
}

static void refuse_secret(void *context, unsigned line, const char *words)
{
    refuse_line(context, line, words);
}

/* --- what is said of the whole file --- */

static void say_columns(const struct reader *r, char separator)
{
    const struct columns *c = &r->survey->columns;
    const char *between = "";
    buffer_printf(r->words, "%s: separated by %s, ", r->path, sheet_separator_text(separator));
    buffer_text(r->words, c->headed ? "with headings: " : "without headings: ");
    for (enum column i = COLUMN_ID; i < COLUMN_NUMBER; i++) {
        if (c->at[i] == SIZE_MAX)
            continue;
        buffer_printf(r->words, "%scolumn %zu is %s", between, c->at[i] + 1, column_text(i));
        between = ", ";
    }
    buffer_text(r->words, "\n");
}

static void say_warning(const struct reader *r, const char *words)
{
    buffer_printf(r->words, "%s: warning: %s\n", r->path, words);
}

/* People at other nodes, for a node that has no peer. */
static void say_elsewhere(const struct reader *r)
{
    const struct survey *s = r->survey;
    if (s->rules->node == NULL || !s->rules->alone)
        return;
    for (size_t i = 0; i < s->node_count; i++) {
        const struct survey_node *n = &s->nodes[i];
        if (strcmp(n->name, s->rules->node) != 0)
            buffer_printf(
                r->words,
                "%s:%u: warning: this node, %s, works alone and knows no node '%s': who is "
                "listed there (%zu) cannot register here\n",
                r->path, n->line, s->rules->node, n->name, n->count);
    }
}

static void say_warnings(const struct reader *r)
{
    const struct survey *s = r->survey;
    char words[256];
    size_t named = 0;
    bool here = false;
    if (s->columns.unread.len > 0)
        buffer_printf(r->words, "%s:%u: warning: not read: %.*s\n", r->path, s->columns.line,
                      (int)s->columns.unread.len, s->columns.unread.data);
    for (size_t i = 0; i < s->node_count; i++) {
        named += s->nodes[i].count;
        here |= s->rules->node != NULL && strcmp(s->nodes[i].name, s->rules->node) == 0;
    }
    if (s->rules->node != NULL && named == roster_count(r->roster) && !here) {
        (void)snprintf(words, sizeof words, "nobody is listed at this node, %s, by its name",
                       s->rules->node);
        say_warning(r, words);
    }
    say_elsewhere(r);
    if (r->odd_name_line > 0)
        buffer_printf(r->words,
                      "%s:%u: warning: a name holds signs that a wrong conversion leaves (Ã, ?): "
                      "save the file as UTF-8 from where it came from\n",
                      r->path, r->odd_name_line);
}

/* --- the whole file --- */

static enum status read_people(struct reader *r, const struct sheet *sheet)
{
    unsigned bad_line;
    enum status status = sheet_read(sheet, take_row, r, &bad_line);
    if (status != STATUS_OK || r->nomem)
        return STATUS_NOMEM; /* its marks were right when it was surveyed */
    roster_sort(r->roster);
    find_twins(r);
    secret_list_check(&r->secrets, refuse_secret, r);
    say_columns(r, sheet->separator);
    if (r->error_count > 0)
        return STATUS_INVALID;
    say_warnings(r);
    return STATUS_OK;
}

enum status roster_parse(const char *path, const char *text, size_t len,
                         const struct roster_rules *rules, struct roster **out,
                         struct buffer *words)
{
    struct survey survey;
    struct sheet sheet = sheet_of(text, len);
    struct reader r = {.path = path, .survey = &survey, .roster = roster_open(), .words = words};
    enum status status = survey_sheet(&sheet, rules, &survey);
    if (r.roster == NULL)
        status = STATUS_NOMEM;
    if (status == STATUS_OK)
        status = read_people(&r, &sheet);
    else if (status == STATUS_INVALID)
        buffer_printf(words, "%s:%u: %s (cells are separated by %s)\n", path, survey.why_line,
                      survey.why, sheet_separator_text(sheet.separator));
    if (words->failed)
        status = STATUS_NOMEM;
    survey_release(&survey);
    secret_list_release(&r.secrets);
    if (status == STATUS_OK)
        *out = r.roster;
    else
        roster_close(r.roster);
    return status;
}

enum status roster_read(const char *path, const struct roster_rules *rules, struct roster **out,
                        struct buffer *words)
{
    struct buffer bytes = {0}, text = {0};
    enum status status = file_read(path, FILE_BYTES, &bytes, words);
    if (status == STATUS_OK)
        status = text_take(path, bytes.data, bytes.len, &text, words);
    if (status == STATUS_OK)
        status = roster_parse(path, text.data, text.len, rules, out, words);
    buffer_release(&bytes);
    buffer_release(&text);
    return status;
}
