/* The statistics of an exam's questions as a text for people. */
#include "common/printable.h"
#include "server/report/items_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct text {
    const struct items *items;
    struct buffer *out;
    bool spanish;
};

static void put_padded(struct text *t, const char *text, size_t width, bool right)
{
    size_t columns = printable_columns(text, strlen(text));
    size_t left = columns < width ? width - columns : 0;
    buffer_printf(t->out, "%*s", right ? (int)left : 0, "");
    printable_append(t->out, text, strlen(text), PRINTABLE_LINE);
    buffer_printf(t->out, "%*s", right ? 0 : (int)left, "");
}

static const char *number(const struct text *t, double value, int decimals,
                          char out[ITEMS_NUMBER_SIZE])
{
    const char *shown = items_number(value, decimals, out);
    char *point = strchr(out, '.');
    if (t->spanish && point != NULL)
        *point = ',';
    return shown[0] != '\0' ? shown : "–";
}

static void put_number(struct text *t, double value, int decimals, size_t width)
{
    char out[ITEMS_NUMBER_SIZE];
    put_padded(t, number(t, value, decimals, out), width, true);
}

/* --- the exam --- */

static void put_facts(struct text *t, const struct items_facts *facts)
{
    size_t width = 0;
    for (size_t i = 0; i < facts->count; i++) {
        size_t columns = printable_columns(facts->pairs[2 * i], strlen(facts->pairs[2 * i]));
        width = columns > width ? columns : width;
    }
    put_padded(t, facts->title, 0, false);
    buffer_text(t->out, "\n\n");
    for (size_t i = 0; i < facts->count; i++) {
        put_padded(t, facts->pairs[2 * i], width + 2, false);
        put_padded(t, facts->pairs[2 * i + 1], 0, false);
        buffer_text(t->out, "\n");
    }
}

static void explain_exam(struct text *t)
{
    buffer_text(
        t->out,
        t->spanish
            ? "\nAsimetría: 0, las notas se reparten por igual a ambos lados de la media; "
              "negativa, "
              "unas\npocas muy por debajo. Fiabilidad: la correlación entre dos pruebas así de las "
              "mismas\npersonas (1: completa; desde 0,8 sirve para decidir sobre personas). Error "
              "de medida, en\npuntos: en dos de cada tres personas la nota no se aparta más que "
              "eso de lo que saben.\n"
            : "\nSkewness: 0, as many above the mean as below; negative, a few far below it. "
              "Reliability:\nthe correlation between two such tests of the same people (1: "
              "complete; from 0.8 on it\nserves to decide about people). Standard error, in "
              "points: for two in three people the\nscore is off by no more than that from what "
              "they know.\n");
    if (t->items->kind == ITEMS_ESTIMATE)
        buffer_text(t->out,
                    t->spanish ? "Las pruebas se sortean: que una sea más difícil que otra no "
                                 "entra en la fiabilidad.\n"
                               : "Papers are drawn: that one is more difficult than another is not "
                                 "in the reliability.\n");
    if (t->items->kind == ITEMS_TOO_FEW)
        buffer_printf(t->out,
                      t->spanish
                          ? "La fiabilidad no se da: algún par de preguntas lo tuvieron sólo "
                            "%zu personas, menos de 30.\n"
                          : "The reliability is not given: some pair of questions only %zu "
                            "people had, fewer than 30.\n",
                      t->items->fewest_pair);
}

/* --- what deserves a look --- */

static void put_suspects(struct text *t, const struct choices *choices)
{
    char r[ITEMS_NUMBER_SIZE];
    for (size_t i = 0; i < choices->count; i++) {
        const struct choice *row = &choices->row[i];
        if (!row->suspect)
            continue;
        buffer_text(t->out, "    ");
        if (row->prompt > 0)
            buffer_printf(t->out, t->spanish ? "enunciado %u, " : "prompt %u, ", row->prompt);
        if (row->option > 0)
            buffer_printf(t->out, t->spanish ? "opción %u" : "option %u", row->option);
        else
            printable_append(t->out, row->text, strlen(row->text), PRINTABLE_LINE);
        const char *words = row->right
                                ? (t->spanish ? ", que vale como correcta: la dan quienes saben "
                                                "menos"
                                              : ", which counts as right: those give it who know "
                                                "less")
                                : (t->spanish ? ", que no vale: la dan quienes saben más"
                                              : ", which does not: those give it who know more");
        buffer_printf(t->out, "%s (%s)\n", words, number(t, row->correlation, 2, r));
    }
}

