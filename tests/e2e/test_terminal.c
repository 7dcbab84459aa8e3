/* The full-screen client in a real terminal: a whole exam of every kind, a window that changes its
 * size, a node that restarts, the deadline. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

#define PRESS(...) ck_assert(terminal_press(&terminal, __VA_ARGS__, NULL))

/* A node with the bank's order, so that the test knows what comes. */
static void start_node(const char *plan_text, int columns, int rows)
{
    static char plan[192];
    (void)snprintf(plan, sizeof plan, "%s/exam.plan", pair.dir);
    write_file(plan, plan_text);
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
    expect_screen(&terminal, "Código de acceso:");
    ck_assert(terminal_type(&terminal, code));
    PRESS("Enter");
    expect_screen(&terminal, "¿Comenzar?");
    expect_screen_lacks(&terminal, code); /* nor was it shown while it was typed */
    PRESS("s", "Enter");
    expect_screen(&terminal, "Pregunta 1 de ");
}

START_TEST(a_whole_exam_of_every_kind)
{
    start_node("title = Todas\nshuffle = no\nreveal = yes\n", 80, 24);
    expect_screen(&terminal, "El río Orinoco nace"); /* only read */
    expect_screen(&terminal, "[para leer]");
    PRESS("Enter");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    PRESS("1");
    expect_screen(&terminal, "(x)  En la sierra Parima");
    expect_screen(&terminal, "[guardada]");
    PRESS("Right");
    expect_screen(&terminal, "desemboca");
    PRESS("Down", "Enter"); /* chosen by arrow, and on */
    expect_screen(&terminal, "más de _____");
    PRESS("m", "l");
    expect_screen(&terminal, "4?"); /* marked, in the list */
    expect_screen(&terminal, "3+");
    PRESS("Right", "Enter");
    expect_screen(&terminal, "números primos");
    PRESS("1", "2");
    expect_screen(&terminal, "2 [x]  7");
    PRESS("Enter");
    expect_screen(&terminal, "pi con dos decimales");
    ck_assert(terminal_type(&terminal, "3,14"));
    expect_screen(&terminal, "aún no guardada");
    PRESS("Enter");
    expect_screen(&terminal, "entre uno y cinco");
    ck_assert(terminal_type(&terminal, "x"));
    PRESS("Enter");
    expect_screen(&terminal, "Esa respuesta no es posible");
    expect_screen(&terminal, "raíz cuadrada");
    ck_assert(terminal_type(&terminal, "1.41425")); /* within a hundredth of one of them */
    PRESS("Enter");
    expect_screen(&terminal, "0 = 1");
    PRESS("2", "Enter");
    expect_screen(&terminal, "Doña Bárbara");
    ck_assert(terminal_type(&terminal, "rómulo  GALLEGOS"));
    PRESS("Enter");
    expect_screen(&terminal, "Una cada capital");
    PRESS("1", "2", "3");
    expect_screen(&terminal, "[ 3]   Lara");
    PRESS("Enter");
    expect_screen(&terminal, "diez líneas");
    ck_assert(terminal_type(&terminal, "Porque sí"));
    PRESS("Enter");
    ck_assert(terminal_type(&terminal, "y ñandú"));
    expect_screen(&terminal, "y ñandú");
    PRESS("Tab");
    expect_screen(&terminal, "Pregunta 13 de 13");
    PRESS("1", "f");
    expect_screen(&terminal, "Sin responder: 2");
    expect_screen(&terminal, "Marcadas para revisar: 1");
    PRESS("s");
    expect_screen(&terminal, "Resultado: 9 de 12 puntos (75 %), aprobado.");
    expect_screen(&terminal, "Puntos sin calificar todavía: 1");
    expect_screen(&terminal, "r: ver las respuestas");
    PRESS("r", "Right");
    expect_screen(&terminal, "Puntos: 1 de 1");
    expect_screen(&terminal, "Así dice la primera línea.");
    PRESS("Escape");
    expect_screen(&terminal, "r: ver las respuestas");
    PRESS("Enter");
    expect_screen(&terminal, "Comprobante"); /* as lines, when the screen is given back */
    expect_screen(&terminal, "ended: 0");
}
END_TEST

