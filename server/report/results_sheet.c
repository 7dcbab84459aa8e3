/* The columns, rows and words of the list of results. */
#include "common/moment.h"
#include "server/report/results_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, NUMBER_SIZE = MARKING_TEXT_SIZE };

/* --- words --- */

static const char *pick(const char *const words[2], bool spanish)
{
    return words[spanish];
}

const char *results_bar_text(enum ranking_bar bar, bool spanish)
{
    static const char *const words[RANKING_BARS][2] = {
        [RANKING_NONE] = {"", ""},
        [RANKING_PENDING] = {"registration pending", "registro pendiente"},
        [RANKING_ABSENT] = {"absent", "ausente"},
        [RANKING_RUNNING] = {"still sitting", "presenta todavía"},
        [RANKING_TRANSIT] = {"moves to the other centre", "en camino al otro centro"},
        [RANKING_VOID] = {"void", "anulado"},
        [RANKING_UNMARKED] = {"provisional: essays to be marked",
                              "provisional: faltan ensayos por corregir"},
        [RANKING_FORKED] = {"provisional: sat at both centres, to be decided",
                            "provisional: presentó en ambos centros, por decidir"},
        [RANKING_REMARK] = {"provisional: marked by another key",
                            "provisional: corregido con otra clave"}};
    return pick(words[bar], spanish);
}

static const char *state_text(enum people_state state, bool spanish)
{
    static const char *const words[PEOPLE_STATES] = {
        [PEOPLE_PENDING] = "pendiente",   [PEOPLE_REGISTERED] = "registrado",
        [PEOPLE_RUNNING] = "presenta",    [PEOPLE_FINISHED] = "terminado",
        [PEOPLE_TRANSIT] = "en traslado", [PEOPLE_FORKED] = "en ambos centros"};
    return spanish ? words[state] : people_state_text(state);
}

static const char *place_text(enum ranking_place place, bool spanish)
{
    static const char *const words[][2] = {
        [RANKING_OUT] = {"not admitted", "no admitido"},
        [RANKING_TIED] = {"tied at the cut", "empatado en el corte"},
        [RANKING_SO_FAR] = {"within the places so far", "dentro de las plazas por ahora"},
        [RANKING_ADMITTED] = {"admitted", "admitido"}};
    return pick(words[place], spanish);
}

static const char *yes_no(bool yes, bool spanish)
{
    return yes ? (spanish ? "sí" : "yes") : "no";
}

/* --- columns --- */

enum field {
    FIELD_ID,
    FIELD_NAME,
    FIELD_CENTRE,
    FIELD_STATE,
    FIELD_RANK,
    FIELD_STANDING,
    FIELD_SCORE,
    FIELD_MAX,
    FIELD_PERCENT,
    FIELD_PASSED,
    FIELD_CATEGORY,
    FIELD_TIE_BREAK,
    FIELD_UNMARKED,
    FIELD_VOID,
    FIELD_START,
    FIELD_END,
    FIELD_NOTES,
    FIELDS
};

static const struct {
    const char *name, *heading[2];
    enum cell_kind kind;
    int width;
    bool terminal; /* also on a terminal */
} fields[FIELDS] = {
    [FIELD_ID] = {"id", {"ID", "Cédula"}, CELL_TEXT, 12, true},
    [FIELD_NAME] = {"name", {"Name", "Nombre"}, CELL_TEXT, 24, true},
    [FIELD_CENTRE] = {"centre", {"Centre", "Centro"}, CELL_TEXT, 10, true},
    [FIELD_STATE] = {"state", {"State", "Estado"}, CELL_TEXT, 10, false},
    [FIELD_RANK] = {"rank", {"Rank", "Puesto"}, CELL_NUMBER, 6, true},
    [FIELD_STANDING] = {"standing", {"Standing", "Situación"}, CELL_TEXT, 18, false},
    [FIELD_SCORE] = {"score", {"Score", "Puntos"}, CELL_NUMBER, 8, true},
    [FIELD_MAX] = {"max", {"Max", "Máximo"}, CELL_NUMBER, 7, false},
    [FIELD_PERCENT] = {"percent", {"Percent", "Por ciento"}, CELL_NUMBER, 10, true},
    [FIELD_PASSED] = {"passed", {"Passed", "Aprobado"}, CELL_TEXT, 8, true},
    [FIELD_CATEGORY] = {"points:", {"", ""}, CELL_NUMBER, 10, false},
    [FIELD_TIE_BREAK] = {"tie-break:", {"Tie-break: ", "Desempate: "}, CELL_NUMBER, 12, false},
    [FIELD_UNMARKED] = {"unmarked", {"Unmarked", "Sin corregir"}, CELL_NUMBER, 9, false},
    [FIELD_VOID] = {"void", {"Void", "Anulado"}, CELL_TEXT, 7, false},
    [FIELD_START] = {"start", {"Start", "Inicio"}, CELL_TEXT, 26, false},
    [FIELD_END] = {"end", {"End", "Fin"}, CELL_TEXT, 26, false},
    [FIELD_NOTES] = {"notes", {"Notes", "Observaciones"}, CELL_TEXT, 30, false}};

