/* The tables of the reports on questions: columns and rows. */
#include "server/report/items_sheet.h"

#include "common/whole_file.h"
#include "server/core/marking.h"
#include "server/report/items_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, COLUMNS_MOST = 20 };

/* The statistics of the people of a source; items_close(). */
static enum status items_make(const struct source *source, struct items **out)
{
    const struct exam *exam = &source->exam;
    size_t count = people_count(source->people);
    struct answer *answers = calloc(exam->paper_count + 1, sizeof *answers);
    struct items *items = NULL;
    enum status status = answers != NULL ? items_open(exam, count, &items) : STATUS_NOMEM;
    for (int again = 0; again < 2 && status == STATUS_OK; again++) {
        for (size_t i = 0; i < count; i++) {
            struct person_report person = people_at(source->people, i);
            if (!items_wants(&person))
                continue;
            people_answers(&person.now, exam, answers);
            (again ? items_choose : items_take)(items, &person.now, answers);
        }
        (again ? items_end : items_settle)(items);
    }
    free(answers);
    if (status == STATUS_OK && items->status != STATUS_OK) {
        status = items->status;
        items_close(items);
    }
    if (status == STATUS_OK)
        *out = items;
    return status;
}

/* --- any sheet --- */

struct sheet {
    const struct items *items;
    struct table *table;
    enum items_language language;
    int decimals;
    const char *cells[COLUMNS_MOST];
    char numbers[COLUMNS_MOST][ITEMS_NUMBER_SIZE];
    size_t count;
};

/* A column in the words of programs, and in two languages. */
struct sheet_column {
    const char *name, *heading[2];
    enum cell_kind kind;
    int width;
};

static void put_text(struct sheet *s, const char *text)
{
    s->cells[s->count++] = text;
}

static void put_value(struct sheet *s, double value)
{
    s->cells[s->count] = items_number(value, s->decimals, s->numbers[s->count]);
    s->count++;
}

static void put_count(struct sheet *s, size_t count)
{
    (void)snprintf(s->numbers[s->count], ITEMS_NUMBER_SIZE, "%zu", count);
    s->cells[s->count] = s->numbers[s->count];
    s->count++;
}

static void put_points(struct sheet *s, double thousandths)
{
    put_value(s, thousandths / EXAM_POINT);
}

static void put_yes(struct sheet *s, bool yes)
{
    put_text(s, !yes ? "" : s->language == ITEMS_SPANISH ? "sí" : "yes");
}

static void end_row(struct sheet *s)
{
    table_row(s->table, s->cells);
    s->count = 0;
}

static enum status write_sheet(const struct items *items, const struct source *source,
                               const struct export_options *options, const char *path,
                               const struct sheet_column *columns, size_t count,
                               void (*put_rows)(struct sheet *sheet))
{
    bool programs = options->format == TABLE_CSV || options->format == TABLE_JSON;
    bool page = options->format == TABLE_TEXT || options->format == TABLE_HTML;
    struct table_column shown[COLUMNS_MOST];
    struct items_facts facts;
    struct sheet s = {.items = items, .decimals = page ? 3 : ITEMS_EXACT};
    s.language = programs ? ITEMS_CODES : options->spanish ? ITEMS_SPANISH : ITEMS_ENGLISH;
    for (size_t i = 0; i < count; i++)
        shown[i] = (struct table_column){.name = columns[i].name,
                                         .heading = columns[i].heading[options->spanish],
                                         .kind = columns[i].kind,
                                         .width = columns[i].width};
    items_facts(items, source, options->spanish, &facts);
    struct table_about about = {.title = facts.title,
                                .subtitle = facts.subtitle,
                                .spanish = options->spanish,
                                .created = people_last_at(source->people),
                                .facts = facts.pairs,
                                .fact_count = facts.count,
                                .landscape = true};
    enum status status = export_open(options, path, shown, count, &about, &s.table);
    if (status != STATUS_OK)
        return status;
    put_rows(&s);
    return table_close(s.table);
}

/* --- questions --- */