START_TEST(a_window_changes_its_size)
{
    start_node("shuffle = no\n", 100, 30);
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    ck_assert(terminal_resize(&terminal, 40, 14));
    expect_screen(&terminal, "número o flechas eligen");
    expect_screen(&terminal, "1 ( )  En la sierra Parima");
    PRESS("1");
    expect_screen(&terminal, "[guardada]");
    ck_assert(terminal_resize(&terminal, 80, 24));
    expect_screen(&terminal, "(x)  En la sierra Parima");
    expect_screen(&terminal, "13-");
}
END_TEST

START_TEST(a_node_restarts_in_the_middle)
{
    start_node("shuffle = no\n", 80, 24);
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    expect_screen(&terminal, "13-"); /* all questions are known by then */
    ck_assert(node_kill(&pair, CARACAS));
    PRESS("1");
    expect_screen(&terminal, "NO GUARDADA");
    expect_screen(&terminal, "cuando vuelva."); /* the end of a message of two rows */
    PRESS("Right");
    expect_screen(&terminal, "desemboca");
    PRESS("2");
    expect_screen(&terminal, "2~");
    PRESS("C-c"); /* no key ends an exam by mistake */
    expect_screen(&terminal, "NO están guardadas: 2");
    PRESS("n");
    ck_assert(node_start(&pair, CARACAS));
    expect_screen(&terminal, "2+"); /* what was given meanwhile is there */
    expect_screen(&terminal, "3+");
    expect_screen(&terminal, "[guardada]");
    PRESS("q");
    expect_screen(&terminal, "s: salir");
    PRESS("s");
    expect_screen(&terminal, "Para volver");
}
END_TEST

/* Somebody else gives wrong codes for this ID, and the line fails. */
START_TEST(wrong_codes_of_others_do_not_end_an_exam)
{
    struct client_conn *stranger = malloc(sizeof *stranger);
    start_node("shuffle = no\n", 80, 24);
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    expect_screen(&terminal, "13-");
    ck_assert(node_kill(&pair, CARACAS));
    PRESS("1");
    expect_screen(&terminal, "NO GUARDADA");
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, stranger));
    for (int i = 0; i < 3; i++) {
        expect_ask(stranger, "-WRONGPASS", "AUTH", "V1", "0000-0000-0000");
    }
    client_close(stranger);
    free(stranger);
    expect_screen(&terminal, "[guardada]");
    PRESS("Right");
    expect_screen(&terminal, "desemboca");
}
END_TEST

START_TEST(the_deadline_ends_it)
{
    start_node("shuffle = no\nseconds = 8\n", 80, 24);
    expect_screen(&terminal, "Queda 1 minuto."); /* it warns at once: there is less */
    PRESS("Right");
    expect_screen(&terminal, "¿Dónde nace el Orinoco?");
    PRESS("1");
    expect_screen(&terminal, "[guardada]");
    expect_screen(&terminal, "Resultado: 1 de 12 puntos");
    PRESS("Enter");
    expect_screen(&terminal, "ended: 0");
}
END_TEST

Suite *terminal_suite(void)
{
    Suite *s = suite_create("terminal");
    TCase *t = tcase_create("terminal");
    tcase_set_timeout(t, 180);
    tcase_add_checked_fixture(t, setup, teardown);
    add_test_with("tmux", t, a_whole_exam_of_every_kind);
    add_test_with("tmux", t, a_window_changes_its_size);
    add_test_with("tmux", t, a_node_restarts_in_the_middle);
    add_test_with("tmux", t, wrong_codes_of_others_do_not_end_an_exam);
    add_test_with("tmux", t, the_deadline_ends_it);
    suite_add_tcase(s, t);
    return s;
}
