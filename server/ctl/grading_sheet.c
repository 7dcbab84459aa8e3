#include "server/ctl/grading_sheet.h"

#include "common/array.h"
#include "common/csv_cell.h"
#include "common/file.h"
#include "common/printable.h"
#include "common/text.h"
#include "server/core/marking.h"
#include "server/core/names.h"
#include "server/ctl/new_file.h"
#include "server/setup/sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

enum { SHEET_BYTES = 512 * 1024 * 1024 };

/* --- to the spreadsheet --- */

static void put_word(FILE *to, const struct wire_word *word)
{
    csv_cell_lines(to, word->data, word->len);
}

static void put_essay(FILE *to, const struct grading_essay *e, bool spanish)
{
    char separator = spanish ? ';' : ',';
    csv_cell_text(to, e->ref, strlen(e->ref));
    (void)fprintf(to, "%c%u%c", separator, (unsigned)e->question, separator);
    put_word(to, &e->name);
    (void)fputc(separator, to);
    put_word(to, &e->text);
    (void)fputc(separator, to);
    put_word(to, &e->answer);
    (void)fputc(separator, to);
    csv_cell_number(to, e->points, strlen(e->points), spanish ? ',' : '.');
    (void)fprintf(to, "%c%c\r\n", separator, separator);
}

static void put_headings(FILE *to, bool spanish)
{
    static const char *const names[] = {"ref",    "question", "name",   "text",
                                        "answer", "max",      "points", "comment"};
    if (spanish)
        (void)fputs("\xef\xbb\xbf", to);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)fprintf(to, "%s%s", i == 0 ? "" : spanish ? ";" : ",", names[i]);
    (void)fputs("\r\n", to);
}

static int put_essays(struct call *c, FILE *to, int64_t question, bool spanish, size_t *count)
{
    struct grading_essay e;
    char after[GRADING_REF_SIZE] = "";
    for (*count = 0;; ++*count) {
        int result = grading_ask_next(c, question, after, "look", &e);
        if (result != EX_OK || e.ref[0] == '\0')
            return result;
        put_essay(to, &e, spanish);
        memcpy(after, e.ref, sizeof after);
    }
}

int grading_export(struct call *c, const char *path, int64_t question, bool spanish)
{
    struct buffer errors = {0};
    char *text = NULL;
    size_t len = 0, count = 0;
    FILE *to = open_memstream(&text, &len);
    if (to == NULL)
        return EX_OSERR;
    put_headings(to, spanish);
    int result = put_essays(c, to, question, spanish, &count);
    if (fclose(to) != 0 && result == EX_OK) {
        (void)fputs("sinodoctl: out of memory\n", stderr);
        result = EX_OSERR;
    }
    if (result == EX_OK && new_file_write(path, text, len, &errors) != STATUS_OK)
        result = EX_CANTCREAT;
    printable_write(stderr, errors.data, errors.len, PRINTABLE_TEXT);
    if (result == EX_OK)
        printable_line(stdout,
                       "%zu answer%s in %s. Fill in the columns points and comment, save it as "
                       "CSV (UTF-8), and give it to grade --import",
                       count, count == 1 ? " is" : "s are", path);
    buffer_release(&errors);
    free(text);
    return result;
}

/* --- from the spreadsheet --- */

struct sheet_mark {
    unsigned line;
    char ref[GRADING_REF_SIZE];
    int64_t points;
    char comment[GRADING_COMMENT_SIZE];
    bool stands; /* the marker's mark says so already */
};

enum column { COLUMN_REF, COLUMN_POINTS, COLUMN_COMMENT, COLUMNS };

struct import {
    struct call *call;
    const char *path;
    const struct grading_list *list;
    bool begun;
    size_t column[COLUMNS];
    struct sheet_mark *marks;
    size_t count, cap;
    size_t empty; /* rows without points */
    unsigned wrong;
    bool failed; /* out of memory */
};

