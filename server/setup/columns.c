#include "server/setup/columns.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { HEADING_SIZE = 80, SHOWN_BYTES = 40 };

/* Words of headings that say nothing of the column's kind. */
static const char *const noise[] = {"n",   "no",  "nro", "num", "numero", "number", "nr",
                                    "de",  "del", "of",  "the", "la",     "el",     "los",
                                    "las", "y",   "o",   "and", "or"};

/* Headings without accents, noise and punctuation. */
static const struct {
    const char *heading;
    enum column column;
} headings[] = {
    {"id", COLUMN_ID},
    {"ids", COLUMN_ID},
    {"identity", COLUMN_ID},
    {"identity card", COLUMN_ID},
    {"identity document", COLUMN_ID},
    {"id card", COLUMN_ID},
    {"id document", COLUMN_ID},
    {"national id", COLUMN_ID},
    {"identification", COLUMN_ID},
    {"cedula", COLUMN_ID},
    {"cedulas", COLUMN_ID},
    {"cedula identidad", COLUMN_ID},
    {"cedula ciudadania", COLUMN_ID},
    {"cedula pasaporte", COLUMN_ID},
    {"cedula v e", COLUMN_ID},
    {"ci", COLUMN_ID},
    {"ci pasaporte", COLUMN_ID},
    {"c i pasaporte", COLUMN_ID},
    {"c i", COLUMN_ID},
    {"cc", COLUMN_ID},
    {"documento", COLUMN_ID},
    {"documento identidad", COLUMN_ID},
    {"documento identificacion", COLUMN_ID},
    {"document", COLUMN_ID},
    {"doc", COLUMN_ID},
    {"doc identidad", COLUMN_ID},
    {"identificacion", COLUMN_ID},
    {"identidad", COLUMN_ID},
    {"dni", COLUMN_ID},
    {"d n i", COLUMN_ID},
    {"dni nie", COLUMN_ID},
    {"dni pasaporte", COLUMN_ID},
    {"nie", COLUMN_ID},
    {"nif", COLUMN_ID},
    {"rut", COLUMN_ID},
    {"r u t", COLUMN_ID},
    {"run", COLUMN_ID},
    {"rut run", COLUMN_ID},
    {"pasaporte", COLUMN_ID},
    {"passport", COLUMN_ID},
    {"letra", COLUMN_LETTER},
    {"letra cedula", COLUMN_LETTER},
    {"letter", COLUMN_LETTER},
    {"nac", COLUMN_LETTER},
    {"nacionalidad", COLUMN_LETTER},
    {"v e", COLUMN_LETTER},
    {"tipo documento", COLUMN_LETTER},
    {"tipo cedula", COLUMN_LETTER},
    {"name", COLUMN_NAME},
    {"names", COLUMN_NAME},
    {"full name", COLUMN_NAME},
    {"name surname", COLUMN_NAME},
    {"surname name", COLUMN_NAME},
    {"first name", COLUMN_NAME},
    {"given name", COLUMN_NAME},
    {"given names", COLUMN_NAME},
    {"nombre", COLUMN_NAME},
    {"nombres", COLUMN_NAME},
    {"nombre completo", COLUMN_NAME},
    {"nombre apellido", COLUMN_NAME},
    {"nombre apellidos", COLUMN_NAME},
    {"nombres apellidos", COLUMN_NAME},
    {"apellido nombre", COLUMN_NAME},
    {"apellidos nombre", COLUMN_NAME},
    {"apellidos nombres", COLUMN_NAME},
    {"primer nombre", COLUMN_NAME},
    {"aspirante", COLUMN_NAME},
    {"applicant", COLUMN_NAME},
    {"candidate", COLUMN_NAME},
    {"candidato", COLUMN_NAME},
    {"alumno", COLUMN_NAME},
    {"estudiante", COLUMN_NAME},
    {"student", COLUMN_NAME},
    {"participante", COLUMN_NAME},
    {"middle name", COLUMN_SECOND_NAME},
    {"second name", COLUMN_SECOND_NAME},
    {"segundo nombre", COLUMN_SECOND_NAME},
    {"surname", COLUMN_SURNAME},
    {"last name", COLUMN_SURNAME},
    {"family name", COLUMN_SURNAME},
    {"apellido", COLUMN_SURNAME},
    {"apellidos", COLUMN_SURNAME},
    {"primer apellido", COLUMN_SURNAME},
    {"apellido paterno", COLUMN_SURNAME},
    {"second surname", COLUMN_SECOND_SURNAME},
    {"segundo apellido", COLUMN_SECOND_SURNAME},
    {"apellido materno", COLUMN_SECOND_SURNAME},
    {"node", COLUMN_NODE},
    {"nodo", COLUMN_NODE},
    {"centro", COLUMN_NODE},
    {"centro examen", COLUMN_NODE},
    {"centre", COLUMN_NODE},
    {"center", COLUMN_NODE},
    {"exam centre", COLUMN_NODE},
    {"exam center", COLUMN_NODE},
    {"sede", COLUMN_NODE},
    {"sede examen", COLUMN_NODE},
    {"site", COLUMN_NODE},
    {"minutes", COLUMN_MINUTES},
    {"minutos", COLUMN_MINUTES},
    {"min", COLUMN_MINUTES},
    {"extra", COLUMN_MINUTES},
    {"extra min", COLUMN_MINUTES},
    {"extra minutes", COLUMN_MINUTES},
    {"minutes extra", COLUMN_MINUTES},
    {"additional minutes", COLUMN_MINUTES},
    {"extra time", COLUMN_MINUTES},
    {"extra time minutes", COLUMN_MINUTES},
    {"extra time min", COLUMN_MINUTES},
    {"additional time", COLUMN_MINUTES},
    {"min extra", COLUMN_MINUTES},
    {"minutos extra", COLUMN_MINUTES},
    {"minutos extras", COLUMN_MINUTES},
    {"minutos adicionales", COLUMN_MINUTES},
    {"tiempo extra", COLUMN_MINUTES},
    {"tiempo extra minutos", COLUMN_MINUTES},
    {"tiempo extra min", COLUMN_MINUTES},
    {"tiempo adicional", COLUMN_MINUTES},
    {"room", COLUMN_ROOM},
    {"exam room", COLUMN_ROOM},
    {"classroom", COLUMN_ROOM},
    {"aula", COLUMN_ROOM},
    {"aula examen", COLUMN_ROOM},
    {"salon", COLUMN_ROOM},
    {"salon examen", COLUMN_ROOM},
    {"sala", COLUMN_ROOM},
    {"sala examen", COLUMN_ROOM},
    {"secreto", COLUMN_SECRET},
    {"secretos", COLUMN_SECRET},
    {"codigo secreto", COLUMN_SECRET},
    {"clave", COLUMN_SECRET},
    {"claves", COLUMN_SECRET},
    {"clave secreta", COLUMN_SECRET},
    {"clave convocatoria", COLUMN_SECRET},
    {"contrasena", COLUMN_SECRET},
    {"secret", COLUMN_SECRET},
    {"secrets", COLUMN_SECRET},
    {"secret code", COLUMN_SECRET},
    {"secret key", COLUMN_SECRET},
    {"password", COLUMN_SECRET},
    {"", COLUMN_NUMBER}, /* "Nº" */
    {"item", COLUMN_NUMBER},
    {"row", COLUMN_NUMBER},
    {"fila", COLUMN_NUMBER},
    {"orden", COLUMN_NUMBER},
};