/* The columns of one file, and the room for the cells of one row. */
struct sheet {
    const struct results *results;
    bool spanish; /* of the cells */
    struct table_column *columns;
    enum field *field; /* of each column */
    size_t *index;     /* of a category or a tie-break */
    const char **cells;
    size_t count;
    char (*numbers)[NUMBER_SIZE]; /* of each column */
    char start[MOMENT_TEXT_SIZE], end[MOMENT_TEXT_SIZE];
    struct buffer names; /* of all columns that are made here */
};

/* How many columns a field has. */
static size_t columns_of(const struct results *r, enum field field, bool terminal)
{
    if (terminal && !fields[field].terminal)
        return 0;
    if (field == FIELD_CATEGORY)
        return r->categories;
    return field == FIELD_TIE_BREAK ? r->ties : 1;
}

/* The part of a column's name that the exam gives. */
static const char *subject_of(const struct results *r, enum field field, size_t index, bool spanish)
{
    const char *name = "";
    if (field == FIELD_TIE_BREAK)
        return r->source->exam.tie_breaks[index];
    if (field == FIELD_CATEGORY)
        name = tally_category(r->tally, index);
    if (field == FIELD_CATEGORY && name[0] == '\0')
        return spanish ? "Sin categoría" : "No category";
    return name;
}

/* The text of both, kept with the sheet. NULL once memory was out. */
static const char *join(struct sheet *s, const char *first, const char *second)
{
    size_t size = strlen(first) + strlen(second) + 1;
    char *text = malloc(size);
    if (text == NULL)
        s->names.failed = true;
    else
        (void)snprintf(text, size, "%s%s", first, second);
    buffer_append(&s->names, &text, sizeof text);
    return text;
}

static void add_column(struct sheet *s, enum field field, size_t index, bool spanish)
{
    const char *subject = subject_of(s->results, field, index, spanish);
    s->field[s->count] = field;
    s->index[s->count] = index;
    s->columns[s->count++] =
        (struct table_column){.name = join(s, fields[field].name, subject),
                              .heading = join(s, pick(fields[field].heading, spanish), subject),
                              .kind = fields[field].kind,
                              .width = fields[field].width};
}

static void sheet_release(struct sheet *s)
{
    for (size_t at = 0; at + sizeof(char *) <= s->names.len; at += sizeof(char *)) {
        char *text;
        memcpy(&text, s->names.data + at, sizeof text);
        free(text);
    }
    buffer_release(&s->names);
    free(s->columns);
    free(s->field);
    free(s->index);
    free(s->cells);
    free(s->numbers);
}

static enum status sheet_open(const struct results *r, const struct export_options *options,
                              struct sheet *s)
{
    size_t most = FIELDS + r->categories + r->ties;
    bool programs = options->format == TABLE_CSV || options->format == TABLE_JSON;
    *s = (struct sheet){.results = r, .spanish = options->spanish && !programs};
    s->columns = calloc(most, sizeof *s->columns);
    s->field = calloc(most, sizeof *s->field);
    s->index = calloc(most, sizeof *s->index);
    s->cells = calloc(most, sizeof *s->cells);
    s->numbers = calloc(most, sizeof *s->numbers);
    if (s->columns == NULL || s->field == NULL || s->index == NULL || s->cells == NULL ||
        s->numbers == NULL)
        return STATUS_NOMEM;
    bool terminal = options->format == TABLE_TEXT;
    for (enum field field = 0; field < FIELDS; field++)
        for (size_t i = 0; i < columns_of(r, field, terminal); i++)
            add_column(s, field, i, s->spanish);
    if (terminal) /* last: a reason may be longer than its column */
        add_column(s, FIELD_STANDING, 0, s->spanish);
    return s->names.failed ? STATUS_NOMEM : STATUS_OK;
}

