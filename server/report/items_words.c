#include "server/report/items_words.h"

#include "common/moment.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *items_number(double value, int decimals, char out[ITEMS_NUMBER_SIZE])
{
    out[0] = '\0';
    if (isnan(value))
        return out;
    (void)snprintf(out, ITEMS_NUMBER_SIZE, "%.*f", decimals, value);
    size_t len = strlen(out);
    while (decimals == ITEMS_EXACT && len > 0 && out[len - 1] == '0')
        out[--len] = '\0';
    if (len > 0 && out[len - 1] == '.')
        out[--len] = '\0';
    /* A small negative number is rounded to 0, without a sign. */
    return out[0] == '-' && strspn(out + 1, "0.") == len - 1 ? out + 1 : out;
}

const char *items_look_text(unsigned look, enum items_language language, char out[ITEMS_LOOK_SIZE])
{
    static const char *const words[ITEMS_LOOKS][3] = {
        {"key", "wrong key?", "¿clave errada?"},
        {"against", "separates the wrong way", "separa al revés"},
        {"little", "separates little", "separa poco"},
        {"hard", "difficult", "difícil"},
        {"easy", "easy", "fácil"},
        {"unreached", "often not reached", "muchos no llegaron"}};
    size_t used = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < ITEMS_LOOKS; i++)
        if (look >> i & 1)
            used += (size_t)snprintf(out + used, ITEMS_LOOK_SIZE - used, "%s%s",
                                     used == 0                 ? ""
                                     : language == ITEMS_CODES ? " "
                                                               : "; ",
                                     words[i][language]);
    return out;
}

const char *items_kind_text(enum question_kind kind, enum items_language language)
{
    static const char *const spanish[QUESTION_KINDS] = {[QUESTION_SINGLE] = "una opción",
                                                        [QUESTION_TRUEFALSE] = "verdadero o falso",
                                                        [QUESTION_MULTIPLE] = "varias opciones",
                                                        [QUESTION_MATCHING] = "relacionar",
                                                        [QUESTION_NUMERIC] = "número",
                                                        [QUESTION_SHORT] = "respuesta breve",
                                                        [QUESTION_ESSAY] = "ensayo",
                                                        [QUESTION_DESCRIPTION] = "texto"};
    if (language != ITEMS_SPANISH || kind >= QUESTION_KINDS)
        return question_kind_text(kind);
    return spanish[kind];
}

const char *items_alpha_text(enum items_alpha kind, enum items_language language)
{
    static const char *const words[][3] = {
        [ITEMS_KR20] = {"KR-20", "KR-20", "KR-20"},
        [ITEMS_CRONBACH] = {"alpha", "alpha", "alfa"},
        [ITEMS_ESTIMATE] = {"estimate", "alpha, an estimate: papers are drawn",
                            "alfa, una estimación: las pruebas se sortean"},
        [ITEMS_TOO_FEW] = {"too few", "too few people had both of two questions",
                           "muy pocas personas tuvieron ambas de dos preguntas"}};
    return words[kind][language];
}

const char *items_bank_text(const struct exam *exam, const char *text)
{
    return exam->confidential ? "" : text;
}

/* --- facts --- */

static char *add_fact(struct items_facts *f, const char *name)
{
    f->pairs[2 * f->count] = name;
    f->pairs[2 * f->count + 1] = f->text[f->count];
    return f->text[f->count++];
}

static void add_number(struct items_facts *f, const char *name, double value, int decimals)
{
    char number[ITEMS_NUMBER_SIZE];
    const char *shown = items_number(value, decimals, number);
    (void)snprintf(add_fact(f, name), ITEMS_FACT_SIZE, "%s", shown[0] != '\0' ? shown : "–");
}

/* Decimal commas in the last facts, from `first` on. */
static void put_commas(struct items_facts *f, size_t first)
{
    for (size_t i = first; i < f->count; i++) {
        char *point = strchr(f->text[i], '.');
        if (point != NULL)
            *point = ',';
    }
}

static void add_people(struct items_facts *f, const struct items *items, bool spanish)
{
    (void)snprintf(add_fact(f, spanish ? "Contados" : "Counted"), ITEMS_FACT_SIZE,
                   spanish ? "%zu que terminaron, sin anular, corregidos por completo"
                           : "%zu who finished, not void, marked to the end",
                   items->people);
    if (items->voided + items->unmarked + items->other_paper > 0)
        (void)snprintf(add_fact(f, spanish ? "No contados" : "Left out"), ITEMS_FACT_SIZE,
                       spanish ? "%zu anulados, %zu con ensayos por corregir, %zu con otro examen"
                               : "%zu void, %zu with essays to be marked, %zu with another exam",
                       items->voided, items->unmarked, items->other_paper);
    if (items->other_key > 0)
        (void)snprintf(add_fact(f, spanish ? "Otra clave" : "Other key"), ITEMS_FACT_SIZE,
                       spanish ? "%zu tienen todavía el resultado de otra clave: 'remark'"
                               : "%zu still have the result of another key: 'remark'",
                       items->other_key);
}

static void add_scores(struct items_facts *f, const struct items *items, bool spanish)
{
    add_number(f, spanish ? "Puntos" : "Points", (double)items->points / 1000, ITEMS_EXACT);
    add_number(f, spanish ? "Media" : "Mean", items->mean / 1000, 3);
    add_number(f, spanish ? "Mediana" : "Median", items->median / 1000, 3);
    add_number(f, spanish ? "Mínimo" : "Least", items->least / 1000, 3);
    add_number(f, spanish ? "Máximo" : "Most", items->most / 1000, 3);
    add_number(f, spanish ? "Desviación típica" : "Standard deviation", items->sd / 1000, 3);
    add_number(f, spanish ? "Asimetría" : "Skewness", items->skewness, 3);
    char number[ITEMS_NUMBER_SIZE];
    (void)snprintf(add_fact(f, spanish ? "Fiabilidad" : "Reliability"), ITEMS_FACT_SIZE, "%s (%s)",
                   isnan(items->alpha) ? "–" : items_number(items->alpha, 3, number),
                   items_alpha_text(items->kind, spanish ? ITEMS_SPANISH : ITEMS_ENGLISH));
    add_number(f, spanish ? "Error de medida" : "Standard error", items->error / 1000, 3);
}

void items_facts(const struct items *items, const struct source *source, bool spanish,
                 struct items_facts *out)
{
    char at[MOMENT_TEXT_SIZE], cut[CUT_TEXT_SIZE];
    out->count = 0;
    cut_text(&source->cut, source->node, cut);
    moment_at(people_last_at(source->people), source->exam.offset_minutes, at);
    (void)snprintf(out->title, sizeof out->title, "%s – %s", spanish ? "Preguntas" : "Questions",
                   source->exam.title);
    (void)snprintf(out->subtitle, sizeof out->subtitle,
                   spanish ? "%s · %zu personas" : "%s · %zu people", at, items->people);
    (void)snprintf(add_fact(out, spanish ? "Corte" : "Cut"), ITEMS_FACT_SIZE, "%s", cut);
    (void)snprintf(add_fact(out, spanish ? "Última anotación" : "Last entry"), ITEMS_FACT_SIZE,
                   "%s", at);
    digest_text(&source->exam.digest, add_fact(out, spanish ? "Examen" : "Exam"));
    add_people(out, items, spanish);
    size_t first = out->count;
    add_scores(out, items, spanish);
    if (spanish)
        put_commas(out, first);
}