static const struct sheet_column item_columns[] = {
    {"question", {"Question", "Pregunta"}, CELL_NUMBER, 8},
    {"name", {"Name", "Nombre"}, CELL_TEXT, 20},
    {"category", {"Category", "Categoría"}, CELL_TEXT, 16},
    {"kind", {"Kind", "Tipo"}, CELL_TEXT, 10},
    {"points", {"Points", "Puntos"}, CELL_NUMBER, 7},
    {"n", {"People", "Personas"}, CELL_NUMBER, 8},
    {"mean", {"Mean", "Media"}, CELL_NUMBER, 8},
    {"sd", {"Std. dev.", "Desv. típ."}, CELL_NUMBER, 9},
    {"facility", {"Facility", "Facilidad"}, CELL_NUMBER, 9},
    {"discrimination", {"Discrimination", "Discriminación"}, CELL_NUMBER, 14},
    {"efficiency", {"Efficiency", "Eficiencia"}, CELL_NUMBER, 10},
    {"weight", {"Weight", "Peso"}, CELL_NUMBER, 8},
    {"omitted", {"Omitted", "Omitida"}, CELL_NUMBER, 8},
    {"not_reached", {"Not reached", "No alcanzada"}, CELL_NUMBER, 12},
    {"look", {"Worth a look", "Para revisar"}, CELL_TEXT, 24}};

static void put_items(struct sheet *s)
{
    const struct exam *exam = s->items->exam;
    for (size_t q = 0; q < exam->question_count; q++) {
        const struct item *item = &s->items->item[q];
        const struct question *question = &exam->questions[q];
        char look[ITEMS_LOOK_SIZE];
        if (!item->counted)
            continue;
        put_count(s, q + 1);
        put_text(s, items_bank_text(exam, question->name));
        put_text(s, items_bank_text(exam, question->category));
        put_text(s, items_kind_text(question->kind, s->language));
        put_points(s, question->points);
        put_count(s, item->n);
        put_points(s, item->mean);
        put_points(s, item->sd);
        put_value(s, item->facility);
        put_value(s, item->discrimination);
        put_value(s, item->efficiency);
        put_value(s, item->weight);
        put_count(s, item->omitted);
        put_count(s, item->not_reached);
        put_text(s, items_look_text(item->look, s->language, look));
        end_row(s);
    }
}

/* --- options --- */

static const struct sheet_column option_columns[] = {
    {"question", {"Question", "Pregunta"}, CELL_NUMBER, 8},
    {"prompt", {"Prompt", "Enunciado"}, CELL_NUMBER, 9},
    {"option", {"Option", "Opción"}, CELL_NUMBER, 7},
    {"right", {"Right", "Correcta"}, CELL_TEXT, 8},
    {"n", {"Chose it", "La eligieron"}, CELL_NUMBER, 12},
    {"share", {"Share", "Proporción"}, CELL_NUMBER, 10},
    {"upper", {"Upper 27 %", "27 % superior"}, CELL_NUMBER, 13},
    {"lower", {"Lower 27 %", "27 % inferior"}, CELL_NUMBER, 13},
    {"correlation", {"Correlation", "Correlación"}, CELL_NUMBER, 12},
    {"suspect", {"Wrong key?", "¿Clave errada?"}, CELL_TEXT, 14},
    {"answer", {"Answer", "Respuesta"}, CELL_TEXT, 40}};

/* What the row is about, in words. */
static const char *answer_text(const struct sheet *s, const struct question *q,
                               const struct choice *row, char range[2 * ITEMS_NUMBER_SIZE])
{
    static const char *const none[] = {"(not answered)", "(not answered)", "(sin respuesta)"};
    if (row->text != NULL)
        return row->text;
    if (row->option == 0)
        return none[s->language];
    const struct option *option = &q->options[row->option - 1];
    if (q->kind != QUESTION_NUMERIC || s->items->exam->confidential)
        return items_bank_text(s->items->exam, option->text);
    (void)snprintf(range, (size_t)2 * ITEMS_NUMBER_SIZE,
                   option->low < option->high ? "%.10g..%.10g" : "%.10g", option->low,
                   option->high);
    return range;
}

static void put_choice(struct sheet *s, size_t question, const struct choice *row)
{
    const struct item *item = &s->items->item[question];
    char range[2 * ITEMS_NUMBER_SIZE];
    double size = item->grouped ? item->groups.size : NAN;
    put_count(s, question + 1);
    if (row->prompt > 0)
        put_count(s, row->prompt);
    else
        put_text(s, "");
    if (row->text == NULL)
        put_count(s, row->option); /* 0: not answered */
    else
        put_text(s, "");
    put_yes(s, row->right);
    put_count(s, row->chosen);
    put_value(s, item->n > 0 ? (double)row->chosen / (double)item->n : NAN);
    put_value(s, row->upper / size);
    put_value(s, row->lower / size);
    put_value(s, row->correlation);
    put_yes(s, row->suspect);
    put_text(s, answer_text(s, &s->items->exam->questions[question], row, range));
    end_row(s);
}

static void put_options(struct sheet *s)
{
    for (size_t q = 0; q < s->items->exam->question_count; q++) {
        const struct choices *choices = &s->items->item[q].choices;
        for (size_t i = 0; i < choices->count && s->items->item[q].counted; i++)
            put_choice(s, q, &choices->row[i]);
    }
}