/* --- rows --- */

/* The cell in thousandths of a point; "" where there are none. */
static const char *points(struct sheet *s, size_t column, bool given, int64_t thousandths)
{
    s->numbers[column][0] = '\0';
    if (given && thousandths != TALLY_NONE)
        marking_text(thousandths, s->numbers[column]);
    return s->numbers[column];
}

static const char *percent(struct sheet *s, size_t column, const struct sitting *sitting,
                           const struct marks *total)
{
    marking_percent(sitting->pass_percent, total->score, total->max, s->numbers[column]);
    return s->numbers[column];
}

static const char *rank(struct sheet *s, size_t column, size_t value)
{
    if (value == 0)
        return "";
    (void)snprintf(s->numbers[column], NUMBER_SIZE, "%zu", value);
    return s->numbers[column];
}

/* The reason for no rank; otherwise the place, where the plan says how many there are. */
static const char *standing(const struct sheet *s, const struct ranking_row *row)
{
    if (row->bar != RANKING_NONE)
        return results_bar_text(row->bar, s->spanish);
    return s->results->source->exam.places > 0 ? place_text(row->place, s->spanish) : "";
}

static const char *moment(const struct sheet *s, bool given, struct wall at,
                          char out[MOMENT_TEXT_SIZE])
{
    if (!given)
        return "";
    moment_at(at, s->results->source->exam.offset_minutes, out);
    return out;
}

/* Nobody passes or fails by a result that is void, or may yet change. */
static const char *passed(const struct sheet *s, const struct ranking_row *row,
                          const struct sitting *sitting, const struct marks *total)
{
    if (row->bar != RANKING_NONE)
        return "";
    return yes_no(marking_passed(sitting->pass_percent, total->score, total->max), s->spanish);
}

static const char *cell(struct sheet *s, size_t column, size_t i,
                        const struct person_report *person)
{
    const struct results *r = s->results;
    const struct ranking_row *row = &r->rows[i];
    const struct sitting *sitting = &person->now.sitting;
    const struct marks *total = &r->totals[i];
    bool finished = sitting->finish_n > 0;
    bool parts = finished && row->bar != RANKING_REMARK; /* the exam's key gives others */
    size_t index = s->index[column];
    switch (s->field[column]) {
    case FIELD_ID:
        return person->id;
    case FIELD_NAME:
        return person->name;
    case FIELD_CENTRE:
        return r->source->node[person->journal];
    case FIELD_STATE:
        return state_text(person->state, s->spanish);
    case FIELD_RANK:
        return rank(s, column, row->rank);
    case FIELD_STANDING:
        return standing(s, row);
    case FIELD_SCORE:
        return points(s, column, finished, total->score);
    case FIELD_MAX:
        return points(s, column, finished, total->max);
    case FIELD_PERCENT:
        return finished ? percent(s, column, sitting, total) : "";
    case FIELD_PASSED:
        return passed(s, row, sitting, total);
    case FIELD_CATEGORY:
        return points(s, column, parts, r->categories_of[i * r->categories + index]);
    case FIELD_TIE_BREAK:
        return points(s, column, parts, row->keys[1 + index]);
    case FIELD_UNMARKED:
        return points(s, column, finished, total->unmarked);
    case FIELD_VOID:
        return yes_no(sitting->voided, s->spanish);
    case FIELD_START:
        return moment(s, sitting->start_n > 0, sitting->started_at, s->start);
    case FIELD_END:
        return moment(s, finished, sitting->finished_at, s->end);
    case FIELD_NOTES:
        return person->notes[s->spanish];
    case FIELDS:
        break;
    }
    return "";
}

/* --- what it is of --- */

enum { FACTS = 9, FACT_SIZE = 200 };

struct facts {
    char text[FACTS][FACT_SIZE];
    const char *pairs[2 * FACTS];
    size_t count;
    char title[512], subtitle[FACT_SIZE];
};

