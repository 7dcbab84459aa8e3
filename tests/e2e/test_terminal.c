/* The full-screen client in a real terminal: a whole exam of every kind, a window that changes its
 * size, a node that restarts, the deadline. */
#include "tests/e2e/suites.h"
#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pair pair;
static struct terminal terminal;
static char out[16384];

static void setup(void)
{
    ck_assert(pair_open(&pair));
    pair.alone = true;
    (void)snprintf(pair.bank, sizeof pair.bank, "db/banks/kinds.gift");
}

static void teardown(void)
{
    terminal_close(&terminal);
    pair_close(&pair);
}

#define SHOWS(text)                                                                                \
    ck_assert_msg(terminal_shows(&terminal, text), "'%s' is not in:\n%s", text, terminal.screen)

#define HIDES(text)                                                                                \
    ck_assert_msg(terminal_hides(&terminal, text), "'%s' is in:\n%s", text, terminal.screen)

#define PRESS(...) ck_assert(terminal_press(&terminal, __VA_ARGS__, NULL))

/* A node with the bank's order, so that the test knows what comes. */
static void start_node(const char *plan_text, int columns, int rows)
{
    static char plan[192];
    (void)snprintf(plan, sizeof plan, "%s/exam.plan", pair.dir);
    FILE *file = fopen(plan, "w");
    ck_assert(file != NULL && fputs(plan_text, file) >= 0 && fclose(file) == 0);
    pair.node[CARACAS].extra[0] = "--plan";
    pair.node[CARACAS].extra[1] = plan;
    ck_assert(node_start(&pair, CARACAS));
    char code[32], command[512];
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", "Ana", NULL), 0);
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %31s", code), 1);
    const char *build = getenv("SINODO_BUILD");
    (void)snprintf(command, sizeof command, "%s/sinodo --lang es 127.0.0.1:%d exam V1",
                   build ? build : "build", pair.node[CARACAS].port);
    ck_assert(terminal_open(&terminal, pair.dir, command, columns, rows));
    SHOWS("Código de acceso:");
    ck_assert(terminal_type(&terminal, code));
    PRESS("Enter");
    SHOWS("¿Comenzar?");
    HIDES(code); /* nor was it shown while it was typed */
    PRESS("s", "Enter");
    SHOWS("Pregunta 1 de ");
}

START_TEST(a_whole_exam_of_every_kind)
{
    start_node("title = Todas\nshuffle = no\nreveal = yes\n", 80, 24);
    SHOWS("El río Orinoco nace"); /* only read */
    SHOWS("[para leer]");
    PRESS("Enter");
    SHOWS("¿Dónde nace el Orinoco?");
    PRESS("1");
    SHOWS("(x)  En la sierra Parima");
    SHOWS("[guardada]");
    PRESS("Right");
    SHOWS("desemboca");
    PRESS("Down", "Enter"); /* chosen by arrow, and on */
    SHOWS("más de _____");
    PRESS("m", "l");
    SHOWS("4?"); /* marked, in the list */
    SHOWS("3+");
    PRESS("Right", "Enter");
    SHOWS("números primos");
    PRESS("1", "2");
    SHOWS("2 [x]  7");
    PRESS("Enter");
    SHOWS("pi con dos decimales");
    ck_assert(terminal_type(&terminal, "3,14"));
    SHOWS("aún no guardada");
    PRESS("Enter");
    SHOWS("entre uno y cinco");
    ck_assert(terminal_type(&terminal, "x"));
    PRESS("Enter");
    SHOWS("Esa respuesta no es posible");
    SHOWS("raíz cuadrada");
    ck_assert(terminal_type(&terminal, "1.41425")); /* within a hundredth of one of them */
    PRESS("Enter");
    SHOWS("0 = 1");
    PRESS("2", "Enter");
    SHOWS("Doña Bárbara");
    ck_assert(terminal_type(&terminal, "rómulo  GALLEGOS"));
    PRESS("Enter");
    SHOWS("Una cada capital");
    PRESS("1", "2", "3");
    SHOWS("[ 3]   Lara");
    PRESS("Enter");
    SHOWS("diez líneas");
    ck_assert(terminal_type(&terminal, "Porque sí"));
    PRESS("Enter");
    ck_assert(terminal_type(&terminal, "y ñandú"));
    SHOWS("y ñandú");
    PRESS("Tab");
    SHOWS("Pregunta 13 de 13");
    PRESS("1", "f");
    SHOWS("Sin responder: 2");
    SHOWS("Marcadas para revisar: 1");
    PRESS("s");
    SHOWS("Resultado: 9 de 12 puntos (75 %), aprobado.");
    SHOWS("Puntos sin calificar todavía: 1");
    SHOWS("r: ver las respuestas");
    PRESS("r", "Right");
    SHOWS("Puntos: 1 de 1");
    SHOWS("Así dice la primera línea.");
    PRESS("Escape");
    SHOWS("r: ver las respuestas");
    PRESS("Enter");
    SHOWS("Comprobante"); /* as lines, when the screen is given back */
    SHOWS("ended: 0");
}
END_TEST