static bool is_noise(const char *word, size_t len)
{
    for (size_t i = 0; i < sizeof noise / sizeof noise[0]; i++)
        if (strlen(noise[i]) == len && memcmp(noise[i], word, len) == 0)
            return true;
    return false;
}

static const char degree[] = "\xc2\xb0"; /* as in N° */

/* Letters of other alphabets count as letters. */
static size_t word_length(const char *at)
{
    size_t len = 0;
    while ((at[len] >= 'a' && at[len] <= 'z') || (at[len] >= '0' && at[len] <= '9') ||
           ((unsigned char)at[len] >= 0x80 && strncmp(at + len, degree, 2) != 0))
        len++;
    return len;
}

/* Joins the words that matter with one space. */
static void simplify(const char *text, char out[HEADING_SIZE])
{
    size_t used = 0, len;
    out[0] = '\0';
    for (const char *at = text; *at != '\0'; at += len) {
        len = word_length(at);
        bool between = len == 0;
        if (between)
            len = strncmp(at, degree, 2) == 0 ? 2 : 1;
        if (between || is_noise(at, len))
            continue;
        if (used + len + 2 > HEADING_SIZE)
            return;
        if (used > 0)
            out[used++] = ' ';
        memcpy(out + used, at, len);
        used += len;
        out[used] = '\0';
    }
}