static void refuse(struct import *m, unsigned line, const char *why)
{
    m->wrong++;
    printable_line(stderr, "%s:%u: %s", m->path, line, why);
}

static void find_columns(struct import *m, const struct sheet_row *row)
{
    static const char *const names[COLUMNS] = {"ref", "points", "comment"};
    m->begun = true;
    for (size_t k = 0; k < COLUMNS; k++) {
        m->column[k] = SIZE_MAX;
        for (size_t i = 0; i < row->columns && i < SHEET_COLUMNS_MOST; i++)
            if (row->cells[i].len == strlen(names[k]) &&
                strncasecmp(row->cells[i].data, names[k], row->cells[i].len) == 0)
                m->column[k] = i;
    }
    if (m->column[COLUMN_REF] == SIZE_MAX || m->column[COLUMN_POINTS] == SIZE_MAX)
        refuse(m, row->line,
               "the first line must have the headings ref and points, as grade "
               "--export writes them");
}

static struct wire_word cell(const struct import *m, const struct sheet_row *row, enum column k)
{
    static const struct wire_word none = {"", 0};
    size_t at = m->column[k];
    return at < row->columns && at < SHEET_COLUMNS_MOST ? row->cells[at] : none;
}

/* The question at the end of a reference; NULL: it is none. */
static const struct grading_row *question_of(const struct import *m, const char *ref)
{
    const char *colon = strchr(ref, ':');
    return colon != NULL ? grading_find(m->list, strtol(colon + 1, NULL, 10)) : NULL;
}

/* What is wrong with the row's own words; NULL: nothing. */
static const char *take_cells(struct import *m, const struct sheet_row *row, struct sheet_mark *out)
{
    static char why[NAME_WHY_SIZE];
    struct wire_word ref = cell(m, row, COLUMN_REF), points = cell(m, row, COLUMN_POINTS),
                     comment = cell(m, row, COLUMN_COMMENT);
    if (ref.len >= sizeof out->ref)
        return "that is no reference of an essay";
    (void)snprintf(out->ref, sizeof out->ref, "%.*s", (int)ref.len, ref.data);
    const struct grading_row *question = question_of(m, out->ref);
    if (question == NULL)
        return "that is no reference of an essay of this exam";
    if (!mark_points(points.data, points.len, &out->points))
        return "the points are no number with at most three decimals";
    if (out->points > question->max)
        return "these are more points than the question has";
    if (comment.len > 0 && !reason_take(comment.data, comment.len, out->comment, why))
        return why;
    return NULL;
}

static bool take_row(void *context, const struct sheet_row *row)
{
    struct import *m = context;
    if (!m->begun) {
        find_columns(m, row);
        return m->wrong == 0;
    }
    if (cell(m, row, COLUMN_POINTS).len == 0) {
        m->empty++;
        return true;
    }
    if (!array_grow((void **)&m->marks, &m->cap, m->count, sizeof *m->marks)) {
        m->failed = true;
        return false;
    }
    struct sheet_mark *mark = &m->marks[m->count];
    memset(mark, 0, sizeof *mark);
    mark->line = row->line;
    const char *why = take_cells(m, row, mark);
    if (why != NULL)
        refuse(m, row->line, why);
    else
        m->count++;
    return true;
}

static int read_sheet(struct import *m)
{
    struct buffer bytes = {0}, text = {0}, errors = {0};
    unsigned bad_line = 0;
    enum status status = file_read(m->path, SHEET_BYTES, &bytes, &errors);
    if (status == STATUS_OK)
        status = text_take(m->path, bytes.data, bytes.len, &text, &errors);
    printable_write(stderr, errors.data, errors.len, PRINTABLE_TEXT);
    if (status == STATUS_OK) {
        struct sheet sheet = sheet_of(text.data != NULL ? text.data : "", text.len);
        status = sheet_read(&sheet, take_row, m, &bad_line);
        if (status == STATUS_INVALID)
            refuse(m, bad_line, "a quotation mark stands where none may be, or is not closed");
    }
    buffer_release(&bytes);
    buffer_release(&text);
    buffer_release(&errors);
    if (m->failed || status == STATUS_NOMEM) {
        (void)fputs("sinodoctl: out of memory\n", stderr);
        return EX_OSERR;
    }
    return status == STATUS_IO                   ? EX_NOINPUT
           : status != STATUS_OK || m->wrong > 0 ? EX_DATAERR
                                                 : EX_OK;
}