static char *add_fact(struct facts *f, const char *name)
{
    f->pairs[2 * f->count] = name;
    f->pairs[2 * f->count + 1] = f->text[f->count];
    return f->text[f->count++];
}

static void add_number(struct facts *f, const char *name, size_t value)
{
    (void)snprintf(add_fact(f, name), FACT_SIZE, "%zu", value);
}

static size_t provisional(const struct results *r)
{
    size_t count = 0;
    for (enum ranking_bar bar = 0; bar < RANKING_BARS; bar++)
        count += ranking_provisional(bar) ? r->bars[bar] : 0;
    return count;
}

/* The journals in the order of their names, as in the cut: both nodes write the same. */
static void add_digests(struct facts *f, const struct source *source, bool spanish)
{
    int first = strcmp(source->node[0], source->node[1]) > 0;
    for (int i = 0; i < 2; i++) {
        int journal = i == 0 ? first : !first;
        char digest[DIGEST_TEXT_SIZE];
        if (source->node[journal][0] == '\0')
            continue;
        digest_text(&source->digest[journal], digest);
        (void)snprintf(add_fact(f, spanish ? "Diario" : "Journal"), FACT_SIZE, "%s %" PRIu64 " %s",
                       source->node[journal], source->cut.n[journal], digest);
    }
}

static void find_facts(const struct results *r, bool spanish, struct facts *f)
{
    const struct source *source = r->source;
    char at[MOMENT_TEXT_SIZE], cut[CUT_TEXT_SIZE];
    f->count = 0;
    cut_text(&source->cut, source->node, cut);
    moment_at(people_last_at(source->people), source->exam.offset_minutes, at);
    (void)snprintf(f->title, sizeof f->title, "%s – %s", spanish ? "Resultados" : "Results",
                   source->exam.title);
    (void)snprintf(f->subtitle, sizeof f->subtitle,
                   spanish ? "%s · %zu personas, %zu con puesto, %zu provisionales"
                           : "%s · %zu people, %zu ranked, %zu provisional",
                   at, r->count, r->bars[RANKING_NONE], provisional(r));
    (void)snprintf(add_fact(f, spanish ? "Corte" : "Cut"), FACT_SIZE, "%s", cut);
    (void)snprintf(add_fact(f, spanish ? "Última anotación" : "Last entry"), FACT_SIZE, "%s", at);
    add_digests(f, source, spanish);
    digest_text(&source->exam.digest, add_fact(f, spanish ? "Examen" : "Exam"));
    (void)snprintf(add_fact(f, spanish ? "Versión" : "Version"), FACT_SIZE, "results %d", VERSION);
    add_number(f, spanish ? "Personas" : "People", r->count);
    add_number(f, spanish ? "Provisionales" : "Provisional", provisional(r));
}

enum status results_write(const struct results *r, const struct export_options *options,
                          const char *path)
{
    struct sheet sheet;
    struct facts facts;
    struct table *table;
    enum status status = sheet_open(r, options, &sheet);
    find_facts(r, options->spanish, &facts);
    struct table_about about = {.title = facts.title,
                                .subtitle = facts.subtitle,
                                .spanish = options->spanish,
                                .created = people_last_at(r->source->people),
                                .facts = facts.pairs,
                                .fact_count = facts.count,
                                .landscape = true};
    if (status == STATUS_OK)
        status = export_open(options, path, sheet.columns, sheet.count, &about, &table);
    if (status == STATUS_OK) {
        for (size_t k = 0; k < r->count; k++) {
            struct person_report person = people_at(r->source->people, r->order[k]);
            for (size_t i = 0; i < sheet.count; i++)
                sheet.cells[i] = cell(&sheet, i, r->order[k], &person);
            table_row(table, sheet.cells);
        }
        status = table_close(table);
    }
    sheet_release(&sheet);
    return status;
}

static enum status make_and_write(const struct source *source, const struct export_options *options,
                                  const char *path)
{
    struct results *results;
    enum status status = results_make(source, &results);
    if (status != STATUS_OK)
        return status;
    status = results_write(results, options, path);
    results_release(results);
    return status;
}

const struct export_report results_report = {"results", VERSION, make_and_write};
