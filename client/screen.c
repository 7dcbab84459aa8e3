#include "client/screen.h"

#include "client/say.h"
#include "common/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 78, LIST_COLUMNS = 5 };

/* --- input --- */

static void skip_rest_of_line(void)
{
    for (int c = getchar(); c != '\n' && c != EOF;)
        c = getchar();
}

static void trim(char *line)
{
    size_t from = strspn(line, " \t\r\n"), len = strlen(line + from);
    memmove(line, line + from, len + 1);
    while (len > 0 && strchr(" \t\r\n", line[len - 1]) != NULL)
        line[--len] = '\0';
}

bool screen_ask(const char *prompt, char line[SCREEN_LINE_SIZE])
{
    for (;;) {
        (void)fputs(prompt, stdout);
        (void)fflush(stdout);
        if (fgets(line, SCREEN_LINE_SIZE, stdin) == NULL) {
            putchar('\n');
            return false;
        }
        size_t len = strlen(line);
        if (len + 1 == SCREEN_LINE_SIZE && line[len - 1] != '\n') {
            skip_rest_of_line();
            puts(SAY("Eso es demasiado largo.", "That is too long."));
        } else if (!utf8_valid(line, len)) {
            puts(SAY("Eso no es texto UTF-8.", "That is not UTF-8 text."));
        } else {
            trim(line);
            return true;
        }
    }
}

bool screen_confirm(const char *question)
{
    static const char *const yes[] = {"s",  "S", "si", "sí",  "SI",  "SÍ", "Si",
                                      "Sí", "y", "Y",  "yes", "Yes", "YES"};
    char line[SCREEN_LINE_SIZE];
    if (!screen_ask(question, line))
        return false;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (strcmp(line, yes[i]) == 0)
            return true;
    return false;
}

/* --- text --- */

/* A control character from the node could drive the terminal. */
static void put_clean(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool c1 = c == 0xC2 && i + 1 < len && (unsigned char)text[i + 1] < 0xA0;
        if (c1)
            i++;
        putchar(c < ' ' || c == 0x7f || c1 ? ' ' : c);
    }
}

static size_t characters(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

static void new_line(size_t indent, size_t *column)
{
    printf("\n%*s", (int)indent, "");
    *column = indent;
}

void screen_wrap(const char *text, size_t len, size_t indent)
{
    size_t column = indent;
    for (size_t at = 0; at < len;) {
        if (text[at] == '\n') {
            new_line(indent, &column);
            at++;
            continue;
        }
        size_t word = 0;
        while (at + word < len && text[at + word] != ' ' && text[at + word] != '\n')
            word++;
        size_t width = characters(text + at, word);
        if (column > indent && column + 1 + width > WIDTH)
            new_line(indent, &column);
        else if (column > indent && word > 0) {
            putchar(' ');
            column++;
        }
        put_clean(text + at, word);
        column += width;
        at += word;
        if (at < len && text[at] == ' ')
            at++;
    }
    putchar('\n');
}

static void put_text(const char *text)
{
    screen_wrap(text, strlen(text), 0);
}

/* --- what the applicant sees --- */

/* "ELSEWHERE node address words": which centre, and where it is. */
static void error_elsewhere(const struct connection *c)
{
    char node[64] = "", address[300] = "", words[400];
    (void)snprintf(words, sizeof words, "%.*s", (int)c->values[0].len, c->values[0].data);
    (void)sscanf(words, "ELSEWHERE %63s %299s", node, address);
    printf(SAY("Esta cédula está registrada en el otro centro: %s (%s). Preséntese allá.\n",
               "This ID is registered at the other centre: %s (%s). Please go there.\n"),
           node, address);
}

static void error_locked(const struct connection *c)
{
    int64_t seconds = 0;
    char words[64];
    (void)snprintf(words, sizeof words, "%.*s", (int)c->values[0].len, c->values[0].data);
    (void)sscanf(words, "LOCKED %" SCNd64, &seconds);
    printf(SAY("Hubo un código equivocado para esta cédula. Espere %" PRId64
               " segundos y vuelva a intentarlo.\n",
               "A wrong code was given for this ID. Wait %" PRId64 " seconds and try again.\n"),
           seconds);
}

void screen_error(const struct connection *c)
{
    struct wire_word code = connection_error_code(c);
    const char *known = say_error(code.data, code.len);
    if (c->count == 0)
        put_text(SAY("No hay respuesta del servidor. Avise al personal.",
                     "The server does not answer. Tell the staff."));
    else if (connection_error_is(c, "ELSEWHERE"))
        error_elsewhere(c);
    else if (connection_error_is(c, "LOCKED"))
        error_locked(c);
    else if (known != NULL)
        put_text(known);
    else
        screen_wrap(c->values[0].data, c->values[0].len, 0);
}

void screen_code(const char *id, const char *code)
{
    printf(SAY("\nRegistro de %s. Este es su código de acceso:\n",
               "\nRegistration of %s. This is your access code:\n"),
           id);
    printf("\n    +--------------------------+\n"
           "    |                          |\n"
           "    |      %-14s      |\n"
           "    |                          |\n"
           "    +--------------------------+\n\n",
           code);
    put_text(SAY("Anótelo ahora: no se muestra otra vez, y sin él no puede presentar el examen.",
                 "Write it down now: it is not shown again, and without it you cannot sit the "
                 "exam."));
}

static void put_time(int64_t seconds)
{
    if (seconds >= 3600)
        printf("%" PRId64 ":%02" PRId64 ":%02" PRId64, seconds / 3600, seconds / 60 % 60,
               seconds % 60);
    else
        printf("%" PRId64 ":%02" PRId64, seconds / 60, seconds % 60);
}

void screen_question(const struct view *view, const struct view_question *question, struct mono now)
{
    uint32_t chosen = view->choices[question->number];
    printf(SAY("\n--- Pregunta %zu de %zu --- sin responder: %zu --- quedan ",
               "\n--- Question %zu of %zu --- unanswered: %zu --- time left "),
           question->number, view->questions, view_unanswered(view));
    put_time(view_seconds_left(view, now));
    printf(" ---\n\n");
    screen_wrap(question->text.data, question->text.len, 0);
    putchar('\n');
    for (size_t i = 0; i < question->option_count; i++) {
        printf("%s%3zu. ", chosen >> i & 1 ? " *" : "  ", i + 1);
        screen_wrap(question->options[i].data, question->options[i].len, 7);
    }
    putchar('\n');
    if (question->multiple)
        puts(SAY("Puede haber varias correctas: escriba los números separados por espacios.",
                 "More than one may be right: type the numbers separated by spaces."));
}

/* "3", "1 4", or a dash. */
static void put_choices(uint32_t choices, char out[64])
{
    size_t used = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < VIEW_OPTIONS && used < 60; i++)
        if (choices >> i & 1)
            used += (size_t)snprintf(out + used, 64 - used, used > 0 ? ",%u" : "%u", i + 1);
    if (used == 0)
        (void)snprintf(out, 64, "-");
}