START_TEST(a_window_changes_its_size)
{
    start_node("shuffle = no\n", 100, 30);
    PRESS("Right");
    SHOWS("¿Dónde nace el Orinoco?");
    ck_assert(terminal_resize(&terminal, 40, 14));
    SHOWS("número o flechas eligen");
    SHOWS("1 ( )  En la sierra Parima");
    PRESS("1");
    SHOWS("[guardada]");
    ck_assert(terminal_resize(&terminal, 80, 24));
    SHOWS("(x)  En la sierra Parima");
    SHOWS("13-");
}
END_TEST

START_TEST(a_node_restarts_in_the_middle)
{
    start_node("shuffle = no\n", 80, 24);
    PRESS("Right");
    SHOWS("¿Dónde nace el Orinoco?");
    SHOWS("13-"); /* all questions are known by then */
    ck_assert(node_kill(&pair, CARACAS));
    PRESS("1");
    SHOWS("NO GUARDADA");
    SHOWS("cuando vuelva."); /* the end of a message of two rows */
    PRESS("Right");
    SHOWS("desemboca");
    PRESS("2");
    SHOWS("2~");
    PRESS("C-c"); /* no key ends an exam by mistake */
    SHOWS("NO están guardadas: 2");
    PRESS("n");
    ck_assert(node_start(&pair, CARACAS));
    SHOWS("2+"); /* what was given meanwhile is there */
    SHOWS("3+");
    SHOWS("[guardada]");
    PRESS("q");
    SHOWS("s: salir");
    PRESS("s");
    SHOWS("Para volver");
}
END_TEST

/* Somebody else gives wrong codes for this ID, and the line fails. */
START_TEST(wrong_codes_of_others_do_not_end_an_exam)
{
    struct client_conn *stranger = malloc(sizeof *stranger);
    start_node("shuffle = no\n", 80, 24);
    PRESS("Right");
    SHOWS("¿Dónde nace el Orinoco?");
    SHOWS("13-");
    ck_assert(node_kill(&pair, CARACAS));
    PRESS("1");
    SHOWS("NO GUARDADA");
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, stranger));
    for (int i = 0; i < 3; i++) {
        (void)client_ask(stranger, "AUTH", "V1", "0000-0000-0000", NULL);
        ck_assert(client_is(stranger, "-WRONGPASS"));
    }
    client_close(stranger);
    free(stranger);
    SHOWS("[guardada]");
    PRESS("Right");
    SHOWS("desemboca");
}
END_TEST

START_TEST(the_deadline_ends_it)
{
    start_node("shuffle = no\nseconds = 8\n", 80, 24);
    SHOWS("Queda 1 minuto."); /* it warns at once: there is less */
    PRESS("Right");
    SHOWS("¿Dónde nace el Orinoco?");
    PRESS("1");
    SHOWS("[guardada]");
    SHOWS("Resultado: 1 de 12 puntos");
    PRESS("Enter");
    SHOWS("ended: 0");
}
END_TEST

Suite *terminal_suite(void)
{
    Suite *s = suite_create("terminal");
    TCase *t = tcase_create("terminal");
    tcase_set_timeout(t, 180);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_whole_exam_of_every_kind);
    tcase_add_test(t, a_window_changes_its_size);
    tcase_add_test(t, a_node_restarts_in_the_middle);
    tcase_add_test(t, wrong_codes_of_others_do_not_end_an_exam);
    tcase_add_test(t, the_deadline_ends_it);
    suite_add_tcase(s, t);
    return s;
}