/* --- the exam --- */

static const struct sheet_column exam_columns[] = {
    {"people", {"People", "Personas"}, CELL_NUMBER, 8},
    {"void", {"Void", "Anulados"}, CELL_NUMBER, 8},
    {"unmarked", {"Unmarked", "Sin corregir"}, CELL_NUMBER, 12},
    {"other_exam", {"Other exam", "Otro examen"}, CELL_NUMBER, 11},
    {"other_key", {"Other key", "Otra clave"}, CELL_NUMBER, 10},
    {"questions", {"Questions", "Preguntas"}, CELL_NUMBER, 9},
    {"points", {"Points", "Puntos"}, CELL_NUMBER, 7},
    {"mean", {"Mean", "Media"}, CELL_NUMBER, 8},
    {"sd", {"Std. dev.", "Desv. típ."}, CELL_NUMBER, 10},
    {"median", {"Median", "Mediana"}, CELL_NUMBER, 8},
    {"least", {"Least", "Mínimo"}, CELL_NUMBER, 8},
    {"most", {"Most", "Máximo"}, CELL_NUMBER, 8},
    {"skewness", {"Skewness", "Asimetría"}, CELL_NUMBER, 9},
    {"reliability", {"Reliability", "Fiabilidad"}, CELL_NUMBER, 11},
    {"formula", {"Formula", "Fórmula"}, CELL_TEXT, 10},
    {"error", {"Std. error", "Error de medida"}, CELL_NUMBER, 15}};

static void put_exam(struct sheet *s)
{
    const struct items *items = s->items;
    put_count(s, items->people);
    put_count(s, items->voided);
    put_count(s, items->unmarked);
    put_count(s, items->other_paper);
    put_count(s, items->other_key);
    put_count(s, items->per_paper);
    put_points(s, (double)items->points);
    put_points(s, items->mean);
    put_points(s, items->sd);
    put_points(s, items->median);
    put_points(s, items->least);
    put_points(s, items->most);
    put_value(s, items->skewness);
    put_value(s, items->alpha);
    put_text(s, items_alpha_text(items->kind, s->language));
    put_points(s, items->error);
    end_row(s);
}

/* --- reports --- */

static enum status put_file(const char *path, const struct buffer *text)
{
    if (path != NULL)
        return whole_file_put(path, text);
    if (text->failed)
        return STATUS_NOMEM;
    return fwrite(text->data, 1, text->len, stdout) == text->len && fflush(stdout) == 0 ? STATUS_OK
                                                                                        : STATUS_IO;
}

static enum status write_text(const struct items *items, const struct source *source, bool spanish,
                              const char *path)
{
    struct items_facts facts;
    struct buffer text = {0};
    items_facts(items, source, spanish, &facts);
    items_text(items, &facts, spanish, &text);
    enum status status = put_file(path, &text);
    buffer_release(&text);
    return status;
}

enum which { ITEMS, OPTIONS, EXAM };

static enum status write_which(enum which which, const struct source *source,
                               const struct export_options *options, const char *path)
{
    static const struct {
        const struct sheet_column *columns;
        size_t count;
        void (*put_rows)(struct sheet *sheet);
    } sheets[] = {
        [ITEMS] = {item_columns, sizeof item_columns / sizeof item_columns[0], put_items},
        [OPTIONS] = {option_columns, sizeof option_columns / sizeof option_columns[0], put_options},
        [EXAM] = {exam_columns, sizeof exam_columns / sizeof exam_columns[0], put_exam}};
    struct items *items;
    enum status status = items_make(source, &items);
    if (status != STATUS_OK)
        return status;
    if (which == ITEMS && options->format == TABLE_TEXT)
        status = write_text(items, source, options->spanish, path);
    else
        status = write_sheet(items, source, options, path, sheets[which].columns,
                             sheets[which].count, sheets[which].put_rows);
    items_close(items);
    return status;
}

static enum status write_items(const struct source *source, const struct export_options *options,
                               const char *path)
{
    return write_which(ITEMS, source, options, path);
}

static enum status write_options(const struct source *source, const struct export_options *options,
                                 const char *path)
{
    return write_which(OPTIONS, source, options, path);
}

static enum status write_exam(const struct source *source, const struct export_options *options,
                              const char *path)
{
    return write_which(EXAM, source, options, path);
}

const struct export_report items_report = {"items", VERSION, write_items};
const struct export_report items_options_report = {"items-options", VERSION, write_options};
const struct export_report items_exam_report = {"items-exam", VERSION, write_exam};