/* A line for each reason. */
static void put_reasons(struct text *t, const struct item *item)
{
    static const char *const words[ITEMS_LOOKS][2] = {
        {"the key may be wrong:\n", "puede que la clave esté errada:\n"},
        {"who knows more answers it worse: discrimination %s\n",
         "quien sabe más la responde peor: discriminación %s\n"},
        {"it hardly separates who knows more from who knows less: discrimination %s\n",
         "casi no separa a quien sabe más de quien sabe menos: discriminación %s\n"},
        {"difficult: facility %s\n", "difícil: facilidad %s\n"},
        {"easy, so that it tells little about most people: facility %s\n",
         "fácil, así que dice poco de casi todos: facilidad %s\n"},
        {"not reached by %s of those who had it: is the time too short?\n",
         "%s de quienes la tuvieron no llegaron a ella: ¿falta tiempo?\n"}};
    for (unsigned i = 0; i < ITEMS_LOOKS; i++) {
        char value[ITEMS_NUMBER_SIZE];
        if (!(item->look >> i & 1))
            continue;
        double of = (double)item->not_reached / (double)item->n;
        const char *shown =
            number(t,
                   1u << i == ITEM_AGAINST || 1u << i == ITEM_LITTLE ? item->discrimination
                   : 1u << i == ITEM_UNREACHED                       ? of
                                                                     : item->facility,
                   2, value);
        const char *line = words[i][t->spanish], *place = strstr(line, "%s");
        size_t before = place != NULL ? (size_t)(place - line) : strlen(line);
        buffer_text(t->out, "  ");
        buffer_append(t->out, line, before);
        if (place != NULL) {
            buffer_text(t->out, shown);
            buffer_text(t->out, place + 2);
        }
        if (1u << i == ITEM_KEY)
            put_suspects(t, &item->choices);
    }
}

static void put_name(struct text *t, size_t question)
{
    const struct exam *exam = t->items->exam;
    const char *name = items_bank_text(exam, exam->questions[question].name);
    const char *category = items_bank_text(exam, exam->questions[question].category);
    put_padded(t, category, 0, false);
    buffer_text(t->out, category[0] != '\0' && name[0] != '\0' ? ": " : "");
    put_padded(t, name, 0, false);
}

static void put_looks(struct text *t)
{
    bool any = false;
    for (size_t q = 0; q < t->items->exam->question_count; q++) {
        const struct item *item = &t->items->item[q];
        if (item->look == 0)
            continue;
        if (!any)
            buffer_text(t->out, t->spanish ? "\nPreguntas para revisar\n\n"
                                           : "\nQuestions that deserve a look\n\n");
        any = true;
        buffer_printf(t->out, t->spanish ? "pregunta %zu  " : "question %zu  ", q + 1);
        put_name(t, q);
        buffer_text(t->out, "\n");
        put_reasons(t, item);
    }
    if (!any)
        buffer_text(t->out, t->spanish ? "\nNinguna pregunta llama la atención.\n"
                                       : "\nNo question stands out.\n");
}

/* --- all of them --- */

static void put_table(struct text *t)
{
    buffer_text(
        t->out,
        t->spanish ? "\npregunta  puntos  personas  facil.  discr.  efic.  peso %  omit.  no alc.\n"
                   : "\nquestion  points    people  facil.  discr.  effic.  weight %  omit.  "
                     "unreach.\n");
    for (size_t q = 0; q < t->items->exam->question_count; q++) {
        const struct item *item = &t->items->item[q];
        if (!item->counted)
            continue;
        size_t wide = t->spanish ? 0 : 1;
        put_number(t, (double)q + 1, 0, 8);
        put_number(t, (double)t->items->exam->questions[q].points / EXAM_POINT, ITEMS_EXACT, 8);
        put_number(t, (double)item->n, 0, 10);
        put_number(t, item->facility, 2, 8);
        put_number(t, item->discrimination, 2, 8);
        put_number(t, item->efficiency, 2, 7 + wide);
        put_number(t, 100 * item->weight, 1, 8 + 2 * wide);
        put_number(t, (double)item->omitted, 0, 7);
        put_number(t, (double)item->not_reached, 0, 9 + wide);
        buffer_text(t->out, "  ");
        put_name(t, q);
        buffer_text(t->out, "\n");
    }
}

static void explain_table(struct text *t)
{
    buffer_text(
        t->out,
        t->spanish
            ? "\nfacil.   media de los puntos sobre los de la pregunta: 1 todos bien, 0 nadie\n"
              "discr.   correlación con el resto de la prueba: desde 0,3 separa bien, bajo 0,2 "
              "poco;\n         negativa: quien sabe más la responde peor\n"
              "efic.    la discriminación frente a la mayor que esos puntos permiten\n"
              "peso     su parte de lo que distingue unas notas de otras; sin valor si se sortea\n"
              "omit.    sin respuesta, aunque respondieron a otra detrás de ella\n"
              "no alc.  sin respuesta, y nada detrás de ella\n"
              "Sin valor (–): muy pocas personas, o todas iguales. Una fila por opción: --options\n"
            : "\nfacil.    mean of the points over those of the question: 1 all right, 0 nobody\n"
              "discr.    correlation with the rest of the paper: from 0.3 on it separates well,\n"
              "          below 0.2 little; negative: who knows more answers it worse\n"
              "effic.    discrimination against the greatest that these points allow\n"
              "weight    its part in what sets the totals apart; no value where papers are drawn\n"
              "omit.     not answered, although something behind it was\n"
              "unreach.  not answered, and nothing behind it\n"
              "No value (–): too few people, or all alike. A row for each option: --options\n");
}

void items_text(const struct items *items, const struct items_facts *facts, bool spanish,
                struct buffer *out)
{
    struct text t = {.items = items, .out = out, .spanish = spanish};
    put_facts(&t, facts);
    explain_exam(&t);
    put_looks(&t);
    put_table(&t);
    explain_table(&t);
}