static int compare_refs(const void *a, const void *b)
{
    const struct sheet_mark *x = *(struct sheet_mark *const *)a,
                            *y = *(struct sheet_mark *const *)b;
    int order = strcmp(x->ref, y->ref);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* An essay stands in one row. */
static int find_twice(struct import *m)
{
    const struct sheet_mark **by_ref = calloc(m->count + 1, sizeof(const struct sheet_mark *));
    if (by_ref == NULL) {
        (void)fputs("sinodoctl: out of memory\n", stderr);
        return EX_OSERR;
    }
    for (size_t i = 0; i < m->count; i++)
        by_ref[i] = &m->marks[i];
    qsort(by_ref, m->count, sizeof(const struct sheet_mark *), compare_refs);
    for (size_t i = 1; i < m->count; i++)
        if (strcmp(by_ref[i - 1]->ref, by_ref[i]->ref) == 0)
            refuse(m, by_ref[i]->line, "this essay stands in an earlier row too");
    free(by_ref);
    return m->wrong > 0 ? EX_DATAERR : EX_OK;
}

/* Does the node have each essay, and which marks stand already? */
static int find_standing(struct import *m)
{
    struct grading_essay e;
    for (size_t i = 0; i < m->count; i++) {
        struct sheet_mark *mark = &m->marks[i];
        int64_t points;
        int result = grading_ask_next(m->call, 0, mark->ref, "mine", &e);
        if (result != EX_OK)
            return result;
        if (e.ref[0] == '\0')
            refuse(m, mark->line, "the node has no such essay, or not any more");
        mark->stands = e.mark[0] != '\0' && mark_points(e.mark, strlen(e.mark), &points) &&
                       points == mark->points && strcmp(e.comment, mark->comment) == 0;
    }
    return m->wrong > 0 ? EX_DATAERR : EX_OK;
}

/* Sends what does not stand yet. */
static int send_marks(struct import *m, size_t *saved)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct sheet_mark *mark = &m->marks[i];
        char key[ORDERING_KEY_SIZE] = "";
        if (mark->stands)
            continue;
        switch (grading_send(m->call, key, mark->ref, mark->points, mark->comment)) {
        case CALL_ANSWERED:
            ++*saved;
            break;
        case CALL_ERROR:
            m->wrong++;
            printable_line(stderr, "%s:%u: not saved: %.*s", m->path, mark->line,
                           (int)m->call->values[0].len, m->call->values[0].data);
            break;
        case CALL_LOST:
            (void)fputs("sinodoctl: import the file again later: what is saved is not sent "
                        "again\n",
                        stderr);
            return m->call->failure;
        }
    }
    return m->wrong > 0 ? CALL_REFUSED : EX_OK;
}

int grading_import(struct call *c, const char *path, const struct grading_list *list)
{
    struct import m = {.call = c, .path = path, .list = list};
    size_t saved = 0, stood = 0;
    int result = read_sheet(&m);
    if (result == EX_OK)
        result = find_twice(&m);
    if (result == EX_OK)
        result = find_standing(&m);
    if (result == EX_DATAERR)
        (void)fputs("sinodoctl: nothing was sent: mend the file and import it again\n", stderr);
    if (result == EX_OK) {
        result = send_marks(&m, &saved);
        for (size_t i = 0; i < m.count; i++)
            stood += m.marks[i].stands;
        printf("saved: %zu, saved before: %zu, refused: %u, without points: %zu\n", saved, stood,
               m.wrong, m.empty);
    }
    free(m.marks);
    return result;
}