void screen_list(const struct view *view)
{
    puts(SAY("\nPregunta: respuesta guardada (- sin responder)",
             "\nQuestion: saved answer (- unanswered)"));
    for (size_t i = 1; i <= view->questions; i++) {
        char choices[64];
        put_choices(view->choices[i], choices);
        printf("%5zu: %-8s%s", i, choices,
               i % LIST_COLUMNS == 0 || i == view->questions ? "\n" : "");
    }
}

void screen_help(void)
{
    puts(SAY("  número   responder (también varios, si la pregunta lo permite)\n"
             "  Enter, s siguiente       a        anterior\n"
             "  i N      ir a la N       l        lista de preguntas\n"
             "  b        borrar la respuesta\n"
             "  t        terminar el examen\n"
             "  x        salir (el tiempo sigue corriendo)",
             "  number   answer (several too, where the question allows it)\n"
             "  Enter, n next            p        previous\n"
             "  g N      go to N         l        list of questions\n"
             "  c        clear the answer\n"
             "  f        finish the exam\n"
             "  q        leave (the time goes on)"));
}

void screen_result(const struct connection *c)
{
    char score[32], max[32], percent[32], passed[8], digest[80];
    connection_text(c, "score", score, sizeof score);
    connection_text(c, "max", max, sizeof max);
    connection_text(c, "percent", percent, sizeof percent);
    connection_text(c, "passed", passed, sizeof passed);
    connection_text(c, "digest", digest, sizeof digest);
    printf(SAY("\nResultado: %s de %s puntos (%s %%), %s.\n",
               "\nResult: %s of %s points (%s %%), %s.\n"),
           score, max, percent,
           strcmp(passed, "yes") == 0 ? SAY("aprobado", "passed")
                                      : SAY("no aprobado", "not passed"));
    if (connection_number(c, "copies") >= 2)
        puts(SAY("Está guardado en los dos centros.", "It is saved at both centres."));
    else
        puts(SAY("Está guardado en este centro.", "It is saved at this centre."));
    printf(SAY("Comprobante: %s\n", "Receipt: %s\n"), digest);
}

void screen_news(enum connection_news news)
{
    switch (news) {
    case CONNECTION_LOST:
        puts(SAY("\nSe perdió la conexión. Lo confirmado está guardado; lo último se enviará otra "
                 "vez. Reintentando...",
                 "\nThe connection was lost. What was confirmed is saved; the last is sent again. "
                 "Trying again..."));
        break;
    case CONNECTION_BACK:
        puts(SAY("La conexión volvió.", "The connection is back."));
        break;
    case CONNECTION_BUSY:
        puts(SAY("NO guardado: el servidor está ocupado. Reintentando...",
                 "NOT saved: the server is busy. Trying again..."));
        break;
    }
    (void)fflush(stdout);
}