enum column column_of(const char *heading, size_t len)
{
    char simple[HEADING_SIZE];
    utf8proc_uint8_t *folded = NULL;
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                      UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
    if (len == 0 || utf8proc_map((const utf8proc_uint8_t *)heading, (utf8proc_ssize_t)len, &folded,
                                 options) < 0)
        return COLUMN_OTHER;
    simplify((const char *)folded, simple);
    free(folded);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        if (strcmp(headings[i].heading, simple) == 0)
            return headings[i].column;
    return COLUMN_OTHER;
}

const char *column_text(enum column column)
{
    switch (column) {
    case COLUMN_ID:
        return "the ID";
    case COLUMN_LETTER:
        return "the ID's letter";
    case COLUMN_NAME:
        return "the name";
    case COLUMN_SECOND_NAME:
        return "the second name";
    case COLUMN_SURNAME:
        return "the surname";
    case COLUMN_SECOND_SURNAME:
        return "the second surname";
    case COLUMN_NODE:
        return "the node";
    case COLUMN_MINUTES:
        return "the extra minutes";
    case COLUMN_ROOM:
        return "the room";
    case COLUMN_SECRET:
        return "the secret";
    case COLUMN_NUMBER:
        return "the row's number";
    case COLUMN_OTHER:
        break;
    }
    return "nothing";
}

static size_t shown_columns(const struct sheet_row *row)
{
    return row->columns < SHEET_COLUMNS_MOST ? row->columns : SHEET_COLUMNS_MOST;
}

bool columns_are_headings(const struct sheet_row *row, const struct ident_rules *ids)
{
    char id[IDENT_SIZE];
    bool data = false;
    for (size_t i = 0; i < shown_columns(row); i++) {
        const struct wire_word *cell = &row->cells[i];
        if (column_of(cell->data, cell->len) == COLUMN_ID)
            return true;
        data |= ident_take(cell->data, cell->len, ids, id) == IDENT_GOOD;
        for (size_t k = 0; k < cell->len; k++)
            data |= cell->data[k] >= '0' && cell->data[k] <= '9';
    }
    return !data;
}

static int shown_length(const struct wire_word *cell)
{
    return (int)(cell->len < SHOWN_BYTES ? cell->len : SHOWN_BYTES);
}

/* Where there are no headings. */
static void take_order(struct columns *c)
{
    static const enum column order[] = {COLUMN_ID, COLUMN_NAME, COLUMN_NODE, COLUMN_MINUTES};
    c->count = sizeof order / sizeof order[0];
    for (size_t i = 0; i < c->count; i++)
        c->at[order[i]] = i;
}

static bool take_heading(const struct sheet_row *row, size_t column, struct columns *c,
                         char why[COLUMNS_WHY_SIZE])
{
    const struct wire_word *cell = &row->cells[column];
    enum column kind = column_of(cell->data, cell->len);
    if (kind >= COLUMN_NUMBER) {
        if (cell->len > 0)
            buffer_printf(&c->unread, "%s'%.*s'", c->unread.len > 0 ? ", " : "", shown_length(cell),
                          cell->data);
        return true;
    }
    if (c->at[kind] != SIZE_MAX) {
        const struct wire_word *other = &row->cells[c->at[kind]];
        (void)snprintf(why, COLUMNS_WHY_SIZE,
                       "two columns would hold %s, '%.*s' and '%.*s': rename or remove the one "
                       "that does not",
                       column_text(kind), shown_length(other), other->data, shown_length(cell),
                       cell->data);
        return false;
    }
    c->at[kind] = column;
    return true;
}

bool columns_find(const struct sheet_row *row, const struct ident_rules *ids, struct columns *out,
                  char why[COLUMNS_WHY_SIZE])
{
    *out = (struct columns){.headed = columns_are_headings(row, ids), .line = row->line};
    for (size_t i = 0; i < COLUMNS_READ; i++)
        out->at[i] = SIZE_MAX;
    if (!out->headed) {
        take_order(out);
        return true;
    }
    out->count = shown_columns(row);
    for (size_t i = 0; i < out->count; i++)
        if (!take_heading(row, i, out, why))
            return false;
    if (out->at[COLUMN_ID] == SIZE_MAX)
        (void)snprintf(why, COLUMNS_WHY_SIZE,
                       "these headings name no column of IDs: call it 'id', 'cedula' or "
                       "'documento', and remove lines above the headings");
    return out->at[COLUMN_ID] != SIZE_MAX;
}

void columns_release(struct columns *columns)
{
    buffer_release(&columns->unread);
}
